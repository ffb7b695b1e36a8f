#include "room/incident/document_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "people/people.h"
#include "room/city/city.h"
#include "room/incident/case_model.h"
#include "room/incident/document.h"
#include "room/incident/document_file.h"
#include "room/incident/document_text.h"
#include "templates.h"

#include <string.h>

/* One visit to the documents of a case. */
struct papers {
    struct visit *visit;
    struct incident_case held;
    struct incident_document *list;
    int count;
};

static int load(struct papers *papers, struct visit *visit, struct error *error)
{
    papers->visit = visit;
    int status = case_load_seen(visit, &papers->held, error);

    if (status == 0 && pack_incident(visit->scene.pack) != NULL)
        status = document_list(&papers->held, &papers->list, &papers->count, error);
    return status;
}

static const char *address(const struct papers *papers, const struct incident_document *document,
                           const char *ending)
{
    struct arena *arena = papers->visit->arena;

    if (document == NULL)
        return arena_format(arena, "/incidents/%s/documents", papers->held.no);
    return arena_format(arena, "/incidents/%s/documents/%lld%s", papers->held.no,
                        (long long)document->values[DOCUMENT_number].integer, ending);
}

/* What the API tells of a version, and how a page shows it. */
static void put_version(const struct papers *papers, struct model *item,
                        const struct incident_document *document)
{
    static const struct {
        enum model_key key;
        enum incident_document_column column;
    } texts[] = {{KEY_kind, DOCUMENT_kind},     {KEY_body, DOCUMENT_body},
                 {KEY_report, DOCUMENT_report}, {KEY_sha256, DOCUMENT_sha256},
                 {KEY_by, DOCUMENT_staff_no},   {KEY_name, DOCUMENT_name},
                 {KEY_post, DOCUMENT_post},     {KEY_at, DOCUMENT_at}};
    struct visit *visit = papers->visit;
    const struct incident_step *sent = document_sent_by(&papers->held, document);
    const struct value *sent_values = sent != NULL ? sent->values : NULL;
    const char *sent_at = sent != NULL ? sent_values[STEP_at].text : NULL;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        model_text(visit->arena, item, texts[i].key, document->values[texts[i].column].text);
    case_member(item, KEY_at)->shown = visit_show_time(visit, document->values[DOCUMENT_at].text);
    case_member(item, KEY_body)->shown =
        case_body_title(visit, papers->held.flow, document->values[DOCUMENT_body].text);
    model_text(visit->arena, item, KEY_sent_step,
               sent != NULL ? sent_values[STEP_step].text : NULL);
    model_text(visit->arena, item, KEY_sent_at, sent_at)->shown = visit_show_time(visit, sent_at);
    model_page_text(visit->arena, item, KEY_url, address(papers, document, ""));
}

static void put_kind(const struct papers *papers, struct model *offers,
                     const struct pack_document *kind)
{
    struct visit *visit = papers->visit;
    struct model *offer = model_object(visit->arena, offers, KEY_NONE);

    model_text(visit->arena, offer, KEY_kind, kind->document);
    model_text(visit->arena, offer, KEY_label, case_pack_text(visit, kind->title));
}

/* The bodies that are told, or might be, each with its three reports. */
static void put_reports(const struct papers *papers)
{
    static const char *const reports[] = {"first", "interim", "final"};
    struct visit *visit = papers->visit;
    const struct incident_case *held = &papers->held;
    struct model *bodies = model_array(visit->arena, visit->model, KEY_bodies);
    struct model *choices = model_array(visit->arena, visit->model, KEY_reports);

    bodies->flags |= MODEL_PAGE_ONLY;
    choices->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < held->obligation_count; i++) {
        const struct obligation *each = &held->obligations[i];
        const char *body = obligation_text(each, OBLIGATION_body);

        if (case_is_current(held, each) && obligation_is(each, "decide_body") &&
            strcmp(obligation_text(each, OBLIGATION_state), "not_needed") != 0)
            case_add_choice(visit, bodies, body, case_body_title(visit, held->flow, body), NULL);
    }
    model_bool(visit->arena, visit->model, KEY_has_items, bodies->first != NULL)->flags |=
        MODEL_PAGE_ONLY;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        case_add_choice(visit, choices, reports[i], case_word(visit, reports[i]), NULL);
}

/* What the visitor may have written from the case. */
static void put_offers(struct papers *papers)
{
    struct visit *visit = papers->visit;
    struct model *offers = model_array(visit->arena, visit->model, KEY_offers);
    bool may_report = false;
    int count;
    const struct pack_document *kinds = pack_documents(visit->scene.pack, &count);

    offers->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < count; i++) {
        bool is_report = kinds[i].step != NULL && strcmp(kinds[i].step, "send_body") == 0;

        if (!document_may_write(&papers->held, &kinds[i]))
            continue;
        may_report |= is_report;
        if (!is_report)
            put_kind(papers, offers, &kinds[i]);
    }
    if (may_report)
        put_reports(papers);
}

