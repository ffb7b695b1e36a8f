#include "search/index_file.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include "search/index_sql.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 60000 };

enum statement {
    STATE_READ,
    STATE_WRITE,
    CLASS_WRITE,
    CLASS_SCAN,
    CHUNK_READ,
    CHUNK_WRITE,
    ROW_WRITE,
    ROW_DELETE,
    ROW_READ,
    ROW_NAMED,
    BLOCK_LAST,
    BLOCK_SCAN,
    BLOCK_WRITE,
    STATEMENT_COUNT
};

struct index_file {
    sqlite3 *connection;
    sqlite3_stmt *statements[STATEMENT_COUNT]; /* prepared when first used */
    struct stat identity;                      /* of the file that is open */
    bool damaged;
};

static int fail(struct index_file *index, int status, struct error *error)
{
    switch (status & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_BUSY, "",
                         "検索の索引をほかの処理が作っています。しばらく待ってからやり直して"
                         "ください。");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR: /* our own statements fail only on tables that are not ours */
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return index_set_damaged(index, error);
    default:
        return error_set(
            error, ERROR_FAULT, "",
            "検索の索引 search.db を使えません（%s）。データフォルダーの権限と空き容量を"
            "確認してください。",
            sqlite3_errmsg(index->connection));
    }
}

bool index_is_damaged(const struct index_file *index)
{
    return index->damaged;
}

int index_set_damaged(struct index_file *index, struct error *error)
{
    index->damaged = true;
    return error_set(
        error, ERROR_FAULT, "",
        "検索の索引 search.db が壊れています。このファイルを消すと、次の検索で作り直され"
        "ます。");
}

static void release(struct index_file *index)
{
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(index->statements[i]);
    must(sqlite3_close(index->connection) == SQLITE_OK);
    free(index);
}

void index_close(struct index_file *index)
{
    if (index)
        release(index);
}

/* Opening and removing exclude one another, so that nobody opens half of what is being removed.
 * -1 when the folder cannot be locked, which only costs that protection. */
static int lock_folder(const char *folder, int operation)
{
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result;

    if (folder_fd < 0)
        return -1;
    do
        result = flock(folder_fd, operation);
    while (result < 0 && errno == EINTR);
    return folder_fd;
}

static void unlock_folder(int folder_fd)
{
    if (folder_fd >= 0)
        close(folder_fd);
}

static void remove_file(const char *folder, const char *ending)
{
    struct buffer path = {0};

    buffer_format(&path, "%s/search.db%s", folder, ending);
    unlink(buffer_string(&path));
    buffer_done(&path);
}

void index_discard(const char *folder, const struct index_file *index)
{
    struct buffer path = {0};
    struct stat there;
    int folder_fd = lock_folder(folder, LOCK_EX);

    buffer_format(&path, "%s/search.db", folder);
    bool exists = lstat(buffer_string(&path), &there) == 0;
    buffer_done(&path);
    if (!index || (exists && there.st_ino == index->identity.st_ino &&
                   there.st_dev == index->identity.st_dev)) {
        remove_file(folder, "-journal");
        remove_file(folder, "");
    }
    unlock_folder(folder_fd);
}

/* Readable by the owner alone, for it holds what the registers hold. Made without opening it:
 * closing a file gives up every lock that the process has on it, those of other threads too. */
static bool make_file(const char *path)
{
    return mknod(path, S_IFREG | 0600, 0) == 0 || access(path, R_OK | W_OK) == 0;
}

/* A rollback journal, not a log: nearly every opening is for one search, which then reads one file
 * and makes none. Until a writer commits, others go on reading. */
static int configure(sqlite3 *connection)
{
    sqlite3_busy_timeout(connection, LOCK_WAIT_MS);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
    return sqlite3_exec(connection, SQL_INDEX_CONFIGURE, NULL, NULL, NULL);
}

/* Opens `path`, or the memory when it is NULL. */
static struct index_file *open_file(const char *path, struct error *error)
{
    struct index_file *index = calloc(1, sizeof(*index));

    must(index != NULL);
    int status = sqlite3_open_v2(
        path ? path : ":memory:", &index->connection,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (path ? 0 : SQLITE_OPEN_CREATE), NULL);
    must(index->connection != NULL);
    if (status == SQLITE_OK)
        status = configure(index->connection);
    if (status != SQLITE_OK)
        fail(index, status, error);
    if (path && stat(path, &index->identity) != 0)
        memset(&index->identity, 0, sizeof(index->identity));
    if (status == SQLITE_OK || index->damaged)
        return index;
    release(index);
    return NULL;
}

