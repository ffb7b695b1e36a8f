/* Changes of one row as they are carried out by the writer. Of this floor's files only. */
#ifndef PAGE_REGISTER_CHANGE_H
#define PAGE_REGISTER_CHANGE_H

#include <stdint.h>

struct error;
struct finding_rules;
struct register_face;
struct register_scene;
struct visit;

/* One row to write, and what came of it. Texts in the visit's arena. */
struct register_change {
    const struct register_face *face;
    struct finding_rules *rules;
    int64_t id, entry;        /* the row as it was read; 0 for a new one */
    const char **assignments; /* "COLUMN=VALUE" */
    int count;
    const char *reason;
    const char *name;            /* what people call the row */
    const char *before;          /* of a change of one column: what stood there */
    const char *opened, *closed; /* codes of findings that came and went, "" for none */
    const char *message;         /* what was done, as a sentence */
};

/* Each is a visit_change: writes the row, judges its findings again, tells what changed.
 * ERROR_STALE when the row was written since it was read. CLAUSE: 2.2, 5.6.3 */
int change_add(const struct register_scene *scene, void *context, struct error *error);
int change_set(const struct register_scene *scene, void *context, struct error *error);
int change_end(const struct register_scene *scene, void *context, struct error *error);

/* The codes that came and went, as the API tells them. */
void change_put_findings(struct visit *visit, const struct register_change *change);

#endif
