/* Which kind of file this is, by its headings. */
#ifndef ROOM_IMPORT_RECOGNISE_H
#define ROOM_IMPORT_RECOGNISE_H

struct error;
struct import_handler;
struct register_scene;

/* The kinds that files may be of, in the pack's order, NULL-terminated, in the scene's arena. */
const char *const *import_kinds(const struct register_scene *scene,
                                const struct import_handler *const *handlers);
/* What the kind is called, in the scene's language. */
const char *import_kind_title(const struct register_scene *scene, const char *kind);

/* The kind whose headings the file has most of. F10 when none fits, or several as well; the file's
 * own refusal when it cannot be read at all. CLAUSE: 2.2 */
int import_recognise_kind(const struct register_scene *scene,
                          const struct import_handler *const *handlers, const char *path,
                          const char **ret_kind, struct error *error);

#endif
