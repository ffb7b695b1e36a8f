/* What says how the data is to be read: the definitions in the database (tables, views, indexes,
 * triggers) and the files of the policy pack. A view made to hide rows, or a check made to find
 * nothing, would alter no row and no entry; so their digests are entries of the record too.
 * CLAUSE: 5.10.4 */
#ifndef RECORD_SEAL_H
#define RECORD_SEAL_H

struct error;
struct record;
struct store;

enum { SEAL_SIZE = 65 }; /* SHA-256 in hexadecimal, with NUL */

struct seal {
    char schema[SEAL_SIZE];
    char pack[SEAL_SIZE]; /* of no files when the folder has no pack */
};

/* The digests as they are now. */
int seal_compute(struct store *store, const char *folder, struct seal *ret_seal,
                 struct error *error);

/* Records them: at init, after a migration, when a pack is taken up. */
int seal_record(struct record *record, const char *folder, struct error *error);

#endif
