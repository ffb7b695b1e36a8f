/* The shipped pack as it is, and the example pack in some fifty broken forms. Takes the folder of
 * the sources as its argument. */
#include "base/arena.h"
#include "files.h"
#include "pack/embedded.h"
#include "pack/position.h"
#include "tap.h"
#include <sys/stat.h>
#include <unistd.h>

static const char *const contract_codes[] = {
    "R01", "R02", "R03", "R04", "T01", "T02", "T03", "T04", "T05", "T06", "T07", "UE1",
    "UE2", "UE3", "IE1", "U01", "U02", "U03", "U04", "U05", "U06", "U07", "U08", "U09",
    "U10", "U11", "U12", "E01", "E02", "E03", "E04", "E05", "E06", "E07", "V01", "V02",
    "V03", "V05", "V06", "V08", "V09", "V12", "V13", "V14", "V15", "W01", "W02", "W03",
    "W04", "W05", "ME1", "ME2", "ME3", "M01", "M02", "M03", "M04", "M05", "M06", "M07",
    "M08", "M09", "M10", "M11", "XE1", "XE2", "XE3", "XE4", "X01", "X02", "X03", "X04",
    "X05", "X06", "X07", "P01", "P02", "P03", "C01", "F01",
};

static const char check_sql[] = "-- code: W03\n"
                                "-- register: assets\n"
                                "-- reads: assets, people\n"
                                "-- what it is about\n"
                                "-- name: population\n"
                                "SELECT COUNT(*) -- all\n"
                                "FROM v_asset;\n"
                                "-- name: violation\n"
                                "SELECT '--', a.id FROM v_asset a WHERE a.d < :review_before\n";

