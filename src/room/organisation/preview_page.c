/* The transfer day before it comes: what it gives and takes, as before and after. CLAUSE: 1.2.4 */
#include "room/organisation/organisation_pages.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "http/http.h"
#include "pack/pack.h"
#include "room/organisation/chart.h"
#include "room/organisation/organisation.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_right(struct visit *visit, struct error *error)
{
    return visit_may(visit, "import", "transfers", 0, 0, error);
}

int preview_form(struct visit *visit, struct error *error)
{
    return check_right(visit, error);
}

/* A list lies in a folder of its own while it is read, and is gone before the answer. */
struct upload {
    const char *folder, *path;
};

static int save_upload(struct visit *visit, const struct http_part *part, struct upload *ret_upload,
                       struct error *error)
{
    char *folder = arena_format(visit->arena, "%s/preview-XXXXXX", visit->folder);
    const char *path;

    if (mkdtemp(folder) == NULL)
        return error_set(error, ERROR_FAULT, "",
                         "ファイルを一時置き場に書けません。空きと権限を確かめてください。");
    path = arena_format(visit->arena, "%s/list", folder);
    int result = http_save_part(visit->request, part, path, error);
    if (result < 0) {
        rmdir(folder);
        return result;
    }
    *ret_upload = (struct upload){folder, path};
    return 0;
}

static void drop_upload(const struct upload *upload)
{
    unlink(upload->path);
    rmdir(upload->folder);
}

/* Reading the list as an import would needs a writer of its own; nothing it writes stays. */
static int preview(struct visit *visit, const char *path, const char *as_of, struct buffer *text,
                   struct error *error)
{
    struct register_scene scene = visit->scene;
    struct json json;

    store_rollback(visit->scene.store);
    scene.seats = NULL;
    scene.store = store_open(visit->folder, STORE_READ_WRITE, error);
    int result = scene.store != NULL ? 0 : error->code;
    if (result == 0) {
        json_start(&json, text, NULL);
        result = organisation_preview(&scene, visit->folder, &visit->actor, visit->now_us, path,
                                      NULL, as_of, &json, error);
        if (result == 0)
            json_finish(&json);
    }
    store_close(scene.store);
    struct error ignored = {0};
    int reading = store_begin(visit->scene.store, STORE_READ, result < 0 ? &ignored : error);
    return result < 0 ? result : reading;
}

/* Members of the model are reached for writing only to say what a page shows for them. */
static struct model *member(struct model *object, enum model_key key)
{
    for (struct model *each = object != NULL ? object->first : NULL; each != NULL;
         each = each->next)
        if (each->key == key)
            return each;
    return NULL;
}

static void show_titles(struct visit *visit, struct model *list)
{
    for (struct model *item = list != NULL ? list->first : NULL; item != NULL; item = item->next) {
        struct model *id = member(item, KEY_role);
        const struct pack_role *role =
            id != NULL && id->text != NULL ? pack_role(visit->scene.pack, id->text) : NULL;
        if (role != NULL)
            id->shown = chart_text(&visit->scene, role->title);
    }
}

static void dress(struct visit *visit)
{
    struct model *roles = member(visit->model, KEY_roles);
    struct model *as_of = member(visit->model, KEY_as_of);
    struct model *left = member(visit->model, KEY_left_without_owner);
    bool is_left = false;

    show_titles(visit, member(roles, KEY_gained));
    show_titles(visit, member(roles, KEY_lost));
    if (as_of != NULL)
        as_of->shown = visit_show_day(visit, as_of->text);
    for (struct model *each = left != NULL ? left->first : NULL; each != NULL; each = each->next)
        is_left |= each->first != NULL;
    model_bool(visit->arena, visit->model, KEY_is_left, is_left)->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_has_problems,
               model_is_true(model_get(visit->model, KEY_problems)))
        ->flags |= MODEL_PAGE_ONLY;
    model_bool(visit->arena, visit->model, KEY_is_done, true)->flags |= MODEL_PAGE_ONLY;
}

static int run(struct visit *visit, struct error *error)
{
    const struct http_part *part = visit_part(visit, "file");
    const char *as_of;
    struct upload upload;
    struct buffer text = {0};
    int result = visit_date(visit, "as_of", &as_of, error);

    if (result < 0)
        return result;
    if (part == NULL || part->length == 0) {
        error_set(error, ERROR_INPUT, "", "人事異動のファイルを選んでください。");
        return error_at(error, "file", NULL);
    }
    result = save_upload(visit, part, &upload, error);
    if (result < 0)
        return result;
    result = preview(visit, upload.path, as_of, &text, error);
    drop_upload(&upload);
    if (result == 0) {
        visit_take_json(visit, visit->model, KEY_NONE, buffer_string(&text));
        dress(visit);
    }
    buffer_done(&text);
    return result;
}

int preview_post(struct visit *visit, struct error *error)
{
    int result = check_right(visit, error);

    if (result < 0)
        return result;
    model_page_text(visit->arena, visit->model, KEY_date, visit_value(visit, "as_of"));
    result = run(visit, error);
    return result == ERROR_INPUT || result == ERROR_LIMIT ? visit_show_error(visit, error) : result;
}
