#include "room/search/search_pages.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "pack/pack.h"
#include "search/search.h"

#include "templates.h"
#include <string.h>

enum { GROUP_HITS = 5, KIND_HITS = 200, NAME_LIMIT = 20 };

/* Words of a question, folded. */
struct words {
    const char *const *list;
    int count;
};

static struct words split_words(struct arena *arena, const char *text)
{
    const char **list = arena_alloc(arena, (strlen(text) + 1) * sizeof *list);
    const char *plain = text_nfkc(arena, text);
    int count = 0;

    for (;;) {
        plain += strspn(plain, " \t\r\n");
        size_t length = strcspn(plain, " \t\r\n");
        if (length == 0)
            return (struct words){list, count};
        list[count++] = text_search_key(arena, arena_copy_bytes(arena, plain, length));
        plain += length;
    }
}

/* Whether each word stands in one of the texts. */
static bool has_words(struct arena *arena, const struct words *words, const char *const *texts)
{
    const char *all = "";

    for (; *texts != NULL; texts++)
        all = arena_format(arena, "%s|%s", all, *texts);
    all = text_search_key(arena, all);
    for (int i = 0; i < words->count; i++)
        if (strstr(all, words->list[i]) == NULL)
            return false;
    return words->count > 0;
}

static const char *in_language(const struct visit *visit, const struct pack_text *text)
{
    return visit->scene.language == LANGUAGE_JAPANESE ? text->japanese : text->english;
}

static void add_clauses(struct visit *visit, const struct words *words)
{
    int count, found = 0;
    const struct pack_clause *clauses = pack_clauses(visit->scene.pack, &count);
    struct model *array = model_array(visit->arena, visit->model, KEY_clauses);

    for (int i = 0; i < count && found < NAME_LIMIT; i++) {
        const struct pack_clause *clause = &clauses[i];
        const char *const texts[] = {clause->id, clause->number, clause->title.japanese,
                                     clause->title.english, NULL};
        if (!has_words(visit->arena, words, texts))
            continue;
        struct model *item = model_object(visit->arena, array, KEY_NONE);
        model_text(visit->arena, item, KEY_id, clause->id);
        model_text(visit->arena, item, KEY_title, in_language(visit, &clause->title));
        found++;
    }
}

static void add_codes(struct visit *visit, const struct words *words)
{
    int count, found = 0;
    const struct pack_code *codes = pack_codes(visit->scene.pack, &count);
    struct model *array = model_array(visit->arena, visit->model, KEY_codes);

    for (int i = 0; i < count && found < NAME_LIMIT; i++) {
        const struct pack_code *code = &codes[i];
        const char *const texts[] = {code->code, code->title.japanese, code->title.english, NULL};
        if (code->kind != CODE_FINDING || !has_words(visit->arena, words, texts))
            continue;
        struct model *item = model_object(visit->arena, array, KEY_NONE);
        model_text(visit->arena, item, KEY_code, code->code);
        model_text(visit->arena, item, KEY_title, in_language(visit, &code->title));
        found++;
    }
}

static void add_hit(struct visit *visit, struct model *array, const struct search_hit *hit)
{
    struct model *item = model_object(visit->arena, array, KEY_NONE);

    model_text(visit->arena, item, KEY_kind, hit->kind->kind);
    model_integer(visit->arena, item, KEY_id, hit->id);
    model_text(visit->arena, item, KEY_key, hit->key);
    model_text(visit->arena, item, KEY_name, hit->name);
    model_text(visit->arena, item, KEY_section, hit->section);
    model_page_text(visit->arena, item, KEY_url,
                    arena_format(visit->arena, "/%s/%lld", hit->kind->kind, (long long)hit->id));
}

/* One register's part: in the API its number of rows, on the page the rows too.
 * CLAUSE: 5.7.3 */
