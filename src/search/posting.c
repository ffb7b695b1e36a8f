#include "search/posting.h"

#include "base/error.h"
#include "search/index_file.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEADER_BYTES = 16,
    BODY_BYTES = 3984, /* two full blocks a page */
    VARINT_BYTES = 5,
    FIRST_CAPACITY = 8,
};

/* Positions of one gram in memory: differences as in a block, the first from 0. */
struct posting_list {
    uint64_t gram;
    uint8_t *bytes;
    uint32_t length, capacity;
    uint32_t last, count;
};

struct posting_builder {
    struct posting_list *lists;
    size_t count, capacity;
    uint32_t *table;   /* of list numbers from 1, by hash; 0 is free */
    size_t table_size; /* a power of two, more than twice `count` */
    size_t bytes;
};

struct posting_builder *posting_builder_open(void)
{
    struct posting_builder *builder = calloc(1, sizeof(*builder));

    must(builder != NULL);
    builder->table_size = 4096;
    builder->table = calloc(builder->table_size, sizeof(*builder->table));
    must(builder->table != NULL);
    return builder;
}

static void empty(struct posting_builder *builder)
{
    for (size_t i = 0; i < builder->count; i++)
        free(builder->lists[i].bytes);
    memset(builder->table, 0, builder->table_size * sizeof(*builder->table));
    builder->count = 0;
    builder->bytes = 0;
}

void posting_builder_close(struct posting_builder *builder)
{
    if (!builder)
        return;
    empty(builder);
    free(builder->lists);
    free(builder->table);
    free(builder);
}

size_t posting_builder_bytes(const struct posting_builder *builder)
{
    return builder->bytes;
}

static uint64_t mix(uint64_t value)
{
    value *= UINT64_C(0x9E3779B97F4A7C15);
    return value ^ value >> 29;
}

/* The gram's place in the table, or the free one where it belongs. */
static uint32_t *find_place(const struct posting_builder *builder, uint64_t gram)
{
    size_t at = mix(gram) >> 20;

    for (;; at++) {
        uint32_t *place = &builder->table[at & (builder->table_size - 1)];

        if (*place == 0 || builder->lists[*place - 1].gram == gram)
            return place;
    }
}

static void grow_table(struct posting_builder *builder)
{
    free(builder->table);
    builder->table_size *= 4;
    builder->table = calloc(builder->table_size, sizeof(*builder->table));
    must(builder->table != NULL);
    for (size_t i = 0; i < builder->count; i++)
        *find_place(builder, builder->lists[i].gram) = (uint32_t)(i + 1);
}

static struct posting_list *add_list(struct posting_builder *builder, uint64_t gram)
{
    if (2 * builder->count >= builder->table_size)
        grow_table(builder);
    if (builder->count == builder->capacity) {
        builder->capacity = builder->capacity ? 2 * builder->capacity : 1024;
        builder->lists = reallocarray(builder->lists, builder->capacity, sizeof(*builder->lists));
        must(builder->lists != NULL);
    }
    struct posting_list *list = &builder->lists[builder->count++];
    *list = (struct posting_list){.gram = gram};
    *find_place(builder, gram) = (uint32_t)builder->count;
    builder->bytes += sizeof(*list);
    return list;
}

static size_t put_varint(uint8_t *out, uint32_t value)
{
    size_t length = 0;

    while (value >= 0x80) {
        out[length++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    out[length++] = (uint8_t)value;
    return length;
}

/* Moves *at past the integer; false when it does not end before `end`. */
static inline bool get_varint(const uint8_t **at, const uint8_t *end, uint32_t *ret_value)
{
    const uint8_t *next = *at;
    uint32_t value = 0;

    for (int shift = 0; shift < 7 * VARINT_BYTES && next < end; shift += 7) {
        uint8_t byte = *next++;

        value |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *at = next;
            *ret_value = value;
            return true;
        }
    }
    return false;
}

void posting_add(struct posting_builder *builder, uint64_t gram, uint32_t position)
{
    uint32_t number = *find_place(builder, gram);
    struct posting_list *list = number ? &builder->lists[number - 1] : add_list(builder, gram);

    if (list->capacity - list->length < VARINT_BYTES) {
        uint32_t capacity = list->capacity ? 2 * list->capacity : FIRST_CAPACITY;

        list->bytes = realloc(list->bytes, capacity);
        must(list->bytes != NULL);
        builder->bytes += capacity - list->capacity;
        list->capacity = capacity;
    }
    must(list->count == 0 || position > list->last);
    list->length += (uint32_t)put_varint(list->bytes + list->length, position - list->last);
    list->last = position;
    list->count++;
}

uint32_t posting_check(uint64_t seed, const uint8_t *bytes, size_t length)
{
    uint64_t check = mix(seed ^ length), word;

    for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
        memcpy(&word, bytes, sizeof(word));
        check = mix(check ^ le64toh(word));
    }
    word = 0;
    memcpy(&word, bytes, length);
    check = mix(check ^ le64toh(word));
    return (uint32_t)(check >> 32);
}

