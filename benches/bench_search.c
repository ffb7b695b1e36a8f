/* The search's speed: making the index, catching up, and words of two to eight letters drawn from
 * the registers, each compared with a plain scan. Prints name, value and unit, separated by tabs.
 * Takes the number of rows (100,000) and of words (1,000). */
#include "tests/search/catalogue.h"
#include <sys/stat.h>
#include <time.h>

enum { LIMIT = 50 };

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare_times(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

static void print_times(const char *name, double *times, int count)
{
    qsort(times, (size_t)count, sizeof(*times), compare_times);
    printf("%s_p50\t%.3f\tms\n", name, times[count / 2]);
    printf("%s_p99\t%.3f\tms\n", name, times[count * 99 / 100]);
    printf("%s_max\t%.3f\tms\n", name, times[count - 1]);
}

static bool is_japanese(const char *word)
{
    for (; *word != '\0'; word++)
        if ((unsigned char)*word >= 0x80)
            return true;
    return false;
}

static const char *draw(struct catalogue *catalogue, const struct folded_things *things, int length)
{
    for (;;) {
        const char *word = catalogue_draw(catalogue, things, length);

        if (is_japanese(word))
            return word;
    }
}

/* How long a search takes, with an arena of its own as a request has. */
static double time_search(struct catalogue *catalogue, const char *words)
{
    struct arena *kept = catalogue->scene.arena;
    struct arena *arena = arena_open((size_t)1 << 28);

    catalogue->scene.arena = arena;
    double start = now_ms();
    catalogue_search(catalogue, words, NULL, LIMIT, false);
    double time = now_ms() - start;
    catalogue->scene.arena = kept;
    arena_close(arena);
    return time;
}

static void measure_words(struct catalogue *catalogue, const struct folded_things *things,
                          int count)
{
    enum { SINGLE = 100 };
    double *times = calloc((size_t)count + SINGLE, sizeof(*times));
    const char **words = calloc((size_t)count, sizeof(*words));
    int agreed = 0;

    must(times != NULL && words != NULL);
    for (int i = 0; i < count; i++)
        words[i] = draw(catalogue, things, 2 + i % 7);
    for (int i = 0; i < count; i++)
        times[i] = time_search(catalogue, words[i]);
    print_times("search_word", times, count);
    double start = now_ms();
    for (int i = 0; i < count; i++)
        agreed += catalogue_agrees(catalogue, things, words[i], "", LIMIT);
    printf("search_scan_and_compare\t%.1f\ts\n", (now_ms() - start) / 1e3);
    printf("search_words_as_scan\t%d\tof %d\n", agreed, count);
    for (int i = 0; i < SINGLE; i++)
        times[i] = time_search(catalogue, draw(catalogue, things, 1));
    print_times("search_letter", times, SINGLE);
    free(words);
    free(times);
}

static void measure_changes(struct catalogue *catalogue)
{
    enum { CHANGES = 100 };
    double times[CHANGES];

    for (int i = 0; i < CHANGES; i++) {
        struct thing thing = catalogue_make_thing(catalogue, 300000 + i);

        catalogue_change(catalogue, 1 + catalogue_random(catalogue, 1000), &thing);
        times[i] = time_search(catalogue, "住民基本");
    }
    print_times("search_after_change", times, CHANGES);
}

int main(int argc, char **argv)
{
    int rows = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100000;
    int words = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 1000;
    struct catalogue catalogue;
    struct stat there;

    if (rows <= 0 || words <= 0)
        return 2;
    catalogue_open(&catalogue, false);
    catalogue.sections = 100;
    catalogue_fill(&catalogue, rows);
    double start = now_ms();
    catalogue_stop_on(&catalogue, search_refresh(&catalogue.scene, catalogue.folder, NULL, NULL,
                                                 &catalogue.error));
    printf("search_build\t%.3f\ts\n", (now_ms() - start) / 1e3);
    must(stat(arena_format(catalogue.arena, "%s/search.db", catalogue.folder), &there) == 0);
    printf("search_file\t%.1f\tMB\n", (double)there.st_size / 1e6);
    struct folded_things things = catalogue_fold(&catalogue);
    measure_words(&catalogue, &things, words);
    measure_changes(&catalogue);
    catalogue_close(&catalogue);
    return 0;
}
