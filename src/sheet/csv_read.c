#include "sheet/csv_read.h"

#include "base/error.h"
#include "base/text.h"
#include "sheet/encoding.h"
#include "sheet/limits.h"
#include "sheet/xlsx_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DELIMITER_LINES = 20,
    RAW_BYTES = SHEET_BLOCK_BYTES / 2, /* UTF-16 grows by half when decoded */
    END_OF_TEXT = 0x1A,                /* older systems end their files with it */
};

enum field_state { FIELD_START, FIELD_PLAIN, FIELD_QUOTED, FIELD_QUOTE_SEEN };

struct csv_reader {
    int fd;
    struct encoding_guess encoding;
    struct cp932 *cp932; /* NULL in other encodings */
    char delimiter;
    bool is_special[256]; /* bytes that end a plain field */

    off_t offset;    /* in the file */
    size_t raw_left; /* bytes of an unfinished letter kept in raw */
    bool broken;     /* UTF-16 goes wrong after the block */
    bool at_end;
    size_t block_at, block_length;

    int number;   /* of the record being read */
    bool skip_lf; /* the last byte was a CR that ended a record */
    enum field_state state;
    int64_t cell_total;
    int64_t width_total;
    int width;
    size_t text_length, field_start;
    struct cell *cells; /* SHEET_MAX_COLUMNS */
    char *text;         /* SHEET_ROW_BYTES; pages never written cost no memory */
    char *scratch;      /* a field as it is in the file */
    unsigned char raw[RAW_BYTES];
    char block[SHEET_BLOCK_BYTES];
};

enum { FIELD_BYTES = SHEET_MAX_LETTERS * 4 };

static const char *encoding_name(enum sheet_encoding encoding)
{
    switch (encoding) {
    case ENCODING_UTF16LE:
        return "UTF-16LE";
    case ENCODING_UTF16BE:
        return "UTF-16BE";
    case ENCODING_CP932:
        return "CP932";
    case ENCODING_GUESS:
    case ENCODING_UTF8:
        break;
    }
    return "UTF-8";
}

static int refuse_bytes(const struct csv_reader *reader, const char *bytes, size_t length,
                        struct error *error)
{
    char shown[16] = "";
    for (size_t i = 0; i < length && i < 4; i++)
        snprintf(shown + 3 * i, sizeof(shown) - 3 * i, "%s%02X", i ? " " : "",
                 (unsigned)(unsigned char)bytes[i]);
    if (!reader->encoding.is_sure)
        return error_set(
            error, ERROR_INPUT, "F07",
            "%d番目の記録に、UTF-8でもCP932（シフトJIS）でも読めないバイト（%s）があります。"
            "元のシステムから文字コードを確かめて出力し直してください。",
            reader->number, shown);
    return error_set(error, ERROR_INPUT, "F07",
                     "%d番目の記録に、%sでは読めないバイト（%s）があります。"
                     "元のシステムから文字コードを確かめて出力し直してください。",
                     reader->number, encoding_name(reader->encoding.encoding), shown);
}

static int refuse_nul(const struct csv_reader *reader, struct error *error)
{
    return error_set(error, ERROR_INPUT, "F07",
                     "%d番目の記録に、文字ではないバイト（00）があります。"
                     "CSVではないか、壊れています。元のシステムから出力し直してください。",
                     reader->number);
}

static int refuse_limit(const struct csv_reader *reader, struct error *error)
{
    return error_set(error, ERROR_LIMIT, "F05",
                     "%d番目の記録で、記録・列または文字の数が上限を超えました。"
                     "引用符（\"）の閉じ忘れがないか確かめ、表を分けてください。",
                     reader->number);
}

static int refuse_unread(struct error *error)
{
    return error_set(error, ERROR_FAULT, "", "ファイルを読めません。もう一度お試しください。");
}

/* Fills raw[] behind what is left in it; the number of bytes there, or negative. */
static ssize_t read_raw(struct csv_reader *reader)
{
    ssize_t got = pread(reader->fd, reader->raw + reader->raw_left, RAW_BYTES - reader->raw_left,
                        reader->offset);
    if (got < 0)
        return got;
    reader->offset += got;
    reader->at_end = got == 0;
    return (ssize_t)reader->raw_left + got;
}

