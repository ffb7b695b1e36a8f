/* A data folder: the tree, every entry, and the rows of every table named in recorded_table. */
#include "verifier.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By row id: the last entry about the row, -1 for none, -2 when the row was seen. */
struct rows {
    int id;
    char name[64];
    int64_t *last;
    int64_t capacity;
};

struct numbers {
    int64_t *list;
    size_t count;
};

struct data {
    struct report *report;
    struct sha *sha;
    sqlite3 *database;
    struct head head;
    struct tree tree;
    int64_t expected;
    bool is_broken; /* an entry is missing, so there is no root */
    bool unknown_table;
    struct rows tables[256];
    int table_count;
    struct numbers erased, erasures, unreliable;
};

static void *grown(void *memory, size_t size)
{
    memory = realloc(memory, size);
    if (!memory)
        abort();
    return memory;
}

static void add_number(struct numbers *numbers, int64_t number)
{
    if ((numbers->count & (numbers->count - 1)) == 0)
        numbers->list =
            grown(numbers->list, (numbers->count ? numbers->count * 2 : 1) * sizeof(int64_t));
    numbers->list[numbers->count++] = number;
}

static bool has_number(const struct numbers *numbers, int64_t number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->list[i] == number)
            return true;
    return false;
}

static sqlite3_stmt *prepare(struct data *data, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(data->database, sql, -1, &statement, NULL) != SQLITE_OK)
        return NULL;
    return statement;
}

static bool read_names(struct data *data)
{
    sqlite3_stmt *statement = prepare(data, "SELECT id, name FROM recorded_table ORDER BY id");

    if (!statement)
        return false;
    while (sqlite3_step(statement) == SQLITE_ROW && data->table_count < 256) {
        struct rows *rows = &data->tables[data->table_count++];

        rows->id = sqlite3_column_int(statement, 0);
        snprintf(rows->name, sizeof(rows->name), "%s",
                 (const char *)sqlite3_column_text(statement, 1));
    }
    sqlite3_finalize(statement);
    return true;
}

static void take_row(struct data *data, const struct leaf *leaf)
{
    struct rows *rows = NULL;

    for (int i = 0; i < data->table_count; i++)
        if (data->tables[i].id == leaf->table)
            rows = &data->tables[i];
    data->unknown_table |= !rows && leaf->table != 0;
    if (!rows || leaf->row <= 0 || leaf->row > leaf->seq)
        return;
    if (leaf->row >= rows->capacity) {
        int64_t capacity = leaf->row * 2 + 64;

        rows->last = grown(rows->last, (size_t)capacity * sizeof(int64_t));
        for (int64_t i = rows->capacity; i < capacity; i++)
            rows->last[i] = -1;
        rows->capacity = capacity;
    }
    rows->last[leaf->row] = leaf->seq;
}

static void name_entry(struct data *data, sqlite3_stmt *row, int64_t seq, const char *why)
{
    char key[128];
    const void *payload = sqlite3_column_blob(row, 4);

    if (!payload ||
        !field_text(payload, (size_t)sqlite3_column_bytes(row, 4), "key", key, sizeof(key)))
        snprintf(key, sizeof(key), "%lld", (long long)sqlite3_column_int64(row, 6));
    add_bad(data->report, seq, "record", key, why);
}

static void skip_to(struct data *data, int64_t seq)
{
    char key[32];

    for (; data->expected < seq; data->expected++) {
        snprintf(key, sizeof(key), "%lld", (long long)data->expected);
        add_bad(data->report, data->expected, "record", key, "deleted");
        add_number(&data->unreliable, data->expected);
        data->is_broken = true;
        if (data->report->bad_count == BAD_LIMIT)
            data->expected = seq - 1;
    }
}

static bool payload_is_sound(struct data *data, sqlite3_stmt *row, const struct leaf *leaf)
{
    const void *salt = sqlite3_column_blob(row, 3), *payload = sqlite3_column_blob(row, 4);
    size_t salt_length = (size_t)sqlite3_column_bytes(row, 3);
    size_t length = (size_t)sqlite3_column_bytes(row, 4);
    char number[24];
    int64_t index;

    if (sqlite3_column_int64(row, 5) != leaf->table || sqlite3_column_int64(row, 6) != leaf->row)
        return false;
    if (sqlite3_column_type(row, 4) == SQLITE_NULL && sqlite3_column_type(row, 3) == SQLITE_NULL) {
        add_number(&data->erased, leaf->seq);
        return true;
    }
    if (!payload_holds(data->sha, leaf, salt, salt_length, payload, length))
        return false;
    if (leaf->class != 8)
        return true;
    if (!field_text(payload, length, "note.index", number, sizeof(number)) ||
        !read_number(number, strlen(number), &index))
        return false;
    add_number(&data->erasures, index);
    return true;
}

