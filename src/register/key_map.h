/* A map from text keys to numbers that lives in an arena: keys seen in a file, sections looked up.
 */
#ifndef REGISTER_KEY_MAP_H
#define REGISTER_KEY_MAP_H

#include <stdint.h>

struct arena;

struct key_map;

/* An empty map in `arena`. */
struct key_map *key_map_make(struct arena *arena);
/* The number of the key, made as 0 when the key is new (the key is copied). The pointer holds until
 * the next call. */
int64_t *key_map_at(struct key_map *map, const char *key);
/* The number of the key, or NULL when it is not there. */
int64_t *key_map_find(const struct key_map *map, const char *key);

#endif
