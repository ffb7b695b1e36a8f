#include "channel/channel.h"

#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "channel/libcurl.h"
#include "crypto/base64.h"
#include "crypto/hash.h"

#include <stdlib.h>
#include <string.h>

/* Nobody on the other side may hold up the clocks of others for long. */
enum { CONNECT_SECONDS = 5, SEND_SECONDS = 15, WORD_BYTES = 45, LINE_BYTES = 57 };

struct channel {
    const struct channel_settings *settings;
    struct libcurl curl;
};

void channel_close(struct channel *channel)
{
    free(channel);
}

struct channel *channel_open(const struct channel_settings *settings, struct error *error)
{
    struct channel *channel = calloc(1, sizeof *channel);

    must(channel != NULL);
    channel->settings = settings;
    if (libcurl_load(&channel->curl, error) == 0)
        return channel;
    free(channel);
    return NULL;
}

static void add_base64(struct buffer *out, const char *text, size_t length)
{
    char letters[BASE64_LENGTH(LINE_BYTES) + 1];

    must(length <= LINE_BYTES);
    base64_encode(text, length, letters);
    buffer_text(out, letters);
}

/* RFC 2047: words of whole letters, each short enough for a line. */
static void add_subject(struct buffer *out, const char *subject)
{
    buffer_text(out, "Subject:");
    while (*subject) {
        size_t length = strnlen(subject, WORD_BYTES);

        while (length > 1 && ((unsigned char)subject[length] & 0xC0) == 0x80)
            length--;
        buffer_text(out, " =?UTF-8?B?");
        add_base64(out, subject, length);
        buffer_text(out, "?=\r\n");
        subject += length;
    }
}

static void add_date(struct buffer *out, int64_t us)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[DATE_SIZE];
    struct date date = {0};
    int minute;

    time_to_jst(us, text, &minute);
    date_parse(text, &date);
    buffer_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0900\r\n", days[date_to_days(date) % 7],
                  date.day, months[date.month - 1], date.year, minute / 60, minute % 60,
                  (int)(us / 1000000 % 60));
}

static void write_mail(const struct channel *channel, const struct channel_mail *mail,
                       struct buffer *out)
{
    const char *from = channel->settings->mail_from;
    const char *domain = strchr(from, '@');

    buffer_format(out, "From: <%s>\r\nTo: <%s>\r\n", from, mail->to);
    add_subject(out, mail->subject);
    add_date(out, mail->now_us);
    buffer_format(out, "Message-ID: <%s%s>\r\n", mail->id, domain ? domain : "@chikiri.invalid");
    buffer_text(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n");
    for (const char *rest = mail->text; *rest;) {
        size_t length = strnlen(rest, LINE_BYTES);

        add_base64(out, rest, length);
        buffer_text(out, "\r\n");
        rest += length;
    }
}

struct reading {
    const char *rest;
    size_t length;
};

static size_t read_piece(char *out, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    size_t length = size * count < reading->length ? size * count : reading->length;

    memcpy(out, reading->rest, length);
    reading->rest += length;
    reading->length -= length;
    return length;
}

/* What the other side answers is of no use to anybody. */
static size_t drop_piece(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static CURL *open_call(struct channel *channel, const char *url, const char *protocols)
{
    struct libcurl *curl = &channel->curl;
    CURL *call = curl->curl_easy_init();

    must(call != NULL);
    curl->curl_easy_setopt(call, CURLOPT_URL, url);
    curl->curl_easy_setopt(call, CURLOPT_PROTOCOLS_STR, protocols);
    curl->curl_easy_setopt(call, CURLOPT_PROXY, "");
    curl->curl_easy_setopt(call, CURLOPT_NOSIGNAL, 1L);
    curl->curl_easy_setopt(call, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl->curl_easy_setopt(call, CURLOPT_TIMEOUT, (long)SEND_SECONDS);
    curl->curl_easy_setopt(call, CURLOPT_WRITEFUNCTION, drop_piece);
    if (channel->settings->ca_file)
        curl->curl_easy_setopt(call, CURLOPT_CAINFO, channel->settings->ca_file);
    return call;
}

/* The sentences of libcurl name hosts and causes, never what was sent. */
static int finish_call(struct channel *channel, CURL *call, struct error *error)
{
    struct libcurl *curl = &channel->curl;
    CURLcode code = curl->curl_easy_perform(call);
    long status = 0;

    curl->curl_easy_getinfo(call, CURLINFO_RESPONSE_CODE, &status);
    curl->curl_easy_cleanup(call);
    if (code == CURLE_OK && status < 400)
        return 0;
    if (status >= 400)
        return error_set(error, ERROR_INPUT, "", "相手に断られました（%ld）。", status);
    return error_set(error, ERROR_BUSY, "", "相手につながりません（%s）。",
                     curl->curl_easy_strerror(code));
}

int channel_send_mail(struct channel *channel, const struct channel_mail *mail, struct error *error)
{
    const struct channel_settings *settings = channel->settings;
    struct libcurl *curl = &channel->curl;
    struct buffer text = {0};

    if (strpbrk(mail->to, "<>\r\n "))
        return error_set(error, ERROR_INPUT, "", "宛先のメールアドレスが正しくありません。");
    write_mail(channel, mail, &text);
    struct reading reading = {buffer_string(&text), strlen(buffer_string(&text))};
    struct curl_slist *to = curl->curl_slist_append(NULL, mail->to);
    CURL *call = open_call(channel, settings->mail_server, "smtp,smtps");
    curl->curl_easy_setopt(call, CURLOPT_MAIL_FROM, settings->mail_from);
    curl->curl_easy_setopt(call, CURLOPT_MAIL_RCPT, to);
    curl->curl_easy_setopt(call, CURLOPT_UPLOAD, 1L);
    curl->curl_easy_setopt(call, CURLOPT_READFUNCTION, read_piece);
    curl->curl_easy_setopt(call, CURLOPT_READDATA, &reading);
    if (settings->mail_user && settings->mail_password) { /* a password never goes in the clear */
        curl->curl_easy_setopt(call, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
        curl->curl_easy_setopt(call, CURLOPT_USERNAME, settings->mail_user);
        curl->curl_easy_setopt(call, CURLOPT_PASSWORD, settings->mail_password);
    }
    int result = finish_call(channel, call, error);
    curl->curl_slist_free_all(to);
    buffer_done(&text);
    return result;
}

int channel_send_hook(struct channel *channel, const char *json, const char *id,
                      struct error *error)
{
    struct libcurl *curl = &channel->curl;
    struct buffer signature = {0}, key = {0};
    char hex[HASH_SIZE * 2 + 1];

    hash_sign(channel->settings->hook_secret, json, strlen(json), hex);
    buffer_format(&signature, "X-Chikiri-Signature: sha256=%s", hex);
    buffer_format(&key, "Idempotency-Key: %s", id);
    struct curl_slist *fields =
        curl->curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");
    fields = curl->curl_slist_append(fields, buffer_string(&signature));
    fields = curl->curl_slist_append(fields, buffer_string(&key));
    CURL *call = open_call(channel, channel->settings->hook_url, "http,https");
    curl->curl_easy_setopt(call, CURLOPT_HTTPHEADER, fields);
    curl->curl_easy_setopt(call, CURLOPT_POSTFIELDS, json);
    int result = finish_call(channel, call, error);
    curl->curl_slist_free_all(fields);
    buffer_done(&signature);
    buffer_done(&key);
    return result;
}
