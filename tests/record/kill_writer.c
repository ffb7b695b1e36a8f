/* Helper of kill_loop.sh. `init DIR` makes a recorded city; `write DIR` records changes by eight
 * threads for ever and writes each acknowledged number to standard output, one a line; `check DIR
 * FILE` verifies and looks for every number of FILE. */
#include "record/queue.h"
#include "store/store.h"
#include "store/table.h"
#include "tests/record/city.h"
#include <pthread.h>

enum { THREADS = 8 };

static const char count_thing[] = "SELECT count(*) FROM thing WHERE thing_no = :number";

struct writer {
    struct record_queue *queue;
    int number;
};

static int put_number(struct record *record, void *context, struct error *error)
{
    const struct record_context why = {.action = "add", .key = context};
    const struct value values[] = {value_text(context), value_text("落ちても残る"), value_null()};

    return record_put(record, &city_things, 0, values, &why, NULL, NULL, error);
}

static void *write_for_ever(void *argument)
{
    struct writer *writer = argument;
    struct error error = {0};
    char text[64];

    for (int i = 0;; i++) {
        int length = snprintf(text, sizeof(text), "%ld-%d-%d", (long)getpid(), writer->number, i);

        if (record_queue_run(writer->queue, &city_actor, put_number, text, &error) < 0) {
            fprintf(stderr, "%s\n", error.text);
            _exit(3);
        }
        text[length] = '\n';
        /* One write a line: what another process killed us after is still whole. */
        if (write(STDOUT_FILENO, text, (size_t)length + 1) != length + 1)
            _exit(3);
    }
    return NULL;
}

static int write_city(const char *folder)
{
    struct error error = {0};
    struct record_queue *queue = record_queue_open(folder, 0, &error);
    struct writer writers[THREADS];
    pthread_t thread;

    if (!queue) {
        fprintf(stderr, "%s\n", error.text);
        return 3;
    }
    for (int i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){queue, i};
        must(pthread_create(&thread, NULL, write_for_ever, &writers[i]) == 0);
    }
    for (;;)
        pause();
}

static int check_city(const char *folder, const char *path)
{
    struct error error = {0};
    struct verify_result result;
    struct arena *arena = arena_open(1 << 24);
    FILE *file = fopen(path, "re");
    char line[64];
    int lost = 0, count = 0;

    must(file != NULL);
    if (verify_folder(folder, city_tables, 1, arena, &result, &error) < 0 || !result.ok) {
        printf("# %s\n", error.code < 0 ? error.text : result.sentence ? result.sentence : "bad");
        return 1;
    }
    struct store *store = store_open(folder, STORE_READ_ONLY, &error);
    must(store != NULL);
    while (fgets(line, sizeof(line), file)) {
        struct query *query = store_query(store, count_thing, &error);

        must(query != NULL);
        line[strcspn(line, "\n")] = '\0';
        query_text(query, "number", line);
        lost += query_step(query, &error) <= 0 || query_column_integer(query, 0) != 1;
        query_done(query);
        count++;
    }
    printf("# %d acknowledged, %d lost, %lld entries\n", count, lost, (long long)result.entries);
    fclose(file);
    store_close(store);
    arena_close(arena);
    return lost > 0;
}

int main(int argc, char **argv)
{
    struct city city;

    if (argc == 3 && strcmp(argv[1], "init") == 0) {
        city_open(&city);
        city_tamper(&city, "CREATE INDEX thing_number ON thing (thing_no)");
        store_close(city.store);
        arena_close(city.arena);
        return rename(city.folder, argv[2]) != 0;
    }
    if (argc == 3 && strcmp(argv[1], "write") == 0)
        return write_city(argv[2]);
    if (argc == 4 && strcmp(argv[1], "check") == 0)
        return check_city(argv[2], argv[3]);
    return 2;
}