static int fill_from_utf16(struct csv_reader *reader, struct error *error)
{
    ssize_t length = read_raw(reader);
    if (length < 0)
        return refuse_unread(error);
    size_t taken =
        utf16_decode(reader->raw, (size_t)length, reader->encoding.encoding == ENCODING_UTF16BE,
                     reader->block, &reader->block_length, &reader->broken);
    reader->raw_left = (size_t)length - taken;
    memmove(reader->raw, reader->raw + taken, reader->raw_left);
    reader->broken |= reader->at_end && reader->raw_left > 0;
    return 0;
}

/* The next block of text in UTF-8 or CP932; block_length 0 only at the end. */
static int fill_block(struct csv_reader *reader, struct error *error)
{
    bool is_utf16 = reader->encoding.encoding == ENCODING_UTF16LE ||
                    reader->encoding.encoding == ENCODING_UTF16BE;
    reader->block_at = reader->block_length = 0;
    while (reader->block_length == 0 && !reader->at_end) {
        if (reader->broken)
            return refuse_bytes(reader, (const char *)reader->raw,
                                reader->raw_left < 4 ? reader->raw_left : 4, error);
        if (is_utf16) {
            if (fill_from_utf16(reader, error))
                return error->code;
            continue;
        }
        ssize_t got = pread(reader->fd, reader->block, SHEET_BLOCK_BYTES, reader->offset);
        if (got < 0)
            return refuse_unread(error);
        reader->offset += got;
        reader->block_length = (size_t)got;
        reader->at_end = got == 0;
    }
    if (reader->block_length == 0 && reader->broken)
        return refuse_bytes(reader, (const char *)reader->raw, reader->raw_left, error);
    return 0;
}

/* Tabs against commas outside quotes in the first lines. */
static char guess_delimiter(const char *bytes, size_t length)
{
    size_t tabs = 0, commas = 0;
    int lines = 0;
    bool quoted = false;
    for (size_t i = 0; i < length && lines < DELIMITER_LINES; i++) {
        quoted ^= bytes[i] == '"';
        if (quoted)
            continue;
        tabs += bytes[i] == '\t';
        commas += bytes[i] == ',';
        lines += bytes[i] == '\n' || bytes[i] == '\r';
    }
    return tabs > commas ? '\t' : ',';
}

static int prepare(struct csv_reader *reader, const struct sheet_options *options,
                   struct error *error)
{
    struct stat stat;
    if (fstat(reader->fd, &stat))
        return refuse_unread(error);
    if (stat.st_size > CSV_MAX_FILE_BYTES)
        return error_set(error, ERROR_LIMIT, "F05",
                         "このCSVファイルは1GiBを超えています。分けて読み込んでください。");
    enum sheet_encoding wanted = options ? options->encoding : ENCODING_GUESS;
    if (wanted == ENCODING_GUESS) {
        if (encoding_recognise(reader->fd, &reader->encoding, error))
            return error->code;
    } else {
        char start[4];
        ssize_t got = pread(reader->fd, start, sizeof(start), 0);
        size_t mark = got > 0 ? encoding_mark_length(wanted, start, (size_t)got) : 0;
        reader->encoding = (struct encoding_guess){wanted, mark, true};
    }
    reader->offset = (off_t)reader->encoding.mark_bytes;
    if (reader->encoding.encoding == ENCODING_CP932) {
        reader->cp932 = cp932_open(error);
        if (!reader->cp932)
            return error->code;
    }
    if (fill_block(reader, error))
        return error->code;
    reader->delimiter = options && options->delimiter
                            ? options->delimiter
                            : guess_delimiter(reader->block, reader->block_length);
    reader->is_special[(unsigned char)reader->delimiter] = true;
    reader->is_special['\r'] = reader->is_special['\n'] = true;
    return 0;
}

static void free_reader(struct csv_reader *reader)
{
    if (!reader)
        return;
    cp932_close(reader->cp932);
    free(reader->cells);
    free(reader->text);
    free(reader->scratch);
    free(reader);
}

