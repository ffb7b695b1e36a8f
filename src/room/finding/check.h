/* The check of today as an act: findings open and close, and what each check came to goes on
 * record. CLAUSE: 11.2.0 */
#ifndef ROOM_FINDING_CHECK_H
#define ROOM_FINDING_CHECK_H

struct error;
struct finding_changes;
struct finding_evaluation;
struct finding_rules;
struct register_scene;

/* Stores the evaluation, notes what each check came to (later, what was known on that day can be
 * told, and nothing to judge is not taken for nothing wrong) and that the city was checked.
 * Through scene->record; the caller commits. */
int check_store(const struct register_scene *scene, const struct finding_evaluation *evaluation,
                struct finding_changes *ret_changes, struct error *error);

/* All of it within the open transaction: reorganisations whose day has come are carried out, all
 * checks run for today and are stored. *ret_evaluation is the caller's to close. */
int check_today(const struct register_scene *scene, const struct finding_rules *rules,
                struct finding_evaluation **ret_evaluation, struct finding_changes *ret_changes,
                struct error *error);

#endif
