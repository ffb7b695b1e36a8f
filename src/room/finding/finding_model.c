#include "room/finding/finding_model.h"

#include "base/arena.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "people/people.h"

#include <string.h>

const char *visit_pack_text(const struct visit *visit, struct pack_text text)
{
    return visit->scene.language == LANGUAGE_ENGLISH && text.english != NULL ? text.english
                                                                             : text.japanese;
}

const char *finding_state_word(const struct visit *visit, const char *state)
{
    if (strcmp(state, "open") == 0)
        return visit_tr(visit, "未是正");
    return strcmp(state, "excused") == 0 ? visit_tr(visit, "例外中") : visit_tr(visit, "解消");
}

const char *finding_severity_word(const struct visit *visit, const char *severity)
{
    return strcmp(severity, "breach") == 0 ? visit_tr(visit, "違反") : visit_tr(visit, "推奨");
}

void finding_add_choice(struct visit *visit, struct model *choices, const char *value,
                        const char *label, const char *chosen)
{
    struct model *choice = model_object(visit->arena, choices, KEY_NONE);

    model_text(visit->arena, choice, KEY_value, value);
    model_text(visit->arena, choice, KEY_label, label);
    model_bool(visit->arena, choice, KEY_is_selected, chosen != NULL && strcmp(chosen, value) == 0);
}

const struct register_kind *finding_kind(const struct visit *visit, const struct finding_row *row)
{
    if (row->table_id == unit_table.id || row->table_id == person_table.id)
        return NULL;
    for (const struct register_kind *const *kind = visit->scene.kinds; *kind != NULL; kind++)
        if ((*kind)->table->id == row->table_id && (*kind)->only_word == NULL)
            return *kind;
    return NULL;
}

const char *finding_kind_path(const struct register_kind *kind)
{
    return kind->part != NULL ? kind->part : kind->kind;
}

const char *finding_proof_of_all(const struct visit *visit, int64_t entry)
{
    const struct register_scene *scene = &visit->scene;
    bool may_see = may_scope(scene->viewer, scene->pack, "view", "record") == 2 ||
                   may_scope(scene->viewer, scene->pack, "verify", "record") == 2;

    return may_see ? arena_format(visit->arena, "/record/%lld", (long long)entry) : NULL;
}

const char *finding_proof(const struct visit *visit, int64_t entry)
{
    const struct register_scene *scene = &visit->scene;

    return may_scope(scene->viewer, scene->pack, "view", "record") > 0
               ? arena_format(visit->arena, "/record/%lld", (long long)entry)
               : finding_proof_of_all(visit, entry);
}

/* The key of a seat ("ROLE UNIT") with the title of its role. */
static const char *key_in_words(const struct visit *visit, const char *key)
{
    size_t length = key != NULL ? strcspn(key, " ") : 0;
    const struct pack_role *role =
        length > 0 ? pack_role(visit->scene.pack, arena_copy_bytes(visit->arena, key, length))
                   : NULL;

    return role == NULL ? key
                        : arena_format(visit->arena, "%s%s", visit_pack_text(visit, role->title),
                                       key + length);
}

static void add_columns(struct visit *visit, struct model *object, const struct finding_row *row)
{
    struct arena *arena = visit->arena;

    model_text(arena, object, KEY_id, row->id);
    model_text(arena, object, KEY_code, row->code);
    model_text(arena, object, KEY_clause, row->clause);
    model_text(arena, object, KEY_severity, row->severity);
    model_text(arena, object, KEY_register, row->reg);
    model_text(arena, object, KEY_key, row->key)->shown = key_in_words(visit, row->key);
    model_text(arena, object, KEY_source_file, row->source_file);
    model_text(arena, object, KEY_source_row, row->source_row);
    model_text(arena, object, KEY_section, row->section);
    model_text(arena, object, KEY_responsible, row->responsible);
    bool is_told = visit->wants_json || row->detail == NULL || strcmp(row->detail, "-") != 0;
    model_text(arena, object, KEY_detail, is_told ? row->detail : NULL);
    model_text(arena, object, KEY_opened_at, row->opened_at)->shown =
        visit_show_time(visit, row->opened_at);
    model_text(arena, object, KEY_state, row->state);
    model_text(arena, object, KEY_when, row->when);
}

void finding_saw(struct visit *visit, const struct finding_row *row)
{
    const struct register_kind *kind = finding_kind(visit, row);

    if (kind != NULL && row->importance != NULL && strcmp(row->importance, "A") == 0)
        visit_saw_class_a(visit, kind->kind, row->key);
}

void finding_add_members(struct visit *visit, struct model *object, const struct finding_row *row)
{
    struct arena *arena = visit->arena;
    const struct pack_code *meaning = row->meaning;
    char day[DATE_SIZE] = "";
    int64_t us;
    int minute;

    finding_saw(visit, row);
    add_columns(visit, object, row);
    model_text(arena, object, KEY_title,
               meaning != NULL ? visit_pack_text(visit, meaning->title) : row->code);
    model_text(arena, object, KEY_cause, meaning != NULL ? meaning->cause : NULL);
    model_text(arena, object, KEY_promised_on, row->promised_on)->shown =
        visit_show_day(visit, row->promised_on);
    model_text(arena, object, KEY_answer, row->answer);
    model_text(arena, object, KEY_excused_until, row->excused_until)->shown =
        visit_show_day(visit, row->excused_until);
    if (row->entry > 0)
        model_integer(arena, object, KEY_entry, row->entry)->text =
            arena_format(arena, "%lld", (long long)row->entry);
    else
        model_null(arena, object, KEY_entry);
    model_page_text(arena, object, KEY_proof_url,
                    row->entry > 0 ? finding_proof(visit, row->entry) : NULL);
    model_page_text(arena, object, KEY_url, arena_format(arena, "/findings/%s", row->id));
    model_page_text(arena, object, KEY_state_word, finding_state_word(visit, row->state));
    model_page_text(arena, object, KEY_severity_word,
                    finding_severity_word(visit, row->severity != NULL ? row->severity : ""));
    model_bool(arena, object, KEY_is_after_hours,
               row->when != NULL && strcmp(row->when, "after_hours") == 0)
        ->flags |= MODEL_PAGE_ONLY;
    if (row->opened_at != NULL && time_parse(row->opened_at, &us))
        time_to_jst(us, day, &minute);
    model_page_text(arena, object, KEY_since, arena_copy(arena, day));
}

void finding_add_row(struct visit *visit, struct model *items, const struct finding_row *row)
{
    finding_add_members(visit, model_object(visit->arena, items, KEY_NONE), row);
}
