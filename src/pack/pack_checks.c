/* checks/NAME.sql: a header of comment lines, then the two queries of a check:
 *
 *     -- code: V01
 *     -- register: assets
 *     -- reads: assets people
 *     -- name: population
 *     SELECT ...
 *     -- name: violation
 *     SELECT ...
 */
#include "base/buffer.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "pack/embedded.h"
#include "pack/pack_private.h"

#include <stdlib.h>
#include <string.h>

/* A check's file while it is read. `reader` serves for refusals only: it has no JSON. */
struct check_file {
    struct pack_reader reader;
    struct pack_check *check;
    struct buffer *query; /* where lines of SQL go; NULL before the first name */
    struct buffer population, violation;
    int line;
};

/* The value of "-- KEY: value" when the line is that, copied and trimmed; NULL otherwise. */
static const char *header_value(struct check_file *file, const char *line, const char *key)
{
    size_t length = strlen(key);

    if (strncmp(line, "-- ", 3) != 0 || strncmp(line + 3, key, length) != 0 ||
        line[3 + length] != ':')
        return NULL;
    return text_trim(file->reader.pack->arena, line + 4 + length);
}

/* The words between white space and commas. */
static const char *const *split_words(struct pack *pack, const char *text)
{
    const char **words = arena_alloc(pack->arena, (strlen(text) + 2) * sizeof(*words));
    int count = 0;

    while (*text) {
        size_t length = strcspn(text, " ,\t");

        if (length > 0)
            words[count++] = arena_copy_bytes(pack->arena, text, length);
        text += length;
        text += strspn(text, " ,\t");
    }
    return words;
}

static void need_register(struct check_file *file, const char *kind)
{
    if (!pack_is_register(kind))
        pack_refuse_line(
            &file->reader, file->line,
            language_text(file->reader.language,
                          "「%s」という台帳はありません。種類の名前を確かめてください。"),
            kind);
}

static void take_code(struct check_file *file, const char *code)
{
    const struct pack_code *known = pack_code(file->reader.pack, code);

    file->check->code = code;
    if (!known || known->kind != CODE_FINDING)
        pack_refuse_line(&file->reader, file->line,
                         language_text(file->reader.language,
                                       "「%s」は codes.json の指摘のコードではありません。"
                                       "コードを確かめてください。"),
                         code);
}

static void take_name(struct check_file *file, const char *name)
{
    if (strcmp(name, "population") == 0)
        file->query = &file->population;
    else if (strcmp(name, "violation") == 0)
        file->query = &file->violation;
    else
        pack_refuse_line(
            &file->reader, file->line,
            language_text(file->reader.language,
                          "問合せの名前「%s」は使えません。population か violation です。"),
            name);
    if (file->query && file->query->length > 0)
        pack_refuse_line(&file->reader, file->line,
                         language_text(file->reader.language,
                                       "「%s」は前にもあります。どちらかを除いてください。"),
                         name);
}

/* Whether the line was one of the header's; takes its value. */
static bool take_header(struct check_file *file, const char *line)
{
    const char *value;

    if ((value = header_value(file, line, "name")) != NULL) {
        take_name(file, value);
    } else if ((value = header_value(file, line, "code")) != NULL) {
        take_code(file, value);
    } else if ((value = header_value(file, line, "register")) != NULL) {
        file->check->reg = value;
        need_register(file, value);
    } else if ((value = header_value(file, line, "reads")) != NULL) {
        file->check->reads = split_words(file->reader.pack, value);
        for (const char *const *kind = file->check->reads; *kind; kind++)
            need_register(file, *kind);
    } else {
        return false;
    }
    return true;
}

/* Bytes of the line before a comment; a quoted "--" is none. Quotes do not run over lines. */
static size_t code_length(const char *line)
{
    char quote = '\0';
    size_t at = 0;

    for (; line[at]; at++) {
        if (quote)
            quote = line[at] == quote ? '\0' : quote;
        else if (line[at] == '\'' || line[at] == '"')
            quote = line[at];
        else if (line[at] == '-' && line[at + 1] == '-')
            break;
    }
    while (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '\t' || line[at - 1] == '\r'))
        at--;
    return at;
}

static void take_line(struct check_file *file, const char *line)
{
    if (take_header(file, line))
        return;
    size_t length = code_length(line);
    if (length == 0)
        return;
    if (!file->query) {
        pack_refuse_line(&file->reader, file->line, "%s",
                         language_text(file->reader.language,
                                       "問合せの前に「-- name: population」を書いてください。"));
        return;
    }
    buffer_append(file->query, line, length);
    buffer_byte(file->query, '\n');
}

/* The query without its final semicolon, in the arena. */
static const char *keep_query(struct pack *pack, const struct buffer *query)
{
    size_t length = query->length;

    while (length > 0 && (query->data[length - 1] == '\n' || query->data[length - 1] == ';'))
        length--;
    return length ? arena_copy_bytes(pack->arena, query->data, length) : NULL;
}

static void check_whole(struct check_file *file)
{
    const struct pack_check *check = file->check;
    const char *missing = !check->code         ? "code"
                          : !check->reg        ? "register"
                          : !check->reads      ? "reads"
                          : !check->population ? "name: population"
                          : !check->violation  ? "name: violation"
                                               : NULL;

    if (missing)
        pack_refuse_line(
            &file->reader, 1,
            language_text(file->reader.language, "「-- %s」がないか空です。書き足してください。"),
            missing);
}

