/* Findings as people work through them: lists and groups, one finding with what to do, answers,
 * exceptions, one fix for many, what breaks when the office closes. CLAUSE: 5.6.2, 11.2.0, 11.2.2
 */
#ifndef ROOM_FINDING_FINDING_PAGES_H
#define ROOM_FINDING_FINDING_PAGES_H

#include "page/page.h"

extern const struct page finding_pages[];

/* Handlers of their own files. */
int finding_list_show(struct visit *visit, struct error *error);
int finding_detail_show(struct visit *visit, struct error *error);
int finding_answer_post(struct visit *visit, struct error *error);
int finding_excuse_post(struct visit *visit, struct error *error);
int finding_refuse_post(struct visit *visit, struct error *error);
int finding_end_post(struct visit *visit, struct error *error);
int finding_fix_show(struct visit *visit, struct error *error);
int finding_fix_post(struct visit *visit, struct error *error);
int finding_closing_show(struct visit *visit, struct error *error);
int finding_check_show(struct visit *visit, struct error *error);
int finding_check_post(struct visit *visit, struct error *error);
int finding_corrections_file(struct visit *visit, struct error *error);

#endif
