/* What one person was told, and what that person owes. CLAUSE: 1.4.1, 10.1.2 */
#ifndef DUTY_INBOX_H
#define DUTY_INBOX_H

#include "duty/duty.h"

struct viewer;

struct notice {
    int64_t id;
    struct value values[NOTICE_COLUMNS];
};

/* The text of a column, NULL when there is none. */
const char *notice_text(const struct notice *notice, enum notice_column column);

/* How many notices the person has not acknowledged: one look at an index. */
int inbox_count(struct store *store, const char *staff_no, int64_t *ret_count, struct error *error);

struct inbox_question {
    const char *staff_no;
    bool only_open; /* not acknowledged */
    int64_t offset, limit;
};
/* The person's notices, newest first, in the scene's arena; *ret_total: how many there are without
 * offset and limit. */
int inbox_list(struct duty_scene *scene, const struct inbox_question *question,
               struct notice **ret_list, int *ret_count, int64_t *ret_total, struct error *error);

/* Notes that the person has read it; a second time changes nothing. ERROR_DENIED when it was told
 * to another, ERROR_MISSING when there is none. The caller commits. CLAUSE: 1.4.1 */
int inbox_acknowledge(struct duty_scene *scene, const char *staff_no, int64_t id,
                      struct error *error);

/* The open obligations that are the viewer's today, by role or by name, those that end first
 * leading, in the scene's arena. CLAUSE: 1.2.4, 1.3 */
int inbox_owed(struct duty_scene *scene, const struct viewer *viewer, struct obligation **ret_list,
               int *ret_count, struct error *error);

#endif
