/* Which cases are somebody's: for the pages that lead to them. */
#ifndef ROOM_INCIDENT_CARE_H
#define ROOM_INCIDENT_CARE_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct register_scene;
struct visit;

/* Whether there is such a case and the viewer is in it. CLAUSE: 1.4.5 */
int incident_is_seen(const struct register_scene *scene, int64_t now_us, const char *no,
                     bool *ret_is_seen, struct error *error);

/* The open cases that the visitor looks after, newest first, as `care` of the model: all of them
 * for CSIRT and the CISO, those in charge of their section for a manager and an officer.
 * CLAUSE: 1.2.4, 1.4 */
int incident_add_care(struct visit *visit, struct error *error);

#endif
