/* A model and what a template makes of it. */
#ifndef TESTS_TEMPLATE_PAGE_H
#define TESTS_TEMPLATE_PAGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "template/model.h"
#include "template/template.h"

#include "tests/tap.h"

struct page_test {
    struct arena *arena;
    struct model *root;
    struct buffer buffer;
};

static inline struct page_test page_test_open(void)
{
    struct page_test page = {.arena = arena_open(1 << 20)};

    page.root = model_new(page.arena);
    return page;
}

static inline void page_test_close(struct page_test *page)
{
    buffer_done(&page->buffer);
    arena_close(page->arena);
}

static inline const char *page_test_render(struct page_test *page, const struct template *template,
                                           enum language language)
{
    buffer_clear(&page->buffer);
    template_render(template, page->root, language, &page->buffer);
    return buffer_string(&page->buffer);
}

static inline void page_test_is(struct page_test *page, const struct template *template,
                                const char *want, const char *name)
{
    is_text(page_test_render(page, template, LANGUAGE_JAPANESE), want, name);
}

#endif
