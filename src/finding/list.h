/* Shared by the files that make lists. */
#ifndef FINDING_LIST_H
#define FINDING_LIST_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct error;
struct finding_filter;
struct finding_row;
struct finding_rules;
struct register_scene;
struct value;

/* What a list needs of the city, read once. */
struct list_place;

/* Names of units and managers of sections on the date, in the scene's arena. NULL on failure. */
struct list_place *list_places(const struct register_scene *scene,
                               const struct finding_rules *rules, const char *on,
                               struct error *error);
/* Fills where the row's thing is: section, managers, file and line, system. */
int list_locate(struct list_place *places, struct finding_row *row, struct error *error);

/* A growing array of rows in the arena. */
struct list_rows {
    struct finding_row *rows;
    int count;
};

struct finding_row *list_add(struct list_rows *rows, struct arena *arena);
/* The row's texts from stored values. */
void list_from_values(const struct register_scene *scene, int64_t id, const struct value *values,
                      struct finding_row *row);
/* Whether the code and the row pass what can be told without the city. */
bool list_wants(const struct finding_filter *filter, const struct finding_row *row);
/* Locates, drops what the viewer may not see or the filter does not want, and sorts. */
int list_finish(const struct register_scene *scene, const struct finding_rules *rules,
                const struct finding_filter *filter, struct list_rows *rows, struct error *error);
/* The findings as they were known when `known_to` was the last entry. */
int list_known(const struct register_scene *scene, const struct finding_filter *filter,
               struct list_rows *rows, struct error *error);

#endif
