/* Reading one JSON file of the pack: parsing, refusing with file and line, members by type. */
#include "base/date.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack_private.h"
#include "pack/position.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { POINTER_SIZE = 512 };

int pack_reader_open(struct pack_reader *reader, struct pack *pack, const char *file,
                     struct error *error)
{
    json_error_t reason;

    *reader = (struct pack_reader){.pack = pack,
                                   .error = error,
                                   .language = error ? error->language : LANGUAGE_JAPANESE,
                                   .file = file};
    reader->text = pack_file(pack, file, &reader->length);
    if (!reader->text)
        return reader->code =
                   error_set(error, ERROR_INPUT, "",
                             "%s がありません。方針パックのフォルダーに置いてください。", file);
    if (position_depth(reader->text, reader->length) > PACK_MAX_DEPTH)
        return pack_refuse_line(
            reader, 1,
            language_text(reader->language, "括弧の入れ子が深すぎます。%d 段までにしてください。"),
            PACK_MAX_DEPTH);
    reader->root = json_loadb(reader->text, reader->length, JSON_REJECT_DUPLICATES, &reason);
    if (!reader->root)
        return pack_refuse_line(
            reader, reason.line > 0 ? reason.line : 1,
            language_text(reader->language,
                          "JSON として読めません（%s）。書き方を直してください。"),
            reason.text);
    if (!json_is_object(reader->root))
        return pack_refuse_line(
            reader, 1, "%s",
            language_text(reader->language, "全体を波括弧 { } で囲んだ形にしてください。"));
    return 0;
}

void pack_reader_done(struct pack_reader *reader)
{
    json_decref(reader->root);
    reader->root = NULL;
}

/* Writes the pointer of `target` below `node` at pointer + length; false when it is not there. The
 * depth was limited when the text came in. */
static bool find_pointer(const json_t *node, const json_t *target, char *pointer, size_t length)
{
    const char *key;
    json_t *child;
    size_t i;

    if (node == target) {
        pointer[length] = '\0';
        return true;
    }
    if (json_is_array(node)) {
        json_array_foreach(node, i, child)
        {
            int added = snprintf(pointer + length, POINTER_SIZE - length, "/%zu", i);
            if (added > 0 && (size_t)added < POINTER_SIZE - length &&
                find_pointer(child, target, pointer, length + (size_t)added))
                return true;
        }
    } else if (json_is_object(node)) {
        /* jansson's iteration takes the object without const, though it does not change it. */
        json_object_foreach((json_t *)(uintptr_t)node, key, child)
        {
            int added = snprintf(pointer + length, POINTER_SIZE - length, "/%s", key);
            if (added > 0 && (size_t)added < POINTER_SIZE - length &&
                find_pointer(child, target, pointer, length + (size_t)added))
                return true;
        }
    }
    return false;
}

static int __attribute__((format(printf, 3, 0)))
refuse_at(struct pack_reader *reader, int line, const char *format, va_list arguments)
{
    char reason[480];

    vsnprintf(reason, sizeof(reason), format, arguments);
    reader->code =
        error_set(reader->error, ERROR_INPUT, "", "%s:%d: %s", reader->file, line, reason);
    error_at(reader->error, reader->file, NULL);
    return reader->code;
}

int pack_refuse(struct pack_reader *reader, const json_t *where, const char *key,
                const char *format, ...)
{
    char pointer[POINTER_SIZE];
    va_list arguments;

    if (reader->code)
        return reader->code;
    if (!where || !find_pointer(reader->root, where, pointer, 0))
        pointer[0] = '\0';
    size_t length = strlen(pointer);
    if (key)
        snprintf(pointer + length, sizeof(pointer) - length, "/%s", key);
    va_start(arguments, format);
    refuse_at(reader, position_line(reader->text, reader->length, pointer), format, arguments);
    va_end(arguments);
    return reader->code;
}

