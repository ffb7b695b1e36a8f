#include "register/import.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"
#include "register/layout.h"
#include "register/register.h"
#include "register/register_import.h"
#include "store/column_table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PROGRESS_ROWS = 2000, PROBLEM_LIMIT = 200000 };

enum import_run_column {
#define COLUMN(name, ...) RUN_##name,
#include "register/import_run.def"
#undef COLUMN
    RUN_COLUMNS
};

static const struct column import_run_columns[] = {
#define COLUMN COLUMN_ROW
#include "register/import_run.def"
#undef COLUMN
};

const struct table import_run_table = {30, "import_run", import_run_columns, RUN_COLUMNS};

struct import {
    struct register_scene scene;
    const struct import_request *request;
    const struct import_handler *handler;
    struct import_result result;
    struct arena *row_arena;
    struct layout layout;
    int64_t id;
    bool row_is_bad;
    int problem_capacity;
};

const struct register_scene *import_scene(const struct import *import)
{
    return &import->scene;
}

const struct import_request *import_request(const struct import *import)
{
    return import->request;
}

const struct layout *import_layout(const struct import *import)
{
    return &import->layout;
}

struct import_result *import_result(struct import *import)
{
    return &import->result;
}

int64_t import_id(const struct import *import)
{
    return import->id;
}

struct arena *import_arena(struct import *import)
{
    return import->scene.arena;
}

struct arena *import_row_arena(struct import *import)
{
    return import->row_arena;
}

bool import_row_is_bad(const struct import *import)
{
    return import->row_is_bad;
}

const char *import_row_place(struct import *import, const struct layout_row *row)
{
    return row->sheet != NULL ? arena_format(import->row_arena, "%s!%d", row->sheet, row->number)
                              : arena_format(import->row_arena, "%d", row->number);
}

static const char *heading_of_field(const struct layout_row *row, const char *field)
{
    const struct pack_layout *fields = row->part->fields;
    for (int i = 0; field != NULL && i < fields->field_count; i++)
        if (strcmp(fields->fields[i].field, field) == 0)
            return row->part->headings[i] != NULL ? row->part->headings[i]
                                                  : fields->fields[i].label;
    return field;
}

/* The sentence of a problem: what the code says, which column, what stood there, what to do. */
static const char *problem_message(struct import *import, const struct pack_code *code,
                                   const char *heading, const char *value,
                                   const struct error *error)
{
    bool english = error->language == LANGUAGE_ENGLISH;
    const char *title = english ? code->title.english : code->title.japanese;
    const char *action = english ? code->action.english : code->action.japanese;
    struct arena *arena = import->scene.arena;
    if (heading == NULL)
        return arena_format(arena, language_text(error->language, "%s。%s"), title, action);
    return arena_format(arena, language_text(error->language, "%s（%s: 「%s」）。%s"), title,
                        heading, value != NULL ? value : "", action);
}

void import_problem(struct import *import, const struct layout_row *row, const char *code,
                    const char *severity, const char *key, const char *field)
{
    struct import_result *result = &import->result;
    for (int i = result->problem_count; i-- > 0;) { /* one problem per row and code */
        const struct register_problem *earlier = &result->problems[i];
        if (earlier->row != row->number || earlier->sheet != row->part->sheet)
            break;
        if (strcmp(earlier->code, code) == 0)
            return;
    }
    if (strcmp(severity, "error") == 0)
        import->row_is_bad = true;
    if (result->problem_count == PROBLEM_LIMIT)
        return;
    struct arena *arena = import->scene.arena;
    if (result->problem_count == import->problem_capacity) {
        int capacity = import->problem_capacity == 0 ? 64 : 2 * import->problem_capacity;
        struct register_problem *grown = arena_alloc(arena, (size_t)capacity * sizeof *grown);
        if (result->problem_count > 0)
            memcpy(grown, result->problems, (size_t)result->problem_count * sizeof *grown);
        result->problems = grown;
        import->problem_capacity = capacity;
    }
    const char *value =
        field != NULL ? arena_copy(arena, text_trim(import->row_arena, layout_text(row, field)))
                      : NULL;
    const char *heading = heading_of_field(row, field);
    const struct pack_code *meaning = pack_code(import->scene.pack, code);
    must(meaning != NULL);
    struct error language = {.language = import->scene.language};
    result->problems[result->problem_count++] = (struct register_problem){
        .code = meaning->code,
        .severity = strcmp(severity, "error") == 0 ? "error" : "warning",
        .sheet = row->part->sheet,
        .row = row->number,
        .column = field,
        .heading = heading,
        .key = arena_copy(arena, key != NULL ? key : ""),
        .value = value,
        .message = problem_message(import, meaning, heading, value, &language),
    };
}

