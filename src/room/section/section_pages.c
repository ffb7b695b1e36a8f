#include "room/section/section_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/clause/clause.h"
#include "room/clause/clause_pages.h"
#include "room/finding/finding_ask.h"
#include "room/finding/finding_model.h"
#include "store/store.h"
#include "templates.h"

#include "room/section/section_sql.h"
#include <string.h>

enum { SECTIONS = 11, HEADS = 12 };

/* A table of a section: who may see which rows is decided by the register it is of. */
struct section_table {
    int section;
    const char *kind; /* register for may() */
    const char *sql;
    const char *caption, *link, *empty;
    const char *heads[HEADS]; /* NULL-terminated unless full */
};

static const struct section_table tables[] = {
    {2,
     "assets",
     SQL_SECTION_CLASSES,
     "表４による分類（課ごと）",
     "/classification",
     "資産がまだ登録されていません。情報資産管理台帳を取り込んでください。",
     {"課", "重要度Ａ", "重要度Ｂ", "重要度Ｃ", "未分類", "最後の見直し"}},
    {2,
     "declarations",
     SQL_SECTION_UNSIGNED,
     "台帳に行のない課と「保有なし」の署名",
     "/declarations",
     "どの課にも台帳の行があります。",
     {"課", "署名した日"}},
    {3,
     "assets",
     SQL_SECTION_ZONES,
     "保管区画と重要度",
     "/zones",
     "資産がまだ登録されていません。情報資産管理台帳を取り込んでください。",
     {"区画", "重要度Ａ", "重要度Ｂ", "重要度Ｃ", "閉庁後に下がる", "計"}},
    {4,
     "takeouts",
     SQL_SECTION_TAKEOUTS,
     "いま持ち出されている媒体",
     "/takeouts",
     "持ち出されている媒体はありません。",
     {"媒体", "持ち出した人", "行先", "重要度", "持出し日", "返却予定日", "状態"}},
    {5,
     "accounts",
     SQL_SECTION_ACCOUNTS,
     "システムごとの利用者ＩＤ",
     "/accounts",
     "アカウントの一覧がまだありません。取り込んでください。",
     {"システム", "種別", "総数", "有効", "管理者権限", "二要素あり", "最も古いパスワード変更"}},
    {6,
     "systems",
     SQL_SECTION_SEGMENTS,
     "系統ごとの情報システム（四つの壁）",
     "/systems",
     "情報システムがまだ登録されていません。",
     {"系統", "情報システム", "重要度", "利用者ＩＤ", "うち二要素なし"}},
    {7,
     "systems",
     SQL_SECTION_SYSTEMS,
     "運用している情報システム",
     "/systems",
     "情報システムがまだ登録されていません。",
     {"情報システム", "所管", "状態", "運用時間", "止まったときの代わり"}},
    {8,
     "services",
     SQL_SECTION_SERVICES,
     "外部サービスと手続",
     "/services",
     "外部サービスがまだ登録されていません。",
     {"サービス", "事業者", "課", "利用形態", "重要度", "状態", "契約の終わり", "ＮＷ管理者承認",
      "導入計画書", "約款"}},
    {9,
     "services",
     SQL_SECTION_CHECKLIST,
     "重要度Ｂ以上のサービスの確認事項",
     "/services",
     "重要度Ｂ以上の情報を扱うサービスは登録されていません。",
     {"サービス", "重要度", "9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "9.7", "9.8", "9.9"}},
    {11,
     "findings",
     SQL_SECTION_CORRECTIONS,
     "自己点検の指摘と是正の進み",
     "/findings",
     "まだ点検していません。指摘のページで「いま点検する」を押してください。",
     {"回答", "指摘", "未是正", "例外中", "解消"}},
};

/* Words that the statements say themselves. */
static const char *const own_words[] = {"（課不明）",           "記入なし", "期限超過", "持出し中",
                                        "系統が決まっていない", "回答なし"};

static const char *in_language(const struct visit *visit, const char *text)
{
    for (size_t i = 0; i < sizeof own_words / sizeof *own_words; i++)
        if (strcmp(text, own_words[i]) == 0)
            return visit_tr(visit, own_words[i]);
    return arena_copy(visit->arena, text);
}

/* CLAUSE: 5.6.3 */
static void bind_reach(struct visit *visit, const struct section_table *table, struct query *query)
{
    struct may_reach reach;

    may_reach(visit->scene.viewer, visit->scene.pack, "view", table->kind, visit->arena, &reach);
    if (query_has(query, "on"))
        query_text(query, "on", visit->scene.today);
    if (query_has(query, "sections"))
        query_text(query, "sections",
                   reach.is_all
                       ? NULL
                       : finding_make_set(visit->arena, reach.sections, reach.section_count));
    if (query_has(query, "systems"))
        query_text(query, "systems",
                   reach.is_all
                       ? NULL
                       : finding_make_set(visit->arena, reach.systems, reach.system_count));
}

static bool is_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* *numeric loses what is no column of numbers. */
static void add_row(struct visit *visit, struct model *rows, const struct query *query, int columns,
                    unsigned *numeric)
{
    struct arena *arena = visit->arena;
    struct model *cells = model_array(arena, model_object(arena, rows, KEY_NONE), KEY_cells);

    for (int i = 0; i < columns; i++) {
        const char *text = query_column_text(query, i);
        char date[DATE_SIZE];
        struct date parsed;
        struct model *cell = model_object(arena, cells, KEY_NONE);

        text = text != NULL ? in_language(visit, text) : NULL;
        struct model *value = model_text(arena, cell, KEY_value, text);
        if (text != NULL && !is_number(text))
            *numeric &= ~(1U << i);
        if (text != NULL && strlen(text) < sizeof date && date_parse(text, &parsed))
            value->shown = visit_show_day(visit, text);
    }
}

/* Columns of numbers stand at the right, with their heads. */
static void set_looks(struct visit *visit, struct model *item, const struct section_table *table,
                      struct model *rows, unsigned numeric)
{
    struct arena *arena = visit->arena;
    struct model *columns = model_array(arena, item, KEY_columns);

    columns->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < HEADS && table->heads[i] != NULL; i++) {
        struct model *column = model_object(arena, columns, KEY_NONE);
        model_text(arena, column, KEY_label, visit_tr(visit, table->heads[i]));
        model_text(arena, column, KEY_look, (numeric & 1U << i) != 0 ? "cell-number" : NULL);
    }
    for (struct model *row = rows->first; row != NULL; row = row->next) {
        int i = 0;
        for (struct model *cell = row->first->first; cell != NULL; cell = cell->next, i++)
            model_page_text(arena, cell, KEY_look, (numeric & 1U << i) != 0 ? "cell-number" : NULL);
    }
}

static int add_table(struct visit *visit, struct model *list, const struct section_table *table,
                     struct error *error)
{
    struct arena *arena = visit->arena;
    unsigned numeric = ~0U;
    int columns = 0, step;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", table->kind) == 0)
        return 0;
    struct query *query = store_query(visit->scene.store, table->sql, error);
    if (query == NULL)
        return error->code;
    bind_reach(visit, table, query);
    struct model *item = model_object(arena, list, KEY_NONE);
    model_text(arena, item, KEY_caption, visit_tr(visit, table->caption));
    model_page_text(arena, item, KEY_url, table->link);
    model_page_text(arena, item, KEY_empty_words, visit_tr(visit, table->empty));
    struct model *heads = model_array(arena, item, KEY_heads);
    for (; columns < HEADS && table->heads[columns] != NULL; columns++)
        model_text(arena, heads, KEY_NONE, visit_tr(visit, table->heads[columns]));
    struct model *rows = model_array(arena, item, KEY_rows);
    while ((step = query_step(query, error)) > 0)
        add_row(visit, rows, query, columns, &numeric);
    set_looks(visit, item, table, rows, numeric);
    model_bool(arena, item, KEY_has_rows, model_is_true(rows))->flags |= MODEL_PAGE_ONLY;
    query_done(query);
    return step;
}

/* Tables 1 to 3: each role, its seats and how many are empty. CLAUSE: 1.2.1, 1.2.4 */
static int add_roles(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct arena *arena = visit->arena;
    struct model *roles = model_array(arena, visit->model, KEY_roles);
    struct moment moment = {.known_to = INT64_MAX};
    struct role_holding *holdings;
    int count, role_count;
    const struct pack_role *all = pack_roles(scene->pack, &role_count);

    memcpy(moment.on, scene->today, DATE_SIZE);
    int status =
        people_roles(scene->store, scene->pack, &moment, NULL, 0, arena, &holdings, &count, error);
    for (int i = 0; status == 0 && i < role_count; i++) {
        int seats = 0, vacant = 0;
        for (int j = 0; j < count; j++)
            if (holdings[j].role == &all[i]) {
                seats++;
                vacant += holdings[j].holder_count == 0;
            }
        struct model *item = model_object(arena, roles, KEY_NONE);
        model_text(arena, item, KEY_id, all[i].id);
        model_text(arena, item, KEY_title, visit_pack_text(visit, all[i].title));
        model_integer(arena, item, KEY_table, all[i].table);
        model_text(arena, item, KEY_clause, all[i].clause);
        model_integer(arena, item, KEY_seats, seats);
        model_integer(arena, item, KEY_vacant, vacant);
    }
    return status;
}

/* What can be found against the section, and how often it stands. */
static int add_codes(struct visit *visit, int section, struct error *error)
{
    struct arena *arena = visit->arena;
    struct finding_ask ask = {.part = section};
    struct finding_count *counts;
    int count;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "view", "findings") == 0)
        return 0;
    int status = finding_ask_counts(&visit->scene, &ask, 0, &counts, &count, error);
    if (status < 0)
        return status;
    struct model *codes = model_array(arena, visit->model, KEY_codes);
    for (int i = 0; i < count; i++) {
        const struct pack_code *code = pack_code(visit->scene.pack, counts[i].code);
        struct model *item = model_object(arena, codes, KEY_NONE);
        model_text(arena, item, KEY_code, code->code);
        model_text(arena, item, KEY_title, visit_pack_text(visit, code->title));
        model_text(arena, item, KEY_severity, code->severity);
        model_page_text(arena, item, KEY_severity_word,
                        finding_severity_word(visit, code->severity));
        model_integer(arena, item, KEY_count, counts[i].count);
        model_page_text(arena, item, KEY_url, visit_path(visit, "/findings", "code", code->code));
    }
    return 0;
}

