/* The flow of incidents as data: what the pack refuses, and when things are due. */
#include "pack/incident.h"

#include "base/date.h"
#include "tests/pack/files.h"
#include "tests/tap.h"

/* The shipped flow with one thing changed; `path` is what the refusal must name. */
static const struct {
    const char *name, *from, *to, *path;
} broken_flows[] = {
    {"10.f2: a flow that can be closed without its cause is refused with the path",
     "\"owes\": [\"report_ciso_resolved\", \"cause\", \"propose\"]",
     "\"owes\": [\"report_ciso_resolved\", \"propose\"]", "resolve > propose > close"},
    {"1.2.4: one where the committee's report soon cannot be made any more is refused",
     "\"who\": [\"manager_concerned\"], \"from\": [\"declared\", \"responding\", "
     "\"resolved\", \"preventing\"]",
     "\"who\": [\"manager_concerned\"], \"from\": [\"declared\"]",
     "report > ack > judge/incident > instruct"},
    {"10.1.2: one where a body is promised a report that nobody owes is refused",
     "\"owes\": [\"send_body/first\", \"send_body/final\"]", "\"owes\": [\"send_body/first\"]",
     "decide_body/yes"},
    {"10.f2: one without an arrow of the figure is refused", "\"arrow\": \"7\"", "\"arrow\": \"9\"",
     "\xe3\x80\x8c"
     "7"
     "\xe3\x80\x8d"},
    {"10.f2: a step that waits for what no step settles is refused", "\"needs\": [\"propose\"]",
     "\"needs\": [\"prospect\"]", "prospect"},
    {"10.f2: a duty that no step settles is refused", "\"duty\": \"publish\"",
     "\"duty\": \"publicity\"", "publi"},
    {"1.4: a step of no role is refused", "\"who\": [\"ciso\"]", "\"who\": [\"king\"]", "king"},
    {"10.1.2: a body that is never told the end is refused", "\"report\": \"final\"",
     "\"report\": \"interim\"", "final"},
};

static void check_broken(int number)
{
    struct files files = {0};
    struct error error = {0};

    read_folder(&files, "policy/kishiwada");
    replace(find_file(&files, "incident.json"), broken_flows[number].from, broken_flows[number].to);
    struct pack *pack = pack_open_files(files.list, files.count, &error);
    ok(!pack && strstr(error.text, broken_flows[number].path), "%s", broken_flows[number].name);
    if (pack || !strstr(error.text, broken_flows[number].path))
        printf("# %s\n", error.text);
    pack_close(pack);
    free_files(&files);
}

/* Scripts of drills, each with one thing changed, and what the refusal must name. */
static const struct {
    const char *name, *from, *to, *path;
} broken_drills[] = {
    {"4.4.1: points of a drill that do not come to 100 are refused", "\"points\": 25",
     "\"points\": 24", "99"},
    {"4.4.1: a step that the flow has not is refused", "\"step\": \"ack\"", "\"step\": \"nack\"",
     "nack"},
    {"4.4.1: a kind without a playbook is refused", "\"kind\": \"lost_device\"",
     "\"kind\": \"lost_mind\"", "lost_mind"},
    {"4.4.1: an inject to a role that is none is refused", "\"to\": \"ciso\"", "\"to\": \"king\"",
     "king"},
    {"4.4.1: injects out of their order are refused", "\"minute\": 45", "\"minute\": 5",
     "drills.json"},
    {"4.4.1: two scripts of one name are refused", "\"scenario\": \"lost_medium\"",
     "\"scenario\": \"ransomware_night\"", "ransomware_night"},
};

static void check_broken_drill(int number)
{
    struct files files = {0};
    struct error error = {0};

    read_folder(&files, "policy/kishiwada");
    replace(find_file(&files, "drills.json"), broken_drills[number].from, broken_drills[number].to);
    struct pack *pack = pack_open_files(files.list, files.count, &error);
    ok(!pack && strstr(error.text, "drills.json") && strstr(error.text, broken_drills[number].path),
       "%s", broken_drills[number].name);
    if (pack || !strstr(error.text, broken_drills[number].path))
        printf("# %s\n", error.text);
    pack_close(pack);
    free_files(&files);
}

static void check_left_out(void)
{
    struct error error = {0};
    struct pack *pack = pack_open("policy/example", &error);

    ok(pack && !pack_incident(pack), "10.f2: a pack may leave incidents out");
    pack_close(pack);
}

static const char *due_text(const struct pack *pack, struct pack_due due, const char *basis,
                            char out[TIME_SIZE])
{
    int64_t us;
    struct pack_due_list list = {&due, 1};

    must(time_parse(basis, &us));
    due.severities = 15;
    time_format_utc(pack_due_us(pack, &list, SEVERITY_LOW, us), out);
    return out;
}