static void add_group(struct visit *visit, struct model *groups, struct model *items,
                      const struct search_group *group)
{
    struct model *own = model_object(visit->arena, groups, KEY_NONE);

    model_text(visit->arena, own, KEY_kind, group->kind->kind);
    model_text(visit->arena, own, KEY_title, register_title(group->kind, visit->scene.language));
    model_integer(visit->arena, own, KEY_total, group->total);
    model_bool(visit->arena, own, KEY_has_more, group->total > group->hit_count)->flags |=
        MODEL_PAGE_ONLY;
    model_page_text(visit->arena, own, KEY_url, visit_link(visit, "kind", group->kind->kind));
    struct model *rows = model_array(visit->arena, own, KEY_rows);
    rows->flags |= MODEL_PAGE_ONLY;
    for (int i = 0; i < group->hit_count; i++) {
        const struct search_hit *hit = &group->hits[i];
        if (hit->importance != NULL && strcmp(hit->importance, "A") == 0)
            visit_saw_class_a(visit, hit->kind->kind, hit->key);
        add_hit(visit, rows, hit);
        if (items != NULL)
            add_hit(visit, items, hit);
    }
}

static int find_groups(struct visit *visit, const char *words, const char *kind,
                       struct search_group **ret_groups, int *ret_count, struct error *error)
{
    struct search_hit *hits;
    int count, total;

    if (kind == NULL)
        return search_groups(&visit->scene, visit->folder, words, GROUP_HITS, ret_groups, ret_count,
                             error);
    int result = search_run(&visit->scene, visit->folder, words, kind, KIND_HITS, false, &hits,
                            &count, &total, error);
    if (result < 0)
        return result;
    struct search_group *group = arena_alloc(visit->arena, sizeof *group);
    *group = (struct search_group){count > 0 ? hits[0].kind : NULL, total, hits, count};
    *ret_groups = group;
    *ret_count = count > 0;
    return 0;
}

static void add_truth(struct visit *visit, enum model_key key, bool value)
{
    model_bool(visit->arena, visit->model, key, value)->flags |= MODEL_PAGE_ONLY;
}

/* Tells the page whether the array holds anything. */
static bool add_truth_of(struct visit *visit, enum model_key key, enum model_key array)
{
    const struct model *found = model_get(visit->model, array);
    bool has_any = found != NULL && model_is_true(found);

    add_truth(visit, key, has_any);
    return has_any;
}

static int add_answer(struct visit *visit, const char *q, const char *kind, struct error *error)
{
    struct search_group *groups;
    int count, total = 0;
    int result = find_groups(visit, q, kind, &groups, &count, error);

    if (result < 0)
        return result;
    struct words words = split_words(visit->arena, q);
    struct model *items = model_array(visit->arena, visit->model, KEY_items);
    struct model *array = model_array(visit->arena, visit->model, KEY_groups);
    for (int i = 0; i < count; i++) {
        add_group(visit, array, visit->wants_json ? items : NULL, &groups[i]);
        total += groups[i].total;
    }
    model_integer(visit->arena, visit->model, KEY_total, total);
    model_null(visit->arena, visit->model, KEY_next);
    if (kind == NULL) {
        add_clauses(visit, &words);
        add_codes(visit, &words);
    }
    bool has_clauses = add_truth_of(visit, KEY_has_clauses, KEY_clauses);
    bool has_codes = add_truth_of(visit, KEY_has_codes, KEY_codes);
    add_truth(visit, KEY_is_empty, total == 0 && !has_clauses && !has_codes);
    return 0;
}

static int search_show(struct visit *visit, struct error *error)
{
    const char *q = visit_value(visit, "q"), *kind = visit_value(visit, "kind");
    bool has_words = q != NULL && !text_is_blank(q);

    if (kind != NULL && *kind == '\0')
        kind = NULL;
    add_truth(visit, KEY_has_words, has_words);
    model_page_text(visit->arena, visit->model, KEY_all_url, visit_link(visit, "kind", NULL));
    add_truth(visit, KEY_is_filtered, kind != NULL);
    if (!has_words && !visit->wants_json)
        return 0;
    int result = add_answer(visit, q != NULL ? q : "", kind, error);
    return result == ERROR_INPUT ? visit_show_error(visit, error) : result;
}

const struct page search_pages[] = {
    {"GET", "/search", &template_search, search_show, 0, "検索"},
    {.path = NULL},
};
