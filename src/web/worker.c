/* What one worker's thread holds: its reader, and what it remembers between visits. */
#include "web/server.h"

#include "base/error.h"
#include "cli/wiring.h"
#include "finding/finding.h"
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
    finding_rules_close(own->rules);
    store_close(own->store);
    free(own);
}

int web_ready_worker(struct web_worker *worker, struct error *error)
{
    const struct web *web = worker->web;

    if (worker->store != NULL)
        return 0;
    worker->store = store_open(web->folder, STORE_READ_ONLY, error);
    if (worker->store == NULL)
        return error->code;
    worker->rules = finding_rules_open(web->pack, web->wiring->kinds);
    return 0;
}

void *web_open_worker(void *context, struct error *error)
{
    struct web *web = context;
    struct web_worker *worker = calloc(1, sizeof *worker);

    must(worker != NULL);
    worker->web = web;
    worker->viewers = viewers_open();
    worker->lists = list_memory_open();
    if (!atomic_load(&web->is_founded) || web_ready_worker(worker, error) == 0)
        return worker;
    web_close_worker(worker);
    return NULL;
}
