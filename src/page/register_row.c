/* One row of a register: its values beside what was imported, its findings, its history with proof,
 * and the same on paper. */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "finding/finding.h"
#include "pack/pack.h"
#include "page/register_row.h"
#include "people/people.h"
#include "record/record.h"

#include <string.h>

/* The member of a JSON object of ours by its name. */
static const struct model *member_called(const struct model *object, const char *name)
{
    const struct model *member =
        object != NULL && object->kind == MODEL_OBJECT ? object->first : NULL;

    while (member != NULL && strcmp(member->name, name) != 0)
        member = member->next;
    return member;
}

struct showing {
    const struct held *held;
    const struct model *raw; /* what the file said, by column */
};

const char *register_raw_text(struct visit *visit, const struct held *held, const struct model *raw,
                              int column)
{
    const struct column *about = &held->face->kind->table->columns[column];
    const struct model *said = member_called(raw, about->name);
    const char *now = register_value_text(about, held->values[column], visit->arena);

    if (said == NULL || said->kind != MODEL_TEXT || *said->text == '\0')
        return NULL;
    return now != NULL && strcmp(now, said->text) == 0 ? NULL : said->text;
}

static void put_field(struct visit *visit, struct model *fields, int column, void *context)
{
    const struct showing *showing = context;
    const struct column *about = &showing->held->face->kind->table->columns[column];
    struct value value = showing->held->values[column];
    struct model *field = model_object(visit->arena, fields, KEY_NONE);

    model_text(visit->arena, field, KEY_label, register_label(visit, about));
    register_put_value(visit, field, KEY_value, about, value);
    model_text(visit->arena, field, KEY_link, register_reference_address(visit, about, value));
    model_text(visit->arena, field, KEY_raw,
               register_raw_text(visit, showing->held, showing->raw, column));
    model_text(visit->arena, field, KEY_look,
               about->noun == NOUN_IMPORTANCE && value.text != NULL
                   ? arena_format(visit->arena, "class-%s", value.text)
               : (about->flags & COLUMN_LONG) != 0 ? "as-typed"
                                                   : NULL);
}

static const char *in_language(const struct visit *visit, const struct pack_text *text)
{
    return visit->scene.language == LANGUAGE_ENGLISH && text->english != NULL ? text->english
                                                                              : text->japanese;
}

static void put_finding(struct visit *visit, struct model *findings, const struct finding_row *row)
{
    struct arena *arena = visit->arena;
    struct model *finding = model_object(arena, findings, KEY_NONE);

    model_text(arena, finding, KEY_id, row->id);
    model_text(arena, finding, KEY_code, row->code);
    model_text(arena, finding, KEY_clause, row->clause);
    model_text(arena, finding, KEY_severity, row->severity);
    model_text(arena, finding, KEY_state, row->state);
    model_page_text(arena, finding, KEY_look,
                    row->severity != NULL && strcmp(row->severity, "breach") == 0 ? "error"
                                                                                  : "warning");
    model_bool(arena, finding, KEY_is_excused, strcmp(row->state, "excused") == 0)->flags |=
        MODEL_PAGE_ONLY;
    bool is_told = visit->wants_json || row->detail == NULL || strcmp(row->detail, "-") != 0;
    model_text(arena, finding, KEY_detail, is_told ? row->detail : NULL);
    model_text(arena, finding, KEY_opened_at, row->opened_at)->shown =
        visit_show_time(visit, row->opened_at);
    if (row->meaning == NULL)
        return;
    model_page_text(arena, finding, KEY_title, in_language(visit, &row->meaning->title));
    model_page_text(arena, finding, KEY_action, in_language(visit, &row->meaning->action));
}

static int put_findings(struct visit *visit, const struct held *held, struct error *error)
{
    struct finding_row *rows;
    int count;
    int status = finding_list_of_row(&visit->scene, held->face->kind->table->id, held->id, &rows,
                                     &count, error);

    if (status < 0)
        return status;
    struct model *findings = model_array(visit->arena, visit->model, KEY_findings);
    for (int i = 0; i < count; i++)
        put_finding(visit, findings, &rows[i]);
    return 0;
}

