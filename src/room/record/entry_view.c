#include "room/record/entry_view.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "finding/finding.h"
#include "page/page.h"
#include "people/people.h"
#include "record/entry.h"
#include "record/payload.h"
#include "record/record.h"
#include "store/table.h"

#include <string.h>

static const struct {
    const char *word, *title;
} classes[] = {{"change", "変更"},        {"import", "取込"},   {"export", "書出し"},
               {"view", "閲覧"},          {"approval", "承認"}, {"refusal", "拒否"},
               {"attempt", "サインイン"}, {"erasure", "消去"},  {"system", "システム"}};

bool record_sees_all(struct visit *visit)
{
    const struct register_scene *scene = &visit->scene;

    return may_scope(scene->viewer, scene->pack, "view", "record") == 2 ||
           may_scope(scene->viewer, scene->pack, "verify", "record") == 2;
}

const struct table *record_table(struct visit *visit, int64_t id, const char *name)
{
    for (int i = 0; i < visit->table_count; i++)
        if (name != NULL ? strcmp(visit->tables[i]->name, name) == 0 : visit->tables[i]->id == id)
            return visit->tables[i];
    return NULL;
}

static const char *value_of(struct visit *visit, const struct payload_field *field)
{
    if (field->type == 'i')
        return arena_format(visit->arena, "%lld", (long long)payload_integer_of(field));
    return text_is_utf8(field->value, field->value_length)
               ? arena_copy_bytes(visit->arena, field->value, field->value_length)
               : NULL;
}

const char *record_field_text(struct visit *visit, const struct entry *entry, const char *name)
{
    struct payload_field field;

    return entry->payload != NULL &&
                   payload_find(entry->payload, entry->payload_length, name, &field)
               ? value_of(visit, &field)
               : NULL;
}

bool record_may_see(struct visit *visit, const struct entry *entry)
{
    const struct register_scene *scene = &visit->scene;
    const char *own = scene->viewer->staff_no;
    struct payload_field field;

    if (record_sees_all(visit))
        return true;
    if (entry->payload == NULL)
        return false;
    if (own != NULL && payload_find(entry->payload, entry->payload_length, "actor", &field) &&
        field.value_length == strlen(own) && memcmp(field.value, own, field.value_length) == 0)
        return true;
    return payload_find(entry->payload, entry->payload_length, "after.section_id", &field) &&
           field.type == 'i' &&
           may(scene->viewer, scene->pack, "view", "record", payload_integer_of(&field), 0);
}

/* Who may look at a finding's record where the finding is may prove its entries. CLAUSE: 5.7.3 */
static bool may_see_finding(struct visit *visit, const struct entry *entry)
{
    const struct register_scene *scene = &visit->scene;
    const char *id = record_field_text(visit, entry, "after.public_id");
    struct error ignored = {0};
    struct finding_row row;

    return entry->register_id == finding_table.id && id != NULL &&
           finding_show(scene, visit->rules, id, &row, &ignored) == 0 &&
           may(scene->viewer, scene->pack, "view", "record", row.section_id, row.system_id);
}

bool record_may_prove(struct visit *visit, const struct entry *entry)
{
    return record_may_see(visit, entry) || may_see_finding(visit, entry);
}

static const char *class_title(struct visit *visit, const char *word)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(classes[i].word, word) == 0)
            return visit_tr(visit, classes[i].title);
    return word;
}

static const char *table_title(struct visit *visit, const struct table *table)
{
    for (const struct register_kind *const *kind = visit->scene.kinds; *kind != NULL; kind++)
        if ((*kind)->table == table)
            return register_title(*kind, visit->scene.language);
    return table->name;
}

