#include "room/record/qr.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "page/page.h"

#include <qrencode.h>

enum { QUIET = 4 };

void record_fill_qr(struct visit *visit, const char *text)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct buffer path = {0};

    if (code == NULL)
        return;
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if ((code->data[y * code->width + x] & 1) != 0)
                buffer_format(&path, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    model_page_text(visit->arena, visit->model, KEY_d,
                    arena_copy(visit->arena, buffer_string(&path)));
    model_page_text(visit->arena, visit->model, KEY_width,
                    arena_format(visit->arena, "%d", code->width + 2 * QUIET));
    buffer_done(&path);
    QRcode_free(code);
}
