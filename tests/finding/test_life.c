/* The life of a finding: opened, closed by data, opened again, excused, questioned, answered. */
#include "tests/finding/town.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/import.h"
#include "register/layout.h"
#include "register/register.h"
#include "sheet/writer.h"

#include <unistd.h>

enum { WHOLE_DAY = -1, IN_HOURS = 10 * 60, EVENING = 18 * 60 };

static const struct record_actor actor = {
    .name = "試験", .post = "操作担当者", .way = "console", .terminal = "test"};

static void begin(struct town *town)
{
    town->now_us += 1000000;
    town->scene.record =
        record_begin(town->store, town->folder, &actor, town->now_us, &town->error);
    town_must(town, town->scene.record ? 0 : -1);
}

static void commit(struct town *town)
{
    town_must(town, record_commit(town->scene.record, &town->error));
    town->scene.record = NULL;
}

/* Evaluates the day and stores what came of it. */
static struct finding_changes check(struct town *town, const char *code, const char *on)
{
    struct finding_changes changes;
    struct finding_evaluation *evaluation = town_ask(town, code, on, WHOLE_DAY);

    begin(town);
    town_must(town, finding_store(&town->scene, evaluation, &changes, &town->error));
    commit(town);
    finding_evaluation_close(evaluation);
    return changes;
}

static struct finding_row *list(struct town *town, const char *code, const char *state, int *count)
{
    struct finding_filter filter = {.code = code, .state = state};
    struct finding_row *rows;

    town_must(town, finding_list(&town->scene, town->rules, &filter, &rows, count, &town->error));
    return rows;
}

static int count_of(struct town *town, const char *code, const char *state)
{
    int count;

    list(town, code, state, &count);
    return count;
}

static int64_t put_asset(struct town *town, const char *number, const char *text)
{
    return town_put(town, &town_assets,
                    arena_format(town->rows,
                                 "asset_no=%s|name=n|section_id=%lld|registered_on=2025-01-01|"
                                 "reviewed_on=2026-01-01|custodian=000002|importance=A|"
                                 "kind=USBメモリ|use_zone=L2|locked_after_hours=1|encryption=1|%s",
                                 number, (long long)town->section, text));
}

static int64_t last_finding_entry(struct town *town, int64_t number)
{
    int64_t *entries;
    int count;

    town_must(town, record_history(town->store, &finding_table, number, town->arena, &entries,
                                   &count, &town->error));
    return count ? entries[count - 1] : -1;
}

static int64_t test_opening(struct town *town)
{
    int64_t asset = put_asset(
        town, "AB-0001", "storage_zone=L2|source_file=台帳.xlsx|source_sheet=台帳|source_line=12");
    struct finding_changes changes = check(town, "V01", TOWN_DAY);
    int count;

    is_int(changes.opened, 1, "2.2 a breach opens a finding");
    struct finding_row *row = list(town, "V01", NULL, &count);
    is_int(count, 1, "2.2 it is listed");
    is_text(row->key, "AB-0001", "2.2 by the asset's number");
    is_text(row->section, "市民部 市民課", "2.2 with its section");
    is_text(row->responsible, "市民 太郎", "1.2.4 and the section's manager");
    is_text(row->source_row, "台帳!12", "2.2 and the row of the file");
    is_text(row->source_file, "台帳.xlsx", "2.2 and the file");
    is_text(row->severity, "breach", "3.1 as a breach");
    is_text(finding_cell(row, 0), row->id, "2.2 the first column is the identity");
    int64_t entry = last_finding_entry(town, row->number);
    changes = check(town, "V01", "2026-04-02");
    is_int(changes.opened + changes.closed + changes.changed, 0, "2.2 nothing changed");
    is_int(last_finding_entry(town, row->number), entry, "5.7.3 and nothing was written");
    return asset;
}

static void test_closing(struct town *town, int64_t asset)
{
    int count;
    struct finding_row *row = list(town, "V01", NULL, &count);
    const char *id = row->id;
    const char *opened_at = row->opened_at;

    town_change(town, &town_assets, asset, "storage_zone=L3");
    is_int(check(town, "V01", TOWN_DAY).closed, 1, "2.2 data in order close it");
    is_int(count_of(town, "V01", NULL), 0, "2.2 it is no longer open");
    row = list(town, "V01", "closed", &count);
    ok(count == 1 && row->closed_at, "2.2 and stays in the list of closed ones");
    town_change(town, &town_assets, asset, "storage_zone=L1");
    is_int(check(town, "V01", TOWN_DAY).reopened, 1, "2.2 the same breach opens it again");
    row = list(town, "V01", NULL, &count);
    is_text(row->id, id, "2.2 under the same identity");
    ok(strcmp(row->opened_at, opened_at) > 0 && !row->closed_at, "2.2 from its new day");
    town_change(town, &town_assets, asset, "storage_zone=L2");
    is_int(check(town, "V01", TOWN_DAY).changed, 1, "2.2 a new detail is a change");
    town_change(town, &town_assets, asset, "ended_at=2026-04-01T00:00:00Z");
    is_int(check(town, "V01", TOWN_DAY).closed, 1, "2.2 what has ended breaks nothing");
    town_change(town, &town_assets, asset, "ended_at=");
    check(town, "V01", TOWN_DAY);
}

