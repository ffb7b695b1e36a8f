/* The server looks at the clocks by itself: what is due is told without anybody's cron.
 * CLAUSE: 1.4.4, 10.1.2 */
#ifndef WEB_CLOCKS_H
#define WEB_CLOCKS_H

struct clocks;
struct error;
struct web;

/* Ends the thread and frees it; NULL is fine. */
void clocks_close(struct clocks *clocks);
/* Starts the one thread that looks, every two seconds, whether a clock has something to say, and
 * has the writer say it; the web outlives it. A second process that does the same (cron) is
 * harmless: what was said is said. NULL on failure. */
struct clocks *clocks_open(struct web *web, struct error *error);

#endif
