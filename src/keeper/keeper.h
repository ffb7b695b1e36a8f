/* The secret operations, behind one door: passwords and tokens are made, checked and ended here and
 * nowhere else, so that they can move behind a process wall without a change above.
 *
 * A sign-in by password is two steps. keeper_check_password() is slow on purpose and outside any
 * transaction; keeper_count_attempt() writes what came of it and has the last word. A new password
 * is hashed first too (keeper_make_password(), keeper_choose_password()) and then kept by one that
 * writes. CLAUSE: 4.3.4, 5.7.1, 5.7.3, 5.7.4, 5.7.5, 5.7.6 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "base/attribute.h"
#include "store/table.h"
#include <stdbool.h>
#include <stdint.h>

struct error;
struct pack;
struct record;
struct record_context;
struct store;

enum login_column {
#define COLUMN(name, ...) LOGIN_##name,
#include "keeper/login.def"
#undef COLUMN
    LOGIN_COLUMNS
};
enum token_column {
#define COLUMN(name, ...) TOKEN_##name,
#include "keeper/token.def"
#undef COLUMN
    TOKEN_COLUMNS
};
/* Table ids 51 and 52. They hold no secret: a digest of the stored hash ties the secret row to the
 * record, so that one put in its place by hand is found. */
extern const struct table login_table, token_table;

/* Bytes with NUL, of a temporary password and of a token as they are shown once. */
enum { KEEPER_PASSWORD_SIZE = 20, KEEPER_TOKEN_SIZE = 64, KEEPER_HASH_SIZE = 128 };
enum { KEEPER_VERSION_SIZE = 80 };

struct keeper;

void keeper_close(struct keeper *keeper);

/* What every check of a password goes through, from any thread: it lets as many run at once as
 * there are cores, since each takes 19 MiB. One for a process; the caller closes it. */
struct keeper *keeper_open(void) CLOSED_BY(keeper_close) __attribute__((returns_nonnull));

/* Whose password it is, and what it must not contain beside the block list. */
struct keeper_person {
    int64_t id;
    const char *staff_no, *name, *kana; /* kana NULL when not known */
};

/* A password hashed, ready to be kept. */
struct keeper_hash {
    char text[KEEPER_HASH_SIZE];
};

/* A temporary password nobody chose: letters that are not mistaken for each other, in groups. Shown
 * once, kept nowhere. CLAUSE: 5.7.5 */
void keeper_make_password(struct keeper *keeper, char ret_password[KEEPER_PASSWORD_SIZE],
                          struct keeper_hash *ret_hash);
/* Whether the password is strong enough for the person; ERROR_INPUT says what to change, without a
 * letter of the password. CLAUSE: 4.3.4, 5.7.4 */
int keeper_judge_password(const struct pack *pack, const struct keeper_person *person,
                          const char *password, struct error *error);
/* Judges and hashes the password the person chose; ERROR_INPUT also when it is the one they have.
 */
int keeper_choose_password(struct keeper *keeper, struct store *store, const struct pack *pack,
                           const struct keeper_person *person, const char *password,
                           struct keeper_hash *ret_hash, struct error *error);

/* Gives the person a sign-in with a temporary password, or a new one to the sign-in they have
 * (unlocking it), to be changed before anything else. `context` says who asked for it and why; its
 * key is the staff number, here and below. CLAUSE: 5.7.2, 5.7.5 */
int keeper_give_password(struct record *record, const struct keeper_person *person,
                         const struct keeper_hash *hash, const struct record_context *context,
                         struct error *error);
/* Keeps the password the person chose. ERROR_DENIED when the sign-in is locked or ended. */
int keeper_set_password(struct record *record, const struct keeper_person *person,
                        const struct keeper_hash *hash, struct error *error);
/* ERROR_CONFLICT when it is not locked, ERROR_MISSING when there is none. CLAUSE: 5.7.6 */
int keeper_unlock(struct record *record, int64_t person_id, const struct record_context *context,
                  struct error *error);
/* The person can no longer sign in; the stored hash goes, and all tokens end. ERROR_MISSING when
 * there is none. */
int keeper_end(struct record *record, int64_t person_id, const struct record_context *context,
               struct error *error);
