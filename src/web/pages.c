/* The web floor's own pages. */
#include "web/server.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/error.h"
#include "http/http.h"
#include "page/page.h"
#include "record/record.h"
#include "web/openapi.h"
#include "web/sign_in.h"

#include "templates.h"

/* Whether the database answers: for whoever watches the process. */
static int health_show(struct visit *visit, struct error *error)
{
    int64_t size;
    int result = record_size(visit->scene.store, &size, error);

    if (result == 0)
        visit_text(visit, "text/plain; charset=utf-8", "ok\n");
    return result;
}

static void add_figure(struct buffer *text, const char *name, const char *type, const char *help,
                       int64_t value)
{
    buffer_format(text, "# TYPE chikiri_%s %s\n# HELP chikiri_%s %s\nchikiri_%s%s %lld\n", name,
                  type, name, help, name, type[0] == 'c' ? "_total" : "", (long long)value);
}

/* Figures of the process as OpenMetrics text; nothing of anybody. */
static int metrics_show(struct visit *visit, struct error *error)
{
    struct web *web = visit->machine->web;
    struct http_figures figures;
    struct buffer text = {0};
    int64_t size;
    int result = record_size(visit->scene.store, &size, error);

    if (result < 0)
        return result;
    http_read_figures(web->server, &figures);
    add_figure(&text, "http_requests", "counter", "Requests answered.", figures.requests);
    add_figure(&text, "http_refused", "counter", "Requests refused as not HTTP or over a limit.",
               figures.refused);
    add_figure(&text, "http_in_bytes", "counter", "Bytes received.", figures.bytes_in);
    add_figure(&text, "http_out_bytes", "counter", "Bytes sent.", figures.bytes_out);
    add_figure(&text, "http_connections", "gauge", "Open connections.", figures.connections);
    add_figure(&text, "workers_busy", "gauge", "Workers answering.", figures.busy_workers);
    add_figure(&text, "sessions", "gauge", "People signed in.",
               session_count(web->sessions, time_now_us()));
    add_figure(&text, "record_entries", "gauge", "Entries of the record.", size);
    add_figure(&text, "uptime_seconds", "gauge", "Seconds since the start.",
               (time_now_us() - web->started_us) / 1000000);
    buffer_text(&text, "# EOF\n");
    visit_text(visit, "application/openmetrics-text; version=1.0.0; charset=utf-8",
               arena_copy(visit->arena, buffer_string(&text)));
    buffer_done(&text);
    return 0;
}

const struct page web_pages[] = {
    {"GET", "/sign-in", &template_sign_in, sign_in_show, PAGE_OPEN | PAGE_NOT_IN_API, "サインイン"},
    {"POST", "/sign-in", &template_sign_in, sign_in_post, PAGE_OPEN | PAGE_NOT_IN_API,
     "サインイン"},
    {"POST", "/session", NULL, sign_in_post, PAGE_OPEN | PAGE_ONLY_IN_API, "サインイン"},
    {"GET", "/session", NULL, session_show, PAGE_ONLY_IN_API | PAGE_ANY_PASSWORD,
     "サインインしている人"},
    {"POST", "/sign-out", NULL, sign_out_post, PAGE_OPEN, "サインアウト"},
    {"GET", "/password", &template_password, password_show, PAGE_ANY_PASSWORD | PAGE_NOT_IN_API,
     "パスワードの変更"},
    {"POST", "/password", &template_password, password_post, PAGE_ANY_PASSWORD, "パスワードの変更"},
    {"POST", "/language", NULL, language_post, PAGE_OPEN | PAGE_NOT_IN_API, "言語"},
    {"GET", "/openapi.json", NULL, openapi_show, PAGE_OPEN | PAGE_ONLY_IN_API, "ＡＰＩの説明"},
    {"GET", "/healthz", NULL, health_show, PAGE_OPEN | PAGE_NOT_IN_API, "状態"},
    {"GET", "/metrics", NULL, metrics_show, PAGE_OPEN | PAGE_NOT_IN_API, "計測値"},
    {.path = NULL},
};
