#include "room/incident/document.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "people/people.h"
#include "record/record.h"
#include "room/incident/act.h"
#include "room/incident/file.h"
#include "store/column_table.h"

#include "room/incident/incident_sql.h"
#include <string.h>

static const struct column incident_document_columns[] = {
#define COLUMN COLUMN_ROW
#include "room/incident/incident_document.def"
#undef COLUMN
};

const struct table incident_document_table = {56, "incident_document", incident_document_columns,
                                              DOCUMENT_COLUMNS};

int document_list(const struct incident_case *held, struct incident_document **ret_list,
                  int *ret_count, struct error *error)
{
    int64_t *ids = NULL;
    int count = 0;
    int result = case_read_ids(held, SQL_INCIDENT_DOCUMENTS, &ids, &count, error);
    struct incident_document *list =
        arena_alloc(held->scene->arena, ((size_t)count + 1) * sizeof *list);

    for (int i = 0; i < count && result == 0; i++)
        result = table_get(held->scene->store, &incident_document_table, ids[i], held->scene->arena,
                           list[i].values, NULL, error);
    *ret_list = list;
    *ret_count = count;
    return result;
}

const struct incident_document *document_numbered(const struct incident_document *list, int count,
                                                  const char *number)
{
    int64_t wanted = 0;

    for (const char *at = number; *at; at++) {
        if (*at < '0' || *at > '9' || wanted > INT32_MAX)
            return NULL;
        wanted = wanted * 10 + (*at - '0');
    }
    for (int i = 0; i < count; i++)
        if (list[i].values[DOCUMENT_number].integer == wanted)
            return &list[i];
    return NULL;
}

const struct incident_step *document_sent_by(const struct incident_case *held,
                                             const struct incident_document *document)
{
    for (int i = 0; i < held->step_count; i++)
        if (value_equal(&held->steps[i].values[STEP_document], &document->values[DOCUMENT_number]))
            return &held->steps[i];
    return NULL;
}

bool document_is_same(const struct incident_document *left, const struct incident_document *right)
{
    return value_equal(&left->values[DOCUMENT_kind], &right->values[DOCUMENT_kind]) &&
           value_equal(&left->values[DOCUMENT_body], &right->values[DOCUMENT_body]) &&
           value_equal(&left->values[DOCUMENT_report], &right->values[DOCUMENT_report]);
}

bool document_may_write(struct incident_case *held, const struct pack_document *kind)
{
    const struct viewer *viewer = held->scene->viewer;
    const struct pack_incident *flow = held->flow;

    if (viewer->is_console || viewer_holds(viewer, "csirt_head", 0) ||
        viewer_holds(viewer, "incident_handler", 0) || viewer_holds(viewer, "csirt_member", 0))
        return true;
    for (int i = 0; i < flow->step_count && kind->step; i++)
        if (strcmp(flow->steps[i].step, kind->step) == 0 && case_may(held, &flow->steps[i], NULL))
            return true;
    return false;
}

/* What is hashed: all that the paper says, in the order of the paper. */
static const char *write_content(const struct incident_case *held,
                                 const struct document_draft *draft, const struct value *values,
                                 struct buffer *text)
{
    enum language language = held->scene->language;
    struct json json;

