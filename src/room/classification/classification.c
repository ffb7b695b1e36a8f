#include "room/classification/classification.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"

#include <string.h>

static const struct {
    const char *word;
    enum classification_answer answer;
} answer_words[] = {
    {"yes", ANSWER_YES},  {"no", ANSWER_NO},     {"unsure", ANSWER_UNSURE},
    {"はい", ANSWER_YES}, {"いいえ", ANSWER_NO}, {"不明", ANSWER_UNSURE},
};

static enum classification_answer read_answer(const char *word)
{
    for (size_t i = 0; i < sizeof(answer_words) / sizeof(answer_words[0]); i++)
        if (strcmp(answer_words[i].word, word) == 0)
            return answer_words[i].answer;
    return ANSWER_NONE;
}

static int find_question(const struct pack_question *questions, int count, const char *id,
                         size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(questions[i].id) == length && memcmp(questions[i].id, id, length) == 0)
            return i;
    return -1;
}

static int read_answers(const struct pack *pack, const char *const *texts, int count,
                        enum classification_answer *answers, struct error *error)
{
    int question_count;
    const struct pack_question *questions = pack_questions(pack, &question_count);

    for (int i = 0; i < count; i++) {
        const char *equals = strchr(texts[i], '=');
        size_t length = equals ? (size_t)(equals - texts[i]) : strlen(texts[i]);
        int at = find_question(questions, question_count, texts[i], length);
        enum classification_answer answer = equals ? read_answer(equals + 1) : ANSWER_NONE;

        if (at < 0)
            return error_set(
                error, ERROR_INPUT, "",
                "「%.*s」という問いはありません。答えを付けずに実行すると、問いの一覧が出ます。",
                (int)length, texts[i]);
        if (answer == ANSWER_NONE)
            return error_set(
                error, ERROR_INPUT, "",
                "「%s」の答えが読めません。%s=yes、%s=no、%s=unsure のどれかで書いてください。",
                texts[i], questions[at].id, questions[at].id, questions[at].id);
        answers[at] = answer;
    }
    return 0;
}

/* The class that the answer gives, 0 when none. */
static char given_class(const struct pack_question *question, enum classification_answer answer)
{
    switch (answer) {
    case ANSWER_YES:
        return question->yes;
    case ANSWER_NO:
        return question->no;
    case ANSWER_UNSURE:
        return question->unsure;
    case ANSWER_NONE:
        break;
    }
    return '\0';
}

/* 'A' is the highest. */
static bool is_higher(char left, char right)
{
    return left != '\0' && (right == '\0' || left < right);
}

/* Questions still to be asked, given the highest class so far: those before the pack's mark unless
 * the class is the highest there is, those from there on only while there is none. */
static const struct pack_question *const *open_questions(const struct pack *pack,
                                                         const enum classification_answer *answers,
                                                         char highest, struct arena *arena)
{
    int count, kept = 0;
    const struct pack_question *questions = pack_questions(pack, &count);
    int mark = pack_class_rule(pack)->ask_all_before;
    const struct pack_question **open = arena_alloc(arena, (size_t)(count + 1) * sizeof(*open));

    for (int i = 0; i < count && highest != 'A'; i++)
        if ((i < mark || highest == '\0') && answers[i] == ANSWER_NONE)
            open[kept++] = &questions[i];
    return open;
}

/* The answers that gave exactly that class, after `count` reasons. */
static int add_reasons(const struct pack *pack, const enum classification_answer *answers,
                       char importance, struct classification_reason *reasons, int count)
{
    int question_count;
    const struct pack_question *questions = pack_questions(pack, &question_count);

    for (int i = 0; i < question_count; i++)
        if (given_class(&questions[i], answers[i]) == importance)
            reasons[count++] = (struct classification_reason){
                .question = &questions[i], .importance = importance, .text = questions[i].reason};
    return count;
}

int classification_ask(const struct pack *pack, const char *const *answers, int count,
                       struct arena *arena, struct classification *ret_classification,
                       struct error *error)
{
    int question_count, reason_count = 0;
    const struct pack_question *questions = pack_questions(pack, &question_count);
    const struct pack_class_rule *rule = pack_class_rule(pack);
    enum classification_answer *given =
        arena_alloc(arena, (size_t)(question_count + 1) * sizeof(*given));
    char highest = '\0';

    int code = read_answers(pack, answers, count, given, error);
    if (code)
        return code;
    for (int i = 0; i < question_count; i++) {
        char own = given_class(&questions[i], given[i]);

        highest = is_higher(own, highest) ? own : highest;
    }
    struct classification_reason *reasons =
        arena_alloc(arena, (size_t)(question_count + 1) * sizeof(*reasons));
    for (char importance = 'A'; importance <= 'C'; importance++)
        reason_count = add_reasons(pack, given, importance, reasons, reason_count);
    const struct pack_question *const *open = open_questions(pack, given, highest, arena);
    if (!open[0] && highest == '\0') {
        highest = rule->class_by_default;
        reasons[reason_count++] =
            (struct classification_reason){.importance = highest, .text = rule->reason};
    }
    *ret_classification = (struct classification){.importance = open[0] ? '\0' : highest,
                                                  .reasons = reasons,
                                                  .reason_count = reason_count,
                                                  .open = open};
    return 0;
}

static const char *in_language(struct pack_text text, enum language language)
{
    return language == LANGUAGE_ENGLISH ? text.english : text.japanese;
}

static void write_class(struct json *json, const char *key, char importance)
{
    const char text[] = {importance, '\0'};

    json_text_at(json, key, importance ? text : NULL);
}

static void write_question(const struct pack_question *question, enum language language,
                           struct json *json)
{
    json_object_start(json);
    json_text_at(json, "id", question->id);
    json_text_at(json, "question", in_language(question->question, language));
    json_text_at(json, "help", in_language(question->help, language));
    write_class(json, "yes", question->yes);
    write_class(json, "no", question->no);
    write_class(json, "unsure", question->unsure);
    json_object_end(json);
}

void classification_write_json(const struct classification *classification, enum language language,
                               struct json *json)
{
    json_object_start(json);
    write_class(json, "importance", classification->importance);
    json_key(json, "reasons");
    json_array_start(json);
    for (int i = 0; i < classification->reason_count; i++) {
        const struct classification_reason *reason = &classification->reasons[i];

        json_object_start(json);
        json_text_at(json, "question", reason->question ? reason->question->id : NULL);
        write_class(json, "importance", reason->importance);
        json_text_at(json, "reason", in_language(reason->text, language));
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "questions");
    json_array_start(json);
    for (const struct pack_question *const *open = classification->open; *open; open++)
        write_question(*open, language, json);
    json_array_end(json);
    json_object_end(json);
}

void classification_write_text(const struct classification *classification, enum language language,
                               struct buffer *buffer)
{
    if (classification->importance) {
        buffer_format(buffer, language_text(language, "重要度 %c"), classification->importance);
        buffer_byte(buffer, '\n');
    }
    for (int i = 0; i < classification->reason_count; i++)
        buffer_format(buffer, "  %c  %s\n", classification->reasons[i].importance,
                      in_language(classification->reasons[i].text, language));
    for (const struct pack_question *const *open = classification->open; *open; open++) {
        const char *help = in_language((*open)->help, language);

        buffer_format(buffer, "%s=yes|no|unsure\t%s\n", (*open)->id,
                      in_language((*open)->question, language));
        if (help)
            buffer_format(buffer, "\t%s\n", help);
    }
}