static int show_list(struct papers *papers)
{
    struct visit *visit = papers->visit;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);

    for (int i = papers->count - 1; i >= 0; i--) {
        struct model *item = model_object(visit->arena, items, KEY_NONE);
        const struct value *values = papers->list[i].values;

        model_integer(visit->arena, item, KEY_number, values[DOCUMENT_number].integer);
        model_integer(visit->arena, item, KEY_version, values[DOCUMENT_version].integer);
        model_text(visit->arena, item, KEY_title, values[DOCUMENT_title].text);
        put_version(papers, item, &papers->list[i]);
    }
    model_integer(visit->arena, visit->model, KEY_total, papers->count);
    model_null(visit->arena, visit->model, KEY_next);
    model_page_text(visit->arena, visit->model, KEY_id, papers->held.no);
    model_page_text(visit->arena, visit->model, KEY_url, address(papers, NULL, ""));
    put_offers(papers);
    return 0;
}

static int list_show(struct visit *visit, struct error *error)
{
    struct papers papers = {0};
    int status = load(&papers, visit, error);

    return status == 0 ? show_list(&papers) : status;
}

static const struct incident_document *newest_of(const struct papers *papers,
                                                 const struct incident_document *document)
{
    for (int i = papers->count - 1; i >= 0; i--)
        if (document_is_same(&papers->list[i], document))
            return &papers->list[i];
    return document;
}

/* Where the version is sent from: the step's form with what the document says filled in. */
static const char *send_address(struct papers *papers, const struct incident_document *document,
                                const struct pack_document *kind)
{
    struct visit *visit = papers->visit;
    const struct step_rule *rule = NULL;
    const char *body = document->values[DOCUMENT_body].text;
    const char *report = document->values[DOCUMENT_report].text;

    for (int i = 0; i < step_rule_count && kind->step != NULL; i++)
        if (strcmp(step_rules[i].step, kind->step) == 0)
            rule = &step_rules[i];
    if (rule == NULL || !step_is_open(&papers->held, rule))
        return NULL;
    const char *path = arena_format(visit->arena, "/incidents/%s", papers->held.no);
    path = visit_path(visit, path, "step", rule->step);
    if (body != NULL)
        path = visit_path(visit, path, "body", body);
    if (rule->choice != NULL)
        path = visit_path(visit, path, rule->choice, report != NULL ? report : "done");
    path = visit_path(
        visit, path, "document",
        arena_format(visit->arena, "%lld", (long long)document->values[DOCUMENT_number].integer));
    return arena_format(visit->arena, "%s#step-%s", path, rule->step);
}

/* What was typed and refused stands in the form again. */
static void put_typed(struct visit *visit, struct model *fields)
{
    struct model *field = fields->first;
    const char *name, *value;
    int position = 0;

    for (; field != NULL; field = field->next)
        model_page_text(visit->arena, field, KEY_value, case_member(field, KEY_text)->text);
    for (field = fields->first; field != NULL && visit_next_value(visit, &position, &name, &value);)
        if (strcmp(name, "texts") == 0) {
            case_member(field, KEY_value)->text = value;
            field = field->next;
        }
}

static void put_acts(struct papers *papers, const struct incident_document *document)
{
    struct visit *visit = papers->visit;
    const struct incident_document *newest = newest_of(papers, document);
    const struct pack_document *kind =
        pack_document(visit->scene.pack, document->values[DOCUMENT_kind].text);
    bool may_write = kind != NULL && document_may_write(&papers->held, kind);
    bool is_sent = document_sent_by(&papers->held, document) != NULL;

    model_page_text(visit->arena, visit->model, KEY_newest_url,
                    newest != document ? address(papers, newest, "") : NULL);
    model_bool(visit->arena, visit->model, KEY_may_edit, may_write && newest == document)->flags |=
        MODEL_PAGE_ONLY;
    model_page_text(visit->arena, visit->model, KEY_send_url,
                    kind != NULL && !is_sent ? send_address(papers, document, kind) : NULL);
    model_page_text(visit->arena, visit->model, KEY_list_url, address(papers, NULL, ""));
    model_page_text(visit->arena, visit->model, KEY_file_url, address(papers, document, "/file"));
    model_bool(visit->arena, visit->model, KEY_is_drill,
               case_number(&papers->held, INCIDENT_is_drill) == 1)
        ->flags |= MODEL_PAGE_ONLY;
}

