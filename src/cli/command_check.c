/* check, findings, excuse: what breaks the standard. */
#include "cli/commands.h"

#include "base/arena.h"
#include "base/text.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "room/clause/clause.h"
#include "room/finding/check.h"
#include "room/organisation/organisation.h"
#include "sheet/writer.h"

#include <string.h>

/* A time of RFC 3339; also one without its offset, as people write it, is JST. */
static bool read_time(struct cli *cli, const char *text, int64_t *ret_us)
{
    char *written = arena_copy(cli->arena, text);
    if (strlen(written) > 10 && written[10] == ' ')
        written[10] = 'T';
    return time_parse(written, ret_us) ||
           time_parse(arena_format(cli->arena, "%s+09:00", written), ret_us);
}

/* --at DATE or DATETIME: the date and the minute of the day in JST (-1 for a date alone). */
static int read_moment(struct cli *cli, const char *option, const char **ret_on, int *ret_minute)
{
    const char *text = cli_option(cli, option);
    struct date date;
    int64_t us;
    *ret_on = cli->today;
    *ret_minute = -1;
    if (text == NULL)
        return 0;
    if (date_parse(text, &date)) {
        *ret_on = text;
        return 0;
    }
    if (read_time(cli, text, &us)) {
        char *on = arena_alloc(cli->arena, DATE_SIZE);
        time_to_jst(us, on, ret_minute);
        *ret_on = on;
        return 0;
    }
    error_set(&cli->error, ERROR_INPUT, "usage",
              "--%s の「%s」は日付か日時として読めません。2026-04-01 か 2026-04-01T17:15 の"
              "ように書いてください。",
              option, text);
    return error_at(&cli->error, option, NULL);
}

static int check_code_and_clause(struct cli *cli)
{
    const char *code = cli_option(cli, "code"), *clause = cli_option(cli, "clause");
    if (code != NULL && pack_code(cli->pack, code) == NULL) {
        error_set(&cli->error, ERROR_INPUT, "",
                  "コード %s はありません。docs/findings.md に一覧があります。", code);
        return error_at(&cli->error, "code", NULL);
    }
    if (clause != NULL && pack_clause(cli->pack, clause) == NULL) {
        error_set(&cli->error, ERROR_INPUT, "", "項番 %s はこの対策基準にありません。", clause);
        return error_at(&cli->error, "clause", NULL);
    }
    return 0;
}

static int store_findings(struct cli *cli, const struct finding_evaluation *evaluation,
                          struct finding_changes *changes)
{
    int status = check_store(&cli->scene, evaluation, changes, &cli->error);
    return status == 0 ? cli_commit(cli) : status;
}

static void print_check(struct cli *cli, const struct finding_evaluation *evaluation)
{
    bool english = cli->error.language == LANGUAGE_ENGLISH;
    for (int i = 0; i < evaluation->count; i++) {
        const struct finding_result *result = &evaluation->results[i];
        const char *state = clause_state_word(result->state, cli->error.language);
        printf("%-4s %-8s %-14s %6lld / %-7lld %s\n", result->code->code, result->code->clause,
               state, (long long)result->hit_count, (long long)result->population,
               english ? result->code->title.english : result->code->title.japanese);
    }
    const char *at = evaluation->minute < 0
                         ? evaluation->on
                         : arena_format(cli->arena, "%s %02d:%02d", evaluation->on,
                                        evaluation->minute / 60, evaluation->minute % 60);
    printf(tr(cli, "%s の時点。%lld ミリ秒で点検しました。\n"), at,
           (long long)(evaluation->elapsed_us / 1000));
}

static bool found_breach(const struct finding_evaluation *evaluation)
{
    for (int i = 0; i < evaluation->count; i++)
        if (strcmp(evaluation->results[i].state, "breach") == 0)
            return true;
    return false;
}

/* What a day brings by itself: reorganisations whose date has come are carried out. */
static int follow_dates(struct cli *cli)
{
    int moved = 0;
    int status = cli_begin(cli);
    if (status == 0)
        status = organisation_follow_reorganisations(&cli->scene, &moved, &cli->error);
    if (status != 0)
        return status;
    if (moved > 0)
        return cli_commit(cli);
    record_abandon(cli->record);
    cli->record = cli->scene.record = NULL;
    return 0;
}

