#include "room/finding/finding_ask.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "people/people.h"
#include "people/seats.h"
#include "register/register.h"
#include "store/store.h"

#include "room/finding/finding_ask_sql.h"
#include <string.h>

/* What the conditions of the statements are bound to. */
struct narrowing {
    const char *states[FINDING_ASK_STATES];
    const char *codes, *role_codes, *roles[FINDING_ASK_ROLES];
    const char *words, *own_sections, *own_systems, *sections;
};

const char *finding_make_set(struct arena *arena, const int64_t *numbers, int count)
{
    struct buffer set = {0};

    buffer_byte(&set, ',');
    for (int i = 0; i < count; i++)
        buffer_format(&set, "%lld,", (long long)numbers[i]);
    const char *text = arena_copy(arena, buffer_string(&set));
    buffer_done(&set);
    return text;
}

static const char *take_set(const struct register_scene *scene, struct buffer *set)
{
    const char *text = arena_format(scene->arena, ",%s", buffer_string(set));

    buffer_done(set);
    return text;
}

/* Sections and systems where a right to view findings counts; nothing when it counts everywhere.
 * CLAUSE: 5.6.3 */
static void narrow_to_viewer(const struct register_scene *scene, struct narrowing *narrowing)
{
    struct may_reach reach;

    may_reach(scene->viewer, scene->pack, "view", "findings", scene->arena, &reach);
    if (reach.is_all)
        return;
    narrowing->own_sections = finding_make_set(scene->arena, reach.sections, reach.section_count);
    narrowing->own_systems = finding_make_set(scene->arena, reach.systems, reach.system_count);
}