    json_start(&json, text, NULL);
    json_object_start(&json);
    json_text_at(&json, "case", held->no);
    json_integer_at(&json, "number", values[DOCUMENT_number].integer);
    json_integer_at(&json, "version", values[DOCUMENT_version].integer);
    json_text_at(&json, "made_at", values[DOCUMENT_at].text);
    json_text_at(&json, "title", draft->title);
    json_text_at(&json, "to", draft->to);
    json_text_at(&json, "from", draft->from);
    json_key(&json, "fields");
    json_array_start(&json);
    for (int i = 0; i < draft->kind->field_count; i++) {
        const struct pack_document_field *field = &draft->kind->fields[i];

        json_object_start(&json);
        json_text_at(&json, "field", field->field);
        json_text_at(&json, "label",
                     language == LANGUAGE_ENGLISH ? field->label.english : field->label.japanese);
        json_text_at(&json, "text", draft->texts[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
    return arena_copy(held->scene->arena, buffer_string(text));
}

/* The number and version that come next; ERROR_STALE when somebody else was first. */
static int number_version(const struct incident_case *held, const struct document_draft *draft,
                          struct incident_document *document, struct error *error)
{
    struct incident_document *list;
    int64_t versions = 0, newest = 0;
    int count;
    int result = document_list(held, &list, &count, error);

    if (result < 0)
        return result;
    for (int i = 0; i < count; i++)
        if (document_is_same(&list[i], document)) {
            newest = list[i].values[DOCUMENT_number].integer;
            versions++;
        }
    if (draft->based_on && draft->based_on != newest) {
        error_set(error, ERROR_STALE, "",
                  "ほかの人が先に新しい版（文書 %lld）を保存しています。開き直して、そちらを直して"
                  "ください。",
                  (long long)newest);
        return error_at(error, "number", draft->kind->clause);
    }
    document->values[DOCUMENT_number] =
        value_integer(count ? list[count - 1].values[DOCUMENT_number].integer + 1 : 1);
    document->values[DOCUMENT_version] = value_integer(versions + 1);
    return 0;
}

int document_put(struct incident_case *held, const struct document_draft *draft,
                 int64_t *ret_number, struct error *error)
{
    struct arena *arena = held->scene->arena;
    const struct viewer *viewer = held->scene->viewer;
    struct incident_document document = {
        .values = {[DOCUMENT_incident_id] = value_integer(held->id),
                   [DOCUMENT_kind] = value_text(draft->kind->document),
                   [DOCUMENT_body] = value_text(draft->body),
                   [DOCUMENT_report] = value_text(draft->report),
                   [DOCUMENT_title] = value_text(draft->title),
                   [DOCUMENT_staff_no] = value_text(viewer->staff_no),
                   [DOCUMENT_name] = value_text(viewer->name),
                   [DOCUMENT_post] = value_text(viewer->post),
                   [DOCUMENT_at] = value_text(duty_time(arena, held->duty.now_us))}};
    const struct record_context context = {
        .action = "incident document", .key = held->no, .result = "ok"};
    struct buffer text = {0};
    int result = number_version(held, draft, &document, error);

    if (result < 0)
        return result;
    document.values[DOCUMENT_content] =
        value_text(write_content(held, draft, document.values, &text));
    document.values[DOCUMENT_sha256] = value_text(file_hash(arena, &text));
    buffer_done(&text);
    *ret_number = document.values[DOCUMENT_number].integer;
    return record_put(held->scene->record, &incident_document_table, 0, document.values, &context,
                      NULL, NULL, error);
}

static bool is_text(const struct value *value, const char *text)
{
    return value->kind == VALUE_TEXT ? text && strcmp(value->text, text) == 0 : !text;
}

/* Whether the step, as it is being taken, is what the document is made for. */
static bool is_for_step(const struct act *act, const struct incident_document *document)
{
    const struct value *values = document->values;
    const struct pack_document *kind =
        pack_document(act->held->scene->pack, values[DOCUMENT_kind].text);
    bool is_report = act->body != NULL;

    return kind && kind->step && strcmp(kind->step, act->way->step) == 0 &&
           is_text(&values[DOCUMENT_body], act->body) &&
           is_text(&values[DOCUMENT_report], is_report ? act->way->choice : NULL);
}

/* CLAUSE: 10.1.2 */
int document_name(struct act *act, struct error *error)
{
    const char *given = act_field(act, "document");
    struct incident_document *list;
    int count;

    if (!given)
        return 0;
    int result = document_list(act->held, &list, &count, error);
    if (result < 0)
        return result;
    const struct incident_document *document = document_numbered(list, count, given);
    if (!document || !is_for_step(act, document)) {
        error_set(error, ERROR_INPUT, "",
                  "文書 %s はこの手順で送るものではありません。相手と報告の合う文書を選んで"
                  "ください。",
                  given);
        return error_at(error, "document", act->way->clause);
    }
    act->step[STEP_document] = document->values[DOCUMENT_number];
    act->step[STEP_document_sha256] = document->values[DOCUMENT_sha256];
    return 0;
}
