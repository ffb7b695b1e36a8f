/* What cases come to beyond their counts. Of this room only. CLAUSE: 10.2.1 */
#ifndef ROOM_INCIDENT_STATISTICS_H
#define ROOM_INCIDENT_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct json;
struct register_scene;

/* "by_month": how many were noticed in each month (JST), oldest first; "late": how many obligations
 * of each duty there were, and how many were late or are by now. Members of the open object. */
int statistics_write(const struct register_scene *scene, int64_t now_us, bool of_drills,
                     struct json *json, struct error *error);

#endif
