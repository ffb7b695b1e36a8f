/* Witnesses: what they sign, what they refuse, and what comes back to the data folder. */
#include "base/error.h"
#include "record/bundle.h"
#include "record/keys.h"
#include "record/witness.h"
#include "tests/record/city.h"

enum { SEEN_US = 1000000 };

static void write_file(const char *folder, const char *name, const struct buffer *bytes)
{
    must(file_replace(folder, name, bytes->data, bytes->length, NULL) == 0);
}

/* Carries the checkpoint to the witness; what it answers. `out` keeps the signed note. */
static int carry(struct city *city, const char *witness, int64_t old_size, struct buffer *out)
{
    struct buffer text = {0};
    char path[128];

    buffer_clear(out);
    int result = record_checkpoint_text(city->store, city->folder, old_size, &text, &city->error);
    if (result == 0) {
        snprintf(path, sizeof(path), "%s/carried", witness);
        write_file(witness, "carried", &text);
        result = witness_sign(witness, path, NULL, SEEN_US, out, &city->error);
    }
    buffer_done(&text);
    return result;
}

static int bring_back(struct city *city, const struct buffer *note)
{
    char path[128];

    write_file(city->folder, "brought", note);
    snprintf(path, sizeof(path), "%s/brought", city->folder);
    return witness_add(city->folder, path, &city->error);
}

static int count_lines(const char *folder, const char *name)
{
    struct buffer bytes = {0};
    int count = 0;

    if (file_load(folder, name, 65536, &bytes, NULL) == 0)
        for (const char *at = bytes.data; (at = strstr(at, "\xe2\x80\x94 ")) != NULL; at++)
            count++;
    buffer_done(&bytes);
    return count;
}

static void test_way(struct city *city, const char *witness)
{
    struct buffer note = {0};
    struct verify_result result;
    int64_t size, time_s;
    int count;
    char path[128];

    is_int(witness_last(city->folder, &size, &time_s, &count, &city->error), ERROR_MISSING,
           "no witness yet");
    is_int(carry(city, witness, -1, &note), 0, "the first meeting");
    is_int(bring_back(city, &note), ERROR_INPUT, "an unknown witness is nobody");
    snprintf(path, sizeof(path), "%s/witness.pub", witness);
    is_int(witness_add(city->folder, path, &city->error), 0, "its key is listed");
    is_int(witness_add(city->folder, path, &city->error), 0, "twice does no harm");
    is_int(bring_back(city, &note), 0, "now its signature counts");
    is_int(count_lines(city->folder, "keys/checkpoint"), 2, "in the checkpoint");
    is_int(count_lines(city->folder, "keys/witnessed"), 2, "and where it stays");
    is_int(bring_back(city, &note), 0, "twice does no harm");
    is_int(count_lines(city->folder, "keys/checkpoint"), 2, "nor lines");
    city_fill(city, 100);
    is_int(count_lines(city->folder, "keys/checkpoint"), 1, "the next checkpoint is unwitnessed");
    ok(witness_last(city->folder, &size, &time_s, &count, &city->error) == 0 && size == 51 &&
           time_s == 1 && count == 1,
       "the last witnessed size");
    is_int(carry(city, witness, -1, &note), 0, "the proof goes from there by itself");
    city_fill(city, 7);
    is_int(bring_back(city, &note), 0, "a signature that comes late");
    ok(count_lines(city->folder, "keys/checkpoint") == 1 &&
           count_lines(city->folder, "keys/witnessed") == 2,
       "is kept beside the newer checkpoint");
    verify_folder(city->folder, city_tables, 1, city->arena, &result, &city->error);
    ok(result.ok, "the folder verifies: %s", result.sentence ? result.sentence : "sound");
    buffer_done(&note);
}

static void test_refusals(struct city *city, const char *witness)
{
    struct buffer note = {0}, old = {0}, fresh = {0};
    struct city other;
    char path[128];
    int accepted = 0;

    file_load(witness, "carried", 65536, &old, NULL);
    is_int(carry(city, witness, 151, &note), 0, "a newer one");
    write_file(witness, "carried", &old);
    snprintf(path, sizeof(path), "%s/carried", witness);
    is_int(witness_sign(witness, path, NULL, SEEN_US, &note, &city->error), ERROR_STALE,
           "not an older one");
    city_fill(city, 3);
    is_int(carry(city, witness, 20, &note), ERROR_CONFLICT, "not without the right proof");
    record_checkpoint_text(city->store, city->folder, 158, &fresh, &city->error);
    for (size_t i = 0; i < fresh.length * 8; i++) {
        fresh.data[i / 8] ^= (char)(1 << i % 8);
        write_file(witness, "carried", &fresh);
        fresh.data[i / 8] ^= (char)(1 << i % 8);
        if (witness_sign(witness, path, NULL, SEEN_US, &note, &city->error) == 0) {
            /* Only the proof from a size it did not ask for may be damaged unnoticed. */
            const char *asked = strstr(fresh.data, "consistency 158");

            accepted += i / 8 < (size_t)(strstr(fresh.data, "consistency") - fresh.data) ||
                        i / 8 >= (size_t)(asked - fresh.data);
            break;
        }
    }
    is_int(accepted, 0, "not with any bit changed");
    city_open(&other);
    city_fill(&other, 200);
    record_checkpoint_text(other.store, other.folder, 158, &old, &other.error);
    is_int(carry(&other, witness, 158, &note), ERROR_CONFLICT, "not another log of the same name");
    city_close(&other);
    buffer_done(&note);
    buffer_done(&old);
    buffer_done(&fresh);
}

/* What only a witness can show: history rewritten by whoever has the key. */
static void test_rewritten(struct city *city)
{
    struct verify_result result;
    struct buffer empty = {0};

    city_tamper(city, "UPDATE record_head SET size = 0, frontier = x'';"
                      "DELETE FROM entry; DELETE FROM record_node; DELETE FROM thing");
    struct hasher *hasher = hasher_open();
    struct signer signer;
    struct checkpoint checkpoint = {.origin = "chikiri.test/operations", .size = 0};
    path_join(&empty, city->folder, "keys");
    must(signer_load(hasher, empty.data, "record", &signer, NULL) == 0);
    hash_bytes(hasher, "", 0, checkpoint.root);
    buffer_append(&empty, "/checkpoint", 11);
    unlink(empty.data);
    must(checkpoint_publish(city->folder, &signer, &checkpoint, NULL) == 0);
    city_fill(city, 400);
    verify_folder(city->folder, city_tables, 1, city->arena, &result, &city->error);
    ok(!result.ok && result.sentence && strstr(result.sentence, "witnessed"),
       "a record rewritten with its own key: %s", result.sentence ? result.sentence : "");
    hasher_close(hasher);
    buffer_done(&empty);
}

int main(void)
{
    struct city city;
    char witness[64];

    city_open(&city);
    city_fill(&city, 50);
    city_make_folder(witness);
    is_int(witness_init(witness, &city.error), 0, "a witness");
    is_int(witness_init(witness, &city.error), ERROR_CONFLICT, "not twice in one folder");
    test_way(&city, witness);
    test_refusals(&city, witness);
    test_rewritten(&city);
    city_remove_folder(witness);
    city_close(&city);
    return done();
}
