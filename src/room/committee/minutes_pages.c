/* What the committee said and decided. CLAUSE: 1.3, 10.1.3 */
#include "room/committee/minutes_pages.h"

#include "page/register_pages.h"
#include "room/committee/minutes.h"
#include "templates.h"

static const struct register_group groups[] = {
    {"会議", "案件の会議なら案件番号を書きます。", "minutes_no held_on subject incident_no"},
    {"出席", "職と氏名を書きます。代理は、だれの代わりかも書きます。", "present absent"},
    {"審議", NULL, "opinion decision"},
    {.title = NULL},
};

const struct register_face minutes_face = {
    .kind = &minutes_kind,
    .path = "/minutes",
    .purpose = "情報セキュリティの委員会で、だれが出て何を決めたかを、事務局が残す簿冊です。",
    .how = "右上の「登録」で会議ごとに書いてください。案件のページからは番号を写して始められます。",
    .columns = "held_on subject incident_no decision",
    .filters = "incident_no held_on",
    .further = "subject",
    .groups = groups,
    .form = "様式 1.3-1",
};

const struct page minutes_pages[] = {
    REGISTER_PAGES("/minutes", "委員会議事録"),
    {.path = NULL},
};
