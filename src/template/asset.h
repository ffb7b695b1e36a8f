/* Files that are the same for everybody: stylesheet, script, icons, fonts. They are embedded at
 * build by tools/embed_assets.py from ui/ and the npm packages. `url` names the content, so an
 * answer under it may be kept for ever:
 *
 *     asset = asset_find(request->path);     "/static/style.css", without the query
 *     Content-Type: asset->type
 *     Cache-Control: public, max-age=31536000, immutable     when the query is "v=" asset->hash
 *     Cache-Control: no-cache                                else
 */
#ifndef TEMPLATE_ASSET_H
#define TEMPLATE_ASSET_H

#include <stddef.h>

struct arena;
struct model;

struct asset {
    const char *path; /* "/static/style.css" */
    const char *url;  /* "/static/style.css?v=0123456789abcdef" */
    const char *hash; /* the first 16 digits of the SHA-256 of the content */
    const char *type; /* with its charset */
    const unsigned char *bytes;
    size_t length;
};

/* The asset of that path; NULL when there is none. */
const struct asset *asset_find(const char *path);

/* Adds the addresses that frame_head.html and frame_foot.html ask for (asset_css, asset_js,
 * asset_icons, asset_fonts, asset_favicon), for pages only. */
void asset_add_urls(struct arena *arena, struct model *root);

#endif
