/* Undoing an import within a day: rows untouched since get their former values or, when the import
 * brought them, end; the others are listed and left. The undo is recorded like any change. */
#include "room/import/undo.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "job/job.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/entry.h"
#include "record/payload.h"
#include "record/record.h"
#include "register/import.h"
#include "register/register.h"
#include "room/import/findings.h"
#include "room/import/order.h"
#include "room/import/work.h"
#include "store/store.h"

#include "room/import/import_sql.h"
#include <string.h>

enum { UNDO_ROW_LIMIT = 200000, LEFT_TOLD = 1000, DEFAULT_HOURS = 24 };
static const int64_t us_per_hour = (int64_t)3600 * 1000000;

int import_check_undo(const struct import_handler *const *handlers, const char *kind,
                      struct error *error)
{
    bool is_own = strcmp(kind, "reorganisations") != 0;

    for (; *handlers != NULL; handlers++)
        is_own &= strcmp((*handlers)->kind, kind) != 0;
    if (is_own)
        return 0;
    return error_set(error, ERROR_INPUT, "",
                     "この種類の取込みは、後の訂正と分けられないので取り消せません。"
                     "正しいファイルをもう一度取り込んでください。");
}

static const char *run_text(const struct value *values, const char *column)
{
    return values[table_column(&import_run_table, column)].text;
}

int import_read_run(struct store *store, int64_t run_id, struct arena *arena,
                    struct import_run *ret_run, struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t entry;
    int result = table_get(store, &import_run_table, run_id, arena, values, &entry, error);

    if (result < 0)
        return result;
    const struct value *counts = values + table_column(&import_run_table, "rows_read");
    *ret_run = (struct import_run){.id = run_id,
                                   .entry = entry,
                                   .kind = run_text(values, "kind"),
                                   .file = run_text(values, "file"),
                                   .started_at = run_text(values, "started_at"),
                                   .system = run_text(values, "covers"),
                                   .rows_read = counts[0].integer,
                                   .rows_valid = counts[1].integer,
                                   .rows_invalid = counts[2].integer,
                                   .added = counts[3].integer,
                                   .updated = counts[4].integer,
                                   .ended = counts[5].integer};
    return 0;
}

int64_t import_undo_until_us(const struct pack *pack, const struct import_run *run)
{
    const struct pack_parameter *hours = pack_parameter(pack, "undo_hours");
    int64_t started_us = 0;

    must(time_parse(run->started_at, &started_us));
    return started_us +
           us_per_hour * (hours != NULL && hours->is_set ? hours->integer : DEFAULT_HOURS);
}

/* A row that the import wrote, by the first entry that did. */
struct touched {
    const struct register_kind *kind; /* NULL: of no register; made along */
    uint16_t table_id;
    int64_t row_id, entry;
};

struct undo {
    const struct register_scene *scene;
    const struct import_run *run;
    struct arena *row_arena;
    struct touched *rows;
    int row_count;
    int restored, ended, left;
    struct json *json; /* the array of rows left */
};

static const struct register_kind *kind_of_table(const struct register_scene *scene,
                                                 int64_t table_id)
{
    for (const struct register_kind *const *kind = scene->kinds; *kind != NULL; kind++)
        if ((*kind)->table->id == table_id && (*kind)->only_word == NULL)
            return *kind;
    return NULL;
}

static bool says(const struct entry *entry, const char *name, const char *text)
{
    struct payload_field field;

    return entry->payload != NULL &&
           payload_find(entry->payload, entry->payload_length, name, &field) &&
           field.value_length == strlen(text) && memcmp(field.value, text, field.value_length) == 0;
}

static void remember(struct undo *undo, const struct entry *entry)
{
    for (int i = undo->row_count; i-- > 0 && i > undo->row_count - 8;) {
        struct touched *row = &undo->rows[i];
        if (row->table_id == entry->register_id && row->row_id == entry->row_id) {
            row->entry = entry->seq;
            return;
        }
    }
    undo->rows[undo->row_count++] =
        (struct touched){.kind = kind_of_table(undo->scene, entry->register_id),
                         .table_id = (uint16_t)entry->register_id,
                         .row_id = entry->row_id,
                         .entry = entry->seq};
}

