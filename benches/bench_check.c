/* Every check over a large city, and what one change costs: name<TAB>value<TAB>unit.
 *
 *     bench_check [ASSETS] [ACCOUNTS]
 */
#include "tests/finding/town.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include <time.h>

enum {
    STAFF = 5000,
    SECTIONS = 100,
    SYSTEMS = 20,
    ROUNDS = 5,
    TOUCHES = 2000,
    FAULT_PERCENT = 2,
};

static const char *const kinds[] = {"パソコン（保存あり）",
                                    "紙",
                                    "パソコン（保存なし）",
                                    "クラウド",
                                    "光ディスク",
                                    "USBメモリ",
                                    "サーバ",
                                    "外付けHDD",
                                    "磁気テープ",
                                    "リモート操作端末"};

static uint64_t state = 88172645463325252u;

static int draw(int below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state % (uint64_t)below);
}

static bool is_faulty(void)
{
    return draw(100) < FAULT_PERCENT;
}

static double now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void insert(struct town *town, const struct table *table, int64_t id,
                   const struct value *values)
{
    town_must(town, table_insert(town->store, table, id, 1, values, &town->error));
}

static void set_text(const struct table *table, struct value *values, const char *name,
                     const char *text)
{
    values[table_column(table, name)] = value_text(text);
}

static void set_number(const struct table *table, struct value *values, const char *name,
                       int64_t number)
{
    values[table_column(table, name)] = value_integer(number);
}

static const char *staff_number(struct town *town, int person)
{
    return arena_format(town->rows, "%06d", 100000 + person);
}

/* The section of a person; the units 1 to 3 are the town's own. */
static int section_of(int person)
{
    return 4 + person % SECTIONS;
}

static void put_people(struct town *town)
{
    for (int i = 0; i < SECTIONS; i++) {
        struct value values[TABLE_COLUMN_LIMIT] = {{0}};
        const char *name = arena_format(town->rows, "第%d課", i);

        set_text(&unit_table, values, "kind", "section");
        set_text(&unit_table, values, "name", name);
        set_text(&unit_table, values, "name_key", name);
        set_number(&unit_table, values, "parent_id", 1);
        insert(town, &unit_table, 4 + i, values);
    }
    for (int i = 0; i < STAFF; i++) {
        struct value person[TABLE_COLUMN_LIMIT] = {{0}}, post[TABLE_COLUMN_LIMIT] = {{0}};

        set_text(&person_table, person, "staff_no", staff_number(town, i));
        set_text(&person_table, person, "name", "氏名");
        insert(town, &person_table, 100 + i, person);
        set_number(&assignment_table, post, "person_id", 100 + i);
        set_number(&assignment_table, post, "department_id", 1);
        set_number(&assignment_table, post, "section_id", section_of(i));
        set_text(&assignment_table, post, "post", i < SECTIONS ? "課長" : "主事");
        set_text(&assignment_table, post, "how", "main");
        set_number(&assignment_table, post, "recorded_from", 1);
        insert(town, &assignment_table, 100 + i, post);
    }
}

static void put_assets(struct town *town, int count)
{
    const struct table *table = &town_assets;

    for (int i = 0; i < count; i++) {
        struct value values[TABLE_COLUMN_LIMIT] = {{0}};
        const char *kind = kinds[draw(10)];
        int person = draw(STAFF), class = draw(3);

        arena_reset(town->rows);
        const char *number = arena_format(town->rows, "AA-%07d", i);
        set_text(table, values, "asset_no", number);
        set_text(table, values, "row_key", number);
        set_text(table, values, "name", "住民異動届処理用の情報資産（事務室に置くもの）");
        set_text(table, values, "kind", kind);
        set_text(table, values, "importance", class == 0 ? "A" : class == 1 ? "B" : "C");
        set_text(table, values, "use_zone",
                 strcmp(kind, "サーバ") == 0 ? "L4"
                 : is_faulty()               ? "L1"
                                             : "L2");
        set_text(table, values, "storage_zone",
                 strcmp(kind, "サーバ") == 0 ? "L4"
                 : is_faulty()               ? "L1"
                                             : "L3");
        set_number(table, values, "locked_after_hours", !is_faulty());
        set_number(table, values, "wire_lock", draw(2));
        set_number(table, values, "encryption", !is_faulty());
        set_number(table, values, "backup", !is_faulty());
        set_number(table, values, "personal_data", class == 0 || is_faulty());
        set_text(table, values, "registered_on", "2020-04-01");
        set_text(table, values, "reviewed_on", is_faulty() ? "2024-04-01" : "2026-01-01");
        set_text(table, values, "custodian", is_faulty() ? "999999" : staff_number(town, person));
        set_number(table, values, "section_id", section_of(is_faulty() ? person + 1 : person));
        set_text(table, values, "system_key", is_faulty() ? "未登録" : "雲");
        set_text(table, values, "raw", "{\"資産番号\":\"AA-0000000\",\"備考\":\"元の表の文字\"}");
        set_text(table, values, "source_file", "情報資産管理台帳.xlsx");
        set_number(table, values, "source_line", i);
        set_number(table, values, "source_order", i);
        insert(town, table, 1 + i, values);
    }
}