struct index_file *index_open(const char *folder, struct error *error)
{
    struct buffer path = {0};
    struct index_file *index = NULL;

    buffer_format(&path, "%s/search.db", folder);
    for (int attempt = 0; attempt < 2; attempt++) {
        int folder_fd = lock_folder(folder, LOCK_SH);
        bool writable = make_file(buffer_string(&path));

        index = open_file(writable ? buffer_string(&path) : NULL, error);
        unlock_folder(folder_fd);
        if (!index || !index->damaged || attempt > 0)
            break;
        index_discard(folder, index);
        index_close(index);
        error->code = 0;
    }
    buffer_done(&path);
    if (!index || !index->damaged)
        return index;
    index_close(index);
    return NULL;
}

static int run_script(struct index_file *index, const char *sql, struct error *error)
{
    int status = sqlite3_exec(index->connection, sql, NULL, NULL, NULL);

    return status == SQLITE_OK ? 0 : fail(index, status, error);
}

int index_begin(struct index_file *index, bool writes, struct error *error)
{
    return run_script(index, writes ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

int index_commit(struct index_file *index, struct error *error)
{
    return run_script(index, "COMMIT", error);
}

void index_rollback(struct index_file *index)
{
    if (!sqlite3_get_autocommit(index->connection))
        sqlite3_exec(index->connection, "ROLLBACK", NULL, NULL, NULL);
}

int index_clear(struct index_file *index, struct error *error)
{
    int result = run_script(index, SQL_INDEX_DROP, error);

    return result < 0 ? result : run_script(index, SQL_INDEX_CREATE, error);
}

int index_settle(struct index_file *index, struct error *error)
{
    return run_script(index, SQL_INDEX_SETTLE, error);
}

/* The statement, ready to bind; NULL on failure. */
static sqlite3_stmt *prepare(struct index_file *index, enum statement which, struct error *error)
{
    static const char *const texts[STATEMENT_COUNT] = {
        [STATE_READ] = SQL_INDEX_STATE_READ,   [STATE_WRITE] = SQL_INDEX_STATE_WRITE,
        [CLASS_WRITE] = SQL_INDEX_CLASS_WRITE, [CLASS_SCAN] = SQL_INDEX_CLASS_SCAN,
        [CHUNK_READ] = SQL_INDEX_CHUNK_READ,   [CHUNK_WRITE] = SQL_INDEX_CHUNK_WRITE,
        [ROW_WRITE] = SQL_INDEX_ROW_WRITE,     [ROW_DELETE] = SQL_INDEX_ROW_DELETE,
        [ROW_READ] = SQL_INDEX_ROW_READ,       [ROW_NAMED] = SQL_INDEX_ROW_NAMED,
        [BLOCK_LAST] = SQL_INDEX_BLOCK_LAST,   [BLOCK_SCAN] = SQL_INDEX_BLOCK_SCAN,
        [BLOCK_WRITE] = SQL_INDEX_BLOCK_WRITE,
    };
    sqlite3_stmt **statement = &index->statements[which];

    if (!*statement) {
        int status = sqlite3_prepare_v3(index->connection, texts[which], -1,
                                        SQLITE_PREPARE_PERSISTENT, statement, NULL);
        if (status != SQLITE_OK) {
            fail(index, status, error);
            return NULL;
        }
    }
    sqlite3_reset(*statement);
    return *statement;
}

/* Runs a bound statement that gives no row. */
static int finish(struct index_file *index, sqlite3_stmt *statement, struct error *error)
{
    int status = sqlite3_step(statement);

    sqlite3_reset(statement);
    return status == SQLITE_DONE || status == SQLITE_ROW ? 0 : fail(index, status, error);
}

/* 1 with a row, 0 at the end, negative. */
static int step(struct index_file *index, sqlite3_stmt *statement, struct error *error)
{
    int status = sqlite3_step(statement);

    if (status == SQLITE_ROW)
        return 1;
    sqlite3_reset(statement);
    return status == SQLITE_DONE ? 0 : fail(index, status, error);
}

static const char *copy_text(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);

    return text ? arena_copy(arena, (const char *)text) : NULL;
}

static int read_state_row(struct index_file *index, struct arena *arena, sqlite3_stmt *statement,
                          struct index_state *ret_state, struct error *error)
{
    if (sqlite3_column_bytes(statement, 2) != INDEX_HASH_SIZE)
        return index_set_damaged(index, error);
    *ret_state = (struct index_state){
        .kinds = copy_text(arena, statement, 0),
        .entry = sqlite3_column_int64(statement, 1),
        .slots = sqlite3_column_int64(statement, 3),
        .sorted_slots = sqlite3_column_int64(statement, 4),
        .late_rows = sqlite3_column_int64(statement, 5),
    };
    memcpy(ret_state->entry_hash, sqlite3_column_blob(statement, 2), INDEX_HASH_SIZE);
    return 0;
}

/* Whether anything was ever indexed: 1, 0 or negative. */
static int has_state(struct index_file *index, struct error *error)
{
    sqlite3_stmt *statement;
    int status = sqlite3_prepare_v2(index->connection, SQL_INDEX_HAS_STATE, -1, &statement, NULL);

    if (status == SQLITE_OK) {
        status = sqlite3_step(statement);
        sqlite3_finalize(statement);
    }
    if (status == SQLITE_ROW || status == SQLITE_DONE)
        return status == SQLITE_ROW;
    return fail(index, status, error);
}

int index_read_state(struct index_file *index, struct arena *arena, struct index_state *ret_state,
                     struct error *error)
{
    int found = has_state(index, error);

    if (found < 0)
        return found;
    *ret_state = (struct index_state){.kinds = "", .entry = -1};
    if (found == 0)
        return 0;
    sqlite3_stmt *statement = prepare(index, STATE_READ, error);
    if (!statement)
        return error->code;
    int result = step(index, statement, error);
    if (result <= 0)
        return result;
    result = read_state_row(index, arena, statement, ret_state, error);
    sqlite3_reset(statement);
    return result;
}

int index_write_state(struct index_file *index, const struct index_state *state,
                      struct error *error)
{
    sqlite3_stmt *statement = prepare(index, STATE_WRITE, error);

    if (!statement)
        return error->code;
    sqlite3_bind_text(statement, 1, state->kinds, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, state->entry);
    sqlite3_bind_blob(statement, 3, state->entry_hash, INDEX_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, state->slots);
    sqlite3_bind_int64(statement, 5, state->sorted_slots);
    sqlite3_bind_int64(statement, 6, state->late_rows);
    return finish(index, statement, error);
}

int index_read_classes(struct index_file *index, struct arena *arena,
                       struct index_class **ret_classes, int *ret_count, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, CLASS_SCAN, error);
    struct index_class *classes = NULL;
    int count = 0, got;

    if (!statement)
        return error->code;
    while ((got = step(index, statement, error)) > 0) {
        if ((count & (count - 1)) == 0) {
            size_t room = count ? 2 * (size_t)count : 1;
            struct index_class *larger = arena_alloc(arena, room * sizeof(*larger));

            if (count)
                memcpy(larger, classes, (size_t)count * sizeof(*larger));
            classes = larger;
        }
        classes[count++] = (struct index_class){
            .id = sqlite3_column_int64(statement, 0),
            .register_id = sqlite3_column_int64(statement, 1),
            .section_id = sqlite3_column_int64(statement, 2),
            .system_id = sqlite3_column_int64(statement, 3),
            .ended = sqlite3_column_int64(statement, 4) != 0,
        };
        if (classes[count - 1].id != count) {
            sqlite3_reset(statement);
            return index_set_damaged(index, error);
        }
    }
    if (got < 0)
        return got;
    *ret_classes = classes;
    *ret_count = count;
    return 0;
}

