/* A bundle: checkpoint, disclosed entries, their inclusion proofs, signature over all. */
#include "verifier.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shown {
    int64_t seq;
    bool is_bad;
    unsigned char hash[HASH];
};

struct bundle {
    struct report *report;
    struct sha *sha;
    const char *at, *end;
    struct key key;
    struct head head;
    struct shown *shown;
    size_t count, capacity;
};

struct word {
    const char *text;
    size_t length;
};

static void malformed(struct bundle *bundle)
{
    say(bundle->report, "証拠の束として読めません。ファイルが欠けているか、書き換えられています。",
        "This is not a bundle, or it is cut off or altered.");
}

static bool next_line(struct bundle *bundle, struct word *line)
{
    const char *stop = memchr(bundle->at, '\n', (size_t)(bundle->end - bundle->at));

    if (!stop)
        return false;
    *line = (struct word){bundle->at, (size_t)(stop - bundle->at)};
    bundle->at = stop + 1;
    return true;
}

static bool is(struct word word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

/* Cuts the first word off; the line keeps the rest. */
static struct word cut(struct word *line)
{
    const char *space = memchr(line->text, ' ', line->length);
    struct word first = {line->text, space ? (size_t)(space - line->text) : line->length};
    size_t used = first.length + (space != NULL);

    line->text += used;
    line->length -= used;
    return first;
}

/* The key stands after the note, so it is looked for first. */
static bool read_top(struct bundle *bundle)
{
    static const char vkey[] = "\n-----END CHECKPOINT-----\nvkey ";
    const char *found;
    struct word line;

    if (!next_line(bundle, &line) || !is(line, "chikiri-bundle v1") || !next_line(bundle, &line) ||
        !is(line, "-----BEGIN CHECKPOINT-----"))
        return false;
    found = memmem(bundle->at, (size_t)(bundle->end - bundle->at), vkey, sizeof(vkey) - 1);
    if (!found)
        return false;
    const char *key = found + sizeof(vkey) - 1;
    const char *stop = memchr(key, '\n', (size_t)(bundle->end - key));
    if (!stop || !read_key(bundle->sha, key, (size_t)(stop - key), &bundle->key))
        return false;
    size_t length =
        read_note(bundle->at, (size_t)(found + 1 - bundle->at), &bundle->key, &bundle->head);
    if (length != (size_t)(found + 1 - bundle->at)) {
        say(bundle->report, "チェックポイントの署名が、書かれた鍵と合いません。",
            "The checkpoint is not signed by the key in the bundle.");
        return false;
    }
    bundle->at = stop + 1;
    return true;
}

/* Decodes into fresh memory: -2 for "-", -1 when it is not base64. */
static int64_t unpack(struct word word, unsigned char **bytes)
{
    *bytes = NULL;
    if (is(word, "-"))
        return -2;
    *bytes = malloc(word.length + 1);
    if (!*bytes)
        abort();
    return decode(word.text, word.length, *bytes, word.length);
}

static bool entry_holds(struct sha *sha, const unsigned char *leaf_bytes, int64_t leaf_length,
                        int64_t seq, const unsigned char *salt, int64_t salt_length,
                        const unsigned char *payload, int64_t payload_length)
{
    struct leaf leaf;

    if (!read_leaf(leaf_bytes, (size_t)leaf_length, &leaf) || leaf.seq != seq)
        return false;
    if (salt_length == -2 && payload_length == -2)
        return true;
    return salt_length >= 0 && payload_length >= 0 &&
           payload_holds(sha, &leaf, salt, (size_t)salt_length, payload, (size_t)payload_length);
}

static bool read_entry(struct bundle *bundle, struct word line)
{
    unsigned char *leaf, *salt, *payload;
    char key[128] = "";
    int64_t seq;
    struct word number = cut(&line);

    if (!read_number(number.text, number.length, &seq) || seq >= bundle->head.size ||
        (bundle->count > 0 && seq <= bundle->shown[bundle->count - 1].seq))
        return false;
    int64_t leaf_length = unpack(cut(&line), &leaf), salt_length = unpack(cut(&line), &salt);
    int64_t payload_length = unpack(line, &payload);
    bool is_read = leaf_length >= 0 && salt_length != -1 && payload_length != -1;
    if (is_read && bundle->count == bundle->capacity) {
        bundle->capacity = bundle->capacity ? bundle->capacity * 2 : 64;
        bundle->shown = realloc(bundle->shown, bundle->capacity * sizeof(*bundle->shown));
        if (!bundle->shown)
            abort();
    }
    if (is_read) {
        struct shown *shown = &bundle->shown[bundle->count++];

        *shown = (struct shown){.seq = seq};
        digest(bundle->sha, 0x00, leaf, (size_t)leaf_length, "", 0, shown->hash);
        shown->is_bad = !entry_holds(bundle->sha, leaf, leaf_length, seq, salt, salt_length,
                                     payload, payload_length);
        if (shown->is_bad) {
            if (payload_length < 0 ||
                !field_text(payload, (size_t)payload_length, "key", key, sizeof(key)))
                snprintf(key, sizeof(key), "%lld", (long long)seq);
            add_bad(bundle->report, seq, "record", key, "changed");
        }
    }
    free(leaf);
    free(salt);
    free(payload);
    return is_read;
}

/* RFC 9162 section 2.1.3.2. False when the text is no proof; *holds otherwise. */
static bool check_path(const struct bundle *bundle, const struct shown *shown, struct word path,
                       bool *holds)
{
    unsigned char reached[HASH], next[HASH];
    int64_t node = shown->seq, last = bundle->head.size - 1;

    memcpy(reached, shown->hash, HASH);
    *holds = false;
    if (is(path, "-"))
        path.length = 0;
    else if (path.length % 45 != 44)
        return false;
    for (size_t at = 0; at < path.length; at += 45) {
        if ((at > 0 && path.text[at - 1] != ',') || decode(path.text + at, 44, next, HASH) != HASH)
            return false;
        if (last == 0)
            return true;
        if ((node & 1) || node == last) {
            digest(bundle->sha, 0x01, next, HASH, reached, HASH, reached);
            for (; !(node & 1) && node != 0; node >>= 1)
                last >>= 1;
        } else {
            digest(bundle->sha, 0x01, reached, HASH, next, HASH, reached);
        }
        node >>= 1;
        last >>= 1;
    }
    *holds = last == 0 && memcmp(reached, bundle->head.root, HASH) == 0;
    return true;
}

static bool read_proof(struct bundle *bundle, struct word line, size_t index)
{
    char key[32];
    int64_t seq;
    bool holds;
    struct word number = cut(&line);

    if (index >= bundle->count || !read_number(number.text, number.length, &seq) ||
        seq != bundle->shown[index].seq)
        return false;
    if (!check_path(bundle, &bundle->shown[index], line, &holds))
        return false;
    snprintf(key, sizeof(key), "%lld", (long long)seq);
    if (!holds && !bundle->shown[index].is_bad)
        add_bad(bundle->report, seq, "record", key, "changed");
    return true;
}

/* `line` is the rest of the summary's line, `sealed` all before it. */
static bool read_seal(struct bundle *bundle, struct word line, const char *start, size_t sealed)
{
    unsigned char summary[HASH], hash[HASH], signature[64];

    if (decode(line.text, line.length, summary, HASH) != HASH || !next_line(bundle, &line) ||
        !is(cut(&line), "signature") || decode(line.text, line.length, signature, 64) != 64 ||
        bundle->at != bundle->end)
        return false;
    digest(bundle->sha, -1, start, sealed, "", 0, hash);
    if (memcmp(hash, summary, HASH) != 0 ||
        !signature_holds(bundle->key.bytes, hash, HASH, signature))
        say(bundle->report, "証拠の束の要約値か署名が、内容と合いません。書き換えられています。",
            "Digest or signature of the bundle do not match its contents: it was altered.");
    return true;
}

static bool read_body(struct bundle *bundle, const char *start)
{
    size_t proofs = 0;
    struct word line;

    while (next_line(bundle, &line)) {
        const char *begin = line.text;
        struct word word = cut(&line);

        if (is(word, "entry") && proofs == 0) {
            if (!read_entry(bundle, line))
                return false;
        } else if (is(word, "proof")) {
            if (!read_proof(bundle, line, proofs++))
                return false;
        } else {
            return is(word, "summary") && proofs == bundle->count &&
                   read_seal(bundle, line, start, (size_t)(begin - start));
        }
    }
    return false;
}

int verify_bundle(const char *path, struct report *report)
{
    struct bundle bundle = {.report = report};
    size_t length;
    char *bytes = load(path, (size_t)1 << 31, &length);

    if (!bytes) {
        say(report, "ファイルを読めません。", "The file cannot be read.");
        return -1;
    }
    bundle.sha = sha_open();
    bundle.at = bytes;
    bundle.end = bytes + length;
    if (read_top(&bundle)) {
        report->size = bundle.head.size;
        encode(bundle.head.root, HASH, report->root);
        if (!read_body(&bundle, bytes))
            malformed(&bundle);
        report->entries = (int64_t)bundle.count;
    } else {
        malformed(&bundle);
    }
    sha_close(bundle.sha);
    free(bundle.shown);
    free(bytes);
    return 0;
}
