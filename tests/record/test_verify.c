/* Each way of tampering is found and named, in the entries and in a recorded table. */
#include "base/error.h"
#include "record/keys.h"
#include "store/store.h"
#include "tests/record/city.h"

static const char *why_word(enum verify_why why)
{
    static const char *const words[] = {"changed", "deleted", "inserted", "reordered"};

    return words[why];
}

/* All that is bad, as "table:index:key:why ...". */
static void describe(const struct verify_result *result, struct buffer *out)
{
    for (int i = 0; i < result->bad_count; i++) {
        const struct verify_bad *bad = &result->bad[i];

        buffer_format(out, "%s%s:%lld:%s:%s", i > 0 ? " " : "", bad->table, (long long)bad->index,
                      bad->key, why_word(bad->why));
    }
}

/* Ten things, the third changed once: entry 0 begins, thing N-i has entry i, N-3 also 11. Then the
 * tampering, and what must be found. */
static void finds(const char *name, const char *sql, const char *expected, bool with_sentence)
{
    struct city city;
    struct verify_result result;
    struct buffer found = {0};

    city_open(&city);
    city_fill(&city, 10);
    struct record *record = city_begin(&city);
    city_put(&city, record, 3, "N-3", "名称 3", 33);
    if (record_commit(record, &city.error) < 0)
        city_fail(&city.error);
    city_tamper(&city, sql);
    is_int(verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error), 0, name);
    describe(&result, &found);
    is_text(buffer_string(&found), expected, "  names it");
    is_int(result.ok, expected[0] == '\0' && !with_sentence, "  is not ok");
    ok((result.sentence != NULL) == with_sentence, "  sentence: %s",
       result.sentence ? result.sentence : "none");
    buffer_done(&found);
    city_close(&city);
}

#define SWAP_ENTRIES                                                                               \
    "UPDATE entry SET seq = 100 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 7;"            \
    "UPDATE entry SET seq = 7 WHERE seq = 100"
#define SHIFT_UP                                                                                   \
    "UPDATE entry SET seq = -1 - seq WHERE seq >= 5; UPDATE entry SET seq = -seq WHERE seq < 0;"

static void test_entries(void)
{
    finds("untouched", "SELECT 1", "", false);
    finds("payload changed", "UPDATE entry SET payload = CAST('x' AS BLOB) WHERE seq = 4",
          "record:4:4:changed", false);
    finds("payload and salt exchanged",
          "UPDATE entry SET payload = (SELECT payload FROM entry WHERE seq = 5),"
          " salt = (SELECT salt FROM entry WHERE seq = 5) WHERE seq = 4",
          "record:4:N-5:changed", false);
    finds("leaf changed", "UPDATE entry SET leaf = zeroblob(76) WHERE seq = 4",
          "record:4:N-4:changed", false);
    finds("hash changed", "UPDATE entry SET hash = zeroblob(32) WHERE seq = 4",
          "record:4:N-4:changed", true);
    finds("salt gone", "UPDATE entry SET salt = NULL WHERE seq = 4", "record:4:N-4:changed", false);
    finds("payload gone", "UPDATE entry SET payload = NULL WHERE seq = 4", "record:4:4:changed",
          false);
    finds("about another row", "UPDATE entry SET row_id = 9 WHERE seq = 4", "record:4:N-4:changed",
          false);
    finds("deleted", "DELETE FROM entry WHERE seq = 4", "record:4:4:deleted", true);
    finds("deleted at the end", "DELETE FROM entry WHERE seq = 11", "record:11:11:deleted", true);
    finds("deleted, the rest moved up",
          "DELETE FROM entry WHERE seq = 4; UPDATE entry SET seq = seq - 1 WHERE seq > 4",
          "record:4:4:deleted", true);
    finds("copy added at the end",
          "INSERT INTO entry SELECT 12, leaf, hash, salt, payload, register, row_id FROM entry"
          " WHERE seq = 4",
          "record:12:N-4:inserted", false);
    finds("copy added in between",
          SHIFT_UP "INSERT INTO entry SELECT 5, leaf, hash, salt, payload, register, row_id"
                   " FROM entry WHERE seq = 2",
          "record:5:N-2:inserted", false);
    finds("rubbish added in between",
          SHIFT_UP "INSERT INTO entry VALUES (5, zeroblob(76), zeroblob(32), NULL, NULL, 0, 0)",
          "record:5:0:inserted", false);
    finds("two exchanged", SWAP_ENTRIES, "record:4:N-7:reordered record:7:N-4:reordered", false);
}

