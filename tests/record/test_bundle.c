/* Bundles: what they hold, that they verify, and that no bit of them can change. */
#include "base/arena.h"
#include "base/error.h"
#include "record/bundle.h"
#include "record/keys.h"
#include "tests/record/city.h"

static bool is_sound(struct city *city, const struct buffer *bytes, const char *key)
{
    struct verify_result result;

    bundle_verify(bytes->data, bytes->length, key, city->arena, &result, NULL);
    return result.ok;
}

static void test_mutations(struct city *city, struct buffer *bytes)
{
    int accepted = 0;

    for (size_t i = 0; i < bytes->length * 8; i++) {
        bytes->data[i / 8] ^= (char)(1 << i % 8);
        accepted += is_sound(city, bytes, NULL);
        bytes->data[i / 8] ^= (char)(1 << i % 8);
        if (i % 64 == 0)
            arena_reset(city->arena);
    }
    is_int(accepted, 0, "every changed bit is noticed");
    for (size_t length = 0; length < bytes->length; length++) {
        const struct buffer part = {.data = bytes->data, .length = length};

        accepted += is_sound(city, &part, NULL);
        arena_reset(city->arena);
    }
    is_int(accepted, 0, "every cut too");
}

/* The secrets of an entry that is not disclosed must not be in the file. */
static void test_disclosure(const struct buffer *bytes)
{
    int entries = 0, proofs = 0;

    for (const char *at = bytes->data; (at = strstr(at, "\nentry ")) != NULL; at++)
        entries++;
    for (const char *at = bytes->data; (at = strstr(at, "\nproof ")) != NULL; at++)
        proofs++;
    ok(entries == 3 && proofs == 3, "three entries, each once, and their proofs");
}

static void test_write(void)
{
    static const int64_t entries[] = {40, 3, 40, 299};
    static const int64_t missing[] = {3, 301};
    struct city city;
    struct buffer bytes = {0}, key = {0};
    struct verify_result result;

    city_open(&city);
    city_fill(&city, 300);
    is_int(bundle_write(city.store, city.folder, entries, 4, &bytes, &city.error), 0,
           "write a bundle");
    bundle_verify(bytes.data, bytes.length, NULL, city.arena, &result, NULL);
    ok(result.ok && result.entries == 3 && result.tree_size == 301, "it verifies: %s",
       result.sentence ? result.sentence : "sound");
    test_disclosure(&bytes);
    file_load(city.folder, "keys/record.pub", 4096, &key, &city.error);
    key.data[key.length - 1] = '\0';
    ok(is_sound(&city, &bytes, key.data), "under the city's key");
    ok(!is_sound(&city, &bytes, "other+00000000+AAAA"), "not under another");
    test_mutations(&city, &bytes);
    buffer_clear(&bytes);
    is_int(bundle_write(city.store, city.folder, missing, 2, &bytes, &city.error), ERROR_MISSING,
           "an entry that is not there");
    buffer_clear(&bytes);
    is_int(bundle_write(city.store, city.folder, NULL, 0, &bytes, &city.error), 0, "of nothing");
    ok(is_sound(&city, &bytes, NULL), "which verifies too");
    struct record *record = city_begin(&city);
    record_erase(record, 3, "保存期間", &city.error);
    record_commit(record, &city.error);
    buffer_clear(&bytes);
    is_int(bundle_write(city.store, city.folder, entries, 4, &bytes, &city.error), 0,
           "with an erased entry");
    ok(strstr(bytes.data, " - -\n") && is_sound(&city, &bytes, NULL), "it verifies all the same");
    city_tamper(&city, "UPDATE entry SET payload = CAST('x' AS BLOB) WHERE seq = 40");
    buffer_clear(&bytes);
    bundle_write(city.store, city.folder, entries, 4, &bytes, &city.error);
    bundle_verify(bytes.data, bytes.length, NULL, city.arena, &result, NULL);
    ok(!result.ok && result.bad_count == 1 && result.bad[0].index == 40,
       "a bundle of a changed entry names it");
    buffer_done(&bytes);
    buffer_done(&key);
    city_close(&city);
}

int main(void)
{
    test_write();
    return done();
}
