/* Computers and network devices: which, whose, where, on which segment. CLAUSE: 5.1.1, 5.8.4 */
#include "room/device/device_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/device/device.h"
#include "templates.h"

static const struct register_group device_groups[] = {
    {"機器", NULL, "device_no name kind serial state"},
    {"だれが、どこで使うか", NULL, "department section custodian place"},
    {"つながる先", "系統をまたぐ接続はできません。", "segment system mac ip"},
    {"登録", NULL, "registered_on note"},
    {.title = NULL},
};

const struct register_face device_face = {
    .kind = &device_kind,
    .path = "/devices",
    .purpose = "パソコン、サーバ、通信機器の所在と、つながる系統を登録する台帳です。",
    .how = "右上の「登録」で一台ずつ登録してください。",
    .columns = "name kind section place segment state",
    .filters = "section segment state",
    .further = "kind system custodian registered_on",
    .groups = device_groups,
    .form = "様式 5.1-1",
};

const struct page device_pages[] = {
    REGISTER_PAGES("/devices", "機器台帳"),
    {.path = NULL},
};
