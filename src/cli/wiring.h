/* Everything the program is made of, as main() lists it. */
#ifndef CLI_WIRING_H
#define CLI_WIRING_H

struct command;
struct import_handler;
struct job_kind;
struct migration;
struct page;
struct register_face;
struct register_kind;
struct table;

struct wiring {
    const struct table *const *tables;
    int table_count;
    const struct register_kind *const *kinds;     /* NULL-terminated */
    const struct import_handler *const *handlers; /* NULL-terminated */
    const struct migration *migrations;
    int migration_count;
    const struct command *commands;           /* ends with a NULL name */
    const struct job_kind *const *jobs;       /* NULL-terminated */
    const struct page *const *pages;          /* NULL-terminated */
    const struct register_face *const *faces; /* NULL-terminated */
    const char *simulated_now;                /* CHIKIRI_NOW, or NULL */
    const char *token;                        /* CHIKIRI_TOKEN, or NULL */
};

#endif
