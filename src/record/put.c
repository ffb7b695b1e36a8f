#include "record/payload.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/record_internal.h"
#include "store/table.h"

#include "record/record_sql.h"

/* The place of the table's highest id; asked of the database once in a transaction. */
static int64_t *known_place(struct record *record, const struct table *table, struct error *error)
{
    int64_t last_id;

    for (int i = 0; i < record->known_count; i++)
        if (record->known[i].table_id == table->id)
            return &record->known[i].last_id;
    if (table_last_id(record->store, table, &last_id, error) < 0)
        return NULL;
    if (record->known_count == KNOWN_TABLES)
        record->known_count = 0;
    struct known_id *known = &record->known[record->known_count++];
    *known = (struct known_id){.table_id = table->id, .last_id = last_id};
    return &known->last_id;
}

static bool row_differs(const struct table *table, const struct value *before,
                        const struct value *values)
{
    for (int i = 0; i < table->column_count; i++)
        if (!value_equal(&before[i], &values[i]))
            return true;
    return false;
}

static void build_payload(struct record *record, const struct table *table,
                          const struct value *before, const struct value *values,
                          const struct record_context *context)
{
    buffer_clear(&record->payload);
    payload_head(&record->payload, record->actor, context);
    for (int i = 0; before && i < table->column_count; i++)
        if (!value_equal(&before[i], &values[i]))
            payload_value(&record->payload, "before.", table->columns[i].name, &before[i]);
    payload_image(&record->payload, table, values);
}

static int put_new(struct record *record, const struct table *table, const struct value *values,
                   const struct record_context *context, int64_t *ret_id, int64_t *ret_seq,
                   struct error *error)
{
    int64_t *last_id = known_place(record, table, error);
    int64_t seq;

    if (!last_id)
        return error && error->code < 0 ? error->code : ERROR_FAULT;
    int64_t id = *last_id + 1;
    build_payload(record, table, NULL, values, context);
    int result = record_append(record, RECORD_CHANGE, table, id, LEAF_NEW_ROW, &seq, error);
    if (result == 0)
        result = table_insert(record->store, table, id, seq, values, error);
    if (result < 0)
        return result;
    *last_id = id;
    if (ret_id)
        *ret_id = id;
    if (ret_seq)
        *ret_seq = seq;
    return 0;
}

int record_put_known(struct record *record, const struct table *table, int64_t id,
                     const struct value *before, const struct value *values,
                     const struct record_context *context, int64_t *ret_id, int64_t *ret_entry,
                     struct error *error)
{
    int64_t seq = 0;

    must(context->action != NULL && (id == 0) == (before == NULL));
    if (!before)
        return put_new(record, table, values, context, ret_id, ret_entry, error);
    if (row_differs(table, before, values)) {
        build_payload(record, table, before, values, context);
        int result = record_append(record, RECORD_CHANGE, table, id, 0, &seq, error);

        if (result == 0)
            result = table_update(record->store, table, id, seq, values, error);
        if (result < 0)
            return result;
    }
    if (ret_id)
        *ret_id = id;
    if (ret_entry)
        *ret_entry = seq;
    return 0;
}

int record_put(struct record *record, const struct table *table, int64_t id,
               const struct value *values, const struct record_context *context, int64_t *ret_id,
               int64_t *ret_entry, struct error *error)
{
    struct value before[TABLE_COLUMN_LIMIT];

    must(table->column_count <= TABLE_COLUMN_LIMIT);
    if (id != 0) {
        arena_reset(record->arena);
        int result = table_get(record->store, table, id, record->arena, before, NULL, error);

        if (result < 0)
            return result;
    }
    return record_put_known(record, table, id, id != 0 ? before : NULL, values, context, ret_id,
                            ret_entry, error);
}
