/* Places and their zones by day and after hours. CLAUSE: 3.1, 3.2 */
#include "room/zone/zone_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/zone/zone.h"
#include "templates.h"

static const struct register_group place_groups[] = {
    {"場所", NULL, "name building floor room department section"},
    {"区画", "施錠しない執務室は、時間外に一段下がります。",
     "zone_day zone_after_hours locked_after_hours note"},
    {.title = NULL},
};

const struct register_face place_face = {
    .kind = &place_kind,
    .path = "/places",
    .purpose = "庁舎の部屋ごとに、執務時間内と時間外の区画を決めておく台帳です。",
    .how = "右上の「登録」で一室ずつ登録してください。",
    .columns = "building floor room section zone_day zone_after_hours locked_after_hours",
    .filters = "building section zone_day zone_after_hours",
    .further = "floor locked_after_hours",
    .groups = place_groups,
    .form = "様式 3.2-1",
};

const struct page zone_pages[] = {
    REGISTER_PAGES("/places", "場所台帳"),
    {.path = NULL},
};
