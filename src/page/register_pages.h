/* The pages of a register: a list, one row with its history, forms, print, bulk edit, files out. A
 * room writes the register's face (what it is for, which columns people work with, how they are
 * grouped) and its list of pages; what moves them stands here once. */
#ifndef PAGE_REGISTER_PAGES_H
#define PAGE_REGISTER_PAGES_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct register_kind;
struct register_scene;
struct visit;

/* Columns that belong together on the page of one row and in its form. Names are separated by
 * spaces. What no group names comes last. */
struct register_group {
    const char *title, *hint; /* Japanese, English by the po file; hint may be NULL */
    const char *columns;
};

struct register_face {
    const struct register_kind *kind;
    const char *path;                    /* of its pages and in the API: "/assets" */
    const char *purpose;                 /* what it is kept for */
    const char *how;                     /* how a row comes into it, for an empty list */
    const char *columns;                 /* of the list, until the reader chooses others */
    const char *filters;                 /* columns of the bar above the list */
    const char *further;                 /* those that are folded away; may be "" */
    const struct register_group *groups; /* ends with a NULL title */
    const char *form;                    /* number of the printed form */
    bool is_personal; /* rows tell of persons beyond name and post: showing them is on record */
    /* What a change by hand brings with it, in its transaction; may be NULL. */
    int (*follow)(const struct register_scene *scene, int64_t id, struct error *error);
};

/* Handlers; the register is the one whose path the visit's begins with. CLAUSE: 5.6.3 */
int registers_overview(struct visit *visit, struct error *error);
int register_page_list(struct visit *visit, struct error *error);
int register_page_row(struct visit *visit, struct error *error);
int register_page_print(struct visit *visit, struct error *error);
int register_page_export(struct visit *visit, struct error *error);
int register_page_bulk(struct visit *visit, struct error *error);
int register_page_new(struct visit *visit, struct error *error);
int register_page_add(struct visit *visit, struct error *error);
int register_page_edit(struct visit *visit, struct error *error);
int register_page_change(struct visit *visit, struct error *error);
int register_page_ask_end(struct visit *visit, struct error *error);
int register_page_end(struct visit *visit, struct error *error);

/* The pages of a register that is only read, and of one that is also kept by hand, for the room's
 * list of pages; templates.h must be included. */
#define REGISTER_READ_PAGES(path, title)                                                           \
    {"GET", path, &template_register_list, register_page_list, 0, title},                          \
        {"GET", path "/export", NULL, register_page_export, 0, title},                             \
        {"GET", path "/*", &template_register_row, register_page_row, 0, title},                   \
    {                                                                                              \
        "GET", path "/*/print", &template_register_print, register_page_print, PAGE_NOT_IN_API,    \
            title                                                                                  \
    }

#define REGISTER_PAGES(path, title)                                                                  \
    REGISTER_READ_PAGES(path, title),                                                                \
        {"POST", path, &template_register_form, register_page_add, 0, title},                        \
        {"POST", path "/bulk", &template_register_bulk, register_page_bulk, PAGE_NOT_IN_API, title}, \
        {"GET", path "/new", &template_register_form, register_page_new, PAGE_NOT_IN_API, title},    \
        {"GET",           path "/*/edit", &template_register_form, register_page_edit,               \
         PAGE_NOT_IN_API, title},                                                                    \
        {"POST",          path "/*/edit", &template_register_form, register_page_change,             \
         PAGE_NOT_IN_API, title},                                                                    \
        {"PATCH", path "/*", NULL, register_page_change, PAGE_ONLY_IN_API, title},                   \
        {"GET",           path "/*/end", &template_register_end, register_page_ask_end,              \
         PAGE_NOT_IN_API, title},                                                                    \
    {                                                                                                \
        "POST", path "/*/end", &template_register_end, register_page_end, 0, title                   \
    }

#endif
