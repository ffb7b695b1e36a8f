/* Telling the record which tables it covers. */
#ifndef RECORD_DECLARE_H
#define RECORD_DECLARE_H

struct error;
struct store;
struct table;

/* Writes the ids and names of the recorded tables into the table recorded_table, where programs
 * that know nothing of our declarations (the separate verifier) find them. At creation and after
 * every migration; may be repeated. Takes a write transaction of its own. */
int record_declare(struct store *store, const struct table *const *tables, int count,
                   struct error *error);

#endif
