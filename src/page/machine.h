/* What a visit stands on, for the web floor that makes visits and for the tests that play it. Rooms
 * do not look here. */
#ifndef PAGE_MACHINE_H
#define PAGE_MACHINE_H

#include "page/page.h"
#include "record/queue.h"

struct job_runner;
struct web;

/* What all visits of the process share; nothing in it changes while they run. */
struct visit_machine {
    struct record_queue *queue;
    struct job_runner *jobs;
    struct web *web; /* for the web floor's own pages */
};

enum visit_outcome { OUTCOME_MODEL, OUTCOME_REDIRECT, OUTCOME_FILE, OUTCOME_TEXT };

struct visit_pair {
    const char *name, *value;
};

/* What the visit brought, read once, and how it is to be answered. */
struct visit_answer {
    enum visit_outcome outcome;
    bool created;
    int status; /* of an error that has one of its own (423, 429); 0: that of its code */
    const char *path, *message; /* of a redirect */
    const char *type, *name;    /* of a file or text */
    const char *text;
    int file;
    const char *seen_kind, *seen_key; /* class A data in this answer; NULL: none */
    const char *cookie;               /* a Set-Cookie value, NULL: none */
    int64_t tag;                      /* of the row shown, 0: none */
    bool shows_error;                 /* the page tells an error and what was typed */
    int retry_after_s;                /* with status 429; 0: none */
    struct visit_pair *query, *body;
    int query_count, body_count;
    struct http_part *parts;
    int part_count;
};

/* Runs the job in the writer's queue. While the change becomes durable, another visit has the turn
 * of this one: all that wait are one commit. */
int visit_queue(struct visit *visit, const struct record_actor *actor, record_job *job,
                void *context, struct error *error);
/* Reads the query and the body (a form, one with files, or JSON) into visit->answer. ERROR_INPUT
 * for a body that is none of these. */
int visit_read(struct visit *visit, struct error *error);
/* The pairs of an encoded query or form, in the arena. ERROR_INPUT, ERROR_LIMIT. */
int visit_read_pairs(struct arena *arena, const char *text, struct visit_pair **ret_pairs,
                     int *ret_count, struct error *error);
/* Brings what the visit saw into the record, durable when it returns 0. CLAUSE: 5.7.3 */
int visit_finish(struct visit *visit, struct error *error);
/* Brings a refusal into the record. CLAUSE: 5.7.3 */
void visit_record_refusal(struct visit *visit, const struct error *refusal);

#endif
