/* How pages write what they show: links to the same list asked otherwise, days and times. */
#include "page/page.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "http/http.h"
#include "page/machine.h"

#include <string.h>

static void add_encoded(struct buffer *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        bool is_plain = (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') ||
                        (*at >= 'A' && *at <= 'Z') || strchr("-._~", *at) != NULL;
        if (!is_plain) {
            buffer_byte(out, '%');
            buffer_byte(out, (uint8_t)digits[*at >> 4]);
        }
        buffer_byte(out, is_plain ? *at : (uint8_t)digits[*at & 15]);
    }
}

static void add_pair(struct buffer *out, const char *name, const char *value)
{
    buffer_byte(out, strchr(buffer_string(out), '?') == NULL ? '?' : '&');
    add_encoded(out, name);
    buffer_byte(out, '=');
    add_encoded(out, value);
}

const char *visit_link(const struct visit *visit, const char *name, const char *value)
{
    const struct visit_answer *answer = visit->answer;
    const char *path = visit->request->path;
    struct buffer out = {0};

    buffer_text(&out, strncmp(path, "/api/1/", 7) == 0 ? path + 6 : path);
    for (int i = 0; i < answer->query_count; i++) {
        const struct visit_pair *pair = &answer->query[i];
        if (strcmp(pair->name, name) != 0 && strcmp(pair->name, "offset") != 0 &&
            *pair->value != '\0')
            add_pair(&out, pair->name, pair->value);
    }
    if (value != NULL)
        add_pair(&out, name, value);
    const char *link = arena_copy(visit->arena, buffer_string(&out));
    buffer_done(&out);
    return link;
}

const char *visit_path(const struct visit *visit, const char *path, const char *name,
                       const char *value)
{
    struct buffer out = {0};

    buffer_text(&out, path);
    add_pair(&out, name, value);
    const char *link = arena_copy(visit->arena, buffer_string(&out));
    buffer_done(&out);
    return link;
}

const char *visit_show_day(const struct visit *visit, const char *date)
{
    if (date == NULL || visit->scene.language != LANGUAGE_JAPANESE)
        return date;
    const char *words = date_wareki(visit->arena, date);
    return strcmp(words, date) == 0 ? date : arena_format(visit->arena, "%s（%s）", words, date);
}

const char *visit_show_time(const struct visit *visit, const char *time)
{
    char day[DATE_SIZE];
    int minute;
    int64_t us;

    if (time == NULL || !time_parse(time, &us))
        return time;
    time_to_jst(us, day, &minute);
    const char *shown = visit_show_day(visit, day);
    return arena_format(visit->arena, "%s%s%02d:%02d", shown, strcmp(shown, day) == 0 ? " " : "",
                        minute / 60, minute % 60);
}
