#include "duty/delivery.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "channel/channel.h"
#include "crypto/random.h"
#include "people/people.h"
#include "record/record.h"
#include "store/column_table.h"
#include "store/store.h"

#include "duty/duty_sql.h"
#include <string.h>

/* A handful at a time, so that a slow server holds up little when the program is to end. */
enum { MOST = 8, LONGEST_WAIT = 60, DOUBLINGS = 6, ID_BYTES = 16 };

static const int64_t minute_us = INT64_C(60000000), day_us = INT64_C(86400000000);

static const struct column delivery_columns[] = {
#define COLUMN COLUMN_ROW
#include "duty/delivery.def"
#undef COLUMN
};

const struct table delivery_table = {53, "delivery", delivery_columns, DELIVERY_COLUMNS};

/* The channels there are, ending with NULL. */
static void list_channels(const struct channel_settings *settings, const char *ret_names[3])
{
    int count = 0;

    if (settings->mail_server)
        ret_names[count++] = "mail";
    if (settings->hook_url)
        ret_names[count++] = "webhook";
    ret_names[count] = NULL;
}

/* Fills numbers of the first column; 1 past the end of what is there. */
static int read_ids(struct query *query, int64_t ids[MOST], int *ret_count, struct error *error)
{
    int count = 0, got = 0;

    while (count < MOST && (got = query_step(query, error)) == 1)
        ids[count++] = query_column_integer(query, 0);
    query_done(query);
    *ret_count = count;
    return got < 0 ? got : 0;
}

/* The last notice that the channel has seen; -1 for a channel that was not there before. */
static int read_last(struct store *store, const char *channel, int64_t *ret_last,
                     struct error *error)
{
    struct query *query = store_query(store, SQL_DELIVERY_LAST, error);

    if (!query)
        return error->code;
    query_text(query, "channel", channel);
    int got = query_step(query, error);
    *ret_last = got == 1 && !query_is_null(query, 0) ? query_column_integer(query, 0) : -1;
    query_done(query);
    return got < 0 ? got : 0;
}

static int read_new(struct store *store, const char *channel, int64_t last, int64_t ids[MOST],
                    int *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_DELIVERY_NEW, error);

    if (!query)
        return error->code;
    query_integer(query, "last", last);
    query_text(query, "channel", channel);
    query_integer(query, "most", MOST);
    return read_ids(query, ids, ret_count, error);
}

static int read_waiting(struct store *store, const struct channel_settings *settings,
                        const char *now, int64_t ids[MOST], int *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_DELIVERY_WAITING, error);

    if (!query)
        return error->code;
    query_text(query, "now", now);
    query_integer(query, "mail", settings->mail_server != NULL);
    query_integer(query, "webhook", settings->hook_url != NULL);
    query_integer(query, "most", MOST);
    return read_ids(query, ids, ret_count, error);
}

int delivery_is_due(struct store *store, const struct channel_settings *settings, int64_t now_us,
                    bool *ret_is_due, struct error *error)
{
    const char *names[3];
    char now[TIME_SIZE];
    int64_t ids[MOST], last = -1;
    int count = 0;

    time_format_utc(now_us - now_us % 1000000, now);
    list_channels(settings, names);
    int result = read_waiting(store, settings, now, ids, &count, error);
    for (const char **name = names; *name && count == 0 && result == 0; name++) {
        result = read_last(store, *name, &last, error);
        if (result == 0 && last < 0)
            count = 1;
        else if (result == 0)
            result = read_new(store, *name, last, ids, &count, error);
    }
    if (result == 0)
        *ret_is_due = count > 0;
    return result;
}

static int put(struct duty_scene *scene, struct delivery *delivery, struct error *error)
{
    const char *key = notice_text(&delivery->notice, NOTICE_subject_key);
    const struct record_context context = {.action = "deliver", .key = key, .result = "ok"};

    return record_put(scene->record, &delivery_table, delivery->id, delivery->values, &context,
                      &delivery->id, NULL, error);
}

static int64_t time_of(const struct value *value)
{
    int64_t us = 0;

    if (value->kind == VALUE_TEXT)
        time_parse(value->text, &us);
    return us;
}

static struct value now_of(struct duty_scene *scene, int64_t later_us)
{
    return value_text(duty_time(scene->arena, scene->now_us + later_us));
}

static void give_up(struct delivery *delivery, const char *state, const char *why)
{
    delivery->values[DELIVERY_state] = value_text(state);
    delivery->values[DELIVERY_next_at] = value_null();
    if (why)
        delivery->values[DELIVERY_last_error] = value_text(why);
}

/* Mail asks for nothing more once it was read; after a day it is given up, for people to see. */
static bool goes_on(struct duty_scene *scene, struct delivery *delivery)
{
    int64_t made_us = time_of(&delivery->notice.values[NOTICE_made_at]);
    int64_t first_us = time_of(&delivery->values[DELIVERY_first_at]);
    bool is_mail = strcmp(delivery->values[DELIVERY_channel].text, "mail") == 0;

    if (is_mail && notice_text(&delivery->notice, NOTICE_acknowledged_at)) {
        give_up(delivery, "stopped", NULL);
        return false;
    }
    if (scene->now_us - (first_us < scene->now_us ? first_us : made_us) >= day_us) {
        bool has_why = delivery->values[DELIVERY_last_error].kind == VALUE_TEXT;

        give_up(delivery, "failed", has_why ? NULL : "一日のうちに送れませんでした。");
        return false;
    }
    return true;
}

