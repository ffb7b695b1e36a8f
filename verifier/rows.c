/* The rows of a recorded table against what their last entries told. */
#include "data.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void append(struct pile *pile, const void *bytes, size_t count)
{
    if (pile->length + count >= pile->capacity) {
        pile->capacity = 2 * (pile->length + count) + 64;
        pile->bytes = grown(pile->bytes, pile->capacity);
    }
    if (count > 0)
        memcpy(pile->bytes + pile->length, bytes, count);
    pile->length += count;
}

static void append_length(struct pile *pile, size_t length, int bytes)
{
    unsigned char number[4];

    for (int i = 0; i < bytes; i++)
        number[i] = (unsigned char)(length >> (8 * (bytes - 1 - i)));
    append(pile, number, (size_t)bytes);
}

/* One field "after.NAME" as a payload writes it. */
static void append_value(struct pile *pile, const char *name, char type, const void *bytes,
                         size_t count)
{
    append(pile, &type, 1);
    append_length(pile, 6 + strlen(name), 2);
    append(pile, "after.", 6);
    append(pile, name, strlen(name));
    append_length(pile, count, 4);
    append(pile, bytes, count);
}

/* What the live row says, column by column in the table's order; nulls say nothing. */
static void live_image(sqlite3_stmt *row, struct pile *image)
{
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const char *name = sqlite3_column_name(row, i);
        int type = sqlite3_column_type(row, i);
        unsigned char number[8];

        if (type == SQLITE_NULL || strcmp(name, "id") == 0 || strcmp(name, "entry") == 0)
            continue;
        if (type == SQLITE_INTEGER) {
            for (int k = 0; k < 8; k++)
                number[k] = (unsigned char)((uint64_t)sqlite3_column_int64(row, i) >> (56 - 8 * k));
            append_value(image, name, 'i', number, 8);
        } else {
            append_value(image, name, 't', sqlite3_column_text(row, i),
                         (size_t)sqlite3_column_bytes(row, i));
        }
    }
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
static bool told_image(sqlite3_stmt *row, const char *payload, size_t size, struct pile *image)
{
    const char *at = payload;
    struct field field;
    int left = 0;

    while (next_field(&at, payload + size, &field) > 0)
        left += field.name_length > 6 && memcmp(field.name, "after.", 6) == 0;
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        const char *name = sqlite3_column_name(row, i);

        if (!after_field(payload, size, name, &field))
            continue;
        append_value(image, name, field.type, field.value, field.value_length);
        left--;
    }
    return left == 0;
}

struct odd {
    int64_t last;
    char key[128];
    bool is_paired;
    unsigned char have[HASH], want[HASH];
};

static void digest_pile(struct data *data, const struct pile *pile, unsigned char out[HASH])
{
    digest(data->sha, -1, pile->bytes ? pile->bytes : "", pile->length, "", 0, out);
}

/* A row whose last entry lost its payload: the erasure holds a salted commitment of it. */
static bool erased_row_holds(struct data *data, const struct pile *live, int64_t last)
{
    const struct erasure *erasure = erasure_of(data, last);
    unsigned char hash[HASH];

    if (!erasure || !erasure->has_row)
        return true;
    digest(data->sha, 0x04, erasure->salt, SALT, live->bytes ? live->bytes : "", live->length,
           hash);
    return memcmp(hash, erasure->row, HASH) == 0;
}

/* Compares one row with its entry `last`, which `find` stands on; true when it is odd. */
static bool differs(struct data *data, sqlite3_stmt *row, sqlite3_stmt *find, struct odd *odd)
{
    const char *payload = sqlite3_column_blob(find, 0);
    size_t size = (size_t)sqlite3_column_bytes(find, 0);
    struct pile live = {0}, told = {0};
    bool is_odd = sqlite3_column_int64(row, 1) != odd->last;

    live_image(row, &live);
    digest_pile(data, &live, odd->have);
    if (sqlite3_column_type(find, 0) == SQLITE_NULL) {
        memcpy(odd->want, odd->have, HASH);
        is_odd |= !erased_row_holds(data, &live, odd->last);
    } else {
        is_odd |= !told_image(row, payload, size, &told);
        digest_pile(data, &told, odd->want);
        is_odd |= memcmp(odd->have, odd->want, HASH) != 0;
    }
    if (!payload || !field_text(payload, size, "key", odd->key, sizeof(odd->key)))
        snprintf(odd->key, sizeof(odd->key), "%lld", (long long)sqlite3_column_int64(row, 0));
    free(live.bytes);
    free(told.bytes);
    return is_odd;
}

static bool row_is_odd(struct data *data, sqlite3_stmt *row, sqlite3_stmt *find, int64_t last,
                       struct odd *odd)
{
    sqlite3_reset(find);
    sqlite3_bind_int64(find, 1, last);
    odd->last = last;
    return !has_number(&data->unreliable, last) && sqlite3_step(find) == SQLITE_ROW &&
           differs(data, row, find, odd);
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

void check_table(struct data *data, struct rows *rows)
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
}
