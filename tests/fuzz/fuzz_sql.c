/* SQL of a policy pack as hostile bytes: the readers of SQL must end, and what confine_check() lets
 * through must never make SQLite read a table by a name of the text's own. */
#include "base/buffer.h"
#include "base/error.h"
#include "store/confine.h"
#include "store/dialect.h"
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char schema[] = "CREATE TABLE secret (id INTEGER PRIMARY KEY, x TEXT) STRICT;"
                             "CREATE TABLE open (id INTEGER PRIMARY KEY, x TEXT) STRICT;"
                             "CREATE VIEW v_a AS SELECT id, x FROM open;"
                             "CREATE VIEW v_b AS SELECT id, x FROM open;";

enum { SECRET_PAGE = 2 }; /* the root page of the first table made */

/* No view reads `secret`, so no program of a text that passed may open its page. */
static void must_not_reach(const char *sql)
{
    sqlite3 *connection;
    sqlite3_stmt *statement = NULL;
    struct buffer explain = {0};

    must(sqlite3_open(":memory:", &connection) == SQLITE_OK);
    must(sqlite3_exec(connection, schema, NULL, NULL, NULL) == SQLITE_OK);
    buffer_text(&explain, "EXPLAIN ");
    buffer_text(&explain, sql);
    if (sqlite3_prepare_v2(connection, explain.data, -1, &statement, NULL) == SQLITE_OK) {
        while (sqlite3_step(statement) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(statement, 1);

            must(strcmp(name, "OpenRead") != 0 || sqlite3_column_int(statement, 3) != SECRET_PAGE);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    buffer_done(&explain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = calloc(size + 1, 1);
    struct buffer out = {0};
    struct dialect_names names = {.count = 0};
    struct error error = {0};

    must(sql);
    if (size > 0)
        memcpy(sql, data, size);
    if (confine_check(sql, &error) == 0)
        must_not_reach(sql);
    dialect_query(sql, &out, &names);
    dialect_names_done(&names);
    buffer_clear(&out);
    dialect_script(sql, &out);
    buffer_done(&out);
    free(sql);
    return 0;
}