/* All entries of one transaction bear one time and follow each other, the import's own row last. */
static int find_rows(struct undo *undo, struct error *error)
{
    const struct import_run *run = undo->run;
    struct store *store = undo->scene->store;
    int64_t run_us, us;
    int result = record_entry_time(store, run->entry, &run_us, error);

    undo->rows = arena_alloc(undo->scene->arena, (size_t)UNDO_ROW_LIMIT * sizeof *undo->rows);
    for (int64_t seq = run->entry - 1; seq > 0 && result == 0; seq--) {
        struct entry entry = {.register_id = 0};
        arena_reset(undo->row_arena);
        result = record_entry_time(store, seq, &us, error);
        if (result == 0)
            result = entry_load(store, seq, undo->row_arena, &entry, error);
        if (result < 0 || us != run_us || entry.register_id == import_run_table.id)
            break;
        if (entry.register_id == 0 || !says(&entry, "action", "import") ||
            !says(&entry, "file", run->file))
            continue;
        if (undo->row_count == UNDO_ROW_LIMIT)
            return error_set(error, ERROR_LIMIT, "",
                             "行が多すぎて取り消せません（%d 行まで）。正しいファイルを"
                             "もう一度取り込んでください。",
                             UNDO_ROW_LIMIT);
        remember(undo, &entry);
    }
    return result;
}

static void leave(struct undo *undo, const struct touched *row, const char *key, const char *why)
{
    if (undo->left++ >= LEFT_TOLD)
        return;
    json_object_start(undo->json);
    json_text_at(undo->json, "register", row->kind != NULL ? row->kind->kind : NULL);
    json_text_at(undo->json, "key", key);
    json_text_at(undo->json, "message", language_text(undo->scene->language, why));
    json_object_end(undo->json);
}

static bool may_undo(const struct undo *undo, const struct touched *row, const struct value *values)
{
    const struct register_kind *kind = row->kind;
    const struct value *section = &values[register_common(kind->table, COMMON_section_id)];
    int64_t system = kind->system >= 0 && values[kind->system].kind == VALUE_INTEGER
                         ? values[kind->system].integer
                         : 0;

    return may(undo->scene->viewer, undo->scene->pack, "import", undo->run->kind, section->integer,
               system);
}

/* The entry of the row before the import's first one; 0 when the import brought the row. */
static int look_back(struct undo *undo, const struct touched *row, int64_t *ret_before,
                     bool *ret_is_untouched, struct error *error)
{
    int64_t *entries;
    int count;
    int result = record_history(undo->scene->store, row->kind->table, row->row_id, undo->row_arena,
                                &entries, &count, error);

    *ret_before = 0;
    for (int i = 0; i < count && result == 0; i++)
        if (entries[i] < row->entry)
            *ret_before = entries[i];
    *ret_is_untouched = result == 0 && count > 0 && entries[count - 1] < undo->run->entry;
    return result;
}

static int former_values(struct undo *undo, const struct touched *row, int64_t before,
                         const struct value *held, struct value *values, struct error *error)
{
    const struct table *table = row->kind->table;
    int ended_at = register_common(table, COMMON_ended_at);

    if (before != 0)
        return record_values_after(undo->scene->store, table, before, undo->row_arena, values,
                                   error);
    char now[TIME_SIZE];
    memcpy(values, held, (size_t)table->column_count * sizeof *values);
    time_format_utc(record_now_us(undo->scene->record), now);
    if (held[ended_at].kind == VALUE_NULL)
        values[ended_at] = value_text(arena_copy(undo->row_arena, now));
    return 0;
}

static int undo_row(struct undo *undo, const struct touched *row, struct error *error)
{
    const struct table *table = row->kind->table;
    struct value held[TABLE_COLUMN_LIMIT], values[TABLE_COLUMN_LIMIT];
    int64_t before;
    bool is_untouched = false;
    int result =
        table_get(undo->scene->store, table, row->row_id, undo->row_arena, held, NULL, error);

    if (result == 0)
        result = look_back(undo, row, &before, &is_untouched, error);
    if (result < 0)
        return result;
    const char *key = register_row_name(row->kind, held);
    if (!is_untouched || !may_undo(undo, row, held)) {
        leave(undo, row, key,
              is_untouched ? "権限のない課の行です。" : "取込みの後に変わっています。");
        return 0;
    }
    result = former_values(undo, row, before, held, values, error);
    if (result == ERROR_MISSING) {
        *error = (struct error){.language = error->language};
        leave(undo, row, key, "前の値の記録が消去されています。");
        return 0;
    }
    struct record_context context = {
        .action = "undo import", .key = key, .reason = "undo", .file = undo->run->file};
    undo->restored += before != 0;
    undo->ended += before == 0;
    return result < 0 ? result
                      : record_put_known(undo->scene->record, table, row->row_id, held, values,
                                         &context, NULL, NULL, error);
}

static int undo_rows(struct undo *undo, struct error *error)
{
    int result = find_rows(undo, error);

    for (int i = 0; i < undo->row_count && result == 0; i++) {
        arena_reset(undo->row_arena);
        if (undo->rows[i].kind == NULL || undo->rows[i].kind->table == NULL)
            leave(undo, &undo->rows[i], NULL,
                  "取込みに伴って作られたもので、台帳の行ではありません。");
        else
            result = undo_row(undo, &undo->rows[i], error);
    }
    return result;
}

