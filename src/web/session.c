#include "web/session.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/base64.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "keeper/keeper.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 8192, /* sessions open at once */
    SOURCES = 1024,
    MESSAGE_SIZE = 512,
    STAFF_SIZE = 8,
    FREE_FAILURES = 5, /* from one source before it is slowed */
    LONGEST_PAUSE_S = 60,
    FORGET_S = 600, /* one failure of a source is forgotten in so long */
};
static const int64_t SECOND_US = 1000000, LONGEST_SESSION_S = 12 * 3600;

struct slot {
    uint8_t digest[HASH_SIZE];
    int64_t person_id; /* 0: free */
    int64_t started_us, used_us;
    char staff_no[STAFF_SIZE];
    char version[KEEPER_VERSION_SIZE];
    char message[MESSAGE_SIZE]; /* "": none */
};

struct source {
    int failures;
    int64_t last_us;
};

struct sessions {
    pthread_mutex_t lock;
    struct hasher *hasher;
    int64_t idle_us;
    struct slot slots[SLOTS];
    uint8_t source_key[HASH_KEY_SIZE];
    struct source sources[SOURCES];
};

struct sessions *sessions_open(int64_t idle_s)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);

    must(sessions != NULL);
    must(pthread_mutex_init(&sessions->lock, NULL) == 0);
    sessions->hasher = hasher_open();
    sessions->idle_us = idle_s * SECOND_US;
    random_fill(sessions->source_key, sizeof sessions->source_key);
    return sessions;
}

static void clear_slot(struct slot *slot)
{
    *slot = (struct slot){.person_id = 0};
}

void sessions_close(struct sessions *sessions)
{
    if (sessions == NULL)
        return;
    hasher_close(sessions->hasher);
    pthread_mutex_destroy(&sessions->lock);
    free(sessions);
}

/* 32 bytes as letters that stand in a cookie and in a form as they are (RFC 4648 section 5). */
static void write_letters(const uint8_t bytes[HASH_SIZE], char out[SESSION_TOKEN_SIZE])
{
    char letters[BASE64_LENGTH(HASH_SIZE) + 1];

    base64_encode(bytes, HASH_SIZE, letters);
    for (int i = 0; i < SESSION_TOKEN_SIZE - 1; i++)
        out[i] = letters[i] == '+' ? '-' : letters[i] == '/' ? '_' : letters[i];
    out[SESSION_TOKEN_SIZE - 1] = '\0';
}

static void digest_of(struct sessions *sessions, const char *prefix, const char *token,
                      uint8_t out[HASH_SIZE])
{
    hash_begin(sessions->hasher);
    hash_add(sessions->hasher, prefix, strlen(prefix));
    hash_add(sessions->hasher, token, strlen(token));
    hash_end(sessions->hasher, out);
}

static bool has_ended(const struct sessions *sessions, const struct slot *slot, int64_t now_us)
{
    return now_us - slot->used_us > sessions->idle_us ||
           now_us - slot->started_us > LONGEST_SESSION_S * SECOND_US;
}

/* Where a digest looks first; it is as random as the cookie. */
static unsigned home_of(const uint8_t digest[HASH_SIZE])
{
    return ((unsigned)digest[0] << 8 | digest[1]) % SLOTS;
}

/* A digest stands at its home or in one of the next places; a full stretch has no room. */
enum { STRETCH = 64 };

static struct slot *find_slot(struct sessions *sessions, const char *token)
{
    uint8_t digest[HASH_SIZE];

    if (strlen(token) != SESSION_TOKEN_SIZE - 1)
        return NULL;
    digest_of(sessions, "session ", token, digest);
    for (unsigned i = 0; i < STRETCH; i++) {
        struct slot *slot = &sessions->slots[(home_of(digest) + i) % SLOTS];
        if (slot->person_id != 0 && memcmp(slot->digest, digest, HASH_SIZE) == 0)
            return slot;
    }
    return NULL;
}

