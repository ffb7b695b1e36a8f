/* Files carried inside the program, as a table that tools/embed_files.py writes at build. */
#ifndef PACK_EMBEDDED_H
#define PACK_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; /* below the folder that was embedded: "checks/V01.sql" */
    const unsigned char *bytes;
    size_t length;
};

/* The shipped pack, policy/kishiwada. */
extern const struct embedded_file embedded_pack[];
extern const size_t embedded_pack_count;

#endif