static int hash_file(const char *path, char out[65], struct error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return error_set(error, ERROR_MISSING, "F00",
                         "ファイル %s を開けません。名前と場所を確かめてください。", path);
    struct hasher *hasher = hasher_open();
    uint8_t chunk[65536], digest[HASH_SIZE];
    size_t got;
    hash_begin(hasher);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        hash_add(hasher, chunk, got);
    int failed = ferror(file) != 0 ? errno : 0;
    hash_end(hasher, digest);
    hasher_close(hasher);
    fclose(file);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return failed == 0 ? 0
                       : error_set(error, failed == EISDIR ? ERROR_INPUT : ERROR_FAULT, "F00",
                                   "ファイル %s を読めません。", path);
}

static const struct import_handler *find_handler(const struct import_handler *const *handlers,
                                                 const struct register_scene *scene,
                                                 const char *kind)
{
    for (; *handlers != NULL; handlers++)
        if (strcmp((*handlers)->kind, kind) == 0)
            return *handlers;
    for (const struct register_kind *const *each = scene->kinds; *each != NULL; each++)
        if (strcmp((*each)->kind, kind) == 0 && (*each)->only_word == NULL)
            return &register_handler;
    return NULL;
}

static bool kind_has(const struct import *import, enum register_flag flag)
{
    for (const struct register_kind *const *each = import->scene.kinds; *each != NULL; each++)
        if (strcmp((*each)->kind, import->request->kind) == 0 && ((*each)->flags & flag) != 0)
            return true;
    return false;
}

static int check_premises(struct import *import, struct error *error)
{
    const struct import_handler *handler = import->handler;
    bool needs_roster = handler->needs_roster || kind_has(import, REGISTER_NEEDS_ROSTER);
    bool needs_system = handler->needs_system || kind_has(import, REGISTER_PER_SYSTEM);
    if (needs_system && import->request->system == NULL)
        return error_set(error, ERROR_INPUT, "F12",
                         "どの情報システムの一覧かを --system で指定してください。");
    if (needs_roster && !people_has_roster(import->scene.store, error))
        return error->code != 0
                   ? error->code
                   : error_set(error, ERROR_INPUT, "F12",
                               "職員名簿がまだありません。先に chikiri import roster で"
                               "取り込んでください。");
    return 0;
}

static int find_layout(struct import *import, struct error *error)
{
    const struct import_request *request = import->request;
    struct arena *arena = import->scene.arena;
    if (request->profile_path == NULL) {
        import->result.profile = "recognised";
        return layout_recognise(import->scene.pack, request->kind, request->path, arena,
                                &import->layout, error);
    }
    const char *slash = strrchr(request->profile_path, '/');
    import->result.profile = slash != NULL ? slash + 1 : request->profile_path;
    return layout_from_profile(import->scene.pack, request->kind, request->profile_path,
                               request->path, arena, &import->layout, error);
}

static struct import_part_result *part_result(struct import *import, const struct layout_part *part)
{
    return &import->result.parts[part - import->layout.parts];
}

static void start_parts(struct import *import)
{
    struct import_result *result = &import->result;
    result->part_count = import->layout.part_count;
    result->parts =
        arena_alloc(import->scene.arena, (size_t)(result->part_count + 1) * sizeof *result->parts);
    for (int i = 0; i < result->part_count; i++) {
        const struct layout_part *part = &import->layout.parts[i];
        result->parts[i] = (struct import_part_result){.sheet = part->sheet,
                                                       .part = part->part,
                                                       .header_first = part->header_first,
                                                       .header_last = part->header_last};
    }
}

/* Top-level counts: all parts together; of media the take-outs (outer contract, meaning 5). */
static void sum_parts(struct import *import, const struct layout_reader *reader)
{
    struct import_result *result = &import->result;
    bool has_takeouts = false;
    for (int i = 0; i < result->part_count; i++)
        has_takeouts |=
            result->parts[i].part != NULL && strcmp(result->parts[i].part, "takeouts") == 0;
    for (int i = 0; i < result->part_count; i++) {
        struct import_part_result *part = &result->parts[i];
        part->rows.skipped = layout_skipped(reader, i);
        part->rows.read = part->rows.valid + part->rows.invalid;
        if (has_takeouts && strcmp(part->part, "takeouts") != 0)
            continue;
        result->rows.read += part->rows.read;
        result->rows.valid += part->rows.valid;
        result->rows.invalid += part->rows.invalid;
        result->rows.skipped += part->rows.skipped;
    }
}

