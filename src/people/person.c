#include "people/people.h"

#include "base/error.h"
#include "store/store.h"

#include "people/people_sql.h"

int64_t people_find_person(struct store *store, const char *staff_no, struct error *error)
{
    struct query *query = store_query(store, SQL_PERSON_FIND, error);

    if (!query)
        return ERROR_FAULT;
    query_text(query, "staff_no", staff_no);
    int64_t id = query_step(query, error);
    if (id > 0)
        id = query_column_integer(query, 0);
    query_done(query);
    return id;
}

bool people_has_roster(struct store *store, struct error *error)
{
    struct query *query = store_query(store, SQL_ANY_ASSIGNMENT, error);

    if (!query)
        return false;
    int found = query_step(query, error);
    query_done(query);
    return found == 1;
}

int people_is_employed(struct store *store, int64_t person_id, const char *on, struct error *error)
{
    struct query *query = store_query(store, SQL_EMPLOYED, error);

    if (!query)
        return ERROR_FAULT;
    query_integer(query, "person_id", person_id);
    query_text(query, "on", on);
    int found = query_step(query, error);
    query_done(query);
    return found;
}
