/* Table 5 with its four notes: every cell, every note. CLAUSE: 3.1, 3.3 */
#include "tests/finding/town.h"

enum { IN_HOURS = 10 * 60, EVENING = 18 * 60, WHOLE_DAY = -1, CLASSES = 3, ZONES = 5 };

/* The zones of the standard's table: use and storage for A, B, C. */
static const struct {
    const char *kind;
    int use[CLASSES], storage[CLASSES]; /* -1: not asked */
} table5[] = {
    {"サーバ", {4, 4, 4}, {4, 4, 4}},
    {"パソコン（保存あり）", {2, 1, 1}, {3, 2, 1}},
    {"パソコン（保存なし）", {2, 1, 1}, {2, 1, 1}},
    {"リモート操作端末", {2, 2, 2}, {3, 3, 3}},
    {"USBメモリ", {2, 1, 1}, {3, 2, 1}},
    {"外付けHDD", {2, 1, 1}, {3, 2, 1}},
    {"光ディスク", {2, 1, 1}, {3, 2, 1}},
    {"磁気テープ", {2, 1, 1}, {3, 2, 1}},
    {"紙", {-1, -1, -1}, {3, 2, 1}},
    {"クラウド", {-1, -1, -1}, {3, 2, 1}},
};

enum { KINDS = sizeof(table5) / sizeof(table5[0]) };

static int64_t put_asset(struct town *town, const char *text)
{
    return town_put(town, &town_assets,
                    arena_format(town->rows,
                                 "asset_no=AA-0001|name=n|section_id=%lld|registered_on=2025-01-01|"
                                 "reviewed_on=2026-01-01|custodian=000002|%s",
                                 (long long)town->section, text));
}

static bool has_row(const struct finding_evaluation *evaluation, int64_t id)
{
    const struct finding_result *result = &evaluation->results[0];

    for (int i = 0; i < result->hit_count; i++)
        if (result->hits[i].row_id == id)
            return true;
    return false;
}

/* Whether exactly the zones below the needed one are found. */
static bool is_exact(const struct finding_evaluation *evaluation, const int64_t *ids, int needed)
{
    for (int zone = 0; zone < ZONES; zone++)
        if (has_row(evaluation, ids[zone]) != (zone < needed))
            return false;
    return true;
}

static void test_cells(struct town *town)
{
    static int64_t ids[KINDS][CLASSES][ZONES];

    for (int kind = 0; kind < KINDS; kind++)
        for (int class = 0; class < CLASSES; class ++)
            for (int zone = 0; zone < ZONES; zone++)
                ids[kind][class][zone] = put_asset(
                    town, arena_format(town->rows,
                                       "kind=%s|importance=%c|use_zone=L%d|storage_zone=L%d|"
                                       "locked_after_hours=1",
                                       table5[kind].kind, 'A' + class, zone, zone));
    struct finding_evaluation *storage = town_ask(town, "V01", TOWN_DAY, WHOLE_DAY);
    struct finding_evaluation *use = town_ask(town, "V02", TOWN_DAY, WHOLE_DAY);
    struct finding_evaluation *paper = town_ask(town, "W01", TOWN_DAY, WHOLE_DAY);
    for (int kind = 0; kind < KINDS; kind++) {
        bool is_paper = strcmp(table5[kind].kind, "紙") == 0;

        for (int class = 0; class < CLASSES; class ++) {
            ok(is_exact(is_paper ? paper : storage, ids[kind][class], table5[kind].storage[class]),
               "3.1 storage of %s, class %c, needs L%d", table5[kind].kind, 'A' + class,
               table5[kind].storage[class]);
            ok(is_exact(use, ids[kind][class], table5[kind].use[class]),
               "3.1 use of %s, class %c, needs L%d (-1: not asked)", table5[kind].kind, 'A' + class,
               table5[kind].use[class]);
            ok(is_exact(is_paper ? storage : paper, ids[kind][class], -1),
               "3.3 %s, class %c, is not found by the other code", table5[kind].kind, 'A' + class);
        }
    }
    finding_evaluation_close(storage);
    finding_evaluation_close(use);
    finding_evaluation_close(paper);
}

