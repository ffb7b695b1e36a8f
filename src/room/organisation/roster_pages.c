/* Who works where, in which post, appointed to what. CLAUSE: 1.1, 1.2.4, 1.2.5 */
#include "room/organisation/roster_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "people/people.h"
#include "room/organisation/organisation.h"
#include "templates.h"

static const struct register_group people_groups[] = {
    {"職員", NULL, "staff_no name kana"},
    {"任用", NULL, "employment hired_on left_on"},
    {.title = NULL},
};

const struct register_face people_face = {
    .kind = &people_kind,
    .path = "/people",
    .purpose = "職員名簿から作られた、職員一人ひとりの台帳です。",
    .how = "職員名簿を取り込んでください。",
    .columns = "name kana employment hired_on left_on",
    .filters = "employment",
    .further = "hired_on left_on",
    .groups = people_groups,
    .form = "様式 1.2-2",
    .is_personal = true,
};

static const struct register_group unit_groups[] = {
    {"組織", NULL, "name kind parent_id code"},
    {"続く期間", NULL, "valid_from valid_to successor_id"},
    {.title = NULL},
};

const struct register_face unit_face = {
    .kind = &unit_kind,
    .path = "/units",
    .purpose = "部、課、係と、それぞれが続く期間の一覧です。",
    .how = "職員名簿を取り込むと作られます。",
    .columns = "kind parent_id code valid_from valid_to",
    .filters = "kind",
    .further = "code valid_from valid_to",
    .groups = unit_groups,
    .form = "様式 1.1-1",
};

static const struct register_group post_groups[] = {
    {"職", NULL, "title unit_id head"},
    {.title = NULL},
};

const struct register_face post_face = {
    .kind = &post_kind,
    .path = "/posts",
    .purpose = "課ごとにある職の一覧です。役割は人ではなく職に付きます。",
    .how = "職員名簿を取り込むと作られます。",
    .columns = "unit_id head",
    .filters = "title head",
    .further = "",
    .groups = post_groups,
    .form = "様式 1.2-3",
};

static const struct register_group appointment_groups[] = {
    {"だれを、何に", NULL, "role staff_no department section system"},
    {"任命", "承諾を受けてから始まります。", "appointed_by valid_from valid_to accepted_on note"},
    {.title = NULL},
};

const struct register_face appointment_face = {
    .kind = &appointment_kind,
    .path = "/appointments",
    .purpose = "基準が人を指名させる役割に、だれを任命したかの台帳です。",
    .how = "所属の管理者が、右上の「登録」で任命してください。",
    .columns = "staff_no section system valid_from valid_to accepted_on",
    .filters = "role section",
    .further = "system staff_no valid_from",
    .groups = appointment_groups,
    .form = "様式 1.2-4",
};

static const struct register_group reorganisation_groups[] = {
    {"いつ、どう変わるか", NULL, "effective_on change"},
    {"旧と新", "承継する課に、台帳の行が移ります。",
     "old_department old_section new_department new_section takes_over note"},
    {.title = NULL},
};

static int follow_reorganisation(const struct register_scene *scene, int64_t id,
                                 struct error *error)
{
    (void)id;
    return organisation_follow_reorganisations(scene, NULL, error);
}

const struct register_face reorganisation_face = {
    .kind = &reorganisation_kind,
    .path = "/reorganisations",
    .purpose = "課の名称変更、統合、分割を、施行日とともに残す台帳です。",
    .how = "組織改正の前に、右上の「登録」で旧と新を登録してください。",
    .columns = "change old_department old_section new_department new_section takes_over",
    .filters = "change",
    .further = "old_section new_section effective_on",
    .groups = reorganisation_groups,
    .form = "様式 1.1-2",
    .follow = follow_reorganisation,
};

const struct page roster_pages[] = {
    {"GET", "/registers", &template_registers, registers_overview, 0, "台帳"},
    REGISTER_PAGES("/people", "職員"),
    REGISTER_READ_PAGES("/units", "組織"),
    REGISTER_READ_PAGES("/posts", "職"),
    REGISTER_PAGES("/appointments", "任命"),
    REGISTER_PAGES("/reorganisations", "組織の変更"),
    {.path = NULL},
};