static int evaluate_check(struct cli *cli, struct finding_rules *rules)
{
    struct finding_question question = {.folder = cli->folder,
                                        .code = cli_option(cli, "code"),
                                        .clause = cli_option(cli, "clause")};
    struct finding_changes changes = {0};
    int status = read_moment(cli, "at", &question.on, &question.minute);
    if (status == 0)
        status = check_code_and_clause(cli);
    if (status != 0)
        return status;
    if (cli_option(cli, "at") == NULL)
        status = follow_dates(cli);
    if (status == 0 && cli_option(cli, "at") == NULL)
        status = cli_begin(cli); /* first: what is stored must still be true */
    if (status != 0)
        return status;
    struct finding_evaluation *evaluation =
        finding_evaluate(&cli->scene, rules, &question, &cli->error);
    if (evaluation == NULL)
        return cli->error.code;
    if (cli_option(cli, "at") == NULL)
        status = store_findings(cli, evaluation, &changes);
    if (status == 0 && cli->wants_json) {
        cli_json_start(cli);
        finding_check_json(evaluation, &cli->json);
        cli_json_finish(cli);
    } else if (status == 0) {
        print_check(cli, evaluation);
        if (cli_option(cli, "at") == NULL)
            printf(tr(cli, "新たな指摘%d 再発%d 解消%d\n"), changes.opened, changes.reopened,
                   changes.closed);
    }
    if (status == 0 && cli_option(cli, "fail") != NULL && found_breach(evaluation))
        status = 1;
    finding_evaluation_close(evaluation);
    return status;
}

static int run_check(struct cli *cli)
{
    bool asks = cli_option(cli, "at") != NULL;
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0 && may_scope(&cli->viewer, cli->pack, asks ? "view" : "import", "*") < 2)
        status = may_refuse(&cli->viewer, "check", "*", &cli->error);
    if (status != 0)
        return status;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    status = evaluate_check(cli, rules);
    finding_rules_close(rules);
    return status;
}

static const struct option_spec check_options[] = {
    {"at", true}, {"clause", true}, {"code", true}, {"fail", false}, {NULL, false}};

const struct command check_command = {
    .name = "check",
    .usage = "--data DIR [--at DATE|DATETIME] [--clause ID] [--code CODE] [--fail] [--json]",
    .help = "対策基準に照らして全体を点検し、指摘を更新します（--at は問うだけ）。",
    .options = check_options,
    .run = run_check};

static int write_findings_csv(struct cli *cli, const struct finding_row *rows, int count)
{
    struct sheet_writer *writer =
        sheet_create(cli_option(cli, "output"), FORMAT_CSV, cli->now_us, &cli->error);
    if (writer == NULL)
        return cli->error.code;
    int columns = 0;
    while (finding_columns[columns] != NULL)
        columns++;
    int status = sheet_write_start(writer, "findings", NULL, 0, &cli->error);
    if (status == 0)
        status = sheet_write_row(writer, finding_columns, columns, STYLE_HEADING, &cli->error);
    for (int i = 0; status == 0 && i < count; i++) {
        const char *texts[TABLE_COLUMN_LIMIT];
        for (int j = 0; j < columns; j++)
            texts[j] = finding_cell(&rows[i], j);
        status = sheet_write_row(writer, texts, columns, STYLE_PLAIN, &cli->error);
    }
    if (status == 0)
        status = sheet_finish(writer, &cli->error);
    sheet_writer_close(writer);
    if (status == 0 && cli_option(cli, "output") != NULL && cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "format", "csv");
        json_text_at(&cli->json, "file", cli_option(cli, "output"));
        json_object_end(&cli->json);
        cli_json_finish(cli);
    }
    return status;
}

static void print_findings(struct cli *cli, const struct finding_row *rows, int count)
{
    bool english = cli->error.language == LANGUAGE_ENGLISH;
    for (int i = 0; i < count; i++) {
        const struct finding_row *row = &rows[i];
        const struct pack_text title = row->meaning->title;
        printf("%s %s %s %s %s [%s] %s\n", row->id, row->clause,
               row->source_row != NULL ? row->source_row : "-", row->key,
               english ? title.english : title.japanese, row->section != NULL ? row->section : "-",
               row->detail != NULL ? row->detail : "");
    }
    if (count == 0)
        puts(tr(cli, "この条件に当たる指摘はありません。"));
    else
        printf(tr(cli, "%d 件\n"), count);
}