void record_fill_line(struct visit *visit, struct model *object, const struct entry *entry)
{
    static const struct {
        enum model_key key;
        const char *field;
    } texts[] = {{KEY_action, "action"}, {KEY_key, "key"},           {KEY_reason, "reason"},
                 {KEY_file, "file"},     {KEY_file_row, "file_row"}, {KEY_result, "result"}};
    const struct table *table = record_table(visit, entry->register_id, NULL);
    struct arena *arena = visit->arena;
    struct leaf leaf;
    char at[TIME_SIZE] = "";
    bool is_leaf = leaf_read(entry->leaf, entry->leaf_length, &leaf);
    const char *word = is_leaf ? record_class_word(leaf.class) : "unknown";

    if (is_leaf)
        time_format_utc(leaf.received_us, at);
    model_integer(arena, object, KEY_index, entry->seq);
    model_text(arena, object, KEY_class, arena_copy(arena, word))->shown = class_title(visit, word);
    model_text(arena, object, KEY_at, arena_copy(arena, at))->shown =
        visit_show_time(visit, arena_copy(arena, at));
    model_text(arena, object, KEY_register, table != NULL ? table->name : NULL)->shown =
        table != NULL ? table_title(visit, table) : NULL;
    model_bool(arena, object, KEY_erased, entry->payload == NULL);
    struct model *actor = model_object(arena, object, KEY_actor);
    model_text(arena, actor, KEY_staff_no, record_field_text(visit, entry, "actor"));
    model_text(arena, actor, KEY_name, record_field_text(visit, entry, "actor_name"));
    model_text(arena, actor, KEY_post, record_field_text(visit, entry, "actor_post"));
    model_text(arena, actor, KEY_way, record_field_text(visit, entry, "way"));
    model_text(arena, actor, KEY_terminal, record_field_text(visit, entry, "terminal"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        model_text(arena, object, texts[i].key, record_field_text(visit, entry, texts[i].field));
}

static void fill_notes(struct visit *visit, struct model *object, const struct entry *entry)
{
    struct payload_reader reader = {entry->payload,
                                    (const char *)entry->payload + entry->payload_length};
    struct model *notes = model_array(visit->arena, object, KEY_notes);
    struct payload_field field;
    const char *name;
    size_t length;

    while (payload_next(&reader, &field) > 0) {
        if (!payload_has_prefix(&field, "note.", &name, &length) || !text_is_utf8(name, length))
            continue;
        struct model *note = model_object(visit->arena, notes, KEY_NONE);
        model_text(visit->arena, note, KEY_name, arena_copy_bytes(visit->arena, name, length));
        model_text(visit->arena, note, KEY_value, value_of(visit, &field));
    }
}

static const char *shown_value(struct visit *visit, const struct column *column, const char *text)
{
    if (text == NULL || column->storage != STORED_TEXT)
        return text;
    return register_value_text(column, value_text(text), visit->arena);
}

/* One column before and after; what did not change is told once. */
static void fill_column(struct visit *visit, struct model *list, const struct entry *entry,
                        const struct column *column, bool is_new)
{
    struct arena *arena = visit->arena;
    const char *before =
        record_field_text(visit, entry, arena_format(arena, "before.%s", column->name));
    const char *after =
        record_field_text(visit, entry, arena_format(arena, "after.%s", column->name));
    bool is_english = visit->scene.language == LANGUAGE_ENGLISH;

    if (before == NULL && after == NULL)
        return;
    struct model *item = model_object(arena, list, KEY_NONE);
    model_text(arena, item, KEY_name, column->name);
    model_page_text(arena, item, KEY_label, is_english ? column->english : column->label);
    model_text(arena, item, KEY_before, before)->shown = shown_value(visit, column, before);
    model_text(arena, item, KEY_after, after)->shown = shown_value(visit, column, after);
    model_bool(arena, item, KEY_is_changed, is_new || before != NULL);
}

void record_fill_entry(struct visit *visit, struct model *object, const struct entry *entry)
{
    const struct table *table = record_table(visit, entry->register_id, NULL);
    struct leaf leaf;
    bool is_new =
        leaf_read(entry->leaf, entry->leaf_length, &leaf) && (leaf.flags & LEAF_NEW_ROW) != 0;

    record_fill_line(visit, object, entry);
    if (entry->payload == NULL)
        return;
    fill_notes(visit, object, entry);
    struct model *list = model_array(visit->arena, object, KEY_changes);
    for (int i = 0; table != NULL && i < table->column_count; i++)
        if (table->columns[i].noun != NOUN_INTERNAL)
            fill_column(visit, list, entry, &table->columns[i], is_new);
}
