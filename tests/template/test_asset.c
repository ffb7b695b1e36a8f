/* The embedded files: all there, named by their content, asking nothing of other hosts. */
#include "template/asset.h"

#include "tests/template/page.h"

static bool mentions(const struct asset *asset, const char *text)
{
    return memmem(asset->bytes, asset->length, text, strlen(text)) != NULL;
}

static void test_files(void)
{
    static const char *const paths[] = {"/static/style.css", "/static/fonts.css", "/static/main.js",
                                        "/static/icons.svg", "/static/favicon.svg"};

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        const struct asset *asset = asset_find(paths[i]);

        ok(asset && asset->length > 100 && strlen(asset->hash) == 16 &&
               strncmp(asset->url, paths[i], strlen(paths[i])) == 0 &&
               strncmp(asset->url + strlen(paths[i]), "?v=", 3) == 0 &&
               strcmp(asset->url + strlen(paths[i]) + 3, asset->hash) == 0,
           "%s is there, its address names its content", paths[i]);
    }
    is_text(asset_find("/static/style.css")->type, "text/css; charset=utf-8", "a type");
    ok(asset_find("/static/") == NULL && asset_find("/static/../style.css") == NULL &&
           asset_find("") == NULL,
       "no other path is an asset");
}

/* Every address in the stylesheets is that of an asset, with its hash. */
static void test_addresses(const char *path)
{
    const struct asset *style = asset_find(path);
    const char *at = (const char *)style->bytes;
    int count = 0, wrong = 0;

    while ((at = strstr(at, "url(")) != NULL) {
        char url[128];
        size_t length = strcspn(at += 4, ")");
        snprintf(url, sizeof(url), "%.*s", (int)length, at);
        char *query = strchr(url, '?');
        if (query)
            *query = '\0';
        const struct asset *asset = asset_find(url);
        wrong += !asset || strncmp(asset->url, at, length) != 0;
        count++;
    }
    ok(wrong == 0, "%s: %d addresses, all of assets as they are", path, count);
}

static void test_frame(void)
{
    struct page_test page = page_test_open();
    static const enum model_key keys[] = {KEY_asset_css, KEY_asset_js, KEY_asset_icons,
                                          KEY_asset_fonts, KEY_asset_favicon};
    int wrong = 0;

    asset_add_urls(page.arena, page.root);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const struct model *url = model_get(page.root, keys[i]);
        wrong += !url || strncmp(url->text, "/static/", 8) != 0 || url->flags != MODEL_PAGE_ONLY;
    }
    is_int(wrong, 0, "the frame's addresses are filled, for pages only");
    page_test_close(&page);
}

int main(void)
{
    test_files();
    test_addresses("/static/style.css");
    test_addresses("/static/fonts.css");
    ok(!mentions(asset_find("/static/main.js"), "eval("), "the script makes no code");
    test_frame();
    return done();
}
