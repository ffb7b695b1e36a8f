/* The call list: how those needed in an incident are reached, and who of CSIRT is on call.
 * CLAUSE: 1.4 */
#ifndef DUTY_CALL_H
#define DUTY_CALL_H

#include "duty/duty.h"

enum contact_column {
#define COLUMN(name, ...) CONTACT_##name,
#include "duty/contact.def"
#undef COLUMN
    CONTACT_COLUMNS
};
enum on_call_column {
#define COLUMN(name, ...) ON_CALL_##name,
#include "duty/on_call.def"
#undef COLUMN
    ON_CALL_COLUMNS
};
/* Table ids 46 and 47. */
extern const struct table contact_table, on_call_table;

/* The roles that go on call, by id, in the order in which they are called; ends with NULL. */
extern const char *const call_roles[];

/* The instant as on_call rows hold it: JST with its offset, so that texts compare as times do. */
const char *call_time(struct arena *arena, int64_t us);
/* Reads a time as people write it (RFC 3339, or a date in any spelling with "17:15" after it). */
bool call_read_time(const char *text, int64_t *ret_us);

/* Somebody on call, from when to when. */
struct on_call {
    const char *role; /* as the pack calls it */
    const char *staff_no, *from_at, *until_at;
};
/* Who is on call at any time between the two instants, the earliest first, in the scene's arena. */
int call_list(struct duty_scene *scene, int64_t from_us, int64_t until_us,
              struct on_call **ret_list, int *ret_count, struct error *error);

/* Whether the scene's moment is outside office hours. */
bool call_is_off_hours(const struct duty_scene *scene);

/* Of those who are to be told as holders of the role: outside office hours, those of CSIRT who are
 * on call for it; unchanged when nobody is. CLAUSE: 1.4, 1.4.1 */
int call_narrow(struct duty_scene *scene, const char *role, const struct holder **holders,
                int *count, struct error *error);

#endif