/* Names that the SQL may use, each with the parameter it is worked out from. */
static const struct {
    const char *name, *parameter;
} bindings[] = {
    {"key", NULL},
    {"on", NULL},
    {"office", NULL},
    {"review_before", "review_days"},
    {"dormant_before", "dormant_days"},
    {"shared_password_before", "shared_password_days"},
    {"left_before", "leaver_removal_days"},
    {"lockout_failures", "lockout_failures"},
    {"signoff_before", "ledger_signoff_days"},
    {"authentication_factors", "authentication_factors"},
};

enum { BINDING_COUNT = sizeof(bindings) / sizeof(bindings[0]) };

static int find_binding(const char *name, size_t length)
{
    for (int i = 0; i < BINDING_COUNT; i++)
        if (strlen(bindings[i].name) == length && memcmp(bindings[i].name, name, length) == 0)
            return i;
    return -1;
}

const char *pack_binding(const char *name)
{
    int at = find_binding(name, strlen(name));

    return at < 0 ? NULL : bindings[at].parameter;
}

static void check_binding(struct check_file *file, const char *name, size_t length)
{
    int at = find_binding(name, length);

    if (at < 0) {
        pack_refuse_line(&file->reader, 1,
                         language_text(file->reader.language,
                                       "「:%.*s」という値は渡されません。名前を確かめてください。"),
                         (int)length, name);
        return;
    }
    if (!bindings[at].parameter)
        return;
    const struct pack_parameter *parameter =
        pack_parameter(file->reader.pack, bindings[at].parameter);
    if (!parameter || !parameter->is_set || parameter->text)
        pack_refuse_line(&file->reader, 1,
                         language_text(file->reader.language,
                                       "「:%s」には、数の定数「%s」が要ります。"
                                       "parameters.json に書いてください。"),
                         bindings[at].name, bindings[at].parameter);
}

/* Every ":name" outside quotes. */
static void check_bindings(struct check_file *file, const char *sql)
{
    char quote = '\0';

    for (; sql && *sql; sql++) {
        if (quote) {
            quote = *sql == quote ? '\0' : quote;
        } else if (*sql == '\'' || *sql == '"') {
            quote = *sql;
        } else if (*sql == ':') {
            size_t length = strspn(sql + 1, "abcdefghijklmnopqrstuvwxyz_");

            if (length > 0)
                check_binding(file, sql + 1, length);
            sql += length;
        }
    }
}

static void hash_file(const struct embedded_file *from, char out[65])
{
    uint8_t hash[HASH_SIZE];
    struct hasher *hasher = hasher_open();

    hash_bytes(hasher, from->bytes, from->length, hash);
    hasher_close(hasher);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static int read_check(struct pack *pack, const struct embedded_file *from, struct pack_check *check,
                      struct error *error)
{
    struct check_file file = {
        .reader = {.pack = pack,
                   .error = error,
                   .language = error ? error->language : LANGUAGE_JAPANESE,
                   .file = from->path},
        .check = check,
    };
    const char *text = (const char *)from->bytes;
    const char *end = text + from->length;

    if (!text_is_utf8(text, from->length))
        return pack_refuse_line(
            &file.reader, 1, "%s",
            language_text(file.reader.language,
                          "UTF-8 として読めません。UTF-8 で保存し直してください。"));
    while (text < end && !file.reader.code) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline ? newline : end) - text);

        file.line++;
        take_line(&file, arena_copy_bytes(pack->arena, text, length));
        text += length + (newline ? 1 : 0);
    }
    check->population = keep_query(pack, &file.population);
    check->violation = keep_query(pack, &file.violation);
    buffer_done(&file.population);
    buffer_done(&file.violation);
    check_whole(&file);
    check_bindings(&file, check->population);
    check_bindings(&file, check->violation);
    hash_file(from, check->sql_sha256);
    return file.reader.code;
}

static bool is_check(const char *path)
{
    size_t length = strlen(path);

    return length > 11 && strncmp(path, "checks/", 7) == 0 &&
           strcmp(path + length - 4, ".sql") == 0;
}

static int index_checks(struct pack *pack, struct error *error)
{
    struct pack_index *index = &pack->check_index;

    index->entries =
        arena_alloc(pack->arena, (size_t)(pack->check_count + 1) * sizeof(*index->entries));
    index->count = pack->check_count;
    for (int i = 0; i < pack->check_count; i++)
        index->entries[i] = (struct pack_index_entry){.id = pack->checks[i].code, .position = i};
    int repeated = pack_index_sort(index);
    if (repeated < 0)
        return 0;
    return error_set(error, ERROR_INPUT, "",
                     "checks/ に「%s」の点検が二つあります。どちらかを除いてください。",
                     pack->checks[repeated].code);
}

int pack_read_checks(struct pack *pack, struct error *error)
{
    int count = 0;

    for (int i = 0; i < pack->file_count; i++)
        count += is_check(pack->files[i].path);
    pack->checks = arena_alloc(pack->arena, (size_t)(count + 1) * sizeof(*pack->checks));
    for (int i = 0; i < pack->file_count; i++) {
        if (!is_check(pack->files[i].path))
            continue;
        int code = read_check(pack, &pack->files[i], &pack->checks[pack->check_count], error);
        if (code)
            return code;
        pack->check_count++;
    }
    return index_checks(pack, error);
}