void csv_close(struct csv_reader *reader)
{
    free_reader(reader);
}

struct csv_reader *csv_open(int fd, const struct sheet_options *options, struct error *error)
{
    struct csv_reader *reader = calloc(1, sizeof(*reader));
    must(reader);
    reader->fd = fd;
    reader->number = 1;
    reader->cells = malloc(SHEET_MAX_COLUMNS * sizeof(*reader->cells));
    reader->text = malloc(SHEET_ROW_BYTES);
    reader->scratch = malloc(FIELD_BYTES);
    must(reader->cells && reader->text && reader->scratch);
    if (prepare(reader, options, error) == 0)
        return reader;
    free_reader(reader);
    return NULL;
}

enum sheet_encoding csv_encoding_of(const struct csv_reader *reader)
{
    return reader->encoding.encoding;
}

char csv_delimiter_of(const struct csv_reader *reader)
{
    return reader->delimiter;
}

/* Adds bytes to the field. Three bytes of each are kept free for decoding. */
static int add_bytes(struct csv_reader *reader, const char *bytes, size_t length,
                     struct error *error)
{
    size_t field_length = reader->text_length - reader->field_start;
    if (length > FIELD_BYTES - field_length ||
        reader->field_start + 3 * (field_length + length) + 1 > SHEET_ROW_BYTES)
        return refuse_limit(reader, error);
    memcpy(reader->text + reader->text_length, bytes, length);
    reader->text_length += length;
    return 0;
}

/* Bytes that ASCII text does not have: bit 7, and bit 0 for a NUL. */
static unsigned judge_bytes(const char *bytes, size_t length)
{
    unsigned high = 0, has_nul = 0;
    for (size_t i = 0; i < length; i++) {
        high |= (unsigned char)bytes[i];
        has_nul |= bytes[i] == 0;
    }
    return (high & 0x80) | has_nul;
}

/* Bytes before the first that is not UTF-8. */
static size_t count_utf8(const char *bytes, size_t length)
{
    size_t good = 0;
    while (good < length) {
        size_t letter = 1;
        while (letter <= 4 && good + letter <= length && !text_is_utf8(bytes + good, letter))
            letter++;
        if (letter > 4 || good + letter > length)
            break;
        good += letter;
    }
    return good;
}

static int decode_field(struct csv_reader *reader, struct error *error)
{
    char *field = reader->text + reader->field_start;
    size_t length = reader->text_length - reader->field_start;
    unsigned judged = judge_bytes(field, length);
    if (judged & 1)
        return refuse_nul(reader, error);
    if (!(judged & 0x80))
        return 0;
    if (!reader->cp932) {
        if (text_is_utf8(field, length))
            return 0;
        size_t good = count_utf8(field, length);
        return refuse_bytes(reader, field + good, length - good, error);
    }
    size_t bad;
    memcpy(reader->scratch, field, length);
    ptrdiff_t decoded = cp932_decode(reader->cp932, reader->scratch, length, field, &bad);
    if (decoded < 0)
        return refuse_bytes(reader, reader->scratch + bad, length - bad < 2 ? 1 : 2, error);
    reader->text_length = reader->field_start + (size_t)decoded;
    return 0;
}

static int finish_field(struct csv_reader *reader, struct error *error)
{
    if (reader->width == SHEET_MAX_COLUMNS)
        return refuse_limit(reader, error);
    if (decode_field(reader, error))
        return error->code;
    char *field = reader->text + reader->field_start;
    size_t length = reader->text_length - reader->field_start;
    if (xlsx_text_is_too_long(field, length))
        return refuse_limit(reader, error);
    struct cell *cell = &reader->cells[reader->width++];
    *cell = (struct cell){.kind = CELL_EMPTY, .text = ""};
    if (length > 0) {
        field[length] = '\0';
        reader->text_length++;
        *cell = (struct cell){.kind = CELL_TEXT, .text = field};
        if (++reader->cell_total > SHEET_MAX_CELLS)
            return refuse_limit(reader, error);
    }
    reader->field_start = reader->text_length;
    reader->state = FIELD_START;
    return 0;
}

