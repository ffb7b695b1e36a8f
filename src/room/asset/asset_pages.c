/* The ledger as its keepers know it: what it is, how important, where it lies, how it is kept safe.
 * CLAUSE: 2.1, 2.2, 3.1 */
#include "room/asset/asset_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/asset/asset.h"
#include "templates.h"

static const struct register_group asset_groups[] = {
    {"何を、どこの課が持つか", NULL, "asset_no name department section system custodian"},
    {"重要度", "個人を識別できる情報を含むものは A です。",
     "importance personal_data my_number count"},
    {"どこで使い、どこに置くか", "別表 5 の区画です。時間外に施錠しない執務室は一段下がります。",
     "kind use_zone storage_zone place container container_locked locked_after_hours wire_lock"},
    {"どう守るか", NULL, "encryption backup outsourced operates_servers reach_importance"},
    {"登録と見直し", "見直しは年に一度です。", "registered_on reviewed_on retention note"},
    {.title = NULL},
};

const struct register_face asset_face = {
    .kind = &asset_kind,
    .path = "/assets",
    .purpose = "課が持つ情報資産を一件ずつ登録し、重要度と置き場所を決めておく台帳です。",
    .how = "課の台帳ファイルを取り込むか、右上の「登録」で一件ずつ登録してください。",
    .columns = "name section kind importance use_zone storage_zone reviewed_on",
    .filters = "section importance kind storage_zone",
    .further = "system use_zone personal_data my_number encryption custodian reviewed_on",
    .groups = asset_groups,
    .form = "様式 2.2-1",
};

static const struct register_group declaration_groups[] = {
    {"申告の内容", "持っていないことの申告です。持つようになったら廃止してください。",
     "department section register declared_on staff_no valid_until note"},
    {.title = NULL},
};

const struct register_face declaration_face = {
    .kind = &declaration_kind,
    .path = "/declarations",
    .purpose = "資産、媒体、外部サービスを一つも持たない課が、そのことを申告する台帳です。",
    .how = "持っていない課の管理者が、右上の「登録」で申告してください。",
    .columns = "department register declared_on valid_until",
    .filters = "section register",
    .further = "declared_on valid_until",
    .groups = declaration_groups,
    .form = "様式 2.2-2",
};

const struct page asset_pages[] = {
    REGISTER_PAGES("/assets", "情報資産管理台帳"),
    REGISTER_PAGES("/declarations", "保有なしの申告"),
    {.path = NULL},
};