int index_write_class(struct index_file *index, const struct index_class *class,
                      struct error *error)
{
    sqlite3_stmt *statement = prepare(index, CLASS_WRITE, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, class->id);
    sqlite3_bind_int64(statement, 2, class->register_id);
    sqlite3_bind_int64(statement, 3, class->section_id);
    sqlite3_bind_int64(statement, 4, class->system_id);
    sqlite3_bind_int64(statement, 5, class->ended);
    return finish(index, statement, error);
}

int index_read_chunk(struct index_file *index, int64_t id, void *bytes, size_t length,
                     struct error *error)
{
    sqlite3_stmt *statement = prepare(index, CHUNK_READ, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, id);
    int result = step(index, statement, error);
    if (result <= 0)
        return result;
    if ((size_t)sqlite3_column_bytes(statement, 0) == length)
        memcpy(bytes, sqlite3_column_blob(statement, 0), length);
    else
        result = index_set_damaged(index, error);
    sqlite3_reset(statement);
    return result;
}

static int write_bytes(struct index_file *index, enum statement which, int64_t id,
                       const void *bytes, size_t length, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, which, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_blob64(statement, 2, bytes, length, SQLITE_STATIC);
    return finish(index, statement, error);
}

int index_write_chunk(struct index_file *index, int64_t id, const void *bytes, size_t length,
                      struct error *error)
{
    return write_bytes(index, CHUNK_WRITE, id, bytes, length, error);
}

