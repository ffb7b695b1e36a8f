/* Long work stands on the same things as visits. */
#include "web/server.h"

#include "base/error.h"
#include "cli/wiring.h"
#include "job/job.h"

int web_open_jobs(struct web *web, struct error *error)
{
    const struct wiring *wiring = web->wiring;
    const struct job_settings settings = {.folder = web->folder,
                                          .simulated_us = web->simulated_us,
                                          .pack = web->pack,
                                          .registers = wiring->kinds,
                                          .handlers = wiring->handlers,
                                          .tables = wiring->tables,
                                          .table_count = wiring->table_count,
                                          .kinds = wiring->jobs,
                                          .queue = web->machine.queue};

    web->machine.jobs = job_runner_open(&settings, error);
    return web->machine.jobs != NULL ? 0 : error->code;
}

void web_close_jobs(struct web *web)
{
    job_runner_close(web->machine.jobs);
}
