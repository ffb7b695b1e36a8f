#include "record/keys.h"

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/base64.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void signer_wipe(struct signer *signer)
{
    secret_wipe(signer, sizeof(*signer));
}

void path_join(struct buffer *path, const char *folder, const char *name)
{
    buffer_format(path, "%s/%s", folder, name);
}

/* Writes all bytes and makes them durable; closes `descriptor` in every case. */
static int write_durably(int descriptor, const char *bytes, size_t length)
{
    int failed = 0;

    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            failed = errno ? errno : EIO;
            break;
        }
        bytes += written;
        length -= (size_t)written;
    }
    if (!failed && fsync(descriptor) != 0)
        failed = errno;
    if (close(descriptor) != 0 && !failed)
        failed = errno;
    return failed;
}

static int write_failed(struct error *error, const char *name, int reason)
{
    return error_set(
        error, ERROR_FAULT, "",
        "ファイル %s を書き込めません（%s）。空き容量と書き込みの権限を確認してください。", name,
        strerror(reason));
}

/* A file that must not exist yet. */
static int file_create(const char *folder, const char *name, mode_t mode, const char *text,
                       struct error *error)
{
    struct buffer path = {0};

    path_join(&path, folder, name);
    int descriptor =
        open(buffer_string(&path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    int failed = descriptor < 0 ? errno : write_durably(descriptor, text, strlen(text));
    buffer_done(&path);
    if (failed == EEXIST)
        return error_set(error, ERROR_CONFLICT, "",
                         "鍵 %s がすでにあります。別のフォルダを指定してください。", name);
    return failed ? write_failed(error, name, failed) : 0;
}

int file_replace(const char *folder, const char *name, const void *bytes, size_t length,
                 struct error *error)
{
    struct buffer path = {0}, fresh = {0};
    int failed = 0;

    path_join(&path, folder, name);
    /* One name always: what a crash leaves is written over, not piled up. */
    buffer_format(&fresh, "%s.new", buffer_string(&path));
    int descriptor =
        open(buffer_string(&fresh), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    failed = descriptor < 0 ? errno : write_durably(descriptor, bytes, length);
    if (!failed && rename(buffer_string(&fresh), buffer_string(&path)) != 0)
        failed = errno;
    if (failed && descriptor >= 0)
        unlink(buffer_string(&fresh));
    buffer_done(&path);
    buffer_done(&fresh);
    return failed ? write_failed(error, name, failed) : 0;
}

int file_load(const char *folder, const char *name, size_t limit_bytes, struct buffer *out,
              struct error *error)
{
    struct buffer path = {0};
    char piece[8192];
    size_t length;

    path_join(&path, folder, name);
    FILE *file = fopen(buffer_string(&path), "re");
    int reason = errno;
    buffer_done(&path);
    if (!file)
        return error_set(error, reason == ENOENT ? ERROR_MISSING : ERROR_FAULT, "",
                         "ファイル %s を開けません（%s）。", name, strerror(reason));
    buffer_clear(out);
    while ((length = fread(piece, 1, sizeof(piece), file)) > 0 && out->length <= limit_bytes)
        buffer_append(out, piece, length);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return error_set(error, ERROR_FAULT, "", "ファイル %s を読み取れません。", name);
    if (out->full || out->length > limit_bytes)
        return error_set(error, ERROR_LIMIT, "", "ファイル %s が大きすぎます。", name);
    return 0;
}

/* BASE with an ending, as file name. */
static void base_name(struct buffer *out, const char *base, const char *ending)
{
    buffer_format(out, "%s.%s", base, ending);
}

int signer_create(struct hasher *hasher, const char *folder, const char *base, const char *name,
                  enum note_key_type type, struct signer *ret_signer, struct error *error)
{
    struct buffer secret_name = {0}, public_name = {0};
    char letters[BASE64_LENGTH(SIGN_SECRET_SIZE) + 2], text[NOTE_KEY_TEXT_SIZE + 1];
    struct signer signer;
    uint8_t public_key[SIGN_PUBLIC_SIZE];

    sign_new_key(public_key, signer.secret);
    if (!note_key_make(hasher, name, type, public_key, &signer.key)) {
        signer_wipe(&signer);
        return error_set(error, ERROR_INPUT, "",
                         "記録の名前「%s」は使えません。空白と「+」を含まない名前にしてください。",
                         name);
    }
    base64_encode(signer.secret, sizeof(signer.secret), letters);
    memcpy(letters + BASE64_LENGTH(SIGN_SECRET_SIZE), "\n", 2);
    note_key_format(&signer.key, text);
    memcpy(text + strlen(text), "\n", 2);
    base_name(&secret_name, base, "key");
    base_name(&public_name, base, "pub");
    int result = file_create(folder, buffer_string(&secret_name), 0600, letters, error);
    if (result == 0)
        result = file_create(folder, buffer_string(&public_name), 0644, text, error);
    secret_wipe(letters, sizeof(letters));
    buffer_done(&secret_name);
    buffer_done(&public_name);
    if (result == 0)
        *ret_signer = signer;
    signer_wipe(&signer);
    return result;
}

/* The first line of FOLDER/BASE.ENDING, without its break. */
static int load_line(const char *folder, const char *base, const char *ending, struct buffer *out,
                     struct error *error)
{
    struct buffer name = {0};

    base_name(&name, base, ending);
    int result = file_load(folder, buffer_string(&name), 4096, out, error);
    buffer_done(&name);
    if (result == 0 && out->length > 0)
        out->length = strcspn(out->data, "\r\n");
    return result == ERROR_MISSING || result == ERROR_LIMIT ? ERROR_FAULT : result;
}

static int key_is_bad(struct error *error, const char *base)
{
    return error_set(error, ERROR_FAULT, "",
                     "鍵 %s が壊れています。バックアップの keys フォルダから戻してください。",
                     base);
}

int verifier_load(struct hasher *hasher, const char *folder, const char *base,
                  struct note_key *ret_key, struct error *error)
{
    struct buffer line = {0};
    int result = load_line(folder, base, "pub", &line, error);

    if (result == 0 && !note_key_parse(hasher, buffer_string(&line), line.length, ret_key))
        result = key_is_bad(error, base);
    buffer_done(&line);
    return result;
}

int signer_load(struct hasher *hasher, const char *folder, const char *base,
                struct signer *ret_signer, struct error *error)
{
    struct signer signer;
    uint8_t public_key[SIGN_PUBLIC_SIZE];
    struct buffer line = {0};
    size_t decoded = 0;
    int result = verifier_load(hasher, folder, base, &signer.key, error);

    if (result == 0)
        result = load_line(folder, base, "key", &line, error);
    if (result == 0) {
        bool is_key = base64_decode(buffer_string(&line), line.length, signer.secret,
                                    sizeof(signer.secret), &decoded) &&
                      decoded == sizeof(signer.secret);

        if (is_key)
            sign_public(signer.secret, public_key);
        if (!is_key || memcmp(public_key, signer.key.public_key, SIGN_PUBLIC_SIZE) != 0)
            result = key_is_bad(error, base);
    }
    if (line.data)
        secret_wipe(line.data, line.capacity);
    buffer_done(&line);
    if (result == 0)
        *ret_signer = signer;
    signer_wipe(&signer);
    return result;
}

int checkpoint_load(const char *folder, const char *name, struct buffer *bytes,
                    struct note *ret_note, struct checkpoint *ret_checkpoint, struct error *error)
{
    struct note note;
    int result = file_load(folder, name, NOTE_SIZE_LIMIT, bytes, error);

    if (result < 0)
        return result;
    if (!note_parse(buffer_string(bytes), bytes->length, &note) || note.length != bytes->length ||
        !checkpoint_parse(note.text, note.text_length, ret_checkpoint))
        return error_set(error, ERROR_FAULT, "",
                         "チェックポイント %s が壊れています。バックアップから戻してください。",
                         name);
    *ret_note = note;
    return 0;
}

static int publish_locked(const char *folder, const struct signer *signer,
                          const struct checkpoint *checkpoint, struct error *error)
{
    struct buffer bytes = {0};
    struct checkpoint published;
    struct note note;

    if (checkpoint_load(folder, "keys/checkpoint", &bytes, &note, &published, NULL) == 0 &&
        published.size >= checkpoint->size && strcmp(published.origin, checkpoint->origin) == 0) {
        buffer_done(&bytes);
        return 0;
    }
    buffer_clear(&bytes);
    checkpoint_format(&bytes, checkpoint);
    size_t length = bytes.length;
    buffer_byte(&bytes, '\n');
    note_sign(&bytes, &signer->key, signer->secret, bytes.data, length);
    int result = file_replace(folder, "keys/checkpoint", bytes.data, bytes.length, error);
    buffer_done(&bytes);
    return result;
}

/* The lock all who replace keys/checkpoint take; its descriptor, to be closed, or negative. */
static int lock_checkpoint(const char *folder, struct error *error)
{
    struct buffer path = {0};

    path_join(&path, folder, "keys/checkpoint.lock");
    int lock = open(buffer_string(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int reason = errno;
    buffer_done(&path);
    if (lock < 0)
        return write_failed(error, "keys/checkpoint.lock", reason);
    while (flock(lock, LOCK_EX) != 0) {
        reason = errno;
        if (reason == EINTR)
            continue;
        close(lock);
        return write_failed(error, "keys/checkpoint.lock", reason);
    }
    return lock;
}

int checkpoint_publish(const char *folder, const struct signer *signer,
                       const struct checkpoint *checkpoint, struct error *error)
{
    int lock = lock_checkpoint(folder, error);

    if (lock < 0)
        return lock;
    int result = publish_locked(folder, signer, checkpoint, error);
    close(lock);
    return result;
}

int checkpoint_add_signatures(const char *folder, const struct buffer *bytes, struct error *error)
{
    struct buffer published_bytes = {0};
    struct note note, published;
    struct checkpoint checkpoint;
    int lock = lock_checkpoint(folder, error);

    if (lock < 0)
        return lock;
    must(note_parse(bytes->data, bytes->length, &note));
    int result = checkpoint_load(folder, "keys/checkpoint", &published_bytes, &published,
                                 &checkpoint, error);
    if (result == 0 && published.text_length == note.text_length &&
        memcmp(published.text, note.text, note.text_length) == 0)
        result = file_replace(folder, "keys/checkpoint", bytes->data, bytes->length, error);
    close(lock);
    buffer_done(&published_bytes);
    return result;
}