/* `to` replaces `from` in the file; the refusal names the line where `at` then stands. */
static const struct {
    const char *name, *file, *from, *to, *at, *reason;
} broken[] = {
    {"a missing comma", "pack.json", "\"pack\": 1,", "\"pack\": 1", "\"id\"", "JSON"},
    {"a key given twice", "pack.json", "\"pack\": 1,", "\"pack\": 1,\n  \"pack\": 1,",
     "\"pack\": 1,\n  \"id\"", "JSON"},
    {"another format", "pack.json", "\"pack\": 1", "\"pack\": 2", "\"pack\"", "1"},
    {"a misspelt key", "pack.json", "\"effective_from\"", "\"efective_from\"", "efective_from",
     "綴り"},
    {"a date that does not exist", "pack.json", "2026-04-01", "2026-02-30", "2026-02-30",
     "2026-02-30"},
    {"an empty text", "clauses.json", "\"modes\": \"C\"", "\"modes\": \"\"", "\"modes\": \"\"",
     "modes"},
    {"a clause given twice", "clauses.json", "\"id\": \"2.1\"", "\"id\": \"1.1\"", NULL, "前にも"},
    {"a mode that is none", "clauses.json", "\"modes\": \"", "\"modes\": \"Q", "\"modes\"",
     "E C W D R"},
    {"a force that is none", "clauses.json", "\"force\": \"must\"", "\"force\": \"shall\"", "shall",
     "shall"},
    {"a duty holder that is no role", "clauses.json", "\"duty_holders\": [\"",
     "\"duty_holders\": [\"nobody\", \"", "nobody", "nobody"},
    {"a section out of range", "clauses.json", "\"section\": 2,\n", "\"section\": 12,\n",
     "\"section\": 12", "11"},
    {"a parameter's unknown clause", "parameters.json", "\"clause\": \"2.1\"",
     "\"clause\": \"9.9.9\"", "9.9.9", "9.9.9"},
    {"a number as text", "parameters.json", "\"value\": 183", "\"value\": \"183\"", "183", "整数"},
    {"a time that is none", "parameters.json", "08:30", "25:30", "25:30", "25:30"},
    {"a missing parameter", "parameters.json", "\"own_review_days\"", "\"other_days\"",
     "\"parameters\"", "own_review_days"},
    {"a required parameter left open", "parameters.json",
     "\"value\": 183,\n      \"unit\": \"days\",\n      \"clause\": \"2.1\",\n      \"origin\": "
     "\"standard\"",
     "\"value\": null,\n      \"unit\": \"days\",\n      \"clause\": \"2.1\",\n      \"origin\": "
     "\"open\"",
     "{\n      \"id\": \"review_days\"", "review_days"},
    {"a longest term that is no number", "parameters.json",
     "\"value\": 92,\n      \"unit\": \"days\"", "\"value\": \"92\",\n      \"unit\": \"text\"",
     "{\n      \"id\": \"exception_longest_days\"", "exception_longest_days"},
    {"a role bound in an unknown way", "roles.json", "\"how\": \"post\"", "\"how\": \"luck\"",
     "luck", "luck"},
    {"a role of a post without posts", "roles.json", "[\"副町長\"]", "null", "\"bound\"", "posts"},
    {"a role named by nobody", "roles.json", "\"named_by\": null", "\"named_by\": \"mayor\"",
     "mayor", "named_by"},
    {"a stand-in that is no role", "roles.json", "\"stand_in\": null",
     "\"stand_in\": {\"role\": \"mayor\", \"for\": \"all\"}", "mayor", "mayor"},
    {"a role that decides on itself", "roles.json", "\"decided_by\": \"ciso\"",
     "\"decided_by\": \"security_manager\"", "\"decided_by\": \"security_manager\"", "自分"},
    {"a decider that is no role", "roles.json", "\"decided_by\": \"ciso\"",
     "\"decided_by\": \"mayor\"", "mayor", "mayor"},
    {"a yes that is no true", "roles.json", "\"vacancy_is_finding\": true",
     "\"vacancy_is_finding\": 1", "\"vacancy_is_finding\": 1", "true"},
    {"a right of no role", "rights.json", "\"role\": \"ciso\"", "\"role\": \"mayor\"", "mayor",
     "mayor"},
    {"an action that is none", "rights.json", "\"action\": \"edit\"", "\"action\": \"burn\"",
     "burn", "burn"},
    {"a right on no register", "rights.json", "[\"findings\"]", "[\"thoughts\"]", "thoughts",
     "thoughts"},
    {"a code given twice", "codes.json", "\"V01\"", "\"W03\"", NULL, "前にも"},
    {"a code of another shape", "codes.json", "\"V01\"", "\"v1\"", "\"v1\"", "コード"},
    {"a finding that is an error", "codes.json", "\"breach\"", "\"error\"", "\"error\"", "breach"},
    {"a code's unknown clause", "codes.json", "\"clause\": \"2.1\"", "\"clause\": \"9.9\"",
     "\"9.9\"", "9.9"},
    {"a code's unknown cause", "codes.json", "\"cause\": \"review-late\"", "\"cause\": \"fate\"",
     "fate", "fate"},
    {"a code's unknown role", "codes.json", "\"responsible\": \"security_manager\"",
     "\"responsible\": \"mayor\"", "mayor", "mayor"},
    {"a code's unknown register", "codes.json", "\"register\": \"assets\"",
     "\"register\": \"atlas\"", "atlas", "atlas"},
    {"a heading of two fields", "layouts.json", "[\"部\"]", "[\"部\", \"　課 \"]",
     "\"words\": [\"課\"]", "課"},
    {"a heading both read and ignored", "layouts.json", "[\"備考\"]", "[\"備考\", \"重要度\"]",
     "\"words\": [\"重要度\"]", "重要度"},
    {"a field given twice", "layouts.json", "\"field\": \"section\"", "\"field\": \"department\"",
     NULL, "前にも"},
    {"values of no field", "layouts.json", "\"values\": []",
     "\"values\": [{\"field\": \"colour\", \"canonical\": \"赤\", \"words\": [\"赤\"]}]", "colour",
     "colour"},
    {"a layout of no register", "layouts.json", "\"kind\": \"assets\"", "\"kind\": \"atlas\"",
     "atlas", "atlas"},
    {"a zone that is none", "zones.json", "\"storage\": \"L2\"", "\"storage\": \"L5\"", "L5", "L5"},
    {"a zone the pack lacks", "zones.json", "\"storage\": \"L2\"", "\"storage\": \"L4\"", "L4",
     "L4"},
    {"a class that is none", "zones.json", "\"importance\": \"A\"", "\"importance\": \"D\"",
     "\"importance\": \"D\"", "D"},
    {"a cell given twice", "zones.json", "\"kind\": \"pc\", \"importance\": \"B\"",
     "\"kind\": \"pc\", \"importance\": \"A\"",
     "{\"kind\": \"pc\", \"importance\": \"A\", \"use\": \"L1\", \"storage\": \"L1\"", "A"},
    {"a word of two kinds", "zones.json", "[\"紙\", \"紙文書\"]", "[\"紙\", \"ＰＣ\"]",
     "[\"紙\", \"ＰＣ\"]", "紙"},
    {"a zone code that is none", "zones.json", "\"storage_code\": \"V01\"",
     "\"storage_code\": \"V99\"", "V99", "V99"},
    {"a question of no class", "classification.json", "\"yes\": \"A\"", "\"yes\": \"Z\"", "\"Z\"",
     "Z"},
    {"questions from the middle", "classification.json", "\"start\": \"names\"",
     "\"start\": \"published\"", "\"start\"", "start"},
    {"a weekday that is none", "calendar.json", "\"saturday\"", "\"caturday\"", "weekly_closed",
     "caturday"},
    {"a holiday that does not exist", "calendar.json", "2026-02-11", "2026-02-31", "2026-02-31",
     "2026-02-31"},
    {"holidays out of order", "calendar.json", "2026-02-11", "2025-02-11", "2025-02-11",
     "2025-02-11"},
    {"a period that begins on no day", "calendar.json", "12-29", "13-29", "13-29", "13-29"},
    {"office hours of a number", "calendar.json", "\"opens_parameter\": \"office_opens\"",
     "\"opens_parameter\": \"review_days\"", "opens_parameter", "review_days"},
};

