/* Any text as a profile for a small file of each kind: a layout within the file or a refusal with a
 * sentence. The first byte chooses the kind. */
#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "register/layout.h"
#include "sheet/limits.h"
#include "tests/sheet/make_xlsx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20 };

static const struct {
    const char *kind, *text;
} subjects[] = {
    {"roster", "部名,課名,職員番号,氏名,職名,採用年月日\n総務部,総務課,000001,見本,課長,R1.5.1\n"},
    {"media", "No.,持出者,,持出先\n,職員番号,氏名,\n1,000001,見本,本庁\n"},
};

static void check_layout(const struct layout *layout)
{
    for (int i = 0; i < layout->part_count; i++) {
        const struct layout_part *part = &layout->parts[i];
        must(part->header_first >= 0 && part->header_last >= part->header_first);
        for (int field = 0; field < part->fields->field_count; field++)
            must(part->columns[field] >= -1 && part->columns[field] < SHEET_MAX_COLUMNS);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pack *pack;
    struct error error = {0};
    struct layout layout = {0};

    if (size < 1)
        return 0;
    if (!pack)
        pack = pack_open(NULL, &error);
    must(pack != NULL);
    size_t chosen = data[0] % (sizeof(subjects) / sizeof(subjects[0]));
    struct made_file file = make_text(subjects[chosen].text);
    struct made_file profile = make_file(data + 1, size - 1);
    struct arena *arena = arena_open(ARENA_BYTES);
    int status = layout_from_profile(pack, subjects[chosen].kind, profile.path, file.path, arena,
                                     &layout, &error);
    if (status == 0)
        check_layout(&layout);
    else
        must(error.code == status && error.text[0] != '\0');
    arena_close(arena);
    drop_file(profile);
    drop_file(file);
    return 0;
}
