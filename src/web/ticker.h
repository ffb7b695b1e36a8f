/* A thread of the server that looks, every two seconds, whether there is something to do. */
#ifndef WEB_TICKER_H
#define WEB_TICKER_H

#include "base/attribute.h"

struct error;
struct store;
struct ticker;

/* Looks once, by the thread's own reader: 1 when there is more to do at once, 0 when not, negative
 * when it could not be done (then the thread rests for longer). */
typedef int ticker_look(struct store *store, void *context, struct error *error);

/* Ends the thread when its look is over, and frees it; NULL is fine. */
void ticker_close(struct ticker *ticker);
/* `folder` and `context` outlive it. NULL on failure. */
struct ticker *ticker_open(const char *folder, ticker_look *look, void *context,
                           struct error *error) CLOSED_BY(ticker_close);

#endif
