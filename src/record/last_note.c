#include "record/record.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/entry.h"
#include "record/payload.h"
#include "store/store.h"

#include "record/record_sql.h"
#include <string.h>

static bool is_action(const struct entry *entry, const char *action)
{
    struct payload_field field;
    size_t length = strlen(action);

    return entry->payload &&
           payload_find(entry->payload, entry->payload_length, "action", &field) &&
           field.value_length == length && memcmp(field.value, action, length) == 0;
}

/* The "note." fields, in the order they were written. */
static void take_notes(const struct entry *entry, struct arena *arena,
                       struct record_field **ret_fields, int *ret_count)
{
    struct payload_reader reader = {entry->payload,
                                    (const char *)entry->payload + entry->payload_length};
    struct payload_field field;
    const char *name;
    size_t length;
    int count = 0;

    /* Each field takes seven bytes at least. */
    struct record_field *fields =
        arena_alloc(arena, (entry->payload_length / 7 + 1) * sizeof(*fields));
    while (payload_next(&reader, &field) > 0)
        if (payload_has_prefix(&field, "note.", &name, &length))
            fields[count++] =
                (struct record_field){arena_copy_bytes(arena, name, length),
                                      arena_copy_bytes(arena, field.value, field.value_length)};
    *ret_fields = fields;
    *ret_count = count;
}

int record_last_note(struct store *store, const char *action, int64_t last, struct arena *arena,
                     struct record_field **ret_fields, int *ret_count, int64_t *ret_entry,
                     struct error *error)
{
    struct query *query = store_query(store, SQL_NOTE_SCAN, error);
    int step;

    if (!query)
        return ERROR_FAULT;
    *ret_count = 0;
    *ret_entry = -1;
    query_integer(query, "seq", last);
    while ((step = query_step(query, error)) > 0) {
        struct entry entry = entry_of(query);

        if (!is_action(&entry, action))
            continue;
        take_notes(&entry, arena, ret_fields, ret_count);
        *ret_entry = entry.seq;
        break;
    }
    query_done(query);
    return step < 0 ? step : 0;
}
