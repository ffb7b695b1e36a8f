/* Table 4 by guided questions. */
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "room/classification/classification.h"
#include "tap.h"

struct case_of {
    const char *name;
    const char *answers[9];
    char importance;   /* 0: still open */
    const char *first; /* question of the first reason, or of the first open one */
};

static const struct case_of cases[] = {
    {"2.1: without answers the first question is open", {NULL}, 0, "names"},
    {"2.1: a person's name makes A", {"names=yes"}, 'A', "names"},
    {"2.1: not knowing whether there are names makes A", {"names=unsure"}, 'A', "names"},
    {"2.1: a no alone decides nothing", {"names=no"}, 0, "my_number"},
    {"2.1: public information is C",
     {"names=no", "my_number=no", "linkable=no", "several=no", "disrupts=no", "published=yes"},
     'C',
     "published"},
    {"2.1: personal information is A even when it is public",
     {"published=yes", "disrupts=yes", "names=yes"},
     'A',
     "names"},
    {"2.1: the highest class wins over a lower one",
     {"names=no", "my_number=no", "linkable=no", "several=no", "disrupts=yes", "published=yes"},
     'B',
     "disrupts"},
    {"2.1: public alone leaves what could be higher open", {"published=yes"}, 0, "names"},
    {"2.1: what none of the questions meets is B",
     {"names=no", "my_number=no", "linkable=no", "several=no", "disrupts=no", "published=no",
      "trivial=no"},
     'B',
     NULL},
    {"2.1: minor information is C, in Japanese too",
     {"names=いいえ", "my_number=いいえ", "linkable=いいえ", "several=いいえ", "disrupts=いいえ",
      "published=いいえ", "trivial=はい"},
     'C',
     "trivial"},
    {"2.1: a later answer replaces an earlier one", {"names=yes", "names=no"}, 0, "my_number"},
};

static int count_answers(const char *const *answers)
{
    int count = 0;

    while (count < 9 && answers[count])
        count++;
    return count;
}

static void test_case(const struct pack *pack, const struct case_of *of)
{
    struct arena *arena = arena_open(1 << 20);
    struct error error = {0};
    struct classification got;

    int code =
        classification_ask(pack, of->answers, count_answers(of->answers), arena, &got, &error);
    if (ok(code == 0 && got.importance == of->importance, "%s", of->name)) {
        const struct pack_question *question = NULL;

        if (of->importance && got.reason_count > 0)
            question = got.reasons[0].question;
        else if (!of->importance)
            question = got.open[0];
        is_text(question ? question->id : NULL, of->first, "and says which question it was");
    } else {
        printf("# code %d class %d\n", code, code ? 0 : got.importance);
    }
    arena_close(arena);
}

static void test_refusals(const struct pack *pack)
{
    struct arena *arena = arena_open(1 << 20);
    struct error error = {0};
    struct classification got;
    const char *unknown[] = {"colour=yes"}, *bad[] = {"names=perhaps"}, *bare[] = {"names"};

    is_int(classification_ask(pack, unknown, 1, arena, &got, &error), ERROR_INPUT,
           "2.1: an unknown question is refused");
    is_int(classification_ask(pack, bad, 1, arena, &got, &error), ERROR_INPUT,
           "2.1: an answer that is none is refused");
    ok(strstr(error.text, "names=unsure") != NULL, "2.1: and the right ones are named");
    is_int(classification_ask(pack, bare, 1, arena, &got, &error), ERROR_INPUT,
           "2.1: a question without answer is refused");
    arena_close(arena);
}

static void test_output(const struct pack *pack)
{
    struct arena *arena = arena_open(1 << 20);
    struct error error = {0};
    struct classification got;
    struct buffer buffer = {0};
    struct json json;
    const char *answers[] = {"names=no", "my_number=yes"};

    must(classification_ask(pack, answers, 2, arena, &got, &error) == 0);
    json_start(&json, &buffer, NULL);
    classification_write_json(&got, LANGUAGE_ENGLISH, &json);
    json_finish(&json);
    is_text(buffer_string(&buffer),
            "{\"importance\":\"A\",\"reasons\":[{\"question\":\"my_number\",\"importance\":\"A\","
            "\"reason\":\"A My Number identifies a person.\"}],\"questions\":[]}",
            "2.1: class, reason and no open question as JSON");
    buffer_clear(&buffer);
    classification_write_text(&got, LANGUAGE_JAPANESE, &buffer);
    ok(strncmp(buffer_string(&buffer), "重要度 A\n", strlen("重要度 A\n")) == 0,
       "2.1: and as text");
    buffer_clear(&buffer);
    must(classification_ask(pack, NULL, 0, arena, &got, &error) == 0);
    json_start(&json, &buffer, NULL);
    classification_write_json(&got, LANGUAGE_JAPANESE, &json);
    json_finish(&json);
    ok(strstr(buffer_string(&buffer), "{\"importance\":null,\"reasons\":[],\"questions\":[{"
                                      "\"id\":\"names\"") != NULL,
       "2.1: without answers the questions come as JSON");
    buffer_done(&buffer);
    arena_close(arena);
}

int main(void)
{
    struct error error = {0};
    struct pack *pack = pack_open(NULL, &error);

    if (!ok(pack != NULL, "the shipped pack loads"))
        return done();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        test_case(pack, &cases[i]);
    test_refusals(pack);
    test_output(pack);
    pack_close(pack);
    return done();
}
