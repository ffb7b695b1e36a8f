/* What notices are called. */
#ifndef ROOM_NOTICE_NOTICE_WORDS_H
#define ROOM_NOTICE_NOTICE_WORDS_H

#include "base/language.h"

struct arena;
struct pack;

/* What a notice is about: a step of the flow that is owed, or one of the messages of a report. Of
 * the arena or for ever. */
const char *notice_title(const struct pack *pack, enum language language, struct arena *arena,
                         const char *about);

#endif