/* The state of the person's sign-in: "active", "locked", "ended", or NULL without one. */
int keeper_state(struct store *store, int64_t person_id, const char **ret_state,
                 struct error *error);
/* What sessions are held against: a text that is another one after every change of the password,
 * and whether the password is a temporary one. "" when the person has no sign-in any more.
 * CLAUSE: 5.7.5 */
int keeper_version(struct store *store, int64_t person_id, char ret_version[KEEPER_VERSION_SIZE],
                   bool *ret_must_change, struct error *error);

/* What a look at a password came to. */
enum keeper_verdict {
    KEEPER_GOOD,
    KEEPER_MUST_CHANGE, /* right, and to be changed before anything else */
    KEEPER_WRONG,       /* or no such sign-in: the two look and take the same */
    KEEPER_LOCKED,      /* whatever the password */
    KEEPER_TAMPERED,    /* the stored hash is not the one on record */
};
/* Checks a password without writing: slow on purpose (Argon2id). `person_id` 0 for an unknown staff
 * number: as slow, and wrong. Whether the person is employed is not asked here. */
int keeper_check_password(struct keeper *keeper, struct store *store, int64_t person_id,
                          const char *password, enum keeper_verdict *ret_verdict,
                          struct error *error);

/* A try to sign in: `person_id` 0 for an unknown number; `staff_no` six digits, or NULL when what
 * was typed is no staff number (it may be a password). */
struct keeper_attempt {
    int64_t person_id;
    const char *staff_no;
    enum keeper_verdict verdict; /* as looked at */
};
/* Records the try, right or wrong, counts failures and locks after the pack's lockout_failures, or
 * clears them. *ret_verdict is what holds: others may have tried meanwhile, so a right one is
 * KEEPER_LOCKED when the sign-in is locked by now, as is the wrong one that locks it.
 * CLAUSE: 5.7.3, 5.7.6 */
int keeper_count_attempt(struct record *record, const struct pack *pack,
                         const struct keeper_attempt *attempt, enum keeper_verdict *ret_verdict,
                         struct error *error);

/* Makes a token with the person's rights; shown once, kept as a digest. `expires_on` is its last
 * day; NULL, or later than the pack's token_days allow: NULL takes those, later is ERROR_INPUT.
 * ERROR_MISSING when the person has no sign-in. */
int keeper_make_token(struct record *record, const struct pack *pack,
                      const struct keeper_person *person, const char *name, const char *expires_on,
                      char ret_token[KEEPER_TOKEN_SIZE], int64_t *ret_id, struct error *error);
/* ERROR_MISSING when there is none; one that has ended stays as it is. */
int keeper_end_token(struct record *record, int64_t token_id, const struct record_context *context,
                     struct error *error);
/* A token as it was found. */
struct keeper_token {
    int64_t id, person_id;
    bool is_noted; /* its use on the day is on record */
};
/* Whose token it is on that day: ERROR_DENIED when it is no token, ended, expired or its owner's
 * sign-in has ended. Reads only. A locked sign-in leaves tokens alone, or wrong passwords typed by
 * anybody would stop machines. */
int keeper_check_token(struct store *store, const char *token, const char *today,
                       struct keeper_token *ret_token, struct error *error);
/* Whose the token is, 0 when there is none of that number. */
int keeper_token_owner(struct store *store, int64_t token_id, int64_t *ret_person_id,
                       struct error *error);

/* A token as its owner sees it; texts live during the call. Dates are ISO, NULL when not yet. */
struct keeper_token_row {
    int64_t id;
    const char *name, *issued_on, *expires_on, *last_used_on, *ended_on;
};
typedef int keeper_token_report(void *context, const struct keeper_token_row *row,
                                struct error *error);
/* Tells every token the person ever had, oldest first; negative stops with that code. */
int keeper_list_tokens(struct store *store, int64_t person_id, keeper_token_report *report,
                       void *context, struct error *error);
/* Notes that the token was used today; writes once a day at most. `staff_no` is its owner's. */
int keeper_use_token(struct record *record, int64_t token_id, const char *staff_no,
                     struct error *error);

#endif
