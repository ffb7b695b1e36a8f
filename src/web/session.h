/* Who is signed in: sessions live in memory and end with the process. A session is known by the
 * digest of its cookie, so that a look into memory or a log gives nobody a way in.
 * CLAUSE: 4.1.4, 5.7.1 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes with NUL, of a cookie and of the value that forms carry against forged requests. */
enum { SESSION_TOKEN_SIZE = 44, SESSION_FORM_SIZE = 44 };

struct arena;
struct sessions;

/* What a visit needs of its session; texts are copies in its arena. */
struct session {
    int64_t person_id;
    const char *staff_no;
    const char *version; /* keeper_version() it was opened under */
    const char *message; /* to be shown once, or NULL */
    char form[SESSION_FORM_SIZE];
};

void sessions_close(struct sessions *sessions);
/* `idle_s`: a session unused for so long has ended. The caller closes it. */
struct sessions *sessions_open(int64_t idle_s) CLOSED_BY(sessions_close)
    __attribute__((returns_nonnull));

/* A new session. False when as many as are allowed are open and in use. */
bool session_start(struct sessions *sessions, int64_t person_id, const char *staff_no,
                   const char *version, int64_t now_us, char ret_token[SESSION_TOKEN_SIZE]);
/* The session of that cookie, which counts as used now; false when there is none or it has ended.
 */
bool session_find(struct sessions *sessions, const char *token, int64_t now_us, struct arena *arena,
                  struct session *ret_session);
void session_end(struct sessions *sessions, const char *token);
/* The one who holds the session changed the password: it goes on. */
void session_renew(struct sessions *sessions, const char *token, const char *version);
/* Says something on the next page of the session; NULL when it has been said. */
void session_leave_message(struct sessions *sessions, const char *token, const char *message);
/* Open ones, for /metrics. */
int session_count(struct sessions *sessions, int64_t now_us);

/* Slows down whoever fails to sign in again and again from one address: 0, or the seconds until the
 * next try is looked at. */
int session_source_pause_s(struct sessions *sessions, const char *peer, int64_t now_us);
void session_source_failed(struct sessions *sessions, const char *peer, int64_t now_us);

#endif