static int print_groups(struct cli *cli, const struct finding_row *rows, int count)
{
    struct finding_group *groups;
    int group_count = finding_groups(&cli->scene, rows, count, &groups);
    cli_json_start(cli);
    finding_groups_json(groups, group_count, cli->error.language, &cli->json);
    cli_json_finish(cli);
    return 0;
}

static int answer_findings(struct cli *cli, const struct finding_row *rows, int count)
{
    const char *format = cli_option(cli, "format");
    if (cli_option(cli, "groups") != NULL)
        return print_groups(cli, rows, count);
    if (format != NULL && strcmp(format, "csv") == 0)
        return write_findings_csv(cli, rows, count);
    if (cli->wants_json || (format != NULL && strcmp(format, "json") == 0)) {
        cli->wants_json = true;
        cli_json_start(cli);
        finding_rows_json(rows, count, cli->error.language, &cli->json);
        cli_json_finish(cli);
        return 0;
    }
    print_findings(cli, rows, count);
    return 0;
}

/* findings --at [--against]: the rules are asked, nothing is stored. */
static int ask_findings(struct cli *cli, struct finding_rules *rules, struct finding_filter *filter,
                        struct finding_row **ret_rows, int *ret_count)
{
    struct finding_question at = {.folder = cli->folder}, against = {.folder = cli->folder};
    struct finding_evaluation *other = NULL;
    int status = read_moment(cli, "at", &at.on, &at.minute);
    if (status == 0)
        status = read_moment(cli, "against", &against.on, &against.minute);
    if (status != 0)
        return status;
    filter->on = at.on;
    struct finding_evaluation *evaluation = finding_evaluate(&cli->scene, rules, &at, &cli->error);
    if (evaluation == NULL)
        return cli->error.code;
    if (cli_option(cli, "against") != NULL) {
        other = finding_evaluate(&cli->scene, rules, &against, &cli->error);
        status = other == NULL ? cli->error.code : 0;
    }
    if (status == 0)
        status = finding_list_question(&cli->scene, rules, filter, evaluation, other, ret_rows,
                                       ret_count, &cli->error);
    finding_evaluation_close(other);
    finding_evaluation_close(evaluation);
    return status;
}

static int find_filter_section(struct cli *cli, struct finding_filter *filter)
{
    const char *section = cli_option(cli, "section");
    if (section == NULL)
        return 0;
    return organisation_find_section(&cli->scene, section, &filter->section_id, &cli->error);
}

static int check_findings_options(struct cli *cli)
{
    const char *format = cli_option(cli, "format");
    if (format != NULL && strcmp(format, "json") != 0 && strcmp(format, "csv") != 0)
        return error_set(&cli->error, ERROR_INPUT, "usage", "--format は json か csv です。");
    if (cli_option(cli, "against") != NULL && cli_option(cli, "at") == NULL)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "--against は --at と比べるものです。--at も指定してください。");
    if (cli_option(cli, "output") != NULL && (format == NULL || strcmp(format, "csv") != 0))
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "-o は --format csv のときに使います。");
    return check_code_and_clause(cli);
}

static int list_findings(struct cli *cli, struct finding_rules *rules)
{
    struct finding_filter filter = {.state = cli_option(cli, "state"),
                                    .code = cli_option(cli, "code"),
                                    .clause = cli_option(cli, "clause"),
                                    .reg = cli_option(cli, "register"),
                                    .cause = cli_option(cli, "cause")};
    struct finding_row *rows;
    int count;
    int64_t known_to;
    int status = check_findings_options(cli);
    if (status != 0)
        return status;
    if (filter.state != NULL && strcmp(filter.state, "open") != 0 &&
        strcmp(filter.state, "excused") != 0 && strcmp(filter.state, "closed") != 0)
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "--state は open か excused か closed です。");
    status = find_filter_section(cli, &filter);
    if (status == 0)
        status = cli_known_to(cli, &known_to);
    if (status != 0)
        return status;
    if (cli_option(cli, "at") != NULL) {
        status = ask_findings(cli, rules, &filter, &rows, &count);
    } else {
        filter.known_to = known_to == INT64_MAX ? 0 : (known_to < 1 ? 1 : known_to);
        status = finding_list(&cli->scene, rules, &filter, &rows, &count, &cli->error);
    }
    return status == 0 ? answer_findings(cli, rows, count) : status;
}

