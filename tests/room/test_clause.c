/* States of clauses from evidence given by hand, and their exports. With an argument it writes the
 * OSCAL documents into that folder, for tests/pack/oscal.sh. */
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "crypto/uuid.h"
#include "pack/pack.h"
#include "room/clause/clause.h"
#include "room/clause/oscal.h"
#include "tap.h"

/* The evidence: states by code and registers that hold rows. */
struct evidence {
    const char *const *states; /* code, state, code, state ... NULL; others are "ok" */
    const char *const *kinds;  /* registers with rows, NULL-terminated */
    bool fails;
};

static int state_of_code(void *context, const char *code, const char *clause,
                         const char **ret_state, int64_t *ret_age_s, struct error *error)
{
    (void)clause;
    const struct evidence *evidence = context;

    if (evidence->fails)
        return error_set(error, ERROR_FAULT, "", "%s", code);
    *ret_state = "ok";
    *ret_age_s = 60;
    for (int i = 0; evidence->states[i]; i += 2) {
        if (strcmp(evidence->states[i], code) != 0)
            continue;
        *ret_state = evidence->states[i + 1];
        *ret_age_s = 3600;
    }
    return 0;
}

static int state_of_register(void *context, const char *kind, bool *ret_has_rows,
                             int64_t *ret_age_s, struct error *error)
{
    const struct evidence *evidence = context;

    (void)error;
    *ret_has_rows = false;
    *ret_age_s = -1;
    for (int i = 0; evidence->kinds[i]; i++) {
        if (strcmp(evidence->kinds[i], kind) == 0) {
            *ret_has_rows = true;
            *ret_age_s = 7200;
        }
    }
    return 0;
}

static const char *const no_states[] = {NULL};
static const char *const no_kinds[] = {NULL};

static const struct clause_model *one(const struct pack *pack, const char *id,
                                      const char *const *states, const char *const *kinds,
                                      struct arena *arena)
{
    struct evidence evidence = {.states = states, .kinds = kinds};
    struct clause_source source = {&evidence, state_of_code, state_of_register};
    struct clause_model *models;
    struct error error = {0};
    int count;

    must(clause_list(pack, &source, id, arena, &models, &count, &error) == 0);
    must(count == 1);
    return models;
}

static bool has_carrier(const struct clause_model *model, const char *kind, const char *id)
{
    for (int i = 0; i < model->carrier_count; i++)
        if (strcmp(model->carriers[i].kind, kind) == 0 && strcmp(model->carriers[i].id, id) == 0)
            return true;
    return false;
}

static void test_states(const struct pack *pack)
{
    static const char *const breach[] = {"V01", "recommendation", "V02", "breach", NULL};
    static const char *const recommended[] = {"V01", "recommendation", "V02", "unknown", NULL};
    static const char *const unknown[] = {"U07", "unknown", NULL};
    static const char *const none[] = {"U07", "none", NULL};
    static const char *const kinds[] = {"media", NULL};
    struct arena *arena = arena_open(8 << 20);

    is_text(one(pack, "5.7.6", no_states, no_kinds, arena)->state, "ok",
            "5.7.6: a clause whose checks hold is ok");
    is_text(one(pack, "5.7.6", none, no_kinds, arena)->state, "none",
            "5.7.6: nothing to judge is none, not ok");
    is_text(one(pack, "5.7.6", unknown, no_kinds, arena)->state, "unknown",
            "5.7.6: missing evidence is unknown, not ok");
    const struct clause_model *zones = one(pack, "3.1", breach, no_kinds, arena);
    is_text(zones->state, "breach", "3.1: the worst check counts");
    is_int(zones->evidence_age_s, 3600, "3.1: the oldest evidence counts");
    ok(has_carrier(zones, "check", "V01") && has_carrier(zones, "register", "places"),
       "3.1: checks and registers carry it");
    is_text(one(pack, "3.1", recommended, no_kinds, arena)->state, "recommendation",
            "3.1: a recommendation is worse than not knowing");
    is_text(one(pack, "5.6.3", no_states, no_kinds, arena)->state, "ok",
            "5.6.3: what the program enforces holds");
    ok(has_carrier(one(pack, "5.6.3", no_states, no_kinds, arena), "enforced", "may"),
       "5.6.3: by its decision function");
    is_int(one(pack, "5.6.3", no_states, no_kinds, arena)->evidence_age_s, -1,
           "5.6.3: which has no age");
    is_text(one(pack, "5.6.2", no_states, no_kinds, arena)->state, "none",
            "5.6.2: an empty register is none");
    is_text(one(pack, "4.4.2", no_states, no_kinds, arena)->state, "not_carried",
            "4.4.2: what nothing carries says so");
    ok(has_carrier(one(pack, "5.3.1", no_states, kinds, arena), "register", "media"),
       "5.3.1: media carry it");
    arena_close(arena);
}

