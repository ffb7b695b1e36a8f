/* A data folder: the tree, every entry, and what must follow from them: head, blocks, rows. */
#include "data.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *grown(void *memory, size_t size)
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

bool has_number(const struct numbers *numbers, int64_t number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->list[i] == number)
            return true;
    return false;
}

static int by_index(const void *left, const void *right)
{
    const struct erasure *a = left, *b = right;

    return a->index < b->index ? -1 : a->index > b->index;
}

const struct erasure *erasure_of(const struct data *data, int64_t index)
{
    const struct erasure wanted = {.index = index};

    return data->erasure_count == 0
               ? NULL
               : bsearch(&wanted, data->erasures, data->erasure_count, sizeof(wanted), by_index);
}

sqlite3_stmt *prepare(struct data *data, const char *sql)
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

static bool note_bytes(const void *payload, size_t length, const char *name, unsigned char *out,
                       int64_t size)
{
    char letters[64];

    return field_text(payload, length, name, letters, sizeof(letters)) &&
           decode(letters, strlen(letters), out, (size_t)size) == size;
}

/* False when it cannot be read. */
static bool take_erasure(struct data *data, const void *payload, size_t length)
{
    struct erasure erasure = {0};
    char number[24];

    if (!field_text(payload, length, "note.index", number, sizeof(number)) ||
        !read_number(number, strlen(number), &erasure.index))
        return false;
    erasure.has_row = note_bytes(payload, length, "note.salt", erasure.salt, SALT) &&
                      note_bytes(payload, length, "note.digest", erasure.row, HASH);
    data->erasures = grown(data->erasures, (data->erasure_count + 1) * sizeof(erasure));
    data->erasures[data->erasure_count++] = erasure;
    return true;
}

static void take_seal(struct data *data, const void *payload, size_t length)
{
    char schema[HEX + 1], pack[HEX + 1]; /* one more, so that a longer text shows */

    if (!field_text(payload, length, "note.schema", schema, sizeof(schema)) ||
        !field_text(payload, length, "note.pack", pack, sizeof(pack)) ||
        strlen(schema) != HEX - 1 || strlen(pack) != HEX - 1)
        return;
    memcpy(data->schema, schema, HEX);
    memcpy(data->pack, pack, HEX);
    data->is_sealed = true;
}