static const char *text_in(const struct model *object, const char *name)
{
    const struct model *member = member_called(object, name);

    return member != NULL && member->kind == MODEL_TEXT ? member->text : NULL;
}

/* A value of an entry as the column's reader knows it. */
static const char *entry_text(struct visit *visit, const struct column *column,
                              const struct model *member)
{
    if (member == NULL)
        return NULL;
    if (member->kind == MODEL_TEXT)
        return member->text;
    if (member->kind == MODEL_INTEGER)
        return register_value_text(column, value_integer(member->integer), visit->arena);
    return NULL;
}

/* The columns that an entry changed, for people: what from, what to. */
static void put_changes(struct visit *visit, const struct table *table, struct model *entry)
{
    const struct model *before = member_called(entry, "before"),
                       *after = member_called(entry, "after");
    struct model *changes = model_array(visit->arena, entry, KEY_changes);

    changes->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, entry, KEY_is_changed, before != NULL && before->first != NULL)
        ->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const struct model *was = member_called(before, column->name);
        if (column->noun == NOUN_INTERNAL || was == NULL)
            continue;
        struct model *change = model_object(visit->arena, changes, KEY_NONE);
        model_text(visit->arena, change, KEY_label, register_label(visit, column));
        model_text(visit->arena, change, KEY_before, entry_text(visit, column, was));
        model_text(visit->arena, change, KEY_after,
                   entry_text(visit, column, member_called(after, column->name)));
    }
}

/* What the page says of an entry beside what the API says. */
static void dress_entry(struct visit *visit, const struct table *table, struct model *entry)
{
    const struct model *actor = member_called(entry, "actor");
    const char *name = text_in(actor, "name");
    struct arena *arena = visit->arena;

    model_page_text(arena, entry, KEY_when, visit_show_time(visit, text_in(entry, "at")));
    model_page_text(arena, entry, KEY_who, name != NULL ? name : visit_tr(visit, "管理者の操作卓"));
    model_page_text(arena, entry, KEY_act,
                    people_name_act(text_in(entry, "action"), visit->scene.language));
    put_changes(visit, table, entry);
}

enum { HISTORY_MOST = 100, HISTORY_BYTES = 32 << 20 };

static int write_entry(struct visit *visit, const struct table *table, struct model *history,
                       int64_t index, struct error *error)
{
    const struct table *tables[] = {table};
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    json_object_start(&json);
    int status = record_show(visit->scene.store, index, tables, 1, visit->arena, &json, error);
    json_object_end(&json);
    json_finish(&json);
    if (status == 0) {
        visit_take_json(visit, history, KEY_NONE, buffer_string(&text));
        dress_entry(visit, table, history->last);
    }
    buffer_done(&text);
    return status;
}

/* Who changed what, newest first. CLAUSE: 5.7.3 */
static int put_history(struct visit *visit, const struct held *held, struct error *error)
{
    const struct table *table = held->face->kind->table;
    int64_t *entries;
    int count;
    int status =
        record_history(visit->scene.store, table, held->id, visit->arena, &entries, &count, error);

    if (status < 0)
        return status;
    struct model *history = model_array(visit->arena, visit->model, KEY_history);
    size_t most = arena_used_bytes(visit->arena) + HISTORY_BYTES;
    for (int i = count - 1; status == 0 && i >= 0 && i >= count - HISTORY_MOST &&
                            arena_used_bytes(visit->arena) < most;
         i--)
        status = write_entry(visit, table, history, entries[i], error);
    return status;
}

void register_put_row(struct visit *visit, const struct held *held)
{
    const struct register_kind *kind = held->face->kind;
    const struct value *common = &held->values[register_common(kind->table, 0)];
    struct arena *arena = visit->arena;
    struct model *model = visit->model;

    model_integer(arena, model, KEY_id, held->id);
    model_text(arena, model, KEY_row_key, common[COMMON_row_key].text);
    model_text(arena, model, KEY_tag, arena_format(arena, "%lld", (long long)held->entry));
    model_text(arena, model, KEY_register_kind, kind->part != NULL ? kind->part : kind->kind);
    model_text(arena, model, KEY_key, register_row_name(kind, held->values));
    struct model *cells = model_array(arena, model, KEY_cells);
    cells->flags |= MODEL_SPREAD;
    for (int i = 0; visit->wants_json && i < kind->table->column_count; i++)
        if (kind->table->columns[i].noun != NOUN_INTERNAL)
            register_put_value(visit, cells, KEY_NONE, &kind->table->columns[i], held->values[i]);
    model_text(arena, model, KEY_source_file, common[COMMON_source_file].text);
    model_text(arena, model, KEY_source_row, register_source_row(kind, held->values, arena));
    model_text(arena, model, KEY_ended_at, common[COMMON_ended_at].text)->shown =
        visit_show_time(visit, common[COMMON_ended_at].text);
    visit_set_tag(visit, held->entry);
}

