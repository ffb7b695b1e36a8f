#include "sheet/xlsx_part.h"

#include "base/error.h"
#include "sheet/limits.h"

#include <expat.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SLOTS = 1024 };

struct xlsx_part {
    zip_file_t *file;
    XML_Parser parser;
    struct xlsx_handler handler;
    struct error *error;
    int failure;
    int depth;
    bool paused;
    bool finished;
    uint64_t compressed;
    uint64_t inflated;
    uint64_t token_start; /* of what Expat is waiting to see the end of */
    int name_count;
    uint64_t names[NAME_SLOTS]; /* hashes of the names met so far */
};

void xlsx_part_pause(struct xlsx_part *part)
{
    XML_StopParser(part->parser, XML_TRUE);
}

struct error *xlsx_part_error(struct xlsx_part *part)
{
    return part->error;
}

void xlsx_part_fail(struct xlsx_part *part, int code)
{
    if (part->failure)
        return;
    part->failure = code;
    XML_StopParser(part->parser, XML_FALSE);
}

const char *xlsx_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    }
    return NULL;
}

static int refuse_bomb(struct error *error)
{
    return error_set(error, ERROR_LIMIT, "F05",
                     "このExcelファイルは展開すると大きくなりすぎるため、読み込みません。"
                     "必要なシートだけを新しいブックに写して保存し直してください。");
}

static int refuse_damaged(struct error *error)
{
    return error_set(error, ERROR_INPUT, "F04",
                     "このExcelファイルは壊れています。"
                     "Excelで開いて保存し直すか、元のファイルをもう一度受け取ってください。");
}

/* Expat keeps every distinct name until the parser is freed, so a part made of ever new names would
 * fill the memory. Names of one or two bytes cannot be many and are most of a sheet. */
static void note_name(struct xlsx_part *part, const char *name)
{
    if (!name[0] || !name[1] || !name[2])
        return;
    uint64_t hash = 14695981039346656037u;
    for (const char *at = name; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    size_t slot = hash % NAME_SLOTS;
    while (part->names[slot] && part->names[slot] != hash)
        slot = (slot + 1) % NAME_SLOTS;
    if (part->names[slot])
        return;
    if (part->name_count >= XLSX_MAX_NAMES) {
        xlsx_part_fail(part, refuse_bomb(part->error));
        return;
    }
    part->names[slot] = hash;
    part->name_count++;
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct xlsx_part *part = data;
    if (part->failure)
        return;
    if (++part->depth > XLSX_MAX_DEPTH) {
        xlsx_part_fail(part, refuse_bomb(part->error));
        return;
    }
    note_name(part, name);
    for (const char **at = attributes; at[0]; at += 2)
        note_name(part, at[0]);
    const char *colon = strchr(name, ':');
    part->handler.start(part->handler.data, part->depth, colon ? colon + 1 : name, attributes);
}

static void on_end(void *data, const char *name)
{
    (void)name;
    struct xlsx_part *part = data;
    if (part->failure)
        return;
    part->handler.end(part->handler.data, part->depth);
    part->depth--;
}

static void on_text(void *data, const char *bytes, int length)
{
    struct xlsx_part *part = data;
    if (!part->failure)
        part->handler.text(part->handler.data, bytes, (size_t)length);
}

static int refuse_entities(struct error *error)
{
    return error_set(error, ERROR_INPUT, "F06",
                     "このExcelファイルには文書型宣言（DOCTYPE）か実体参照が含まれており、"
                     "安全のため読み込みません。Excelで開いて保存し直してください。");
}

static void on_doctype(void *data, const char *name, const char *system, const char *public,
                       int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    struct xlsx_part *part = data;
    xlsx_part_fail(part, refuse_entities(part->error));
}

static int refuse_encrypted(struct error *error)
{
    return error_set(error, ERROR_INPUT, "F03",
                     "このExcelファイルはパスワードで保護されています。"
                     "パスワードを外して保存し直してから読み込んでください。");
}

static bool is_bomb(uint64_t inflated, uint64_t compressed)
{
    if (inflated > XLSX_MAX_PART_BYTES)
        return true;
    return inflated > XLSX_RATIO_FROM_BYTES && inflated / XLSX_MAX_RATIO > compressed;
}

static int stat_part(zip_t *archive, zip_uint64_t index, zip_stat_t *ret_stat, struct error *error)
{
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive, index, 0, ret_stat) || (ret_stat->valid & needed) != needed)
        return refuse_damaged(error);
    if ((ret_stat->valid & ZIP_STAT_ENCRYPTION_METHOD) &&
        ret_stat->encryption_method != ZIP_EM_NONE)
        return refuse_encrypted(error);
    if (is_bomb(ret_stat->size, ret_stat->comp_size))
        return refuse_bomb(error);
    return 0;
}

