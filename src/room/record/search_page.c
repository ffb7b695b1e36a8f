/* Searching the record. Numbers of entries rise with time, so that days and parts are ranges of
 * them; within a range each entry is looked at, newest first, as many as one look may cost. */
#include "room/record/search_page.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "page/page.h"
#include "record/entry.h"
#include "record/record.h"
#include "room/record/entry_view.h"
#include "store/table.h"

#include <string.h>

enum { LIST_ROWS = 50, LOOK_LIMIT = 20000 };

struct search {
    struct visit *visit;
    struct model *items;
    const char *staff_no, *action, *key, *class, *q;
    int64_t table_id, first, before;
    int shown;
};

static const char *text_or_null(struct visit *visit, const char *name)
{
    const char *value = visit_value(visit, name);

    value = value != NULL ? text_trim(visit->arena, value) : "";
    return *value != '\0' ? value : NULL;
}

static bool is_field(struct visit *visit, const struct entry *entry, const char *name,
                     const char *wanted)
{
    const char *text = wanted != NULL ? record_field_text(visit, entry, name) : NULL;

    return wanted == NULL || (text != NULL && strcmp(text, wanted) == 0);
}

static bool fits(const struct search *search, const struct entry *entry)
{
    struct visit *visit = search->visit;
    struct leaf leaf;

    if (search->table_id >= 0 && entry->register_id != search->table_id)
        return false;
    if (search->class != NULL && (!leaf_read(entry->leaf, entry->leaf_length, &leaf) ||
                                  strcmp(record_class_word(leaf.class), search->class) != 0))
        return false;
    if (search->q != NULL &&
        (entry->payload == NULL ||
         memmem(entry->payload, entry->payload_length, search->q, strlen(search->q)) == NULL))
        return false;
    return is_field(visit, entry, "actor", search->staff_no) &&
           is_field(visit, entry, "action", search->action) &&
           is_field(visit, entry, "key", search->key);
}

static int look(void *context, const struct entry *entry, struct error *error)
{
    struct search *search = context;

    (void)error;
    if (!fits(search, entry) || !record_may_see(search->visit, entry))
        return 1;
    struct model *item = model_object(search->visit->arena, search->items, KEY_NONE);
    record_fill_line(search->visit, item, entry);
    return ++search->shown < LIST_ROWS;
}

/* A day in JST as the number of its first entry, or of the first after it. */
static int find_day(struct visit *visit, const char *date, int days, int64_t *ret_entry,
                    struct error *error)
{
    char day[DATE_SIZE];
    int64_t us, last;

    date_add_days(date, days, day);
    must(time_parse(arena_format(visit->arena, "%sT00:00:00+09:00", day), &us));
    int result = record_last_before(visit->scene.store, us, &last, error);
    if (result == 0)
        *ret_entry = last + 1;
    return result;
}

static int read_range(struct visit *visit, struct search *search, struct error *error)
{
    const char *from = NULL, *to = NULL;
    int64_t end;
    int result = visit_number(visit, "before", 0, INT64_MAX, INT64_MAX, &search->before, error);

    if (result == 0)
        result = visit_date(visit, "from", &from, error);
    if (result == 0)
        result = visit_date(visit, "to", &to, error);
    if (result == 0 && from != NULL)
        result = find_day(visit, from, 0, &search->first, error);
    if (result == 0 && to != NULL) {
        result = find_day(visit, to, 1, &end, error);
        search->before = result == 0 && end < search->before ? end : search->before;
    }
    return result;
}

static int read_search(struct visit *visit, struct search *search, struct error *error)
{
    const char *name = text_or_null(visit, "register");
    const char *staff_no = text_or_null(visit, "staff_no");
    const struct table *table = name != NULL ? record_table(visit, 0, name) : NULL;

    *search = (struct search){.visit = visit,
                              .action = text_or_null(visit, "action"),
                              .key = text_or_null(visit, "key"),
                              .class = text_or_null(visit, "class"),
                              .q = text_or_null(visit, "q"),
                              .table_id = table != NULL ? table->id : -1};
    if (staff_no != NULL)
        search->staff_no = text_staff_number(visit->arena, staff_no);
    if (staff_no != NULL && search->staff_no == NULL) {
        error_set(error, ERROR_INPUT, "", "「%s」は職員番号ではありません。", staff_no);
        return error_at(error, "staff_no", NULL);
    }
    if (name != NULL && table == NULL) {
        error_set(error, ERROR_INPUT, "", "「%s」という台帳はありません。", name);
        return error_at(error, "register", NULL);
    }
    return read_range(visit, search, error);
}

/* What the form shows again, and its choices. */
static void fill_form(struct visit *visit)
{
    static const char *const names[] = {"change",  "import",  "export",  "view",  "approval",
                                        "refusal", "attempt", "erasure", "system"};
    static const char *const titles[] = {"変更", "取込",       "書出し", "閲覧",    "承認",
                                         "拒否", "サインイン", "消去",   "システム"};
    struct arena *arena = visit->arena;
    const char *class = visit_value(visit, "class"), *reg = visit_value(visit, "register");
    struct model *kinds = model_array(arena, visit->model, KEY_kinds);
    struct model *choices = model_array(arena, visit->model, KEY_choices);

    kinds->flags |= MODEL_PAGE_ONLY;
    choices->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < 9; i++) {
        struct model *choice = model_object(arena, kinds, KEY_NONE);
        model_text(arena, choice, KEY_value, names[i]);
        model_text(arena, choice, KEY_label, visit_tr(visit, titles[i]));
        model_bool(arena, choice, KEY_is_current, class != NULL && strcmp(class, names[i]) == 0);
    }
    for (int i = 0; i < visit->table_count; i++) {
        struct model *choice = model_object(arena, choices, KEY_NONE);
        model_text(arena, choice, KEY_value, visit->tables[i]->name);
        model_bool(arena, choice, KEY_is_current,
                   reg != NULL && strcmp(reg, visit->tables[i]->name) == 0);
    }
    model_page_text(arena, visit->model, KEY_staff_no, visit_value(visit, "staff_no"));
    model_page_text(arena, visit->model, KEY_from, visit_value(visit, "from"));
    model_page_text(arena, visit->model, KEY_to, visit_value(visit, "to"));
    model_page_text(arena, visit->model, KEY_key, visit_value(visit, "key"));
    model_page_text(arena, visit->model, KEY_text, visit_value(visit, "q"));
    model_bool(arena, visit->model, KEY_sees_all, record_sees_all(visit))->flags |= MODEL_PAGE_ONLY;
}

int record_search(struct visit *visit, struct error *error)
{
    struct search search;
    int64_t next = 0;
    int result = read_search(visit, &search, error);

    if (result == ERROR_INPUT) {
        result = visit_show_error(visit, error);
        if (result == 0)
            fill_form(visit);
        return result;
    }
    if (result < 0)
        return result;
    search.items = model_array(visit->arena, visit->model, KEY_items);
    result = entry_walk_back(visit->scene.store, search.first, search.before, LOOK_LIMIT, look,
                             &search, &next, error);
    if (result < 0)
        return result;
    const char *below = next > 0 ? arena_format(visit->arena, "%lld", (long long)next) : NULL;
    model_text(visit->arena, visit->model, KEY_next, below);
    if (below != NULL)
        model_page_text(visit->arena, visit->model, KEY_next_url,
                        visit_link(visit, "before", below));
    model_bool(visit->arena, visit->model, KEY_has_more, below != NULL && search.shown < LIST_ROWS)
        ->flags |= MODEL_PAGE_ONLY;
    fill_form(visit);
    return 0;
}
