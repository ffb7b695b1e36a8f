/* Reading a municipal file into a register: recognise the layout, read row by row, judge, preview,
 * compare with what is held and with the last import, apply in one transaction. */
#ifndef REGISTER_IMPORT_H
#define REGISTER_IMPORT_H

#include "store/table.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct layout;
struct layout_row;
struct record;
struct record_actor;
struct register_problem;
struct register_scene;

/* The id of the error of an import that its progress stopped. */
#define IMPORT_STOPPED "stopped"

enum import_conflict { CONFLICT_REFUSE, CONFLICT_THEIRS, CONFLICT_OURS };

struct import_request {
    const char *kind;
    const char *path;
    const char *file_name;    /* what people call the file; NULL: the path's last part */
    const char *profile_path; /* NULL: recognise */
    bool good_rows_only;
    bool dry_run;
    bool complete;      /* rows of the covered scope that the file lacks end */
    const char *as_of;  /* ISO date or NULL */
    const char *system; /* for kinds per system */
    enum import_conflict conflict;
    /* Called now and then with the rows read so far; false stops the import, which then fails with
     * IMPORT_STOPPED and changes nothing. May be NULL. */
    bool (*progress)(void *context, int rows);
    void *progress_context;
    int sample_limit; /* good rows to keep for a preview */
};

extern const struct table import_run_table;

struct import_rows {
    int read, valid, invalid, skipped;
};

struct import_part_result {
    const char *sheet, *part;
    int header_first, header_last;
    struct import_rows rows;
};

/* A good row as the file has it, for a preview. */
struct import_sample {
    const char *sheet;
    int row, count;
    const char **headings, **texts; /* of the columns that are read */
};

struct import_changes {
    int added, updated, unchanged, ended;
};

struct import_result {
    const char *kind, *file;
    char sha256[65];
    const char *profile; /* "recognised" or the file's name */
    bool applied;
    int64_t import_id; /* 0 when not applied */
    struct import_rows rows;
    struct import_part_result *parts;
    int part_count;
    int added, updated, unchanged, ended;
    struct import_changes planned; /* what would have changed, when it was not applied */
    struct import_sample *samples;
    int sample_count;
    struct register_problem *problems;
    int problem_count;
    const char *system_made; /* name of a system that was not known before, or NULL */
};

struct import;

/* How one KIND is read. Register kinds are read by the library itself; the roster and the transfer
 * list bring their own. */
struct import_handler {
    const char *kind;
    bool needs_roster;
    bool needs_system;
    void *(*open)(struct import *import, struct error *error); /* state in the import's arena */
    /* One data row: judge it, and apply it when it is good. */
    int (*row)(struct import *import, void *state, const struct layout_row *row,
               struct error *error);
    int (*finish)(struct import *import, void *state, struct error *error);
};

/* What handlers may ask. */
const struct register_scene *import_scene(const struct import *import);
const struct import_request *import_request(const struct import *import);
const struct layout *import_layout(const struct import *import);
struct import_result *import_result(struct import *import);
int64_t import_id(const struct import *import);
struct arena *import_arena(struct import *import);     /* lives as long as the import */
struct arena *import_row_arena(struct import *import); /* reset after each row */
/* Reports a problem of the present row; `severity` "error" makes the row invalid. `field` NULL for
 * the whole row. */
void import_problem(struct import *import, const struct layout_row *row, const char *code,
                    const char *severity, const char *key, const char *field);
/* Whether the present row has an error by now. */
bool import_row_is_bad(const struct import *import);
/* The row's place in the file for record entries: "SHEET!12" or "12". In the row arena. */
const char *import_row_place(struct import *import, const struct layout_row *row);

/* Runs the whole import in one transaction of its own on `store` and records it, a refusal as well.
 * A dry run writes to `store` and undoes it: it may stand on a copy of the database.
 * Returns 0 also when rows were refused (see result->applied); negative when the file was refused
 * as a whole: error->id is its F code. Problems and texts of *ret_result live in scene->arena. */
int import_run(const struct register_scene *scene, const char *folder,
               const struct record_actor *actor, int64_t now_us,
               const struct import_handler *const *handlers, const struct import_request *request,
               struct import_result *ret_result, struct error *error);

/* The same within the open transaction of scene->record. When ret_result->applied is false, or it
 * fails, what it wrote is left to the caller to undo, and to record by import_note_refusal(). */
int import_run_within(const struct register_scene *scene,
                      const struct import_handler *const *handlers,
                      const struct import_request *request, struct import_result *ret_result,
                      struct error *error);
/* Brings a refused file into the record: `why` is the code, or "invalid rows". */
int import_note_refusal(struct record *record, const struct import_result *result, const char *why,
                        struct error *error);

#endif