static void test_list(const struct pack *pack)
{
    struct arena *arena = arena_open(8 << 20);
    struct evidence evidence = {.states = no_states, .kinds = no_kinds};
    struct clause_source source = {&evidence, state_of_code, state_of_register};
    struct clause_model *models = NULL;
    struct error error = {0};
    struct buffer buffer = {0};
    struct json json;
    int count = 0;

    is_int(clause_list(pack, &source, NULL, arena, &models, &count, &error), 0, "all are listed");
    is_int(count, 140, "140 clauses");
    json_start(&json, &buffer, NULL);
    clause_write_json(pack, models, count, LANGUAGE_ENGLISH, &json);
    json_finish(&json);
    ok(strstr(buffer_string(&buffer), "{\"id\":\"5.7.6\",\"number\":\"５（７）⑥\",\"section\":5") !=
           NULL,
       "5.7.6: is in the JSON");
    ok(strstr(buffer_string(&buffer), "\"id\":\"security_manager\",\"title\":\"Information") !=
           NULL,
       "duty holders have their title");
    buffer_clear(&buffer);
    clause_write_text(models, count, LANGUAGE_JAPANESE, &buffer);
    ok(strstr(buffer_string(&buffer), "5.6.3\t適合\t") != NULL, "5.6.3: is in the text");
    buffer_done(&buffer);
    is_int(clause_list(pack, &source, "9.9.9", arena, &models, &count, &error), ERROR_MISSING,
           "a clause that is none is missing");
    evidence.fails = true;
    is_int(clause_list(pack, &source, NULL, arena, &models, &count, &error), ERROR_FAULT,
           "failing evidence is passed on");
    arena_close(arena);
}

static const struct oscal_finding findings[] = {
    {"f-1", "V01", "3.1", "AB-0001", "総務部 ＩＴ推進課", "サーバ/A/L2\n二行目",
     "2026-04-01T00:00:00Z", "open"},
    {"f-2", "U07", "5.7.6", " s001\t", NULL, NULL, "2026-04-02T00:00:00Z", "excused"},
    {"f-3", "U07", "5.7.6", "s002", NULL, NULL, "2026-04-02T00:00:00Z", "closed"},
};

static int next_finding(void *context, struct oscal_finding *ret_finding, struct error *error)
{
    size_t *at = context;

    (void)error;
    if (*at >= sizeof(findings) / sizeof(findings[0]))
        return 0;
    *ret_finding = findings[(*at)++];
    return 1;
}

static int no_finding(void *context, struct oscal_finding *ret_finding, struct error *error)
{
    (void)context;
    (void)ret_finding;
    (void)error;
    return 0;
}

typedef int write_document(const struct oscal_source *source, struct arena *arena,
                           struct json *json, struct error *error);

static void put_file(const char *folder, const char *name, const char *text, size_t length)
{
    char path[512];

    if (!folder)
        return;
    snprintf(path, sizeof(path), "%s/%s.json", folder, name);
    FILE *file = fopen(path, "wb");
    must(file != NULL);
    must(fwrite(text, 1, length, file) == length);
    must(fclose(file) == 0);
}

static void export_document(struct oscal_source *source, bool empty, write_document *writer,
                            struct buffer *buffer)
{
    struct arena *arena = arena_open(16 << 20);
    struct error error = {0};
    struct json json;
    size_t at = 0;

    source->context = &at;
    source->next = empty ? no_finding : next_finding;
    json_start(&json, buffer, NULL);
    must(writer(source, arena, &json, &error) == 0);
    json_finish(&json);
    arena_close(arena);
}

static void test_document(struct oscal_source *source, const char *name, write_document *writer,
                          const char *folder)
{
    char empty_name[64];
    struct buffer first = {0}, second = {0}, empty = {0};

    export_document(source, false, writer, &first);
    export_document(source, false, writer, &second);
    export_document(source, true, writer, &empty);
    ok(first.length > 0 && strcmp(first.data, second.data) == 0, "%s: two exports are the same",
       name);
    ok(!strstr(first.data, "s002"), "%s: a closed finding is not in it", name);
    snprintf(empty_name, sizeof(empty_name), "%s-empty", name);
    put_file(folder, name, first.data, first.length);
    put_file(folder, empty_name, empty.data, empty.length);
    buffer_done(&first);
    buffer_done(&second);
    buffer_done(&empty);
}

static void test_oscal(const struct pack *pack, const char *folder)
{
    static const char *const states[] = {"V01", "breach", "U07", "unknown", NULL};
    struct arena *arena = arena_open(8 << 20);
    struct evidence evidence = {.states = states, .kinds = no_kinds};
    struct clause_source clauses = {&evidence, state_of_code, state_of_register};
    struct clause_model *models = NULL;
    struct error error = {0};
    size_t length = 0;
    int count = 0;

    must(clause_list(pack, &clauses, NULL, arena, &models, &count, &error) == 0);
    struct oscal_source source = {.pack = pack,
                                  .city = "見本市",
                                  .changed_at = "2026-04-02T00:00:00Z",
                                  .clauses = models,
                                  .clause_count = count};
    test_document(&source, "component", oscal_write_components, folder);
    test_document(&source, "assessment-results", oscal_write_results, folder);
    test_document(&source, "poam", oscal_write_poam, folder);
    const char *catalog = oscal_catalog(pack, &length);
    ok(catalog && length > 1000, "the catalogue is the pack's own");
    put_file(folder, "catalog", catalog, length);
    arena_close(arena);
}

static void test_uuid(void)
{
    char uuid[UUID_SIZE];

    uuid_from_name("check/V01", uuid);
    is_text(uuid, "e9cbfa29-227f-5372-9e85-d5b757e4b6f7", "a UUID is that of RFC 9562 version 5");
}

int main(int argc, char **argv)
{
    struct error error = {0};
    struct pack *pack = pack_open(NULL, &error);

    if (!ok(pack != NULL, "the shipped pack loads"))
        return done();
    test_uuid();
    test_states(pack);
    test_list(pack);
    test_oscal(pack, argc > 1 ? argv[1] : NULL);
    pack_close(pack);
    return done();
}