static int run_findings(struct cli *cli)
{
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status != 0)
        return status;
    struct finding_rules *rules = finding_rules_open(cli->pack, cli->wiring->kinds);
    status = list_findings(cli, rules);
    finding_rules_close(rules);
    return status;
}

static const struct option_spec findings_options[] = {
    {"state", true},   {"format", true}, {"at", true},      {"against", true},  {"known-at", true},
    {"code", true},    {"clause", true}, {"section", true}, {"register", true}, {"cause", true},
    {"groups", false}, {"output", true}, {NULL, false},
};

const struct command findings_command = {
    .name = "findings",
    .usage = "--data DIR [--state open|excused|closed] [--format json|csv] [--at T [--against T]] "
             "[--known-at DATE] [--code C] [--clause ID] [--section NAME] [--groups]",
    .help = "指摘の一覧。何が、どの項番に、いつから、どのファイルの何行目で。",
    .options = findings_options,
    .run = run_findings};

/* Gives an exception up before its day; the finding is open again. */
static int end_excuse(struct cli *cli, const char *reason)
{
    int status = 0;
    if (reason == NULL || *reason == '\0')
        return error_set(&cli->error, ERROR_INPUT, "usage",
                         "理由を --reason で書いてください。記録に残ります。");
    status = cli_begin(cli);
    if (status == 0)
        status = finding_excuse_end(&cli->scene, cli->words[0], reason, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "finding", cli->words[0]);
        json_text_at(&cli->json, "state", "open");
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else {
        printf(tr(cli, "%s の例外を終え、未対応に戻しました。\n"), cli->words[0]);
    }
    return 0;
}

static int run_excuse(struct cli *cli)
{
    const char *until, *state;
    const char *reason = cli_option(cli, "reason");
    const char *approver = cli_option(cli, "approver");
    int status = cli_open(cli, STORE_READ_WRITE);
    if (status == 0)
        status = cli_date(cli, "until", &until);
    if (status != 0)
        return status;
    if (cli_option(cli, "end") != NULL)
        return end_excuse(cli, reason);
    if (reason == NULL || *reason == '\0' || until == NULL || approver == NULL)
        return error_set(
            &cli->error, ERROR_INPUT, "usage",
            "例外には --reason 理由、--until 期限、--approver 承認者の職員番号が要ります。");
    const char *number = text_staff_number(cli->arena, approver);
    if (number == NULL) {
        error_set(&cli->error, ERROR_INPUT, "usage",
                  "--approver の「%s」は職員番号ではありません。", approver);
        return error_at(&cli->error, "approver", NULL);
    }
    status = cli_begin(cli);
    if (status == 0)
        status =
            finding_excuse(&cli->scene, cli->words[0], reason, until, number, &state, &cli->error);
    if (status == 0)
        status = cli_commit(cli);
    if (status != 0)
        return status;
    if (cli->wants_json) {
        cli_json_start(cli);
        json_object_start(&cli->json);
        json_text_at(&cli->json, "finding", cli->words[0]);
        json_text_at(&cli->json, "state", state);
        json_text_at(&cli->json, "until", until);
        json_object_end(&cli->json);
        cli_json_finish(cli);
    } else if (strcmp(state, "pending") == 0) {
        printf(
            tr(cli,
               "%s の例外を申請しました。承認者（%s）が --as で同じ命令を出すと有効になります。\n"),
            cli->words[0], approver);
    } else {
        printf(tr(cli, "%s を %s まで例外としました。\n"), cli->words[0], until);
    }
    return 0;
}

static const struct option_spec excuse_options[] = {
    {"until", true}, {"approver", true}, {"end", false}, {NULL, false}};

const struct command excuse_command = {
    .name = "excuse",
    .usage = "FINDING --data DIR --reason TEXT (--until DATE --approver STAFF_NO | --end) "
             "[--as STAFF_NO]",
    .help = "指摘を期限つきの例外にします（承認者本人の行為）。--end は期限前に終えます。",
    .options = excuse_options,
    .words_min = 1,
    .words_max = 1,
    .run = run_excuse};
