/* The fields of steps as people are asked for them. Of this room only. */
#ifndef ROOM_INCIDENT_STEP_FIELD_H
#define ROOM_INCIDENT_STEP_FIELD_H

enum look { LOOK_LINE, LOOK_AREA, LOOK_TIME, LOOK_NUMBER, LOOK_FILE, LOOK_CHOICE };

struct step_field {
    const char *name, *label; /* the label in Japanese */
    enum look look;
};

/* NULL for a field that no form has. */
const struct step_field *step_field_called(const char *name);

#endif
