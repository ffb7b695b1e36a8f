/* What was written since somebody looked: shared by all readers of a process, so that each entry is
 * looked at once, however many readers remember things. */
#ifndef RECORD_CHANGES_H
#define RECORD_CHANGES_H

#include "base/attribute.h"

#include <stdint.h>

struct error;
struct store;

struct record_changes;

void record_changes_close(struct record_changes *changes);
/* Of any thread. The caller closes it after all readers. */
struct record_changes *record_changes_open(void) CLOSED_BY(record_changes_close)
    __attribute__((returns_nonnull));

/* How many entries the open transaction of `store` sees, and the tables (bit 1 << id, bit 0 for
 * entries without a row) that entries from number `since` on are about. It may name a table too
 * many, when very many entries came or one came after the transaction began, but none too few. */
int record_changes_since(struct record_changes *changes, struct store *store, int64_t since,
                         int64_t *ret_size, uint64_t *ret_tables, struct error *error);

#endif
