/* Findings: what breaks the standard, computed from the registers by the pack's checks and kept
 * over a life of its own: open, excused for a time, closed by data. CLAUSE: 2.2, 5.6.2, 11.2.0 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "base/attribute.h"
#include "base/date.h"
#include "base/language.h"
#include "store/table.h"
#include <stdint.h>

struct error;
struct finding_memory;
struct import_handler;
struct json;
struct pack;
struct pack_cause;
struct pack_check;
struct pack_clause;
struct pack_code;
struct register_kind;
struct register_scene;
struct sheet_writer;

enum finding_column {
#define COLUMN(name, ...) FINDING_##name,
#include "finding/finding.def"
#undef COLUMN
    FINDING_COLUMNS
};
enum exception_column {
#define COLUMN(name, ...) EXCEPTION_##name,
#include "finding/exception.def"
#undef COLUMN
    EXCEPTION_COLUMNS
};

extern const struct table finding_table, exception_table;

/* The pack's checks made ready to run on every row or on one. */
struct finding_rules;

void finding_rules_close(struct finding_rules *rules);

/* `kinds` are the registers, NULL-terminated; they and the pack must outlive the rules. A check of
 * a register that is not among them is left out. Open them once for as long as a store is used:
 * prepared statements are found again by these texts. The caller closes them. */
struct finding_rules *finding_rules_open(const struct pack *pack,
                                         const struct register_kind *const *kinds)
    CLOSED_BY(finding_rules_close);

/* What is asked. */
struct finding_question {
    const char *on;            /* ISO date in the world */
    int minute;                /* of that day in JST; -1 asks for the whole day, worst hour */
    const char *code, *clause; /* only these; NULL: all */
    /* What changed: only checks that read this KIND run, on the one row where that is enough.
     * NULL: everything; row_id 0: any rows of the kind. Of one row populations are not counted. */
    const char *kind;
    int64_t row_id;
    /* Of the data, to open a second reader beside scene->store and use two cores; NULL: alone. Only
     * when scene->store holds no change that is not committed. */
    const char *folder;
};

struct finding_hit {
    int64_t row_id;
    const char *key, *detail;
    const char *when; /* always after_hours */
};

/* What one check came to. */
struct finding_result {
    const struct pack_code *code;
    const struct pack_check *check; /* NULL for the roles (P01-P03), which are C */
    uint16_t table_id;              /* of the rows found */
    int64_t only_row;               /* the one row asked about, 0 for all */
    int64_t population;
    struct finding_hit *hits; /* by row, then key */
    int hit_count;
    const char *state; /* ok breach recommendation none unknown */
};

struct finding_evaluation {
    char on[DATE_SIZE];
    int minute;
    int64_t elapsed_us;
    const struct finding_result *results; /* by code */
    int count;
    struct finding_memory *memory; /* own */
};

void finding_evaluation_close(struct finding_evaluation *evaluation);

/* Runs the checks and stores nothing. The SQL of the pack runs confined to views. NULL on failure.
 * The caller closes it. */
struct finding_evaluation *finding_evaluate(const struct register_scene *scene,
                                            const struct finding_rules *rules,
                                            const struct finding_question *question,
                                            struct error *error)
    CLOSED_BY(finding_evaluation_close);

/* {"at","elapsed_ms","checks":[...]} of the outer contract as one object. */
void finding_check_json(const struct finding_evaluation *evaluation, struct json *json);

struct finding_changes {
    int opened, reopened, closed, changed, excuses_ended;
};

/* Brings the stored findings in line with the evaluation through scene->record: opens, reopens
 * under the same identity, closes, and opens again what was excused until a day that has passed.
 * What did not change writes nothing. The caller commits. */
int finding_store(const struct register_scene *scene, const struct finding_evaluation *evaluation,
                  struct finding_changes *ret_changes, struct error *error);

/* Brings into the record what each check came to: later, what was known on that day can be told,
 * and nothing to judge is not taken for nothing wrong. */
int finding_note_check(const struct register_scene *scene,
                       const struct finding_evaluation *evaluation, struct error *error);

/* Evaluates for today what rows of `kind` can touch (NULL: everything) and stores it, in the open
 * transaction; what is stored is then still true. `folder` as in the question. */
int finding_recheck(const struct register_scene *scene, const struct finding_rules *rules,
                    const char *kind, const char *folder, struct finding_changes *ret_changes,
                    struct error *error);

/* Evaluates for today what a change of one row can touch and stores it, in the open transaction. */
int finding_touch(const struct register_scene *scene, const struct finding_rules *rules,
                  const char *kind, int64_t row_id, struct error *error);
/* The same; what it changed is added to *changes. */
int finding_touch_counted(const struct register_scene *scene, const struct finding_rules *rules,
                          const char *kind, int64_t row_id, struct finding_changes *changes,
                          struct error *error);

/* One finding as people see it. Texts in the arena of the request; NULL where there is nothing. */
struct finding_row {
    const char *id, *code, *clause, *severity, *reg, *key;
    const char *source_file, *source_row, *section, *responsible, *detail, *opened_at, *state;
    const char *when, *closed_at;
    const char *importance; /* class of the row it is about; NULL when it has none */
    const char *measure, *assignee, *promised_on, *answer; /* what the manager answered */
    const char *excused_until, *excused_by, *excuse;
    const struct pack_code *meaning;
    const struct pack_clause *article; /* force, duty-holders, recorded reading */
    int64_t number;                    /* of the stored row; 0 when it is not stored */
    int64_t entry; /* of the record, that last changed it; 0 when the list does not say */
    uint16_t table_id;
    int64_t row_id, section_id, system_id, source_order;
    const char *rules, *pack_version; /* under which it was found */
};

