/* parameters.json: the numbers and times of the standard, and those it leaves to the city. */
#include "pack/pack_private.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER, CLOCK_TIME };

/* What the program asks for whatever the pack checks. A pack without one of these, or one that
 * leaves it open, is refused, so that pack_integer() and pack_string() cannot fail for them. Those
 * that came later may be lacking: the pack of a city already at work must still open. */
static const struct {
    const char *id;
    int kind;
    bool may_lack;
} required[] = {
    {"review_days", NUMBER, false},           /* 2.2 */
    {"office_opens", CLOCK_TIME, false},      /* 3.1 */
    {"office_closes", CLOCK_TIME, false},     /* 3.1 */
    {"own_review_days", NUMBER, false},       /* 1.2.1 */
    {"exception_longest_days", NUMBER, true}, /* 5.6.2 */
};

static const char *const units[] = {"count",      "days",  "hours", "minutes", "seconds", "years",
                                    "characters", "bytes", "time",  "text",    NULL};
static const char *const origins[] = {"standard", "city", "open", NULL};

int pack_minute(const char *text)
{
    if (strlen(text) != 5 || text[2] != ':')
        return -1;
    for (int i = 0; i < 5; i++)
        if (i != 2 && (text[i] < '0' || text[i] > '9'))
            return -1;
    int hour = (text[0] - '0') * 10 + text[1] - '0';
    int minute = (text[3] - '0') * 10 + text[4] - '0';
    return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

static void read_value(struct pack_reader *reader, const json_t *item,
                       struct pack_parameter *parameter)
{
    const json_t *value = json_object_get(item, "value");
    bool is_text = strcmp(parameter->unit, "time") == 0 || strcmp(parameter->unit, "text") == 0;

    if (!value || json_is_null(value)) {
        if (strcmp(parameter->origin, "open") != 0)
            pack_refuse(reader, item, value ? "value" : NULL,
                        language_text(reader->language, "定数「%s」に値がありません。値を書くか、"
                                                        "origin を open にしてください。"),
                        parameter->id);
        return;
    }
    parameter->is_set = true;
    if (!is_text) {
        parameter->integer = pack_read_integer(reader, item, "value", 0, INT64_C(1) << 53);
        return;
    }
    parameter->text = pack_read_text(reader, item, "value");
    if (strcmp(parameter->unit, "time") == 0 && pack_minute(parameter->text) < 0)
        pack_refuse(
            reader, item, "value",
            language_text(reader->language, "時刻「%s」が読めません。08:45 の形で書いてください。"),
            parameter->text);
}

static void read_parameter(struct pack_reader *reader, const json_t *item,
                           struct pack_parameter *parameter)
{
    pack_allow(reader, item, "id value unit clause origin title_ja title_en note_ja note_en");
    parameter->id = pack_read_id(reader, item, "id");
    parameter->unit = units[pack_read_choice(reader, item, "unit", units)];
    parameter->origin = origins[pack_read_choice(reader, item, "origin", origins)];
    parameter->title = pack_read_pair(reader, item, "title");
    parameter->note = pack_read_optional_pair(reader, item, "note");
    parameter->clause = pack_read_text(reader, item, "clause");
    pack_need_clause(reader, item, "clause", parameter->clause);
    read_value(reader, item, parameter);
}

static void check_required(struct pack_reader *reader, const json_t *array)
{
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]) && !reader->code; i++) {
        const struct pack_parameter *parameter = pack_parameter(reader->pack, required[i].id);
        bool fits = parameter && parameter->is_set
                        ? (required[i].kind == NUMBER
                               ? !parameter->text
                               : parameter->text && pack_minute(parameter->text) >= 0)
                        : required[i].may_lack;

        if (!fits)
            pack_refuse(reader,
                        parameter
                            ? json_array_get(array, (size_t)(parameter - reader->pack->parameters))
                            : array,
                        NULL,
                        language_text(reader->language,
                                      "プログラムが使う定数「%s」がないか、値が合いません。"
                                      "書いてください。"),
                        required[i].id);
    }
}

int pack_read_parameters(struct pack_reader *reader)
{
    struct pack *pack = reader->pack;
    int count;
    pack_allow(reader, reader->root, "parameters");
    const json_t *array = pack_read_array(reader, reader->root, "parameters", &count);

    pack->parameters = pack_array(reader, count, sizeof(*pack->parameters));
    for (int i = 0; i < count && !reader->code; i++)
        read_parameter(reader, pack_read_item(reader, array, i), &pack->parameters[i]);
    pack->parameter_count = reader->code ? 0 : count;
    pack_index_build(reader, &pack->parameter_index, pack->parameters, count,
                     sizeof(*pack->parameters), array, "id");
    check_required(reader, array);
    return reader->code;
}

int64_t pack_integer(const struct pack *pack, const char *id)
{
    const struct pack_parameter *parameter = pack_parameter(pack, id);

    must(parameter != NULL && parameter->is_set && parameter->text == NULL);
    return parameter->integer;
}

const char *pack_string(const struct pack *pack, const char *id)
{
    const struct pack_parameter *parameter = pack_parameter(pack, id);

    must(parameter != NULL && parameter->text != NULL);
    return parameter->text;
}
