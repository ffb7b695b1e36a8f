#include "room/csirt/csirt_pages.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "duty/call.h"
#include "pack/pack.h"
#include "page/register_pages.h"
#include "people/people.h"
#include "room/csirt/csirt.h"
#include "store/store.h"
#include "templates.h"

#include "room/csirt/csirt_sql.h"
#include <string.h>

static const int64_t minute_us = INT64_C(60000000);

enum { STEP_MINUTES = 15, WEEK_MINUTES = 7 * 24 * 60 };

static const struct register_group contact_groups[] = {
    {"だれか", NULL, "staff_no call_order"},
    {"連絡先", "ＣＳＩＲＴとＣＩＳＯ、補佐だけが見ます。見たことは記録に残ります。",
     "office_phone off_phone mail"},
    {"いないとき", NULL, "stand_in note"},
    {.title = NULL},
};

const struct register_face contact_face = {
    .kind = &contact_kind,
    .path = "/contacts",
    .purpose = "インシデントのときに呼ぶ人の電話とメールアドレスの台帳です。",
    .how = "ＣＳＩＲＴ責任者が、右上の「登録」か表の取込みで登録してください。",
    .columns = "call_order office_phone off_phone mail stand_in",
    .filters = "staff_no",
    .further = "stand_in",
    .groups = contact_groups,
    .form = "様式 1.4-1",
    .is_personal = true,
};

static const struct register_group on_call_groups[] = {
    {"だれが、どの役割で", NULL, "role staff_no"},
    {"いつからいつまで", "2026-04-01 17:15 のように書きます。", "from_at until_at note"},
    {.title = NULL},
};

const struct register_face on_call_face = {
    .kind = &on_call_kind,
    .path = "/on-call",
    .purpose = "夜間と休日に、ＣＳＩＲＴのだれが知らせを受けるかの当番表です。",
    .how = "ＣＳＩＲＴ責任者が、右上の「登録」か表の取込みで登録してください。",
    .columns = "staff_no from_at until_at note",
    .filters = "role staff_no",
    .further = "from_at",
    .groups = on_call_groups,
    .form = "様式 1.4-2",
};

/* What the sheet is made of. */
struct sheet {
    struct visit *visit;
    struct duty_scene duty;
    struct on_call *now, *week;
    int now_count, week_count;
};

static bool is_on_call(const struct sheet *sheet, const char *staff_no)
{
    for (int i = 0; i < sheet->now_count; i++)
        if (strcmp(sheet->now[i].staff_no, staff_no) == 0)
            return true;
    return false;
}

/* The roles of the call list that the person holds today, and whether there are any. */
static int put_roles(struct sheet *sheet, const char *staff_no, struct model *item,
                     struct error *error)
{
    static const char *const roles[] = {
        "csirt_head",    "incident_handler", "csirt_member", "csirt_legal",
        "csirt_finance", "csirt_press",      "ciso_aide",    "ciso"};
    struct arena *arena = sheet->visit->arena;
    struct model *list = model_array(arena, item, KEY_roles);
    int status = 0;

    for (size_t i = 0; i < sizeof roles / sizeof *roles && status == 0; i++) {
        const struct pack_role *role = pack_role(sheet->duty.pack, roles[i]);
        const struct holder *holders = NULL;
        int count = 0;

        if (role == NULL)
            continue;
        status = duty_holders(&sheet->duty, roles[i], 0, 0, &holders, &count, error);
        for (int j = 0; j < count && status == 0; j++)
            if (strcmp(holders[j].staff_no, staff_no) == 0)
                model_text(arena, list, KEY_NONE,
                           sheet->visit->scene.language == LANGUAGE_ENGLISH ? role->title.english
                                                                            : role->title.japanese);
    }
    return status;
}

static const char *copy(const struct sheet *sheet, const struct query *query, int column)
{
    const char *text = query_column_text(query, column);

    return text != NULL ? arena_copy(sheet->visit->arena, text) : NULL;
}

static int put_contact(struct sheet *sheet, const struct query *query, struct model *items,
                       struct error *error)
{
    struct arena *arena = sheet->visit->arena;
    struct model *item = model_object(arena, items, KEY_NONE);
    const char *staff_no = copy(sheet, query, 0);

    must(staff_no != NULL); /* no contact is taken without one */
    model_text(arena, item, KEY_staff_no, staff_no);
    model_text(arena, item, KEY_name, copy(sheet, query, 1));
    model_text(arena, item, KEY_office_phone, copy(sheet, query, 2));
    model_text(arena, item, KEY_off_phone, copy(sheet, query, 3));
    model_text(arena, item, KEY_mail, copy(sheet, query, 4));
    model_text(arena, item, KEY_stand_in, copy(sheet, query, 5));
    model_text(arena, item, KEY_stand_in_name, copy(sheet, query, 6));
    model_bool(arena, item, KEY_on_call, is_on_call(sheet, staff_no));
    return put_roles(sheet, staff_no, item, error);
}

