/* Files that belong to a case, kept in the data folder by their hash. CLAUSE: 10.2.1 */
#ifndef ROOM_INCIDENT_FILE_H
#define ROOM_INCIDENT_FILE_H

#include <stdint.h>

struct arena;
struct buffer;
struct error;

enum { FILE_LIMIT_BYTES = 50 << 20 };

struct kept_file {
    const char *name, *sha256;
    int64_t bytes;
};

/* SHA-256 of the bytes in hexadecimal, of the arena. */
const char *file_hash(struct arena *arena, const struct buffer *bytes);

/* Copies the file at `path`, called `name` (NULL: as it is there), to FOLDER/files/HH/HASH, where
 * it stays whatever becomes of the transaction: a file without a row harms nobody, a row without
 * its file would. ERROR_MISSING, ERROR_LIMIT over FILE_LIMIT_BYTES. Texts in the arena. */
int file_keep(const char *folder, const char *path, const char *name, struct arena *arena,
              struct kept_file *ret_file, struct error *error);

#endif
