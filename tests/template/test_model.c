/* Models as JSON: names, flags, rows of cells. */
#include "base/json.h"
#include "test_templates.h"
#include "tests/template/page.h"

static void json_is(const struct model *model, const char *want, const char *name)
{
    struct buffer buffer = {0};
    struct json json;

    json_start(&json, &buffer, NULL);
    model_json(model, &json);
    json_finish(&json);
    is_text(buffer_string(&buffer), want, name);
    buffer_done(&buffer);
}

static void test_kinds(void)
{
    struct page_test page = page_test_open();
    struct arena *arena = page.arena;

    json_is(page.root, "{}", "an empty object");
    model_text(arena, page.root, KEY_title, "資産 \"1\"");
    model_text(arena, page.root, KEY_text, NULL);
    model_integer(arena, page.root, KEY_total, INT64_MIN);
    model_bool(arena, page.root, KEY_value, true);
    model_null(arena, page.root, KEY_next);
    struct model *items = model_array(arena, page.root, KEY_items);
    model_integer(arena, items, KEY_NONE, 1);
    model_text(arena, items, KEY_NONE, "二");
    model_object(arena, items, KEY_NONE);
    json_is(page.root,
            "{\"title\":\"資産 \\\"1\\\"\",\"text\":null,\"total\":-9223372036854775808,"
            "\"value\":true,\"next\":null,\"items\":[1,\"二\",{}]}",
            "every kind of value");
    ok(model_get(page.root, KEY_items) == items, "a member is found by its key");
    ok(model_get(page.root, KEY_url) == NULL, "and one that is not there is not");
    ok(model_get(items, KEY_title) == NULL, "nor in an array");
    is_text(model_key_name(KEY_title), "title", "a key has a name");
    is_text(model_key_name(KEY_NONE), NULL, "KEY_NONE has none");
    bool are_found = true;
    for (int key = KEY_NONE + 1; key < KEY_COUNT; key++)
        are_found = are_found && (int)model_key_called(model_key_name((enum model_key)key)) == key;
    ok(are_found, "every key is found by its name, for keys.inc is in their order");
    ok(model_key_called("") == KEY_NONE && model_key_called("zzzz") == KEY_NONE &&
           model_key_called("titl") == KEY_NONE,
       "and no other name is one");
    page_test_close(&page);
}

static void test_truth(void)
{
    struct page_test page = page_test_open();
    struct arena *arena = page.arena;
    struct model *array = model_array(arena, page.root, KEY_items);

    ok(!model_is_true(model_null(arena, page.root, KEY_value)), "null is not true");
    ok(!model_is_true(model_bool(arena, page.root, KEY_value, false)), "false is not");
    ok(!model_is_true(model_integer(arena, page.root, KEY_value, 0)), "0 is not");
    ok(!model_is_true(model_text(arena, page.root, KEY_value, "")), "\"\" is not");
    ok(!model_is_true(array), "[] is not");
    ok(model_is_true(model_bool(arena, page.root, KEY_value, true)), "true is");
    ok(model_is_true(model_integer(arena, page.root, KEY_value, -1)), "-1 is");
    ok(model_is_true(model_text(arena, page.root, KEY_value, "0")), "\"0\" is");
    ok(model_is_true(model_object(arena, page.root, KEY_value)), "{} is");
    model_null(arena, array, KEY_NONE);
    ok(model_is_true(array), "[null] is");
    page_test_close(&page);
}

static void test_flags(void)
{
    struct page_test page = page_test_open();
    struct arena *arena = page.arena;

    model_page_text(arena, page.root, KEY_url, "/assets");
    model_text(arena, page.root, KEY_title, "2026-04-01")->shown = "令和8年4月1日";
    model_integer(arena, page.root, KEY_total, 1234)->text = "1,234";
    json_is(page.root, "{\"title\":\"2026-04-01\",\"total\":1234}",
            "JSON has neither what is for pages only nor what pages show instead");
    page_test_is(&page, &template_values, "<p>|令和8年4月1日|1,234|</p>", "pages show it");

    struct model *row = model_object(arena, page.root, KEY_next);
    struct model *cells = model_array(arena, row, KEY_items);
    cells->flags = MODEL_SPREAD;
    struct model *cell = model_object(arena, cells, KEY_NONE);
    cell->name = "asset_no";
    model_text(arena, cell, KEY_value, "A-1");
    model_page_text(arena, cell, KEY_url, "/assets/A-1");
    model_text(arena, cells, KEY_NONE, "B")->name = "zone";
    model_object(arena, cells, KEY_NONE)->name = "empty";
    struct model *hidden = model_text(arena, cells, KEY_NONE, "x");
    hidden->name = "look";
    hidden->flags = MODEL_PAGE_ONLY;
    model_text(arena, cells, KEY_NONE, "a cell of buttons, without a name");
    json_is(row, "{\"asset_no\":\"A-1\",\"zone\":\"B\",\"empty\":null}",
            "the cells of a row are members of the row");
    page_test_close(&page);
}

int main(void)
{
    test_kinds();
    test_truth();
    test_flags();
    return done();
}
