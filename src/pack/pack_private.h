/* Shared by the pack's own files: the struct behind the handle and the helpers that read its JSON.
 * A reader keeps its first failure and then gives harmless values, so that an object is read in
 * straight lines and asked once at the end whether it was good. */
#ifndef PACK_PACK_PRIVATE_H
#define PACK_PACK_PRIVATE_H

#include "base/language.h"
#include "pack/pack.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct embedded_file;
struct error;
struct pack_document;
struct pack_drill;
struct pack_incident;

enum {
    PACK_MAX_FILES = 1000,
    PACK_MAX_FILE_BYTES = 8 << 20,
    PACK_MAX_ALL_BYTES = 24 << 20,
    PACK_MAX_DEPTH = 32,
    PACK_ARENA_BYTES = 64 << 20,
    /* Of one list or text; keep the sum of what is read under the arena's limit. */
    PACK_MAX_ITEMS = 4000,
    PACK_MAX_TEXT_BYTES = 16000,
};

/* Positions of a list by id, sorted; the list itself stays in the order of its file. */
struct pack_index {
    struct pack_index_entry {
        const char *id;
        int position;
    } * entries;
    int count;
};

struct pack_day {
    int month, day;
};

struct pack_period { /* closed every year, both days included; may run over New Year */
    struct pack_day from, until;
};

struct pack_calendar {
    bool weekly_closed[7];   /* from Sunday */
    const int64_t *holidays; /* days since 1970, ascending */
    int holiday_count;
    const struct pack_period *periods;
    int period_count;
    int opens_minute, closes_minute;
    const char *from, *until; /* dates the holidays are complete for */
};

/* The files are either the program's own bytes or read into the arena. */
struct pack {
    struct arena *arena;
    const struct embedded_file *files;
    int file_count;

    const char *id, *version, *language, *effective_from;
    struct pack_text title;

    struct pack_clause *clauses;
    struct pack_code *codes;
    struct pack_cause *causes;
    struct pack_role *roles;
    struct pack_group *groups;
    struct pack_right *rights;
    struct pack_decider *deciders;
    struct pack_parameter *parameters;
    struct pack_layout *layouts;
    struct pack_form *forms;
    struct pack_check *checks;
    struct pack_question *questions;
    int clause_count, code_count, cause_count, role_count, group_count, right_count, decider_count,
        parameter_count, layout_count, form_count, check_count, question_count;

    struct pack_index clause_index, code_index, cause_index, role_index, group_index,
        parameter_index, form_index, form_word_index, check_index;

    const char *const *section_head_posts, *const *department_head_posts;
    struct pack_class_rule class_rule;
    struct pack_calendar calendar;
    const struct pack_incident *incident;  /* NULL when the pack has none */
    const struct pack_document *documents; /* the same */
    int document_count;
    const struct pack_drill *drills;
    int drill_count;
};

/* One file while it is read. */
struct pack_reader {
    struct pack *pack;
    struct error *error;
    enum language language;
    const char *file;
    const char *text;
    size_t length;
    json_t *root;
    int code; /* 0, or that of the first refusal */
};

/* Parses the file; the root is freed by pack_reader_done(). */
int pack_reader_open(struct pack_reader *reader, struct pack *pack, const char *file,
                     struct error *error);
void pack_reader_done(struct pack_reader *reader);

/* Refuses what stands in `where` (an object, array or string of the reader's tree) under `key`
 * (NULL: `where` itself). Give `format` through language_text(reader->language, ...). Only the
 * first refusal counts. Returns reader->code. */
