/* No value leaves the text, the attribute or the address it stands in, whatever its bytes. */
#include "test_templates.h"
#include "tests/template/page.h"

#include <stdlib.h>

static const char *render_with(struct page_test *page, const struct template *template,
                               const char *value)
{
    static const enum model_key keys[] = {KEY_url, KEY_title, KEY_text, KEY_next, KEY_total};

    page->root = model_new(page->arena);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        model_text(page->arena, page->root, keys[i], value);
    return page_test_render(page, template, LANGUAGE_JAPANESE);
}

static size_t count_letters(const char *text, const char *letters)
{
    size_t count = 0;

    for (; *text; text++)
        count += strchr(letters, *text) != NULL;
    return count;
}

/* The letters that mean something to HTML are those of the template. */
static bool is_kept_in(struct page_test *page, const char *value)
{
    return count_letters(render_with(page, &template_attributes, value), "<>\"'") == 10 &&
           count_letters(render_with(page, &template_addresses, value), "<>\"'") == 6;
}

static void test_all_bytes(struct page_test *page)
{
    bool is_kept = true;

    for (int first = 1; first < 256; first++)
        for (int second = 0; second < 256; second++) {
            const char value[] = {(char)first, (char)second, '\0'};
            is_kept = is_kept && is_kept_in(page, value);
            arena_reset(page->arena);
        }
    ok(is_kept, "every pair of bytes stays where it stands");
    srandom(20261127);
    for (int round = 0; round < 20000; round++) {
        char value[40];
        size_t length = (size_t)random() % (sizeof(value) - 1);
        for (size_t i = 0; i < length; i++)
            value[i] = random() % 2 ? "<>\"'&;/\\= \n"[random() % 11] : (char)(1 + random() % 255);
        value[length] = '\0';
        is_kept = is_kept && is_kept_in(page, value);
        arena_reset(page->arena);
    }
    ok(is_kept, "and twenty thousand random texts");
}

static void test_addresses(struct page_test *page)
{
    static const char *const refused[] = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " /a",
        "//host/a",
        "/\\host/a",
        "/\t/host/a",
        "/a\nb",
        "https://host/",
        "data:text/html,x",
        "",
        "\\\\host",
        "\001/a",
        "?a",
        "vbscript:x",
        "java\tscript:",
        "/\x7f/",
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *page_text = render_with(page, &template_addresses, refused[i]);
        ok(strncmp(page_text, "<a href=\"#?q=", 13) == 0, "no address of ours: %zu", i);
    }
    is_text(render_with(page, &template_addresses, "/a&b=<資>"),
            "<a href=\"/a&amp;b=&lt;資&gt;?q=%2Fa%26b%3D%3C%E8%B3%87%3E&amp;"
            "n=%2Fa%26b%3D%3C%E8%B3%87%3E#r%2Fa%26b%3D%3C%E8%B3%87%3E\">x</a>",
            "a path is escaped, and what comes later in an address is percent-encoded");
    ok(strncmp(render_with(page, &template_addresses, "#table-1"), "<a href=\"#table-1?q=", 20) ==
           0,
       "a place of the page itself");
    is_text(render_with(page, &template_addresses, "/"), "<a href=\"/?q=%2F&amp;n=%2F#r%2F\">x</a>",
            "the shortest path");
    is_text(render_with(page, &template_attributes, "javascript:x"),
            "<a href=\"#\" title=\"javascript:x\" data-x='javascript:x'>javascript:x</a>",
            "elsewhere it is but a text");
}

int main(void)
{
    struct page_test page = page_test_open();

    test_all_bytes(&page);
    test_addresses(&page);
    page_test_close(&page);
    return done();
}
