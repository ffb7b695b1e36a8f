/* The record's entries about a case, for evidence that leaves the house. CLAUSE: 10.2.1 */
#include "room/incident/document.h"

#include "base/arena.h"
#include "base/error.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include "room/incident/incident_sql.h"
#include <string.h>

struct entries {
    const struct register_scene *scene;
    int64_t *list;
    int count, room;
};

static int add_history(struct entries *entries, const struct table *table, int64_t id,
                       struct error *error)
{
    struct arena *arena = entries->scene->arena;
    int64_t *own = NULL;
    int count = 0;
    int result = record_history(entries->scene->store, table, id, arena, &own, &count, error);

    if (result < 0 || count == 0)
        return result;
    if (entries->count + count > entries->room) {
        int64_t *larger;

        entries->room = 2 * (entries->count + count);
        larger = arena_alloc(arena, (size_t)entries->room * sizeof *larger);
        if (entries->count > 0)
            memcpy(larger, entries->list, (size_t)entries->count * sizeof *larger);
        entries->list = larger;
    }
    memcpy(entries->list + entries->count, own, (size_t)count * sizeof *own);
    entries->count += count;
    return 0;
}

/* Rows of the case that it is not loaded with. */
static int add_rows(struct entries *entries, const struct incident_case *held,
                    const struct table *table, const char *sql, struct error *error)
{
    int64_t *ids = NULL;
    int count = 0;
    int result = case_read_ids(held, sql, &ids, &count, error);

    for (int i = 0; i < count && result == 0; i++)
        result = add_history(entries, table, ids[i], error);
    return result;
}

int incident_entries(const struct register_scene *scene, int64_t now_us, const char *no,
                     int64_t **ret_entries, int *ret_count, struct error *error)
{
    struct incident_case held;
    struct entries entries = {.scene = scene};
    int result = case_load(scene, now_us, no, &held, error);

    if (result == 0)
        result = add_history(&entries, &incident_table, held.id, error);
    for (int i = 0; i < held.step_count && result == 0; i++)
        result = add_history(&entries, &incident_step_table, held.steps[i].id, error);
    for (int i = 0; i < held.obligation_count && result == 0; i++)
        result = add_history(&entries, &obligation_table, held.obligations[i].id, error);
    if (result == 0)
        result = add_rows(&entries, &held, &notice_table, SQL_INCIDENT_NOTICES, error);
    if (result == 0)
        result = add_rows(&entries, &held, &incident_document_table, SQL_INCIDENT_DOCUMENTS, error);
    if (result == 0)
        result =
            add_rows(&entries, &held, &incident_indicator_table, SQL_INCIDENT_INDICATORS, error);
    if (result < 0)
        return result;
    *ret_entries = entries.list;
    *ret_count = entries.count;
    return 0;
}
