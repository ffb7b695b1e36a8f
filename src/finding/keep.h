/* Reading and writing stored findings. Shared by this floor's files only. */
#ifndef FINDING_KEEP_H
#define FINDING_KEEP_H

#include <stdint.h>

struct arena;
struct error;
struct query;
struct register_scene;
struct value;

enum { FINDING_ID_SIZE = 24 };

/* The identity of a finding for ever: the code and twelve digits of the hash of what it is about.
 */
void finding_make_id(const char *code, uint16_t table_id, int64_t row_id, const char *key,
                     char out[FINDING_ID_SIZE]);

/* The values of a query's row that selects id, entry and then the finding's columns; texts in
 * `arena`. */
void finding_take_values(const struct query *query, struct arena *arena, struct value *ret_values,
                         int64_t *ret_id);

/* The stored finding of that public id and its values; ERROR_MISSING says how to list them. */
int finding_find(const struct register_scene *scene, const char *public_id, int64_t *ret_id,
                 struct value *ret_values, struct error *error);

/* Writes the changed finding (`id` 0: a new one) with its entry. `before` NULL for a new one. */
int finding_put(const struct register_scene *scene, int64_t id, const struct value *before,
                const struct value *values, const char *action, const char *reason, int64_t *ret_id,
                struct error *error);

#endif