int pack_refuse_line(struct pack_reader *reader, int line, const char *format, ...)
{
    va_list arguments;

    if (reader->code)
        return reader->code;
    va_start(arguments, format);
    refuse_at(reader, line, format, arguments);
    va_end(arguments);
    return reader->code;
}

/* The member, or NULL when missing or null. */
static const json_t *member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_null(value) ? NULL : value;
}

/* The text of a JSON string, checked and copied; NULL after a refusal. */
static const char *take_text(struct pack_reader *reader, const json_t *value, const json_t *where,
                             const char *key)
{
    if (!json_is_string(value)) {
        pack_refuse(reader, where, key,
                    language_text(reader->language, "「%s」には文字列を書いてください。"),
                    key ? key : "");
        return NULL;
    }
    size_t length = json_string_length(value);
    if (length == 0 || length > PACK_MAX_TEXT_BYTES) {
        pack_refuse(reader, where, key,
                    language_text(reader->language,
                                  "「%s」が空か、長すぎます。%d バイトまでで書いてください。"),
                    key ? key : "", PACK_MAX_TEXT_BYTES);
        return NULL;
    }
    return arena_copy_bytes(reader->pack->arena, json_string_value(value), length);
}

const char *pack_read_text(struct pack_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = member(object, key);

    if (!value) {
        pack_refuse(reader, object, json_object_get(object, key) ? key : NULL,
                    language_text(reader->language, "「%s」がありません。書き足してください。"),
                    key);
        return "";
    }
    const char *text = take_text(reader, value, object, key);
    return text ? text : "";
}

const char *pack_read_optional(struct pack_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = member(object, key);

    return value ? take_text(reader, value, object, key) : NULL;
}

const char *pack_read_id(struct pack_reader *reader, const json_t *object, const char *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    const char *text = pack_read_text(reader, object, key);

    if (!reader->code && (text[0] < 'a' || text[0] > 'z' || text[strspn(text, letters)] != '\0'))
        pack_refuse(
            reader, object, key,
            language_text(
                reader->language,
                "「%s」は識別名に使えません。小文字で始まる英数字と _ - で書いてください。"),
            text);
    return text;
}

static bool is_listed(const char *names, const char *name)
{
    size_t length = strlen(name);

    while (*names) {
        size_t next = strcspn(names, " ");

        if (next == length && memcmp(names, name, length) == 0)
            return true;
        names += next;
        names += strspn(names, " ");
    }
    return false;
}

void pack_allow(struct pack_reader *reader, const json_t *object, const char *names)
{
    const char *key;
    json_t *value;

    /* jansson's iteration takes the object without const, though it does not change it. */
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (!is_listed(names, key))
            pack_refuse(reader, object, key,
                        language_text(reader->language,
                                      "「%s」という項目はありません。綴りを確かめてください。"),
                        key);
    }
}

struct pack_text pack_read_pair(struct pack_reader *reader, const json_t *object, const char *key)
{
    char name[64];
    struct pack_text pair;

    snprintf(name, sizeof(name), "%s_ja", key);
    pair.japanese = pack_read_text(reader, object, name);
    snprintf(name, sizeof(name), "%s_en", key);
    pair.english = pack_read_text(reader, object, name);
    return pair;
}

struct pack_text pack_read_optional_pair(struct pack_reader *reader, const json_t *object,
                                         const char *key)
{
    char name[64];

    snprintf(name, sizeof(name), "%s_ja", key);
    if (!member(object, name))
        return (struct pack_text){NULL, NULL};
    return pack_read_pair(reader, object, key);
}

int64_t pack_read_integer(struct pack_reader *reader, const json_t *object, const char *key,
                          int64_t least, int64_t most)
{
    const json_t *value = member(object, key);

    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        pack_refuse(reader, object, json_object_get(object, key) ? key : NULL,
                    language_text(reader->language,
                                  "「%s」には %lld から %lld までの整数を書いてください。"),
                    key, (long long)least, (long long)most);
        return least;
    }
    return json_integer_value(value);
}

