#include "sheet/csv_write.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"
#include "sheet/encoding.h"
#include "sheet/guard.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SHOWN_LETTERS = 20 };

struct missing_letter {
    int64_t row;
    int column;
    char letter[5];
};

struct csv_output {
    FILE *file;          /* what rows are written to */
    bool is_to_stdout;   /* with CP932 a temporary file, copied when all letters fit */
    struct cp932 *cp932; /* NULL for UTF-8 */
    struct buffer line;  /* in UTF-8 or CP932 */
    int64_t row;
    int64_t missing_count;
    struct missing_letter missing[MAX_SHOWN_LETTERS];
};

static int refuse_unwritten(struct error *error)
{
    return error_set(error, ERROR_FAULT, "",
                     "ファイルに書き込めません。空き容量と書き込みの許可を確かめてください。");
}

static void free_output(struct csv_output *output)
{
    if (!output)
        return;
    if (output->file && output->file != stdout)
        fclose(output->file);
    cp932_close(output->cp932);
    buffer_done(&output->line);
    free(output);
}

void csv_output_close(struct csv_output *output)
{
    free_output(output);
}

struct csv_output *csv_output_open(FILE *file, bool is_cp932, struct error *error)
{
    struct csv_output *output = calloc(1, sizeof(*output));
    must(output);
    output->file = file;
    output->is_to_stdout = !file;
    if (is_cp932)
        output->cp932 = cp932_open(error);
    if (is_cp932 && !output->cp932) {
        free_output(output);
        return NULL;
    }
    if (!file)
        output->file = is_cp932 ? tmpfile() : stdout;
    if (!output->file || (file && !is_cp932 && fputs("\xEF\xBB\xBF", file) == EOF)) {
        refuse_unwritten(error);
        free_output(output);
        return NULL;
    }
    return output;
}

static void note_missing(struct csv_output *output, int column, uint32_t letter)
{
    if (output->missing_count++ >= MAX_SHOWN_LETTERS)
        return;
    struct missing_letter *missing = &output->missing[output->missing_count - 1];
    missing->row = output->row;
    missing->column = column;
    missing->letter[text_encode(letter, missing->letter)] = '\0';
}

static void append_utf8(struct csv_output *output, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\"");
        buffer_append(&output->line, text, length);
        text += length;
        if (*text) {
            buffer_text(&output->line, "\"\"");
            text++;
        }
    }
}

/* The text with its quotes doubled, in the output's encoding. */
static void append_text(struct csv_output *output, int column, const char *text)
{
    if (!output->cp932) {
        append_utf8(output, text);
        return;
    }
    for (uint32_t letter; (letter = text_next(&text));) {
        char bytes[2];
        size_t length = cp932_encode(output->cp932, letter, bytes);
        if (length == 0)
            note_missing(output, column, letter);
        buffer_append(&output->line, bytes, length);
        if (letter == '"')
            buffer_byte(&output->line, '"');
    }
}

static void append_cell(struct csv_output *output, int column, const char *text,
                        enum cell_style style)
{
    bool is_number = style == STYLE_NUMBER && guard_is_plain_number(text);
    /* A tab outside quotes would make a guess at the delimiter go wrong. */
    bool is_quoted = strpbrk(text, ",\"\r\n\t") != NULL;
    if (is_quoted)
        buffer_byte(&output->line, '"');
    if (!is_number && guard_is_needed(text))
        buffer_byte(&output->line, '\'');
    append_text(output, column, text);
    if (is_quoted)
        buffer_byte(&output->line, '"');
}

int csv_output_row(struct csv_output *output, const char *const *texts, int count,
                   enum cell_style style, struct error *error)
{
    buffer_clear(&output->line);
    output->row++;
    for (int i = 0; i < count; i++) {
        if (i > 0)
            buffer_byte(&output->line, ',');
        if (texts[i])
            append_cell(output, i + 1, texts[i], style);
    }
    buffer_text(&output->line, "\r\n");
    if (output->line.full)
        return error_set(error, ERROR_LIMIT, "F05",
                         "%lld行目の文字が多すぎて、ファイルに書き込めません。",
                         (long long)output->row);
    if (fwrite(output->line.data, 1, output->line.length, output->file) != output->line.length)
        return refuse_unwritten(error);
    return 0;
}

static int refuse_missing(const struct csv_output *output, struct error *error)
{
    struct buffer list = {0};
    int64_t shown =
        output->missing_count < MAX_SHOWN_LETTERS ? output->missing_count : MAX_SHOWN_LETTERS;
    for (int64_t i = 0; i < shown; i++) {
        const struct missing_letter *missing = &output->missing[i];
        buffer_format(&list, language_text(error->language, "%s行%lld 列%d 「%s」"),
                      i ? language_text(error->language, "、") : "", (long long)missing->row,
                      missing->column, missing->letter);
    }
    int code = error_set(error, ERROR_INPUT, "F09",
                         "CP932（シフトJIS）にない文字が%lld個あるため、書き出しません。"
                         "UTF-8のCSVかExcelで書き出してください：%s",
                         (long long)output->missing_count, buffer_string(&list));
    buffer_done(&list);
    return code;
}

static int copy_to_stdout(struct csv_output *output, struct error *error)
{
    char block[4096];
    size_t got;
    rewind(output->file);
    while ((got = fread(block, 1, sizeof(block), output->file)) > 0) {
        if (fwrite(block, 1, got, stdout) != got)
            return refuse_unwritten(error);
    }
    if (ferror(output->file) || fflush(stdout))
        return refuse_unwritten(error);
    return 0;
}

int csv_output_finish(struct csv_output *output, struct error *error)
{
    if (output->missing_count > 0)
        return refuse_missing(output, error);
    if (fflush(output->file))
        return refuse_unwritten(error);
    if (output->is_to_stdout)
        return output->cp932 ? copy_to_stdout(output, error) : 0;
    return 0;
}
