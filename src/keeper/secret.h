/* Hashing and comparing, within the keeper. */
#ifndef KEEPER_SECRET_H
#define KEEPER_SECRET_H

#include "keeper/keeper.h"

enum { DIGEST_SIZE = 65 }; /* hexadecimal, with NUL */

/* SHA-256 of the text. Of a stored hash or of a token it tells nothing: both are random. */
void secret_digest(const char *text, char ret_digest[DIGEST_SIZE]);

/* Argon2id, waiting for one of the keeper's places. */
void secret_hash(struct keeper *keeper, const char *password, struct keeper_hash *ret_hash);
/* Whether the password is the hash's; `hash` NULL takes as long and is false. */
bool secret_matches(struct keeper *keeper, const char *hash, const char *password);

/* The row of the person's sign-in: *ret_id 0 when there is none. `arena` owns the texts. */
struct arena;
int login_read(struct store *store, int64_t person_id, struct arena *arena, int64_t *ret_id,
               struct value values[LOGIN_COLUMNS], struct error *error);

/* Ends what the person's machines sign in with. */
int tokens_end(struct record *record, int64_t person_id, const struct record_context *context,
               struct error *error);

#endif