const struct model *register_put_raw(struct visit *visit, const struct held *held)
{
    const char *raw = held->values[register_common(held->face->kind->table, COMMON_raw)].text;

    visit_take_json(visit, visit->model, KEY_raw, raw != NULL ? raw : "{}");
    return visit->model->last;
}

static void put_acts(struct visit *visit, const struct held *held)
{
    const struct register_kind *kind = held->face->kind;
    bool stands = held->values[register_common(kind->table, COMMON_ended_at)].text == NULL;

    model_page_text(visit->arena, visit->model, KEY_edit_url,
                    register_row_address(visit, held->face, held->id, "/edit"));
    model_page_text(visit->arena, visit->model, KEY_end_url,
                    register_row_address(visit, held->face, held->id, "/end"));
    model_page_text(visit->arena, visit->model, KEY_print_url,
                    register_row_address(visit, held->face, held->id, "/print"));
    model_bool(visit->arena, visit->model, KEY_may_edit,
               stands && (kind->flags & REGISTER_BY_HAND) != 0 &&
                   register_may(visit, kind, register_edit_action(kind), held->values))
        ->flags |= MODEL_PAGE_ONLY;
}

static void put_groups(struct visit *visit, const struct held *held, const struct model *raw)
{
    struct showing showing = {held, raw};

    register_put_groups(visit, held->face, put_field, &showing);
}

/* CLAUSE: 2.2, 5.7.3 */
int register_page_row(struct visit *visit, struct error *error)
{
    struct held held;
    int status = register_held(visit, &held, error);

    if (status != 0)
        return status;
    register_saw(visit, held.face, held.values);
    register_put_row(visit, &held);
    const struct model *raw = register_put_raw(visit, &held);
    status = put_findings(visit, &held, error);
    const char *wants_history = visit_value(visit, "history");
    if (status == 0 && (!visit->wants_json || (wants_history && strcmp(wants_history, "0") != 0)))
        status = put_history(visit, &held, error);
    if (status != 0 || visit->wants_json)
        return status;
    register_put_head(visit, held.face);
    put_groups(visit, &held, raw);
    put_acts(visit, &held);
    return 0;
}

/* What ties the paper to the record: the entry that wrote the row, and its hash. CLAUSE: 5.7.3 */
static int put_proof(struct visit *visit, const struct held *held, struct error *error)
{
    char hash[RECORD_HASH_TEXT_SIZE] = "";
    int status = record_entry_hash(visit->scene.store, held->entry, hash, error);

    model_text(visit->arena, visit->model, KEY_hash, arena_copy(visit->arena, hash));
    return status;
}

/* The row as the paper form that goes round for seals. */
int register_page_print(struct visit *visit, struct error *error)
{
    struct held held;
    int status = register_held(visit, &held, error);

    if (status != 0)
        return status;
    const struct register_kind *kind = held.face->kind;
    register_saw(visit, held.face, held.values);
    register_put_row(visit, &held);
    const struct model *raw = register_put_raw(visit, &held);
    register_put_head(visit, held.face);
    put_groups(visit, &held, raw);
    model_text(visit->arena, visit->model, KEY_back_url,
               register_row_address(visit, held.face, held.id, ""));
    model_text(visit->arena, visit->model, KEY_form, visit_tr(visit, held.face->form));
    if (kind->section >= 0) {
        model_text(visit->arena, visit->model, KEY_department,
                   kind->department >= 0 ? held.values[kind->department].text : NULL);
        model_text(visit->arena, visit->model, KEY_section, held.values[kind->section].text);
    }
    return put_proof(visit, &held, error);
}
