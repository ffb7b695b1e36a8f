#include "room/finding/finding_groups.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"
#include "people/seats.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_model.h"

#include <stdlib.h>
#include <string.h>

enum { STANDARD_SECTIONS = 11, HEAT_LEVELS = 5 };

int finding_read_sections(const struct register_scene *scene, struct finding_sections *ret_sections,
                          struct error *error)
{
    struct role_holding *holdings = NULL;
    int count = 0, status = 0;

    if (pack_role(scene->pack, "security_manager") != NULL)
        status = seats_find(scene->seats, scene->store, scene->pack, "security_manager",
                            scene->today, scene->arena, &holdings, &count, error);
    if (status == 0)
        *ret_sections = (struct finding_sections){holdings, count};
    return status;
}

static const struct role_holding *find_section(const struct finding_sections *sections, int64_t id)
{
    for (int i = 0; i < sections->count; i++)
        if (sections->holdings[i].unit_id == id)
            return &sections->holdings[i];
    return NULL;
}

const char *finding_section_name(const struct finding_sections *sections, int64_t id)
{
    const struct role_holding *holding = find_section(sections, id);

    return holding != NULL ? holding->unit : NULL;
}

const char *finding_section_managers(const struct finding_sections *sections, int64_t id,
                                     struct arena *arena)
{
    const struct role_holding *holding = find_section(sections, id);
    const char *names = NULL;

    for (int i = 0; holding != NULL && i < holding->holder_count; i++)
        names = names == NULL ? holding->holders[i].name
                              : arena_format(arena, "%s、%s", names, holding->holders[i].name);
    return names;
}

struct group {
    const char *key, *title, *fix;
    int64_t findings, breaches;
    int64_t last_section; /* the counts come by code, then section */
    int section_count;
    int64_t *section_ids;
    const char *codes;
};

struct grouping {
    struct visit *visit;
    const char *by;
    struct finding_sections sections;
    struct group *groups;
    int count, limit;
};

static const struct pack_cause *find_cause(const struct pack *pack, const char *id)
{
    int count;
    const struct pack_cause *causes = pack_causes(pack, &count);

    for (int i = 0; id != NULL && i < count; i++)
        if (strcmp(causes[i].id, id) == 0)
            return &causes[i];
    return NULL;
}

/* What the count belongs to; the key is "" for what belongs nowhere. */
static struct group name_group(const struct grouping *grouping, const struct finding_count *count,
                               const struct pack_code *code)
{
    struct visit *visit = grouping->visit;
    struct group group = {.key = "", .title = visit_tr(visit, "なし")};

    if (strcmp(grouping->by, "cause") == 0) {
        const struct pack_cause *cause = find_cause(visit->scene.pack, code->cause);
        if (cause != NULL)
            group = (struct group){.key = cause->id,
                                   .title = visit_pack_text(visit, cause->title),
                                   .fix = visit_pack_text(visit, cause->fix)};
    } else if (strcmp(grouping->by, "clause") == 0) {
        const char *id =
            finding_clause(visit->scene.pack, code, count->key != NULL ? count->key : "");
        const struct pack_clause *clause = id != NULL ? pack_clause(visit->scene.pack, id) : NULL;
        if (clause != NULL)
            group = (struct group){.key = id,
                                   .title = arena_format(visit->arena, "%s %s", id,
                                                         visit_pack_text(visit, clause->title))};
    } else {
        bool is_section = strcmp(grouping->by, "section") == 0;
        const char *name = is_section ? finding_section_name(&grouping->sections, count->section_id)
                                      : finding_section_managers(&grouping->sections,
                                                                 count->section_id, visit->arena);
        if (name != NULL)
            group = (struct group){.key = name, .title = name};
    }
    return group;
}