static int note_undo(struct undo *undo, struct error *error)
{
    const struct register_scene *scene = undo->scene;
    const struct record_context context = {
        .action = "undo import", .key = undo->run->file, .file = undo->run->file, .result = "ok"};
    const struct record_field fields[] = {
        {"kind", undo->run->kind},
        {"import", arena_format(scene->arena, "%lld", (long long)undo->run->id)},
        {"restored", arena_format(scene->arena, "%d", undo->restored)},
        {"ended", arena_format(scene->arena, "%d", undo->ended)},
        {"left", arena_format(scene->arena, "%d", undo->left)},
    };
    char now[TIME_SIZE];
    int result = record_note(scene->record, RECORD_IMPORT, &context, fields, 5, NULL, error);
    struct query *query = result == 0 ? store_query(scene->store, SQL_UPLOAD_UNDONE, error) : NULL;

    if (query == NULL)
        return error->code;
    time_format_utc(record_now_us(scene->record), now);
    query_integer(query, "run_id", undo->run->id);
    query_text(query, "undone_at", now);
    return query_run(query, error);
}

static int check_when(const struct register_scene *scene, const struct import_run *run,
                      struct error *error)
{
    const char *undone_at = NULL;
    int64_t job_id;
    int result =
        import_find_upload(scene->store, run->id, scene->arena, &job_id, &undone_at, error);

    if (result == 0 && undone_at != NULL)
        return error_set(error, ERROR_CONFLICT, "", "この取込みはもう取り消されています。");
    if (result == 0 && record_now_us(scene->record) > import_undo_until_us(scene->pack, run))
        return error_set(
            error, ERROR_STALE, "",
            "取り消せる時間を過ぎました。正しいファイルをもう一度取り込んでください。");
    return result;
}

int import_undo(const struct register_scene *scene, const struct import_handler *const *handlers,
                int64_t run_id, struct json *json, struct error *error)
{
    struct import_run run;
    struct undo undo = {.scene = scene, .run = &run, .json = json};
    int result = import_read_run(scene->store, run_id, scene->arena, &run, error);

    if (result == 0 && may_scope(scene->viewer, scene->pack, "import", run.kind) == 0)
        result = may_refuse(scene->viewer, "import", run.kind, error);
    if (result == 0)
        result = import_check_undo(handlers, run.kind, error);
    if (result == 0)
        result = check_when(scene, &run, error);
    if (result < 0)
        return result;
    undo.row_arena = arena_open((size_t)16 << 20);
    json_object_start(json);
    json_text_at(json, "kind", run.kind);
    json_text_at(json, "file", run.file);
    json_key(json, "left");
    json_array_start(json);
    result = undo_rows(&undo, error);
    json_array_end(json);
    json_integer_at(json, "restored", undo.restored);
    json_integer_at(json, "ended", undo.ended);
    json_integer_at(json, "left_count", undo.left);
    json_object_end(json);
    arena_close(undo.row_arena);
    return result == 0 ? note_undo(&undo, error) : result;
}

int import_find_upload(struct store *store, int64_t run_id, struct arena *arena,
                       int64_t *ret_job_id, const char **ret_undone_at, struct error *error)
{
    struct query *query = store_query(store, SQL_UPLOAD_OF_RUN, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "run_id", run_id);
    int result = query_step(query, error);
    const char *undone_at = result > 0 ? query_column_text(query, 1) : NULL;
    *ret_job_id = result > 0 ? query_column_integer(query, 0) : 0;
    *ret_undone_at = undone_at != NULL ? arena_copy(arena, undone_at) : NULL;
    query_done(query);
    return result < 0 ? result : 0;
}

struct undoing {
    struct job *job;
    int64_t run_id;
    struct import_run run;
};

static int undo_within(const struct register_scene *scene, void *context, struct error *error)
{
    struct undoing *undoing = context;
    struct buffer bytes = {0};
    struct json json;

    json_start(&json, &bytes, NULL);
    int result = import_undo(scene, undoing->job->handlers, undoing->run_id, &json, error);
    json_finish(&json);
    if (result == 0)
        undoing->job->result = arena_copy(undoing->job->arena, buffer_string(&bytes));
    buffer_done(&bytes);
    return result;
}

static int run_undo(struct job *job, struct error *error)
{
    struct import_order order = import_order_read(job->row.input, job->arena);
    struct undoing undoing = {.job = job, .run_id = order.run_id};
    struct finding_changes changes;
    int result = import_read_run(job->scene.store, order.run_id, job->arena, &undoing.run, error);

    if (result == 0 && job->result == NULL) /* else it was undone before the server ended */
        result = job_write(job, undo_within, &undoing, error);
    return result == 0 ? follow_import_findings(job, undoing.run.kind, &changes, error) : result;
}

const struct job_kind undo_job = {"undo", "取込みの取消し", run_undo};
