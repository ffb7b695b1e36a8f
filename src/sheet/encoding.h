/* Encodings of CSV files: recognising them, and CP932 both ways. */
#ifndef SHEET_ENCODING_H
#define SHEET_ENCODING_H

#include "sheet/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* What a look at the whole file found. */
struct encoding_guess {
    enum sheet_encoding encoding;
    size_t mark_bytes; /* of the byte order mark, to be skipped */
    bool is_sure;      /* by mark, or every byte fits */
};

/* Reads `fd` from its begin to its end, in blocks: byte order mark, else NUL bytes as UTF-16 has
 * them, else UTF-8 when all of it is, else CP932. A file with many letters of UTF-8 and few broken
 * ones stays UTF-8, so that the broken record is named and not read as other letters. */
int encoding_recognise(int fd, struct encoding_guess *ret_guess, struct error *error);

/* The length of the byte order mark of `encoding` that the bytes begin with, or 0. */
size_t encoding_mark_length(enum sheet_encoding encoding, const char *bytes, size_t length);

/* UTF-16 to UTF-8. Decodes whole letters from `in` into `out` (3 bytes for every 2 of input) and
 * returns the input bytes taken; stops before a letter that is cut off or broken, which sets
 * *ret_broken. U+0000 counts as broken. */
size_t utf16_decode(const unsigned char *in, size_t length, bool is_big_endian, char *out,
                    size_t *ret_written, bool *ret_broken);

/* CP932 as glibc has it (= Windows-31J): 0x5C is a backslash, 0xF040 on are U+E000 on. */
struct cp932;

void cp932_close(struct cp932 *cp932);

/* NULL with ERROR_FAULT when the machine has no converter. The caller closes. */
struct cp932 *cp932_open(struct error *error) CLOSED_BY(cp932_close);

/* Decodes to UTF-8 into `out` (3 bytes for each of input). Returns the length, or -1 with *ret_bad
 * the offset of the first byte that is not CP932. */
ptrdiff_t cp932_decode(const struct cp932 *cp932, const char *in, size_t length, char *out,
                       size_t *ret_bad);

/* Encodes one letter: the bytes written (1 or 2), or 0 when CP932 lacks it or would not give the
 * same letter back. */
size_t cp932_encode(struct cp932 *cp932, uint32_t letter, char out[2]);

#endif
