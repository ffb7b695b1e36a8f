/* What the server does by itself: it looks at the clocks, and sends notices out.
 * CLAUSE: 1.4.4, 10.1.2
 */
#ifndef WEB_CLOCKS_H
#define WEB_CLOCKS_H

struct clocks;
struct error;
struct web;

/* Ends both threads and frees them; NULL is fine. */
void clocks_close(struct clocks *clocks);
/* Starts the thread that has the writer say what is due and, where chikiri.conf names channels, the
 * one that sends; the web outlives them. A second process that does the same (cron) is harmless:
 * what was said is said. NULL on failure. */
struct clocks *clocks_open(struct web *web, struct error *error);

#endif
