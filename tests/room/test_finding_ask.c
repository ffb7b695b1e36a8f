/* Stored findings asked for a page at a time, counted and grouped in SQL, within what the viewer
 * may see. */
#include "room/finding/finding_ask.h"

#include "tests/finding/town.h"

#include "room/device/device_schema_sql.h"
#include "room/finding/finding_views_sql.h"
#include "room/zone/zone_schema_sql.h"

static int64_t put_finding(struct town *town, const char *code, int table, int64_t row,
                           const char *more)
{
    return town_put(town, &finding_table,
                    arena_format(town->rows,
                                 "code=%s|table_id=%d|row_id=%lld|public_id=%s-%lld|key=K-%lld|"
                                 "when_held=always|opened_at=2026-04-01T00:00:00Z|%s",
                                 code, table, (long long)row, code, (long long)row, (long long)row,
                                 more));
}

static int64_t count_of(struct town *town, const struct finding_ask *ask)
{
    struct finding_count *counts;
    int count;

    town_must(town, finding_ask_counts(&town->scene, ask, 0, &counts, &count, &town->error));
    return finding_count_all(counts, count);
}

/* The numbers as one text: "3 1 ". */
static const char *numbers_of(struct town *town, const struct finding_ask *ask, int limit,
                              int64_t offset)
{
    const char *text = "";
    int64_t *numbers;
    int count;

    town_must(town, finding_ask_numbers(&town->scene, ask, limit, offset, &numbers, &count,
                                        &town->error));
    for (int i = 0; i < count; i++)
        text = arena_format(town->arena, "%s%lld ", text, (long long)numbers[i]);
    return text;
}

static void fill(struct town *town)
{
    int64_t own = town_put(
        town, &town_assets,
        arena_format(town->rows, "asset_no=A-1|section_id=%lld", (long long)town->section));
    int64_t other = town_put(
        town, &town_assets,
        arena_format(town->rows, "asset_no=A-2|section_id=%lld", (long long)town->other_section));
    int64_t account = town_put(town, &town_accounts,
                               arena_format(town->rows, "system_id=%lld|user_id=u1|staff_no=000003",
                                            (long long)town->system));

    put_finding(town, "W03", 10, own, "state=open|detail=100%");
    put_finding(town, "V01", 10, own, "state=open|promised_on=2026-03-31");
    put_finding(town, "V01", 10, other, "state=open|answer=予定");
    put_finding(town, "U07", 11, account, "state=open");
    put_finding(town, "V02", 10, own, "state=excused");
    put_finding(town, "V03", 10, own, "state=closed|closed_at=2026-04-02T00:00:00Z");
    town_put(town, &finding_table,
             "code=P01|table_id=1|row_id=0|public_id=P01-x|key=audit_head|when_held=always|"
             "state=open|opened_at=2026-04-01T00:00:00Z");
}

static void check_filters(struct town *town)
{
    is_int(count_of(town, &(struct finding_ask){0}), 5, "open ones are asked for by themselves");
    is_int(count_of(town, &(struct finding_ask){.state = "all"}), 7, "and all of them");
    is_int(count_of(town, &(struct finding_ask){.code = "V01"}), 2, "by code");
    is_int(count_of(town, &(struct finding_ask){.severity = "recommendation"}), 1, "by severity");
    is_int(count_of(town, &(struct finding_ask){.clause = "3.1"}), 2, "by clause");
    is_int(count_of(town, &(struct finding_ask){.clause = "11.2.1"}), 1,
           "1.2.4: a vacancy stands against the clause of its role");
    is_int(count_of(town, &(struct finding_ask){.clause = "1.2.4"}), 0,
           "1.2.4: and not against that of its code");
    is_int(count_of(town, &(struct finding_ask){.section_id = town->section}), 2, "by section");
    is_int(count_of(town, &(struct finding_ask){.section_id = town->other_section}), 2,
           "5.6.1: an account is where its person works");
    is_int(count_of(town, &(struct finding_ask){.words = "100%"}), 1, "a percent sign is itself");
    is_int(count_of(town, &(struct finding_ask){.words = "0%0"}), 0, "and stands for nothing else");
    is_int(count_of(town, &(struct finding_ask){.promised_before = TOWN_DAY}), 1,
           "11.2.2: promised, and the day has passed");
    is_int(count_of(town, &(struct finding_ask){.unanswered = true}), 4,
           "11.2.2: without an answer");
    is_int(count_of(town, &(struct finding_ask){.state = "closed",
                                                .closed_from = "2026-04-02T00:00:00Z"}),
           1, "closed since");
    is_int(count_of(town, &(struct finding_ask){.responsible = "税務　花子"}), 2,
           "1.2.4: by the manager of the section");
    is_text(numbers_of(town, &(struct finding_ask){0}, 3, 0), "7 4 2 ", "breaches first, by code");
    is_text(numbers_of(town, &(struct finding_ask){0}, 3, 3), "3 1 ", "and the next part");
}

static void check_counts(struct town *town)
{
    struct finding_count *counts;
    int count;

    town_must(town, finding_ask_counts(&town->scene, &(struct finding_ask){.state = "all"},
                                       FINDING_BY_SECTION | FINDING_BY_TIME | FINDING_BY_ROLE,
                                       &counts, &count, &town->error));
    is_int(count, 7, "counts of one code, state, section, hour and role");
    is_text(counts[0].key, "audit_head", "a role is told by its key");
    ok(counts[0].section_id == 0, "and is of no section");
    for (int i = 0; i < count; i++)
        if (strcmp(counts[i].code, "V03") == 0)
            is_text(counts[i].closed, "2026-04-02T00", "the hour of closing");
}

/* CLAUSE: 5.6.3 */
static void check_narrowing(struct town *town)
{
    int64_t sections[] = {town->section};
    static const char *const roles[] = {"staff", NULL};
    struct viewer_grant staff = {"staff", town->section, 0};
    struct viewer_grant keeper = {"system_administrator", 0, town->system};

    town->viewer = (struct viewer){.staff_no = "000002",
                                   .sections = sections,
                                   .section_count = 1,
                                   .roles = roles,
                                   .grants = &staff,
                                   .grant_count = 1};
    is_text(numbers_of(town, &(struct finding_ask){0}, 50, 0), "2 1 ",
            "5.6.3: staff see their section only");
    is_int(count_of(town, &(struct finding_ask){.section_id = town->other_section}), 0,
           "5.6.3: whatever they ask for");
    town->viewer.grants = &keeper;
    is_text(numbers_of(town, &(struct finding_ask){0}, 50, 0), "4 ",
            "5.6.3: who administers a system sees its accounts");
    town->viewer.grant_count = 0;
    is_int(count_of(town, &(struct finding_ask){.state = "all"}), 0,
           "5.6.3: without a right nothing is counted");
}

static void check_all(bool postgres)
{
    struct town town;

    town_open(&town, postgres);
    town_must(&town, store_script(town.store, SQL_ZONE_SCHEMA, &town.error));
    town_must(&town, store_script(town.store, SQL_DEVICE_SCHEMA, &town.error));
    town_must(&town, store_script(town.store, SQL_FINDING_VIEWS, &town.error));
    fill(&town);
    check_filters(&town);
    check_counts(&town);
    check_narrowing(&town);
    town_close(&town);
}

int main(void)
{
    check_all(false);
    if (postgres_administrator())
        check_all(true);
    return done();
}
