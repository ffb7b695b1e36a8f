/* One SQL text, written for PostgreSQL. */
#include "base/buffer.h"
#include "store/dialect.h"
#include "tests/tap.h"

static void is_query(const char *sql, const char *want, const char *names)
{
    struct buffer out = {0};
    struct dialect_names got = {.count = 0};
    struct buffer list = {0};

    ok(dialect_query(sql, &out, &got) == (want != NULL), "%.30s", sql);
    for (int i = 0; i < got.count; i++)
        buffer_format(&list, "%s ", got.names[i]);
    if (want) {
        is_text(buffer_string(&out), want, "its text");
        is_text(buffer_string(&list), names, "its names");
    }
    dialect_names_done(&got);
    buffer_done(&out);
    buffer_done(&list);
}

static void is_script(const char *sql, const char *want)
{
    struct buffer out = {0};

    ok(dialect_script(sql, &out), "%.30s", sql);
    is_text(buffer_string(&out), want, "its text");
    buffer_done(&out);
}

int main(void)
{
    is_query("SELECT :b, :a, :b", "SELECT $1, $2, $1", "b a ");
    is_query("SELECT ':a', \":b\" /* :c */, d::text -- :e\n, :f;",
             "SELECT ':a', \":b\" , d::text , $1", "f ");
    is_query("SELECT 1 WHERE :k IS NULL OR x = :k",
             "SELECT 1 WHERE CAST($1 AS TEXT) IS NULL OR x = $1", "k ");
    is_query("SELECT 1 WHERE :k IS NOT NULL", "SELECT 1 WHERE CAST($1 AS TEXT) IS NOT NULL", "k ");
    is_query("SELECT 1 WHERE :k IS DISTINCT FROM x", "SELECT 1 WHERE $1 IS DISTINCT FROM x", "k ");
    is_query("SELECT CAST(:n AS INTEGER) AS integer", "SELECT CAST($1 AS BIGINT) AS integer", "n ");
    is_query("SELECT 'it''s :a'||:a", "SELECT 'it''s :a'||$1", "a ");
    is_query("SELECT 1; SELECT 2", NULL, NULL);
    is_query("SELECT 'open", NULL, NULL);
    is_query("SELECT /* open", NULL, NULL);
    is_script(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL, b BLOB) STRICT;",
        "CREATE TABLE t (id BIGINT PRIMARY KEY, text TEXT COLLATE \"C\" NOT NULL, b BYTEA) ;");
    is_script("CREATE TABLE t (id INTEGER) STRICT, WITHOUT ROWID;CREATE TABLE u (a TEXT) WITHOUT "
              "ROWID, STRICT; -- end",
              "CREATE TABLE t (id BIGINT) ;CREATE TABLE u (a TEXT COLLATE \"C\") ;");
    is_script("CREATE VIEW v AS SELECT CAST(a AS TEXT), ') STRICT TEXT' FROM t",
              "CREATE VIEW v AS SELECT CAST(a AS TEXT), ') STRICT TEXT' FROM t");
    return done();
}
