/* classification.json: table 4 by guided questions. CLAUSE: 2.1 */
#include "pack/pack_private.h"

#include <string.h>

static void check_classes(struct pack_reader *reader)
{
    int count;
    const json_t *array = pack_read_array(reader, reader->root, "classes", &count);

    for (int i = 0; i < count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_read_text(reader, item, "id");
        pack_read_class(reader, item, "id");
        pack_read_pair(reader, item, "title");
    }
}

static void read_question(struct pack_reader *reader, const json_t *item,
                          struct pack_question *question)
{
    pack_allow(reader, item,
               "id text_ja text_en help_ja help_en yes no reason_ja reason_en unsure");
    question->id = pack_read_id(reader, item, "id");
    question->question = pack_read_pair(reader, item, "text");
    question->help = pack_read_optional_pair(reader, item, "help");
    question->reason = pack_read_pair(reader, item, "reason");
    question->yes = pack_read_class(reader, item, "yes");
    question->no = pack_read_class(reader, item, "no");
    question->unsure = pack_read_class(reader, item, "unsure");
    if (!reader->code && !question->yes && !question->no)
        pack_refuse(
            reader, item, NULL,
            language_text(
                reader->language,
                "問い「%s」は、どう答えても重要度が決まりません。yes か no に書いてください。"),
            question->id);
}

static void refuse_repeated(struct pack_reader *reader, const json_t *array, int at)
{
    const struct pack_question *questions = reader->pack->questions;

    for (int i = 0; i < at && !reader->code; i++)
        if (strcmp(questions[i].id, questions[at].id) == 0)
            pack_refuse(reader, json_array_get(array, (size_t)at), "id",
                        language_text(reader->language,
                                      "「%s」は前にもあります。どちらかを除いてください。"),
                        questions[at].id);
}

/* Number of the question that the rule names. */
static int find_question(struct pack_reader *reader, const json_t *rule, const char *key)
{
    const struct pack *pack = reader->pack;
    const char *id = pack_read_text(reader, rule, key);

    for (int i = 0; i < pack->question_count; i++)
        if (strcmp(pack->questions[i].id, id) == 0)
            return i;
    pack_refuse(reader, rule, key,
                language_text(reader->language,
                              "問い「%s」は questions にありません。id を確かめてください。"),
                id);
    return 0;
}

/* Questions are asked in the order of the file, so the start can only be the first. */
static void need_start(struct pack_reader *reader, const json_t *rule)
{
    if (find_question(reader, rule, "start") != 0)
        pack_refuse(
            reader, rule, "start",
            language_text(reader->language,
                          "問いは並びの順に尋ねます。start には最初の問いを書いてください。"));
}

int pack_read_classification(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;

    pack_allow(reader, reader->root, "clause classes rule questions readings");
    check_classes(reader);
    const json_t *array = pack_read_array(reader, reader->root, "questions", &count);
    pack->questions = pack_array(reader, count, sizeof(*pack->questions));
    for (int i = 0; i < count && !reader->code; i++) {
        read_question(reader, pack_read_item(reader, array, i), &pack->questions[i]);
        refuse_repeated(reader, array, i);
    }
    pack->question_count = reader->code ? 0 : count;

    const json_t *rule = pack_read_object(reader, reader->root, "rule");
    pack_allow(reader, rule,
               "start highest_wins ask_all_before default default_reason_ja default_reason_en");
    need_start(reader, rule);
    pack->class_rule.ask_all_before = find_question(reader, rule, "ask_all_before");
    pack->class_rule.clause = pack_read_text(reader, reader->root, "clause");
    pack_need_clause(reader, reader->root, "clause", pack->class_rule.clause);
    pack_read_text(reader, rule, "default");
    pack->class_rule.class_by_default = pack_read_class(reader, rule, "default");
    pack->class_rule.reason = pack_read_pair(reader, rule, "default_reason");
    if (!reader->code && !pack_read_bool(reader, rule, "highest_wins"))
        pack_refuse(reader, rule, "highest_wins",
                    language_text(reader->language,
                                  "表４は最も高い重要度を採ります。true にしてください。"));
    return reader->code;
}
