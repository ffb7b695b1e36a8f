/* The schema's versions: forward only, one transaction each. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

struct error;
struct store;

struct migration {
    int version; /* rising from 1, never reused */
    const char *name;
    const char *sql; /* in the dialect of store_script() */
};

/* Brings the database to the last version of `list` (in rising order). Versions it already has are
 * passed over, also when another process applies them meanwhile. *ret_from (may be NULL) gets the
 * version found, 0 for an empty database. A database newer than the program is refused with
 * ERROR_STALE; when a step fails it is undone and the steps before it stay. */
int store_migrate(struct store *store, const struct migration *list, int count, int *ret_from,
                  struct error *error);

/* Refuses a database that has not exactly the version `wanted`, for programs that only read:
 * ERROR_STALE when it is newer or older. */
int store_check_version(struct store *store, int wanted, struct error *error);

#endif
