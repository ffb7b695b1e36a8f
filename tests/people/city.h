/* A small city with its pack, for the tests of the people floor and of the organisation room. */
#ifndef TESTS_PEOPLE_CITY_H
#define TESTS_PEOPLE_CITY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "pack/pack.h"
#include "pack/pack_private.h"
#include "people/people.h"
#include "people/people_schema_sql.h"
#include "people/people_views_sql.h"
#include "record/record.h"
#include "register/register_schema_sql.h"
#include "store/store.h"
#include "tests/tap.h"
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

struct city {
    char folder[64];
    struct store *store;
    struct arena *arena;
    struct pack *pack;
    struct error error;
    int64_t known_from; /* of the open transaction */
};

static const struct record_actor city_actor = {
    .name = "試験", .way = "console", .terminal = "host tty1"};
/* What the people floor reads of a table that a room above it declares. */
static const char city_systems[] =
    "CREATE TABLE information_system (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, name TEXT,"
    " name_key TEXT, state TEXT, section_id INTEGER, ended_at TEXT) STRICT";

static const struct record_context city_context = {.action = "set", .reason = "試験"};

enum { CITY_NOW_S = 1775000000 }; /* 2026-04-01T08:33:20+09:00 */

static inline void city_fail(const struct city *city, const char *what)
{
    printf("Bail out! %s: %s\n", what, city->error.text);
    exit(1);
}

static inline void city_script(struct city *city, const char *sql)
{
    if (store_script(city->store, sql, &city->error) < 0)
        city_fail(city, "schema");
}

static inline void city_open(struct city *city)
{
    static const char folder[] = "/tmp/chikiri-people-XXXXXX";

    memset(city, 0, sizeof *city);
    memcpy(city->folder, folder, sizeof folder);
    must(mkdtemp(city->folder) != NULL);
    city->arena = arena_open((size_t)256 << 20);
    city->pack = pack_open(NULL, &city->error);
    if (!city->pack)
        city_fail(city, "pack");
    city->store = store_open(city->folder, STORE_CREATE, &city->error);
    if (!city->store)
        city_fail(city, "store");
    city_script(city, SQL_PEOPLE_SCHEMA);
    city_script(city, SQL_REGISTER_SCHEMA);
    city_script(city, city_systems);
    city_script(city, SQL_PEOPLE_VIEWS);
    if (record_create(city->store, city->folder, "chikiri.test/operations", &city->error) < 0)
        city_fail(city, "record");
}

static inline void city_remove_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *found;

    while (directory && (found = readdir(directory)) != NULL) {
        struct buffer path = {0};

        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        buffer_format(&path, "%s/%s", folder, found->d_name);
        if (unlink(buffer_string(&path)) != 0)
            city_remove_folder(buffer_string(&path));
        buffer_done(&path);
    }
    if (directory)
        closedir(directory);
    rmdir(folder);
}

static inline void city_close(struct city *city)
{
    store_close(city->store);
    pack_close(city->pack);
    arena_close(city->arena);
    city_remove_folder(city->folder);
}

static inline struct record *city_begin(struct city *city)
{
    struct record *record = record_begin(city->store, city->folder, &city_actor,
                                         (int64_t)CITY_NOW_S * 1000000, &city->error);

    if (!record)
        city_fail(city, "begin");
    city->known_from = record_next_index(record);
    return record;
}

static inline void city_commit(struct city *city, struct record *record)
{
    if (record_commit(record, &city->error) < 0)
        city_fail(city, "commit");
}

static inline int64_t city_person(struct city *city, struct record *record, const char *staff_no,
                                  const char *name)
{
    struct value values[PERSON_COLUMNS] = {0};
    int64_t id = people_find_person(city->store, staff_no, &city->error);

    if (id > 0)
        return id;
    values[PERSON_staff_no] = values[PERSON_row_key] = value_text(staff_no);
    values[PERSON_name] = value_text(name);
    if (record_put(record, &person_table, 0, values, &city_context, &id, NULL, &city->error) < 0)
        city_fail(city, "person");
    return id;
}

/* Puts somebody to work; dates NULL when open. */
static inline void city_work(struct city *city, struct record *record, const char *staff_no,
                             const char *name, const char *department, const char *section,
                             const char *post, const char *how, const char *valid_from,
                             const char *valid_to)
{
    const struct unit_names names = {department, section, NULL, NULL};
    struct assignment work = {
        .post = post, .how = how, .valid_from = valid_from, .valid_to = valid_to};

    work.person_id = city_person(city, record, staff_no, name);
    if (people_ensure_unit(record, &names, "2026-04-01", &city_context, &work.place, &city->error) <
            0 ||
        people_assign(record, city->known_from, NULL, &work, &city_context, &city->error) < 0)
        city_fail(city, "work");
}

static inline void city_appoint(struct city *city, struct record *record, const char *role,
                                const char *staff_no, int64_t section_id, const char *system,
                                const char *valid_to)
{
    struct value values[APPOINTMENT_COLUMNS] = {0};

    values[APPOINTMENT_role] = value_text(role);
    values[APPOINTMENT_staff_no] = value_text(staff_no);
    values[APPOINTMENT_section_id] = section_id ? value_integer(section_id) : value_null();
    values[APPOINTMENT_system] = value_text(system);
    values[APPOINTMENT_valid_to] = value_text(valid_to);
    if (record_put(record, &appointment_table, 0, values, &city_context, NULL, NULL, &city->error) <
        0)
        city_fail(city, "appoint");
}

/* "012345 main, 012346 acting" of the role's seat in the unit (NULL: the city); "-" when vacant,
 * NULL when there is no such seat. */
static inline const char *city_holders_known(struct city *city, const char *on, int64_t known_to,
                                             const char *role, const char *unit)
{
    struct moment moment = {.known_to = known_to};
    struct role_holding *holdings;
    int count;

    memcpy(moment.on, on, DATE_SIZE);
    if (people_roles(city->store, city->pack, &moment, role, 0, city->arena, &holdings, &count,
                     &city->error) < 0)
        city_fail(city, "roles");
    for (int i = 0; i < count; i++) {
        const char *text = "-";

        if ((unit || holdings[i].unit) &&
            (!unit || !holdings[i].unit || strcmp(unit, holdings[i].unit) != 0))
            continue;
        for (int j = 0; j < holdings[i].holder_count; j++)
            text = arena_format(city->arena, "%s%s%s %s", j ? text : "", j ? ", " : "",
                                holdings[i].holders[j].staff_no, holdings[i].holders[j].how);
        return text;
    }
    return NULL;
}

static inline const char *city_holders(struct city *city, const char *on, const char *role,
                                       const char *unit)
{
    return city_holders_known(city, on, INT64_MAX, role, unit);
}

static inline struct viewer city_viewer(struct city *city, const char *staff_no, const char *on)
{
    struct viewer viewer;

    if (people_viewer(city->store, city->pack, staff_no, on, city->arena, &viewer, &city->error) <
        0)
        city_fail(city, "viewer");
    return viewer;
}

static inline bool has_role(const struct viewer *viewer, const char *role)
{
    for (const char *const *each = viewer->roles; *each; each++)
        if (strcmp(*each, role) == 0)
            return true;
    return false;
}

#endif