static int excuse(struct town *town, const char *approver, const char *until, const char **state)
{
    int count;
    struct finding_row *row = list(town, "V01", NULL, &count);

    begin(town);
    town->error.code = 0;
    int status =
        finding_excuse(&town->scene, row->id, "改修まで", until, approver, state, &town->error);
    if (status == 0) {
        commit(town);
    } else {
        record_abandon(town->scene.record);
        town->scene.record = NULL;
    }
    return status;
}

static void act_as(struct town *town, const char *staff_no)
{
    town_must(town, people_viewer(town->store, town->pack, staff_no, TOWN_DAY, town->arena,
                                  &town->viewer, &town->error));
}

/* Who asked for the one exception there is; NULL for the console. */
static const char *requester(struct town *town)
{
    struct value values[EXCEPTION_COLUMNS];
    int64_t last;

    town_must(town, table_last_id(town->store, &exception_table, &last, &town->error));
    must(last == 1);
    town_must(town,
              table_get(town->store, &exception_table, 1, town->arena, values, NULL, &town->error));
    return values[EXCEPTION_requested_by].text;
}

static void test_excuse(struct town *town)
{
    const char *state = "";
    int count;

    town_person(town, "000010", "副市長 さん", town->other_section, "副市長", "");
    is_int(excuse(town, "000002", "2026-04-30", &state), ERROR_DENIED,
           "5.6.2 one who may not decide cannot be named");
    is_int(excuse(town, "000010", "2026-03-31", &state), ERROR_INPUT, "5.6.2 not into the past");
    is_int(excuse(town, "000010", "2026-04-30", &state), 0, "5.6.2 asked for at the console");
    is_text(state, "pending", "5.6.2 it waits for the approver");
    is_int(count_of(town, "V01", NULL), 1, "5.6.2 and the finding stays open");
    act_as(town, "000001");
    is_int(excuse(town, "000010", "2027-04-03", &state), ERROR_INPUT, "5.6.2 not for ever");
    ok(strstr(town->error.text, "2027-04-02") != NULL, "5.6.2 the last possible day is named");
    is_int(excuse(town, "000010", "2027-04-02", &state), 0,
           "5.6.2 asked for again, at its longest");
    is_text(requester(town), "000001", "5.6.2 the last who asked is kept");
    act_as(town, "000010");
    is_int(excuse(town, "000010", "2026-04-30", &state), 0, "5.6.2 the approver acts");
    is_text(state, "approved", "5.6.2 and it holds");
    is_text(requester(town), "000001", "5.6.2 who decides does not become who asked");
    struct finding_row *row = list(town, "V01", "excused", &count);
    ok(count == 1 && strcmp(row->excused_by, "000010") == 0 &&
           strcmp(row->excused_until, "2026-04-30") == 0,
       "5.6.2 with approver and end");
    act_as(town, NULL);
    check(town, "V01", "2026-04-30");
    is_int(count_of(town, "V01", "excused"), 1, "5.6.2 to the end of its last day");
    struct finding_changes changes = check(town, "V01", "2026-05-01");
    is_int(changes.excuses_ended, 1, "5.6.2 then it ends");
    is_int(count_of(town, "V01", NULL), 1, "5.6.2 and the finding is open again");
}

static void test_end(struct town *town)
{
    const char *state;
    int count;

    act_as(town, "000010");
    excuse(town, "000010", "2026-12-31", &state);
    struct finding_row *row = list(town, "V01", "excused", &count);
    act_as(town, "000002");
    begin(town);
    is_int(finding_excuse_end(&town->scene, row->id, "済み", &town->error), ERROR_DENIED,
           "5.6.2 staff cannot end it");
    act_as(town, "000010");
    town_must(town, finding_excuse_end(&town->scene, row->id, "済み", &town->error));
    commit(town);
    act_as(town, NULL);
    is_int(count_of(town, "V01", NULL), 1, "5.6.2 who decides may end it before its day");
}

