/* Shared by the files that evaluate. */
#ifndef FINDING_EVALUATE_H
#define FINDING_EVALUATE_H

#include <stdbool.h>

struct arena;
struct error;
struct finding_hit;
struct finding_question;
struct finding_result;
struct pack_code;
struct register_scene;

enum { FINDING_READERS = 2 };

struct finding_memory {
    struct arena *arenas[FINDING_READERS]; /* one a thread */
    struct finding_result *results;
};

/* The roles of tables 1-3: P01, P02, P03. Appends three results (fewer when narrowed). */
int finding_evaluate_roles(const struct register_scene *scene,
                           const struct finding_question *question, struct arena *arena,
                           struct finding_result *results, int *count, struct error *error);

/* Whether the question asks for this code at all. */
bool finding_is_asked(const struct finding_question *question, const struct pack_code *code);
/* The state that population and findings come to. */
const char *finding_state(const struct finding_result *result);
/* The order of hits: by row, then key. */
int finding_compare_hits(const void *left, const void *right);
void finding_sort_hits(struct finding_hit *hits, int count);
/* Makes room for one more hit; the array doubles in the arena. */
struct finding_hit *finding_add_hit(struct finding_result *result, struct arena *arena);

#endif