/* The three below read on in the block, which is not used up; *ret_ended becomes true when the
 * record ends. */
static int read_quoted(struct csv_reader *reader, struct error *error)
{
    const char *at = reader->block + reader->block_at;
    size_t left = reader->block_length - reader->block_at;
    const char *quote = memchr(at, '"', left);
    size_t length = quote ? (size_t)(quote - at) : left;
    reader->block_at += length + (quote != NULL);
    if (quote)
        reader->state = FIELD_QUOTE_SEEN;
    return add_bytes(reader, at, length, error);
}

static int read_plain(struct csv_reader *reader, bool *ret_ended, struct error *error)
{
    const char *at = reader->block + reader->block_at;
    size_t left = reader->block_length - reader->block_at, length = 0;
    while (length < left && !reader->is_special[(unsigned char)at[length]])
        length++;
    reader->block_at += length;
    if (add_bytes(reader, at, length, error))
        return error->code;
    if (length == left)
        return 0;
    reader->block_at++;
    if (at[length] != reader->delimiter) {
        *ret_ended = true;
        reader->skip_lf = at[length] == '\r';
    }
    return finish_field(reader, error);
}

static int read_piece(struct csv_reader *reader, bool *ret_ended, struct error *error)
{
    char byte = reader->block[reader->block_at];
    switch (reader->state) {
    case FIELD_START:
        reader->state = byte == '"' ? FIELD_QUOTED : FIELD_PLAIN;
        reader->block_at += byte == '"';
        return 0;
    case FIELD_PLAIN:
        return read_plain(reader, ret_ended, error);
    case FIELD_QUOTED:
        return read_quoted(reader, error);
    case FIELD_QUOTE_SEEN:
        if (byte != '"') {
            /* What follows a closed quote before the delimiter is taken as it stands. */
            reader->state = FIELD_PLAIN;
            return 0;
        }
        reader->state = FIELD_QUOTED;
        reader->block_at++;
        return add_bytes(reader, "\"", 1, error);
    }
    return 0;
}

/* The end of the file: 1 when it ended a record without a line end, 0 when nothing was left. */
static int finish_file(struct csv_reader *reader, bool has_bytes, struct error *error)
{
    if (reader->state == FIELD_QUOTED)
        return error_set(error, ERROR_INPUT, "F04",
                         "%d番目の記録の引用符（\"）が、ファイルの終わりまで閉じていません。"
                         "引用符を直すか、元のシステムから出力し直してください。",
                         reader->number);
    bool is_end_mark =
        reader->width == 0 && reader->text_length == 1 && reader->text[0] == END_OF_TEXT;
    if (!has_bytes || is_end_mark)
        return 0;
    return finish_field(reader, error) ? error->code : 1;
}

/* One record, blank ones too: 1, 0 at the end of the file, or negative. */
static int read_record(struct csv_reader *reader, struct error *error)
{
    bool ended = false, has_bytes = false;
    reader->width = 0;
    reader->text_length = reader->field_start = 0;
    reader->state = FIELD_START;
    while (!ended) {
        if (reader->block_at == reader->block_length && fill_block(reader, error))
            return error->code;
        if (reader->block_length == 0)
            return finish_file(reader, has_bytes, error);
        if (reader->skip_lf) {
            reader->skip_lf = false;
            if (reader->block[reader->block_at] == '\n') {
                reader->block_at++;
                continue;
            }
        }
        has_bytes = true;
        if (read_piece(reader, &ended, error))
            return error->code;
    }
    return 1;
}

int csv_next(struct csv_reader *reader, struct row *ret_row, struct error *error)
{
    int number, width;
    do {
        int result = read_record(reader, error);
        if (result <= 0)
            return result;
        width = reader->width;
        while (width > 0 && reader->cells[width - 1].kind == CELL_EMPTY)
            width--;
        number = reader->number++;
        reader->width_total += width;
        if (number > SHEET_MAX_RECORDS || reader->width_total > SHEET_MAX_WIDTH_SUM)
            return refuse_limit(reader, error);
    } while (width == 0);
    *ret_row = (struct row){.number = number, .cell_count = width, .cells = reader->cells};
    return 1;
}