static const struct {
    const char *name, *basis;
    struct pack_due due;
    const char *want; /* UTC; midnight JST is 15:00 */
} due_cases[] = {
    {"1.4.1: half an hour within office hours",
     "2026-04-01T09:00:00+09:00",
     {.unit = DUE_MINUTES, .amount = 30, .off_amount = 60},
     "2026-04-01T00:30:00Z"},
    {"1.4.1: an hour at night",
     "2026-04-01T22:00:00+09:00",
     {.unit = DUE_MINUTES, .amount = 30, .off_amount = 60},
     "2026-04-01T14:00:00Z"},
    {"1.4.3: hours run on through the night",
     "2026-12-31T23:30:00+09:00",
     {.unit = DUE_HOURS, .amount = 1, .off_amount = -1},
     "2026-12-31T15:30:00Z"},
    {"1.4.3: the same day ends at its midnight",
     "2026-04-01T23:59:59+09:00",
     {.unit = DUE_DAYS, .amount = 0, .off_amount = -1},
     "2026-04-01T15:00:00Z"},
    {"10.1.2: the day of knowledge is the first of five",
     "2026-05-01T09:00:00+09:00",
     {.unit = DUE_DAYS, .amount = 5, .off_amount = -1, .first_day_counts = true},
     "2026-05-05T15:00:00Z"},
    {"10.1.2: thirty days that end in the New Year closing end on the first open day",
     "2026-12-01T09:00:00+09:00",
     {.unit = DUE_DAYS, .amount = 30, .off_amount = -1, .first_day_counts = true, .rolls = true},
     "2027-01-04T15:00:00Z"},
    {"10.1.2: without that they end on the day itself",
     "2026-12-01T09:00:00+09:00",
     {.unit = DUE_DAYS, .amount = 30, .off_amount = -1, .first_day_counts = true},
     "2026-12-30T15:00:00Z"},
    {"10.1.2: one business day over New Year",
     "2026-12-28T09:00:00+09:00",
     {.unit = DUE_BUSINESS_DAYS, .amount = 1, .off_amount = -1},
     "2027-01-04T15:00:00Z"},
    {"10.1.2: one business day over the holidays of May",
     "2026-05-01T18:00:00+09:00",
     {.unit = DUE_BUSINESS_DAYS, .amount = 1, .off_amount = -1},
     "2026-05-07T15:00:00Z"},
    {"10.1.2: business days from a Saturday",
     "2026-04-04T10:00:00+09:00",
     {.unit = DUE_BUSINESS_DAYS, .amount = 2, .off_amount = -1},
     "2026-04-07T15:00:00Z"},
    {"10.1.2: the fiscal year ends in March",
     "2026-04-01T00:00:00+09:00",
     {.unit = DUE_FISCAL_YEAR, .off_amount = -1},
     "2027-03-31T15:00:00Z"},
    {"10.1.2: and January belongs to the one before",
     "2027-01-04T09:00:00+09:00",
     {.unit = DUE_FISCAL_YEAR, .off_amount = -1},
     "2027-03-31T15:00:00Z"},
};

static void check_due(const struct pack *pack)
{
    for (size_t i = 0; i < sizeof(due_cases) / sizeof(due_cases[0]); i++) {
        char got[TIME_SIZE];

        is_text(due_text(pack, due_cases[i].due, due_cases[i].basis, got), due_cases[i].want,
                due_cases[i].name);
    }
}

static void check_severity(const struct pack *pack)
{
    const struct pack_incident *flow = pack_incident(pack);
    const struct pack_duty *duty = pack_duty(flow, "report_ciso");
    int64_t us;

    must(time_parse("2026-04-01T09:00:00+09:00", &us));
    is_int(pack_due_us(pack, &duty->due, SEVERITY_SERIOUS, us) - us, INT64_C(3600000000),
           "1.4.3: the CISO hears of a serious one within the hour");
    is_int(pack_due_us(pack, &duty->due, SEVERITY_LOW, us) - us, INT64_C(15) * 3600 * 1000000,
           "1.4.3: and of a small one within the day");
}

int main(void)
{
    struct error error = {0};
    struct pack *pack = pack_open(NULL, &error);

    ok(pack && pack_incident(pack), "10.f2: the shipped flow is walked through and taken");
    if (!pack)
        return done();
    check_due(pack);
    check_severity(pack);
    pack_close(pack);
    check_left_out();
    for (size_t i = 0; i < sizeof(broken_flows) / sizeof(broken_flows[0]); i++)
        check_broken((int)i);
    for (size_t i = 0; i < sizeof(broken_drills) / sizeof(broken_drills[0]); i++)
        check_broken_drill((int)i);
    return done();
}