/* The hash of the leaf that stands in row `seq`, if that leaf says it is number `wanted`. */
static bool stands_at(struct data *data, int64_t seq, int64_t wanted, unsigned char hash[HASH])
{
    sqlite3_stmt *statement = prepare(data, "SELECT leaf FROM entry WHERE seq = ?");
    struct leaf leaf;
    bool stands = false;

    if (!statement)
        return false;
    sqlite3_bind_int64(statement, 1, seq);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        const void *bytes = sqlite3_column_blob(statement, 0);
        size_t length = (size_t)sqlite3_column_bytes(statement, 0);

        stands = read_leaf(bytes, length, &leaf) && leaf.seq == wanted;
        if (stands)
            digest(data->sha, 0x00, bytes, length, "", 0, hash);
    }
    sqlite3_finalize(statement);
    return stands;
}

static void put_leaf(struct data *data, const unsigned char hash[HASH])
{
    unsigned char root[HASH];

    data->expected++;
    if (data->is_broken)
        return;
    grow(data->sha, &data->tree, hash);
    if (data->tree.size != data->head.size)
        return;
    tree_root(data->sha, &data->tree, root);
    if (memcmp(root, data->head.root, HASH) != 0)
        say(data->report, "記録の木の根が、署名されたチェックポイントと合いません。",
            "The root of the tree is not the one of the signed checkpoint.");
}

static void check_entry(struct data *data, sqlite3_stmt *row)
{
    const void *bytes = sqlite3_column_blob(row, 1), *stored = sqlite3_column_blob(row, 2);
    size_t length = (size_t)sqlite3_column_bytes(row, 1);
    int64_t seq = sqlite3_column_int64(row, 0);
    unsigned char hash[HASH];
    struct leaf leaf;
    bool is_leaf = read_leaf(bytes, length, &leaf) && sqlite3_column_bytes(row, 2) == HASH;

    if (is_leaf) {
        digest(data->sha, 0x00, bytes, length, "", 0, hash);
        is_leaf = memcmp(hash, stored, HASH) == 0;
    }
    if (!is_leaf) {
        skip_to(data, seq);
        name_entry(data, row, seq, "changed");
        add_number(&data->unreliable, seq);
        if (sqlite3_column_bytes(row, 2) == HASH)
            memcpy(hash, stored, HASH);
        else
            data->is_broken = true;
        put_leaf(data, hash);
        return;
    }
    if (leaf.seq != data->expected) {
        if (stands_at(data, leaf.seq, data->expected, hash)) {
            name_entry(data, row, seq, "reordered");
            add_number(&data->unreliable, leaf.seq);
        } else if (leaf.seq < data->expected || leaf.seq - data->expected > 1 << 30) {
            name_entry(data, row, seq, "inserted");
            return;
        } else {
            skip_to(data, leaf.seq);
        }
    }
    if (!payload_is_sound(data, row, &leaf)) {
        name_entry(data, row, leaf.seq, "changed");
        add_number(&data->unreliable, leaf.seq);
    }
    take_row(data, &leaf);
    put_leaf(data, hash);
}

static int check_entries(struct data *data)
{
    sqlite3_stmt *row = prepare(data, "SELECT seq, leaf, hash, salt, payload, register, row_id"
                                      " FROM entry ORDER BY seq");
    char key[32];
    int status;

    if (!row)
        return -1;
    while ((status = sqlite3_step(row)) == SQLITE_ROW) {
        data->report->entries++;
        check_entry(data, row);
    }
    sqlite3_finalize(row);
    if (status != SQLITE_DONE)
        return -1;
    skip_to(data, data->head.size);
    for (size_t i = 0; i < data->erased.count; i++)
        if (!has_number(&data->erasures, data->erased.list[i])) {
            snprintf(key, sizeof(key), "%lld", (long long)data->erased.list[i]);
            add_bad(data->report, data->erased.list[i], "record", key, "changed");
        }
    if (data->unknown_table)
        say(data->report, "記録にある表が recorded_table にありません。",
            "The record speaks of a table that recorded_table does not name.");
    if (data->is_broken)
        say(data->report, "記録の一部がないため、記録の木の根を計算できません。",
            "Entries are missing, so the root of the tree cannot be computed.");
    return 0;
}

