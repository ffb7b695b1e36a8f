/* The separate verifier says what our own verification says. Its path is the argument. */
#include "record/bundle.h"
#include "record/keys.h"
#include "tests/record/city.h"
#include <fcntl.h>
#include <sys/wait.h>

/* Runs the program with three arguments, its output into `out`; the exit status. */
static int run(const char *program, const char *first, const char *second, struct city *city,
               struct buffer *out)
{
    char path[96];
    int status = 0;

    snprintf(path, sizeof(path), "%s/output", city->folder);
    pid_t child = fork();
    if (child == 0) {
        int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        dup2(descriptor, STDOUT_FILENO);
        execl(program, program, "--json", first, second, (char *)NULL);
        _exit(127);
    }
    must(child > 0 && waitpid(child, &status, 0) == child);
    buffer_clear(out);
    file_load(city->folder, "output", 1 << 20, out, NULL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Verifies the folder of the city, whose store is closed. */
static void says(const char *program, const char *name, struct city *city, int status,
                 const char *expected)
{
    struct buffer out = {0};

    is_int(run(program, "--data", city->folder, city, &out), status, name);
    if (!ok(strstr(buffer_string(&out), expected) != NULL, "  says %s", expected))
        printf("# %s\n", buffer_string(&out));
    buffer_done(&out);
}

static void close_store(struct city *city)
{
    store_close(city->store);
    city->store = NULL;
}

/* 300 entries: one block of the tree has its root stored. */
static void finds(const char *program, const char *name, const char *sql, int status,
                  const char *expected)
{
    struct city city;

    city_open(&city);
    city_fill(&city, 299);
    city_tamper(&city, sql);
    close_store(&city);
    says(program, name, &city, status, expected);
    city_close(&city);
}

/* The last entry of row 5 is erased: the erasure speaks for the row. */
static void test_erased(const char *program)
{
    struct city city;

    city_open(&city);
    city_fill(&city, 10);
    struct record *record = city_begin(&city);
    must(record_erase(record, 5, "保存期間", &city.error) == 0 &&
         record_commit(record, &city.error) == 0);
    close_store(&city);
    says(program, "an entry erased", &city, 0, "\"tree_size\":12,");
    city_tamper(&city, "UPDATE thing SET name = 'x' WHERE id = 5");
    says(program, "its row changed", &city, 1,
         "[{\"index\":5,\"register\":\"thing\",\"key\":\"5\",\"why\":\"changed\"}]");
    city_close(&city);
}

/* Who has the key writes another history: only what a witness saw tells. */
static void test_witnessed(const char *program)
{
    struct city city;
    struct buffer database = {0}, checkpoint = {0}, seen = {0};

    city_open(&city);
    close_store(&city);
    must(file_load(city.folder, "chikiri.db", 1 << 24, &database, NULL) == 0 &&
         file_load(city.folder, "keys/checkpoint", 4096, &checkpoint, NULL) == 0);
    for (int history = 0; history < 2; history++) {
        city.store = store_open(city.folder, STORE_READ_WRITE, &city.error);
        city_fill(&city, 10);
        close_store(&city);
        if (history == 1)
            break;
        must(file_load(city.folder, "keys/checkpoint", 4096, &seen, NULL) == 0 &&
             file_replace(city.folder, "keys/witnessed", seen.data, seen.length, NULL) == 0);
        says(program, "as the witness saw it", &city, 0, "\"ok\":true");
        must(file_replace(city.folder, "chikiri.db", database.data, database.length, NULL) == 0 &&
             file_replace(city.folder, "keys/checkpoint", checkpoint.data, checkpoint.length,
                          NULL) == 0);
    }
    says(program, "another history than the witness saw", &city, 1, "チェックポイント");
    buffer_done(&database);
    buffer_done(&checkpoint);
    buffer_done(&seen);
    city_close(&city);
}

static void test_data(const char *program)
{
    finds(program, "untouched", "SELECT 1", 0, "\"tree_size\":300,");
    finds(program, "entry changed", "UPDATE entry SET payload = x'00' WHERE seq = 4", 1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"4\",\"why\":\"changed\"}]");
    finds(program, "entry deleted", "DELETE FROM entry WHERE seq = 4", 1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"4\",\"why\":\"deleted\"}]");
    finds(program, "entry added",
          "INSERT INTO entry SELECT 300, leaf, hash, salt, payload, register, row_id FROM entry"
          " WHERE seq = 4",
          1, "[{\"index\":300,\"register\":\"record\",\"key\":\"N-4\",\"why\":\"inserted\"}]");
    finds(program, "entries exchanged",
          "UPDATE entry SET seq = 1000 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 7;"
          "UPDATE entry SET seq = 7 WHERE seq = 1000",
          1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"N-7\",\"why\":\"reordered\"},"
          "{\"index\":7,\"register\":\"record\",\"key\":\"N-4\",\"why\":\"reordered\"}]");
    finds(program, "row changed", "UPDATE thing SET name = 'x' WHERE id = 5", 1,
          "[{\"index\":5,\"register\":\"thing\",\"key\":\"N-5\",\"why\":\"changed\"}]");
    finds(program, "row deleted", "DELETE FROM thing WHERE id = 5", 1,
          "[{\"index\":5,\"register\":\"thing\",\"key\":\"N-5\",\"why\":\"deleted\"}]");
    finds(program, "row added", "INSERT INTO thing VALUES (300, 5, 'N-5', 'x', 1)", 1,
          "[{\"index\":null,\"register\":\"thing\",\"key\":\"300\",\"why\":\"inserted\"}]");
    finds(program, "rows exchanged",
          "UPDATE thing SET id = 1000 WHERE id = 4; UPDATE thing SET id = 4 WHERE id = 7;"
          "UPDATE thing SET id = 7 WHERE id = 1000",
          1,
          "[{\"index\":4,\"register\":\"thing\",\"key\":\"N-4\",\"why\":\"reordered\"},"
          "{\"index\":7,\"register\":\"thing\",\"key\":\"N-7\",\"why\":\"reordered\"}]");
    finds(program, "table hidden", "DELETE FROM recorded_table", 1, "recorded_table");
    finds(program, "table without rows hidden",
          "CREATE TABLE other (id INTEGER PRIMARY KEY, entry INTEGER)", 1, "recorded_table");
    finds(program, "size of the head", "UPDATE record_head SET size = size + 1", 1, "\"deleted\"");
    finds(program, "frontier of the head", "UPDATE record_head SET frontier = zeroblob(128)", 1,
          "record_head");
    finds(program, "head of another record", "UPDATE record_head SET origin = 'x'", 1,
          "record_head");
    finds(program, "node changed", "UPDATE record_node SET hash = zeroblob(32)", 1, "record_node");
    finds(program, "node deleted", "DELETE FROM record_node", 1, "record_node");
    finds(program, "node added", "INSERT INTO record_node VALUES (1, zeroblob(32))", 1,
          "record_node");
}

static void test_bundle(const char *program)
{
    static const int64_t entries[] = {3, 7};
    struct city city;
    struct buffer bytes = {0}, out = {0};
    char path[96];
    int accepted = 0;

    city_open(&city);
    city_fill(&city, 20);
    must(bundle_write(city.store, city.folder, entries, 2, &bytes, &city.error) == 0);
    snprintf(path, sizeof(path), "%s/bundle", city.folder);
    must(file_replace(city.folder, "bundle", bytes.data, bytes.length, NULL) == 0);
    is_int(run(program, "--json", path, &city, &out), 0, "a bundle");
    for (size_t i = 0; i < bytes.length; i += 11) {
        bytes.data[i] ^= 1;
        must(file_replace(city.folder, "bundle", bytes.data, bytes.length, NULL) == 0);
        bytes.data[i] ^= 1;
        accepted += run(program, "--json", path, &city, &out) != 1;
    }
    is_int(accepted, 0, "with any byte changed");
    is_int(run(program, "--json", "/nonexistent", &city, &out), 3, "no file");
    is_int(run(program, "--wrong", "x", &city, &out), 2, "a wrong option");
    buffer_done(&bytes);
    buffer_done(&out);
    city_close(&city);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        printf("1..0 # SKIP the path of chikiri-verify is not given\n");
        return 0;
    }
    test_data(argv[1]);
    test_erased(argv[1]);
    test_witnessed(argv[1]);
    test_bundle(argv[1]);
    return done();
}
