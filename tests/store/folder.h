/* Data folders for the tests of the store: a new one for SQLite, or one whose chikiri.conf names a
 * new database of the PostgreSQL that tests/with_postgres.sh started. */
#ifndef TESTS_STORE_FOLDER_H
#define TESTS_STORE_FOLDER_H

#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { FOLDER_SIZE = 256 };

static inline bool run_program(const char *const *arguments)
{
    pid_t child;
    int status;
    char *list[16];
    int count = 0;

    while (arguments[count] && count < 15) {
        memcpy(&list[count], &arguments[count], sizeof(list[count]));
        count++;
    }
    list[count] = NULL;
    return posix_spawnp(&child, list[0], NULL, NULL, list, environ) == 0 &&
           waitpid(child, &status, 0) == child && status == 0;
}

/* The conninfo of the tests' PostgreSQL, or NULL. */
static inline const char *postgres_administrator(void)
{
    return secure_getenv("CHIKIRI_TEST_POSTGRES");
}

/* Makes a database whose own order of letters is not that of their bytes, so that a column that
 * forgets to say its order shows. */
static inline bool make_database(const char *name)
{
    char sql[256];
    const char *const arguments[] = {
        "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-c", sql, postgres_administrator(), NULL};

    snprintf(sql, sizeof(sql),
             "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu "
             "ICU_LOCALE 'ja' LOCALE 'C.UTF-8'",
             name);
    return run_program(arguments);
}

/* Fills `folder` with the path of a new folder; with `postgres` its database is new too. */
static inline bool make_folder(char folder[FOLDER_SIZE], bool postgres)
{
    char path[FOLDER_SIZE + 32];
    char name[64];
    const char *base = secure_getenv("TMPDIR");

    snprintf(folder, FOLDER_SIZE, "%.200s/chikiri-store-XXXXXX", base ? base : P_tmpdir);
    if (!mkdtemp(folder))
        return false;
    if (!postgres)
        return true;
    snprintf(name, sizeof(name), "test_%s", folder + strlen(folder) - 6);
    for (char *c = name; *c; c++)
        *c |= *c >= 'A' && *c <= 'Z' ? 0x20 : 0;
    if (!make_database(name))
        return false;
    snprintf(path, sizeof(path), "%s/chikiri.conf", folder);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file, "# test\npostgresql=%s dbname=%s\n", postgres_administrator(), name);
    return fclose(file) == 0;
}

static inline void remove_folder(const char *folder)
{
    const char *const arguments[] = {"rm", "-rf", folder, NULL};

    run_program(arguments);
}

#endif
