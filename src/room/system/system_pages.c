/* Information systems, their keepers and segments. CLAUSE: 1.2.6, 4.1.2, 5.8.5 */
#include "room/system/system_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/system/system.h"
#include "templates.h"

static const struct register_group system_groups[] = {
    {"情報システム", NULL, "name department section importance state"},
    {"系統と運用時間", "系統が決まっていない情報システムは、最も厳しく見ます。",
     "segment hours_from hours_to"},
    {"止まったとき", NULL, "fallback note"},
    {.title = NULL},
};

const struct register_face information_system_face = {
    .kind = &information_system_kind,
    .path = "/systems",
    .purpose = "情報システムの所管課、系統、運用時間を決めておく台帳です。",
    .how = "アカウント一覧を取り込むと作られます。右上の「登録」でも登録できます。",
    .columns = "section segment importance hours_from hours_to state",
    .filters = "section segment importance state",
    .further = "department",
    .groups = system_groups,
    .form = "様式 1.2-1",
};

const struct page system_pages[] = {
    REGISTER_PAGES("/systems", "情報システム台帳"),
    {.path = NULL},
};