static int put_contacts(struct sheet *sheet, struct error *error)
{
    struct visit *visit = sheet->visit;
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    struct query *query = store_query(visit->scene.store, SQL_CSIRT_CONTACTS, error);
    int got = 0, status = 0;

    if (query == NULL)
        return error->code;
    while (status == 0 && (got = query_step(query, error)) == 1)
        status = put_contact(sheet, query, items, error);
    query_done(query);
    model_bool(visit->arena, visit->model, KEY_has_items, model_is_true(items))->flags |=
        MODEL_PAGE_ONLY;
    if (model_is_true(items))
        visit_saw_class_a(visit, "contacts", "/csirt");
    return status < 0 ? status : got;
}

static int put_name(struct sheet *sheet, struct model *item, const char *staff_no,
                    struct error *error)
{
    struct query *query = store_query(sheet->visit->scene.store, SQL_CSIRT_NAME, error);

    if (query == NULL)
        return error->code;
    query_text(query, "staff_no", staff_no);
    int got = query_step(query, error);
    model_text(sheet->visit->arena, item, KEY_name, got == 1 ? copy(sheet, query, 0) : NULL);
    query_done(query);
    return got < 0 ? got : 0;
}

static void put_time(struct sheet *sheet, struct model *item, enum model_key key, const char *time)
{
    model_text(sheet->visit->arena, item, key, time)->shown = visit_show_time(sheet->visit, time);
}

static int put_on_call(struct sheet *sheet, struct error *error)
{
    struct visit *visit = sheet->visit;
    struct model *items = model_array(visit->arena, visit->model, KEY_watch);
    int status = 0;

    for (int i = 0; i < sheet->now_count && status == 0; i++) {
        struct model *item = model_object(visit->arena, items, KEY_NONE);

        model_text(visit->arena, item, KEY_role, sheet->now[i].role);
        model_text(visit->arena, item, KEY_staff_no, sheet->now[i].staff_no);
        put_time(sheet, item, KEY_until_at, sheet->now[i].until_at);
        status = put_name(sheet, item, sheet->now[i].staff_no, error);
    }
    return status;
}

static bool is_covered(const struct sheet *sheet, const char *at)
{
    for (int i = 0; i < sheet->week_count; i++)
        if (strcmp(sheet->week[i].from_at, at) <= 0 && strcmp(at, sheet->week[i].until_at) < 0)
            return true;
    return false;
}

/* Nights and holidays of the coming week when nobody is on call. CLAUSE: 1.4 */
static void put_gaps(struct sheet *sheet)
{
    struct visit *visit = sheet->visit;
    struct model *items = model_array(visit->arena, visit->model, KEY_gaps), *gap = NULL;
    int64_t start_us = visit->now_us - visit->now_us % (STEP_MINUTES * minute_us);
    const char *at = NULL;

    for (int i = 0; i <= WEEK_MINUTES; i += STEP_MINUTES) {
        struct duty_scene then = sheet->duty;

        then.now_us = start_us + i * minute_us;
        at = call_time(visit->arena, then.now_us);
        bool is_open = i < WEEK_MINUTES && call_is_off_hours(&then) && !is_covered(sheet, at);
        if (is_open && gap == NULL) {
            gap = model_object(visit->arena, items, KEY_NONE);
            put_time(sheet, gap, KEY_from_at, at);
        } else if (!is_open && gap != NULL) {
            put_time(sheet, gap, KEY_until_at, at);
            gap = NULL;
        }
    }
}

static int csirt_show(struct visit *visit, struct error *error)
{
    struct sheet sheet = {.visit = visit,
                          .duty = {.arena = visit->arena,
                                   .store = visit->scene.store,
                                   .pack = visit->scene.pack,
                                   .today = visit->scene.today,
                                   .now_us = visit->now_us}};
    int status = visit_may(visit, "view", "contacts", 0, 0, error);

    if (status == 0)
        status = call_list(&sheet.duty, visit->now_us, visit->now_us + minute_us, &sheet.now,
                           &sheet.now_count, error);
    if (status == 0)
        status = call_list(&sheet.duty, visit->now_us, visit->now_us + WEEK_MINUTES * minute_us,
                           &sheet.week, &sheet.week_count, error);
    if (status == 0)
        status = put_on_call(&sheet, error);
    if (status == 0)
        status = put_contacts(&sheet, error);
    if (status < 0)
        return status;
    model_bool(visit->arena, visit->model, KEY_off_hours, call_is_off_hours(&sheet.duty));
    model_bool(visit->arena, visit->model, KEY_may_edit,
               may_scope(visit->scene.viewer, visit->scene.pack, "edit", "on-call") == 2)
        ->flags |= MODEL_PAGE_ONLY;
    put_gaps(&sheet);
    return 0;
}

const struct page csirt_pages[] = {
    {"GET", "/csirt", &template_csirt, csirt_show, 0, "緊急連絡網"},
    REGISTER_PAGES("/contacts", "緊急連絡先"),
    REGISTER_PAGES("/on-call", "当番表"),
    {.path = NULL},
};
