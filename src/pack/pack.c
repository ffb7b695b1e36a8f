/* Opening the pack: every file in the order in which they refer to one another; and the accessors.
 */
#include "pack/pack.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/embedded.h"
#include "pack/pack_private.h"

#include <stdlib.h>
#include <string.h>

static const char *const registers[] = {
    "roster",   "transfers", "units",      "posts",     "people",      "appointments",
    "systems",  "assets",    "places",     "devices",   "media",       "takeouts",
    "accounts", "id-ledger", "rights",     "services",  "corrections", "declarations",
    "findings", "imports",   "exceptions", "incidents", "record",      "reorganisations",
    "contacts", "minutes",   "on-call",
};

static const char *const force_words[] = {
    [FORCE_MUST] = "must",
    [FORCE_AS_NEEDED] = "as-needed",
    [FORCE_EFFORT] = "effort",
    [FORCE_CONSIDER] = "consider",
    [FORCE_IN_PRINCIPLE] = "in-principle",
    [FORCE_AS_FAR_AS_POSSIBLE] = "as-far-as-possible",
    [FORCE_NONE] = NULL,
};

/* In this order; a later one refers to earlier ones only, the rest is left to the second round. */
static const struct {
    const char *file;
    int (*read)(struct pack_reader *reader);
    int (*check)(struct pack_reader *reader);
} subjects[] = {
    {"pack.json", pack_read_manifest, NULL},
    {"clauses.json", pack_read_clauses, pack_check_clauses},
    {"parameters.json", pack_read_parameters, NULL},
    {"roles.json", pack_read_roles, pack_check_roles},
    {"codes.json", pack_read_codes, NULL},
    {"rights.json", pack_read_rights, NULL},
    {"layouts.json", pack_read_layouts, NULL},
    {"zones.json", pack_read_zones, NULL},
    {"classification.json", pack_read_classification, NULL},
    {"calendar.json", pack_read_calendar, NULL},
    {"incident.json", pack_read_incident, NULL},
    {"documents.json", pack_read_documents, NULL},
    {"drills.json", pack_read_drills, NULL},
};

enum { SUBJECT_COUNT = sizeof(subjects) / sizeof(subjects[0]) };

/* Only what is about incidents may be: folders made before that have a pack without it. */
static bool is_left_out(const struct pack *pack, const char *file)
{
    bool may_be = strcmp(file, "incident.json") == 0 || strcmp(file, "documents.json") == 0 ||
                  strcmp(file, "drills.json") == 0;

    return may_be && !pack_file(pack, file, NULL);
}

/* Frees what nobody looks at again, so that the next file reuses the memory. */
static int read_subjects(struct pack *pack, struct error *error)
{
    struct pack_reader readers[SUBJECT_COUNT] = {0};
    int code = 0;

    for (int i = 0; i < SUBJECT_COUNT && code == 0; i++) {
        if (is_left_out(pack, subjects[i].file))
            continue;
        code = pack_reader_open(&readers[i], pack, subjects[i].file, error);
        if (code == 0)
            code = subjects[i].read(&readers[i]);
        if (!subjects[i].check)
            pack_reader_done(&readers[i]);
    }
    for (int i = 0; i < SUBJECT_COUNT && code == 0; i++)
        if (subjects[i].check)
            code = subjects[i].check(&readers[i]);
    for (int i = 0; i < SUBJECT_COUNT; i++)
        pack_reader_done(&readers[i]);
    return code ? code : pack_read_checks(pack, error);
}

static struct pack *new_pack(void)
{
    struct pack *pack = calloc(1, sizeof(*pack));

    must(pack != NULL);
    pack->arena = arena_open(PACK_ARENA_BYTES);
    return pack;
}

static void free_pack(struct pack *pack)
{
    arena_close(pack->arena);
    free(pack);
}

void pack_close(struct pack *pack)
{
    if (pack)
        free_pack(pack);
}

static struct pack *load_files(const struct embedded_file *files, int count, struct error *error)
{
    struct pack *pack = new_pack();

    pack->files = files;
    pack->file_count = count;
    if (read_subjects(pack, error)) {
        free_pack(pack);
        return NULL;
    }
    return pack;
}

struct pack *pack_open_files(const struct embedded_file *files, int count, struct error *error)
{
    return load_files(files, count, error);
}

