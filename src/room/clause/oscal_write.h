/* Pieces that the OSCAL documents share. */
#ifndef ROOM_CLAUSE_OSCAL_WRITE_H
#define ROOM_CLAUSE_OSCAL_WRITE_H

struct arena;
struct error;
struct json;
struct oscal_finding;
struct oscal_source;

extern const char oscal_namespace[];

/* "uuid": of the kind and key, for this city and pack. */
void oscal_write_uuid(const struct oscal_source *source, struct json *json, const char *member,
                      const char *kind, const char *key);
/* "uuid" and "metadata" of a document. */
void oscal_write_head(const struct oscal_source *source, struct json *json, const char *kind,
                      const char *title);
/* A member whose text is one line: white space of any kind becomes single spaces, nothing at the
 * ends; "-" when nothing is left. */
void oscal_write_line(struct json *json, struct arena *arena, const char *member, const char *text);
/* One prop in our namespace; left out when there is no text. */
void oscal_write_prop(struct json *json, struct arena *arena, const char *name, const char *value);
/* "back-matter" with the catalogue as a resource of that UUID. */
void oscal_write_catalog_resource(struct json *json, const char *uuid, const char *title);

/* One observation of a finding. */
void oscal_write_observation(const struct oscal_source *source, struct json *json,
                             struct arena *arena, const struct oscal_finding *finding);
/* All findings that are not closed, in the arena. */
int oscal_read_findings(const struct oscal_source *source, struct arena *arena,
                        struct oscal_finding **ret_findings, int *ret_count, struct error *error);

#endif
