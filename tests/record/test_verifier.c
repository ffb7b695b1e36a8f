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

static void finds(const char *program, const char *name, const char *sql, int status,
                  const char *expected)
{
    struct city city;
    struct buffer out = {0};

    city_open(&city);
    city_fill(&city, 10);
    city_tamper(&city, sql);
    store_close(city.store);
    city.store = NULL;
    is_int(run(program, "--data", city.folder, &city, &out), status, name);
    ok(strstr(buffer_string(&out), expected) != NULL, "  says %s", expected);
    if (!strstr(buffer_string(&out), expected))
        printf("# %s\n", buffer_string(&out));
    buffer_done(&out);
    city_close(&city);
}

static void test_data(const char *program)
{
    finds(program, "untouched", "SELECT 1", 0, "\"tree_size\":11,");
    finds(program, "entry changed", "UPDATE entry SET payload = x'00' WHERE seq = 4", 1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"4\",\"why\":\"changed\"}]");
    finds(program, "entry deleted", "DELETE FROM entry WHERE seq = 4", 1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"4\",\"why\":\"deleted\"}]");
    finds(program, "entry added",
          "INSERT INTO entry SELECT 11, leaf, hash, salt, payload, register, row_id FROM entry"
          " WHERE seq = 4",
          1, "[{\"index\":11,\"register\":\"record\",\"key\":\"N-4\",\"why\":\"inserted\"}]");
    finds(program, "entries exchanged",
          "UPDATE entry SET seq = 100 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 7;"
          "UPDATE entry SET seq = 7 WHERE seq = 100",
          1,
          "[{\"index\":4,\"register\":\"record\",\"key\":\"N-7\",\"why\":\"reordered\"},"
          "{\"index\":7,\"register\":\"record\",\"key\":\"N-4\",\"why\":\"reordered\"}]");
    finds(program, "row changed", "UPDATE thing SET name = 'x' WHERE id = 5", 1,
          "[{\"index\":5,\"register\":\"thing\",\"key\":\"N-5\",\"why\":\"changed\"}]");
    finds(program, "row deleted", "DELETE FROM thing WHERE id = 5", 1,
          "[{\"index\":5,\"register\":\"thing\",\"key\":\"N-5\",\"why\":\"deleted\"}]");
    finds(program, "row added", "INSERT INTO thing VALUES (11, 5, 'N-5', 'x', 1)", 1,
          "[{\"index\":null,\"register\":\"thing\",\"key\":\"11\",\"why\":\"inserted\"}]");
    finds(program, "rows exchanged",
          "UPDATE thing SET id = 100 WHERE id = 4; UPDATE thing SET id = 4 WHERE id = 7;"
          "UPDATE thing SET id = 7 WHERE id = 100",
          1,
          "[{\"index\":4,\"register\":\"thing\",\"key\":\"N-4\",\"why\":\"reordered\"},"
          "{\"index\":7,\"register\":\"thing\",\"key\":\"N-7\",\"why\":\"reordered\"}]");
    finds(program, "table hidden", "DELETE FROM recorded_table", 1, "recorded_table");
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
    test_bundle(argv[1]);
    return done();
}
