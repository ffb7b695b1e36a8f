/* Table 4 by guided questions: from the answers, the class of a piece of information and why; or
 * the questions still to be answered. CLAUSE: 2.1 */
#ifndef ROOM_CLASSIFICATION_CLASSIFICATION_H
#define ROOM_CLASSIFICATION_CLASSIFICATION_H

#include "base/language.h"
#include "pack/pack.h"

struct arena;
struct buffer;
struct error;
struct json;
struct pack;

enum classification_answer { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_UNSURE };

/* A question that gave a class. */
struct classification_reason {
    const struct pack_question *question; /* NULL: the rule for when no question gave one */
    char importance;
    struct pack_text text;
};

struct classification {
    char importance;                             /* 'A' 'B' 'C'; 0 while questions are open */
    const struct classification_reason *reasons; /* of that class first */
    int reason_count;
    const struct pack_question *const *open; /* still to answer, in order; NULL-terminated */
};

/* Answers as "ID=yes", "ID=no" or "ID=unsure" (also はい いいえ 不明). A later answer replaces an
 * earlier one. ERROR_INPUT for an unknown question or answer. Everything is owned by the arena. */
int classification_ask(const struct pack *pack, const char *const *answers, int count,
                       struct arena *arena, struct classification *ret_classification,
                       struct error *error);

/* {"importance","reasons":[...],"questions":[...]}: the questions are those still open. */
void classification_write_json(const struct classification *classification, enum language language,
                               struct json *json);
void classification_write_text(const struct classification *classification, enum language language,
                               struct buffer *buffer);

#endif