int xlsx_part_check(zip_t *archive, zip_uint64_t index, struct error *error)
{
    zip_stat_t stat;
    return stat_part(archive, index, &stat, error);
}

static void free_part(struct xlsx_part *part)
{
    if (!part)
        return;
    if (part->parser)
        XML_ParserFree(part->parser);
    if (part->file)
        zip_fclose(part->file);
    free(part);
}

void xlsx_part_close(struct xlsx_part *part)
{
    free_part(part);
}

static struct xlsx_part *make_part(zip_t *archive, zip_uint64_t index,
                                   const struct xlsx_handler *handler, struct error *error)
{
    zip_stat_t stat;
    if (stat_part(archive, index, &stat, error))
        return NULL;
    struct xlsx_part *part = calloc(1, sizeof(*part));
    must(part);
    part->handler = *handler;
    part->compressed = stat.comp_size;
    part->file = zip_fopen_index(archive, index, 0);
    if (!part->file) {
        refuse_damaged(error);
        free_part(part);
        return NULL;
    }
    part->parser = XML_ParserCreate(NULL);
    must(part->parser);
    XML_SetUserData(part->parser, part);
    XML_SetElementHandler(part->parser, on_start, on_end);
    if (handler->text)
        XML_SetCharacterDataHandler(part->parser, on_text);
    XML_SetStartDoctypeDeclHandler(part->parser, on_doctype);
    return part;
}

struct xlsx_part *xlsx_part_open(zip_t *archive, zip_uint64_t index,
                                 const struct xlsx_handler *handler, struct error *error)
{
    return make_part(archive, index, handler, error);
}

static int judge_xml(struct xlsx_part *part)
{
    if (part->failure)
        return part->failure;
    if (XML_GetErrorCode(part->parser) == XML_ERROR_UNDEFINED_ENTITY)
        return refuse_entities(part->error);
    return refuse_damaged(part->error);
}

/* Expat holds an unfinished tag or comment whole; a tag of 400 MB must not be waited for. To be
 * asked after a block was parsed: Expat forgets its place when it makes room for the next. */
static bool waits_too_long(struct xlsx_part *part)
{
    XML_Index at = XML_GetCurrentByteIndex(part->parser);
    if (at >= 0)
        part->token_start = (uint64_t)at;
    return part->inflated - part->token_start > XLSX_MAX_TOKEN_BYTES;
}

static enum XML_Status feed_block(struct xlsx_part *part)
{
    void *block = XML_GetBuffer(part->parser, SHEET_BLOCK_BYTES);
    must(block);
    zip_int64_t got = zip_fread(part->file, block, SHEET_BLOCK_BYTES);
    if (got < 0) {
        part->failure = refuse_damaged(part->error);
        return XML_STATUS_ERROR;
    }
    part->inflated += (uint64_t)got;
    if (is_bomb(part->inflated, part->compressed)) {
        part->failure = refuse_bomb(part->error);
        return XML_STATUS_ERROR;
    }
    part->finished = got == 0;
    enum XML_Status status = XML_ParseBuffer(part->parser, (int)got, part->finished);
    if (status == XML_STATUS_OK && !part->finished && waits_too_long(part)) {
        part->failure = refuse_bomb(part->error);
        return XML_STATUS_ERROR;
    }
    return status;
}

int xlsx_part_step(struct xlsx_part *part, struct error *error)
{
    part->error = error;
    for (;;) {
        enum XML_Status status;
        if (part->paused)
            status = XML_ResumeParser(part->parser);
        else if (part->finished)
            return 0;
        else
            status = feed_block(part);
        part->paused = status == XML_STATUS_SUSPENDED;
        if (status == XML_STATUS_ERROR || part->failure)
            return judge_xml(part);
        if (part->paused)
            return 1;
    }
}

int xlsx_part_read(zip_t *archive, zip_uint64_t index, const struct xlsx_handler *handler,
                   struct xlsx_part **ret_part, struct error *error)
{
    struct xlsx_part *part = make_part(archive, index, handler, error);
    if (!part)
        return error->code;
    *ret_part = part;
    int result = xlsx_part_step(part, error);
    *ret_part = NULL;
    free_part(part);
    return result;
}
