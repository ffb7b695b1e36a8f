/* Findings with a common cause, and what one fix closes. CLAUSE: 11.2.2 */
#include "finding/finding.h"

#include "base/arena.h"
#include "base/json.h"
#include "pack/pack.h"
#include "register/register.h"

#include <stdlib.h>
#include <string.h>

static int compare_groups(const void *left, const void *right)
{
    const struct finding_group *a = left;
    const struct finding_group *b = right;

    if (a->findings != b->findings)
        return a->findings > b->findings ? -1 : 1;
    return strcmp(a->cause->id, b->cause->id);
}

static bool has_cause(const struct finding_row *row, const struct pack_cause *cause)
{
    return row->meaning && row->meaning->cause && strcmp(row->meaning->cause, cause->id) == 0;
}

static int compare_ids(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;

    return *a < *b ? -1 : *a > *b;
}

static int count_sections(int64_t *sections, int count)
{
    int distinct = 0;

    if (count > 1)
        qsort(sections, (size_t)count, sizeof(*sections), compare_ids);
    for (int i = 0; i < count; i++)
        distinct += sections[i] != 0 && (i == 0 || sections[i] != sections[i - 1]);
    return distinct;
}

/* `sections` has room for every row. Rows come by register, then code. */
static struct finding_group gather(const struct register_scene *scene,
                                   const struct pack_cause *cause, const struct finding_row *rows,
                                   int count, int64_t *sections)
{
    struct finding_group group = {.cause = cause, .codes = ""};
    const char *last = "";

    for (int i = 0; i < count; i++) {
        if (!has_cause(&rows[i], cause))
            continue;
        sections[group.findings++] = rows[i].section_id;
        group.breaches += strcmp(rows[i].severity, "breach") == 0;
        if (strcmp(rows[i].code, last) != 0)
            group.codes = arena_format(scene->arena, "%s%s%s", group.codes, *group.codes ? " " : "",
                                       rows[i].code);
        last = rows[i].code;
    }
    group.sections = count_sections(sections, group.findings);
    return group;
}

int finding_groups(const struct register_scene *scene, const struct finding_row *rows, int count,
                   struct finding_group **ret_groups)
{
    int cause_count, kept = 0;
    const struct pack_cause *causes = pack_causes(scene->pack, &cause_count);
    struct finding_group *groups =
        arena_alloc(scene->arena, ((size_t)cause_count + 1) * sizeof(*groups));
    int64_t *sections = arena_alloc(scene->arena, ((size_t)count + 1) * sizeof(*sections));

    for (int i = 0; i < cause_count; i++) {
        groups[kept] = gather(scene, &causes[i], rows, count, sections);
        kept += groups[kept].findings > 0;
    }
    if (kept > 1)
        qsort(groups, (size_t)kept, sizeof(*groups), compare_groups);
    *ret_groups = groups;
    return kept;
}

void finding_groups_json(const struct finding_group *groups, int count, enum language language,
                         struct json *json)
{
    bool english = language == LANGUAGE_ENGLISH;

    json_array_start(json);
    for (int i = 0; i < count; i++) {
        const struct pack_cause *cause = groups[i].cause;

        json_object_start(json);
        json_text_at(json, "cause", cause->id);
        json_text_at(json, "title", english ? cause->title.english : cause->title.japanese);
        json_text_at(json, "fix", english ? cause->fix.english : cause->fix.japanese);
        json_integer_at(json, "findings", groups[i].findings);
        json_integer_at(json, "breaches", groups[i].breaches);
        json_integer_at(json, "sections", groups[i].sections);
        json_text_at(json, "codes", groups[i].codes);
        json_object_end(json);
    }
    json_array_end(json);
}
