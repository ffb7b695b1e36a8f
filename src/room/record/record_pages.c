/* The record: what was done, proved; the checkpoint that leaves the house; who countersigned it.
 * CLAUSE: 5.7.3, 5.10.4 */
#include "room/record/record_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "crypto/base64.h"
#include "people/people.h"
#include "record/entry.h"
#include "record/keys.h"
#include "record/proof.h"
#include "record/witness.h"
#include "room/record/chosen.h"
#include "room/record/entry_view.h"
#include "room/record/qr.h"
#include "room/record/search_page.h"
#include "store/store.h"
#include "templates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WITNESSES = 32 };

static int read_index(struct visit *visit, int64_t *ret_index, struct error *error)
{
    const char *text = visit->parts[0];
    char *end;

    errno = 0;
    long long index = strtoll(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0)
        return error_set(error, ERROR_MISSING, "", "「%s」という番号のものはありません。", text);
    *ret_index = index;
    return 0;
}

static int find_entry(struct visit *visit, struct entry *ret_entry, struct error *error)
{
    int64_t index;
    int result = read_index(visit, &index, error);

    if (result == 0)
        result = entry_load(visit->scene.store, index, visit->arena, ret_entry, error);
    if (result == 0 && !record_may_prove(visit, ret_entry))
        result = may_refuse(visit->scene.viewer, "view", "record", error);
    return result;
}

/* The checkpoint may have moved on since this visit began to read: then it reads anew. */
static int prove(struct visit *visit, int64_t index, struct record_proof *ret_proof,
                 struct buffer *text, struct error *error)
{
    struct error first = {.language = error->language};
    struct store *store = visit->scene.store;
    int result = record_prove(store, visit->folder, index, ret_proof, text, &first);

    if (result == ERROR_BUSY) {
        store_rollback(store);
        result = store_begin(store, STORE_READ, error);
        return result < 0 ? result
                          : record_prove(store, visit->folder, index, ret_proof, text, error);
    }
    if (result < 0)
        *error = first;
    return result;
}

static const char *hash_text(struct visit *visit, const uint8_t hash[HASH_SIZE])
{
    char *letters = arena_alloc(visit->arena, BASE64_LENGTH(HASH_SIZE) + 1);

    base64_encode(hash, HASH_SIZE, letters);
    return letters;
}

static int add_proof(struct visit *visit, int64_t index, struct error *error)
{
    struct arena *arena = visit->arena;
    struct record_proof proof;
    int result = prove(visit, index, &proof, NULL, error);

    if (result < 0)
        return result;
    struct model *object = model_object(arena, visit->model, KEY_proof);
    model_text(arena, object, KEY_hash, hash_text(visit, proof.leaf_hash));
    model_integer(arena, object, KEY_tree_size, proof.checkpoint.size);
    model_text(arena, object, KEY_root, hash_text(visit, proof.checkpoint.root));
    struct model *path = model_array(arena, object, KEY_steps);
    for (int i = 0; i < proof.path.count; i++)
        model_text(arena, path, KEY_NONE, hash_text(visit, proof.path.hashes[i]));
    return 0;
}

static int show_entry(struct visit *visit, struct error *error)
{
    struct entry entry;
    int result = find_entry(visit, &entry, error);

    if (result < 0)
        return result;
    record_fill_entry(visit, visit->model, &entry);
    visit_saw_class_a(visit, "record", visit->parts[0]);
    result = add_proof(visit, entry.seq, error);
    if (result != ERROR_BUSY)
        return result;
    *error = (struct error){.language = error->language}; /* to be signed in a moment */
    return 0;
}

static int send_proof(struct visit *visit, struct error *error)
{
    struct buffer text = {0};
    struct record_proof proof;
    struct entry entry;
    int result = find_entry(visit, &entry, error);

    if (result == 0)
        result = prove(visit, entry.seq, &proof, &text, error);
    if (result == 0) {
        visit_text(visit, "text/plain; charset=utf-8",
                   arena_copy(visit->arena, buffer_string(&text)));
    }
    buffer_done(&text);
    return result;
}