/* Keeps the good row as it was read. */
static void keep_sample(struct import *import, const struct layout_row *row)
{
    struct import_result *result = &import->result;
    const struct pack_layout *fields = row->part->fields;
    struct arena *arena = import->scene.arena;
    struct import_sample *sample = &result->samples[result->sample_count++];
    size_t bytes = (size_t)(fields->field_count + 1) * sizeof *sample->texts;
    *sample = (struct import_sample){.sheet = row->part->sheet,
                                     .row = row->number,
                                     .headings = arena_alloc(arena, bytes),
                                     .texts = arena_alloc(arena, bytes)};
    for (int i = 0; i < fields->field_count; i++) {
        if (row->part->columns[i] < 0)
            continue;
        sample->headings[sample->count] = heading_of_field(row, fields->fields[i].field);
        sample->texts[sample->count++] =
            arena_copy(arena, text_trim(import->row_arena, row->texts[i]));
    }
}

/* Whether the one who waits lets the import go on. */
static int tell_progress(const struct import *import, int rows, struct error *error)
{
    const struct import_request *request = import->request;
    if (rows % PROGRESS_ROWS != 0 || request->progress == NULL ||
        request->progress(request->progress_context, rows))
        return 0;
    return error_set(error, ERROR_CONFLICT, IMPORT_STOPPED,
                     "取込みを中止しました。何も変わっていません。");
}

static int read_rows(struct import *import, struct layout_reader *reader, void *state,
                     struct error *error)
{
    struct layout_row row;
    int got, rows = 0;
    while ((got = layout_next(reader, &row, error)) == 1) {
        arena_reset(import->row_arena);
        import->row_is_bad = false;
        int status = import->handler->row(import, state, &row, error);
        if (status != 0)
            return status;
        struct import_part_result *part = part_result(import, row.part);
        part->rows.valid += !import->row_is_bad;
        part->rows.invalid += import->row_is_bad;
        if (!import->row_is_bad && import->result.sample_count < import->request->sample_limit)
            keep_sample(import, &row);
        status = tell_progress(import, ++rows, error);
        if (status != 0)
            return status;
    }
    return got;
}

static int read_file(struct import *import, struct error *error)
{
    int status = find_layout(import, error);
    if (status == 0)
        status = check_premises(import, error);
    if (status != 0)
        return status;
    start_parts(import);
    void *state = import->handler->open(import, error);
    if (state == NULL)
        return error->code;
    struct layout_reader *reader = layout_open(&import->layout, import->request->path, error);
    if (reader == NULL)
        return error->code;
    status = read_rows(import, reader, state, error);
    sum_parts(import, reader);
    layout_close(reader);
    arena_reset(import->row_arena);
    return status != 0 ? status : import->handler->finish(import, state, error);
}

static int any_invalid(const struct import_result *result)
{
    int invalid = 0;
    for (int i = 0; i < result->part_count; i++)
        invalid += result->parts[i].rows.invalid;
    return invalid;
}

/* The row that tells of the import itself. */
static int put_run(struct import *import, struct error *error)
{
    struct import_result *result = &import->result;
    const struct import_request *request = import->request;
    struct value values[RUN_COLUMNS] = {{0}};
    char started_at[TIME_SIZE];
    time_format_utc(record_now_us(import->scene.record), started_at);
    values[RUN_kind] = value_text(result->kind);
    values[RUN_file] = value_text(result->file);
    values[RUN_sha256] = value_text(result->sha256);
    values[RUN_profile] = value_text(result->profile);
    values[RUN_mode] = value_text(request->good_rows_only ? "good" : "all");
    values[RUN_as_of] = value_text(request->as_of);
    values[RUN_covers] = value_text(request->system);
    values[RUN_started_at] = value_text(started_at);
    values[RUN_rows_read] = value_integer(result->rows.read);
    values[RUN_rows_valid] = value_integer(result->rows.valid);
    values[RUN_rows_invalid] = value_integer(result->rows.invalid);
    values[RUN_added] = value_integer(result->added);
    values[RUN_updated] = value_integer(result->updated);
    values[RUN_ended] = value_integer(result->ended);
    values[RUN_known_to] = value_integer(record_next_index(import->scene.record));
    struct record_context context = {
        .action = "import", .key = result->file, .file = result->file, .result = "ok"};
    int64_t id;
    return record_put_known(import->scene.record, &import_run_table, 0, NULL, values, &context, &id,
                            NULL, error);
}

