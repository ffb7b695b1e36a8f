/* Evidence that leaves the house: one signed text file with chosen entries and their proofs, which
 * verifies without us, offline. What is not disclosed appears only as hashes. */
#ifndef RECORD_BUNDLE_H
#define RECORD_BUNDLE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;
struct error;
struct store;
struct verify_result;

enum { BUNDLE_ENTRY_LIMIT = 1000000 };

/* Appends a bundle of the entries to `out`; `entries` need no order, each is written once. Under
 * the last checkpoint a witness signed if it covers them, else the last of our own. Takes a reading
 * transaction of its own. ERROR_MISSING for an entry that is not there, ERROR_STALE when the record
 * does not extend its checkpoint. */
int bundle_write(struct store *store, const char *folder, const int64_t *entries, int count,
                 struct buffer *out, struct error *error);

/* Checks a bundle from anywhere. `verifier_key` ("name+hash+key") is the key it must be signed by;
 * NULL takes the bundle's word for it, which shows only that nothing was changed since. What is
 * wrong is in the result, in the language of `error`; the call itself cannot fail. */
void bundle_verify(const char *bytes, size_t length, const char *verifier_key, struct arena *arena,
                   struct verify_result *ret_result, const struct error *error);

#endif
