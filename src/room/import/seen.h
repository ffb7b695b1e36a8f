/* One import as its pages see it: the upload with what followed, or a run of the command line. */
#ifndef ROOM_IMPORT_SEEN_H
#define ROOM_IMPORT_SEEN_H

#include "job/job.h"
#include "room/import/order.h"
#include "room/import/undo.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct visit;

struct import_seen {
    int64_t id;            /* of the first job; 0 for a run of the command line */
    struct job_row root;   /* that job */
    struct job_row look;   /* the newest preview, or the import in earnest that was its own */
    struct job_row latest; /* the newest job of all, whatever it does */
    struct job_row applied, undone; /* id 0: none */
    struct import_order order;      /* of `look` */
    const char *kind;               /* NULL while it is not known */
    const char *file, *owner;
    bool is_in; /* applied: */
    struct import_run run;
    const char *undone_at;
    const char *state; /* reading ready refused applying applied undoing undone failed cancelled */
};

/* The import that the path's first part names: a job's number, or "run-" and a run's. ERROR_DENIED
 * unless it is the visitor's own, or the visitor may import files of that kind for everybody. */
int import_find_seen(struct visit *visit, struct import_seen *ret_seen, struct error *error);
/* Looks at the upload of that job, whoever's it is. */
int import_look_at(struct visit *visit, const struct job_row *root, struct import_seen *ret_seen,
                   struct error *error);
/* What a state is called; and the class of its look. */
const char *import_state_title(struct visit *visit, const char *state);
const char *import_state_look(const char *state);
/* "/imports/12" or "/imports/run-3". In the arena. */
const char *import_path(struct visit *visit, const struct import_seen *seen);
/* Who acted in the import's entry; NULL when its payload was erased. */
int import_actor(struct visit *visit, int64_t entry, const char **ret_staff_no,
                 const char **ret_name, struct error *error);

#endif
