/* The web floor: sign-in, sessions, which page answers, the frame around it. CLAUSE: 5.6.3, 5.7.1
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/attribute.h"

#include <stdbool.h>

struct city;
struct error;
struct http_server;
struct http_settings;
struct wiring;

/* What is served, and for whom. */
struct web_settings {
    const struct wiring *wiring;
    const char *folder; /* everything here outlives the web */
    bool is_new;        /* the folder holds no city yet: the first visitor founds one */
    const struct http_settings *http;
};

struct web;

void web_close(struct web *web);
/* Opens the city's folder for serving and binds the address; nothing is answered yet. The caller
 * closes it. NULL on failure. */
struct web *web_open(const struct web_settings *settings, struct error *error) CLOSED_BY(web_close);
/* Serves until web_stop(). */
int web_serve(struct web *web, struct error *error);
/* From a signal handler: lets requests at work finish. */
void web_stop(struct web *web);
/* The port that was bound. */
int web_port(const struct web *web);

/* The code that the founder of a new city types; NULL when there is a city. */
const char *web_first_code(const struct web *web);

extern const struct command serve_command;

#endif
