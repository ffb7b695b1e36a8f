/* What a handler asks of its visit. */
#include "page/page.h"

#include "base/arena.h"
#include "base/error.h"
#include "http/http.h"
#include "job/job.h"
#include "page/machine.h"
#include "people/people.h"
#include "store/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *find_pair(const struct visit_pair *pairs, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(pairs[i].name, name) == 0)
            return pairs[i].value;
    return NULL;
}

const char *visit_value(struct visit *visit, const char *name)
{
    const struct visit_answer *answer = visit->answer;
    const char *value = find_pair(answer->body, answer->body_count, name);

    return value != NULL ? value : find_pair(answer->query, answer->query_count, name);
}

bool visit_next_value(struct visit *visit, int *position, const char **ret_name,
                      const char **ret_value)
{
    const struct visit_answer *answer = visit->answer;
    bool has_body = answer->body_count > 0;
    const struct visit_pair *pairs = has_body ? answer->body : answer->query;

    if (*position >= (has_body ? answer->body_count : answer->query_count))
        return false;
    *ret_name = pairs[*position].name;
    *ret_value = pairs[*position].value;
    (*position)++;
    return true;
}

const struct http_part *visit_next_part(struct visit *visit, const char *name, int *position)
{
    while (*position < visit->answer->part_count) {
        const struct http_part *part = &visit->answer->parts[(*position)++];
        if (part->file_name != NULL && strcmp(part->name, name) == 0)
            return part;
    }
    return NULL;
}

const struct http_part *visit_part(struct visit *visit, const char *name)
{
    int position = 0;

    return visit_next_part(visit, name, &position);
}

int visit_number(struct visit *visit, const char *name, int64_t least, int64_t most,
                 int64_t fallback, int64_t *ret_number, struct error *error)
{
    const char *text = visit_value(visit, name);
    char *end;

    if (text == NULL || *text == '\0') {
        *ret_number = fallback;
        return 0;
    }
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (*end == '\0' && errno == 0 && number >= least && number <= most) {
        *ret_number = number;
        return 0;
    }
    error_set(error, ERROR_INPUT, "", "「%s」は %lld から %lld までの整数で指定してください。",
              name, (long long)least, (long long)most);
    return error_at(error, name, NULL);
}

int visit_date(struct visit *visit, const char *name, const char **ret_date, struct error *error)
{
    const char *text = visit_value(visit, name);
    char date[DATE_SIZE];

    switch (text != NULL ? date_read(text, false, date) : DATE_EMPTY) {
    case DATE_OK:
        *ret_date = arena_copy(visit->arena, date);
        return 0;
    case DATE_EMPTY:
        *ret_date = NULL;
        return 0;
    default:
        error_set(error, ERROR_INPUT, "",
                  "「%s」は日付として読めません。2026-04-01 や R8.4.1 のように書いてください。",
                  text);
        return error_at(error, name, NULL);
    }
}

int visit_queue(struct visit *visit, const struct record_actor *actor, record_job *job,
                void *context, struct error *error)
{
    http_step_aside(visit->request);
    int result = record_queue_run(visit->machine->queue, actor, job, context, error);
    http_step_back(visit->request);
    return result;
}

struct change_call {
    visit_change *change;
    void *context;
    struct register_scene scene;
};

static int run_change(struct record *record, void *context, struct error *error)
{
    struct change_call *call = context;

    call->scene.record = record;
    call->scene.store = record_store(record);
    return call->change(&call->scene, call->context, error);
}

/* What is read afterwards knows of the change. */
static void leave_snapshot(struct visit *visit)
{
    visit->scene.seats = NULL;
    store_rollback(visit->scene.store);
}

int visit_write(struct visit *visit, visit_change *change, void *context, struct error *error)
{
    leave_snapshot(visit);
    struct change_call call = {change, context, visit->scene};
    int result = visit_queue(visit, &visit->actor, run_change, &call, error);
    struct error ignored = {0};
    int reading = store_begin(visit->scene.store, STORE_READ, result < 0 ? &ignored : error);
    return result < 0 ? result : reading;
}

int visit_start_job(struct visit *visit, const char *kind, const char *input, int64_t subject,
                    int64_t after, int64_t *ret_id, struct error *error)
{
    const struct job_order order = {kind, input, subject, visit->scene.language, after};

    leave_snapshot(visit);
    int result = job_submit(visit->machine->jobs, &visit->actor, &order, ret_id, error);
    struct error ignored = {0};
    int reading = store_begin(visit->scene.store, STORE_READ, result < 0 ? &ignored : error);
    return result < 0 ? result : reading;
}

int visit_cancel_job(struct visit *visit, int64_t id, struct error *error)
{
    leave_snapshot(visit);
    int result = job_cancel(visit->machine->jobs, &visit->actor, id, error);
    struct error ignored = {0};
    int reading = store_begin(visit->scene.store, STORE_READ, result < 0 ? &ignored : error);
    return result < 0 ? result : reading;
}

int64_t visit_job_progress(struct visit *visit, int64_t id)
{
    return job_progress(visit->machine->jobs, id);
}

