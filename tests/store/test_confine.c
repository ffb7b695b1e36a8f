/* What SQL of a policy pack may say; most refused texts are ways around the rule. */
#include "base/error.h"
#include "store/confine.h"
#include "tests/tap.h"

static const char *const allowed[] = {
    "SELECT 1",
    "SELECT id, name FROM v_asset WHERE id = :key ORDER BY id;",
    "select a.id from V_ASSET as a left join v_person p on p.id = a.owner, v_unit",
    "SELECT id FROM v_asset -- FROM secret",
    "SELECT id /* FROM secret */ FROM v_asset WHERE note = 'FROM secret'",
    "SELECT count(*), max(x), substr(name, 1, 2) FROM (SELECT * FROM v_asset) AS inside",
    "SELECT id FROM v_asset WHERE EXISTS (SELECT 1 FROM v_unit WHERE v_unit.id = unit)",
    "SELECT id FROM v_asset WHERE a IS DISTINCT FROM b AND c IS NOT DISTINCT FROM d",
    "SELECT CASE WHEN a IN ('x', 'y') THEN 1 ELSE 0 END FROM v_asset GROUP BY a, b HAVING a > 1",
    "WITH latest AS (SELECT max(id) AS id FROM v_entry) SELECT * FROM latest JOIN v_entry USING "
    "(id)",
    "WITH RECURSIVE up (id, parent) AS (SELECT id, parent FROM v_unit UNION ALL SELECT u.id, "
    "u.parent FROM v_unit u JOIN up ON u.id = up.parent) SELECT * FROM up",
    "WITH a AS (SELECT 1), b AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM a, b",
    "SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM v_asset",
    "SELECT id FROM v_asset UNION SELECT id FROM v_medium ORDER BY 1 LIMIT 5 OFFSET 2",
    "SELECT secret FROM v_asset WHERE secret.x = 1",
    "SELECT * FROM (v_a JOIN v_b ON v_a.id = v_b.id) WHERE 1.5e3 < x",
};

static const char *const refused[] = {
    "",
    "SELECT * FROM secret",
    "SELECT * FROM \"v_asset\"",
    "SELECT * FROM [secret]",
    "SELECT * FROM `secret`",
    "SELECT * FROM 'secret'",
    "SELECT * FROM v_asset, secret",
    "SELECT * FROM v_asset a, secret",
    "SELECT * FROM v_asset JOIN secret ON 1 = 1",
    "SELECT * FROM (v_a JOIN secret ON 1 = 1)",
    "SELECT * FROM (secret)",
    "SELECT * FROM v_asset JOIN v_b ON (v_b.id = 1), secret",
    "SELECT (SELECT password FROM secret) FROM v_asset",
    "SELECT id FROM v_asset WHERE id IN secret",
    "SELECT id FROM v_asset WHERE id IN 'secret'",
    "SELECT id FROM v_asset WHERE id IN \"secret\"",
    "SELECT * FROM v_schema.secret",
    "SELECT * FROM main.v_asset",
    "SELECT * FROM v_function(1)",
    "SELECT * FROM v_a fetch, secret",
    "SELECT * FROM v_a offset, secret",
    "SELECT * FROM v_a window, secret",
    "SELECT 1 FROM v_a WINDOW secret AS (ORDER BY 1)",
    "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret",
    "WITH v_a AS (SELECT * FROM secret) SELECT * FROM v_a",
    "WITH a AS (SELECT * FROM later), later AS (SELECT 1) SELECT * FROM a",
    "SELECT (WITH secret AS (SELECT 1) SELECT 1) FROM secret",
    "WITH a AS (TABLE secret) SELECT * FROM a",
    "WITH a AS (DELETE FROM v_a RETURNING id) SELECT * FROM a",
    "WITH a AS (SELECT 1) DELETE FROM v_a",
    "WITH a AS (SELECT 1",
    "WITH a",
    "SELECT 1; SELECT 2",
    "SELECT 1;;",
    "SELECT * INTO t FROM v_a",
    "VALUES (1)",
    "DELETE FROM v_asset",
    "PRAGMA user_version",
    "ATTACH 'x' AS y",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT query_to_xml('SELECT * FROM secret', true, true, '')",
    "SELECT \"pg_sleep\"(10)",
    "SELECT 1from secret",
    "SELECT .5from secret",
    "SELECT * FROM v_a /* /* */ WHERE /* */ */ , secret",
    "SELECT * FROM v_a -- \r , secret",
    "SELECT E'\\' FROM secret --'",
    "SELECT U&'x'",
    "SELECT $$ ' $$ FROM secret --'",
    "SELECT 'x'::regclass",
    "SELECT 'open",
    "SELECT /* open",
    "SELECT (1",
    "SELECT 1)",
    "SELECT * FROM v_a, LATERAL (SELECT 1) x",
    "SELECT * FROM ROWS FROM (v_a)",
    "SELECT * FROM ONLY (secret)",
    "SELECT * FROM",
};

int main(void)
{
    struct error error = {0};

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
        ok(confine_check(allowed[i], &error) == 0, "allowed: %.60s (%s)", allowed[i], error.text);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        ok(confine_check(refused[i], &error) == ERROR_DENIED, "refused: %zu", i);
    return done();
}