/* The same for the check's SQL; `line` as counted by hand. */
static const struct {
    const char *name, *from, *to;
    int line;
    const char *reason;
} broken_checks[] = {
    {"a check of no code", "code: W03", "code: W99", 1, "W99"},
    {"a check of no register", "register: assets", "register: atlas", 2, "atlas"},
    {"a check that reads no register", "people", "stars", 3, "stars"},
    {"a check with a third query", "-- name: violation", "-- name: other", 8, "other"},
    {"a check without its second query", "-- name: violation\n", "", 1, "violation"},
    {"a check with SQL before its name", "-- what it is about", "SELECT 1", 4, "population"},
    {"a check with an unknown value", ":review_before", ":yesterday", 1, "yesterday"},
    {"a check whose parameter is not set", ":review_before", ":dormant_before", 1, "dormant_days"},
};

static int line_of(const struct embedded_file *file, const char *at)
{
    const char *text = (const char *)file->bytes;
    const char *found = strstr(text, at);
    int line = 1;

    must(found != NULL);
    for (; text < found; text++)
        line += *text == '\n';
    return line;
}

/* Line of the last place where `at` stands. */
static int last_line_of(const struct embedded_file *file, const char *at)
{
    const char *text = (const char *)file->bytes, *found = NULL;
    int line = 1;

    for (const char *next = strstr(text, at); next; next = strstr(next + 1, at))
        found = next;
    must(found != NULL);
    for (; text < found; text++)
        line += *text == '\n';
    return line;
}

static void check_refused(struct files *files, const char *name, const char *place,
                          const char *reason)
{
    struct error error = {0};
    struct pack *pack = pack_open_files(files->list, files->count, &error);
    bool refused = !pack && error.code == ERROR_INPUT &&
                   strncmp(error.text, place, strlen(place)) == 0 &&
                   (!reason || strstr(error.text, reason));

    if (!ok(refused, "%s is refused at %s", name, place))
        printf("# got: %s\n", pack ? "a pack" : error.text);
    pack_close(pack);
}

static void test_broken(const char *example)
{
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        struct files files = {.count = 0};
        char place[PATH_SIZE];

        read_folder(&files, example);
        struct embedded_file *file = find_file(&files, broken[i].file);
        replace(file, broken[i].from, broken[i].to);
        int line = broken[i].at ? line_of(file, broken[i].at) : last_line_of(file, broken[i].to);
        snprintf(place, sizeof(place), "%s:%d: ", broken[i].file, line);
        check_refused(&files, broken[i].name, place, broken[i].reason);
        free_files(&files);
    }
}

static void test_broken_checks(const char *example)
{
    for (size_t i = 0; i < sizeof(broken_checks) / sizeof(broken_checks[0]); i++) {
        struct files files = {.count = 0};
        char place[PATH_SIZE];

        read_folder(&files, example);
        add_file(&files, "checks/W03.sql", strdup(check_sql), strlen(check_sql));
        replace(&files.list[files.count - 1], broken_checks[i].from, broken_checks[i].to);
        snprintf(place, sizeof(place), "checks/W03.sql:%d: ", broken_checks[i].line);
        check_refused(&files, broken_checks[i].name, place, broken_checks[i].reason);
        free_files(&files);
    }
}