/* The content as it was hashed goes out beside what is read of it. */
static void show_version(struct papers *papers, const struct incident_document *document)
{
    struct visit *visit = papers->visit;
    const char *content = document->values[DOCUMENT_content].text;

    visit_take_json(visit, visit->model, KEY_NONE, content);
    put_version(papers, visit->model, document);
    model_text(visit->arena, visit->model, KEY_content, content);
    put_typed(visit, case_member(visit->model, KEY_fields));
    put_acts(papers, document);
}

static int load_version(struct visit *visit, struct papers *papers,
                        const struct incident_document **ret_document, struct error *error)
{
    const char *number = visit->parts[1];
    int status = load(papers, visit, error);

    if (status < 0)
        return status;
    *ret_document = document_numbered(papers->list, papers->count, number);
    if (*ret_document != NULL)
        return 0;
    error_set(error, ERROR_MISSING, "", "文書 %s はありません。一覧から選び直してください。",
              number);
    return error_at(error, "number", "10.1.2");
}

static int version_show(struct visit *visit, struct error *error)
{
    const struct incident_document *document = NULL;
    struct papers papers = {0};
    int status = load_version(visit, &papers, &document, error);

    if (status == 0)
        show_version(&papers, document);
    return status;
}

static int file_show(struct visit *visit, struct error *error)
{
    const struct incident_document *document = NULL;
    struct papers papers = {0};
    int status = load_version(visit, &papers, &document, error);

    if (status < 0)
        return status;
    visit_take_json(visit, visit->model, KEY_NONE, document->values[DOCUMENT_content].text);
    return document_send_file(visit, &papers.held, document, error);
}

struct document_call {
    struct document_draft draft;
    const char *no;
    int64_t now_us, number;
};

static int write_document(const struct register_scene *scene, void *context, struct error *error)
{
    struct document_call *call = context;
    struct incident_case held;
    int status = case_load(scene, call->now_us, call->no, &held, error);

    return status == 0 ? document_put(&held, &call->draft, &call->number, error) : status;
}

/* Which document is meant: by its name, or by the body that it reports to. */
static int find_kind(struct papers *papers, struct document_draft *draft, struct error *error)
{
    struct visit *visit = papers->visit;
    const char *name = visit_value(visit, "kind"), *body = visit_value(visit, "body");
    int count;
    const struct pack_document *kinds = pack_documents(visit->scene.pack, &count);

    for (int i = 0; i < count && draft->kind == NULL; i++) {
        bool is_report = kinds[i].step != NULL && strcmp(kinds[i].step, "send_body") == 0;

        if (name != NULL && *name != '\0' ? strcmp(kinds[i].document, name) == 0
                                          : is_report && body != NULL)
            if (!is_report ||
                (body != NULL && pack_document_is_for(visit->scene.pack, &kinds[i], body)))
                draft->kind = &kinds[i];
    }
    if (draft->kind != NULL)
        return 0;
    if (count == 0)
        return error_set(
            error, ERROR_CONFLICT, "",
            "この団体の方針パックには documents.json がありません。新しいパックに替えて"
            "ください。");
    error_set(error, ERROR_INPUT, "",
              "作る文書を kind で、関係機関への報告なら相手を body で選んでください。");
    return error_at(error, "kind", "10.1.2");
}

/* CLAUSE: 10.1.2 */
static int read_report(struct papers *papers, struct document_draft *draft, struct error *error)
{
    struct visit *visit = papers->visit;
    const char *report = visit_value(visit, "report");

    if (draft->kind->step == NULL || strcmp(draft->kind->step, "send_body") != 0)
        return 0;
    draft->body = visit_value(visit, "body");
    if (case_find(&papers->held, "decide_body", 0, draft->body) == NULL) {
        error_set(error, ERROR_INPUT, "",
                  "「%s」は、この案件で報告するかを決める関係機関ではありません。", draft->body);
        return error_at(error, "body", "10.1.2");
    }
    if (report == NULL || (strcmp(report, "first") != 0 && strcmp(report, "interim") != 0 &&
                           strcmp(report, "final") != 0)) {
        error_set(error, ERROR_INPUT, "", "report は first、interim、final のどれかです。");
        return error_at(error, "report", "10.1.2");
    }
    draft->report = report;
    return 0;
}

/* What the case says under each heading. */
static void propose_texts(struct papers *papers, struct document_draft *draft)
{
    struct visit *visit = papers->visit;
    int count = draft->kind->field_count;
    const char **texts = arena_alloc(visit->arena, (size_t)count * sizeof *texts);

    for (int i = 0; i < count; i++)
        texts[i] = document_propose(visit, &papers->held, draft->kind->fields[i].from, draft->from);
    draft->texts = texts;
}

