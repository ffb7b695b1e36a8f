#include "room/classification/classification_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "finding/finding.h"
#include "people/people.h"
#include "register/register.h"
#include "room/classification/classification.h"
#include "store/store.h"

#include "room/classification/classification_sql.h"
#include "templates.h"
#include <jansson.h>
#include <string.h>

enum { CLASS_COUNT = 3 };

static const char *in_language(const struct visit *visit, struct pack_text text)
{
    return visit->scene.language == LANGUAGE_ENGLISH ? text.english : text.japanese;
}

static struct model *page_only(struct model *model)
{
    model->flags |= MODEL_PAGE_ONLY;
    return model;
}

static void take_count(struct visit *visit, void *context, const struct query *query)
{
    const char *importance = query_column_text(query, 0);
    int64_t *counts = context;

    (void)visit;
    if (importance != NULL && importance[0] >= 'A' && importance[0] <= 'C')
        counts[importance[0] - 'A'] += query_column_integer(query, 1);
}

/* The class's name in the pack's file, in the reader's language. */
static const char *class_title(const struct visit *visit, const char *importance)
{
    size_t length, i;
    const char *text = pack_file(visit->scene.pack, "classification.json", &length);
    const char *key = visit->scene.language == LANGUAGE_ENGLISH ? "title_en" : "title_ja";
    const char *title = NULL;
    json_error_t problem;
    json_t *item, *root = text != NULL ? json_loadb(text, length, 0, &problem) : NULL;

    must(root != NULL); /* the pack was read from it */
    json_array_foreach(json_object_get(root, "classes"), i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "id")), importance) == 0)
            title = json_string_value(json_object_get(item, key));
    }
    title = title != NULL ? arena_copy(visit->arena, title) : importance;
    json_decref(root);
    return title;
}

/* What makes a thing of that class: the reasons of the questions that lead to it. */
static void add_reasons(struct visit *visit, char importance, struct model *item)
{
    int count;
    const struct pack_question *questions = pack_questions(visit->scene.pack, &count);
    const struct pack_class_rule *rule = pack_class_rule(visit->scene.pack);
    struct model *list = model_array(visit->arena, item, KEY_reasons);

    for (int i = 0; i < count; i++)
        if (questions[i].yes == importance)
            model_text(visit->arena, list, KEY_NONE, in_language(visit, questions[i].reason));
    if (rule->class_by_default == importance)
        model_text(visit->arena, list, KEY_NONE, in_language(visit, rule->reason));
}

static int add_classes(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    bool may_count = may_scope(scene->viewer, scene->pack, "view", "assets") > 0;
    int64_t counts[CLASS_COUNT] = {0};
    int result = may_count ? visit_each_section(visit, "assets", SQL_ASSETS_BY_CLASS, take_count,
                                                counts, error)
                           : 0;

    if (result < 0)
        return result;
    model_text(visit->arena, visit->model, KEY_clause, pack_class_rule(scene->pack)->clause);
    struct model *list = model_array(visit->arena, visit->model, KEY_classes);
    for (int i = 0; i < CLASS_COUNT; i++) {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        const char *importance = arena_format(visit->arena, "%c", 'A' + i);

        model_text(visit->arena, item, KEY_importance, importance);
        model_text(visit->arena, item, KEY_title, class_title(visit, importance));
        add_reasons(visit, (char)('A' + i), item);
        if (may_count)
            model_integer(visit->arena, item, KEY_count, counts[i]);
        model_page_text(visit->arena, item, KEY_url,
                        visit_may_see(visit, "assets")
                            ? visit_path(visit, "/assets", "importance", importance)
                            : NULL);
    }
    return 0;
}

/* The answers that the visit brought, as the questions take them. */
struct given {
    const char **texts;
    int count;
};

static struct given read_given(struct visit *visit)
{
    int count;
    const struct pack_question *questions = pack_questions(visit->scene.pack, &count);
    struct given given = {arena_alloc(visit->arena, ((size_t)count + 1) * sizeof *given.texts), 0};

    for (int i = 0; i < count; i++) {
        const char *answer = visit_value(visit, questions[i].id);
        if (answer != NULL && *answer != '\0')
            given.texts[given.count++] =
                arena_format(visit->arena, "%s=%s", questions[i].id, answer);
    }
    return given;
}

static void add_questions(struct visit *visit)
{
    static const struct {
        enum model_key key;
        const char *word;
    } choices[] = {{KEY_is_yes, "yes"}, {KEY_is_no, "no"}, {KEY_is_unsure, "unsure"}};
    int count;
    const struct pack_question *questions = pack_questions(visit->scene.pack, &count);
    struct model *list = model_array(visit->arena, visit->model, KEY_questions);

    for (int i = 0; i < count; i++) {
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        const char *answer = visit_value(visit, questions[i].id);

        model_text(visit->arena, item, KEY_id, questions[i].id);
        model_text(visit->arena, item, KEY_question, in_language(visit, questions[i].question));
        model_text(visit->arena, item, KEY_help, in_language(visit, questions[i].help));
        model_text(visit->arena, item, KEY_answer, answer);
        page_only(model_integer(visit->arena, item, KEY_number, i + 1));
        for (int j = 0; j < 3; j++)
            page_only(model_bool(visit->arena, item, choices[j].key,
                                 answer != NULL && strcmp(answer, choices[j].word) == 0));
    }
}