bool pack_read_bool(struct pack_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = member(object, key);

    if (!json_is_boolean(value))
        pack_refuse(reader, object, json_object_get(object, key) ? key : NULL,
                    language_text(reader->language, "「%s」には true か false を書いてください。"),
                    key);
    return json_is_true(value);
}

int pack_read_choice(struct pack_reader *reader, const json_t *object, const char *key,
                     const char *const *choices)
{
    const char *text = pack_read_text(reader, object, key);
    char list[256] = "";

    for (int i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0)
            return i;
        size_t length = strlen(list);
        snprintf(list + length, sizeof(list) - length, "%s%s", i ? " " : "", choices[i]);
    }
    pack_refuse(reader, object, key,
                language_text(reader->language,
                              "「%s」の「%s」は使えない言葉です。次のどれかにしてください: %s"),
                key, text, list);
    return 0;
}

const json_t *pack_read_object(struct pack_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = member(object, key);

    if (!json_is_object(value))
        pack_refuse(reader, object, json_object_get(object, key) ? key : NULL,
                    language_text(reader->language, "「%s」には { } の形で書いてください。"), key);
    return json_is_object(value) ? value : NULL;
}

const json_t *pack_read_array(struct pack_reader *reader, const json_t *object, const char *key,
                              int *ret_count)
{
    const json_t *value = member(object, key);

    if (!json_is_array(value) || json_array_size(value) > PACK_MAX_ITEMS) {
        pack_refuse(
            reader, object, json_object_get(object, key) ? key : NULL,
            language_text(reader->language, "「%s」には [ ] の並びを %d 個までで書いてください。"),
            key, PACK_MAX_ITEMS);
        *ret_count = 0;
        return NULL;
    }
    *ret_count = (int)json_array_size(value);
    return value;
}

const json_t *pack_read_item(struct pack_reader *reader, const json_t *array, int number)
{
    char key[16];
    const json_t *item = json_array_get(array, (size_t)number);

    if (json_is_object(item))
        return item;
    snprintf(key, sizeof(key), "%d", number);
    pack_refuse(reader, array, key,
                language_text(reader->language, "並びの各項目は { } の形で書いてください。"));
    return NULL;
}