static void test_missing_files(const char *example)
{
    struct files files = {.count = 0};

    read_folder(&files, example);
    struct embedded_file *roles = find_file(&files, "roles.json");
    char *name = (char *)(uintptr_t)roles->path;
    name[0] = 'x';
    check_refused(&files, "a pack without roles", "roles.json ", NULL);
    name[0] = 'r';
    add_file(&files, "checks/A.sql", strdup(check_sql), strlen(check_sql));
    add_file(&files, "checks/B.sql", strdup(check_sql), strlen(check_sql));
    check_refused(&files, "a pack with two checks of one code", "checks/ ", "W03");
    free_files(&files);
}

/* The catalogue is left alone by pack_open() and compared by pack_check(). */
static void test_catalog(const char *example)
{
    struct files files = {.count = 0};
    struct error error = {0};

    read_folder(&files, example);
    replace(find_file(&files, "catalog.json"), "\"name\": \"force\"", "\"name\": \"farce\"");
    struct pack *pack = pack_open_files(files.list, files.count, &error);
    ok(pack != NULL, "a pack opens without a look at its catalogue");
    ok(pack && pack_check(pack, &error) == ERROR_INPUT && strstr(error.text, "catalog.json:"),
       "pack_check() refuses a catalogue that lacks a clause, with file and line");
    pack_close(pack);
    free_files(&files);
}

/* The packs of cities at work before the program asked for it. */
static void test_later_parameter(const char *example)
{
    struct files files = {.count = 0};
    struct error error = {0};

    read_folder(&files, example);
    replace(find_file(&files, "parameters.json"), "\"exception_longest_days\"", "\"other_days\"");
    struct pack *pack = pack_open_files(files.list, files.count, &error);
    ok(pack != NULL, "5.6.2: a pack without a longest term of exceptions opens");
    pack_close(pack);
    free_files(&files);
}

static void test_check_text(const char *example)
{
    struct files files = {.count = 0};
    struct error error = {0};
    int count = 0;

    read_folder(&files, example);
    add_file(&files, "checks/W03.sql", strdup(check_sql), strlen(check_sql));
    struct pack *pack = pack_open_files(files.list, files.count, &error);
    if (!ok(pack != NULL, "the example pack opens with a check")) {
        printf("# %s\n", error.text);
        return;
    }
    const struct pack_check *checks = pack_checks(pack, &count);
    is_int(count, 1, "it has one check");
    is_text(checks[0].code, "W03", "its code");
    is_text(checks[0].reg, "assets", "its register");
    is_text(checks[0].reads[0], "assets", "the first register it reads");
    is_text(checks[0].reads[1], "people", "the second");
    ok(checks[0].reads[2] == NULL, "and no more");
    is_text(checks[0].population, "SELECT COUNT(*)\nFROM v_asset",
            "the population query without comments and semicolon");
    is_text(checks[0].violation, "SELECT '--', a.id FROM v_asset a WHERE a.d < :review_before",
            "the violation query keeps a quoted --");
    is_int((int64_t)strlen(checks[0].sql_sha256), 64, "the file's hash");
    is_text(pack_binding("review_before"), "review_days", "the parameter behind a bound name");
    pack_close(pack);
    free_files(&files);
}

static void test_ids(const struct pack *pack, const char *source)
{
    char path[PATH_SIZE];
    size_t length = 0;
    int count, line = 0;
    const struct pack_clause *clauses = pack_clauses(pack, &count);
    bool same = true;

    snprintf(path, sizeof(path), "%s/tests/pack/clause_ids.txt", source);
    char *ids = read_whole(path, &length);
    must(ids != NULL);
    for (char *id = ids, *end; (end = strchr(id, '\n')) != NULL; id = end + 1, line++) {
        *end = '\0';
        if (line >= count || strcmp(clauses[line].id, id) != 0) {
            printf("# line %d: %s, pack: %s\n", line + 1, id,
                   line < count ? clauses[line].id : "nothing");
            same = false;
        }
    }
    ok(same && line == count, "the clauses are those of the list, in its order");
    is_int(count, 140, "there are 140 of them");
    free(ids);
}

