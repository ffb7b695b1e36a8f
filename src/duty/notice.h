/* Shared by the duty floor's own files. */
#ifndef DUTY_NOTICE_H
#define DUTY_NOTICE_H

#include "duty/duty.h"

struct table_condition;

/* The obligations for which all conditions hold, in order of their numbers, in the scene's arena.
 */
int obligation_list(struct duty_scene *scene, const struct table_condition *conditions, int count,
                    struct obligation **ret_list, int *ret_count, struct error *error);

/* Those whose clock has something to say by now. */
int obligation_list_due(struct duty_scene *scene, struct obligation **ret_list, int *ret_count,
                        struct error *error);

/* Writes the notices of every level that is due by now and was not told, adds how many to
 * *ret_made, and sets what the row says of it (told, next_at), which the caller then writes. */
int notice_catch_up(struct duty_scene *scene, struct obligation *obligation, int *ret_made,
                    struct error *error);

#endif