/* The code's answer on one new asset for the whole day, office hours and the evening. */
static void is_when(struct town *town, const char *code, const char *asset, const char *day,
                    const char *hours, const char *evening, const char *name)
{
    int64_t id = put_asset(town, asset);
    const char *got =
        arena_format(town->rows, "%s/%s/%s", town_found(town, code, id, TOWN_DAY, WHOLE_DAY),
                     town_found(town, code, id, TOWN_DAY, IN_HOURS),
                     town_found(town, code, id, TOWN_DAY, EVENING));

    is_text(got, arena_format(town->rows, "%s/%s/%s", day, hours, evening), name);
}

#define AFTER "after_hours"
#define PC    "kind=パソコン（保存あり）|"
#define THIN  "kind=パソコン（保存なし）|"

static void test_after_hours(struct town *town)
{
    is_when(town, "V01", PC "importance=B|storage_zone=L2|locked_after_hours=0", AFTER, "", AFTER,
            "3.1.n3 an office not locked is L1 after hours, for storage");
    is_when(town, "V01", PC "importance=B|storage_zone=L2|locked_after_hours=1", "", "", "",
            "3.1.n3 a locked office stays L2");
    is_when(town, "V01", PC "importance=A|storage_zone=L2|locked_after_hours=0", "always", "always",
            "always", "3.1.n3 what falls short by day falls short always");
    is_when(town, "V01", "kind=USBメモリ|importance=C|storage_zone=L2|locked_after_hours=0", "", "",
            "", "3.1.n3 the drop to L1 is enough for class C");
    is_when(town, "W01", "kind=紙|importance=B|storage_zone=L2|locked_after_hours=0", AFTER, "",
            AFTER, "3.3 paper drops as well, as a recommendation");
    is_when(town, "V12", PC "importance=A|use_zone=L2|storage_zone=L3|locked_after_hours=0", AFTER,
            "", AFTER, "3.1.n3 use after hours is V12");
    is_when(town, "V02", PC "importance=A|use_zone=L2|storage_zone=L3|locked_after_hours=0", "", "",
            "", "3.1.n3 use by day alone is no V02");
    is_when(town, "V12", PC "importance=B|use_zone=L2|storage_zone=L2|locked_after_hours=0", "", "",
            "", "3.1.n3 class B may be used in L1");
    is_when(town, "V12", PC "importance=A|use_zone=L1|storage_zone=L3|locked_after_hours=0", "", "",
            "", "3.1.n3 what breaks V02 is not V12 too");
    is_when(town, "V12", "kind=紙|importance=A|use_zone=L2|storage_zone=L3|locked_after_hours=0",
            "", "", "", "3.1 the use of paper is not asked");
    int64_t id = put_asset(town, PC "importance=B|storage_zone=L2|locked_after_hours=0");
    is_text(town_found(town, "V01", id, "2026-04-04", IN_HOURS), AFTER,
            "3.1.n3 a Saturday has no office hours");
}