/* Notes the try before it is made: whoever else looks waits, and so does the next try. */
static int take_on(struct duty_scene *scene, struct delivery *delivery, struct delivery *list,
                   int *count, struct error *error)
{
    int result =
        table_get(scene->store, &notice_table, delivery->values[DELIVERY_notice_id].integer,
                  scene->arena, delivery->notice.values, NULL, error);

    if (result < 0)
        return result;
    delivery->notice.id = delivery->values[DELIVERY_notice_id].integer;
    bool is_to_send = goes_on(scene, delivery);
    if (is_to_send) {
        int64_t tried = delivery->values[DELIVERY_attempts].integer;
        int64_t wait = tried < DOUBLINGS ? INT64_C(1) << tried : LONGEST_WAIT;

        delivery->values[DELIVERY_attempts] = value_integer(tried + 1);
        delivery->values[DELIVERY_next_at] = now_of(scene, wait * minute_us);
    }
    result = put(scene, delivery, error);
    if (result == 0 && is_to_send)
        list[(*count)++] = *delivery;
    return result;
}

static const char *new_id(struct arena *arena)
{
    char *text = arena_space(arena, 2 * ID_BYTES + 1);

    random_name(text, 2 * ID_BYTES + 1);
    return text;
}

static struct delivery new_delivery(struct duty_scene *scene, const char *channel,
                                    int64_t notice_id, const char *state)
{
    return (struct delivery){.values = {
                                 [DELIVERY_notice_id] = value_integer(notice_id),
                                 [DELIVERY_channel] = value_text(channel),
                                 [DELIVERY_state] = value_text(state),
                                 [DELIVERY_attempts] = value_integer(0),
                                 [DELIVERY_message_id] = value_text(new_id(scene->arena)),
                                 [DELIVERY_first_at] = now_of(scene, 0),
                             }};
}

/* A channel begins with what is told from now on. */
static int start_channel(struct duty_scene *scene, const char *channel, struct error *error)
{
    int64_t last_id;
    int result = table_last_id(scene->store, &notice_table, &last_id, error);

    if (result < 0)
        return result;
    struct delivery start = new_delivery(scene, channel, last_id, "start");
    return put(scene, &start, error);
}

static int claim_new(struct duty_scene *scene, const char *channel, struct delivery *list,
                     int *count, struct error *error)
{
    int64_t ids[MOST], last = -1;
    int found = 0;
    int result = read_last(scene->store, channel, &last, error);

    if (result == 0 && last < 0)
        return start_channel(scene, channel, error);
    if (result == 0)
        result = read_new(scene->store, channel, last, ids, &found, error);
    for (int i = 0; i < found && result == 0; i++) {
        struct delivery taken = new_delivery(scene, channel, ids[i], "waiting");

        result = take_on(scene, &taken, list, count, error);
    }
    return result;
}

static int claim_waiting(struct duty_scene *scene, const struct channel_settings *settings,
                         struct delivery *list, int *count, struct error *error)
{
    int64_t ids[MOST];
    int found = 0;
    int result = read_waiting(scene->store, settings, duty_time(scene->arena, scene->now_us), ids,
                              &found, error);

    for (int i = 0; i < found && result == 0; i++) {
        struct delivery taken = {.id = ids[i]};

        result = table_get(scene->store, &delivery_table, ids[i], scene->arena, taken.values, NULL,
                           error);
        if (result == 0)
            result = take_on(scene, &taken, list, count, error);
    }
    return result;
}

static int find_address(struct duty_scene *scene, struct delivery *delivery, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_DELIVERY_ADDRESS, error);

    if (!query)
        return error->code;
    query_text(query, "staff_no", notice_text(&delivery->notice, NOTICE_staff_no));
    int got = query_step(query, error);
    if (got == 1)
        delivery->to = arena_copy(scene->arena, query_column_text(query, 0));
    query_done(query);
    return got < 0 ? got : 0;
}

int delivery_claim(struct duty_scene *scene, const struct channel_settings *settings,
                   struct delivery **ret_list, int *ret_count, struct error *error)
{
    struct delivery *list = arena_alloc(scene->arena, 3 * MOST * sizeof *list);
    const char *names[3];
    int count = 0;
    int result = claim_waiting(scene, settings, list, &count, error);

    list_channels(settings, names);
    for (const char **name = names; *name && result == 0; name++)
        result = claim_new(scene, *name, list, &count, error);
    for (int i = 0; i < count && result == 0; i++)
        result = find_address(scene, &list[i], error);
    *ret_list = list;
    *ret_count = count;
    return result;
}

int delivery_settle(struct duty_scene *scene, struct delivery *list, int count, struct error *error)
{
    int result = 0;

    for (int i = 0; i < count && result == 0; i++) {
        struct value *values = list[i].values;
        const struct value trouble = value_text(list[i].trouble);

        if (!list[i].is_sent && value_equal(&values[DELIVERY_last_error], &trouble))
            continue;
        values[DELIVERY_last_error] = trouble;
        if (list[i].is_sent) {
            values[DELIVERY_state] = value_text("sent");
            values[DELIVERY_sent_at] = now_of(scene, 0);
            values[DELIVERY_next_at] = value_null();
        }
        result = put(scene, &list[i], error);
    }
    return result;
}

int delivery_failures(struct store *store, int64_t now_us, int64_t *ret_count, struct error *error)
{
    struct query *query = store_query(store, SQL_DELIVERY_FAILURES, error);
    char since[TIME_SIZE];

    if (!query)
        return error->code;
    time_format_utc(now_us - now_us % 1000000 - 7 * day_us, since);
    query_text(query, "since", since);
    int got = query_step(query, error);
    if (got == 1)
        *ret_count = query_column_integer(query, 0);
    query_done(query);
    return got < 0 ? got : 0;
}