static bool is_or_any(const char *wanted, const char *text)
{
    return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

/* Codes about roles stand for the clause of the role they name. CLAUSE: 1.2.4 */
static bool is_of_role(const struct pack_code *code)
{
    return strcmp(code->code, "P01") == 0 || strcmp(code->code, "P03") == 0;
}

static int part_of(const struct pack *pack, const struct pack_code *code)
{
    const struct pack_clause *clause =
        code->clause != NULL ? pack_clause(pack, code->clause) : NULL;

    return clause != NULL ? clause->section : 0;
}

static void narrow_to_codes(const struct register_scene *scene, const struct finding_ask *ask,
                            struct narrowing *narrowing)
{
    struct buffer codes = {0}, role_codes = {0};
    int count, role_count, named = 0;
    const struct pack_code *all = pack_codes(scene->pack, &count);
    const struct pack_role *roles = pack_roles(scene->pack, &role_count);

    if (ask->code == NULL && ask->clause == NULL && ask->severity == NULL && ask->reg == NULL &&
        ask->cause == NULL && ask->part == 0)
        return;
    for (int i = 0; i < count; i++) {
        const struct pack_code *code = &all[i];

        if (!is_or_any(ask->code, code->code) || !is_or_any(ask->severity, code->severity) ||
            !is_or_any(ask->reg, code->reg) || !is_or_any(ask->cause, code->cause))
            continue;
        if (ask->part != 0 && part_of(scene->pack, code) != ask->part)
            continue;
        if (ask->clause != NULL && is_of_role(code))
            buffer_format(&role_codes, "%s,", code->code);
        else if (is_or_any(ask->clause, code->clause))
            buffer_format(&codes, "%s,", code->code);
    }
    narrowing->codes = take_set(scene, &codes);
    narrowing->role_codes = take_set(scene, &role_codes);
    for (int i = 0; ask->clause != NULL && i < role_count && named < FINDING_ASK_ROLES; i++)
        if (strcmp(roles[i].clause, ask->clause) == 0)
            narrowing->roles[named++] = roles[i].id;
}

/* The sections of that manager. CLAUSE: 1.2.4 */
static int find_managed(const struct register_scene *scene, const char *who, struct buffer *set,
                        struct error *error)
{
    struct role_holding *holdings;
    const char *key = text_person_key(scene->arena, who);
    const char *number = text_staff_number(scene->arena, who);
    int count;
    int status = seats_find(scene->seats, scene->store, scene->pack, "security_manager",
                            scene->today, scene->arena, &holdings, &count, error);

    for (int i = 0; status == 0 && i < count; i++)
        for (int j = 0; j < holdings[i].holder_count; j++) {
            const struct holder *holder = &holdings[i].holders[j];

            if (strcmp(text_person_key(scene->arena, holder->name), key) == 0 ||
                (number != NULL && strcmp(holder->staff_no, number) == 0))
                buffer_format(set, "%lld,", (long long)holdings[i].unit_id);
        }
    return status;
}

static int narrow_to_sections(const struct register_scene *scene, const struct finding_ask *ask,
                              struct narrowing *narrowing, struct error *error)
{
    struct buffer set = {0};
    int status = 0;

    if (ask->section_id == 0 && ask->responsible == NULL)
        return 0;
    if (ask->responsible != NULL)
        status = find_managed(scene, ask->responsible, &set, error);
    else
        buffer_format(&set, "%lld,", (long long)ask->section_id);
    if (status == 0)
        narrowing->sections = take_set(scene, &set);
    else
        buffer_done(&set);
    return status;
}

/* The words as a pattern that takes them literally. */
static const char *make_pattern(struct arena *arena, const char *words)
{
    const char *text = text_nfkc(arena, words);
    struct buffer out = {0};

    buffer_byte(&out, '%');
    for (; *text != '\0'; text++) {
        if (strchr("%_!", *text) != NULL)
            buffer_byte(&out, '!');
        buffer_byte(&out, *text);
    }
    buffer_byte(&out, '%');
    const char *pattern = arena_copy(arena, buffer_string(&out));
    buffer_done(&out);
    return pattern;
}

static int narrow(const struct register_scene *scene, const struct finding_ask *ask,
                  struct narrowing *ret_narrowing, struct error *error)
{
    static const char *const all[FINDING_ASK_STATES] = {"open", "excused", "closed"};
    struct narrowing narrowing = {.states = {ask->state != NULL ? ask->state : "open"}};

    if (ask->state != NULL && strcmp(ask->state, "all") == 0)
        memcpy(narrowing.states, all, sizeof all);
    narrow_to_viewer(scene, &narrowing);
    narrow_to_codes(scene, ask, &narrowing);
    if (ask->words != NULL)
        narrowing.words = make_pattern(scene->arena, ask->words);
    int status = narrow_to_sections(scene, ask, &narrowing, error);
    if (status == 0)
        *ret_narrowing = narrowing;
    return status;
}

static void bind(const struct register_scene *scene, const struct finding_ask *ask,
                 const struct narrowing *narrowing, struct query *query)
{
    static const char *const states[] = {"state_1", "state_2", "state_3"};
    static const char *const roles[] = {"role_1", "role_2", "role_3", "role_4"};

    for (int i = 0; i < FINDING_ASK_STATES; i++)
        query_text(query, states[i], narrowing->states[i]);
    for (int i = 0; i < FINDING_ASK_ROLES; i++)
        query_text(query, roles[i], narrowing->roles[i]);
    query_text(query, "codes", narrowing->codes);
    query_text(query, "role_codes", narrowing->role_codes);
    query_text(query, "when", ask->when);
    query_text(query, "opened_from", ask->opened_from);
    query_text(query, "closed_from", ask->closed_from);
    query_text(query, "promised_before", ask->promised_before);
    query_integer(query, "unanswered", ask->unanswered);
    query_text(query, "words", narrowing->words);
    query_text(query, "own_sections", narrowing->own_sections);
    query_text(query, "own_systems", narrowing->own_systems);
    query_text(query, "sections", narrowing->sections);
    query_text(query, "on", scene->today);
}

static const char *list_breaches(const struct register_scene *scene)
{
    struct buffer set = {0};
    int count;
    const struct pack_code *codes = pack_codes(scene->pack, &count);

    for (int i = 0; i < count; i++)
        if (strcmp(codes[i].severity, "breach") == 0)
            buffer_format(&set, "%s,", codes[i].code);
    return take_set(scene, &set);
}

int finding_ask_numbers(const struct register_scene *scene, const struct finding_ask *ask,
                        int limit, int64_t offset, int64_t **ret_numbers, int *ret_count,
                        struct error *error)
{
    int64_t *numbers = arena_alloc(scene->arena, (size_t)limit * sizeof *numbers);
    struct narrowing narrowing;
    int count = 0, step;
    int status = narrow(scene, ask, &narrowing, error);

    if (status < 0)
        return status;
    const char *breaches = list_breaches(scene);
    struct query *query = store_query(scene->store, SQL_FINDING_NUMBERS, error);
    if (query == NULL)
        return error->code;
    bind(scene, ask, &narrowing, query);
    query_text(query, "breaches", breaches);
    query_integer(query, "limit", limit);
    query_integer(query, "offset", offset);
    while ((step = query_step(query, error)) > 0)
        numbers[count++] = query_column_integer(query, 0);
    query_done(query);
    *ret_numbers = numbers;
    *ret_count = count;
    return step;
}

static const char *copy_or_null(struct arena *arena, const char *text)
{
    return text != NULL ? arena_copy(arena, text) : NULL;
}

static void take_count(struct arena *arena, const struct query *query,
                       struct finding_count **counts, int count)
{
    if ((count & (count - 1)) == 0) { /* full at every power of two */
        struct finding_count *larger =
            arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof *larger);
        if (count)
            memcpy(larger, *counts, (size_t)count * sizeof *larger);
        *counts = larger;
    }
    (*counts)[count] =
        (struct finding_count){.code = arena_copy(arena, query_column_text(query, 0)),
                               .state = arena_copy(arena, query_column_text(query, 1)),
                               .section_id = query_column_integer(query, 2),
                               .opened = copy_or_null(arena, query_column_text(query, 3)),
                               .closed = copy_or_null(arena, query_column_text(query, 4)),
                               .key = copy_or_null(arena, query_column_text(query, 5)),
                               .count = query_column_integer(query, 6)};
}

int finding_ask_counts(const struct register_scene *scene, const struct finding_ask *ask,
                       unsigned by, struct finding_count **ret_counts, int *ret_count,
                       struct error *error)
{
    struct finding_count *counts = NULL;
    struct narrowing narrowing;
    int count = 0, step;
    int status = narrow(scene, ask, &narrowing, error);

    if (status < 0)
        return status;
    struct query *query = store_query(scene->store, SQL_FINDING_COUNTS, error);
    if (query == NULL)
        return error->code;
    bind(scene, ask, &narrowing, query);
    query_integer(query, "by_section", (by & FINDING_BY_SECTION) != 0);
    query_integer(query, "by_time", (by & FINDING_BY_TIME) != 0);
    query_integer(query, "by_role", (by & FINDING_BY_ROLE) != 0);
    while ((step = query_step(query, error)) > 0)
        take_count(scene->arena, query, &counts, count++);
    query_done(query);
    *ret_counts = counts;
    *ret_count = count;
    return step;
}

int64_t finding_count_all(const struct finding_count *counts, int count)
{
    int64_t sum = 0;

    for (int i = 0; i < count; i++)
        sum += counts[i].count;
    return sum;
}