struct pack *pack_open(const char *directory, struct error *error)
{
    if (!directory)
        return load_files(embedded_pack, (int)embedded_pack_count, error);

    struct pack *pack = new_pack();
    if (pack_read_directory(pack, directory, error) || read_subjects(pack, error)) {
        free_pack(pack);
        return NULL;
    }
    return pack;
}

int pack_check(const struct pack *pack, struct error *error)
{
    struct pack_reader reader;
    /* What the catalogue's check allocates goes to a pack of its own, so that this one stays as it
     * was for whoever reads it meanwhile. */
    struct pack own = *pack;

    own.arena = arena_open(PACK_ARENA_BYTES);
    int code = pack_reader_open(&reader, &own, "catalog.json", error);
    if (code == 0)
        code = pack_check_catalog(&reader);
    pack_reader_done(&reader);
    arena_close(own.arena);
    return code;
}

int pack_read_manifest(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;

    pack_allow(reader, reader->root, "pack id title_ja title_en version effective_from language");
    pack_read_integer(reader, reader->root, "pack", 1, 1);
    pack->id = pack_read_id(reader, reader->root, "id");
    pack->title = pack_read_pair(reader, reader->root, "title");
    pack->version = pack_read_text(reader, reader->root, "version");
    pack->language = pack_read_text(reader, reader->root, "language");
    pack->effective_from = pack_read_date(reader, reader->root, "effective_from");
    return reader->code;
}

const char *pack_id(const struct pack *pack)
{
    return pack->id;
}

const char *pack_version(const struct pack *pack)
{
    return pack->version;
}

struct pack_text pack_title(const struct pack *pack)
{
    return pack->title;
}

const char *pack_language(const struct pack *pack)
{
    return pack->language;
}

const char *pack_effective_from(const struct pack *pack)
{
    return pack->effective_from;
}

const struct pack_clause *pack_clauses(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->clause_count;
    return pack->clauses;
}

const struct pack_code *pack_codes(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->code_count;
    return pack->codes;
}

const struct pack_cause *pack_causes(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->cause_count;
    return pack->causes;
}

const struct pack_role *pack_roles(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->role_count;
    return pack->roles;
}

const struct pack_group *pack_groups(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->group_count;
    return pack->groups;
}

const struct pack_right *pack_rights(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->right_count;
    return pack->rights;
}

const struct pack_decider *pack_deciders(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->decider_count;
    return pack->deciders;
}

const struct pack_parameter *pack_parameters(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->parameter_count;
    return pack->parameters;
}

const struct pack_layout *pack_layouts(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->layout_count;
    return pack->layouts;
}

const struct pack_form *pack_forms(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->form_count;
    return pack->forms;
}

const struct pack_check *pack_checks(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->check_count;
    return pack->checks;
}

const struct pack_question *pack_questions(const struct pack *pack, int *ret_count)
{
    *ret_count = pack->question_count;
    return pack->questions;
}

const struct pack_class_rule *pack_class_rule(const struct pack *pack)
{
    return &pack->class_rule;
}

const struct pack_clause *pack_clause(const struct pack *pack, const char *id)
{
    int at = pack_index_find(&pack->clause_index, id);

    return at < 0 ? NULL : &pack->clauses[at];
}

const struct pack_code *pack_code(const struct pack *pack, const char *code)
{
    int at = pack_index_find(&pack->code_index, code);

    return at < 0 ? NULL : &pack->codes[at];
}

const struct pack_role *pack_role(const struct pack *pack, const char *id)
{
    int at = pack_index_find(&pack->role_index, id);

    return at < 0 ? NULL : &pack->roles[at];
}

const struct pack_parameter *pack_parameter(const struct pack *pack, const char *id)
{
    int at = pack_index_find(&pack->parameter_index, id);

    return at < 0 ? NULL : &pack->parameters[at];
}

bool pack_is_role_or_group(const struct pack *pack, const char *id)
{
    return pack_role(pack, id) || pack_index_find(&pack->group_index, id) >= 0;
}

const char *force_word(enum force force)
{
    return force_words[force];
}

bool pack_is_register(const char *kind)
{
    for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
        if (strcmp(registers[i], kind) == 0)
            return true;
    return false;
}