static int add_witnesses(struct visit *visit, struct error *error)
{
    struct arena *arena = visit->arena;
    struct witness_state *states = arena_alloc(arena, WITNESSES * sizeof *states);
    int64_t size;
    int count;
    int result = witness_list(visit->folder, states, WITNESSES, &count, &size, error);

    if (result < 0)
        return result;
    struct model *list = model_array(arena, visit->model, KEY_witnesses);
    for (int i = 0; i < count; i++) {
        char at[TIME_SIZE];
        struct model *item = model_object(arena, list, KEY_NONE);
        bool has_signed = states[i].time_s != 0;
        time_format_utc(states[i].time_s * 1000000, at);
        const char *time = has_signed ? arena_copy(arena, at) : NULL;
        model_text(arena, item, KEY_name, states[i].name);
        if (has_signed)
            model_integer(arena, item, KEY_tree_size, size);
        else
            model_null(arena, item, KEY_tree_size);
        model_text(arena, item, KEY_at, time)->shown = visit_show_time(visit, time);
    }
    return 0;
}

/* The signed head of the tree as one text: what is printed every day and carried to a witness.
 * Everybody who may look at any of the record may see it: it tells no content. */
static int show_checkpoint(struct visit *visit, struct error *error)
{
    struct buffer bytes = {0};
    struct note note;
    struct checkpoint checkpoint;
    struct arena *arena = visit->arena;
    int result =
        checkpoint_load(visit->folder, "keys/checkpoint", &bytes, &note, &checkpoint, error);

    if (result == 0) {
        const char *text = arena_copy_bytes(arena, buffer_string(&bytes), note.length);
        model_text(arena, visit->model, KEY_origin, arena_copy(arena, checkpoint.origin));
        model_integer(arena, visit->model, KEY_tree_size, checkpoint.size);
        model_text(arena, visit->model, KEY_root, hash_text(visit, checkpoint.root));
        model_text(arena, visit->model, KEY_checkpoint, text);
        record_fill_qr(arena, visit->model, text);
        model_bool(arena, visit->model, KEY_may_verify,
                   may_scope(visit->scene.viewer, visit->scene.pack, "verify", "record") == 2)
            ->flags |= MODEL_PAGE_ONLY;
        result = add_witnesses(visit, error);
    }
    buffer_done(&bytes);
    return result;
}

static int order_job(struct visit *visit, const char *kind, const char *input, struct error *error)
{
    int64_t id;

    if (may_scope(visit->scene.viewer, visit->scene.pack, "verify", "record") < 2)
        return may_refuse(visit->scene.viewer, "verify", "record", error);
    int result = visit_start_job(visit, kind, input, 0, 0, &id, error);
    if (result < 0)
        return result;
    model_integer(visit->arena, visit->model, KEY_id, id);
    visit_redirect(visit, arena_format(visit->arena, "/jobs/%lld", (long long)id), NULL, true);
    return 0;
}

static int start_verify(struct visit *visit, struct error *error)
{
    return order_job(visit, "verify", "{}", error);
}

/* Evidence of a clause, of some days, or of all. */
static int start_bundle(struct visit *visit, struct error *error)
{
    const char *from, *to = NULL, *clause = visit_value(visit, "clause");
    struct buffer bytes = {0};
    struct json json;
    int result = visit_date(visit, "from", &from, error);

    if (clause != NULL && *clause == '\0')
        clause = NULL;
    if (result == 0)
        result = visit_date(visit, "to", &to, error);
    if (result == 0)
        result = record_check_clause(&visit->scene, clause, error);
    if (result < 0)
        return result;
    json_start(&json, &bytes, NULL);
    json_object_start(&json);
    json_text_at(&json, "from", from);
    json_text_at(&json, "to", to);
    json_text_at(&json, "clause", clause);
    json_object_end(&json);
    json_finish(&json);
    result = order_job(visit, "bundle", arena_copy(visit->arena, buffer_string(&bytes)), error);
    buffer_done(&bytes);
    return result;
}

const struct page record_pages[] = {
    {"GET", "/record", &template_record, record_search, 0, "記録"},
    {"GET", "/record/*", &template_record_entry, show_entry, 0, "記録一件"},
    {"GET", "/record/*/proof", NULL, send_proof, 0, "記録一件の証明"},
    {"GET", "/record/checkpoint", &template_record_checkpoint, show_checkpoint, 0,
     "チェックポイント"},
    {"POST", "/record/verify", NULL, start_verify, 0, "記録の検証"},
    {"POST", "/record/bundle", NULL, start_bundle, 0, "証拠の束"},
    {.path = NULL},
};
