/* Shared by the duty floor's own files. */
#ifndef DUTY_NOTICE_H
#define DUTY_NOTICE_H

#include "duty/duty.h"

/* Writes the notices of every level that is due by now and was not told, adds how many to
 * *ret_made, and sets what the row says of it (told, next_at), which the caller then writes. */
int notice_catch_up(struct duty_scene *scene, struct obligation *obligation, int *ret_made,
                    struct error *error);

#endif
