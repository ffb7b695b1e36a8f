/* What a room's page works with: one visit, which is a signed-in request on its way to an answer.
 * The handler builds one model, authorised while it is built; it is shown by the page's template,
 * or written as JSON when the same path was asked under /api/1/. */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "record/record.h"
#include "register/register.h"
#include "template/model.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct finding_rules;
struct http_part;
struct http_request;
struct import_handler;
struct keeper;
struct query;
struct record_queue;
struct visit;

enum { VISIT_PART_LIMIT = 4 };

enum page_flag {
    PAGE_OPEN = 1,         /* needs no sign-in */
    PAGE_LARGE = 2,        /* its body may be a file of up to 64 MiB */
    PAGE_NOT_IN_API = 4,   /* a page for people only */
    PAGE_ONLY_IN_API = 8,  /* JSON only */
    PAGE_ANY_PASSWORD = 16 /* reached while a temporary password is still to be changed */
};

/* A page of a room. Lists of them are plain const tables that src/app wires together; they end with
 * a NULL path. */
struct page {
    const char *method;              /* "GET" (HEAD too), "POST", "PATCH" */
    const char *path;                /* "/assets" or, with a part for any text, "/assets" "/" "*" */
    const struct template *template; /* NULL when the answer is a redirect or a file */
    /* Fills visit->model or settles the answer by visit_redirect(), visit_file(). */
    int (*answer)(struct visit *visit, struct error *error);
    unsigned flags;    /* enum page_flag */
    const char *title; /* Japanese, English by the po file: of the window and in openapi.json */
};

/* A saved change. Runs in the writer's thread with a scene of its own (record set, the visitor's
 * viewer); anything but 0 undoes it alone. */
typedef int visit_change(const struct register_scene *scene, void *context, struct error *error);

struct visit {
    struct register_scene scene; /* reading: record is NULL */
    struct arena *arena;         /* the scene's: of this request */
    struct model *model;         /* the root, empty at first */
    const struct page *page;
    const struct http_request *request;
    const char *parts[VISIT_PART_LIMIT]; /* what stood for each "*" */
    bool wants_json;
    const char *folder;
    int64_t now_us;
    struct record_actor actor;
    const struct import_handler *const *handlers;
    const struct table *const *tables; /* all recorded ones */
    int table_count;
    const struct register_face *const *faces; /* of the registers, NULL-terminated */
    struct finding_rules *rules;
    struct keeper *keeper;       /* passwords are made and checked through it */
    struct list_memory *lists;   /* what this worker remembers of lists */
    struct visit_answer *answer; /* of src/web */
    struct visit_machine *machine;
};

/* The first value called `name` in the query, the form or the JSON body; NULL when there is none.
 * Numbers and truth values of JSON come as text. */
const char *visit_value(struct visit *visit, const char *name);
/* The same as a whole number, `fallback` when it is not there; ERROR_INPUT names it when it is none
 * or lies outside. */
int visit_number(struct visit *visit, const char *name, int64_t least, int64_t most,
                 int64_t fallback, int64_t *ret_number, struct error *error);
/* The same as an ISO date (era years and full width read too); NULL when it is not there. */
int visit_date(struct visit *visit, const char *name, const char **ret_date, struct error *error);
/* Walks all values of the form or JSON body in order (the elements of an array each under its
 * name); begin with *position 0. */
bool visit_next_value(struct visit *visit, int *position, const char **ret_name,
                      const char **ret_value);
/* The file sent under `name`; NULL when there is none. */
const struct http_part *visit_part(struct visit *visit, const char *name);

/* Walks all files sent under `name`; begin with *position 0. NULL at the end. */
const struct http_part *visit_next_part(struct visit *visit, const char *name, int *position);

/* Takes a finished JSON text of ours into the model, under `key`; with KEY_NONE the members of an
 * object become those of `parent`. Names that templates ask for are found by keys.inc. */
void visit_take_json(struct visit *visit, struct model *parent, enum model_key key,
                     const char *text);

/* Carries out a change in the one writer, together with others that wait, and returns when it is
 * durable; what the visit reads afterwards knows of it. A change of a register's row calls
 * finding_touch() itself. */
