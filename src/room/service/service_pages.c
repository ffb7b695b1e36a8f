/* External services: who uses which for what, who agreed, what was made sure of. CLAUSE: 8.1, 8.2,
 * 9.0 */
#include "room/service/service_pages.h"

#include "page/page.h"
#include "page/register_pages.h"
#include "room/service/service.h"
#include "templates.h"

static const struct register_group service_groups[] = {
    {"サービス", NULL, "name vendor department section purpose use_kind importance region"},
    {"利用期間", NULL, "state started_on ends_on"},
    {"承認", "約款で使うサービスは、約款を確かめてから承認を受けます。",
     "network_manager_approval network_manager_approved_on in_plan terms_checked"},
    {"委託先に求める九つの対策", "契約の前に、一つずつ確かめます。",
     "check_1 check_2 check_3 check_4 check_5 check_6 check_7 check_8 check_9"},
    {.title = NULL},
};

const struct register_face service_face = {
    .kind = &service_kind,
    .path = "/services",
    .purpose = "課が使うクラウドなどの外部サービスと、その承認、契約の確認を残す台帳です。",
    .how = "外部サービス利用台帳のファイルを取り込むか、右上の「登録」で登録してください。",
    .columns = "vendor section use_kind importance state started_on ends_on",
    .filters = "section importance state use_kind",
    .further = "vendor region network_manager_approval terms_checked ends_on",
    .groups = service_groups,
    .form = "様式 8.1-1",
};

const struct page service_pages[] = {
    REGISTER_PAGES("/services", "外部サービス利用台帳"),
    {.path = NULL},
};
