#include "crypto/uuid.h"

#include "base/error.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SHA1_SIZE = 20, VERSION = 5 };

/* Version 5 of "https://chikiri.example/ns/oscal" in the standard's namespace for URLs. */
static const uint8_t namespace_bytes[UUID_BYTES] = {0xed, 0x4f, 0xd5, 0x56, 0x8f, 0x1f, 0x5c, 0xaa,
                                                    0xac, 0x96, 0xb1, 0x35, 0x96, 0x79, 0x24, 0xcf};

void uuid_from_name_in(const uint8_t space[UUID_BYTES], const char *name, char out[UUID_SIZE])
{
    uint8_t hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    must(context != NULL);
    must(EVP_DigestInit_ex2(context, EVP_sha1(), NULL) == 1);
    must(EVP_DigestUpdate(context, space, UUID_BYTES) == 1);
    must(EVP_DigestUpdate(context, name, strlen(name)) == 1);
    must(EVP_DigestFinal_ex(context, hash, &length) == 1);
    must(length == SHA1_SIZE);
    EVP_MD_CTX_free(context);

    hash[6] = (uint8_t)((hash[6] & 0x0F) | (VERSION << 4));
    hash[8] = (uint8_t)((hash[8] & 0x3F) | 0x80);
    size_t at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        snprintf(out + at, UUID_SIZE - at, "%02x", hash[i]);
        at += 2;
    }
}

void uuid_from_name(const char *name, char out[UUID_SIZE])
{
    uuid_from_name_in(namespace_bytes, name, out);
}