static void test_wire(struct town *town)
{
    is_when(town, "V01", PC "importance=B|storage_zone=L1|wire_lock=1", "", "", "",
            "3.1.n4 a wired PC in L1 counts as in L2");
    is_when(town, "V01", PC "importance=B|storage_zone=L2|locked_after_hours=0|wire_lock=1", "", "",
            "", "3.1.n4 a wired PC does not drop after hours");
    is_when(town, "V12",
            PC "importance=A|use_zone=L2|storage_zone=L3|locked_after_hours=0|wire_lock=1", "", "",
            "", "3.1.n4 nor for use");
    is_when(town, "V01", PC "importance=B|storage_zone=L0|wire_lock=1", "always", "always",
            "always", "3.1.n4 the wire does not lift L0");
    is_when(town, "V01", "kind=USBメモリ|importance=B|storage_zone=L1|wire_lock=1", "always",
            "always", "always", "3.1.n4 a medium cannot be wired");
    is_when(town, "V02",
            THIN "importance=A|use_zone=L1|storage_zone=L2|wire_lock=1|locked_after_hours=1", "",
            "", "", "3.1.n4 a wired thin client may be used in L1");
    is_when(town, "V02",
            "kind=リモート操作端末|importance=C|use_zone=L1|storage_zone=L3|wire_lock=1", "", "",
            "", "3.1.n4 and so may a wired terminal");
    is_when(town, "V02", "kind=サーバ|importance=C|use_zone=L1|storage_zone=L4|wire_lock=1",
            "always", "always", "always", "3.1.n4 a server may not");
}

static void test_containers(struct town *town)
{
    is_when(town, "V01",
            "kind=サーバ|importance=A|storage_zone=L2|locked_after_hours=0|"
            "container=ラック|container_locked=1",
            "", "", "", "3.1 a locked rack is L4 whatever the office does");
    is_when(town, "V01",
            "kind=サーバ|importance=A|storage_zone=L4|container=ラック|"
            "container_locked=0|locked_after_hours=1",
            "always", "always", "always", "3.1 an open rack is not");
    is_when(town, "V01",
            PC "importance=A|storage_zone=L2|locked_after_hours=0|"
               "container=ロッカー|container_locked=1",
            "", "", "", "3.1 a locked locker is L3");
    is_when(town, "V01",
            "kind=USBメモリ|importance=A|storage_zone=L2|container=引出し|"
            "container_locked=1",
            "", "", "", "3.1 a locked drawer is L3");
    is_when(town, "V01",
            "kind=USBメモリ|importance=B|storage_zone=L3|container=引出し|"
            "container_locked=0|locked_after_hours=0",
            AFTER, "", AFTER, "3.1 an open drawer is as good as the office around it");
    is_when(town, "V01",
            PC "importance=B|storage_zone=L3|container=ロッカー|container_locked=0|"
               "locked_after_hours=0|wire_lock=1",
            "", "", "", "3.1 and a wired PC in it as good as L2");
    is_when(town, "V13",
            "kind=USBメモリ|importance=A|use_zone=L1|storage_zone=L3|container=引出し|"
            "locked_after_hours=1",
            "always", "always", "always", "3.1 a container whose lock nobody wrote is unknown");
}

static void test_strictest(struct town *town)
{
    is_when(town, "V01", PC "importance=C|storage_zone=L2|locked_after_hours=1|operates_servers=1",
            "always", "always", "always", "3.1 what operates servers is kept in L3");
    is_when(town, "V02", PC "importance=C|use_zone=L1|storage_zone=L3|operates_servers=1", "always",
            "always", "always", "3.1 and used in L2");
    is_when(town, "V01", THIN "importance=C|storage_zone=L1|reach_importance=A", "always", "always",
            "always", "3.1 what can reach class A is kept in L2");
    is_when(town, "V01", THIN "importance=C|storage_zone=L1|reach_importance=B", "", "", "",
            "3.1 what can reach class B may stand in L1");
    is_when(town, "V01", PC "importance=A|storage_zone=L3|reach_importance=C", "", "", "",
            "3.1 the lighter fact takes nothing away");
    is_when(town, "V12",
            THIN "importance=C|use_zone=L2|storage_zone=L2|reach_importance=A|"
                 "locked_after_hours=0",
            AFTER, "", AFTER, "3.1 the class it can reach counts for use after hours");
}

