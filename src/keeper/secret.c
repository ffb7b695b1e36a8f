/* Passwords are hashed by Argon2id, 19 MiB and two passes; as many at once as there are cores. */
#include "keeper/secret.h"

#include "base/error.h"
#include "crypto/random.h"

#include <errno.h>
#include <semaphore.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PASSES = 2, MEMORY_BYTES = 19 << 20, SALT_BYTES = 16, HASH_BYTES = 32 };

_Static_assert(KEEPER_HASH_SIZE == crypto_pwhash_STRBYTES, "the encoded hash fits");

struct keeper {
    sem_t places;
    char nobody[KEEPER_HASH_SIZE]; /* a hash no password has */
};

static void encode(const void *bytes, size_t length, char *out, size_t size)
{
    must(sodium_bin2base64(out, size, bytes, length, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) !=
         NULL);
}

struct keeper *keeper_open(void)
{
    struct keeper *keeper = calloc(1, sizeof *keeper);
    uint8_t bytes[SALT_BYTES + HASH_BYTES];
    char salt[SALT_BYTES * 2], hash[HASH_BYTES * 2];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    must(keeper != NULL && sodium_init() >= 0);
    must(sem_init(&keeper->places, 0, cores > 0 ? (unsigned)cores : 1) == 0);
    random_fill(bytes, sizeof bytes);
    encode(bytes, SALT_BYTES, salt, sizeof salt);
    encode(bytes + SALT_BYTES, HASH_BYTES, hash, sizeof hash);
    snprintf(keeper->nobody, sizeof keeper->nobody, "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s",
             MEMORY_BYTES >> 10, PASSES, salt, hash);
    return keeper;
}

void keeper_close(struct keeper *keeper)
{
    if (keeper == NULL)
        return;
    sem_destroy(&keeper->places);
    free(keeper);
}

static void take_place(struct keeper *keeper)
{
    while (sem_wait(&keeper->places) != 0)
        must(errno == EINTR);
}

void secret_hash(struct keeper *keeper, const char *password, struct keeper_hash *ret_hash)
{
    take_place(keeper);
    int status = crypto_pwhash_str_alg(ret_hash->text, password, strlen(password), PASSES,
                                       MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
    sem_post(&keeper->places);
    must(status == 0); /* it fails for want of memory only */
}

bool secret_matches(struct keeper *keeper, const char *hash, const char *password)
{
    take_place(keeper);
    errno = 0;
    int status =
        crypto_pwhash_str_verify(hash != NULL ? hash : keeper->nobody, password, strlen(password));
    must(status == 0 || errno != ENOMEM);
    sem_post(&keeper->places);
    return status == 0 && hash != NULL;
}

void secret_digest(const char *text, char ret_digest[DIGEST_SIZE])
{
    uint8_t digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    sodium_bin2hex(ret_digest, DIGEST_SIZE, digest, sizeof digest);
}

void keeper_make_password(struct keeper *keeper, char ret_password[KEEPER_PASSWORD_SIZE],
                          struct keeper_hash *ret_hash)
{
    static const char letters[] = "acdefhjkmnprtuwxy3479";

    must(sodium_init() >= 0);
    for (int i = 0; i < KEEPER_PASSWORD_SIZE - 1; i++)
        ret_password[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
    ret_password[KEEPER_PASSWORD_SIZE - 1] = '\0';
    secret_hash(keeper, ret_password, ret_hash);
}
