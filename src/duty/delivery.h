/* Notices leave the program by mail and webhook. A notice without a row here is yet to be sent: the
 * rows are made when somebody takes it on, so that none is lost whatever stops in between, and what
 * was on its way is sent again under the same number. Drills never leave. CLAUSE: 1.4.1, 4.4.1 */
#ifndef DUTY_DELIVERY_H
#define DUTY_DELIVERY_H

#include "base/language.h"
#include "duty/inbox.h"

struct channel;
struct channel_settings;

enum delivery_column {
#define COLUMN(name, ...) DELIVERY_##name,
#include "duty/delivery.def"
#undef COLUMN
    DELIVERY_COLUMNS
};
/* Table id 53. */
extern const struct table delivery_table;

/* One message in hand. */
struct delivery {
    int64_t id;
    struct value values[DELIVERY_COLUMNS];
    struct notice notice;
    const char *to;      /* mail address; NULL when nobody knows it */
    bool is_sent;        /* after delivery_send() */
    const char *trouble; /* why not */
};

/* Whether anything is to be sent by now over the channels there are: a few looks at indexes. */
int delivery_is_due(struct store *store, const struct channel_settings *settings, int64_t now_us,
                    bool *ret_is_due, struct error *error);

/* Takes on what is to be sent now, a handful, and gives up what nobody took within a day. From then
 * on another process leaves these alone for a while. In the scene's arena; the caller commits
 * before it sends. */
int delivery_claim(struct duty_scene *scene, const struct channel_settings *settings,
                   struct delivery **ret_list, int *ret_count, struct error *error);

/* How messages are worded: what the notice is about. */
typedef const char *delivery_title(const struct pack *pack, enum language language,
                                   struct arena *arena, const char *about);
/* Sends them, outside any transaction: deciding facts, and nothing of a person. What the channel
 * could not take is noted in each. */
void delivery_send(struct duty_scene *scene, struct channel *channel,
                   const struct channel_settings *settings, delivery_title *title,
                   bool is_simulation, struct delivery *list, int count);
/* Notes what became of them; the caller commits. */
int delivery_settle(struct duty_scene *scene, struct delivery *list, int count,
                    struct error *error);

/* A notice to oneself, that goes all the way. The caller commits. */
int delivery_test(struct duty_scene *scene, const struct viewer *viewer, struct error *error);

/* How many were given up within the last week. */
int delivery_failures(struct store *store, int64_t now_us, int64_t *ret_count, struct error *error);

#endif