static void test_question(struct town *town)
{
    struct finding_filter filter = {.code = "V12"};
    struct finding_row *rows;
    int count;

    put_asset(town, "AB-0002", "storage_zone=L3|locked_after_hours=0");
    put_asset(town, "AB-0003", "storage_zone=L3|use_zone=L2|locked_after_hours=1");
    struct finding_evaluation *evening = town_ask(town, NULL, TOWN_DAY, EVENING);
    struct finding_evaluation *day = town_ask(town, NULL, TOWN_DAY, IN_HOURS);
    town_must(town, finding_list_question(&town->scene, town->rules, &filter, evening, NULL, &rows,
                                          &count, &town->error));
    ok(count == 1 && strcmp(rows->key, "AB-0002") == 0 && strcmp(rows->when, "after_hours") == 0,
       "3.1.n3 a question about the evening");
    filter.code = NULL;
    town_must(town, finding_list_question(&town->scene, town->rules, &filter, evening, day, &rows,
                                          &count, &town->error));
    ok(count == 1 && strcmp(rows->code, "V12") == 0, "3.1.n3 what breaks when the office closes");
    finding_evaluation_close(evening);
    finding_evaluation_close(day);
    is_int(count_of(town, "V12", NULL), 0, "2.2 a question stores nothing");
}

static void test_known(struct town *town)
{
    int count;
    struct finding_row *row = list(town, "V01", NULL, &count);
    struct finding_filter filter = {.code = "V01"};
    struct finding_row *rows;
    int64_t *entries;
    int entry_count;

    town_must(town, record_history(town->store, &finding_table, row->number, town->arena, &entries,
                                   &entry_count, &town->error));
    filter.known_to = entries[0];
    town_must(town, finding_list(&town->scene, town->rules, &filter, &rows, &count, &town->error));
    ok(count == 1 && strcmp(rows->detail, "USBメモリ/A/L2<L3") == 0 && rows->rules &&
           rows->pack_version,
       "2.2 what was known when it was opened");
    filter.known_to = entries[1];
    town_must(town, finding_list(&town->scene, town->rules, &filter, &rows, &count, &town->error));
    is_int(count, 0, "2.2 and when it had been closed");
    filter.known_to = entries[0] - 1;
    town_must(town, finding_list(&town->scene, town->rules, &filter, &rows, &count, &town->error));
    is_int(count, 0, "2.2 and before");
}

static void test_touch(struct town *town)
{
    int64_t id = put_asset(town, "AB-0004", "storage_zone=L0");
    struct finding_question question = {
        .on = TOWN_DAY, .minute = WHOLE_DAY, .kind = "assets", .row_id = id};
    struct finding_evaluation *evaluation =
        finding_evaluate(&town->scene, town->rules, &question, &town->error);
    bool only = evaluation->count > 10;

    for (int i = 0; i < evaluation->count; i++)
        only &= evaluation->results[i].only_row == id ||
                strcmp(evaluation->results[i].code->code, "D01") == 0;
    ok(only, "2.2 a change of an asset asks about that asset");
    finding_evaluation_close(evaluation);
    int before = count_of(town, "V01", NULL);
    begin(town);
    town_must(town, finding_touch(&town->scene, town->rules, "assets", id, &town->error));
    commit(town);
    is_int(count_of(town, "V01", NULL), before + 1, "2.2 and leaves the others as they are");
    question.kind = "roster";
    question.row_id = 0;
    evaluation = finding_evaluate(&town->scene, town->rules, &question, &town->error);
    bool has_people = false, has_encryption = false;
    for (int i = 0; i < evaluation->count; i++) {
        has_people |= strcmp(evaluation->results[i].code->code, "V06") == 0;
        has_encryption |= strcmp(evaluation->results[i].code->code, "W02") == 0;
    }
    ok(has_people && !has_encryption, "1.2 a roster touches what reads people, and no more");
    finding_evaluation_close(evaluation);
}

static void test_two_readers(struct town *town)
{
    struct finding_question question = {.on = TOWN_DAY, .minute = WHOLE_DAY};
    struct finding_evaluation *alone =
        finding_evaluate(&town->scene, town->rules, &question, &town->error);
    question.folder = town->folder;
    struct finding_evaluation *both =
        finding_evaluate(&town->scene, town->rules, &question, &town->error);
    bool same = alone->count == both->count;

    for (int i = 0; same && i < alone->count; i++)
        same = alone->results[i].hit_count == both->results[i].hit_count &&
               alone->results[i].population == both->results[i].population;
    ok(same, "2.2 two readers find what one finds");
    struct buffer text = {0};
    struct json json;
    json_start(&json, &text, NULL);
    finding_check_json(both, &json);
    json_finish(&json);
    ok(strstr(buffer_string(&text), "\"id\":\"V01\",\"clause\":\"3.1\",\"severity\":\"breach\""),
       "2.2 as JSON");
    buffer_done(&text);
    finding_evaluation_close(alone);
    finding_evaluation_close(both);
}

