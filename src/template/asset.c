#include "template/asset.h"

#include "base/error.h"
#include "template/embedded.h"
#include "template/model.h"

#include <stdlib.h>
#include <string.h>

static int compare_path(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->path);
}

const struct asset *asset_find(const char *path)
{
    return bsearch(path, embedded_assets, embedded_asset_count, sizeof(embedded_assets[0]),
                   compare_path);
}

void asset_add_urls(struct arena *arena, struct model *root)
{
    static const struct {
        enum model_key key;
        const char *path;
    } wanted[] = {
        {KEY_asset_css, "/static/style.css"},       {KEY_asset_js, "/static/main.js"},
        {KEY_asset_icons, "/static/icons.svg"},     {KEY_asset_fonts, "/static/fonts.css"},
        {KEY_asset_favicon, "/static/favicon.svg"},
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        const struct asset *asset = asset_find(wanted[i].path);

        must(asset);
        model_page_text(arena, root, wanted[i].key, asset->url);
    }
}
