/* What the files of the web floor share. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/language.h"
#include "page/machine.h"
#include "people/people.h"
#include "room/city/city.h"
#include "web/session.h"

#include <stdatomic.h>
#include <stdint.h>

struct clocks;
struct error;
struct first_run;
struct http_request;
struct http_response;
struct keeper;
struct list_memory;
struct pack;
struct record_changes;
struct sessions;
struct viewers;
struct wiring;

/* One for the process. Nothing in it changes while it serves but what its parts guard themselves,
 * and that a city is founded once. */
struct web {
    const struct wiring *wiring;
    const char *folder;
    struct arena *arena; /* of the process: the city's texts */
    struct pack *pack;
    struct finding_rules *rules; /* one for all: statements are known by their address */
    struct city city;
    struct keeper *keeper;
    struct sessions *sessions;
    struct record_changes *changes;
    struct visit_machine machine;
    struct clocks *clocks;
    struct http_server *server;
    struct first_run *first_run;
    atomic_bool is_founded;           /* set when pack, city and queue are there for good */
    int64_t started_us, simulated_us; /* 0: no simulated city */
    unsigned served_places;           /* a bit for each main page that there is */
    bool is_secure;
};

/* One for each worker's thread. */
struct web_worker {
    struct web *web;
    struct store *store;
    struct viewers *viewers;
    struct list_memory *lists;
};

/* Who makes the visit, and how that was shown. */
struct web_caller {
    enum { CALLER_NOBODY, CALLER_SESSION, CALLER_TOKEN } kind;
    struct session session; /* of CALLER_SESSION */
    const char *cookie;     /* the session's token */
    int64_t person_id;
    const char *staff_no;
    bool must_change; /* signed in by a temporary password */
};

/* A visit as the web floor sees it. */
struct web_visit {
    struct visit visit;
    struct visit_answer answer;
    struct viewer viewer;
    struct web_worker *worker;
    struct web_caller caller;
    char today[11];
};

/* Opens what a city brings: pack, texts, the writer. */
int web_open_city(struct web *web, struct error *error);
/* A worker of the process; its context is the web. Never fails: its reader is opened when it is
 * first needed, since most workers only stand in for those that wait. */
void *web_open_worker(void *context, struct error *error);
void web_close_worker(void *worker);
/* Starts the worker of long work; and ends it, which waits for the step it is at. */
int web_open_jobs(struct web *web, struct error *error);
void web_close_jobs(struct web *web);
/* Opens the worker's reader when it has none yet. */
int web_ready_worker(struct web_worker *worker, struct error *error);

/* The time of entries: CHIKIRI_NOW for a simulated city. */
int64_t web_now_us(const struct web *web);

/* The web floor's own pages: sign-in, password, language, health. */
extern const struct page web_pages[];

/* Answers one request; of http_service. */
void web_answer(void *worker, const struct http_request *request, struct http_response *response);

/* Whether the caller is who they say: fills visit->caller; ERROR_DENIED (status 401) for a broken
 * token, 0 with CALLER_NOBODY for none at all. */
int web_identify(struct web_visit *visit, struct error *error);
/* Refuses what another site may have made the browser send. */
int web_check_origin(struct web_visit *visit, struct error *error);

/* Notes which of the main pages this program has, before anything is answered. */
void web_find_places(struct web *web);
/* Sends what the handler settled on, or its error. */
void web_send(struct web_visit *visit, struct http_response *response);
void web_send_error(struct web_visit *visit, const struct error *error,
                    struct http_response *response);
/* A page goes elsewhere without having been answered. */
void web_send_elsewhere(struct web_visit *visit, const char *path, struct http_response *response);
/* Fields of every answer. */
void web_add_fields(const struct web *web, struct http_response *response);

/* A path within this server, or "/" for anything that leads elsewhere. */
const char *web_own_path(const char *path);

#endif
