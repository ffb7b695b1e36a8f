#include "room/record/qr.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "template/model.h"

#include <qrencode.h>

enum { QUIET = 4 };

void record_fill_qr(struct arena *arena, struct model *object, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct buffer path = {0};

    if (code == NULL)
        return;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if ((code->data[y * code->width + x] & 1) != 0)
                buffer_format(&path, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    model_page_text(arena, object, KEY_d, arena_copy(arena, buffer_string(&path)));
    model_page_text(arena, object, KEY_width, arena_format(arena, "%d", code->width + 2 * QUIET));
    buffer_done(&path);
    QRcode_free(code);
}
