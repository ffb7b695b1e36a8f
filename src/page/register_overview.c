/* All registers the viewer may see, with what stands in each and what is wrong there. */
#include "page/register_ask.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "people/people.h"
#include "record/record.h"
#include "store/store.h"

#include "page/register_page_sql.h"

#include <string.h>

/* How many open findings there are about rows of a register, as far as the viewer may see both. */
static int count_findings(const struct register_scene *scene, const struct register_kind *kind,
                          int64_t *ret_count, struct error *error)
{
    struct query *query = store_query(scene->store, SQL_OPEN_FINDINGS_OF_TABLE, error);

    if (query == NULL)
        return error->code;
    query_integer(query, "table_id", kind->table->id);
    int got = query_step(query, error);
    if (got > 0)
        *ret_count = query_column_integer(query, 0);
    query_done(query);
    return got < 0 ? got : 0;
}

static int put_findings(struct visit *visit, struct model *item, const struct register_face *face,
                        struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    int64_t count = 0;

    /* Of the whole city only for those who may see all of it. CLAUSE: 5.6.3 */
    if (may_scope(scene->viewer, scene->pack, "view", "findings") < 2) {
        model_null(visit->arena, item, KEY_findings_open);
        return 0;
    }
    int status = count_findings(scene, face->kind, &count, error);
    if (status == 0)
        model_integer(visit->arena, item, KEY_findings_open, count);
    return status;
}

/* When anybody last wrote a row of it that the viewer may see all of. */
static int put_changed(struct visit *visit, struct model *item, const struct register_face *face,
                       struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    char date[DATE_SIZE] = "";
    int64_t entry = -1, us = 0;
    int minute;

    if (may_scope(scene->viewer, scene->pack, "view", face->kind->kind) < 2)
        return 0;
    int status = table_last_entry(scene->store, face->kind->table, &entry, error);
    if (status != 0 || entry < 0)
        return status;
    status = record_entry_time(scene->store, entry, &us, error);
    if (status != 0)
        return status;
    time_to_jst(us, date, &minute);
    model_text(visit->arena, item, KEY_changed_on, arena_copy(visit->arena, date));
    return 0;
}

static int put_register(struct visit *visit, struct model *items, const struct register_face *face,
                        struct error *error)
{
    struct list_request request = {.kind = face->kind, .action = "view", .sort = -1, .limit = 1};
    struct list list;
    int status = list_read(&visit->scene, visit->lists, &request, &list, error);

    if (status != 0)
        return status;
    struct model *item = model_object(visit->arena, items, KEY_NONE);
    model_text(visit->arena, item, KEY_register_kind, face->kind->kind);
    model_text(visit->arena, item, KEY_title, register_title(face->kind, visit->scene.language));
    model_text(visit->arena, item, KEY_clause, face->kind->clause);
    model_text(visit->arena, item, KEY_purpose, visit_tr(visit, face->purpose));
    model_integer(visit->arena, item, KEY_rows, list.total);
    model_page_text(visit->arena, item, KEY_list_url, face->path);
    status = put_findings(visit, item, face, error);
    return status == 0 ? put_changed(visit, item, face, error) : status;
}

/* CLAUSE: 2.2, 5.6.3 */
int registers_overview(struct visit *visit, struct error *error)
{
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    int status = 0;

    for (const struct register_face *const *face = visit->faces; status == 0 && *face != NULL;
         face++)
        if (visit_may_see(visit, (*face)->kind->kind))
            status = put_register(visit, items, *face, error);
    model_integer(visit->arena, visit->model, KEY_total, 0)->integer = 0;
    for (const struct model *item = items->first; item != NULL; item = item->next)
        visit->model->last->integer++;
    model_null(visit->arena, visit->model, KEY_next);
    return status;
}
