#include "sheet/xlsx_strings.h"

#include "base/error.h"
#include "sheet/limits.h"
#include "sheet/xlsx_part.h"
#include "sheet/xlsx_text.h"

#include <stdlib.h>
#include <string.h>

/* Blocks do not move when more come, so that growing never needs the double. */
enum {
    BLOCK_BYTES = 1 << 20,
    MAX_BLOCKS = XLSX_MAX_STRINGS_BYTES / BLOCK_BYTES,
};

struct xlsx_strings {
    uint32_t *offsets; /* block * BLOCK_BYTES + place in it */
    uint32_t count;
    uint32_t capacity;
    uint32_t used; /* of the last block */
    int block_count;
    char *blocks[MAX_BLOCKS];
};

struct string_reader {
    struct xlsx_strings *strings;
    struct xlsx_part *part;
    bool in_string; /* <extLst> may stand beside <si> */
    struct xlsx_text text;
};

static bool is_within_limit(uint32_t capacity, int blocks)
{
    return (uint64_t)capacity * sizeof(uint32_t) + (uint64_t)blocks * BLOCK_BYTES <=
           XLSX_MAX_STRINGS_BYTES;
}

static bool make_room(struct xlsx_strings *strings, size_t bytes)
{
    if (strings->count == strings->capacity) {
        uint32_t capacity = strings->capacity ? strings->capacity / 2 * 3 : 1024;
        if (!is_within_limit(capacity, strings->block_count))
            return false;
        uint32_t *offsets = reallocarray(strings->offsets, capacity, sizeof(*offsets));
        must(offsets);
        strings->offsets = offsets;
        strings->capacity = capacity;
    }
    if (strings->block_count && bytes <= BLOCK_BYTES - strings->used)
        return true;
    if (strings->block_count == MAX_BLOCKS ||
        !is_within_limit(strings->capacity, strings->block_count + 1))
        return false;
    char *block = malloc(BLOCK_BYTES);
    must(block);
    strings->blocks[strings->block_count++] = block;
    strings->used = 0;
    return true;
}

static void add_string(struct string_reader *reader)
{
    struct xlsx_strings *strings = reader->strings;
    struct error *error = xlsx_part_error(reader->part);
    if (!xlsx_text_finish(&reader->text)) {
        xlsx_part_fail(reader->part, error_set(error, ERROR_LIMIT, "F05",
                                               "1つのセルに32,767字を超える文字があります。"
                                               "長い文章は分けるか、別の文書にしてください。"));
        return;
    }
    size_t bytes = reader->text.length + 1;
    if (!make_room(strings, bytes)) {
        xlsx_part_fail(reader->part,
                       error_set(error, ERROR_LIMIT, "F05",
                                 "このExcelファイルは文字の量が多すぎるため、読み込みません。"
                                 "必要なシートだけを新しいブックに写して保存し直してください。"));
        return;
    }
    memcpy(strings->blocks[strings->block_count - 1] + strings->used, reader->text.bytes, bytes);
    strings->offsets[strings->count++] =
        (uint32_t)(strings->block_count - 1) * BLOCK_BYTES + strings->used;
    strings->used += (uint32_t)bytes;
}

static void on_start(void *data, int depth, const char *name, const char **attributes)
{
    struct string_reader *reader = data;
    if (depth == 2) {
        xlsx_text_clear(&reader->text);
        reader->in_string = strcmp(name, "si") == 0;
    } else if (depth > 2) {
        xlsx_text_start(&reader->text, depth - 2, name, attributes);
    }
}

static void on_end(void *data, int depth)
{
    struct string_reader *reader = data;
    if (depth == 2 && reader->in_string)
        add_string(reader);
    else if (depth > 2)
        xlsx_text_end(&reader->text, depth - 2);
}

static void on_text(void *data, const char *bytes, size_t length)
{
    struct string_reader *reader = data;
    xlsx_text_add(&reader->text, bytes, length);
}

static void free_strings(struct xlsx_strings *strings)
{
    if (!strings)
        return;
    for (int i = 0; i < strings->block_count; i++)
        free(strings->blocks[i]);
    free(strings->offsets);
    free(strings);
}

void xlsx_strings_close(struct xlsx_strings *strings)
{
    free_strings(strings);
}

struct xlsx_strings *xlsx_strings_open(zip_t *archive, zip_uint64_t index, struct error *error)
{
    struct string_reader *reader = calloc(1, sizeof(*reader));
    struct xlsx_strings *strings = calloc(1, sizeof(*strings));
    must(reader && strings);
    reader->strings = strings;
    const struct xlsx_handler handler = {reader, on_start, on_end, on_text};
    int result = xlsx_part_read(archive, index, &handler, &reader->part, error);
    free(reader);
    if (result == 0)
        return strings;
    free_strings(strings);
    return NULL;
}

const char *xlsx_strings_get(const struct xlsx_strings *strings, uint32_t index)
{
    if (!strings || index >= strings->count)
        return NULL;
    uint32_t offset = strings->offsets[index];
    return strings->blocks[offset / BLOCK_BYTES] + offset % BLOCK_BYTES;
}
