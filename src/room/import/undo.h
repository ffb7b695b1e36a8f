/* Undoing an import. */
#ifndef ROOM_IMPORT_UNDO_H
#define ROOM_IMPORT_UNDO_H

#include <stdint.h>

struct arena;
struct error;
struct import_handler;
struct json;
struct pack;
struct register_scene;
struct store;

/* An import that was applied, as its row tells. */
struct import_run {
    int64_t id, entry;
    const char *kind, *file, *started_at, *system;
    int64_t rows_read, rows_valid, rows_invalid, added, updated, ended;
};

/* In the arena. ERROR_MISSING when there is none of that number. */
int import_read_run(struct store *store, int64_t run_id, struct arena *arena,
                    struct import_run *ret_run, struct error *error);
/* The job that brought it (0: the command line), and when it was undone (NULL: it stands). */
int import_find_upload(struct store *store, int64_t run_id, struct arena *arena,
                       int64_t *ret_job_id, const char **ret_undone_at, struct error *error);
/* Until when it can be undone. */
int64_t import_undo_until_us(const struct pack *pack, const struct import_run *run);

/* Undoes the import through scene->record, which the caller commits, and writes what came of it as
 * one object: "restored", "ended", "left_count" and "left" with the rows that stay as they are and
 * why. ERROR_CONFLICT when it was undone before, ERROR_STALE after undo_hours, ERROR_INPUT for a
 * kind that cannot be. CLAUSE: 2.2, 5.10.4 */
int import_undo(const struct register_scene *scene, const struct import_handler *const *handlers,
                int64_t run_id, struct json *json, struct error *error);

#endif