int visit_write(struct visit *visit, visit_change *change, void *context, struct error *error);
/* Puts long work of that kind in line for the visitor; see job/job.h. `input` is JSON. `after`: the
 * newest job of the subject that was seen, ERROR_CONFLICT when it is not the newest; 0: no matter.
 */
int visit_start_job(struct visit *visit, const char *kind, const char *input, int64_t subject,
                    int64_t after, int64_t *ret_id, struct error *error);
/* Ends a job, whose it is asked by the caller; and how far the one at work is (-1: another). */
int visit_cancel_job(struct visit *visit, int64_t id, struct error *error);
int64_t visit_job_progress(struct visit *visit, int64_t id);
/* What the kind of a job is called, in the visitor's language. */
const char *visit_job_title(struct visit *visit, const char *kind);

/* Notes in the record that class A data is shown by this answer, once a visit; durable before the
 * answer leaves. CLAUSE: 5.7.3 */
void visit_saw_class_a(struct visit *visit, const char *kind, const char *key);
/* ERROR_DENIED with a sentence unless the viewer may; the refusal is recorded by whoever
 * dispatches.
 */
int visit_may(struct visit *visit, const char *action, const char *kind, int64_t section_id,
              int64_t system_id, struct error *error);

/* For a look at the thing that the visitor calls `what`: a refusal (ERROR_DENIED) is answered as if
 * there were no such thing, lest an outsider learns which numbers exist. Where some may be hidden
 * from the viewer (who may not see all of `kind`; NULL: from everybody), one that is not there is
 * recorded as a refused one is, so that both also take as long. Other values of `status` come back
 * as they are. CLAUSE: 5.6.3 */
int visit_hide(struct visit *visit, int status, const char *kind, const char *what,
               struct error *error);

/* Whether there could be a row of the register that the visitor may see: a link to its list leads
 * somewhere. Who belongs to no section sees none of "the own section". CLAUSE: 5.6.3 */
bool visit_may_see(const struct visit *visit, const char *kind);

/* Settles the answer: a page goes to `path` and shows `message` there (NULL: none); the API gets
 * the model as it is, with status 201 when `created`. Texts live in the arena. */
void visit_redirect(struct visit *visit, const char *path, const char *message, bool created);
/* Settles the answer: a file to save or to show, `file` is closed after it. */
void visit_file(struct visit *visit, int file, const char *type, const char *name);
/* Settles the answer: text made in memory, as `type`. */
void visit_text(struct visit *visit, const char *type, const char *text);

/* The HTTP status of the error the handler returns, where its code says too little: 423, 429. */
void visit_set_status(struct visit *visit, int status);
/* For a form that was refused: the page shows the error (error_message, error_field) beside what
 * was typed and the handler goes on to fill the model; returns 0. The API gets the error instead:
 * returns its code. */
int visit_show_error(struct visit *visit, const struct error *error);

/* The version of the row shown: goes out as ETag, and comes back as If-Match. */
void visit_set_tag(struct visit *visit, int64_t entry);
/* ERROR_STALE when the visit brought an If-Match (or a form value "tag") other than `entry`;
 * a PATCH without one is ERROR_INPUT. */
int visit_check_tag(struct visit *visit, int64_t entry, struct error *error);

/* The address of this page asked as now but for `name` (NULL takes it out), from its beginning:
 * what a filter, a head of a column or the next part of a list (name "offset") links to. Encoded,
 * for pages: without /api/1. */
const char *visit_link(const struct visit *visit, const char *name, const char *value);
/* The address `path` with one more value in its query. */
const char *visit_path(const struct visit *visit, const char *path, const char *name,
                       const char *value);
/* An ISO date as people read it: 令和8年4月1日（2026-04-01）, in English as it is; NULL for NULL.
 */
const char *visit_show_day(const struct visit *visit, const char *date);
/* An RFC 3339 time as day and hour in JST; NULL for NULL. */
const char *visit_show_time(const struct visit *visit, const char *time);

/* Runs a reading statement with a parameter :section_id once with null for a viewer who may see all
 * of the register, or once for each own section; `take` sees every row. */
int visit_each_section(struct visit *visit, const char *kind, const char *sql,
                       void (*take)(struct visit *visit, void *context, const struct query *query),
                       void *context, struct error *error);

/* Text in the visitor's language. */
const char *visit_tr(const struct visit *visit, const char *japanese)
    __attribute__((format_arg(2)));

#endif