static int add_clauses(struct visit *visit, int section, struct error *error)
{
    struct clause_model *models;
    int count, not_carried = 0;
    int status = clause_visit_models(visit, NULL, &models, &count, error);

    if (status < 0)
        return status;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    for (int i = 0; i < count; i++) {
        if (models[i].clause->section != section)
            continue;
        clause_add_item(visit, items, &models[i]);
        not_carried += strcmp(models[i].state, "not_carried") == 0;
    }
    model_integer(visit->arena, visit->model, KEY_not_carried, not_carried);
    return 0;
}

static void add_ways(struct visit *visit, int section)
{
    struct arena *arena = visit->arena;
    struct model *ways = model_array(arena, visit->model, KEY_ways);

    ways->flags |= MODEL_PAGE_ONLY;
    for (int i = 1; i <= SECTIONS; i++) {
        struct model *way = model_object(arena, ways, KEY_NONE);
        model_text(arena, way, KEY_label, arena_format(arena, "%d", i));
        model_text(arena, way, KEY_title, clause_section_title(visit, i));
        model_text(arena, way, KEY_url, arena_format(arena, "/sections/%d", i));
        model_bool(arena, way, KEY_is_current, i == section);
    }
}

static int read_section(const struct visit *visit, int *ret_section, struct error *error)
{
    for (int i = 1; i <= SECTIONS; i++)
        if (strcmp(visit->parts[0], arena_format(visit->arena, "%d", i)) == 0) {
            *ret_section = i;
            return 0;
        }
    return error_set(error, ERROR_MISSING, "", "対策基準の節は 1 から 11 までです。");
}

static int show_section(struct visit *visit, struct error *error)
{
    int section;
    int status = read_section(visit, &section, error);

    if (status < 0)
        return status;
    const char *title = clause_section_title(visit, section);
    model_integer(visit->arena, visit->model, KEY_section, section);
    model_text(visit->arena, visit->model, KEY_section_title, title);
    model_page_text(visit->arena, visit->model, KEY_title, title);
    add_ways(visit, section);
    struct model *list = model_array(visit->arena, visit->model, KEY_tables);
    for (size_t i = 0; status == 0 && i < sizeof tables / sizeof *tables; i++)
        if (tables[i].section == section)
            status = add_table(visit, list, &tables[i], error);
    if (status == 0 && section == 1)
        status = add_roles(visit, error);
    model_bool(visit->arena, visit->model, KEY_has_roles, section == 1)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_is_emergency, section == 10)->flags |=
        MODEL_PAGE_ONLY;
    if (status == 0)
        status = add_codes(visit, section, error);
    return status == 0 ? add_clauses(visit, section, error) : status;
}

const struct page section_pages[] = {
    {"GET", "/sections/*", &template_section, show_section, 0, "対策基準の節"},
    {.path = NULL},
};
