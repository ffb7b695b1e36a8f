#include "room/user/user.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "keeper/keeper.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"

#include <string.h>

static const char *const words[USER_VERBS] = {"add", "reset", "unlock", "end"};

const char *user_verb_word(enum user_verb verb)
{
    return words[verb];
}

enum user_verb user_verb_of(const char *word)
{
    int verb = 0;

    while (verb < USER_VERBS && strcmp(words[verb], word) != 0)
        verb++;
    return (enum user_verb)verb;
}

int user_find(const struct register_scene *scene, const char *word,
              struct keeper_person *ret_person, struct error *error)
{
    struct value values[PERSON_COLUMNS];
    const char *staff_no = text_staff_number(scene->arena, word);
    int64_t id = staff_no != NULL ? people_find_person(scene->store, staff_no, error) : 0;

    if (id < 0)
        return (int)id;
    if (id == 0)
        return error_set(error, ERROR_MISSING, "",
                         "職員番号「%s」の人は名簿にいません。番号を確かめてください。", word);
    int status = table_get(scene->store, &person_table, id, scene->arena, values, NULL, error);
    if (status == 0)
        *ret_person = (struct keeper_person){id, values[PERSON_staff_no].text,
                                             values[PERSON_name].text, values[PERSON_kana].text};
    return status;
}

static bool holds_role(const struct viewer *viewer, const char *role)
{
    for (const char *const *each = viewer->roles; *each != NULL; each++)
        if (strcmp(*each, role) == 0)
            return true;
    return false;
}

/* Whether the pack leaves the decision about the viewer's own sign-in to a role the viewer holds.
 */
static bool may_own(const struct register_scene *scene)
{
    int count;
    const struct pack_decider *deciders = pack_deciders(scene->pack, &count);

    for (int i = 0; i < count; i++) {
        bool applies = strcmp(deciders[i].act, "administer") == 0 &&
                       holds_role(scene->viewer, deciders[i].decided_by);

        for (const char *const *role = deciders[i].roles; applies && *role != NULL; role++)
            applies = holds_role(scene->viewer, *role);
        if (applies)
            return true;
    }
    return false;
}

int user_find_for(const struct register_scene *scene, enum user_verb verb, const char *word,
                  struct keeper_person *ret_person, struct error *error)
{
    const struct viewer *viewer = scene->viewer;
    struct keeper_person person;

    if (!may(viewer, scene->pack, "administer", "users", 0, 0))
        return may_refuse(viewer, "administer", "users", error);
    int status = user_find(scene, word, &person, error);
    if (status < 0)
        return status;
    if (verb == USER_END || viewer->is_console || viewer->person_id != person.id ||
        may_own(scene)) {
        *ret_person = person;
        return 0;
    }
    error_set(error, ERROR_DENIED, "",
              "自分のサインインを自分で登録したり、作り直したり、解除したりはできません。"
              "ほかの管理者か操作卓に頼んでください。");
    return error_at(error, NULL, "5.7.6");
}

/* Whether a temporary password may be given to the sign-in as it stands. */
static int check_state(const struct register_scene *scene, enum user_verb verb,
                       const struct keeper_person *person, struct error *error)
{
    const char *state;
    int status = keeper_state(scene->store, person->id, &state, error);
    bool is_known = status == 0 && state != NULL && strcmp(state, "ended") != 0;

    if (status == 0 && verb == USER_ADD && is_known)
        return error_set(error, ERROR_CONFLICT, "",
                         "%s の人はもう登録されています。仮のパスワードを渡し直すには、"
                         "作り直し（reset）を使ってください。",
                         person->staff_no);
    if (status == 0 && verb == USER_RESET && !is_known)
        return error_set(error, ERROR_MISSING, "",
                         "%s の人はサインインの登録がありません。先に登録（add）してください。",
                         person->staff_no);
    return status;
}

int user_change(const struct register_scene *scene, enum user_verb verb,
                const struct keeper_person *person, const struct keeper_hash *hash,
                const char *reason, struct error *error)
{
    const struct record_context context = {
        .action = arena_format(scene->arena, "user %s", user_verb_word(verb)),
        .key = person->staff_no,
        .reason = reason,
        .result = "ok"};
    int status = 0;

    switch (verb) {
    case USER_ADD:
    case USER_RESET:
        status = check_state(scene, verb, person, error);
        return status == 0 ? keeper_give_password(scene->record, person, hash, &context, error)
                           : status;
    case USER_UNLOCK:
        return keeper_unlock(scene->record, person->id, &context, error);
    case USER_END:
        return keeper_end(scene->record, person->id, &context, error);
    case USER_VERBS:
        break;
    }
    must(!"a verb");
    return ERROR_FAULT;
}
