/* Any bytes as the value of a text, an attribute and an address: what comes out has no letter of
 * HTML beyond those of the template, and no address leads away. */
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "template/model.h"
#include "template/template.h"

#include <stdint.h>
#include <string.h>

static const struct template_step steps[] = {
    {.verb = TEMPLATE_ADDRESS, .key = KEY_value, .length = 9, .text = "<a href=\""},
    {.verb = TEMPLATE_PART, .key = KEY_value, .length = 3, .text = "?q="},
    {.verb = TEMPLATE_VALUE, .key = KEY_value, .length = 9, .text = "\" title='"},
    {.verb = TEMPLATE_VALUE, .key = KEY_value, .length = 2, .text = "'>"},
    {.verb = TEMPLATE_STOP, .length = 4, .text = "</a>"},
};
static const struct template whole = {"whole", steps};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1 << 24);
    struct buffer page = {0};
    struct model *root = model_new(arena);
    int letters = 0;

    if (size < 1 << 16) {
        model_text(arena, root, KEY_value, arena_copy_bytes(arena, (const char *)data, size));
        template_render(&whole, root, LANGUAGE_JAPANESE, &page);
        for (size_t i = 0; i < page.length; i++)
            letters += strchr("<>\"'", page.data[i]) != NULL;
        must(letters == 8 && strlen(page.data) == page.length);
        must(page.data[9] == '#' || (page.data[9] == '/' && page.data[10] != '/'));
    }
    buffer_done(&page);
    arena_close(arena);
    return 0;
}
