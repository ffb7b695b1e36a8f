/* Witnesses: someone on another machine, or with a medium, who remembers the last tree head seen
 * and signs the next only when it extends that one. Without a witness the record proves nothing
 * against whoever owns the machine. C2SP tlog-cosignature version 1. */
#ifndef RECORD_WITNESS_H
#define RECORD_WITNESS_H

#include <stdint.h>

struct buffer;
struct error;
struct store;

/* Writes what is carried to a witness: the published checkpoint, the line "vkey KEY", and lines
 * "consistency OLD_SIZE HASHES" that prove that it extends the last witnessed one and, unless
 * negative, the one of `old_size`. Takes a reading transaction of its own. */
int record_checkpoint_text(struct store *store, const char *folder, int64_t old_size,
                           struct buffer *out, struct error *error);

/* Makes a witness folder (new or empty) with a key of its own: witness.key, witness.pub. */
int witness_init(const char *folder, struct error *error);

/* Signs the checkpoint in the file, as of `now_us`, when it extends the last one this witness saw
 * of the same log; appends note and signature line to `out`. `proof_path` is a second file with
 * consistency lines, or NULL. A log seen for the first time is taken with the key its file names.
 * ERROR_STALE for a checkpoint older than the last seen, ERROR_CONFLICT for a fork or another key,
 * ERROR_INPUT for what cannot be checked. What was seen is durable before `out` holds the line. */
int witness_sign(const char *folder, const char *checkpoint_path, const char *proof_path,
                 int64_t now_us, struct buffer *out, struct error *error);

/* Brings back to the data folder what a witness gave: its verifier key (then listed in
 * keys/witnesses), or a countersigned checkpoint. Signatures by listed witnesses are kept in
 * keys/witnessed and, while the checkpoint is still the published one, in keys/checkpoint.
 * ERROR_INPUT when no listed witness signed it, or it is not of this log. */
int witness_add(const char *folder, const char *path, struct error *error);

/* The last witnessed size of the record, when (seconds since 1970) and by how many witnesses.
 * ERROR_MISSING when there was none yet. */
int witness_last(const char *folder, int64_t *ret_size, int64_t *ret_time_s, int *ret_count,
                 struct error *error);

/* One listed witness; `time_s` (seconds since 1970) is when it countersigned the last witnessed
 * checkpoint, 0 when it did not. */
struct witness_state {
    char name[256];
    int64_t time_s;
};
/* All listed witnesses, at most `limit`; *ret_size is of the last witnessed checkpoint, 0 when
 * there is none. */
int witness_list(const char *folder, struct witness_state *ret_states, int limit, int *ret_count,
                 int64_t *ret_size, struct error *error);

#endif
