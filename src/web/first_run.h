/* The first run of a folder without a city: one page makes the city and its first administrator,
 * for whoever has the code that stands on the console. CLAUSE: 1.2.2, 5.7.1 */
#ifndef WEB_FIRST_RUN_H
#define WEB_FIRST_RUN_H

#include "base/attribute.h"
#include "page/page.h"

struct first_run;

/* With NUL: four groups of letters that are not mistaken for each other. */
enum { FIRST_CODE_SIZE = 20 };

void first_run_close(struct first_run *run);
struct first_run *first_run_open(void) CLOSED_BY(first_run_close) __attribute__((returns_nonnull));
const char *first_run_code(const struct first_run *run);

/* GET and POST of /first-run. */
extern const struct page first_run_pages[];

#endif
