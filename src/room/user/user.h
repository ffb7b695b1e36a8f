/* Who may sign in, as those who administer it: the rules that pages, API and command line share.
 * CLAUSE: 5.7.2, 5.7.5, 5.7.6 */
#ifndef ROOM_USER_USER_H
#define ROOM_USER_USER_H

struct error;
struct keeper_hash;
struct keeper_person;
struct register_scene;

enum user_verb { USER_ADD, USER_RESET, USER_UNLOCK, USER_END, USER_VERBS };

/* The word of a verb on the command line and in an address: "add", "reset", "unlock", "end". */
const char *user_verb_word(enum user_verb verb);
/* The verb of that word; USER_VERBS when there is none. */
enum user_verb user_verb_of(const char *word);
/* Whether the verb hands out a temporary password. */
static inline int user_verb_gives(enum user_verb verb)
{
    return verb == USER_ADD || verb == USER_RESET;
}

/* The person of the roster with that staff number in any spelling; texts in the scene's arena.
 * ERROR_MISSING when there is none. */
int user_find(const struct register_scene *scene, const char *word,
              struct keeper_person *ret_person, struct error *error);

/* The same for one who is about to do `verb`. ERROR_DENIED, before anything else is told, unless
 * the viewer administers sign-ins; and when it is the viewer's own that would be given, renewed or
 * unlocked: another does that, unless the pack's deciders of the act "administer" name a role that
 * the viewer holds. CLAUSE: 5.7.6 */
int user_find_for(const struct register_scene *scene, enum user_verb verb, const char *word,
                  struct keeper_person *ret_person, struct error *error);

/* Carries the verb out through the scene's record. `hash` is that of the temporary password where
 * one is given, else NULL; `reason` may be NULL. ERROR_CONFLICT or ERROR_MISSING when the state of
 * the sign-in does not allow it. Asks for no right. */
int user_change(const struct register_scene *scene, enum user_verb verb,
                const struct keeper_person *person, const struct keeper_hash *hash,
                const char *reason, struct error *error);

#endif