static void test_unknowns(struct town *town)
{
    is_when(town, "V13", PC "importance=B|use_zone=L2|storage_zone=L2", AFTER, "", AFTER,
            "3.1 an empty lock mark is unknown where the answer decides");
    is_when(town, "V13", PC "importance=C|use_zone=L2|storage_zone=L2", "", "", "",
            "3.1 and nothing where it does not");
    is_when(town, "V13", PC "importance=B|use_zone=L2|storage_zone=L2|wire_lock=1", "", "", "",
            "3.1 nor for a wired PC");
    is_when(town, "V13", PC "importance=A|use_zone=L2|storage_zone=L3", AFTER, "", AFTER,
            "3.1 use in L2 asks for the mark too");
    is_when(town, "V13", "kind=紙|importance=B|storage_zone=L2", AFTER, "", AFTER,
            "3.3 paper asks for the mark");
    is_when(town, "V14", PC "importance=C|storage_zone=L2", "always", "always", "always",
            "3.1 an empty use zone is unknown");
    is_when(town, "V14", PC "importance=C|use_zone=L2|storage_zone=L2", "", "", "",
            "3.1 a written one is not");
    is_when(town, "V14", "kind=紙|importance=C|storage_zone=L2", "", "", "",
            "3.1 paper needs no use zone");
    is_when(town, "V15", "kind=タブレット|importance=A|storage_zone=L0", "always", "always",
            "always", "3.1 a kind that table 5 lacks is unknown");
    is_when(town, "V15", "importance=A|storage_zone=L0", "always", "always", "always",
            "3.1 and so is no kind at all");
    is_when(town, "V15", PC "importance=A|storage_zone=L0", "", "", "", "3.1 a PC is known");
    int64_t id = put_asset(town, "kind=タブレット|importance=A|use_zone=L3|storage_zone=L0");
    static const char *const others[] = {"V01", "V02", "V12", "V13", "V14",
                                         "W01", "W02", "W04", "W05"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        ok(!town_breaks(town, others[i], id), "3.1 an unknown kind gives V15 alone, no %s",
           others[i]);
}

static void test_encryption(struct town *town)
{
    int64_t id = put_asset(town, "kind=USBメモリ|importance=A|storage_zone=L3");

    ok(town_breaks(town, "W02", id) && !town_breaks(town, "W04", id),
       "3.1.n2 W02: class A on a medium, mark empty");
    id = put_asset(town, "kind=USBメモリ|importance=A|storage_zone=L3|encryption=1");
    ok(!town_breaks(town, "W02", id), "3.1.n2 W02: not when encrypted");
    id = put_asset(town, PC "importance=B|storage_zone=L3|encryption=0");
    ok(town_breaks(town, "W04", id) && !town_breaks(town, "W02", id),
       "3.1.n2 W04: class B on a PC that stores");
    id = put_asset(town, "kind=クラウド|importance=A");
    ok(town_breaks(town, "W04", id), "3.1.n2 W04: an external service");
    id = put_asset(town, "kind=クラウド|importance=C");
    ok(!town_breaks(town, "W04", id), "3.1.n2 W04: not for class C");
    id = put_asset(town, "kind=サーバ|importance=A|storage_zone=L4");
    ok(!town_breaks(town, "W04", id), "3.1.n2 W04: servers are off by default");
    id = put_asset(town, PC "importance=B|storage_zone=L3|encryption=1");
    ok(!town_breaks(town, "W04", id), "3.1.n2 W04: not when encrypted");
    id = put_asset(town, PC "importance=B|use_zone=L3|storage_zone=L3");
    ok(town_breaks(town, "W05", id), "3.1 W05: a use zone of L3");
    id = put_asset(town, PC "importance=B|use_zone=L2|storage_zone=L3");
    ok(!town_breaks(town, "W05", id), "3.1 W05: not of L2");
}

static void run(bool postgres)
{
    struct town town;

    town_open(&town, postgres);
    test_cells(&town);
    test_after_hours(&town);
    test_wire(&town);
    test_containers(&town);
    test_strictest(&town);
    test_unknowns(&town);
    test_encryption(&town);
    town_close(&town);
}

int main(void)
{
    run(false);
    if (postgres_administrator())
        run(true);
    return done();
}
