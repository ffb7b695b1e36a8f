/* What templates make of values: the parts of Mustache that the language has, and its own. */
#include "test_templates.h"
#include "tests/template/page.h"

static void test_interpolation(void)
{
    struct page_test page = page_test_open();

    page_test_is(&page, &template_values, "<p>|||</p>", "what is missing is nothing");
    model_text(page.arena, page.root, KEY_text, "& \" ' < > ; 資産");
    model_null(page.arena, page.root, KEY_title);
    model_integer(page.arena, page.root, KEY_total, -85);
    model_bool(page.arena, page.root, KEY_next, false);
    page_test_is(&page, &template_values, "<p>&amp; &quot; &#39; &lt; &gt; ; 資産||-85|false</p>",
                 "values are escaped; null is nothing; numbers and truth have their words");
    page_test_close(&page);

    page = page_test_open();
    model_integer(page.arena, page.root, KEY_total, INT64_MIN);
    model_integer(page.arena, page.root, KEY_next, INT64_MAX);
    page_test_is(&page, &template_values, "<p>||-9223372036854775808|9223372036854775807</p>",
                 "the least and the greatest number");
    page_test_close(&page);
}

static void test_sections(void)
{
    struct page_test page = page_test_open();
    struct arena *arena = page.arena;

    page_test_is(&page, &template_sections, "empty", "a missing list is an empty one");
    struct model *items = model_array(arena, page.root, KEY_items);
    page_test_is(&page, &template_sections, "empty", "so is a list of none");
    struct model *first = model_object(arena, items, KEY_NONE);
    model_text(arena, first, KEY_label, "a");
    struct model *second = model_object(arena, items, KEY_NONE);
    model_text(arena, second, KEY_title, "own");
    model_text(arena, page.root, KEY_title, "outer");
    page_test_is(&page, &template_sections, "[a=outer][none=own]",
                 "once an element; a name is the nearest object's");
    model_null(arena, first, KEY_title);
    page_test_is(&page, &template_sections, "[a=][none=own]", "and null there hides the outer one");
    page_test_close(&page);

    page = page_test_open();
    model_text(page.arena, page.root, KEY_title, "outer");
    struct model *object = model_object(page.arena, page.root, KEY_items);
    page_test_is(&page, &template_sections, "[none=outer]", "an object is entered once");
    model_text(page.arena, object, KEY_label, "in");
    page_test_is(&page, &template_sections, "[in=outer]", "with its names");
    page_test_close(&page);
}

static void test_truth(void)
{
    struct page_test page = page_test_open();
    struct model *value;

    page_test_is(&page, &template_truth, "no", "missing: the inverted section");
    value = model_bool(page.arena, page.root, KEY_value, true);
    page_test_is(&page, &template_truth, "yes", "true: the section");
    value->integer = 0;
    page_test_is(&page, &template_truth, "no", "false: the inverted section");
    page_test_close(&page);
}

static void test_self(void)
{
    struct page_test page = page_test_open();
    struct model *rows = model_array(page.arena, page.root, KEY_items);

    for (int i = 0; i < 2; i++) {
        struct model *row = model_object(page.arena, rows, KEY_NONE);
        struct model *cells = model_array(page.arena, row, KEY_items);
        model_integer(page.arena, cells, KEY_NONE, i);
        model_text(page.arena, cells, KEY_NONE, "<b>");
        model_null(page.arena, cells, KEY_NONE);
    }
    page_test_is(&page, &template_self, "0,&lt;b&gt;,,;1,&lt;b&gt;,,;",
                 "{{.}} is the element, escaped, in nested lists");
    page_test_close(&page);
}

static void test_partials(void)
{
    struct page_test page = page_test_open();
    struct model *items = model_array(page.arena, page.root, KEY_items);

    model_text(page.arena, page.root, KEY_title, "t");
    for (int i = 0; i < 2; i++)
        model_integer(page.arena, model_object(page.arena, items, KEY_NONE), KEY_label, i);
    page_test_is(&page, &template_partial, "(t/0/1)", "partials see what is around them");
    page_test_close(&page);
}

static void test_phrases(void)
{
    struct page_test page = page_test_open();

    model_text(page.arena, page.root, KEY_title, "<i>");
    model_integer(page.arena, page.root, KEY_total, 3);
    page_test_is(&page, &template_phrases, "<p title=\"はい\">はい 「&lt;i&gt;」は 3 件</p>",
                 "a phrase in Japanese");
    is_text(page_test_render(&page, &template_phrases, LANGUAGE_ENGLISH),
            "<p title=\"Yes\">Yes 3 of &lt;&quot;&lt;i&gt;&quot;&gt;</p>",
            "and in English, in its own order, its own letters escaped");
    page_test_close(&page);
}

static void test_lines(void)
{
    struct page_test page = page_test_open();
    struct model *items = model_array(page.arena, page.root, KEY_items);

    for (int i = 1; i <= 2; i++)
        model_integer(page.arena, model_object(page.arena, items, KEY_NONE), KEY_label, i);
    page_test_is(&page, &template_lines,
                 "<ul>\n<li class=\"a\">1  z</li>\n<li class=\"a\">2  z</li>\n</ul>\n"
                 "<pre>\n  kept\n</pre>\n",
                 "tags alone on a line take it with them; indentation is not sent, but in <pre>");
    page_test_close(&page);
}

static void test_tags(void)
{
    struct page_test page = page_test_open();

    model_text(page.arena, page.root, KEY_label, "x");
    page_test_is(&page, &template_tags, "<option  class=\"a\">x</option>", "an attribute left out");
    model_bool(page.arena, page.root, KEY_value, true);
    page_test_is(&page, &template_tags, "<option selected class=\"a b\">x</option>", "and given");
    page_test_close(&page);
}

/* Texts of every length up to some hundred, each with one letter that is escaped. */
static void test_lengths(void)
{
    bool is_same = true;

    for (size_t length = 1; length < 300; length++)
        for (size_t place = 0; place < length; place += 7) {
            struct page_test page = page_test_open();
            char value[301], want[400];

            memset(value, 'x', length);
            value[length] = '\0';
            value[place] = '<';
            snprintf(want, sizeof(want), "<p>%.*s&lt;%s|||</p>", (int)place, value,
                     value + place + 1);
            model_text(page.arena, page.root, KEY_text, value);
            is_same =
                is_same &&
                strcmp(page_test_render(&page, &template_values, LANGUAGE_JAPANESE), want) == 0;
            page_test_close(&page);
        }
    ok(is_same, "texts of every length come whole");
}

static void test_limit(void)
{
    struct page_test page = page_test_open();

    page.buffer.limit_bytes = 19;
    model_text(page.arena, page.root, KEY_text, "0123456789");
    page_test_render(&page, &template_values, LANGUAGE_JAPANESE);
    ok(page.buffer.full && page.buffer.length <= 19, "a page past the limit is cut and says so");
    buffer_clear(&page.buffer);
    page.buffer.limit_bytes = 0;
    buffer_text(&page.buffer, "before ");
    template_render(&template_truth, page.root, LANGUAGE_JAPANESE, &page.buffer);
    is_text(buffer_string(&page.buffer), "before no", "a page is appended");
    page_test_close(&page);
}

int main(void)
{
    test_interpolation();
    test_sections();
    test_truth();
    test_self();
    test_partials();
    test_phrases();
    test_lines();
    test_tags();
    test_lengths();
    test_limit();
    return done();
}
