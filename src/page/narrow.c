/* Reading only what the viewer may see. CLAUSE: 5.6.3 */
#include "page/page.h"

#include "base/error.h"
#include "people/people.h"
#include "store/store.h"

int visit_each_section(struct visit *visit, const char *kind, const char *sql,
                       void (*take)(struct visit *visit, void *context, const struct query *query),
                       void *context, struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const struct viewer *viewer = scene->viewer;
    bool is_all = may_scope(viewer, scene->pack, "view", kind) == 2;
    struct query *query = store_query(scene->store, sql, error);
    int step = 0;

    if (query == NULL)
        return error->code;
    for (int i = 0; step >= 0 && i < (is_all ? 1 : viewer->section_count); i++) {
        if (!is_all && !may(viewer, scene->pack, "view", kind, viewer->sections[i], 0))
            continue;
        query_again(query);
        if (!is_all)
            query_integer(query, "section_id", viewer->sections[i]);
        if (query_has(query, "on"))
            query_text(query, "on", scene->today);
        while ((step = query_step(query, error)) == 1)
            take(visit, context, query);
    }
    query_done(query);
    return step;
}
