/* Which media there are, and which are out of the office. CLAUSE: 4.1.7, 5.3.1 */
#include "room/media/media_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/media/media.h"
#include "templates.h"

static const struct register_group medium_groups[] = {
    {"媒体", "媒体に番号の札を付けます。", "medium_no medium_kind capacity encryption_function"},
    {"配備先", NULL, "department section registered_on state"},
    {.title = NULL},
};

const struct register_face medium_face = {
    .kind = &medium_kind,
    .path = "/media",
    .purpose = "市が持つ USB メモリなどの記録媒体を、番号で管理する台帳です。",
    .how = "媒体登録台帳のファイルを取り込むか、右上の「登録」で登録してください。",
    .columns = "medium_kind capacity section encryption_function registered_on state",
    .filters = "section medium_kind state",
    .further = "encryption_function registered_on",
    .groups = medium_groups,
    .form = "様式 5.3-1",
};

static const struct register_group takeout_groups[] = {
    {"持ち出す人と行き先", NULL, "medium_no department section staff_no name destination purpose"},
    {"持ち出すデータ", "重要度 A は暗号化し、許可番号を書きます。",
     "contents importance segment count encryption exception_no"},
    {"承認", "本人は承認できません。", "approver_no approver_name approved_on"},
    {"持出と返却", "返したら消去を確かめて印を付けます。", "out_on due_on back_on erased checked"},
    {.title = NULL},
};

const struct register_face takeout_face = {
    .kind = &takeout_kind,
    .path = "/takeouts",
    .purpose = "媒体を庁舎の外へ持ち出すときの許可と、返却までを残す簿冊です。",
    .how = "持出管理簿のファイルを取り込むか、右上の「登録」で持出を登録してください。",
    .columns = "out_on section name destination contents importance due_on back_on",
    .filters = "section importance segment",
    .further = "staff_no out_on due_on back_on encryption erased",
    .groups = takeout_groups,
    .form = "様式 4.1-1",
};

const struct page media_pages[] = {
    REGISTER_PAGES("/media", "媒体登録台帳"),
    REGISTER_PAGES("/takeouts", "媒体持出管理簿"),
    {.path = NULL},
};
