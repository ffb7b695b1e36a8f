/* The list of a half of a fiscal year that a city puts before the public. Of this room only.
 * CLAUSE: 1.4.5 */
#ifndef ROOM_INCIDENT_PUBLICATION_H
#define ROOM_INCIDENT_PUBLICATION_H

struct error;
struct visit;

/* The page, and the same as XLSX. Each case that was judged an incident is there with its number,
 * month, kind and severity; texts only where they were published. Drills are not. */
int publication_show(struct visit *visit, struct error *error);
int publication_export(struct visit *visit, struct error *error);

#endif
