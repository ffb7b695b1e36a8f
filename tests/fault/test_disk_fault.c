/* test_disk_fault FAULT_IO.so: a full disk, a broken disk or a killed process at every write in
 * turn. What was acknowledged is there afterwards, what was not is there whole or not at all, and
 * the database is sound. */
#include "base/error.h"
#include "store/store.h"
#include "tests/store/folder.h"
#include "tests/tap.h"

enum { TRANSACTIONS = 12, ROWS = 40 };

/* Writes TRANSACTIONS times ROWS rows and says on the standard output after each commit. */
static int write_rows(const char *folder)
{
    static const char sql[] = "INSERT INTO line (id, part, text) VALUES (:id, :part, :text)";
    static const char text[] =
        "a text of some length, so that pages fill up soon enough to be seen";
    struct error error = {0};
    struct store *store = store_open(folder, STORE_READ_WRITE, &error);
    int result = store ? 0 : error.code;

    for (int part = 0; result == 0 && part < TRANSACTIONS; part++) {
        result = store_begin(store, STORE_WRITE, &error);
        for (int i = 0; result == 0 && i < ROWS; i++) {
            struct query *query = store_query(store, sql, &error);
            if (!query) {
                result = error.code;
                break;
            }
            query_integer(query, "id", part * ROWS + i + 1);
            query_integer(query, "part", part);
            query_text(query, "text", text);
            result = query_run(query, &error);
        }
        if (result == 0)
            result = store_commit(store, &error);
        if (result == 0 && write(STDOUT_FILENO, "c", 1) != 1)
            return 1;
        if (part % 4 == 3 && result == 0)
            result = store_checkpoint(store, &error);
    }
    store_close(store);
    return result == 0 ? 0 : 2;
}

/* Runs write_rows() in a process under the fault; the number of its acknowledged commits. */
static int run_under_fault(const char *program, const char *library, const char *folder,
                           const char *setting, int *ret_status)
{
    char preload[512], fault[128], watched[512], report[600];
    char write_mode[] = "write", program_copy[512], folder_copy[512], bytes[TRANSACTIONS + 1];
    int ends[2];
    pid_t child;

    snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", library);
    snprintf(fault, sizeof(fault), "CHIKIRI_FAULT=%s", setting);
    snprintf(watched, sizeof(watched), "CHIKIRI_FAULT_FOLDER=%s", folder);
    snprintf(report, sizeof(report), "CHIKIRI_FAULT_REPORT=%s.calls", folder);
    snprintf(program_copy, sizeof(program_copy), "%s", program);
    snprintf(folder_copy, sizeof(folder_copy), "%s", folder);
    char *arguments[] = {program_copy, write_mode, folder_copy, NULL};
    char *environment[] = {preload, fault, watched, report, NULL};
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    int failed = posix_spawn(&child, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    int count = 0;
    ssize_t length;
    while (!failed && (length = read(ends[0], bytes, sizeof(bytes))) > 0)
        count += (int)length;
    close(ends[0]);
    if (failed || waitpid(child, ret_status, 0) != child)
        return -1;
    return count;
}

static int64_t ask(struct store *store, const char *sql, struct error *error)
{
    struct query *query = store_query(store, sql, error);
    int64_t answer = query && query_step(query, error) > 0 ? query_column_integer(query, 0) : -1;

    query_done(query);
    return answer;
}

/* The number of commits found; -1 when a part of one is there or the file is damaged. */
static int commits_found(const char *folder)
{
    struct error error = {0};
    struct store *store = store_open(folder, STORE_READ_WRITE, &error);

    if (!store)
        return -1;
    int64_t damaged = ask(store,
                          "SELECT count(*) FROM pragma_integrity_check WHERE "
                          "integrity_check <> 'ok'",
                          &error);
    int64_t broken = ask(store,
                         "SELECT count(*) FROM (SELECT part FROM line GROUP BY part "
                         "HAVING count(*) <> 40)",
                         &error);
    int64_t parts = ask(store, "SELECT count(DISTINCT part) FROM line", &error);
    store_close(store);
    return damaged == 0 && broken == 0 ? (int)parts : -1;
}

static bool prepare(char folder[FOLDER_SIZE])
{
    struct error error = {0};

    if (!make_folder(folder, false))
        return false;
    struct store *store = store_open(folder, STORE_CREATE, &error);
    int result = store ? store_script(store,
                                      "CREATE TABLE line (id INTEGER PRIMARY KEY, part INTEGER "
                                      "NOT NULL, text TEXT NOT NULL) STRICT",
                                      &error)
                       : error.code;
    store_close(store);
    return result == 0;
}

static long calls_counted(const char *folder)
{
    char path[FOLDER_SIZE + 16];
    long calls = 0;

    snprintf(path, sizeof(path), "%s.calls", folder);
    FILE *file = fopen(path, "r");
    if (file) {
        if (fscanf(file, "%ld", &calls) != 1)
            calls = 0;
        fclose(file);
        unlink(path);
    }
    return calls;
}

/* Whether the rules hold with the fault at call `at`; *ret_end when the program no longer meets it.
 */
static bool survives(const char *program, const char *library, const char *kind, long at,
                     bool *ret_end)
{
    char folder[FOLDER_SIZE], setting[64];
    int status = 0;

    if (!prepare(folder))
        return false;
    snprintf(setting, sizeof(setting), "%s=%ld", kind, at);
    int acknowledged = run_under_fault(program, library, folder, setting, &status);
    long calls = calls_counted(folder);
    int found = commits_found(folder);
    *ret_end = calls > 0 && calls < at;
    remove_folder(folder);
    if (acknowledged >= 0 && found >= acknowledged && found <= acknowledged + 1)
        return true;
    printf("# %s: status %d, acknowledged %d, found %d\n", setting, status, acknowledged, found);
    return false;
}

static void test_kind(const char *program, const char *library, const char *kind)
{
    bool end = false;
    long at = 1, bad = 0;

    /* Every early call, then strides: the calls repeat. */
    for (; !end && at < 5000; at += at < 40 ? 1 : 7)
        bad += !survives(program, library, kind, at, &end);
    ok(end, "%s: reached the end after %ld calls", kind, at);
    ok(at > 20, "%s: writes were met", kind);
    is_int(bad, 0, kind);
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "write") == 0)
        return write_rows(arguments[2]);
    if (count != 2) {
        fprintf(stderr, "usage: test_disk_fault FAULT_IO.so\n");
        return 2;
    }
    test_kind(arguments[0], arguments[1], "kill:at");
    test_kind(arguments[0], arguments[1], "enospc:after");
    test_kind(arguments[0], arguments[1], "enospc:at");
    test_kind(arguments[0], arguments[1], "eio:at");
    return done();
}
