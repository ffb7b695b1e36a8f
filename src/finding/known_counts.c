/* How many findings stood at several entries of the record, by the findings' own history. */
#include "finding/finding_sql.h"
#include "finding/list.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/keep.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "store/store.h"

#include <string.h>

enum { SCRATCH_BYTES = 64 << 20 };

struct counting {
    const struct register_scene *scene;
    const char *clause; /* NULL: all */
    const int64_t *moments;
    int moment_count;
    struct list_place *places; /* NULL when the viewer sees all */
    struct arena *scratch;     /* of one finding */
    struct finding_known *known;
    int known_count;
};

static struct finding_known *find_known(struct counting *counting, const char *code,
                                        const char *clause)
{
    struct arena *arena = counting->scene->arena;
    int count = counting->known_count;

    for (int i = 0; i < count; i++)
        if (strcmp(counting->known[i].code, code) == 0 &&
            strcmp(counting->known[i].clause, clause) == 0)
            return &counting->known[i];
    if ((count & (count - 1)) == 0) { /* full at every power of two */
        struct finding_known *larger =
            arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof *larger);
        if (count)
            memcpy(larger, counting->known, (size_t)count * sizeof *larger);
        counting->known = larger;
    }
    counting->known_count++;
    counting->known[count] = (struct finding_known){
        code, clause,
        arena_alloc(arena, (size_t)counting->moment_count * sizeof *counting->known->counts)};
    return &counting->known[count];
}

static int stands_after(struct counting *counting, int64_t entry, bool *ret_stands,
                        struct error *error)
{
    struct value values[FINDING_COLUMNS];
    int status = record_values_after(counting->scene->store, &finding_table, entry,
                                     counting->scratch, values, error);

    *ret_stands = false;
    if (status == ERROR_MISSING) { /* erased by retention: no longer known */
        error->code = 0;
        return 0;
    }
    if (status == 0)
        *ret_stands = strcmp(values[FINDING_state].text, "closed") != 0;
    return status;
}

static int count_finding(struct counting *counting, const struct finding_row *row,
                         struct error *error)
{
    struct finding_known *known = find_known(counting, row->meaning->code, row->clause);
    bool stands = false;
    int64_t *entries;
    int count, next = 0;
    int status = record_history(counting->scene->store, &finding_table, row->number,
                                counting->scratch, &entries, &count, error);

    for (int i = 0; status == 0 && i < counting->moment_count; i++) {
        int before = next;
        while (next < count && entries[next] <= counting->moments[i])
            next++;
        if (next > before)
            status = stands_after(counting, entries[next - 1], &stands, error);
        known->counts[i] += stands;
    }
    arena_reset(counting->scratch);
    return status;
}

/* CLAUSE: 5.6.3 */
static int may_count(struct counting *counting, struct finding_row *row, bool *ret_may,
                     struct error *error)
{
    const struct register_scene *scene = counting->scene;
    int status = counting->places != NULL ? list_locate(counting->places, row, error) : 0;

    *ret_may = counting->places == NULL ||
               may(scene->viewer, scene->pack, "view", "findings", row->section_id, row->system_id);
    return status;
}

static int count_code(struct counting *counting, const char *code, struct error *error)
{
    const struct register_scene *scene = counting->scene;
    struct query *query = store_query(scene->store, SQL_FINDINGS_OF_CODE_ANYWHERE, error);
    struct value values[FINDING_COLUMNS];
    struct finding_row row;
    bool may_see;
    int64_t id;
    int status = 0, step = 0;

    if (query == NULL)
        return error->code;
    query_text(query, "code", code);
    while (status == 0 && (step = query_step(query, error)) > 0) {
        finding_take_values(query, counting->scratch, values, &id);
        list_from_values(scene, id, values, &row);
        if (row.clause == NULL ||
            (counting->clause != NULL && strcmp(row.clause, counting->clause) != 0))
            continue;
        status = may_count(counting, &row, &may_see, error);
        if (status == 0 && may_see)
            status = count_finding(counting, &row, error);
    }
    query_done(query);
    return status != 0 ? status : step;
}

/* A code about roles stands for the clauses of several. CLAUSE: 1.2.4 */
static bool may_be_of(const struct pack_code *code, const char *clause)
{
    return clause == NULL || code->clause == NULL || code->code[0] == 'P' ||
           strcmp(code->clause, clause) == 0;
}

int finding_count_known(const struct register_scene *scene, const struct finding_rules *rules,
                        const char *clause, const int64_t *moments, int moment_count,
                        struct finding_known **ret_known, int *ret_count, struct error *error)
{
    struct counting counting = {
        .scene = scene, .clause = clause, .moments = moments, .moment_count = moment_count};
    int code_count, status = 0;
    const struct pack_code *codes = pack_codes(scene->pack, &code_count);

    if (may_scope(scene->viewer, scene->pack, "view", "findings") < 2) {
        counting.places = list_places(scene, rules, scene->today, error);
        if (counting.places == NULL)
            return error->code;
    }
    counting.scratch = arena_open(SCRATCH_BYTES);
    for (int i = 0; status == 0 && i < code_count; i++)
        if (may_be_of(&codes[i], clause))
            status = count_code(&counting, codes[i].code, error);
    arena_close(counting.scratch);
    *ret_known = counting.known;
    *ret_count = counting.known_count;
    return status;
}
