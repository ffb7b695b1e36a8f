#include "record/payload.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "record/verify_internal.h"
#include "store/store.h"
#include "store/table.h"

#include <stdlib.h>
#include <string.h>

/* A row whose image is not the recorded one, kept until its table is read to the end: it may have
 * changed places with another. */
struct odd_row {
    int64_t id, last;
    uint64_t have, want;
    bool is_paired;
};

struct rows_pass {
    struct verification *verification;
    struct verify_table *table;
    struct buffer image;
    struct odd_row odd[VERIFY_BAD_LIMIT];
    int odd_count;
};

/* What people call a row that no entry tells of: its first key column. */
static const char *live_key(struct rows_pass *pass, const struct query *query)
{
    const struct table *table = pass->table->table;

    for (int i = 0; i < table->column_count; i++)
        if (table->columns[i].flags & COLUMN_KEY) {
            struct value value = table_value(table, query, 2, i);

            if (value.kind == VALUE_TEXT)
                return arena_copy(pass->verification->arena, value.text);
        }
    return NULL;
}

static void build_image(struct rows_pass *pass, const struct query *query)
{
    const struct table *table = pass->table->table;

    buffer_clear(&pass->image);
    for (int i = 0; i < table->column_count; i++) {
        struct value value = table_value(table, query, 2, i);

        payload_value(&pass->image, "after.", table->columns[i].name, &value);
    }
}

/* Whether the live row is what the salted commitment of its entry's erasure says. */
static bool erased_row_holds(struct rows_pass *pass, int64_t last)
{
    struct verification *verification = pass->verification;
    const struct verify_erasure *erasure = verify_erasure_of(verification, last);
    uint8_t digest[HASH_SIZE];

    if (!erasure || !erasure->has_row)
        return true;
    row_commitment(verification->hasher, erasure->salt, buffer_string(&pass->image),
                   pass->image.length, digest);
    return memcmp(digest, erasure->digest, HASH_SIZE) == 0;
}

static void add_odd(struct rows_pass *pass, int64_t id, int64_t last, uint64_t have, uint64_t want)
{
    pass->verification->result->ok = false;
    if (pass->odd_count < VERIFY_BAD_LIMIT)
        pass->odd[pass->odd_count++] =
            (struct odd_row){.id = id, .last = last, .have = have, .want = want};
}

static void check_row(struct rows_pass *pass, const struct query *query)
{
    struct verification *verification = pass->verification;
    struct verify_table *table = pass->table;
    int64_t id = query_column_integer(query, 0), entry = query_column_integer(query, 1);
    bool is_known = id > 0 && id < table->capacity && table->rows[id].last >= 0;

    if (!is_known) {
        /* Its entry is missing or bad and named already. */
        if (!verify_in_ranges(&verification->unreliable, entry))
            verify_add_bad(verification, -1, table->table->name, live_key(pass, query), id,
                           VERIFY_INSERTED);
        return;
    }
    struct verify_row *row = &table->rows[id];
    int64_t last = row->last;
    row->last = -2 - last; /* seen */
    if (verify_in_ranges(&verification->unreliable, last) ||
        (entry > last && verify_in_ranges(&verification->unreliable, entry)))
        return;
    build_image(pass, query);
    if (verify_in_ranges(&verification->erased, last)) {
        if (entry != last || !erased_row_holds(pass, last))
            add_odd(pass, id, last, 0, 0);
        return;
    }
    uint64_t have =
        hash_keyed(verification->image_key, buffer_string(&pass->image), pass->image.length);
    if (have != row->image || entry != last)
        add_odd(pass, id, last, have, row->image);
}

/* Rows that hold each other's image changed places; all others changed. */
static void name_odd_rows(struct rows_pass *pass)
{
    const char *name = pass->table->table->name;

    for (int i = 0; i < pass->odd_count; i++) {
        struct odd_row *row = &pass->odd[i];

        for (int k = i + 1; k < pass->odd_count && !row->is_paired; k++) {
            struct odd_row *other = &pass->odd[k];

            if (other->is_paired || row->have == row->want || row->have != other->want ||
                row->want != other->have)
                continue;
            row->is_paired = other->is_paired = true;
        }
        verify_add_bad(pass->verification, row->last, name, NULL, row->id,
                       row->is_paired ? VERIFY_REORDERED : VERIFY_CHANGED);
    }
}

static void name_missing_rows(struct rows_pass *pass)
{
    struct verification *verification = pass->verification;
    struct verify_table *table = pass->table;

    for (int64_t id = 1; id < table->capacity; id++)
        if (table->rows[id].last >= 0)
            verify_add_bad(verification, table->rows[id].last, table->table->name, NULL, id,
                           VERIFY_DELETED);
}

static int check_table(struct rows_pass *pass, struct error *error)
{
    struct verification *verification = pass->verification;
    struct query *query = table_scan(verification->store, pass->table->table, error);
    int result;

    if (!query) {
        verify_say(verification, "表 %s を読めません。表か列がなくなっています。",
                   pass->table->table->name);
        store_rollback(verification->store);
        return store_begin(verification->store, STORE_READ, error);
    }
    while ((result = query_step(query, error)) > 0)
        check_row(pass, query);
    query_done(query);
    if (result < 0)
        return result;
    name_odd_rows(pass);
    name_missing_rows(pass);
    return 0;
}

int verify_rows(struct verification *verification, struct error *error)
{
    struct rows_pass *pass = calloc(1, sizeof(*pass));
    int result = 0;

    must(pass != NULL);
    pass->verification = verification;
    for (int i = 0; i < verification->table_count && result == 0; i++) {
        pass->table = &verification->tables[i];
        pass->odd_count = 0;
        result = check_table(pass, error);
    }
    buffer_done(&pass->image);
    free(pass);
    return result;
}
