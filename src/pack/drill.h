/* Scripts of drills: what the facilitator plays, and what is expected by when. Data of the pack
 * (drills.json). CLAUSE: 4.4.1 */
#ifndef PACK_DRILL_H
#define PACK_DRILL_H

#include "pack/incident.h"

/* Something the facilitator gives to the players, minutes after the start. */
struct pack_inject {
    int minute;
    const char *to; /* a role id; NULL: whoever reports */
    struct pack_text text;
};

/* A step that is expected to be taken within so many minutes of the start, and what it is worth. */
struct pack_expected {
    const char *step;
    int minutes, points;
};

struct pack_drill {
    const char *scenario;
    struct pack_text title, situation, report;
    const char *kind; /* of a playbook */
    const struct pack_inject *injects;
    const struct pack_expected *expected; /* their points come to 100 */
    const struct pack_question_text *questions;
    int inject_count, expected_count, question_count;
};

/* None when the pack has no drills. */
const struct pack_drill *pack_drills(const struct pack *pack, int *ret_count);
/* NULL when there is none of that name. */
const struct pack_drill *pack_drill(const struct pack *pack, const char *scenario);

#endif
