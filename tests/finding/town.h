/* A small town in a temporary folder, for the tests of findings: two sections, a few people, and
 * rows put straight into the tables. */
#ifndef TESTS_FINDING_TOWN_H
#define TESTS_FINDING_TOWN_H

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "finding/rules.h"
#include "pack/pack.h"
#include "pack/pack_private.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "store/column_table.h"
#include "store/store.h"
#include "tests/store/folder.h"
#include "tests/tap.h"

#include "finding/finding_schema_sql.h"
#include "people/people_schema_sql.h"
#include "people/people_views_sql.h"
#include "register/register_schema_sql.h"
#include "room/account/account_schema_sql.h"
#include "room/account/account_views_sql.h"
#include "room/asset/asset_schema_sql.h"
#include "room/asset/asset_views_sql.h"
#include "room/media/media_schema_sql.h"
#include "room/media/media_views_sql.h"
#include "room/service/service_schema_sql.h"
#include "room/service/service_views_sql.h"
#include "room/system/system_schema_sql.h"
#include "room/system/system_views_sql.h"

static const struct column asset_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/asset/asset.def"
#undef COLUMN
};
static const struct column declaration_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/asset/declaration.def"
#undef COLUMN
};
static const struct column account_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/account/account.def"
#undef COLUMN
};
static const struct column id_ledger_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/account/id_ledger.def"
#undef COLUMN
};
static const struct column medium_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/media/medium.def"
#undef COLUMN
};
static const struct column takeout_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/media/takeout.def"
#undef COLUMN
};
static const struct column service_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/service/service.def"
#undef COLUMN
};
static const struct column system_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/system/information_system.def"
#undef COLUMN
};
static const struct column run_columns[] = {
#define COLUMN COLUMN_ROW
#include "register/import_run.def"
#undef COLUMN
};

#define TOWN_COUNT(columns) (int)(sizeof(columns) / sizeof((columns)[0]))

static const struct table town_assets = {10, "asset", asset_columns, TOWN_COUNT(asset_columns)};
static const struct table town_accounts = {11, "account", account_columns,
                                           TOWN_COUNT(account_columns)};
static const struct table town_approvals = {12, "id_ledger", id_ledger_columns,
                                            TOWN_COUNT(id_ledger_columns)};
static const struct table town_media = {13, "medium", medium_columns, TOWN_COUNT(medium_columns)};
static const struct table town_takeouts = {14, "takeout", takeout_columns,
                                           TOWN_COUNT(takeout_columns)};
static const struct table town_services = {15, "service", service_columns,
                                           TOWN_COUNT(service_columns)};
static const struct table town_systems = {16, "information_system", system_columns,
                                          TOWN_COUNT(system_columns)};
static const struct table town_declarations = {19, "declaration", declaration_columns,
                                               TOWN_COUNT(declaration_columns)};
static const struct table town_runs = {30, "import_run", run_columns, TOWN_COUNT(run_columns)};

static const struct register_kind town_kind_list[] = {
    {.kind = "assets", .table = &town_assets},
    {.kind = "accounts", .table = &town_accounts},
    {.kind = "id-ledger", .table = &town_approvals},
    {.kind = "media", .part = "media", .table = &town_media},
    {.kind = "media", .part = "takeouts", .table = &town_takeouts},
    {.kind = "services", .table = &town_services},
    {.kind = "systems", .table = &town_systems},
    {.kind = "declarations", .table = &town_declarations},
};

enum { TOWN_KINDS = sizeof(town_kind_list) / sizeof(town_kind_list[0]) };

#define TOWN_DAY "2026-04-01" /* a Wednesday */

struct town {
    char folder[FOLDER_SIZE];
    struct arena *arena, *rows;
    struct store *store;
    struct pack *pack;
    struct finding_rules *rules;
    struct error error;
    struct viewer viewer;
    struct register_scene scene;
    const struct register_kind *kinds[TOWN_KINDS + 1];
    int64_t section, other_section, system;
    int64_t now_us;
};

static inline void town_must(struct town *town, int status)
{
    if (status >= 0)
        return;
    printf("Bail out! %s\n", town->error.text);
    exit(1);
}

static inline struct value town_value(const struct column *column, const char *text)
{
    if (*text == '\0')
        return value_null();
    return column->storage == STORED_INTEGER ? value_integer(strtoll(text, NULL, 10))
                                             : value_text(text);
}

/* A row from "column=value|column=value"; columns that are not named are null. */
static inline int64_t town_put(struct town *town, const struct table *table, const char *text)
{
    struct value values[TABLE_COLUMN_LIMIT] = {{0}};
    char *rest = arena_copy(town->rows, text);
    int64_t id;

    for (char *pair; (pair = strsep(&rest, "|")) != NULL;) {
        char *value = strchr(pair, '=');

        must(value);
        *value++ = '\0';
        int column = table_column(table, pair);
        must(column >= 0);
        values[column] = town_value(&table->columns[column], value);
    }
    town_must(town, table_last_id(town->store, table, &id, &town->error));
    town_must(town, store_begin(town->store, STORE_WRITE, &town->error));
    town_must(town, table_insert(town->store, table, id + 1, 1, values, &town->error));
    town_must(town, store_commit(town->store, &town->error));
    return id + 1;
}