/* The member "result": the class and why, or how many questions are still open. */
static void add_result(struct visit *visit, const struct classification *classification)
{
    struct buffer text = {0};
    struct json json;
    int open = 0;

    json_start(&json, &text, NULL);
    classification_write_json(classification, visit->scene.language, &json);
    json_finish(&json);
    visit_take_json(visit, visit->model, KEY_result, buffer_string(&text));
    buffer_done(&text);
    while (classification->open[open] != NULL)
        open++;
    page_only(model_integer(visit->arena, visit->model, KEY_open_count, open));
    if (classification->importance != '\0')
        model_page_text(
            visit->arena, visit->model, KEY_class_title,
            class_title(visit, arena_format(visit->arena, "%c", classification->importance)));
}

static int show(struct visit *visit, const struct classification *classification,
                struct error *error)
{
    const struct register_scene *scene = &visit->scene;

    if (classification != NULL)
        add_result(visit, classification);
    add_questions(visit);
    model_page_text(visit->arena, visit->model, KEY_asset_no, visit_value(visit, "asset_no"));
    page_only(model_bool(visit->arena, visit->model, KEY_may_save,
                         classification != NULL && classification->importance != '\0' &&
                             may_scope(scene->viewer, scene->pack, "edit", "assets") > 0));
    return add_classes(visit, error);
}

static int classification_show(struct visit *visit, struct error *error)
{
    struct given given = read_given(visit);
    struct classification classification;

    if (given.count == 0)
        return show(visit, NULL, error);
    int result = classification_ask(visit->scene.pack, given.texts, given.count, visit->arena,
                                    &classification, error);
    return result == 0 ? show(visit, &classification, error) : result;
}

static const char *answer_word(const struct visit *visit, const char *answer)
{
    return strcmp(answer, "yes") == 0  ? visit_tr(visit, "はい")
           : strcmp(answer, "no") == 0 ? visit_tr(visit, "いいえ")
                                       : visit_tr(visit, "分からない");
}

/* The answers so far, and the addresses that carry them: one answer back, and on to recording. */
static void add_answered(struct visit *visit)
{
    int count;
    const struct pack_question *questions = pack_questions(visit->scene.pack, &count);
    const char *asset_no = visit_value(visit, "asset_no"), *back = NULL;
    const char *here = "/classification/step", *there = "/classification";
    struct model *list = page_only(model_array(visit->arena, visit->model, KEY_answered));

    if (asset_no != NULL && *asset_no != '\0') {
        here = visit_path(visit, here, "asset_no", asset_no);
        there = visit_path(visit, there, "asset_no", asset_no);
    }
    for (int i = 0; i < count; i++) {
        const char *answer = visit_value(visit, questions[i].id);
        if (answer == NULL || *answer == '\0')
            continue;
        struct model *item = model_object(visit->arena, list, KEY_NONE);
        model_text(visit->arena, item, KEY_id, questions[i].id);
        model_text(visit->arena, item, KEY_question, in_language(visit, questions[i].question));
        model_text(visit->arena, item, KEY_answer, answer);
        model_text(visit->arena, item, KEY_answer_word, answer_word(visit, answer));
        back = here;
        here = visit_path(visit, here, questions[i].id, answer);
        there = visit_path(visit, there, questions[i].id, answer);
    }
    model_page_text(visit->arena, visit->model, KEY_back_url, back);
    model_page_text(visit->arena, visit->model, KEY_result_url, there);
    page_only(model_bool(visit->arena, visit->model, KEY_has_answers, back != NULL));
}

static void add_current(struct visit *visit, const struct pack_question *question, int number)
{
    int count;
    struct model *item = page_only(model_object(visit->arena, visit->model, KEY_current));

    pack_questions(visit->scene.pack, &count);
    model_text(visit->arena, item, KEY_id, question->id);
    model_text(visit->arena, item, KEY_question, in_language(visit, question->question));
    model_text(visit->arena, item, KEY_help, in_language(visit, question->help));
    model_integer(visit->arena, item, KEY_number, number);
    model_integer(visit->arena, item, KEY_most, count);
}

/* Table 4 one question at a time, for phones and without a script; what was answered is in the
 * address, so that going back is a link. CLAUSE: 2.1 */
