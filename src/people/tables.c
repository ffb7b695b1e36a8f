/* The declarations of the people floor's tables. */
#include "people/people.h"

#include "store/column_table.h"

static const struct column unit_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/unit.def"
#undef COLUMN
};
const struct table unit_table = {1, "unit", unit_columns, UNIT_COLUMNS};

static const struct column person_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/person.def"
#undef COLUMN
};
const struct table person_table = {2, "person", person_columns, PERSON_COLUMNS};

static const struct column assignment_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/assignment.def"
#undef COLUMN
};
const struct table assignment_table = {3, "assignment", assignment_columns, ASSIGNMENT_COLUMNS};

static const struct column post_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/post.def"
#undef COLUMN
};
const struct table post_table = {4, "post", post_columns, POST_COLUMNS};

static const struct column appointment_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/appointment.def"
#undef COLUMN
};
const struct table appointment_table = {5, "appointment", appointment_columns, APPOINTMENT_COLUMNS};

static const struct column reorganisation_columns[] = {
#define COLUMN COLUMN_ROW
#include "people/reorganisation.def"
#undef COLUMN
};
const struct table reorganisation_table = {6, "reorganisation", reorganisation_columns,
                                           REORGANISATION_COLUMNS};