static struct group *find_group(struct grouping *grouping, const struct group *name)
{
    for (int i = 0; i < grouping->count; i++)
        if (strcmp(grouping->groups[i].key, name->key) == 0)
            return &grouping->groups[i];
    must(grouping->count < grouping->limit);
    struct group *group = &grouping->groups[grouping->count++];
    *group = *name;
    group->codes = "";
    group->section_ids = arena_alloc(grouping->visit->arena,
                                     (size_t)(grouping->limit + 1) * sizeof *group->section_ids);
    return group;
}

static void add_section(struct group *group, int64_t section_id)
{
    for (int i = 0; i < group->section_count; i++)
        if (group->section_ids[i] == section_id)
            return;
    if (section_id != 0)
        group->section_ids[group->section_count++] = section_id;
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static void gather(struct grouping *grouping, const struct finding_count *count)
{
    const struct pack_code *code = pack_code(grouping->visit->scene.pack, count->code);

    if (code == NULL) /* a pack may drop a code */
        return;
    struct group name = name_group(grouping, count, code);
    struct group *group = find_group(grouping, &name);
    group->findings += count->count;
    if (strcmp(code->severity, "breach") == 0)
        group->breaches += count->count;
    add_section(group, count->section_id);
    if (!has_word(group->codes, code->code))
        group->codes = arena_format(grouping->visit->arena, "%s%s%s", group->codes,
                                    *group->codes != '\0' ? " " : "", code->code);
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *a = left, *b = right;

    if (a->breaches != b->breaches)
        return a->breaches > b->breaches ? -1 : 1;
    if (a->findings != b->findings)
        return a->findings > b->findings ? -1 : 1;
    return strcmp(a->key, b->key);
}

static void add_group(const struct grouping *grouping, struct model *items,
                      const struct group *group)
{
    struct visit *visit = grouping->visit;
    struct arena *arena = visit->arena;
    struct model *item = model_object(arena, items, KEY_NONE);

    model_text(arena, item, KEY_key, group->key);
    model_text(arena, item, KEY_title, group->title);
    model_text(arena, item, KEY_fix, group->fix);
    model_integer(arena, item, KEY_findings, group->findings);
    model_integer(arena, item, KEY_breaches, group->breaches);
    model_integer(arena, item, KEY_recommendations, group->findings - group->breaches);
    model_integer(arena, item, KEY_sections, group->section_count);
    model_text(arena, item, KEY_codes, group->codes);
    if (*group->key == '\0')
        return;
    model_page_text(arena, item, KEY_url, visit_path(visit, "/findings", grouping->by, group->key));
    if (strcmp(grouping->by, "cause") == 0)
        model_page_text(arena, item, KEY_fix_url,
                        visit_path(visit, "/findings/fix", "cause", group->key));
}

int finding_add_groups(struct visit *visit, struct model *items, const struct finding_ask *ask,
                       const char *by, struct error *error)
{
    struct grouping grouping = {.visit = visit, .by = by};
    struct finding_count *counts;
    int count;
    int status = finding_ask_counts(&visit->scene, ask, FINDING_BY_SECTION | FINDING_BY_ROLE,
                                    &counts, &count, error);

    if (status == 0 && (strcmp(by, "section") == 0 || strcmp(by, "responsible") == 0))
        status = finding_read_sections(&visit->scene, &grouping.sections, error);
    if (status < 0)
        return status;
    grouping.limit = count;
    grouping.groups = arena_alloc(visit->arena, ((size_t)count + 1) * sizeof *grouping.groups);
    for (int i = 0; i < count; i++)
        gather(&grouping, &counts[i]);
    if (grouping.count > 1)
        qsort(grouping.groups, (size_t)grouping.count, sizeof *grouping.groups, compare_groups);
    for (int i = 0; i < grouping.count; i++)
        add_group(&grouping, items, &grouping.groups[i]);
    return 0;
}

/* Counts of one section by part of the standard. */
struct heat_row {
    int64_t section_id, total;
    int64_t counts[STANDARD_SECTIONS + 1];
};

static void add_heat_cell(struct visit *visit, struct model *cells, const char *section, int part,
                          int64_t count, int64_t most)
{
    struct arena *arena = visit->arena;
    struct model *cell = model_object(arena, cells, KEY_NONE);
    int level = count == 0 ? 0 : 1 + (int)(count * (HEAT_LEVELS - 1) / most);

    model_integer(arena, cell, KEY_value, count)->text =
        count == 0 ? "" : arena_format(arena, "%lld", (long long)count);
    model_page_text(arena, cell, KEY_level, arena_format(arena, "%d", level));
    model_page_text(arena, cell, KEY_url,
                    count == 0
                        ? NULL
                        : arena_format(arena, "%s&part=%d",
                                       visit_path(visit, "/findings", "section", section), part));
}

static int compare_heat(const void *left, const void *right)
{
    const struct heat_row *a = left, *b = right;

    if (a->total != b->total)
        return a->total > b->total ? -1 : 1;
    return a->section_id < b->section_id ? -1 : a->section_id > b->section_id;
}

static void show_heat(struct visit *visit, struct model *object,
                      const struct finding_sections *sections, struct heat_row *rows, int count)
{
    struct arena *arena = visit->arena;
    struct model *parts = model_array(arena, object, KEY_parts);
    struct model *list = model_array(arena, object, KEY_rows);
    int64_t most = 1;

    for (int part = 1; part <= STANDARD_SECTIONS; part++)
        model_integer(arena, parts, KEY_NONE, part);
    for (int i = 0; i < count; i++)
        for (int part = 1; part <= STANDARD_SECTIONS; part++)
            most = rows[i].counts[part] > most ? rows[i].counts[part] : most;
    if (count > 1)
        qsort(rows, (size_t)count, sizeof *rows, compare_heat);
    for (int i = 0; i < count; i++) {
        const char *name = finding_section_name(sections, rows[i].section_id);
        if (name == NULL)
            continue;
        struct model *row = model_object(arena, list, KEY_NONE);
        model_text(arena, row, KEY_section, name);
        model_page_text(arena, row, KEY_url, visit_path(visit, "/findings", "section", name));
        struct model *cells = model_array(arena, row, KEY_cells);
        for (int part = 1; part <= STANDARD_SECTIONS; part++)
            add_heat_cell(visit, cells, name, part, rows[i].counts[part], most);
        model_integer(arena, row, KEY_total, rows[i].total);
    }
}

int finding_add_heat(struct visit *visit, struct model *object, const struct finding_ask *ask,
                     struct error *error)
{
    struct finding_sections sections;
    struct finding_count *counts;
    int count, row_count = 0;
    int status = finding_ask_counts(&visit->scene, ask, FINDING_BY_SECTION | FINDING_BY_ROLE,
                                    &counts, &count, error);

    if (status == 0)
        status = finding_read_sections(&visit->scene, &sections, error);
    if (status < 0)
        return status;
    struct heat_row *rows = arena_alloc(visit->arena, ((size_t)count + 1) * sizeof *rows);
    for (int i = 0; i < count; i++) {
        const struct pack_code *code = pack_code(visit->scene.pack, counts[i].code);
        const char *id = code != NULL ? finding_clause(visit->scene.pack, code,
                                                       counts[i].key != NULL ? counts[i].key : "")
                                      : NULL;
        const struct pack_clause *clause = id != NULL ? pack_clause(visit->scene.pack, id) : NULL;
        int at = 0;

        if (clause == NULL || counts[i].section_id == 0)
            continue;
        while (at < row_count && rows[at].section_id != counts[i].section_id)
            at++;
        if (at == row_count)
            rows[row_count++] = (struct heat_row){.section_id = counts[i].section_id};
        rows[at].counts[clause->section] += counts[i].count;
        rows[at].total += counts[i].count;
    }
    show_heat(visit, object, &sections, rows, row_count);
    return 0;
}
