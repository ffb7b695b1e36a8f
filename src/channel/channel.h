/* Ways out of the program: mail by SMTP and a webhook, through libcurl, which is loaded when the
 * first message is sent. Nothing here knows what is sent. CLAUSE: 1.4.1 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include "base/attribute.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct channel;
struct error;

/* What chikiri.conf says of them; NULL for what it does not say. */
struct channel_settings {
    const char *mail_server; /* smtp://HOST:PORT or smtps://HOST:PORT; NULL: no mail */
    const char *mail_from, *mail_user, *mail_password;
    const char *hook_url;    /* NULL: no webhook */
    const char *hook_secret; /* signs what is sent */
    const char *ca_file;     /* of the city's own authority */
    const char *address;     /* of this server, as people open it */
};

/* Reads the lines smtp= smtp_from= smtp_user= smtp_password_file= webhook= webhook_secret_file=
 * ca_file= address= of DIR/chikiri.conf into the arena; a folder without the file has no channels.
 * Passwords stand in files of the owner alone (mode 0600). ERROR_INPUT says what is wrong, and
 * never a secret. */
int channel_settings_read(const char *folder, struct arena *arena,
                          struct channel_settings *ret_settings, struct error *error);

void channel_close(struct channel *channel);
/* One for one thread, over settings that outlive it. ERROR_FAULT when libcurl is not there. */
struct channel *channel_open(const struct channel_settings *settings, struct error *error)
    CLOSED_BY(channel_close);

struct channel_mail {
    const char *to, *subject, *text; /* UTF-8 */
    const char *id; /* the same at each try, so that a second copy is known as one */
    int64_t now_us;
};
/* Both return when the other side has taken it; ERROR_BUSY when it could not be reached or did not
 * answer in time, ERROR_INPUT when it refused this message. error->text holds no secret. */
int channel_send_mail(struct channel *channel, const struct channel_mail *mail,
                      struct error *error);
/* POSTs JSON, signed by HMAC-SHA256. */
int channel_send_hook(struct channel *channel, const char *json, const char *id,
                      struct error *error);

#endif
