#include "room/finding/finding_pages.h"

#include "templates.h"

const struct page finding_pages[] = {
    {"GET", "/findings", &template_finding_list, finding_list_show, 0, "指摘"},
    {"GET", "/findings/closing", &template_finding_closing, finding_closing_show, 0,
     "閉庁時に違反になるもの"},
    {"GET", "/findings/fix", &template_finding_fix, finding_fix_show, 0, "まとめて是正"},
    {"POST", "/findings/fix", &template_finding_fix, finding_fix_post, 0, "まとめて是正"},
    {"GET", "/findings/corrections", NULL, finding_corrections_file, PAGE_NOT_IN_API,
     "是正依頼の書出し"},
    {"POST", "/findings/check", NULL, finding_check_post, PAGE_NOT_IN_API, "点検"},
    {"GET", "/check", NULL, finding_check_show, PAGE_ONLY_IN_API, "点検（問うだけ）"},
    {"POST", "/check", NULL, finding_check_post, PAGE_ONLY_IN_API, "点検"},
    {"GET", "/findings/*", &template_finding_detail, finding_detail_show, 0, "指摘"},
    {"POST", "/findings/*/answer", &template_finding_detail, finding_answer_post, 0, "是正の回答"},
    {"POST", "/findings/*/excuse", &template_finding_detail, finding_excuse_post, 0, "例外の申請"},
    {"POST", "/findings/*/refuse", &template_finding_detail, finding_refuse_post, 0,
     "例外の差戻し"},
    {"POST", "/findings/*/end", &template_finding_detail, finding_end_post, 0, "例外の終了"},
    {.path = NULL},
};