static void append(char **image, size_t *length, const void *bytes, size_t count)
{
    *image = grown(*image, *length + count + 1);
    if (count > 0)
        memcpy(*image + *length, bytes, count);
    *length += count;
}

static void append_value(char **image, size_t *length, const char *name, char type,
                         const void *bytes, size_t count)
{
    uint64_t size = count;

    append(image, length, &type, 1);
    append(image, length, name, strlen(name) + 1);
    append(image, length, &size, sizeof(size));
    append(image, length, bytes, count);
}

/* What the live row says, column by column in the table's order; nulls say nothing. */
static void live_image(struct data *data, sqlite3_stmt *row, unsigned char out[HASH])
{
    char *image = NULL;
    size_t length = 0;

    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const char *name = sqlite3_column_name(row, i);
        int type = sqlite3_column_type(row, i);
        unsigned char number[8];

        if (type == SQLITE_NULL || strcmp(name, "id") == 0 || strcmp(name, "entry") == 0)
            continue;
        if (type == SQLITE_INTEGER) {
            for (int k = 0; k < 8; k++)
                number[k] = (unsigned char)((uint64_t)sqlite3_column_int64(row, i) >> (56 - 8 * k));
            append_value(&image, &length, name, 'i', number, 8);
        } else {
            append_value(&image, &length, name, 't', sqlite3_column_text(row, i),
                         (size_t)sqlite3_column_bytes(row, i));
        }
    }
    digest(data->sha, -1, image ? image : "", length, "", 0, out);
    free(image);
}

static bool after_field(const char *payload, size_t size, const char *name, struct field *field)
{
    const char *at = payload;

    while (next_field(&at, payload + size, field) > 0)
        if (field->name_length == strlen(name) + 6 && memcmp(field->name, "after.", 6) == 0 &&
            memcmp(field->name + 6, name, field->name_length - 6) == 0)
            return true;
    return false;
}

/* The same image out of a payload's "after." fields; false when they name other columns. */
static bool told_image(struct data *data, sqlite3_stmt *row, const char *payload, size_t size,
                       unsigned char out[HASH])
{
    const char *at = payload;
    char *image = NULL;
    size_t length = 0;
    struct field field;
    int left = 0;

    while (next_field(&at, payload + size, &field) > 0)
        left += field.name_length > 6 && memcmp(field.name, "after.", 6) == 0;
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const char *name = sqlite3_column_name(row, i);

        if (!after_field(payload, size, name, &field))
            continue;
        append_value(&image, &length, name, field.type, field.value, field.value_length);
        left--;
    }
    digest(data->sha, -1, image ? image : "", length, "", 0, out);
    free(image);
    return left == 0;
}

struct odd {
    int64_t last, row;
    char key[128];
    bool is_paired;
    unsigned char have[HASH], want[HASH];
};

/* Compares one row with entry `last`; true when it is odd. */
static bool row_is_odd(struct data *data, sqlite3_stmt *row, sqlite3_stmt *find, int64_t last,
                       struct odd *odd)
{
    bool is_odd = false;

    sqlite3_reset(find);
    sqlite3_bind_int64(find, 1, last);
    if (has_number(&data->unreliable, last) || sqlite3_step(find) != SQLITE_ROW ||
        sqlite3_column_type(find, 0) == SQLITE_NULL)
        return false;
    const char *payload = sqlite3_column_blob(find, 0);
    size_t size = (size_t)sqlite3_column_bytes(find, 0);
    live_image(data, row, odd->have);
    is_odd = !told_image(data, row, payload, size, odd->want) ||
             memcmp(odd->have, odd->want, HASH) != 0 || sqlite3_column_int64(row, 1) != last;
    odd->last = last;
    if (!field_text(payload, size, "key", odd->key, sizeof(odd->key)))
        snprintf(odd->key, sizeof(odd->key), "%lld", (long long)sqlite3_column_int64(row, 0));
    return is_odd;
}

static void name_odd(struct data *data, const char *table, struct odd *odd, int count)
{
    for (int i = 0; i < count; i++) {
        for (int k = i + 1; k < count && !odd[i].is_paired; k++)
            if (!odd[k].is_paired && memcmp(odd[i].have, odd[i].want, HASH) != 0 &&
                memcmp(odd[i].have, odd[k].want, HASH) == 0 &&
                memcmp(odd[k].have, odd[i].want, HASH) == 0)
                odd[i].is_paired = odd[k].is_paired = true;
        add_bad(data->report, odd[i].last, table, odd[i].key,
                odd[i].is_paired ? "reordered" : "changed");
    }
}