static void test_rows(void)
{
    finds("row changed", "UPDATE thing SET name = 'x' WHERE id = 5", "thing:5:N-5:changed", false);
    finds("value removed", "UPDATE thing SET count = NULL WHERE id = 5", "thing:5:N-5:changed",
          false);
    finds("empty instead of nothing", "UPDATE thing SET name = '' WHERE id = 5",
          "thing:5:N-5:changed", false);
    finds("rolled back to an older state", "UPDATE thing SET count = 3, entry = 3 WHERE id = 3",
          "thing:11:N-3:changed", false);
    finds("another entry claimed", "UPDATE thing SET entry = 3 WHERE id = 3",
          "thing:11:N-3:changed", false);
    finds("row deleted", "DELETE FROM thing WHERE id = 3", "thing:11:N-3:deleted", false);
    finds("row added", "INSERT INTO thing VALUES (11, 5, 'N-5', 'x', 1)", "thing:-1:N-5:inserted",
          false);
    finds("two rows exchanged",
          "UPDATE thing SET id = 100 WHERE id = 4; UPDATE thing SET id = 4 WHERE id = 7;"
          "UPDATE thing SET id = 7 WHERE id = 100",
          "thing:4:N-4:reordered thing:7:N-7:reordered", false);
    finds("values of two rows exchanged",
          "CREATE TEMP TABLE kept AS SELECT * FROM thing WHERE id IN (4, 7);"
          "UPDATE thing SET thing_no = 'N-7', name = '名称 7', count = 7 WHERE id = 4;"
          "UPDATE thing SET thing_no = 'N-4', name = '名称 4', count = 4 WHERE id = 7",
          "thing:4:N-4:reordered thing:7:N-7:reordered", false);
    finds("table gone", "DROP TABLE thing", "", true);
}

static void test_heads(void)
{
    finds("head made smaller", "UPDATE record_head SET size = 8, frontier = zeroblob(32)", "",
          true);
    finds("head changed", "UPDATE record_head SET frontier = zeroblob(64)", "", true);
    finds("head gone", "DELETE FROM record_head", "", true);
    finds("a block's root too many", "INSERT INTO record_node VALUES (0, zeroblob(32))", "", true);
}

/* What no query of the database shows: the whole record rewritten, hashes and all. */
static void test_rewritten(void)
{
    struct city city, other;
    struct verify_result result;
    char from[96], to[96];

    city_open(&city);
    city_fill(&city, 300);
    city_open(&other);
    city_fill(&other, 300);
    store_checkpoint(other.store, NULL);
    store_close(city.store);
    snprintf(from, sizeof(from), "%s/chikiri.db", other.folder);
    snprintf(to, sizeof(to), "%s/chikiri.db", city.folder);
    store_close(other.store);
    rename(from, to);
    city.store = store_open(city.folder, STORE_READ_WRITE, &city.error);
    other.store = NULL;
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(!result.ok && result.sentence, "another record under this key's checkpoint: %s",
       result.sentence ? result.sentence : "");
    city_close(&city);
    city_close(&other);
}

static void test_files(void)
{
    static const char *const names[] = {"keys/checkpoint", "keys/record.pub"};
    struct city city;
    struct verify_result result;
    struct buffer bytes = {0};

    city_open(&city);
    city_fill(&city, 3);
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(result.ok && result.entries == 4 && result.tree_size == 4 && strlen(result.root) == 44,
       "an honest folder");
    for (int i = 0; i < 2; i++) {
        int missed = 0;

        must(file_load(city.folder, names[i], 4096, &bytes, &city.error) == 0);
        for (size_t k = 0; k + 1 < bytes.length; k++) {
            bytes.data[k] ^= 1;
            must(file_replace(city.folder, names[i], bytes.data, bytes.length, NULL) == 0);
            bytes.data[k] ^= 1;
            verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
            missed += result.ok;
        }
        is_int(missed, 0, names[i]);
        must(file_replace(city.folder, names[i], bytes.data, bytes.length, NULL) == 0);
    }
    buffer_clear(&bytes);
    path_join(&bytes, city.folder, names[0]);
    unlink(buffer_string(&bytes));
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(!result.ok && result.sentence, "no checkpoint: %s", result.sentence ? result.sentence : "");
    buffer_done(&bytes);
    city_close(&city);
    is_int(verify_folder("/nonexistent", city_tables, 1, NULL, &result, &city.error), ERROR_MISSING,
           "no folder");
}

/* A frontier, block roots and many rows of one size and the next. */
static void test_sizes(void)
{
    struct city city;
    struct verify_result result;

    city_open(&city);
    city_fill(&city, 254);
    for (int i = 0; i < 4; i++) {
        verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
        ok(result.ok && result.tree_size == 255 + i, "%d entries: %s", 255 + i,
           result.sentence ? result.sentence : "sound");
        city_fill(&city, 1);
    }
    city_tamper(&city, "UPDATE record_node SET hash = zeroblob(32)");
    verify_folder(city.folder, city_tables, 1, city.arena, &result, &city.error);
    ok(!result.ok && result.sentence, "a block's root changed: %s",
       result.sentence ? result.sentence : "");
    city_close(&city);
}

int main(void)
{
    test_entries();
    test_rows();
    test_heads();
    test_rewritten();
    test_files();
    test_sizes();
    return done();
}