bool session_start(struct sessions *sessions, int64_t person_id, const char *staff_no,
                   const char *version, int64_t now_us, char ret_token[SESSION_TOKEN_SIZE])
{
    uint8_t bytes[HASH_SIZE], digest[HASH_SIZE];
    struct slot *found = NULL;

    random_fill(bytes, sizeof bytes);
    write_letters(bytes, ret_token);
    pthread_mutex_lock(&sessions->lock);
    digest_of(sessions, "session ", ret_token, digest);
    for (unsigned i = 0; i < STRETCH && found == NULL; i++) {
        struct slot *slot = &sessions->slots[(home_of(digest) + i) % SLOTS];
        if (slot->person_id == 0 || has_ended(sessions, slot, now_us))
            found = slot;
    }
    if (found != NULL) {
        clear_slot(found);
        memcpy(found->digest, digest, HASH_SIZE);
        found->person_id = person_id;
        found->started_us = found->used_us = now_us;
        text_cut(found->version, sizeof found->version, version);
        text_cut(found->staff_no, sizeof found->staff_no, staff_no);
    }
    pthread_mutex_unlock(&sessions->lock);
    return found != NULL;
}

bool session_find(struct sessions *sessions, const char *token, int64_t now_us, struct arena *arena,
                  struct session *ret_session)
{
    uint8_t form[HASH_SIZE];

    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = find_slot(sessions, token);
    if (slot != NULL && has_ended(sessions, slot, now_us)) {
        clear_slot(slot);
        slot = NULL;
    }
    if (slot != NULL) {
        digest_of(sessions, "form ", token, form);
        slot->used_us = now_us;
        *ret_session = (struct session){.person_id = slot->person_id,
                                        .staff_no = arena_copy(arena, slot->staff_no),
                                        .version = arena_copy(arena, slot->version)};
        write_letters(form, ret_session->form);
        if (slot->message[0] != '\0')
            ret_session->message = arena_copy(arena, slot->message);
    }
    pthread_mutex_unlock(&sessions->lock);
    return slot != NULL;
}

void session_end(struct sessions *sessions, const char *token)
{
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = find_slot(sessions, token);
    if (slot != NULL)
        clear_slot(slot);
    pthread_mutex_unlock(&sessions->lock);
}

void session_renew(struct sessions *sessions, const char *token, const char *version)
{
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = find_slot(sessions, token);
    if (slot != NULL)
        text_cut(slot->version, sizeof slot->version, version);
    pthread_mutex_unlock(&sessions->lock);
}

void session_leave_message(struct sessions *sessions, const char *token, const char *message)
{
    pthread_mutex_lock(&sessions->lock);
    struct slot *slot = find_slot(sessions, token);
    if (slot != NULL)
        text_cut(slot->message, sizeof slot->message, message);
    pthread_mutex_unlock(&sessions->lock);
}

int session_count(struct sessions *sessions, int64_t now_us)
{
    int count = 0;

    pthread_mutex_lock(&sessions->lock);
    for (int i = 0; i < SLOTS; i++)
        count +=
            sessions->slots[i].person_id != 0 && !has_ended(sessions, &sessions->slots[i], now_us);
    pthread_mutex_unlock(&sessions->lock);
    return count;
}

/* The place of an address; two that share one are slowed together. Under the lock. */
static struct source *source_of(struct sessions *sessions, const char *peer, int64_t now_us)
{
    uint64_t name = hash_keyed(sessions->source_key, peer, strlen(peer));
    struct source *source = &sessions->sources[name % SOURCES];
    int64_t forgotten = (now_us - source->last_us) / (FORGET_S * SECOND_US);

    if (forgotten > 0 && source->failures > 0) {
        source->failures = forgotten >= source->failures ? 0 : source->failures - (int)forgotten;
        source->last_us += forgotten * FORGET_S * SECOND_US;
    }
    return source;
}

int session_source_pause_s(struct sessions *sessions, const char *peer, int64_t now_us)
{
    pthread_mutex_lock(&sessions->lock);
    const struct source *source = source_of(sessions, peer, now_us);
    int excess = source->failures - FREE_FAILURES;
    int64_t pause_s = excess < 0 ? 0 : excess > 5 ? LONGEST_PAUSE_S : 1 << (excess + 1);
    int64_t left_us = source->last_us + pause_s * SECOND_US - now_us;
    pthread_mutex_unlock(&sessions->lock);
    return left_us > 0 && pause_s > 0 ? (int)((left_us + SECOND_US - 1) / SECOND_US) : 0;
}

void session_source_failed(struct sessions *sessions, const char *peer, int64_t now_us)
{
    pthread_mutex_lock(&sessions->lock);
    struct source *source = source_of(sessions, peer, now_us);
    source->failures++;
    source->last_us = now_us;
    pthread_mutex_unlock(&sessions->lock);
}
