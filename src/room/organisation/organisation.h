/* Section 1 of the standard: who works where, who holds which role, and what a transfer day or a
 * reorganisation does to that. CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
#ifndef ROOM_ORGANISATION_ORGANISATION_H
#define ROOM_ORGANISATION_ORGANISATION_H

#include "register/import.h"
#include "register/register.h"
#include <stdbool.h>
#include <stdint.h>

struct error;
struct json;
struct moment;
struct record_actor;
struct role_holding;
struct sheet_writer;

/* The roster (R01-R04): the state at the end of --as-of. CLAUSE: 1.2.4 */
extern const struct import_handler roster_handler;
/* A list of transfers (T01-T07), judged against the roster before its earliest date and applied
 * together: retirements first, then in the file's order. CLAUSE: 1.2.4 */
extern const struct import_handler transfers_handler;

/* Read only, but for corrections of a person's own data. */
extern const struct register_kind unit_kind, post_kind, people_kind;
/* Who is named officer, system staff, audit head ...; only the role that names may. ERROR_DENIED
 * from its judge is for the caller to record. CLAUSE: 1.2.5, 1.2.7, 1.4.5 */
extern const struct register_kind appointment_kind;
/* Old-to-new table. organisation_follow_reorganisations() carries it out. CLAUSE: 1.1 */
extern const struct register_kind reorganisation_kind;

/* Carries out the reorganisations on record that are not carried out yet, in the open transaction
 * of scene->record: sections end and begin and assignments move on their date; rows of registers
 * move once that date has come (scene->today). To be called after reorganisations were added or
 * read in, and by the nightly run; a second call changes nothing. *ret_moved (may be NULL) counts
 * the register rows moved. */
int organisation_follow_reorganisations(const struct register_scene *scene, int *ret_moved,
                                        struct error *error);

/* The one section called so: "課", or "部 課" where several departments have one of that name.
 * ERROR_MISSING when there is none, ERROR_INPUT when there are several. */
int organisation_find_section(const struct register_scene *scene, const char *name,
                              int64_t *ret_section, struct error *error);

/* Writes the roles and who holds them (outer contract: people) as one JSON array. `role` and
 * `section` ("課" or "部 課") narrow it, NULL for all; ERROR_MISSING when there is none of that
 * name, ERROR_DENIED when the viewer may see no people at all. CLAUSE: 1.2.1, 1.2.4 */
int organisation_people(const struct register_scene *scene, const struct moment *moment,
                        const char *role, const char *section, struct json *json,
                        struct error *error);
/* Whether the viewer may know who holds it: the seats of the whole city are for everyone employed
 * to know; those of a section or system for those who may see it. */
bool organisation_may_see(const struct register_scene *scene, const struct role_holding *holding);
/* Writes what the person holds, as the member "assignments" of the open object: on the date, or
 * over all time when `on` is NULL. CLAUSE: 1.2.4 */
int organisation_write_person(const struct register_scene *scene, int64_t person_id, const char *on,
                              struct json *json, struct error *error);
/* Writes the roster of that date as a sheet that can be imported again; *ret_rows counts its rows.
 * The caller has asked may() for all people and finishes the file. CLAUSE: 1.2.4 */
int organisation_export_roster(const struct register_scene *scene, const char *on,
                               struct sheet_writer *writer, int *ret_rows, struct error *error);
/* Tables 1 to 3 and the lines of figure 1 as one JSON object. CLAUSE: 1.1, 1.2.1, 1.3, 1.4 */
int organisation_chart(const struct register_scene *scene, const struct moment *moment,
                       struct json *json, struct error *error);

/* Reads a transfer list as an import would, undoes it, and writes what the day changes as one JSON
 * object. `as_of` NULL: the latest date in the file; `profile_path` NULL: recognise. Fails as
 * import_run(). CLAUSE: 1.2.4 */
int organisation_preview(const struct register_scene *scene, const char *folder,
                         const struct record_actor *actor, int64_t now_us, const char *path,
                         const char *profile_path, const char *as_of, struct json *json,
                         struct error *error);

#endif
