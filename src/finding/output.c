/* Findings and checks as the outer contract wants them. */
#include "finding/finding.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "pack/pack.h"

#include <string.h>

const char *const finding_columns[] = {"id",       "code",        "clause",      "severity",
                                       "register", "key",         "source_file", "source_row",
                                       "section",  "responsible", "detail",      "opened_at",
                                       "state",    "when",        NULL};

const char *finding_cell(const struct finding_row *row, int column)
{
    const char *const texts[] = {row->id,      row->code,        row->clause,      row->severity,
                                 row->reg,     row->key,         row->source_file, row->source_row,
                                 row->section, row->responsible, row->detail,      row->opened_at,
                                 row->state,   row->when};

    must(column >= 0 && column < (int)(sizeof(texts) / sizeof(texts[0])));
    return texts[column];
}

static const char *in(struct pack_text text, enum language language)
{
    return language == LANGUAGE_ENGLISH && text.english ? text.english : text.japanese;
}

static void write_meaning(const struct finding_row *row, enum language language, struct json *json)
{
    const struct pack_code *meaning = row->meaning;

    if (!meaning)
        return;
    json_text_at(json, "title", in(meaning->title, language));
    json_text_at(json, "explain", in(meaning->explain, language));
    json_text_at(json, "action", in(meaning->action, language));
    json_text_at(json, "cause", meaning->cause);
    json_text_at(json, "force", force_word(meaning->force));
    json_text_at(json, "responsible_role", meaning->responsible);
}

/* What the standard says of it: who must, and how an unclear text is read. */
static void write_article(const struct finding_row *row, enum language language, struct json *json)
{
    json_key(json, "duty_holders");
    json_array_start(json);
    for (const char *const *each = row->article ? row->article->duty_holders : NULL; each && *each;
         each++)
        json_text(json, *each);
    json_array_end(json);
    json_text_at(json, "reading", row->article ? in(row->article->reading, language) : NULL);
    json_key(json, "readings");
    json_array_start(json);
    for (int i = 0; row->meaning && i < row->meaning->reading_count; i++)
        json_text(json, in(row->meaning->readings[i], language));
    json_array_end(json);
}

static void write_answer(const struct finding_row *row, struct json *json)
{
    json_text_at(json, "closed_at", row->closed_at);
    json_text_at(json, "measure", row->measure);
    json_text_at(json, "assignee", row->assignee);
    json_text_at(json, "promised_on", row->promised_on);
    json_text_at(json, "answer", row->answer);
    json_text_at(json, "excuse", row->excuse);
    json_text_at(json, "excused_until", row->excused_until);
    json_text_at(json, "excused_by", row->excused_by);
    json_text_at(json, "rules", row->rules);
    json_text_at(json, "pack_version", row->pack_version);
}

void finding_rows_json(const struct finding_row *rows, int count, enum language language,
                       struct json *json)
{
    json_array_start(json);
    for (int i = 0; i < count; i++) {
        json_object_start(json);
        for (int column = 0; finding_columns[column]; column++)
            json_text_at(json, finding_columns[column], finding_cell(&rows[i], column));
        write_meaning(&rows[i], language, json);
        write_article(&rows[i], language, json);
        write_answer(&rows[i], json);
        json_object_end(json);
    }
    json_array_end(json);
}

/* A day, or a moment of it in JST. */
static void write_at(const struct finding_evaluation *evaluation, struct json *json)
{
    struct buffer at = {0};

    buffer_text(&at, evaluation->on);
    if (evaluation->minute >= 0)
        buffer_format(&at, "T%02d:%02d:00+09:00", evaluation->minute / 60, evaluation->minute % 60);
    json_text_at(json, "at", buffer_string(&at));
    buffer_done(&at);
}

void finding_check_json(const struct finding_evaluation *evaluation, struct json *json)
{
    enum { US_PER_MS = 1000 };

    json_object_start(json);
    write_at(evaluation, json);
    json_integer_at(json, "elapsed_ms", evaluation->elapsed_us / US_PER_MS);
    json_key(json, "checks");
    json_array_start(json);
    for (int i = 0; i < evaluation->count; i++) {
        const struct finding_result *result = &evaluation->results[i];

        json_object_start(json);
        json_text_at(json, "id", result->code->code);
        json_text_at(json, "clause", result->code->clause);
        json_text_at(json, "severity", result->code->severity);
        json_integer_at(json, "population", result->population);
        json_integer_at(json, "violations", result->hit_count);
        json_text_at(json, "state", result->state);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}