/* What was typed, one text a heading, in their order. */
static int read_texts(struct visit *visit, struct document_draft *draft, struct error *error)
{
    int wanted = draft->kind->field_count, given = 0, position = 0;
    const char **texts = arena_alloc(visit->arena, (size_t)wanted * sizeof *texts);
    const char *name, *value;

    while (visit_next_value(visit, &position, &name, &value))
        if (strcmp(name, "texts") == 0 && given++ < wanted)
            texts[given - 1] = value;
    draft->texts = texts;
    if (given == wanted)
        return 0;
    error_set(error, ERROR_INPUT, "", "texts には、この文書の欄の数（%d）だけ書いてください。",
              wanted);
    return error_at(error, "texts", "10.1.2");
}

/* Title, addressee and sender, in the visitor's language. */
static int fill_head(struct papers *papers, struct document_draft *draft, struct error *error)
{
    struct visit *visit = papers->visit;
    struct city city;
    int status = city_read(visit->scene.store, visit->arena, &city, error);

    if (status == 0 && !document_may_write(&papers->held, draft->kind))
        return error_set(error, ERROR_DENIED, "",
                         "この文書を書けるのは、ＣＳＩＲＴと、それを送る手順の人です。");
    if (status < 0)
        return status;
    draft->from = city.name;
    draft->to = draft->body != NULL
                    ? arena_format(visit->arena, visit_tr(visit, "%s 御中"),
                                   case_body_title(visit, papers->held.flow, draft->body))
                    : case_pack_text(visit, draft->kind->to);
    draft->title = case_pack_text(visit, draft->kind->title);
    if (draft->report != NULL)
        draft->title = arena_format(visit->arena, visit_tr(visit, "%s（%s）"), draft->title,
                                    case_word(visit, draft->report));
    return 0;
}

static int save(struct papers *papers, const struct document_draft *draft, struct error *error)
{
    struct visit *visit = papers->visit;
    struct document_call call = {.draft = *draft, .no = papers->held.no, .now_us = visit->now_us};
    int status = visit_write(visit, write_document, &call, error);

    if (status == 0)
        status = document_list(&papers->held, &papers->list, &papers->count, error);
    if (status < 0)
        return status;
    const struct incident_document *written = document_numbered(
        papers->list, papers->count, arena_format(visit->arena, "%lld", (long long)call.number));
    if (visit->wants_json)
        show_version(papers, written);
    visit_redirect(visit, address(papers, written, ""),
                   visit_tr(visit, "文書を保存しました。送るまでは何度でも直せます。"), true);
    return 0;
}

/* A document made anew from the case. CLAUSE: 1.4.3, 1.4.6, 10.1.2 */
static int document_post(struct visit *visit, struct error *error)
{
    struct document_draft draft = {0};
    struct papers papers = {0};
    int status = load(&papers, visit, error);

    if (status < 0)
        return status;
    status = find_kind(&papers, &draft, error);
    if (status == 0)
        status = read_report(&papers, &draft, error);
    if (status == 0)
        status = fill_head(&papers, &draft, error);
    if (status == 0) {
        propose_texts(&papers, &draft);
        status = save(&papers, &draft, error);
    }
    if ((status == ERROR_INPUT || status == ERROR_CONFLICT) &&
        (status = visit_show_error(visit, error)) == 0)
        return show_list(&papers);
    return status;
}

/* The next version of the document: what stood stays as it was. */
static int version_post(struct visit *visit, struct error *error)
{
    const struct incident_document *document = NULL;
    struct papers papers = {0};
    int status = load_version(visit, &papers, &document, error);

    if (status < 0)
        return status;
    struct document_draft draft = {
        .kind = pack_document(visit->scene.pack, document->values[DOCUMENT_kind].text),
        .body = document->values[DOCUMENT_body].text,
        .report = document->values[DOCUMENT_report].text,
        .based_on = document->values[DOCUMENT_number].integer};
    if (draft.kind == NULL)
        return error_set(error, ERROR_CONFLICT, "",
                         "この種類の文書は、いまの方針パックにありません。新しく作ってください。");
    status = fill_head(&papers, &draft, error);
    if (status == 0)
        status = read_texts(visit, &draft, error);
    if (status == 0)
        status = save(&papers, &draft, error);
    if ((status == ERROR_INPUT || status == ERROR_STALE) &&
        (status = visit_show_error(visit, error)) == 0)
        show_version(&papers, document);
    return status;
}

const struct page document_pages[] = {
    {"GET", "/incidents/*/documents", &template_incident_documents, list_show, 0, "案件の文書"},
    {"POST", "/incidents/*/documents", &template_incident_documents, document_post, 0,
     "案件の文書"},
    {"GET", "/incidents/*/documents/*", &template_incident_document, version_show, 0, "案件の文書"},
    {"POST", "/incidents/*/documents/*", &template_incident_document, version_post, 0,
     "案件の文書"},
    {"GET", "/incidents/*/documents/*/file", NULL, file_show, 0, "案件の文書"},
    {.path = NULL},
};
