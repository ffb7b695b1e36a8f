/* drills.json: the scripts of drills. A pack may leave it out. CLAUSE: 4.4.1 */
#include "pack/drill.h"
#include "pack/pack_private.h"

#include <string.h>

enum { DRILL_MINUTES = 10000, DRILL_POINTS = 100 };

static void read_injects(struct pack_reader *reader, const json_t *parent, struct pack_drill *drill)
{
    const json_t *array = pack_read_array(reader, parent, "injects", &drill->inject_count);
    struct pack_inject *list = pack_array(reader, drill->inject_count, sizeof(*list));
    int before = 0;

    for (int i = 0; i < drill->inject_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "minute to text_ja text_en");
        list[i].minute = (int)pack_read_integer(reader, item, "minute", 0, DRILL_MINUTES);
        list[i].to = pack_read_optional(reader, item, "to");
        list[i].text = pack_read_pair(reader, item, "text");
        if (list[i].to)
            pack_need_role(reader, item, "to", list[i].to);
        if (list[i].minute < before)
            pack_refuse(reader, item, "minute",
                        language_text(reader->language, "出来事は分の順に書いてください。"));
        before = list[i].minute;
    }
    drill->injects = list;
}

static void read_expected(struct pack_reader *reader, const json_t *parent,
                          struct pack_drill *drill)
{
    const json_t *array = pack_read_array(reader, parent, "expected", &drill->expected_count);
    struct pack_expected *list = pack_array(reader, drill->expected_count, sizeof(*list));
    int points = 0;

    for (int i = 0; i < drill->expected_count && !reader->code; i++) {
        const json_t *item = pack_read_item(reader, array, i);

        pack_allow(reader, item, "step minutes points");
        list[i].step = pack_read_id(reader, item, "step");
        list[i].minutes = (int)pack_read_integer(reader, item, "minutes", 0, DRILL_MINUTES);
        list[i].points = (int)pack_read_integer(reader, item, "points", 1, DRILL_POINTS);
        points += list[i].points;
        if (!pack_step(reader->pack->incident, list[i].step, NULL))
            pack_refuse(
                reader, item, "step",
                language_text(reader->language, "手順「%s」は incident.json にありません。"),
                list[i].step);
        for (int j = 0; j < i; j++)
            if (strcmp(list[j].step, list[i].step) == 0)
                pack_refuse(reader, item, "step",
                            language_text(reader->language, "手順「%s」が二度あります。"),
                            list[i].step);
    }
    drill->expected = list;
    if (!reader->code && points != DRILL_POINTS)
        pack_refuse(reader, parent, "expected",
                    language_text(reader->language, "点の合計は %d です。100 にしてください。"),
                    points);
}

static void need_playbook(struct pack_reader *reader, const json_t *item, const char *kind)
{
    const struct pack_incident *flow = reader->pack->incident;

    for (int i = 0; i < flow->playbook_count; i++)
        if (strcmp(flow->playbooks[i].kind, kind) == 0)
            return;
    pack_refuse(reader, item, "kind",
                language_text(reader->language, "種類「%s」は incident.json にありません。"), kind);
}

static void read_drill(struct pack_reader *reader, const json_t *item, struct pack_drill *drill)
{
    pack_allow(reader, item,
               "scenario title_ja title_en situation_ja situation_en report_ja report_en kind "
               "injects expected questions");
    drill->scenario = pack_read_id(reader, item, "scenario");
    drill->title = pack_read_pair(reader, item, "title");
    drill->situation = pack_read_pair(reader, item, "situation");
    drill->report = pack_read_pair(reader, item, "report");
    drill->kind = pack_read_id(reader, item, "kind");
    drill->questions = pack_read_texts(reader, item, "questions", &drill->question_count);
    need_playbook(reader, item, drill->kind);
    read_injects(reader, item, drill);
    read_expected(reader, item, drill);
}

int pack_read_drills(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;

    if (!pack->incident)
        return pack_refuse(
            reader, reader->root, NULL,
            language_text(reader->language, "drills.json には incident.json が要ります。"));
    pack_allow(reader, reader->root, "drills");
    const json_t *array = pack_read_array(reader, reader->root, "drills", &count);
    struct pack_drill *list = pack_array(reader, count, sizeof(*list));
    for (int i = 0; i < count && !reader->code; i++)
        read_drill(reader, pack_read_item(reader, array, i), &list[i]);
    for (int i = 1; i < count && !reader->code; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(list[j].scenario, list[i].scenario) == 0)
                pack_refuse(reader, pack_read_item(reader, array, i), "scenario",
                            language_text(reader->language, "「%s」が二度あります。"),
                            list[i].scenario);
    pack->drills = list;
    pack->drill_count = count;
    return reader->code;
}

const struct pack_drill *pack_drills(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->drill_count;
    return pack->drills;
}

const struct pack_drill *pack_drill(const struct pack *pack, const char *scenario)
{
    for (int i = 0; i < pack->drill_count; i++)
        if (strcmp(pack->drills[i].scenario, scenario) == 0)
            return &pack->drills[i];
    return NULL;
}