int import_note_refusal(struct record *record, const struct import_result *result, const char *why,
                        struct error *error)
{
    struct record_context context = {
        .action = "import", .key = result->file, .file = result->file, .result = why};
    struct record_field fields[] = {{"kind", result->kind}, {"sha256", result->sha256}};
    return record_note(record, RECORD_IMPORT, &context, fields, 2, NULL, error);
}

/* A file that was refused leaves no row, only this entry. */
static int record_refusal(struct import *import, const char *folder,
                          const struct record_actor *actor, int64_t now_us, const char *why,
                          struct error *error)
{
    struct record *record = record_begin(import->scene.store, folder, actor, now_us, error);
    if (record == NULL)
        return error->code;
    int status = import_note_refusal(record, &import->result, why, error);
    if (status == 0)
        return record_commit(record, error);
    record_abandon(record);
    return status;
}

/* What would have changed is told apart from what did; of a dry run the counts tell it too. */
static void plan_only(struct import_result *result, bool was_refused)
{
    result->planned =
        (struct import_changes){result->added, result->updated, result->unchanged, result->ended};
    if (was_refused)
        result->added = result->updated = result->ended = result->unchanged = 0;
    result->system_made = NULL;
    result->import_id = 0;
    result->applied = false;
}

static int start(struct import *import, const struct import_handler *const *handlers,
                 struct error *error)
{
    const struct import_request *request = import->request;
    const char *slash = strrchr(request->path, '/');
    import->result.kind = request->kind;
    import->result.file = request->file_name != NULL ? request->file_name
                          : slash != NULL            ? slash + 1
                                                     : request->path;
    import->result.profile = request->profile_path != NULL ? request->profile_path : "recognised";
    import->handler = find_handler(handlers, &import->scene, request->kind);
    if (import->handler == NULL)
        return error_set(
            error, ERROR_INPUT, "F14",
            "%s という種類のファイルは取り込めません。chikiri help import を見てください。",
            request->kind);
    return hash_file(request->path, import->result.sha256, error);
}

/* Reads and writes everything, within the open transaction; result.applied says whether it is to
 * stay. */
static int carry_out(struct import *import, struct error *error)
{
    struct import_result *result = &import->result;
    import->row_arena = arena_open((size_t)64 << 20);
    if (import->request->sample_limit > 0)
        result->samples = arena_alloc(import->scene.arena, (size_t)import->request->sample_limit *
                                                               sizeof *result->samples);
    int status = table_last_id(import->scene.store, &import_run_table, &import->id, error);
    import->id++;
    if (status == 0)
        status = read_file(import, error);
    bool refuse = status != 0 || (!import->request->good_rows_only && any_invalid(result) > 0);
    if (!refuse && !import->request->dry_run)
        status = put_run(import, error);
    arena_close(import->row_arena);
    result->applied = !refuse && status == 0 && !import->request->dry_run;
    result->import_id = import->id;
    if (!result->applied)
        plan_only(result, refuse);
    return status;
}

int import_run(const struct register_scene *scene, const char *folder,
               const struct record_actor *actor, int64_t now_us,
               const struct import_handler *const *handlers, const struct import_request *request,
               struct import_result *ret_result, struct error *error)
{
    struct import import = {.scene = *scene, .request = request};
    int status = start(&import, handlers, error);
    if (status != 0)
        return status;
    import.scene.record = request->dry_run
                              ? record_rehearse(scene->store, folder, actor, now_us, error)
                              : record_begin(scene->store, folder, actor, now_us, error);
    if (import.scene.record == NULL)
        return error->code;
    status = carry_out(&import, error);
    if (import.result.applied) {
        status = record_commit(import.scene.record, error);
        if (status != 0)
            plan_only(&import.result, true);
    } else
        record_abandon(import.scene.record);
    *ret_result = import.result;
    struct error ignored = {.language = scene->language};
    if (!import.result.applied && !request->dry_run)
        record_refusal(&import, folder, actor, now_us, status != 0 ? error->id : "invalid rows",
                       &ignored);
    return status;
}

int import_run_within(const struct register_scene *scene,
                      const struct import_handler *const *handlers,
                      const struct import_request *request, struct import_result *ret_result,
                      struct error *error)
{
    struct import import = {.scene = *scene, .request = request};
    int status = start(&import, handlers, error);
    if (status == 0)
        status = carry_out(&import, error);
    *ret_result = import.result;
    return status;
}