const char *visit_job_title(struct visit *visit, const char *kind)
{
    const struct job_kind *known = job_kind_of(visit->machine->jobs, kind);

    return known != NULL ? visit_tr(visit, known->title) : kind;
}

void visit_saw_class_a(struct visit *visit, const char *kind, const char *key)
{
    visit->answer->seen_kind = kind;
    visit->answer->seen_key = key;
}

struct note_call {
    enum record_class class;
    struct record_context context;
    struct record_field fields[2];
    int count;
};

static int write_note(struct record *record, void *context, struct error *error)
{
    const struct note_call *call = context;

    return record_note(record, call->class, &call->context, call->fields, call->count, NULL, error);
}

int visit_finish(struct visit *visit, struct error *error)
{
    const struct visit_answer *answer = visit->answer;

    if (answer->seen_kind == NULL)
        return 0;
    struct note_call call = {
        .class = RECORD_VIEW,
        .context = {.action = "view", .key = answer->seen_key, .result = "ok"},
        .fields = {{"register", answer->seen_kind}, {"path", visit->request->path}},
        .count = 2,
    };
    return visit_queue(visit, &visit->actor, write_note, &call, error);
}

void visit_record_refusal(struct visit *visit, const struct error *refusal)
{
    struct error ignored = {.language = refusal->language};
    struct note_call call = {
        .class = RECORD_REFUSAL,
        .context = {.action = visit->request->method,
                    .key = visit->request->path,
                    .result = refusal->text},
    };

    visit_queue(visit, &visit->actor, write_note, &call, &ignored);
}

int visit_may(struct visit *visit, const char *action, const char *kind, int64_t section_id,
              int64_t system_id, struct error *error)
{
    const struct register_scene *scene = &visit->scene;

    if (may(scene->viewer, scene->pack, action, kind, section_id, system_id))
        return 0;
    return may_refuse(scene->viewer, action, kind, error);
}

int visit_hide(struct visit *visit, int status, const char *kind, const char *what,
               struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    bool sees_all = kind != NULL && may_scope(scene->viewer, scene->pack, "view", kind) == 2;

    if (status != ERROR_DENIED && (status != ERROR_MISSING || sees_all))
        return status;
    visit_record_refusal(visit, error);
    *error = (struct error){.language = error->language};
    error_set(error, ERROR_MISSING, "",
              "「%s」はないか、見ることのできないものです。一覧から探してください。", what);
    return error_at(error, "id", NULL);
}

bool visit_may_see(const struct visit *visit, const char *kind)
{
    const struct register_scene *scene = &visit->scene;
    struct may_reach reach;

    may_reach(scene->viewer, scene->pack, "view", kind, scene->arena, &reach);
    return reach.is_all || reach.section_count + reach.system_count > 0;
}

void visit_redirect(struct visit *visit, const char *path, const char *message, bool created)
{
    visit->answer->outcome = OUTCOME_REDIRECT;
    visit->answer->path = path;
    visit->answer->message = message;
    visit->answer->created = created;
}

void visit_file(struct visit *visit, int file, const char *type, const char *name)
{
    visit->answer->outcome = OUTCOME_FILE;
    visit->answer->file = file;
    visit->answer->type = type;
    visit->answer->name = name;
}

void visit_text(struct visit *visit, const char *type, const char *text)
{
    visit->answer->outcome = OUTCOME_TEXT;
    visit->answer->type = type;
    visit->answer->text = text;
}

void visit_set_status(struct visit *visit, int status)
{
    visit->answer->status = status;
}

int visit_show_error(struct visit *visit, const struct error *error)
{
    if (visit->wants_json)
        return error->code;
    if (visit->answer->status == 0)
        visit->answer->status = error_http_status(error->code);
    visit->answer->shows_error = true;
    model_page_text(visit->arena, visit->model, KEY_error_message,
                    arena_copy(visit->arena, error->text));
    model_page_text(visit->arena, visit->model, KEY_error_field,
                    arena_copy(visit->arena, error->field));
    return 0;
}

void visit_set_tag(struct visit *visit, int64_t entry)
{
    visit->answer->tag = entry;
}

int visit_check_tag(struct visit *visit, int64_t entry, struct error *error)
{
    const char *given = http_field(visit->request, "if-match");
    const char *tag = arena_format(visit->arena, "\"%lld\"", (long long)entry);

    if (given == NULL) {
        const char *typed = visit_value(visit, "tag");
        given = typed != NULL ? arena_format(visit->arena, "\"%s\"", typed) : NULL;
    }
    if (given == NULL && strcmp(visit->request->method, "PATCH") != 0)
        return 0;
    if (given == NULL) {
        visit_set_status(visit, 400);
        error_set(error, ERROR_INPUT, "",
                  "変更には If-Match が要ります。先に読んだときの ETag を付けてください。");
        return error_at(error, "If-Match", NULL);
    }
    if (strcmp(given, tag) == 0 || strcmp(given, "*") == 0)
        return 0;
    return error_set(
        error, ERROR_STALE, "",
        "読んだ後に、ほかの人がこの行を変えました。もう一度読んでから変えてください。");
}

const char *visit_tr(const struct visit *visit, const char *japanese)
{
    return language_text(visit->scene.language, japanese);
}
