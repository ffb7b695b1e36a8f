/* The folder "keys" of a data folder, and other small files that must never be half written: keys,
 * the last signed checkpoint, what witnesses brought. */
#ifndef RECORD_KEYS_H
#define RECORD_KEYS_H

#include "record/note.h"
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct error;
struct hasher;

/* A key that can sign. Wipe with signer_wipe(). */
struct signer {
    struct note_key key;
    uint8_t secret[SIGN_SECRET_SIZE];
};

void signer_wipe(struct signer *signer);

/* Makes a new key pair named `name` as FOLDER/BASE.key (0600) and FOLDER/BASE.pub, never over one
 * that is there (ERROR_CONFLICT). The folder must exist. */
int signer_create(struct hasher *hasher, const char *folder, const char *base, const char *name,
                  enum note_key_type type, struct signer *ret_signer, struct error *error);
/* Loads the pair; ERROR_FAULT when it cannot be read or the halves do not belong together. */
int signer_load(struct hasher *hasher, const char *folder, const char *base,
                struct signer *ret_signer, struct error *error);
/* Loads the public half only. */
int verifier_load(struct hasher *hasher, const char *folder, const char *base,
                  struct note_key *ret_key, struct error *error);

/* FOLDER/NAME in a buffer of the caller, who frees it. */
void path_join(struct buffer *path, const char *folder, const char *name);

/* Reads a whole small file into `out`. ERROR_MISSING when there is none, ERROR_LIMIT over
 * `limit_bytes`. */
int file_load(const char *folder, const char *name, size_t limit_bytes, struct buffer *out,
              struct error *error);
/* Replaces the file as one step: a reader, or a crash, sees the old or the new one, whole. */
int file_replace(const char *folder, const char *name, const void *bytes, size_t length,
                 struct error *error);

/* Loads a note file and the checkpoint it holds. `bytes` keeps what `ret_note` points into. */
int checkpoint_load(const char *folder, const char *name, struct buffer *bytes,
                    struct note *ret_note, struct checkpoint *ret_checkpoint, struct error *error);

/* Signs the checkpoint and publishes it as FOLDER/keys/checkpoint, unless a later one is there
 * already: another process may have committed in between. */
int checkpoint_publish(const char *folder, const struct signer *signer,
                       const struct checkpoint *checkpoint, struct error *error);
/* Replaces FOLDER/keys/checkpoint by `bytes`, the same checkpoint with more signatures, unless
 * another one was published meanwhile (then nothing happens). */
int checkpoint_add_signatures(const char *folder, const struct buffer *bytes, struct error *error);

#endif