/* The clause a finding breaks: that of its code; for roles (P01, P03) that of the role it names.
 * NULL when the code has none. CLAUSE: 1.2.4 */
const char *finding_clause(const struct pack *pack, const struct pack_code *code, const char *key);

struct finding_filter {
    const char *state; /* open excused closed; NULL: open */
    const char *code, *clause, *reg;
    const char *cause;
    int64_t section_id;
    const char *id;
    const char *on; /* ISO date for sections and their managers; NULL: today */
    /* What was known when this record entry was the last; 0 or INT64_MAX: now. */
    int64_t known_to;
};

/* The findings the viewer may see, by register, code, place in the file and key. */
int finding_list(const struct register_scene *scene, const struct finding_rules *rules,
                 const struct finding_filter *filter, struct finding_row **ret_rows, int *ret_count,
                 struct error *error);

/* How many findings of a code stood against a clause, open or excused, when each of the moments'
 * entries was the last. */
struct finding_known {
    const char *code, *clause;
    int64_t *counts; /* one for each moment */
};

/* Counts by the findings' own history what the viewer may see, against one clause or (NULL) all.
 * `moments` are numbers of entries, ascending. In the scene's arena; a code and clause that never
 * had any is left out. What retention erased is no longer known. CLAUSE: 11.2.0 */
int finding_count_known(const struct register_scene *scene, const struct finding_rules *rules,
                        const char *clause, const int64_t *moments, int moment_count,
                        struct finding_known **ret_known, int *ret_count, struct error *error);

/* The stored findings of these numbers (ids of the table), in that order, as they stand and where
 * their things are today. May is not asked: the caller chose what the viewer may see. */
int finding_list_numbers(const struct register_scene *scene, const struct finding_rules *rules,
                         const int64_t *numbers, int count, struct finding_row **ret_rows,
                         struct error *error);

/* The stored finding of that public id, which the viewer may see: ERROR_MISSING, ERROR_DENIED. */
int finding_show(const struct register_scene *scene, const struct finding_rules *rules,
                 const char *id, struct finding_row *ret_row, struct error *error);

/* The findings about one row that are not closed, by code and key, whoever asks: the caller has
 * decided that the viewer may see the row. */
int finding_list_of_row(const struct register_scene *scene, uint16_t table_id, int64_t row_id,
                        struct finding_row **ret_rows, int *ret_count, struct error *error);

/* The same for a question: what an evaluation found and `against` (may be NULL) did not. Nothing is
 * stored; what is stored lends its identity and history. */
int finding_list_question(const struct register_scene *scene, const struct finding_rules *rules,
                          const struct finding_filter *filter,
                          const struct finding_evaluation *evaluation,
                          const struct finding_evaluation *against, struct finding_row **ret_rows,
                          int *ret_count, struct error *error);

/* The columns of a list in the outer contract's order, NULL-terminated, and their texts. */
extern const char *const finding_columns[];
const char *finding_cell(const struct finding_row *row, int column);
/* Every row as an object with those columns and what stands beside them (meaning, force, reading,
 * the manager's answer). */
void finding_rows_json(const struct finding_row *rows, int count, enum language language,
                       struct json *json);

/* Findings that share a cause, and what one fix would close. */
struct finding_group {
    const struct pack_cause *cause;
    int findings, breaches, sections;
    const char *codes; /* "V01 V12" */
};

/* The groups of these rows, largest first, in the scene's arena. */
int finding_groups(const struct register_scene *scene, const struct finding_row *rows, int count,
                   struct finding_group **ret_groups);
void finding_groups_json(const struct finding_group *groups, int count, enum language language,
                         struct json *json);

/* Asks for, or grants, an exception: granted when the one who acts is `approver` and may decide it,
 * else pending (ret_state "approved" or "pending"). Refuses (ERROR_DENIED) an approver who may not.
 * Through scene->record; the caller commits. CLAUSE: 5.6.2 */
int finding_excuse(const struct register_scene *scene, const char *id, const char *reason,
                   const char *until, const char *approver, const char **ret_state,
                   struct error *error);
/* Ends the exception of a finding before its day; the finding opens again. */
int finding_excuse_end(const struct register_scene *scene, const char *id, const char *reason,
                       struct error *error);

/* What the manager answers to a finding; NULL leaves a text as it is. */
struct finding_answer {
    const char *measure, *responsible;
    const char *promised_on; /* ISO date */
    const char *answer;      /* 予定 実施中 実施済 */
};

/* Notes the answer, as reading back a correction request does: by whoever may edit the corrections
 * of the section. ERROR_DENIED, ERROR_INPUT. Through scene->record; the caller commits.
 * CLAUSE: 11.2.2 */
int finding_answer(const struct register_scene *scene, const char *id,
                   const struct finding_answer *answer, struct error *error);

/* Turns a request for an exception down: only its approver does. Through scene->record.
 * CLAUSE: 5.6.2 */
int finding_excuse_refuse(const struct register_scene *scene, const char *id, const char *reason,
                          struct error *error);

/* Writes the correction request of one section (0: all): a sheet whose answers corrections_handler
 * reads back. The caller finishes the file. */
int finding_corrections_write(const struct finding_row *rows, int count, int64_t section_id,
                              enum language language, struct sheet_writer *writer,
                              struct error *error);
/* Reads the answers of managers by the finding's id. */
extern const struct import_handler corrections_handler;

#endif