static void put_account(struct town *town, int i)
{
    struct value account[TABLE_COLUMN_LIMIT] = {{0}}, approval[TABLE_COLUMN_LIMIT] = {{0}};
    int person = i / SYSTEMS % STAFF;
    const char *number = staff_number(town, person);
    const char *system = arena_format(town->rows, "系%d", i % SYSTEMS);

    set_number(&town_accounts, account, "system_id", 2 + i % SYSTEMS);
    set_text(&town_accounts, account, "user_id", arena_format(town->rows, "U%s", number));
    set_text(&town_accounts, account, "kind", "個人");
    set_text(&town_accounts, account, "staff_no", is_faulty() ? "999999" : number);
    set_text(&town_accounts, account, "role", is_faulty() ? "管理者" : "参照");
    set_text(&town_accounts, account, "state", "有効");
    set_text(&town_accounts, account, "last_login_at", is_faulty() ? "2024-01-01" : "2026-03-01");
    set_number(&town_accounts, account, "second_factor", !is_faulty());
    set_number(&town_accounts, account, "first_password_changed", 1);
    set_number(&town_accounts, account, "failures", is_faulty() ? 5 : 0);
    set_number(&town_accounts, account, "source_order", i);
    insert(town, &town_accounts, 1 + i, account);
    set_text(&town_approvals, approval, "application_no", number);
    set_text(&town_approvals, approval, "state", "承認");
    set_text(&town_approvals, approval, "role", "入力");
    set_text(&town_approvals, approval, "system_key", system);
    set_text(&town_approvals, approval, "target_key", number);
    set_number(&town_approvals, approval, "section_id", section_of(person));
    insert(town, &town_approvals, 1 + i, approval);
}

static void put_accounts(struct town *town, int count)
{
    for (int i = 0; i < SYSTEMS; i++) {
        struct value values[TABLE_COLUMN_LIMIT] = {{0}};

        set_text(&town_systems, values, "name", arena_format(town->rows, "系%d", i));
        set_text(&town_systems, values, "name_key", arena_format(town->rows, "系%d", i));
        set_text(&town_systems, values, "segment", "ＬＧＷＡＮ接続系");
        insert(town, &town_systems, 2 + i, values);
    }
    for (int i = 0; i < count; i++) {
        arena_reset(town->rows);
        put_account(town, i);
    }
}

static int compare_numbers(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return *a < *b ? -1 : *a > *b;
}

static void measure_whole(struct town *town, const char *folder, const char *name)
{
    struct finding_question question = {.on = TOWN_DAY, .minute = -1, .folder = folder};
    double times[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        double started = now_ms();
        struct finding_evaluation *evaluation =
            finding_evaluate(&town->scene, town->rules, &question, &town->error);

        town_must(town, evaluation ? 0 : -1);
        times[i] = now_ms() - started;
        finding_evaluation_close(evaluation);
    }
    qsort(times, ROUNDS, sizeof(times[0]), compare_numbers);
    printf("%s\t%.0f\tms\n", name, times[ROUNDS / 2]);
}

/* Each check alone, for finding the slow one. */
static void measure_each(struct town *town)
{
    int count;
    const struct pack_check *checks = pack_checks(town->pack, &count);

    for (int i = 0; i < count; i++) {
        double started = now_ms();
        struct finding_evaluation *evaluation = town_ask(town, checks[i].code, TOWN_DAY, -1);

        printf("check_%s\t%.1f\tms\n", checks[i].code, now_ms() - started);
        finding_evaluation_close(evaluation);
    }
}

/* A change of one asset: what it touches is evaluated and stored in the open transaction. */
static void measure_touches(struct town *town, int assets)
{
    static double times[TOUCHES];
    static const struct record_actor actor = {.name = "bench", .way = "console", .terminal = ""};

    town->scene.record =
        record_begin(town->store, town->folder, &actor, town->now_us, &town->error);
    town_must(town, town->scene.record ? 0 : -1);
    for (int i = 0; i < TOUCHES; i++) {
        double started = now_ms();

        town_must(town, finding_touch(&town->scene, town->rules, "assets", 1 + draw(assets),
                                      &town->error));
        times[i] = now_ms() - started;
    }
    town_must(town, record_commit(town->scene.record, &town->error));
    town->scene.record = NULL;
    qsort(times, TOUCHES, sizeof(times[0]), compare_numbers);
    printf("check_after_one_asset_p50\t%.3f\tms\n", times[TOUCHES / 2]);
    printf("check_after_one_asset_p95\t%.3f\tms\n", times[TOUCHES * 95 / 100]);
}

int main(int count, char **arguments)
{
    int assets = count > 1 ? atoi(arguments[1]) : 1000000;
    int accounts = count > 2 ? atoi(arguments[2]) : 100000;
    struct town town;
    double started = now_ms();

    town_open(&town, false);
    town_put(&town, &town_services, "name=雲|name_key=雲|state=利用中|importance=C");
    town_must(&town, store_begin(town.store, STORE_WRITE, &town.error));
    put_people(&town);
    put_assets(&town, assets);
    put_accounts(&town, accounts);
    town_must(&town, store_commit(town.store, &town.error));
    printf("check_city_made\t%.0f\tms\n", now_ms() - started);
    measure_each(&town);
    measure_whole(&town, NULL, "check_whole_one_reader");
    measure_whole(&town, town.folder, "check_whole");
    measure_touches(&town, assets);
    town_close(&town);
    return 0;
}
