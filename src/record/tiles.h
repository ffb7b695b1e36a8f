/* The record in the layout of C2SP tlog-tiles, for independent tools that read transparency logs.
 * Entries are the leaves: commitments, no personal data. */
#ifndef RECORD_TILES_H
#define RECORD_TILES_H

struct error;
struct store;

/* Writes tile/LEVEL/..., tile/entries/... and checkpoint of the last published checkpoint into
 * `directory`, which is made when missing. Takes a reading transaction of its own. ERROR_FAULT when
 * a file cannot be written or entries are missing. */
int tiles_export(struct store *store, const char *folder, const char *directory,
                 struct error *error);

#endif
