/* The assets in order of their paths, as tools/embed_assets.py writes them. */
#ifndef TEMPLATE_EMBEDDED_H
#define TEMPLATE_EMBEDDED_H

#include "template/asset.h"

extern const struct asset embedded_assets[];
extern const size_t embedded_asset_count;

#endif
