/* The shipped pack with one file changed by hostile hands: it loads or is refused with a sentence,
 * and never harms. The first byte chooses the file; with its highest bit the rest is the whole
 * file, else the rest is a list of patches: place (4 bytes), bytes to remove (1), bytes to add (1),
 * those. */
#include "base/buffer.h"
#include "base/error.h"
#include "pack/embedded.h"
#include "pack/pack_private.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_LIMIT = 1000, HEADER = 6, WHOLE = 0x80 };

/* Applies one patch to `text` and returns the bytes of the list it took. */
static size_t apply_patch(struct buffer *text, const uint8_t *data, size_t size)
{
    struct buffer patched = {0};
    uint32_t place;

    memcpy(&place, data, sizeof(place));
    size_t at = text->length ? place % text->length : 0;
    size_t removed = data[4], added = data[5];
    if (removed > text->length - at)
        removed = text->length - at;
    if (added > size - HEADER)
        added = size - HEADER;
    buffer_append(&patched, text->data, at);
    buffer_append(&patched, data + HEADER, added);
    buffer_append(&patched, text->data + at + removed, text->length - at - removed);
    buffer_done(text);
    *text = patched;
    return HEADER + added;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct embedded_file files[FILE_LIMIT];
    struct error error = {0};
    struct buffer text = {0};
    int count = (int)embedded_pack_count;

    if (size < 1 || count < 1 || count > FILE_LIMIT)
        return 0;
    memcpy(files, embedded_pack, (size_t)count * sizeof(files[0]));
    struct embedded_file *chosen = &files[(data[0] & ~WHOLE) % count];
    bool is_whole = data[0] & WHOLE;
    data++;
    size--;
    if (is_whole) {
        buffer_append(&text, data, size);
    } else {
        buffer_append(&text, chosen->bytes, chosen->length);
        while (size >= HEADER && text.length > 0) {
            size_t taken = apply_patch(&text, data, size);

            data += taken;
            size -= taken;
        }
    }
    chosen->bytes = (const unsigned char *)buffer_string(&text);
    chosen->length = text.length;
    struct pack *pack = pack_open_files(files, count, &error);
    if (pack)
        pack_check(pack, &error);
    else
        must(error.code == ERROR_INPUT && error.text[0] != '\0');
    pack_close(pack);
    buffer_done(&text);
    return 0;
}