int index_write_block(struct index_file *index, int64_t id, const void *bytes, size_t length,
                      struct error *error)
{
    return write_bytes(index, BLOCK_WRITE, id, bytes, length, error);
}

int index_write_row(struct index_file *index, const struct index_row *row, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, ROW_WRITE, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, row->slot);
    sqlite3_bind_int64(statement, 2, row->register_id);
    sqlite3_bind_int64(statement, 3, row->row_id);
    sqlite3_bind_text(statement, 4, row->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 5, row->name, -1, SQLITE_STATIC);
    return finish(index, statement, error);
}

int index_delete_row(struct index_file *index, int64_t register_id, int64_t row_id,
                     int64_t *ret_slot, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, ROW_DELETE, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, register_id);
    sqlite3_bind_int64(statement, 2, row_id);
    int result = step(index, statement, error);
    if (result < 0)
        return result;
    *ret_slot = result > 0 ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_reset(statement);
    return 0;
}

int index_read_row(struct index_file *index, int64_t slot, struct arena *arena,
                   struct index_row *ret_row, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, ROW_READ, error);

    if (!statement)
        return error->code;
    sqlite3_bind_int64(statement, 1, slot);
    int result = step(index, statement, error);
    if (result <= 0)
        return result < 0 ? result : index_set_damaged(index, error);
    *ret_row = (struct index_row){
        .slot = slot,
        .register_id = sqlite3_column_int64(statement, 0),
        .row_id = sqlite3_column_int64(statement, 1),
        .key = copy_text(arena, statement, 2),
        .name = copy_text(arena, statement, 3),
    };
    sqlite3_reset(statement);
    return 0;
}

int index_find_named(struct index_file *index, const char *name, struct arena *arena,
                     int64_t **ret_slots, int *ret_count, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, ROW_NAMED, error);
    int64_t *slots = NULL;
    int count = 0, got;

    if (!statement)
        return error->code;
    sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    while ((got = step(index, statement, error)) > 0) {
        if ((count & (count - 1)) == 0) {
            int64_t *larger = arena_alloc(arena, (count ? 2 * (size_t)count : 1) * sizeof(*larger));

            if (count)
                memcpy(larger, slots, (size_t)count * sizeof(*larger));
            slots = larger;
        }
        slots[count++] = sqlite3_column_int64(statement, 0);
    }
    if (got < 0)
        return got;
    *ret_slots = slots;
    *ret_count = count;
    return 0;
}

static sqlite3_stmt *prepare_range(struct index_file *index, enum statement which, int64_t first,
                                   int64_t last, struct error *error)
{
    sqlite3_stmt *statement = prepare(index, which, error);

    if (!statement)
        return NULL;
    sqlite3_bind_int64(statement, 1, first);
    sqlite3_bind_int64(statement, 2, last);
    return statement;
}

int index_last_block(struct index_file *index, int64_t first, int64_t last, int64_t *ret_id,
                     const uint8_t **ret_bytes, size_t *ret_length, struct error *error)
{
    sqlite3_stmt *statement = prepare_range(index, BLOCK_LAST, first, last, error);

    if (!statement)
        return error->code;
    int result = step(index, statement, error);
    if (result < 0)
        return result;
    *ret_id = result > 0 ? sqlite3_column_int64(statement, 0) : -1;
    *ret_bytes = result > 0 ? sqlite3_column_blob(statement, 1) : NULL;
    *ret_length = result > 0 ? (size_t)sqlite3_column_bytes(statement, 1) : 0;
    return 0;
}

int index_scan_blocks(struct index_file *index, int64_t first, int64_t last, index_take_block *take,
                      void *context, struct error *error)
{
    sqlite3_stmt *statement = prepare_range(index, BLOCK_SCAN, first, last, error);
    int result;

    if (!statement)
        return error->code;
    while ((result = step(index, statement, error)) > 0) {
        const void *bytes = sqlite3_column_blob(statement, 1);

        result = take(context, sqlite3_column_int64(statement, 0), bytes,
                      (size_t)sqlite3_column_bytes(statement, 1), error);
        if (result < 0)
            break;
    }
    sqlite3_reset(statement);
    return result;
}
