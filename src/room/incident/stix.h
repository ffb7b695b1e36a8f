/* Indicators of cases as a STIX 2.1 bundle, for those who look for the same attack elsewhere.
 * CLAUSE: 10.2.1 */
#ifndef ROOM_INCIDENT_STIX_H
#define ROOM_INCIDENT_STIX_H

#include "register/register.h"

struct json;

/* Writes the bundle of the case, or of all cases that have indicators (`no` NULL; drills only
 * `with_drills`): identity of the city, TLP:AMBER, and for each case its incident, indicators, what
 * was observed, and how they belong together. The same state gives the same bytes. */
int stix_write(const struct register_scene *scene, int64_t now_us, const char *no, bool with_drills,
               struct json *json, struct error *error);

#endif
