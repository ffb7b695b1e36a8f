/* The findings about roles, which are resolved in C. CLAUSE: 1.2.4, 1.2.5, 1.4 */
#include "finding/evaluate.h"

#include "base/arena.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "register/register.h"

#include <string.h>

enum { ROLE_CODE_COUNT = 3 };

static const char *const role_codes[ROLE_CODE_COUNT] = {"P01", "P02", "P03"};

struct role_run {
    struct arena *arena;
    struct finding_result results[ROLE_CODE_COUNT];
};

static int take_report(void *context, const char *code, const struct role_holding *holding,
                       const char *key, const char *detail, struct error *error)
{
    struct role_run *run = context;

    (void)error;
    for (int i = 0; i < ROLE_CODE_COUNT; i++) {
        if (strcmp(code, role_codes[i]) != 0)
            continue;
        *finding_add_hit(&run->results[i], run->arena) = (struct finding_hit){
            .row_id = holding->unit_id,
            .key = arena_copy(run->arena, key),
            .detail =
                arena_copy(run->arena, detail && *detail ? detail : holding->role->title.japanese),
            .when = "always",
        };
    }
    return 0;
}

const char *finding_clause(const struct pack *pack, const struct pack_code *code, const char *key)
{
    char role[64];
    size_t length = strcspn(key, " ");

    if ((strcmp(code->code, "P01") != 0 && strcmp(code->code, "P03") != 0) ||
        length >= sizeof(role))
        return code->clause;
    memcpy(role, key, length);
    role[length] = '\0';
    const struct pack_role *named = pack_role(pack, role);
    return named ? named->clause : code->clause;
}

/* Whether a change of rows of that kind can move a role. */
static bool can_move_roles(const char *kind)
{
    static const char *const kinds[] = {"roster", "transfers",    "people",  "units",
                                        "posts",  "appointments", "systems", "reorganisations"};

    for (size_t i = 0; kind && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return !kind;
}

int finding_evaluate_roles(const struct register_scene *scene,
                           const struct finding_question *question, struct arena *arena,
                           struct finding_result *results, int *count, struct error *error)
{
    struct role_run run = {.arena = arena};
    struct moment moment = {.known_to = INT64_MAX};
    bool asked = false;
    int population = 0;

    for (int i = 0; i < ROLE_CODE_COUNT; i++) {
        run.results[i].code = pack_code(scene->pack, role_codes[i]);
        run.results[i].table_id = unit_table.id;
        asked |= run.results[i].code && finding_is_asked(question, run.results[i].code);
    }
    if (!asked || !can_move_roles(question->kind))
        return 0;
    memcpy(moment.on, question->on, DATE_SIZE);
    int status =
        people_findings(scene->store, scene->pack, &moment, take_report, &run, &population, error);
    for (int i = 0; status == 0 && i < ROLE_CODE_COUNT; i++) {
        struct finding_result *result = &run.results[i];

        if (!result->code || !finding_is_asked(question, result->code))
            continue;
        result->population = population;
        finding_sort_hits(result->hits, result->hit_count);
        result->state = finding_state(result);
        results[(*count)++] = *result;
    }
    return status;
}