static void name_missing(struct data *data, const struct rows *rows, sqlite3_stmt *find)
{
    for (int64_t id = 1; id < rows->capacity; id++) {
        char key[128];

        if (rows->last[id] < 0)
            continue;
        snprintf(key, sizeof(key), "%lld", (long long)id);
        sqlite3_reset(find);
        sqlite3_bind_int64(find, 1, rows->last[id]);
        if (sqlite3_step(find) == SQLITE_ROW && sqlite3_column_blob(find, 0))
            field_text(sqlite3_column_blob(find, 0), (size_t)sqlite3_column_bytes(find, 0), "key",
                       key, sizeof(key));
        add_bad(data->report, rows->last[id], rows->name, key, "deleted");
    }
}

static int check_table(struct data *data, struct rows *rows)
{
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" ORDER BY id", rows->name);
    sqlite3_stmt *row = prepare(data, sql);
    sqlite3_stmt *find = prepare(data, "SELECT payload FROM entry WHERE seq = ?");
    struct odd *odd = calloc(BAD_LIMIT, sizeof(*odd));
    int odd_count = 0;
    char key[32];

    sqlite3_free(sql);
    if (!odd)
        abort();
    if (!row || !find)
        say(data->report, "記録された表を読めません。", "A recorded table cannot be read.");
    while (row && find && sqlite3_step(row) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(row, 0);
        bool is_known = id > 0 && id < rows->capacity && rows->last[id] >= 0;

        snprintf(key, sizeof(key), "%lld", (long long)id);
        if (!is_known) {
            if (!has_number(&data->unreliable, sqlite3_column_int64(row, 1)))
                add_bad(data->report, -1, rows->name, key, "inserted");
            continue;
        }
        if (odd_count < BAD_LIMIT && row_is_odd(data, row, find, rows->last[id], &odd[odd_count]))
            odd_count++;
        rows->last[id] = -2;
    }
    name_odd(data, rows->name, odd, odd_count);
    if (row && find)
        name_missing(data, rows, find);
    free(odd);
    sqlite3_finalize(row);
    sqlite3_finalize(find);
    return 0;
}

/* Key and signed checkpoint of the folder. */
static void read_keys(struct data *data, const char *folder)
{
    char path[4096];
    struct key key;
    size_t length;

    snprintf(path, sizeof(path), "%s/keys/record.pub", folder);
    char *text = load(path, 4096, &length);
    if (!text || !read_key(data->sha, text, strcspn(text, "\r\n"), &key)) {
        free(text);
        say(data->report, "検証の鍵 keys/record.pub がないか壊れています。",
            "The key keys/record.pub is missing or damaged.");
        return;
    }
    free(text);
    snprintf(path, sizeof(path), "%s/keys/checkpoint", folder);
    text = load(path, 1 << 16, &length);
    if (!text || read_note(text, length, &key, &data->head) != length)
        say(data->report, "署名済みのチェックポイントがないか、署名が鍵と合いません。",
            "The signed checkpoint is missing or not signed by the key.");
    free(text);
}

int verify_data(const char *folder, struct report *report)
{
    struct data *data = calloc(1, sizeof(*data));
    char path[4096];
    unsigned char root[HASH];
    int result = -1;

    if (!data)
        abort();
    data->report = report;
    data->sha = sha_open();
    snprintf(path, sizeof(path), "%s/chikiri.db", folder);
    if (sqlite3_open_v2(path, &data->database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_exec(data->database, "BEGIN; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) ==
            SQLITE_OK &&
        read_names(data)) {
        read_keys(data, folder);
        result = check_entries(data);
    }
    if (result < 0)
        say(report, "データベースを読めません。", "The database cannot be read.");
    for (int i = 0; i < data->table_count && result == 0; i++)
        check_table(data, &data->tables[i]);
    report->size = data->tree.size;
    tree_root(data->sha, &data->tree, root);
    encode(root, HASH, report->root);
    for (int i = 0; i < data->table_count; i++)
        free(data->tables[i].last);
    free(data->erased.list);
    free(data->erasures.list);
    free(data->unreliable.list);
    sqlite3_close(data->database);
    sha_close(data->sha);
    free(data);
    return result;
}
