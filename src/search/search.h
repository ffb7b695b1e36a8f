#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H
#include "register/register.h"
struct search_hit { const struct register_kind *kind; int64_t id; const char *key, *name, *section; };
int search_run(const struct register_scene *scene, const char *folder, const char *words, const char *kind, int limit, bool with_ended, struct search_hit **ret_hits, int *ret_count, int *ret_total, struct error *error);
void search_write_json(const struct search_hit *hits, int count, struct json *json);
#endif