static void test_shipped_lists(const struct pack *pack)
{
    int count;
    bool complete = true;

    for (size_t i = 0; i < sizeof(contract_codes) / sizeof(contract_codes[0]); i++)
        if (!pack_code(pack, contract_codes[i])) {
            printf("# no %s\n", contract_codes[i]);
            complete = false;
        }
    ok(complete, "every code of the contract is there");
    const struct pack_code *t04 = pack_code(pack, "T04"), *u04 = pack_code(pack, "U04");
    is_text(t04->severity, "warning", "T04 is a warning");
    ok(u04->kind == CODE_FINDING, "U04 is a finding");
    is_text(u04->severity, "recommendation", "U04 is a recommendation");
    is_text(pack_code(pack, "U07")->clause, "5.7.6", "5.7.6: U07 belongs to the clause");
    is_int(pack_integer(pack, "lockout_failures"), 3, "5.7.6: three failures lock");
    is_int(pack_integer(pack, "dormant_days"), 180, "5.6.6: dormant after 180 days");
    is_text(pack_string(pack, "office_closes"), "17:15", "3.1: the office closes at 17:15");
    ok(!pack_parameter(pack, "record_retention_years")->is_set,
       "5.10.4: what the standard leaves open is not set");
    pack_roles(pack, &count);
    ok(count >= 16, "the roles of tables 1 to 3 are there");
    pack_rights(pack, &count);
    ok(count > 20, "rights are there");
    pack_deciders(pack, &count);
    ok(count > 5, "5.6.2: who decides for whom is there");
    ok(pack_is_section_head(pack, "課長") && pack_is_section_head(pack, " 事務　局長") &&
           !pack_is_section_head(pack, "課長補佐"),
       "1.2.4: posts of section heads compare whole, without white space");
    ok(pack_is_department_head(pack, "部長") && !pack_is_department_head(pack, "課長"),
       "1.3: posts of department heads");
    is_text(pack_role(pack, "csirt_head")->clause, "1.4", "1.4: the CSIRT's head is a role");
    ok(pack_role(pack, "security_officer")->how == BOUND_NAMED, "1.2.5: officers are named");
    is_text(pack_role(pack, "security_officer")->named_by, "security_manager",
            "1.2.5: by their manager");
}

static void test_shipped_forms(const struct pack *pack)
{
    struct arena *arena = arena_open(1 << 20);
    const struct pack_form *server = pack_form(pack, arena, "ｻｰﾊﾞ");
    const struct pack_form *paper = pack_form(pack, arena, "紙文書");
    const struct pack_form *thin = pack_form(pack, arena, "シンクライアント");
    const struct pack_form *tablet = pack_form(pack, arena, "タブレット");

    if (ok(server && paper && thin && tablet, "3.1: kinds are found in any spelling")) {
        is_text(server->word, "サーバ", "3.1: half-width kana mean a server");
        is_text(server->storage[2], "L4", "3.1: a server with class C is kept in L4");
        is_text(thin->word, "パソコン（保存なし）",
                "3.1: a thin client is a PC that stores nothing");
        is_text(thin->use[0], "L2", "3.1: with class A it is used in L2");
        ok(thin->wire_counts && !server->wire_counts, "3.1: a wire counts for PCs only");
        is_text(paper->use[0], "", "3.3: paper is not asked for its zone of use");
        is_text(paper->storage[0], "L3", "3.3: paper of class A is kept in L3");
        ok(tablet->unknown && tablet->storage[0][0] == '\0', "3.1: a tablet is not judged");
    }
    ok(!pack_form(pack, arena, "そろばん"), "3.1: what nobody named is no kind");
    arena_close(arena);
}

static bool has_word(const struct pack_field *field, const char *word)
{
    for (const char *const *at = field->words; *at; at++)
        if (strcmp(*at, word) == 0)
            return true;
    return false;
}

static void test_shipped_layouts(const struct pack *pack)
{
    const struct pack_layout *takeouts = pack_layout(pack, "media", "takeouts");

    ok(takeouts && takeouts->field_count >= 20, "5.3.1: take-outs have their layout");
    ok(!pack_layout(pack, "media", NULL), "a kind of two parts has no layout without part");
    const struct pack_layout *roster = pack_layout(pack, "roster", NULL);
    ok(roster && has_word(&roster->fields[4], "職員no"), "header words are folded on load");
}