int pack_refuse(struct pack_reader *reader, const json_t *where, const char *key,
                const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same where the line is known: SQL files. */
int pack_refuse_line(struct pack_reader *reader, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Members of an object; texts are copied to the pack. A missing or wrong one is refused and gives
 * "", 0, false or NULL. */
const char *pack_read_text(struct pack_reader *reader, const json_t *object, const char *key);
/* NULL when missing or null. */
const char *pack_read_optional(struct pack_reader *reader, const json_t *object, const char *key);
/* A text of [a-z][a-z0-9_-]*. */
const char *pack_read_id(struct pack_reader *reader, const json_t *object, const char *key);
/* Refuses a member that is not one of the space-separated names: a misspelt optional key would
 * otherwise be left out silently. */
void pack_allow(struct pack_reader *reader, const json_t *object, const char *names);
/* KEY_ja and KEY_en. */
struct pack_text pack_read_pair(struct pack_reader *reader, const json_t *object, const char *key);
struct pack_text pack_read_optional_pair(struct pack_reader *reader, const json_t *object,
                                         const char *key);
int64_t pack_read_integer(struct pack_reader *reader, const json_t *object, const char *key,
                          int64_t least, int64_t most);
bool pack_read_bool(struct pack_reader *reader, const json_t *object, const char *key);
/* Number of the word in the NULL-terminated list; 0 when refused. */
int pack_read_choice(struct pack_reader *reader, const json_t *object, const char *key,
                     const char *const *choices);
const json_t *pack_read_object(struct pack_reader *reader, const json_t *object, const char *key);
/* An array of at most PACK_MAX_ITEMS; its length in *ret_count, 0 when refused. */
const json_t *pack_read_array(struct pack_reader *reader, const json_t *object, const char *key,
                              int *ret_count);
/* An element that must be an object. */
const json_t *pack_read_item(struct pack_reader *reader, const json_t *array, int number);

typedef char *pack_fold(struct arena *arena, const char *text);
/* An array of texts, NULL-terminated, each through `fold` unless NULL, repeated ones once; null or
 * missing gives an empty list. */
const char *const *pack_read_words(struct pack_reader *reader, const json_t *object,
                                   const char *key, pack_fold *fold);

struct pack_question_text;
/* An array of objects with nothing but text_ja and text_en. */
const struct pack_question_text *pack_read_texts(struct pack_reader *reader, const json_t *parent,
                                                 const char *key, int *ret_count);

/* Class letter 'A' 'B' 'C'; 0 when missing or null. */
char pack_read_class(struct pack_reader *reader, const json_t *object, const char *key);

/* ISO date of a day that exists; NULL when missing or null. */
const char *pack_read_date(struct pack_reader *reader, const json_t *object, const char *key);
/* Number of the standard's force; FORCE_NONE when null. */
enum force pack_read_force(struct pack_reader *reader, const json_t *object, const char *key);

void *pack_array(struct pack_reader *reader, int count, size_t size);

/* Sorts the entries (ids filled by the caller) and returns the position of the first id that stood
 * before already, or -1. */
int pack_index_sort(struct pack_index *index);
/* Position, or -1. */
int pack_index_find(const struct pack_index *index, const char *id);
/* An index of `count` elements of `size` bytes whose first member is the id; a repeated id is
 * refused at `array`'s element under `key`. */
void pack_index_build(struct pack_reader *reader, struct pack_index *index, const void *elements,
                      int count, size_t size, const json_t *array, const char *key);

/* Refuse what the pack lacks. */
void pack_need_clause(struct pack_reader *reader, const json_t *where, const char *key,
                      const char *clause);
void pack_need_role(struct pack_reader *reader, const json_t *where, const char *key,
                    const char *role);
void pack_need_parameter(struct pack_reader *reader, const json_t *where, const char *key,
                         const char *parameter);
void pack_need_register(struct pack_reader *reader, const json_t *where, const char *key,
                        const char *kind);
bool pack_is_role_or_group(const struct pack *pack, const char *id);

/* The subjects, each in its file. Every one returns reader->code. */
int pack_read_manifest(struct pack_reader *reader);
int pack_read_clauses(struct pack_reader *reader);
int pack_read_roles(struct pack_reader *reader);
int pack_read_parameters(struct pack_reader *reader);
int pack_read_codes(struct pack_reader *reader);
int pack_read_rights(struct pack_reader *reader);
int pack_read_layouts(struct pack_reader *reader);
int pack_read_zones(struct pack_reader *reader);
int pack_read_classification(struct pack_reader *reader);
int pack_read_calendar(struct pack_reader *reader);
int pack_read_incident(struct pack_reader *reader);
int pack_read_documents(struct pack_reader *reader);
int pack_read_drills(struct pack_reader *reader);
/* What only works once the other files are read. */
int pack_check_clauses(struct pack_reader *reader);
int pack_check_roles(struct pack_reader *reader);
int pack_check_catalog(struct pack_reader *reader);
/* Walks the flow of incidents through to every end and refuses one that gets stuck, or that can be
 * closed with a step of figure 2 left out, with the path that leads there. CLAUSE: 10.f2 */
int pack_walk_incident(struct pack_reader *reader, const struct pack_incident *flow);

/* Every checks/NAME.sql of the pack. */
int pack_read_checks(struct pack *pack, struct error *error);

/* Minute of the day of "HH:MM", or -1. */
int pack_minute(const char *text);

/* Reads a pack from files in memory (borrowed for the pack's life): what pack_open() does after
 * reading the directory. For tests and fuzzing as well. */
struct pack *pack_open_files(const struct embedded_file *files, int count, struct error *error)
    CLOSED_BY(pack_close);
/* Reads the files of a directory into the pack's arena. */
int pack_read_directory(struct pack *pack, const char *directory, struct error *error);

#endif