/* Changes columns of a row without a record, as an import before the check would. */
static inline void town_change(struct town *town, const struct table *table, int64_t id,
                               const char *text)
{
    struct value values[TABLE_COLUMN_LIMIT];
    char *rest = arena_copy(town->rows, text);

    town_must(town, table_get(town->store, table, id, town->rows, values, NULL, &town->error));
    for (char *pair; (pair = strsep(&rest, "|")) != NULL;) {
        char *value = strchr(pair, '=');

        *value++ = '\0';
        int column = table_column(table, pair);
        must(column >= 0);
        values[column] = town_value(&table->columns[column], value);
    }
    town_must(town, store_begin(town->store, STORE_WRITE, &town->error));
    town_must(town, table_update(town->store, table, id, 1, values, &town->error));
    town_must(town, store_commit(town->store, &town->error));
}

static inline int64_t town_person(struct town *town, const char *staff_no, const char *name,
                                  int64_t section, const char *post, const char *more)
{
    int64_t person = town_put(town, &person_table,
                              arena_format(town->rows, "staff_no=%s|name=%s", staff_no, name));

    town_put(town, &assignment_table,
             arena_format(town->rows,
                          "person_id=%lld|department_id=1|section_id=%lld|post=%s|how=main|"
                          "recorded_from=1%s",
                          (long long)person, (long long)section, post, more));
    return person;
}

static inline void town_open_schema(struct town *town)
{
    static const char *const scripts[] = {
        SQL_PEOPLE_SCHEMA,  SQL_REGISTER_SCHEMA, SQL_FINDING_SCHEMA, SQL_SYSTEM_SCHEMA,
        SQL_ACCOUNT_SCHEMA, SQL_ASSET_SCHEMA,    SQL_MEDIA_SCHEMA,   SQL_SERVICE_SCHEMA,
        SQL_PEOPLE_VIEWS,   SQL_SYSTEM_VIEWS,    SQL_ACCOUNT_VIEWS,  SQL_ASSET_VIEWS,
        SQL_MEDIA_VIEWS,    SQL_SERVICE_VIEWS};

    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
        town_must(town, store_script(town->store, scripts[i], &town->error));
}

static inline void town_fill(struct town *town)
{
    town_put(town, &unit_table, "kind=department|name=市民部|name_key=市民部");
    town->section =
        town_put(town, &unit_table, "kind=section|parent_id=1|name=市民課|name_key=市民課");
    town->other_section =
        town_put(town, &unit_table, "kind=section|parent_id=1|name=税務課|name_key=税務課");
    town_person(town, "000001", "市民 太郎", town->section, "課長", "");
    town_person(town, "000002", "市民 次郎", town->section, "主査", "");
    town_person(town, "000003", "税務 花子", town->other_section, "課長", "");
    town_person(town, "000004", "去った 人", town->section, "主事", "|valid_to=2026-04-01");
    town_person(town, "000005", "来る 人", town->section, "主事", "|valid_from=2026-04-02");
    town_put(town, &town_runs, "kind=roster|file=roster.csv|sha256=0|as_of=2026-03-31|known_to=1");
    town->system = town_put(town, &town_systems,
                            "name=住民記録|name_key=住民記録|segment=マイナンバー利用事務系");
}

/* The town in SQLite, or in a new database of the tests' PostgreSQL. */
static inline void town_open(struct town *town, bool postgres)
{
    memset(town, 0, sizeof(*town));
    must(make_folder(town->folder, postgres));
    town->arena = arena_open((size_t)1 << 30);
    town->rows = arena_open((size_t)1 << 30);
    town->pack = pack_open(NULL, &town->error);
    town_must(town, town->pack ? 0 : -1);
    town->store = store_open(town->folder, STORE_CREATE, &town->error);
    town_must(town, town->store ? 0 : -1);
    town_must(town,
              record_create(town->store, town->folder, "chikiri.town/operations", &town->error));
    town_open_schema(town);
    for (int i = 0; i < TOWN_KINDS; i++)
        town->kinds[i] = &town_kind_list[i];
    town->rules = finding_rules_open(town->pack, town->kinds);
    town->viewer = (struct viewer){.is_console = true};
    town->scene = (struct register_scene){.arena = town->arena,
                                          .store = town->store,
                                          .pack = town->pack,
                                          .viewer = &town->viewer,
                                          .today = TOWN_DAY,
                                          .kinds = town->kinds};
    town->now_us = (int64_t)1775000000 * 1000000;
    town_fill(town);
}

static inline void town_close(struct town *town)
{
    finding_rules_close(town->rules);
    store_close(town->store);
    pack_close(town->pack);
    arena_close(town->arena);
    arena_close(town->rows);
    remove_folder(town->folder);
}

static inline struct finding_evaluation *town_ask(struct town *town, const char *code,
                                                  const char *on, int minute)
{
    struct finding_question question = {.on = on, .minute = minute, .code = code};
    struct finding_evaluation *evaluation =
        finding_evaluate(&town->scene, town->rules, &question, &town->error);

    town_must(town, evaluation ? 0 : -1);
    must(!code || evaluation->count == 1);
    return evaluation;
}

/* When the code is found on the row ("always", "after_hours"), "" when it is not. */
static inline const char *town_found(struct town *town, const char *code, int64_t id,
                                     const char *on, int minute)
{
    struct finding_evaluation *evaluation = town_ask(town, code, on, minute);
    const struct finding_result *result = &evaluation->results[0];
    const char *when = "";

    for (int i = 0; i < result->hit_count; i++)
        if (result->hits[i].row_id == id)
            when = strcmp(result->hits[i].when, "always") == 0 ? "always" : "after_hours";
    finding_evaluation_close(evaluation);
    return when;
}

static inline bool town_breaks(struct town *town, const char *code, int64_t id)
{
    return *town_found(town, code, id, TOWN_DAY, -1) != '\0';
}

#endif