static bool holds_word(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

const char *const *pack_read_words(struct pack_reader *reader, const json_t *object,
                                   const char *key, pack_fold *fold)
{
    static const char *const none[] = {NULL};
    int count = 0, kept = 0;

    if (!member(object, key))
        return none;
    const json_t *array = pack_read_array(reader, object, key, &count);
    const char **words = pack_array(reader, count + 1, sizeof(*words));
    for (int i = 0; i < count; i++) {
        const json_t *item = json_array_get(array, (size_t)i);
        const char *word = json_string_value(item);

        if (!word || !*word || json_string_length(item) > PACK_MAX_TEXT_BYTES) {
            pack_refuse(reader, array, NULL,
                        language_text(reader->language,
                                      "「%s」の並びには、空でない言葉だけを書いてください。"),
                        key);
            return none;
        }
        char *own = fold ? fold(reader->pack->arena, word) : arena_copy(reader->pack->arena, word);
        if (!holds_word(words, kept, own))
            words[kept++] = own;
    }
    return words;
}

char pack_read_class(struct pack_reader *reader, const json_t *object, const char *key)
{
    const char *text = pack_read_optional(reader, object, key);

    if (!text)
        return '\0';
    if (text[0] >= 'A' && text[0] <= 'C' && text[1] == '\0')
        return text[0];
    pack_refuse(reader, object, key,
                language_text(reader->language,
                              "重要度「%s」は使えません。A、B、C のどれかにしてください。"),
                text);
    return '\0';
}

const char *pack_read_date(struct pack_reader *reader, const json_t *object, const char *key)
{
    struct date date;
    const char *text = pack_read_optional(reader, object, key);

    if (text && !date_parse(text, &date))
        pack_refuse(
            reader, object, key,
            language_text(reader->language,
                          "「%s」は暦にある日付ではありません。2026-04-01 の形で書いてください。"),
            text);
    return text;
}

enum force pack_read_force(struct pack_reader *reader, const json_t *object, const char *key)
{
    const char *words[FORCE_NONE + 1] = {NULL};

    if (json_is_null(json_object_get(object, key)))
        return FORCE_NONE;
    for (int i = 0; i < FORCE_NONE; i++)
        words[i] = force_word((enum force)i);
    return (enum force)pack_read_choice(reader, object, key, words);
}

void *pack_array(struct pack_reader *reader, int count, size_t size)
{
    return arena_alloc(reader->pack->arena, (size_t)(count > 0 ? count : 1) * size);
}

static int by_id(const void *left, const void *right)
{
    const struct pack_index_entry *a = left, *b = right;
    int order = strcmp(a->id, b->id);

    return order ? order : (a->position > b->position) - (a->position < b->position);
}

int pack_index_sort(struct pack_index *index)
{
    int repeated = -1;

    qsort(index->entries, (size_t)index->count, sizeof(*index->entries), by_id);
    for (int i = 1; i < index->count; i++) {
        const struct pack_index_entry *entry = &index->entries[i];

        if (strcmp(entry[-1].id, entry->id) == 0 && (repeated < 0 || entry->position < repeated))
            repeated = entry->position;
    }
    return repeated;
}

int pack_index_find(const struct pack_index *index, const char *id)
{
    int low = 0, high = index->count;

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(index->entries[middle].id, id);

        if (order == 0)
            return index->entries[middle].position;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

void pack_index_build(struct pack_reader *reader, struct pack_index *index, const void *elements,
                      int count, size_t size, const json_t *array, const char *key)
{
    index->entries = pack_array(reader, count, sizeof(*index->entries));
    index->count = 0;
    if (reader->code)
        return;
    index->count = count;
    for (int i = 0; i < count; i++) {
        struct pack_index_entry *entry = &index->entries[i];

        memcpy(&entry->id, (const char *)elements + (size_t)i * size, sizeof(entry->id));
        entry->position = i;
    }
    int repeated = pack_index_sort(index);
    if (repeated >= 0) {
        const json_t *item = json_array_get(array, (size_t)repeated);

        pack_refuse(
            reader, item, key,
            language_text(reader->language, "「%s」は前にもあります。どちらかを除いてください。"),
            json_string_value(json_object_get(item, key)));
    }
}

void pack_need_clause(struct pack_reader *reader, const json_t *where, const char *key,
                      const char *clause)
{
    if (!reader->code && !pack_clause(reader->pack, clause))
        pack_refuse(reader, where, key,
                    language_text(reader->language, "条項「%s」は clauses.json にありません。"
                                                    "番号を確かめてください。"),
                    clause);
}

void pack_need_role(struct pack_reader *reader, const json_t *where, const char *key,
                    const char *role)
{
    if (!reader->code && !pack_role(reader->pack, role))
        pack_refuse(reader, where, key,
                    language_text(reader->language, "役割「%s」は roles.json にありません。"
                                                    "id を確かめてください。"),
                    role);
}

void pack_need_parameter(struct pack_reader *reader, const json_t *where, const char *key,
                         const char *parameter)
{
    if (!reader->code && !pack_parameter(reader->pack, parameter))
        pack_refuse(reader, where, key,
                    language_text(reader->language, "定数「%s」は parameters.json にありません。"
                                                    "id を確かめてください。"),
                    parameter);
}

void pack_need_register(struct pack_reader *reader, const json_t *where, const char *key,
                        const char *kind)
{
    if (!reader->code && !pack_is_register(kind))
        pack_refuse(reader, where, key,
                    language_text(reader->language,
                                  "「%s」という台帳はありません。種類の名前を確かめてください。"),
                    kind);
}