static void test_calendar(const struct pack *pack)
{
    ok(pack_is_business_day(pack, "2026-11-24"), "3.1: a Tuesday is a business day");
    ok(!pack_is_business_day(pack, "2026-11-22"), "3.1: a Sunday is not");
    ok(!pack_is_business_day(pack, "2026-11-23"), "3.1: a holiday is not");
    ok(!pack_is_business_day(pack, "2026-12-31") && !pack_is_business_day(pack, "2027-01-02"),
       "3.1: the closed days run over New Year");
    ok(!pack_is_business_day(pack, "2026-02-30"), "a day that does not exist is none");
    ok(pack_is_office_hour(pack, "2026-11-24", 8 * 60 + 45) &&
           !pack_is_office_hour(pack, "2026-11-24", 8 * 60 + 44),
       "3.1: the office opens at 8:45");
    ok(pack_is_office_hour(pack, "2026-11-24", 17 * 60 + 14) &&
           !pack_is_office_hour(pack, "2026-11-24", 17 * 60 + 15),
       "3.1: and is closed at 17:15");
    ok(!pack_is_office_hour(pack, "2026-11-23", 12 * 60), "3.1: no office hours on a holiday");
    ok(pack_knows_holidays(pack, "2026-11-24") && !pack_knows_holidays(pack, "2040-01-01"),
       "the pack says how far its holidays reach");
}

static void test_copy(const struct pack *pack)
{
    char folder[] = "/tmp/chikiri-pack-XXXXXX", path[PATH_SIZE];
    struct error error = {0};
    int before, after;

    must(mkdtemp(folder) != NULL);
    snprintf(path, sizeof(path), "%s/pack", folder);
    is_int(pack_copy(pack, path, &error), 0, "the pack is copied");
    struct pack *copy = pack_open(path, &error);
    if (!ok(copy != NULL, "and opens from its folder"))
        printf("# %s\n", error.text);
    if (copy) {
        pack_checks(pack, &before);
        pack_checks(copy, &after);
        is_int(after, before, "with all its checks");
    }
    is_int(pack_copy(pack, path, &error), ERROR_CONFLICT, "a copy does not overwrite another");
    for (int i = 0; copy && i < copy->file_count; i++) {
        char file[PATH_SIZE * 2];

        snprintf(file, sizeof(file), "%s/%s", path, copy->files[i].path);
        unlink(file);
    }
    pack_close(copy);
    snprintf(path, sizeof(path), "%s/pack/checks", folder);
    rmdir(path);
    snprintf(path, sizeof(path), "%s/pack", folder);
    rmdir(path);
    rmdir(folder);
    ok(!pack_open("/nonexistent/pack", &error) && error.code == ERROR_MISSING,
       "a folder that is not there is missing");
}

static void test_position(void)
{
    static const char text[] =
        "{\n \"a\": [1,\n  {\"b/c\": \"}]\\\"\",\n   \"d\": null}],\n \"e\": "
        "2\n}\n";

    is_int(position_line(text, strlen(text), ""), 1, "the root's line");
    is_int(position_line(text, strlen(text), "/a/1"), 3, "an element's line");
    is_int(position_line(text, strlen(text), "/a/1/d"), 4, "a member's line");
    is_int(position_line(text, strlen(text), "/e"), 5, "a member's line behind nested ones");
    is_int(position_line(text, strlen(text), "/a/1/x"), 3, "the nearest container's line");
    is_int(position_depth(text, strlen(text)), 3, "how deep a text nests");
}

static void test_english(const char *example)
{
    struct files files = {.count = 0};
    struct error error = {.language = LANGUAGE_ENGLISH};

    read_folder(&files, example);
    replace(find_file(&files, "codes.json"), "\"clause\": \"2.1\"", "\"clause\": \"9.9\"");
    ok(!pack_open_files(files.list, files.count, &error) && strstr(error.text, "Clause \"9.9\""),
       "a refusal speaks English when asked to");
    free_files(&files);
}

int main(int argc, char **argv)
{
    const char *source = argc > 1 ? argv[1] : ".";
    char example[PATH_SIZE];
    struct error error = {0};

    snprintf(example, sizeof(example), "%s/policy/example", source);
    struct pack *pack = pack_open(NULL, &error);
    if (ok(pack != NULL, "the shipped pack loads")) {
        is_int(pack_check(pack, &error), 0, "its catalogue agrees with its clauses");
        test_ids(pack, source);
        test_shipped_lists(pack);
        test_shipped_forms(pack);
        test_shipped_layouts(pack);
        test_calendar(pack);
        test_copy(pack);
    } else {
        printf("# %s\n", error.text);
    }
    pack_close(pack);
    pack = pack_open(example, &error);
    if (!ok(pack != NULL, "the example pack loads"))
        printf("# %s\n", error.text);
    pack_close(pack);
    test_broken(example);
    test_broken_checks(example);
    test_missing_files(example);
    test_catalog(example);
    test_later_parameter(example);
    test_check_text(example);
    test_position();
    test_english(example);
    return done();
}
