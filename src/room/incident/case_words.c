#include "room/incident/case_words.h"

#include "page/page.h"

#include <string.h>

const char *case_word(const struct visit *visit, const char *word)
{
    static const struct {
        const char *word, *japanese;
    } words[] = {{"reported", "報告済"},
                 {"evaluating", "判断待ち"},
                 {"declared", "インシデントと判断"},
                 {"responding", "対処中"},
                 {"resolved", "解決済"},
                 {"preventing", "再発防止中"},
                 {"closed", "終結"},
                 {"not_incident", "インシデントではない"},
                 {"merged", "統合済"},
                 {"low", "軽微"},
                 {"middle", "中程度"},
                 {"high", "大きい"},
                 {"serious", "重大"},
                 {"open", "これから"},
                 {"done", "済"},
                 {"owed", "これから"},
                 {"late", "遅れ"},
                 {"none", "まだ"},
                 {"not_needed", "不要"},
                 {"first", "第一報"},
                 {"interim", "経過報告"},
                 {"final", "最終報告"},
                 {"legal", "法令の期限"},
                 {"policy", "基準の期限"},
                 {"internal", "庁内の期限"},
                 {"instruction", "指示"},
                 {"recommendation", "勧告"},
                 {"members", "委員"},
                 {"crisis_manager", "危機管理監"}};

    for (size_t i = 0; word != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, word) == 0)
            return visit_tr(visit, words[i].japanese);
    return word;
}

const char *case_pack_text(const struct visit *visit, struct pack_text text)
{
    return visit->scene.language == LANGUAGE_ENGLISH && text.english != NULL ? text.english
                                                                             : text.japanese;
}

/* What is decided one way or the other, before it is. */
static const char *open_title(const char *step)
{
    static const struct {
        const char *step, *title;
    } titles[] = {{"judge", "インシデントかどうかの判断"},
                  {"decide_body", "関係機関へ報告するかの判断"},
                  {"send_body", "関係機関への報告"},
                  {"notify_persons", "本人への通知の判断"},
                  {"publish", "公表の判断"}};

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i].step, step) == 0)
            return titles[i].title;
    return NULL;
}

const char *case_title(const struct pack_incident *flow, enum language language, const char *step,
                       const char *choice)
{
    const struct pack_step *way = pack_step(flow, step, choice);
    const char *title = choice == NULL ? open_title(step) : NULL;

    if (title != NULL)
        return language_text(language, title);
    if (way == NULL)
        way = pack_step(flow, step, NULL);
    if (way == NULL)
        return step;
    return language == LANGUAGE_ENGLISH && way->title.english != NULL ? way->title.english
                                                                      : way->title.japanese;
}

const char *case_step_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *step, const char *choice)
{
    return case_title(flow, visit->scene.language, step, choice);
}

const char *case_body_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *body)
{
    for (int i = 0; i < flow->body_count && body != NULL; i++)
        if (strcmp(flow->bodies[i].body, body) == 0)
            return case_pack_text(visit, flow->bodies[i].title);
    return body;
}

const char *case_kind_title(const struct visit *visit, const struct pack_incident *flow,
                            const char *kind)
{
    for (int i = 0; i < flow->playbook_count && kind != NULL; i++)
        if (strcmp(flow->playbooks[i].kind, kind) == 0)
            return case_pack_text(visit, flow->playbooks[i].title);
    return kind;
}