static int step_show(struct visit *visit, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    struct given given = read_given(visit);
    struct classification classification;
    int result = classification_ask(scene->pack, given.texts, given.count, visit->arena,
                                    &classification, error);

    if (result < 0)
        return result;
    if (classification.importance == '\0')
        add_current(visit, classification.open[0], given.count + 1);
    else
        add_result(visit, &classification);
    add_answered(visit);
    model_page_text(visit->arena, visit->model, KEY_asset_no, visit_value(visit, "asset_no"));
    model_page_text(visit->arena, visit->model, KEY_clause, pack_class_rule(scene->pack)->clause);
    page_only(model_bool(visit->arena, visit->model, KEY_may_save,
                         may_scope(scene->viewer, scene->pack, "edit", "assets") > 0));
    return 0;
}

struct save_call {
    const struct register_kind *kind;
    int64_t id;
    const char *assignment, *reason;
    struct finding_rules *rules;
};

static int save_class(const struct register_scene *scene, void *context, struct error *error)
{
    const struct save_call *call = context;
    int result =
        register_set(scene, call->kind, call->id, &call->assignment, 1, call->reason, error);

    return result == 0 ? finding_touch(scene, call->rules, "assets", call->id, error) : result;
}

/* What the record says of why: the answers, and the reasons they gave. */
static const char *reason_text(struct visit *visit, const struct given *given,
                               const struct classification *classification)
{
    struct buffer text = {0};

    buffer_text(&text, "表４の問い:");
    for (int i = 0; i < given->count; i++)
        buffer_format(&text, " %s", given->texts[i]);
    for (int i = 0; i < classification->reason_count; i++)
        if (classification->reasons[i].importance == classification->importance)
            buffer_format(&text, " / %s", classification->reasons[i].text.japanese);
    const char *reason = arena_copy(visit->arena, buffer_string(&text));
    buffer_done(&text);
    return reason;
}

/* The asset of that number; one that the viewer may not edit is not told from one that is not
 * there. CLAUSE: 5.6.3 */
static int find_asset(struct visit *visit, const struct register_kind *kind, const char *asset_no,
                      int64_t *ret_id, struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t id;
    int result = register_find_key(&visit->scene, kind, asset_no, &id, error);

    if (result == 0)
        result = table_get(visit->scene.store, kind->table, id, visit->arena, values, NULL, error);
    if (result == 0)
        result =
            visit_may(visit, "edit", kind->kind,
                      values[register_common(kind->table, COMMON_section_id)].integer, 0, error);
    if (result == 0)
        *ret_id = id;
    return visit_hide(visit, result, kind->kind, asset_no, error);
}

/* CLAUSE: 2.1, 5.6.3 */
static int save(struct visit *visit, const struct given *given,
                const struct classification *classification, struct error *error)
{
    const char *asset_no = visit_value(visit, "asset_no");
    struct save_call call = {
        .kind = register_find_kind(visit->scene.kinds, "assets", NULL),
        .assignment = arena_format(visit->arena, "importance=%c", classification->importance),
        .reason = reason_text(visit, given, classification),
        .rules = visit->rules,
    };

    if (classification->importance == '\0')
        return error_set(error, ERROR_INPUT, "",
                         "まだ決まりません。残りの問いに答えてから保存してください。");
    if (asset_no == NULL || text_is_blank(asset_no)) {
        error_set(error, ERROR_INPUT, "", "資産番号を入力してください。");
        return error_at(error, "asset_no", "2.1");
    }
    int result = find_asset(visit, call.kind, asset_no, &call.id, error);
    if (result == 0)
        result = visit_write(visit, save_class, &call, error);
    if (result == 0)
        visit_redirect(visit, arena_format(visit->arena, "/assets/%lld", (long long)call.id),
                       visit_tr(visit, "重要度と、その理由を記録しました。"), false);
    return result;
}

static int classification_post(struct visit *visit, struct error *error)
{
    struct given given = read_given(visit);
    struct classification classification;
    int result = may_scope(visit->scene.viewer, visit->scene.pack, "edit", "assets") > 0
                     ? 0
                     : may_refuse(visit->scene.viewer, "edit", "assets", error);

    if (result == 0)
        result = classification_ask(visit->scene.pack, given.texts, given.count, visit->arena,
                                    &classification, error);
    if (result < 0)
        return result;
    result = save(visit, &given, &classification, error);
    if (result == ERROR_INPUT || result == ERROR_MISSING) {
        result = visit_show_error(visit, error);
        return result == 0 ? show(visit, &classification, error) : result;
    }
    return result == 0 ? show(visit, &classification, error) : result;
}

const struct page classification_pages[] = {
    {"GET", "/classification", &template_classification, classification_show, 0, "重要度の分類"},
    {"POST", "/classification", &template_classification, classification_post, 0, "重要度の分類"},
    {"GET", "/classification/step", &template_classification_step, step_show, PAGE_NOT_IN_API,
     "重要度の分類"},
    {.path = NULL},
};
