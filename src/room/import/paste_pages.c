#include "room/import/paste_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "job/sweep.h"
#include "pack/pack.h"
#include "page/choice.h"
#include "page/page.h"
#include "people/people.h"
#include "room/import/order.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The register the cells are for: one that files may be imported into, by this viewer. */
static int read_kind(struct visit *visit, const struct register_kind **ret_kind,
                     struct error *error)
{
    const struct register_scene *scene = &visit->scene;
    const char *name = visit_value(visit, "kind");
    const struct register_kind *kind =
        name != NULL ? register_find_kind(scene->kinds, name, NULL) : NULL;

    if (kind == NULL ||
        pack_layout(scene->pack, kind->part != NULL ? "media" : kind->kind, kind->part) == NULL) {
        error_set(error, ERROR_INPUT, "",
                  "どの台帳に貼り付けるかを、台帳の一覧から選んでください。");
        return error_at(error, "kind", NULL);
    }
    if (may_scope(scene->viewer, scene->pack, "import", kind->kind) == 0)
        return may_refuse(scene->viewer, "import", kind->kind, error);
    *ret_kind = kind;
    return 0;
}

static void fill_form(struct visit *visit, const struct register_kind *kind)
{
    struct arena *arena = visit->arena;

    model_page_text(arena, visit->model, KEY_kind, kind->kind);
    model_page_text(arena, visit->model, KEY_register_title,
                    register_title(kind, visit->scene.language));
    model_page_text(arena, visit->model, KEY_list_url, arena_format(arena, "/%s", kind->kind));
    model_page_text(arena, visit->model, KEY_text, visit_value(visit, "cells"));
    if ((kind->flags & REGISTER_PER_SYSTEM) == 0)
        return;
    struct model *asks = model_object(arena, visit->model, KEY_asks_system);
    asks->flags |= MODEL_PAGE_ONLY;
    model_text(arena, asks, KEY_system, visit_value(visit, "system"));
    choice_put_names(visit, asks, KEY_systems, "systems");
}

int paste_show(struct visit *visit, struct error *error)
{
    const struct register_kind *kind = NULL;
    int status = read_kind(visit, &kind, error);

    if (kind != NULL)
        fill_form(visit, kind);
    return status;
}

static int write_cells(const char *path, const char *cells, struct error *error)
{
    size_t length = strlen(cells);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written = file >= 0 && write(file, cells, length) == (ssize_t)length;

    if (file >= 0)
        is_written &= close(file) == 0;
    return is_written ? 0 : error_set(error, ERROR_FAULT, "", "貼り付けた内容を置けませんでした。");
}

/* From here on it is an import like that of a file. */
static int start_import(struct visit *visit, const struct register_kind *kind, const char *cells,
                        int64_t *ret_id, struct error *error)
{
    struct import_order order = {
        .kind = strcmp(kind->kind, "takeouts") == 0 ? "media" : kind->kind,
        .file = visit_tr(visit, "貼付け.tsv"),
        .system = (kind->flags & REGISTER_PER_SYSTEM) != 0 ? visit_value(visit, "system") : NULL,
        .dry_run = true,
    };
    const char *path =
        sweep_new_path(visit->folder, UPLOAD_FOLDER, "", visit->arena, &order.upload, error);
    int status = path != NULL ? write_cells(path, cells, error) : error->code;

    if (status == 0)
        status = visit_start_job(visit, "import", import_order_write(&order, visit->arena), 0, 0,
                                 ret_id, error);
    if (status < 0 && path != NULL)
        unlink(path);
    return status;
}

static bool is_left_open(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static int check_form(struct visit *visit, const struct register_kind *kind, const char *cells,
                      struct error *error)
{
    if ((kind->flags & REGISTER_PER_SYSTEM) != 0 && is_left_open(visit_value(visit, "system"))) {
        error_set(error, ERROR_INPUT, "", "どの情報システムのアカウントかを書いてください。");
        return error_at(error, "system", kind->clause);
    }
    if (!is_left_open(cells))
        return 0;
    error_set(error, ERROR_INPUT, "", "見出しの行から下を選んで写し、欄に貼り付けてください。");
    return error_at(error, "cells", NULL);
}

int paste_post(struct visit *visit, struct error *error)
{
    const struct register_kind *kind = NULL;
    const char *cells = visit_value(visit, "cells");
    int64_t id;
    int status = read_kind(visit, &kind, error);

    if (status < 0 || kind == NULL)
        return status;
    if (check_form(visit, kind, cells, error) != 0) {
        status = visit_show_error(visit, error);
        if (status == 0)
            fill_form(visit, kind);
        return status;
    }
    status = start_import(visit, kind, cells, &id, error);
    if (status == 0)
        visit_redirect(visit, arena_format(visit->arena, "/imports/%lld", (long long)id), NULL,
                       true);
    return status;
}
