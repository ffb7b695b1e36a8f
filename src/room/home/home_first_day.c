/* The first day: what is in already and where the next thing is brought in. */
#include "room/home/home_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "people/people.h"
#include "room/city/city.h"

#include <string.h>

static void add_step(struct visit *visit, struct model *steps, const char *title, const char *url,
                     bool is_done)
{
    struct model *step = model_object(visit->arena, steps, KEY_NONE);

    model_text(visit->arena, step, KEY_title, title);
    model_page_text(visit->arena, step, KEY_url, url);
    model_bool(visit->arena, step, KEY_is_done, is_done);
}

/* Whether the register of that kind has rows. */
static int has_rows(const struct visit *visit, const char *name, bool *ret_has, struct error *error)
{
    const struct register_kind *kind = register_find_kind(visit->scene.kinds, name, NULL);
    int64_t last = 0;
    int status = kind != NULL ? table_last_id(visit->scene.store, kind->table, &last, error) : 0;

    *ret_has = last > 0;
    return status;
}

int home_add_first_day(struct visit *visit, bool *ret_is_done, struct error *error)
{
    struct arena *arena = visit->arena;
    struct city city;
    bool has_systems = false, has_assets = false;
    int status = city_read(visit->scene.store, arena, &city, error);

    if (status == 0)
        status = has_rows(visit, "systems", &has_systems, error);
    if (status == 0)
        status = has_rows(visit, "assets", &has_assets, error);
    bool has_roster = status == 0 && people_has_roster(visit->scene.store, error);
    if (status < 0)
        return status;
    struct model *steps = model_array(arena, visit->model, KEY_steps);
    add_step(visit, steps, arena_format(arena, visit_tr(visit, "市を作る（%s）"), city.name), "/",
             true);
    add_step(visit, steps,
             arena_format(arena, visit_tr(visit, "ポリシーパックを置く（%s）"), city.pack_version),
             "/clauses", true);
    add_step(visit, steps, visit_tr(visit, "職員名簿を取り込む"), "/imports?kind=roster",
             has_roster);
    add_step(visit, steps, visit_tr(visit, "情報システムを登録する"),
             visit_may_see(visit, "systems") ? "/systems" : NULL, has_systems);
    add_step(visit, steps, visit_tr(visit, "情報資産管理台帳を取り込む"), "/imports?kind=assets",
             has_assets);
    add_step(visit, steps, visit_tr(visit, "点検する"), "/findings", city.was_checked);
    *ret_is_done = has_roster && has_systems && has_assets && city.was_checked;
    return 0;
}