static void put_u32(uint8_t *out, uint32_t value)
{
    value = htole32(value);
    memcpy(out, &value, sizeof(value));
}

static uint32_t get_u32(const uint8_t *in)
{
    uint32_t value;

    memcpy(&value, in, sizeof(value));
    return le32toh(value);
}

bool posting_read_block(int64_t id, const uint8_t *bytes, size_t length,
                        struct posting_block *ret_block)
{
    if (length < HEADER_BYTES || length > HEADER_BYTES + BODY_BYTES)
        return false;
    if (get_u32(bytes) != posting_check((uint64_t)id, bytes + 4, length - 4))
        return false;
    *ret_block = (struct posting_block){
        .first = get_u32(bytes + 4),
        .last = get_u32(bytes + 8),
        .count = get_u32(bytes + 12),
        .body = bytes + HEADER_BYTES,
        .length = length - HEADER_BYTES,
    };
    return ret_block->count >= 1 && ret_block->count <= ret_block->length + 1;
}

bool posting_decode(const struct posting_block *block, uint32_t *ret_positions)
{
    const uint8_t *at = block->body, *end = at + block->length;
    uint32_t position = block->first, difference;

    ret_positions[0] = position;
    for (uint32_t i = 1; i < block->count; i++) {
        if (!get_varint(&at, end, &difference))
            return false;
        position += difference;
        ret_positions[i] = position;
    }
    return true;
}

/* The block at the end of a list, while it is written. */
struct block_writer {
    struct index_file *index;
    int64_t id;
    size_t length; /* of the body */
    uint32_t first, last, count;
    uint8_t bytes[HEADER_BYTES + BODY_BYTES];
};

static int write_block(struct block_writer *writer, struct error *error)
{
    uint8_t *bytes = writer->bytes;
    size_t length = HEADER_BYTES + writer->length;

    put_u32(bytes + 4, writer->first);
    put_u32(bytes + 8, writer->last);
    put_u32(bytes + 12, writer->count);
    put_u32(bytes, posting_check((uint64_t)writer->id, bytes + 4, length - 4));
    return index_write_block(writer->index, writer->id, bytes, length, error);
}

static int write_position(struct block_writer *writer, uint32_t position, struct error *error)
{
    if (writer->length + VARINT_BYTES > BODY_BYTES) {
        int result = write_block(writer, error);

        if (result < 0)
            return result;
        writer->id++;
        writer->count = 0;
        writer->length = 0;
    }
    if (writer->count == 0)
        writer->first = position;
    else
        writer->length +=
            put_varint(writer->bytes + HEADER_BYTES + writer->length, position - writer->last);
    writer->last = position;
    writer->count++;
    return 0;
}

/* Goes on where the list ends in the index. */
static int resume(struct block_writer *writer, uint64_t gram, struct error *error)
{
    int64_t id;
    const uint8_t *bytes;
    size_t length;
    struct posting_block block;
    int result = index_last_block(writer->index, gram_first_block(gram), gram_last_block(gram), &id,
                                  &bytes, &length, error);

    writer->id = gram_first_block(gram);
    writer->length = 0;
    writer->count = 0;
    if (result < 0 || id < 0)
        return result;
    if (!posting_read_block(id, bytes, length, &block))
        return index_set_damaged(writer->index, error);
    memcpy(writer->bytes, bytes, length);
    writer->id = id;
    writer->length = block.length;
    writer->first = block.first;
    writer->last = block.last;
    writer->count = block.count;
    return 0;
}

static int flush_list(const struct posting_list *list, struct block_writer *writer,
                      struct error *error)
{
    const uint8_t *at = list->bytes, *end = at + list->length;
    uint32_t position = 0, difference;
    int result = resume(writer, list->gram, error);

    for (uint32_t i = 0; result == 0 && i < list->count; i++) {
        must(get_varint(&at, end, &difference));
        position += difference;
        result = write_position(writer, position, error);
    }
    return result < 0 ? result : write_block(writer, error);
}

static int compare_lists(const void *left, const void *right)
{
    const struct posting_list *a = left;
    const struct posting_list *b = right;

    return a->gram < b->gram ? -1 : a->gram > b->gram;
}

int posting_flush(struct posting_builder *builder, struct index_file *index, struct error *error)
{
    struct block_writer *writer = malloc(sizeof(*writer));
    int result = 0;

    must(writer != NULL);
    writer->index = index;
    if (builder->count > 1)
        qsort(builder->lists, builder->count, sizeof(*builder->lists), compare_lists);
    for (size_t i = 0; result == 0 && i < builder->count; i++)
        result = flush_list(&builder->lists[i], writer, error);
    free(writer);
    empty(builder);
    return result;
}