static void test_groups(struct town *town)
{
    struct finding_group *groups;
    int count;

    check(town, NULL, TOWN_DAY);
    struct finding_row *rows = list(town, NULL, NULL, &count);
    int group_count = finding_groups(&town->scene, rows, count, &groups);
    const struct finding_group *place = NULL;
    for (int i = 0; i < group_count; i++)
        if (strcmp(groups[i].cause->id, "storage-place-unfit") == 0)
            place = &groups[i];
    ok(place && place->findings == 3 && place->sections == 1, "11.2.2 findings with one cause");
    is_text(place ? place->codes : NULL, "V01 V12", "11.2.2 and their codes");
    bool sorted = true;
    for (int i = 1; i < group_count; i++)
        sorted &= groups[i - 1].findings >= groups[i].findings;
    ok(sorted, "11.2.2 the largest first");
}

/* Sends the request out and reads `answer` back in its place. */
static struct import_result answer(struct town *town, const char *id, const char *on,
                                   const char *state)
{
    const struct import_handler *const handlers[] = {&corrections_handler, NULL};
    const char *path = arena_format(town->rows, "%s/answer.csv", town->folder);
    struct import_request request = {.kind = "corrections", .path = path};
    struct import_result result;
    FILE *file = fopen(path, "w");

    fprintf(file,
            "指摘番号,コード,条,対象,部・課,詳細,指摘の内容,是正措置,担当者,期限,是正状況\n"
            "%s,V01,3.1,AB-0001,市民部 市民課,,,棚を買う,市民 次郎,%s,%s\n",
            id, on, state);
    fclose(file);
    town->now_us += 1000000;
    town_must(town, import_run(&town->scene, town->folder, &actor, town->now_us, handlers, &request,
                               &result, &town->error));
    return result;
}

static void test_corrections(struct town *town)
{
    int count;
    struct finding_row *row = list(town, "V01", NULL, &count);
    const char *id = row->id;
    struct import_result result = answer(town, "V01-000000000000", "2026-05-01", "予定");

    ok(!result.applied && strcmp(result.problems[0].code, "K01") == 0,
       "11.2.2 an answer to no finding");
    result = answer(town, id, "2026-05-40", "予定");
    ok(!result.applied && strcmp(result.problems[0].code, "K02") == 0, "11.2.2 on no day");
    result = answer(town, id, "令和8年5月1日", "実施済");
    ok(result.applied && result.updated == 1, "11.2.2 an answer is taken");
    row = list(town, "V01", NULL, &count);
    ok(count > 0 && strcmp(row->measure, "棚を買う") == 0 &&
           strcmp(row->promised_on, "2026-05-01") == 0 && strcmp(row->answer, "実施済") == 0,
       "11.2.2 measure, day and progress stand with the finding");
    is_int(answer(town, id, "令和8年5月1日", "実施済").unchanged, 1, "11.2.2 taken once");
    town_change(town, &town_assets, row->row_id, "storage_zone=L3");
    check(town, "V01", TOWN_DAY);
    row = list(town, "V01", "closed", &count);
    is_text(count ? row->answer : NULL, "データ確認済", "11.2.2 data confirm what was promised");
}

static void test_request_file(struct town *town)
{
    int count;
    struct finding_row *rows = list(town, NULL, NULL, &count);
    const char *path = arena_format(town->rows, "%s/request.xlsx", town->folder);
    struct sheet_writer *writer = sheet_create(path, FORMAT_XLSX, 0, &town->error);

    town_must(town, writer ? 0 : -1);
    int status = finding_corrections_write(rows, count, town->section, LANGUAGE_JAPANESE, writer,
                                           &town->error);
    if (status == 0)
        status = sheet_finish(writer, &town->error);
    sheet_writer_close(writer);
    ok(status == 0 && access(path, R_OK) == 0, "11.2.2 the request goes out as a workbook");
    struct layout layout;
    town_must(town, layout_recognise(town->pack, "corrections", path, town->arena, &layout,
                                     &town->error));
    is_int(layout.part_count, 1, "11.2.2 and is recognised when it comes back");
}

static void run(bool postgres)
{
    struct town town;

    town_open(&town, postgres);
    begin(&town);
    town_must(&town,
              record_note(town.scene.record, RECORD_SYSTEM,
                          &(struct record_context){.action = "init"}, NULL, 0, NULL, &town.error));
    commit(&town);
    int64_t asset = test_opening(&town);
    test_closing(&town, asset);
    test_excuse(&town);
    test_end(&town);
    test_question(&town);
    test_known(&town);
    test_touch(&town);
    test_two_readers(&town);
    test_groups(&town);
    test_request_file(&town);
    test_corrections(&town);
    town_close(&town);
}

int main(void)
{
    run(false);
    if (postgres_administrator())
        run(true);
    return done();
}