static bool payload_is_sound(struct data *data, sqlite3_stmt *row, const struct leaf *leaf)
{
    const void *salt = sqlite3_column_blob(row, 3), *payload = sqlite3_column_blob(row, 4);
    size_t salt_length = (size_t)sqlite3_column_bytes(row, 3);
    size_t length = (size_t)sqlite3_column_bytes(row, 4);

    if (sqlite3_column_int64(row, 5) != leaf->table || sqlite3_column_int64(row, 6) != leaf->row)
        return false;
    if (sqlite3_column_type(row, 4) == SQLITE_NULL && sqlite3_column_type(row, 3) == SQLITE_NULL) {
        add_number(&data->erased, leaf->seq);
        return true;
    }
    if (!payload_holds(data->sha, leaf, salt, salt_length, payload, length))
        return false;
    if (leaf->class == 9)
        take_seal(data, payload, length);
    return leaf->class != 8 || take_erasure(data, payload, length);
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

/* The stored root of the block that the tree has just completed. */
static void check_block(struct data *data, const unsigned char root[HASH])
{
    sqlite3_stmt *row = prepare(data, "SELECT hash FROM record_node WHERE position = ?");
    bool holds = false;

    if (row) {
        sqlite3_bind_int64(row, 1, data->tree.size / BLOCK - 1);
        holds = sqlite3_step(row) == SQLITE_ROW && sqlite3_column_bytes(row, 0) == HASH &&
                memcmp(sqlite3_column_blob(row, 0), root, HASH) == 0;
    }
    sqlite3_finalize(row);
    if (!holds)
        say(data->report, "保存された木の節（record_node）が、記録の木と合いません。",
            "A stored node of the tree (record_node) is not that of the entries.");
}

static void check_roots(struct data *data)
{
    const struct kept *kept = &data->kept;
    unsigned char root[HASH];

    for (int i = 0; i < data->root_count; i++) {
        if (data->roots[i].size != data->tree.size)
            continue;
        tree_root(data->sha, &data->tree, root);
        if (memcmp(root, data->roots[i].root, HASH) != 0)
            say(data->report, "記録の木の根が、署名されたチェックポイントと合いません。",
                "The root of the tree is not the one of the signed checkpoint.");
    }
    if (kept->is_read && kept->size == data->tree.size &&
        (kept->length != (size_t)data->tree.count * HASH ||
         memcmp(kept->frontier, data->tree.roots, kept->length) != 0))
        say(data->report, "記録の先頭（record_head）が、記録の木と合いません。",
            "The head of the record (record_head) is not that of the tree.");
}

static void put_leaf(struct data *data, const unsigned char hash[HASH])
{
    unsigned char block[HASH];

    data->expected++;
    if (data->is_broken)
        return;
    if (grow(data->sha, &data->tree, hash, block))
        check_block(data, block);
    check_roots(data);
}

/* What stands in no leaf was changed, or added where nobody vouches for it. */
static void take_unsound(struct data *data, sqlite3_stmt *row, int64_t seq)
{
    unsigned char hash[HASH] = {0};

    if (seq >= data->limit) {
        name_entry(data, row, seq, "inserted");
        return;
    }
    skip_to(data, seq);
    name_entry(data, row, seq, "changed");
    add_number(&data->unreliable, seq);
    if (sqlite3_column_bytes(row, 2) == HASH)
        memcpy(hash, sqlite3_column_blob(row, 2), HASH);
    else
        data->is_broken = true;
    put_leaf(data, hash);
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
        take_unsound(data, row, seq);
        return;
    }
    if (leaf.seq != data->expected || leaf.seq >= data->limit) {
        if (stands_at(data, leaf.seq, data->expected, hash)) {
            name_entry(data, row, seq, "reordered");
            add_number(&data->unreliable, leaf.seq);
        } else if (leaf.seq < data->expected || leaf.seq >= data->limit) {
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

static void check_end(struct data *data)
{
    sqlite3_stmt *row = prepare(data, "SELECT count(*) FROM record_node");

    if (!row || sqlite3_step(row) != SQLITE_ROW ||
        sqlite3_column_int64(row, 0) != data->tree.size / BLOCK)
        say(data->report, "保存された木の節（record_node）の数が合いません。",
            "The number of stored nodes (record_node) is wrong.");
    sqlite3_finalize(row);
    if (data->kept.is_read && data->kept.size < data->limit)
        say(data->report,
            "記録の先頭（record_head）が、署名されたチェックポイントより古くなっています。",
            "The head of the record (record_head) is older than the signed checkpoint.");
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
    skip_to(data, data->limit);
    if (data->erasure_count > 0)
        qsort(data->erasures, data->erasure_count, sizeof(*data->erasures), by_index);
    for (size_t i = 0; i < data->erased.count; i++)
        if (!erasure_of(data, data->erased.list[i])) {
            snprintf(key, sizeof(key), "%lld", (long long)data->erased.list[i]);
            add_bad(data->report, data->erased.list[i], "record", key, "changed");
        }
    if (data->unknown_table)
        say(data->report, "記録にある表が recorded_table にありません。",
            "The record speaks of a table that recorded_table does not name.");
    if (data->is_broken)
        say(data->report, "記録の一部がないため、記録の木の根を計算できません。",
            "Entries are missing, so the root of the tree cannot be computed.");
    else
        check_end(data);
    return 0;
}

/* The key; a folder without one has nothing to compare signatures with. */
static bool read_own_key(struct data *data, const char *folder)
{
    char path[4096];
    size_t length;

    snprintf(path, sizeof(path), "%s/keys/record.pub", folder);
    char *text = load(path, 4096, &length);
    bool is_read = text && read_key(data->sha, text, strcspn(text, "\r\n"), &data->key);
    free(text);
    if (!is_read)
        say(data->report, "検証の鍵 keys/record.pub がないか壊れています。",
            "The key keys/record.pub is missing or damaged.");
    return is_read;
}

/* A signed root the tree must pass through. */
static void read_root(struct data *data, const char *folder, const char *name, bool is_required)
{
    struct head *root = &data->roots[data->root_count];
    char path[4096];
    size_t length;

    snprintf(path, sizeof(path), "%s/keys/%s", folder, name);
    if (!is_required && access(path, F_OK) != 0)
        return;
    char *text = load(path, 1 << 16, &length);
    if (text && read_note(text, length, &data->key, root) == length) {
        data->root_count++;
        if (root->size > data->limit)
            data->limit = root->size;
    } else {
        say(data->report, "署名済みのチェックポイントがないか、署名が鍵と合いません。",
            "The signed checkpoint is missing or not signed by the key.");
    }
    free(text);
}

static void read_kept(struct data *data, bool has_key)
{
    sqlite3_stmt *row =
        prepare(data, "SELECT origin, size, frontier FROM record_head WHERE id = 1");
    struct kept *kept = &data->kept;

    if (row && sqlite3_step(row) == SQLITE_ROW &&
        sqlite3_column_bytes(row, 2) <= (int)sizeof(kept->frontier) &&
        (!has_key || strcmp((const char *)sqlite3_column_text(row, 0), data->key.name) == 0)) {
        kept->is_read = true;
        kept->size = sqlite3_column_int64(row, 1);
        kept->length = (size_t)sqlite3_column_bytes(row, 2);
        if (kept->length > 0)
            memcpy(kept->frontier, sqlite3_column_blob(row, 2), kept->length);
        if (kept->size > data->limit)
            data->limit = kept->size;
    } else {
        say(data->report, "記録の先頭（record_head）がないか壊れています。",
            "The head of the record (record_head) is missing or damaged.");
    }
    sqlite3_finalize(row);
}

static bool open_database(struct data *data, const char *folder)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/chikiri.db", folder);
    return sqlite3_open_v2(path, &data->database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
           sqlite3_exec(data->database, "BEGIN; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) ==
               SQLITE_OK &&
           read_names(data);
}

int verify_data(const char *folder, struct report *report)
{
    struct data *data = calloc(1, sizeof(*data));
    unsigned char root[HASH];
    int result = -1;

    if (!data)
        abort();
    data->report = report;
    data->sha = sha_open();
    /* The signed roots first: what is written meanwhile only adds to what they cover. */
    bool has_key = read_own_key(data, folder);
    if (has_key) {
        read_root(data, folder, "checkpoint", true);
        read_root(data, folder, "witnessed", false);
    }
    if (open_database(data, folder)) {
        read_kept(data, has_key);
        result = check_entries(data);
    }
    if (result < 0)
        say(report, "データベースを読めません。", "The database cannot be read.");
    else
        check_seal(data, folder);
    for (int i = 0; i < data->table_count && result == 0; i++)
        check_table(data, &data->tables[i]);
    report->size = data->tree.size;
    tree_root(data->sha, &data->tree, root);
    encode(root, HASH, report->root);
    for (int i = 0; i < data->table_count; i++)
        free(data->tables[i].last);
    free(data->erased.list);
    free(data->erasures);
    free(data->unreliable.list);
    sqlite3_close(data->database);
    sha_close(data->sha);
    free(data);
    return result;
}
