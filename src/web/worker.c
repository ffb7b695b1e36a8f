/* What one worker's thread holds: its reader, and what it remembers between visits. */
#include "web/server.h"

#include "base/error.h"
#include "register/list.h"
#include "store/store.h"
#include "web/viewers.h"

#include <stdlib.h>

void web_close_worker(void *worker)
{
    struct web_worker *own = worker;

    if (own == NULL)
        return;
    viewers_close(own->viewers);
    list_memory_close(own->lists);
    store_close(own->store);
    free(own);
}

int web_ready_worker(struct web_worker *worker, struct error *error)
{
    const struct web *web = worker->web;

    if (worker->store != NULL)
        return 0;
    worker->store = store_open(web->folder, STORE_READ_ONLY, error);
    return worker->store != NULL ? 0 : error->code;
}

void *web_open_worker(void *context, struct error *error)
{
    struct web_worker *worker = calloc(1, sizeof *worker);

    (void)error;
    must(worker != NULL);
    worker->web = context;
    worker->viewers = viewers_open(worker->web->changes);
    worker->lists = list_memory_open(worker->web->changes);
    return worker;
}
