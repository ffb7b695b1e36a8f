/* Where the thing of a finding is, whose it is and which row of which file it came from. */
#include "finding/finding_sql.h"
#include "finding/list.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/rules.h"
#include "pack/pack.h"
#include "people/people.h"
#include "people/seats.h"
#include "register/register.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

struct unit_name {
    int64_t id;
    const char *text;     /* "部 課" */
    const char *managers; /* NULL when there is none */
};

struct list_place {
    const struct register_scene *scene;
    const struct finding_rules *rules;
    const char *on;
    struct unit_name *units; /* by id */
    int unit_count;
};

static int compare_units(const void *left, const void *right)
{
    const struct unit_name *a = left;
    const struct unit_name *b = right;

    return a->id < b->id ? -1 : a->id > b->id;
}

static struct unit_name *find_unit(const struct list_place *places, int64_t id)
{
    struct unit_name key = {.id = id};

    return places->unit_count ? bsearch(&key, places->units, (size_t)places->unit_count,
                                        sizeof(key), compare_units)
                              : NULL;
}

static void add_unit(struct list_place *places, const struct query *query)
{
    struct arena *arena = places->scene->arena;
    int count = places->unit_count;
    const char *kind = query_column_text(query, 1);
    const char *name = query_column_text(query, 2);
    const char *above = query_column_text(query, 3);
    bool is_section = kind && strcmp(kind, "section") == 0;

    if ((count & (count - 1)) == 0) {
        struct unit_name *larger =
            arena_alloc(arena, (size_t)(count ? 2 * count : 1) * sizeof(*larger));
        if (count)
            memcpy(larger, places->units, (size_t)count * sizeof(*larger));
        places->units = larger;
    }
    places->units[places->unit_count++] = (struct unit_name){
        .id = query_column_integer(query, 0),
        .text = is_section && above ? arena_format(arena, "%s %s", above, name ? name : "")
                                    : arena_copy(arena, name ? name : ""),
    };
}

static int load_units(struct list_place *places, struct error *error)
{
    struct query *query = store_query(places->scene->store, SQL_UNIT_NAMES, error);
    int step;

    if (!query)
        return error->code;
    while ((step = query_step(query, error)) > 0)
        add_unit(places, query);
    query_done(query);
    if (places->unit_count > 1)
        qsort(places->units, (size_t)places->unit_count, sizeof(*places->units), compare_units);
    return step;
}

/* The managers of every section. CLAUSE: 1.2.4 */
static int load_managers(struct list_place *places, struct error *error)
{
    const struct register_scene *scene = places->scene;
    struct role_holding *holdings;
    int count;

    if (!pack_role(scene->pack, "security_manager"))
        return 0; /* a pack may call its managers otherwise; then nobody is named here */
    int status = seats_find(scene->seats, scene->store, scene->pack, "security_manager", places->on,
                            scene->arena, &holdings, &count, error);
    for (int i = 0; status == 0 && i < count; i++) {
        struct unit_name *unit = find_unit(places, holdings[i].unit_id);

        for (int j = 0; unit && j < holdings[i].holder_count; j++)
            unit->managers = unit->managers ? arena_format(scene->arena, "%s、%s", unit->managers,
                                                           holdings[i].holders[j].name)
                                            : holdings[i].holders[j].name;
    }
    return status;
}

struct list_place *list_places(const struct register_scene *scene,
                               const struct finding_rules *rules, const char *on,
                               struct error *error)
{
    struct list_place *places = arena_alloc(scene->arena, sizeof(*places));

    *places = (struct list_place){.scene = scene, .rules = rules, .on = on};
    if (load_units(places, error) < 0 || load_managers(places, error) < 0)
        return NULL;
    return places;
}

/* The main section of the person an account is given to. CLAUSE: 5.6.1 */
static int find_main_section(const struct list_place *places, const char *staff_no,
                             int64_t *ret_section, struct error *error)
{
    struct query *query = store_query(places->scene->store, SQL_MAIN_SECTION, error);

    if (!query)
        return error->code;
    query_text(query, "staff_no", staff_no);
    query_text(query, "on", places->on);
    int step = query_step(query, error);
    if (step > 0)
        *ret_section = query_column_integer(query, 0);
    query_done(query);
    return step < 0 ? step : 0;
}

/* Where a row of the register comes from, and whose it is: for accounts the person's main section.
 */
static int take_location(const struct list_place *places, const struct table *table,
                         const struct value *values, struct finding_row *row, struct error *error)
{
    struct arena *arena = places->scene->arena;
    const struct value *common = &values[register_common(table, 0)];
    int system = table_column(table, "system_id");
    int person = table_column(table, "staff_no");
    int importance = table_column(table, "importance");
    long long line = (long long)common[COMMON_source_line].integer;
    const char *sheet = common[COMMON_source_sheet].text;

    row->importance = importance >= 0 ? values[importance].text : NULL;
    row->section_id = common[COMMON_section_id].integer;
    row->source_file = common[COMMON_source_file].text;
    row->source_order = common[COMMON_source_order].kind == VALUE_NULL
                            ? INT64_MAX
                            : common[COMMON_source_order].integer;
    if (common[COMMON_source_line].kind != VALUE_NULL)
        row->source_row =
            sheet ? arena_format(arena, "%s!%lld", sheet, line) : arena_format(arena, "%lld", line);
    if (system < 0)
        return 0;
    row->system_id = values[system].integer;
    const char *staff_no = person >= 0 ? values[person].text : NULL;
    return staff_no ? find_main_section(places, staff_no, &row->section_id, error) : 0;
}

int list_locate(struct list_place *places, struct finding_row *row, struct error *error)
{
    const struct finding_register *reg = finding_register_of(places->rules, row->table_id);
    int status = 0;

    if (row->table_id == unit_table.id) {
        row->section_id = row->row_id;
        row->source_order = row->row_id;
    } else if (reg && table_column(reg->table, "source_file") >= 0) {
        struct value values[TABLE_COLUMN_LIMIT];

        status = table_get(places->scene->store, reg->table, row->row_id, places->scene->arena,
                           values, NULL, error);
        if (status == ERROR_MISSING) /* told by the finding's own history, after a restore */
            status = 0;
        else if (status == 0)
            status = take_location(places, reg->table, values, row, error);
    }
    const struct unit_name *unit = find_unit(places, row->section_id);
    row->section = unit ? unit->text : NULL;
    row->responsible = unit ? unit->managers : NULL;
    return status;
}
