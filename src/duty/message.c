/* What a message says, and handing it to its channel: the deciding facts and nothing of a person.
 * CLAUSE: 1.4.1 */
#include "duty/delivery.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "channel/channel.h"
#include "pack/pack.h"
#include "people/people.h"
#include "record/record.h"

#include <string.h>

/* What all messages of one round share. */
struct post {
    struct duty_scene *scene;
    struct channel *channel;
    const struct channel_settings *settings;
    delivery_title *title;
    bool is_simulation;
};

/* "2026-04-01 17:15" */
static const char *local_time(struct arena *arena, const char *time)
{
    char date[DATE_SIZE];
    int64_t us;
    int minute;

    if (!time || !time_parse(time, &us))
        return "なし";
    time_to_jst(us, date, &minute);
    return arena_format(arena, "%s %02d:%02d", date, minute / 60, minute % 60);
}

static const char *role_title(const struct post *post, const struct notice *notice)
{
    const char *id = notice_text(notice, NOTICE_role);
    const struct pack_role *role = pack_role(post->scene->pack, id);

    return role ? role->title.japanese : id;
}

static const char *place(const struct post *post)
{
    return post->settings->address
               ? arena_format(post->scene->arena, "%s/notices", post->settings->address)
               : NULL;
}

static int send_mail(const struct post *post, const struct delivery *delivery, struct error *error)
{
    struct arena *arena = post->scene->arena;
    const struct notice *notice = &delivery->notice;
    const char *no = notice_text(notice, NOTICE_subject_key);
    const char *due = local_time(arena, notice_text(notice, NOTICE_due_at));
    const char *title =
        post->title(post->scene->pack, LANGUAGE_JAPANESE, arena, notice_text(notice, NOTICE_about));
    const char *facts = notice_text(notice, NOTICE_facts), *address = place(post);

    if (!delivery->to)
        return error_set(error, ERROR_INPUT, "",
                         "宛先のメールアドレスが緊急連絡先に登録されていません。");
    const struct channel_mail mail = {
        .to = delivery->to,
        .subject = arena_format(arena, "%s[chikiri] %s %s（期限 %s）",
                                post->is_simulation ? "【模擬】" : "", no, title, due),
        .text = arena_format(arena,
                             "すること: %s\n要点: %s\n期限: %s\n役割: %s\n知らせた日時: %s\n\n"
                             "お知らせを開いて「確認」を押してください。%s%s\n",
                             title, facts ? facts : no, due, role_title(post, notice),
                             local_time(arena, notice_text(notice, NOTICE_made_at)),
                             address ? "\n" : "", address ? address : ""),
        .id = delivery->values[DELIVERY_message_id].text,
        .now_us = post->scene->now_us,
    };
    return channel_send_mail(post->channel, &mail, error);
}

static int send_hook(const struct post *post, const struct delivery *delivery, struct error *error)
{
    const struct notice *notice = &delivery->notice;
    const char *about = notice_text(notice, NOTICE_about);
    struct buffer text = {0};
    struct json json;

    json_start(&json, &text, NULL);
    json_object_start(&json);
    json_text_at(&json, "id", delivery->values[DELIVERY_message_id].text);
    json_text_at(&json, "case", notice_text(notice, NOTICE_subject_key));
    json_text_at(&json, "about", about);
    json_text_at(&json, "title",
                 post->title(post->scene->pack, LANGUAGE_JAPANESE, post->scene->arena, about));
    json_integer_at(&json, "level", notice->values[NOTICE_level].integer);
    json_text_at(&json, "role", notice_text(notice, NOTICE_role));
    json_text_at(&json, "facts", notice_text(notice, NOTICE_facts));
    json_text_at(&json, "due_at", notice_text(notice, NOTICE_due_at));
    json_text_at(&json, "made_at", notice_text(notice, NOTICE_made_at));
    json_text_at(&json, "url", place(post));
    json_bool_at(&json, "vacant", *notice_text(notice, NOTICE_staff_no) == '\0');
    json_bool_at(&json, "simulation", post->is_simulation);
    json_object_end(&json);
    json_finish(&json);
    int result = channel_send_hook(post->channel, buffer_string(&text),
                                   delivery->values[DELIVERY_message_id].text, error);
    buffer_done(&text);
    return result;
}

void delivery_send(struct duty_scene *scene, struct channel *channel,
                   const struct channel_settings *settings, delivery_title *title,
                   bool is_simulation, struct delivery *list, int count)
{
    const struct post post = {scene, channel, settings, title, is_simulation};
    const char *down[2] = {NULL, NULL}; /* why the channel takes nothing at all now */

    for (int i = 0; i < count; i++) {
        bool is_mail = strcmp(list[i].values[DELIVERY_channel].text, "mail") == 0;
        struct error error = {0};
        int result = ERROR_BUSY;

        if (!down[is_mail])
            result =
                is_mail ? send_mail(&post, &list[i], &error) : send_hook(&post, &list[i], &error);
        list[i].is_sent = result == 0;
        if (result < 0)
            list[i].trouble = down[is_mail] ? down[is_mail] : arena_copy(scene->arena, error.text);
        if (result == ERROR_BUSY)
            down[is_mail] = list[i].trouble;
    }
}

int delivery_test(struct duty_scene *scene, const struct viewer *viewer, struct error *error)
{
    const char *now = duty_time(scene->arena, scene->now_us);
    const struct value values[NOTICE_COLUMNS] = {
        [NOTICE_subject] = value_text("test"),
        [NOTICE_subject_id] = value_integer(0),
        [NOTICE_subject_key] = value_text("TEST"),
        [NOTICE_about] = value_text("test"),
        [NOTICE_level] = value_integer(0),
        [NOTICE_role] = value_text("staff"),
        [NOTICE_staff_no] = value_text(viewer->staff_no),
        [NOTICE_name] = value_text(viewer->name),
        [NOTICE_facts] = value_text("経路を試すお知らせです。することはありません。"),
        [NOTICE_planned_at] = value_text(now),
        [NOTICE_made_at] = value_text(now),
        [NOTICE_is_drill] = value_integer(0),
    };
    const struct record_context context = {.action = "notice", .key = "TEST", .result = "ok"};

    return record_put(scene->record, &notice_table, 0, values, &context, NULL, NULL, error);
}
