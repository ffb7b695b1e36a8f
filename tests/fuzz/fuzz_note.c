/* Signed notes, checkpoints and verifier keys from anywhere. */
#include "base/buffer.h"
#include "base/error.h"
#include "record/note.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hasher *hasher = hasher_open();
    const char *text = (const char *)data;
    struct checkpoint checkpoint;
    struct note_key key;
    struct note note;

    if (note_key_parse(hasher, text, size, &key)) {
        char again[NOTE_KEY_TEXT_SIZE];

        note_key_format(&key, again);
        must(strlen(again) == size && memcmp(again, text, size) == 0);
    }
    if (note_parse(text, size, &note)) {
        must(note.length <= size && note.text_length < note.length);
        checkpoint_parse(note.text, note.text_length, &checkpoint);
        must(note_key_make(hasher, "fuzz", NOTE_KEY_LOG, (const uint8_t[32]){1}, &key));
        must(!note_is_signed(&note, &key));
    }
    if (checkpoint_parse(text, size, &checkpoint)) {
        struct buffer again = {0};

        checkpoint_format(&again, &checkpoint);
        must(again.length <= size && memcmp(again.data, text, again.length) == 0);
        buffer_done(&again);
    }
    hasher_close(hasher);
    return 0;
}
