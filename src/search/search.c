#include "search/search.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "people/people.h"
#include "register/register.h"
#include "search/index_file.h"
#include "search/match.h"
#include "search/refresh.h"
#include "search/slot.h"
#include "store/store.h"

#include "search/search_sql.h"
#include <stdlib.h>
#include <string.h>

enum { WORK_BYTES = 1 << 30, LABEL_LETTERS = 80 };

/* What is asked. */
struct question {
    const struct register_scene *scene;
    const struct search_plan *plans;
    int plan_count;
    const char *kind; /* NULL: every one */
    bool with_ended;
    int limit;        /* of hits */
    bool by_register; /* the limit is that of each register */
    const char *name; /* all words as one, folded */
    const struct match_word *words;
    int word_count;
};

/* What came of it; texts in the scene's arena. */
struct answer {
    struct search_hit *hits; /* with `by_register` in order of registers */
    int hit_count, total;
    int *totals; /* of each register, by its number */
};

/* A row that may be among the first ones. */
struct found {
    struct index_row row;
    int plan;      /* its register's number */
    bool is_exact; /* called just so */
};

/* One look into a snapshot of the index. */
struct look {
    const struct question *question;
    struct index_file *index;
    struct arena *arena;
    struct index_state state;
    struct index_class *classes;
    int *plan_of_class; /* UNJUDGED until asked; HIDDEN, or the register's number */
    int class_count;
    struct slot_map slots;
    struct match_set set;
    struct found *founds;
    int found_count, found_room;
    int *totals, *taken; /* of each register: rows that match, and those kept in order */
};

enum { UNJUDGED = -2, HIDDEN = -1 };

static int judge_class(const struct question *question, const struct index_class *class)
{
    const struct register_scene *scene = question->scene;

    for (int i = 0; i < question->plan_count; i++) {
        const struct register_kind *kind = question->plans[i].kind;

        if (kind->table->id != class->register_id)
            continue;
        if ((question->kind && strcmp(kind->kind, question->kind) != 0) ||
            (class->ended && !question->with_ended) ||
            !may(scene->viewer, scene->pack, "view", kind->kind, class->section_id,
                 class->system_id))
            return HIDDEN;
        return i;
    }
    return HIDDEN;
}

/* The number of the register of the row at a slot, or HIDDEN. */
static int find_register(struct look *look, int64_t slot, int *ret_plan, struct error *error)
{
    uint32_t class;
    int result = slot_class(&look->slots, slot, &class, error);

    if (result < 0)
        return result;
    if (class == SLOT_FREE) {
        *ret_plan = HIDDEN;
        return 0;
    }
    if (class > (uint32_t)look->class_count)
        return index_set_damaged(look->index, error);
    int *plan = &look->plan_of_class[class - 1];
    if (*plan == UNJUDGED)
        *plan = judge_class(look->question, &look->classes[class - 1]);
    *ret_plan = *plan;
    return 0;
}

static int add_found(struct look *look, int64_t slot, int plan, bool is_exact, struct error *error)
{
    if (look->found_count == look->found_room) {
        look->found_room = look->found_room ? 2 * look->found_room : 64;
        struct found *larger = arena_alloc(look->arena, (size_t)look->found_room * sizeof(*larger));
        if (look->found_count)
            memcpy(larger, look->founds, (size_t)look->found_count * sizeof(*larger));
        look->founds = larger;
    }
    struct found *found = &look->founds[look->found_count];
    int result = index_read_row(look->index, slot, look->arena, &found->row, error);
    if (result < 0)
        return result;
    found->plan = plan;
    found->is_exact = is_exact;
    look->found_count++;
    return 0;
}

/* Rows called just so. They are taken out of the set, to be counted once. */
static int take_exact(struct look *look, struct error *error)
{
    int64_t *slots;
    int count;
    int result =
        index_find_named(look->index, look->question->name, look->arena, &slots, &count, error);

    for (int i = 0; result == 0 && i < count; i++) {
        int plan = 0;

        if (!match_has(&look->set, slots[i]))
            continue;
        result = find_register(look, slots[i], &plan, error);
        if (result < 0 || plan == HIDDEN)
            continue;
        look->set.bits[slots[i] / 64] &= ~(UINT64_C(1) << (slots[i] % 64));
        look->totals[plan]++;
        result = add_found(look, slots[i], plan, true, error);
    }
    return result;
}

/* Counts the others and takes those that may come first: of the slots that are in order no more
 * than the limit, of the late ones all. */
static int take_others(struct look *look, struct error *error)
{
    int result = 0;

    for (int64_t base = 0; result == 0 && base < look->state.slots; base += 64) {
        uint64_t bits = look->set.bits[base / 64];

        for (; result == 0 && bits != 0; bits &= bits - 1) {
            int64_t slot = base + __builtin_ctzll(bits);
            int plan = 0;

            result = find_register(look, slot, &plan, error);
            if (result < 0 || plan == HIDDEN)
                continue;
            look->totals[plan]++;
            int *taken = &look->taken[look->question->by_register ? plan : 0];
            if (slot >= look->state.sorted_slots || (*taken)++ < look->question->limit)
                result = add_found(look, slot, plan, false, error);
        }
    }
    return result;
}

static int compare_keys(const char *a, const char *b)
{
    if (!a || !b)
        return !a - !b;
    return strcmp(a, b);
}

/* As refresh puts rows in order: by register, key (none last) and id. */
static int compare_found(const void *left, const void *right)
{
    const struct found *a = left;
    const struct found *b = right;

    if (a->is_exact != b->is_exact)
        return b->is_exact - a->is_exact;
    if (a->plan != b->plan)
        return a->plan - b->plan;
    int order = compare_keys(a->row.key, b->row.key);
    if (order != 0)
        return order;
    return a->row.row_id < b->row.row_id ? -1 : a->row.row_id > b->row.row_id;
}

/* Keeps the first ones: of all, or of each register, whose rows then stand together. */
static void keep_first(struct look *look)
{
    const struct question *question = look->question;
    struct found *kept = arena_alloc(look->arena, ((size_t)look->found_count + 1) * sizeof(*kept));
    int count = 0;

    if (look->found_count > 1)
        qsort(look->founds, (size_t)look->found_count, sizeof(*look->founds), compare_found);
    for (int plan = 0; question->by_register && plan < question->plan_count; plan++)
        for (int i = 0, own = 0; i < look->found_count && own < question->limit; i++)
            if (look->founds[i].plan == plan) {
                kept[count++] = look->founds[i];
                own++;
            }
    for (int i = 0; !question->by_register && i < look->found_count && i < question->limit; i++)
        kept[count++] = look->founds[i];
    look->founds = kept;
    look->found_count = count;
}

static int look_in(struct look *look, struct error *error)
{
    const struct question *question = look->question;
    int result = index_read_state(look->index, look->arena, &look->state, error);

    if (result == 0)
        result =
            index_read_classes(look->index, look->arena, &look->classes, &look->class_count, error);
    if (result < 0)
        return result;
    look->plan_of_class = arena_alloc(look->arena, ((size_t)look->class_count + 1) * sizeof(int));
    for (int i = 0; i < look->class_count; i++)
        look->plan_of_class[i] = UNJUDGED;
    slot_map_start(&look->slots, look->index, look->arena, look->state.slots);
    result = match_words(&look->slots, look->state.slots, question->words, question->word_count,
                         &look->set, error);
    if (result == 0)
        result = take_exact(look, error);
    if (result == 0)
        result = take_others(look, error);
    if (result == 0)
        keep_first(look);
    return result;
}

/* Appends to the label as far as it may go; false when it is full. */
static bool add_to_label(struct buffer *label, int *letters, const char *text)
{
    if (*letters > 0) {
        buffer_byte(label, ' ');
        ++*letters;
    }
    for (const char *next = text; *next != '\0'; text = next) {
        if (*letters >= LABEL_LETTERS - 1) {
            buffer_text(label, "…");
            return false;
        }
        text_next(&next);
        buffer_append(label, text, (size_t)(next - text));
        ++*letters;
    }
    return true;
}

/* What the searched columns hold, without what key and section say already. */
static const char *make_label(const struct search_plan *plan, const struct value *values,
                              struct arena *arena)
{
    const struct column *columns = plan->kind->table->columns;
    struct buffer label = {0};
    int letters = 0;

    for (int i = 0; i < plan->searched_count; i++) {
        int column = plan->searched[i];
        const char *text = register_value_text(&columns[column], values[column], arena);

        if (column == plan->name || column == plan->kind->section || !text || *text == '\0')
            continue;
        if (!add_to_label(&label, &letters, text))
            break;
    }
    if (letters == 0 && plan->name >= 0 && values[plan->name].kind == VALUE_TEXT)
        add_to_label(&label, &letters, values[plan->name].text);
    const char *text = arena_copy(arena, buffer_string(&label));
    buffer_done(&label);
    return text;
}

static int show_hits(const struct look *look, struct search_hit **ret_hits, struct error *error)
{
    const struct register_scene *scene = look->question->scene;
    struct search_hit *hits =
        arena_alloc(scene->arena, ((size_t)look->found_count + 1) * sizeof(*hits));
    struct value values[TABLE_COLUMN_LIMIT];
    /* A statement that is not at its end holds one snapshot for the rows that follow. */
    struct query *snapshot = store_query(scene->store, SQL_SEARCH_HEAD, error);
    int result = snapshot ? query_step(snapshot, error) : error->code;

    for (int i = 0; result >= 0 && i < look->found_count; i++) {
        const struct found *found = &look->founds[i];
        const struct search_plan *plan = &look->question->plans[found->plan];
        const struct register_kind *kind = plan->kind;

        result = table_get(scene->store, kind->table, found->row.row_id, scene->arena, values, NULL,
                           error);
        if (result < 0)
            break;
        int importance = table_column(kind->table, "importance");
        hits[i] = (struct search_hit){
            .kind = kind,
            .id = found->row.row_id,
            .key = register_row_name(kind, values),
            .name = make_label(plan, values, scene->arena),
            .section = kind->section >= 0 ? values[kind->section].text : NULL,
            .importance = importance >= 0 ? values[importance].text : NULL,
        };
    }
    if (snapshot)
        query_done(snapshot);
    if (result < 0)
        return result;
    *ret_hits = hits;
    return 0;
}

static int look_and_show(struct look *look, struct answer *answer, struct error *error)
{
    const struct question *question = look->question;
    size_t plans = ((size_t)question->plan_count + 1) * sizeof(int);
    int result = index_begin(look->index, false, error);

    answer->totals = look->totals = arena_alloc(question->scene->arena, plans);
    look->taken = arena_alloc(look->arena, plans);
    if (result == 0)
        result = look_in(look, error);
    index_rollback(look->index);
    if (result == 0)
        result = show_hits(look, &answer->hits, error);
    if (result < 0)
        return result;
    answer->hit_count = look->found_count;
    answer->total = 0;
    for (int i = 0; i < question->plan_count; i++)
        answer->total += look->totals[i];
    return 0;
}

/* Brings the index up to date and, with a question, looks into it. */
static int ask_once(const struct question *question, struct index_file *index,
                    const struct refresh_report *report, struct answer *answer, struct error *error)
{
    int result =
        refresh_index(question->scene, question->plans, question->plan_count, index, report, error);

    if (result < 0 || answer == NULL || question->word_count == 0)
        return result;
    struct look look = {.question = question, .index = index, .arena = arena_open(WORK_BYTES)};
    result = look_and_show(&look, answer, error);
    arena_close(look.arena);
    return result;
}

/* The same; an index that shows damage is discarded and made anew, once. */
static int ask(const struct question *question, const char *folder,
               const struct refresh_report *report, struct answer *answer, struct error *error)
{
    for (int attempt = 0;; attempt++) {
        struct index_file *index = index_open(folder, error);

        if (!index)
            return error->code;
        int result = ask_once(question, index, report, answer, error);
        bool again = result < 0 && index_is_damaged(index) && attempt == 0;
        if (again)
            index_discard(folder, index);
        index_close(index);
        if (!again)
            return result;
        error->code = 0;
    }
}

static int check_kind(const struct register_scene *scene, const char *kind, struct error *error)
{
    const char *names = "", *last = "";

    if (!kind || register_find_kind(scene->kinds, kind, NULL))
        return 0;
    for (const struct register_kind *const *each = scene->kinds; *each; each++) {
        if (strcmp((*each)->kind, last) != 0)
            names = arena_format(scene->arena, "%s%s%s", names, *names ? " " : "", (*each)->kind);
        last = (*each)->kind;
    }
    error_set(error, ERROR_INPUT, "",
              "「%s」という台帳はありません。次のどれかを指定してください: %s", kind, names);
    return error_at(error, "kind", NULL);
}

/* Asks in words. */
static int ask_words(struct question *question, const char *folder, const char *words,
                     struct answer *answer, struct error *error)
{
    static const struct refresh_report silent;
    const struct register_scene *scene = question->scene;
    struct match_word *split;
    int result = check_kind(scene, question->kind, error);

    if (result == 0)
        result = match_split(words, scene->arena, &split, &question->word_count, error);
    if (result < 0)
        return result;
    if (question->word_count == 0) {
        error_set(error, ERROR_INPUT, "", "探す言葉を書いてください。");
        return error_at(error, "q", NULL);
    }
    question->name = text_search_key(scene->arena, words);
    question->words = split;
    question->plans = refresh_plans(scene, &question->plan_count);
    return ask(question, folder, &silent, answer, error);
}

int search_run(const struct register_scene *scene, const char *folder, const char *words,
               const char *kind, int limit, bool with_ended, struct search_hit **ret_hits,
               int *ret_count, int *ret_total, struct error *error)
{
    struct question question = {
        .scene = scene, .kind = kind, .with_ended = with_ended, .limit = limit};
    struct answer answer;
    int result = ask_words(&question, folder, words, &answer, error);

    if (result < 0)
        return result;
    *ret_hits = answer.hits;
    *ret_count = answer.hit_count;
    *ret_total = answer.total;
    return 0;
}

int search_groups(const struct register_scene *scene, const char *folder, const char *words,
                  int limit, struct search_group **ret_groups, int *ret_count, struct error *error)
{
    struct question question = {.scene = scene, .limit = limit, .by_register = true};
    struct answer answer;
    int result = ask_words(&question, folder, words, &answer, error);

    if (result < 0)
        return result;
    struct search_group *groups =
        arena_alloc(scene->arena, ((size_t)question.plan_count + 1) * sizeof(*groups));
    const struct search_hit *next = answer.hits;
    int count = 0;
    for (int i = 0; i < question.plan_count; i++) {
        int total = answer.totals[i], own = total < limit ? total : limit;

        if (total == 0)
            continue;
        groups[count++] = (struct search_group){question.plans[i].kind, total, next, own};
        next += own;
    }
    *ret_groups = groups;
    *ret_count = count;
    return 0;
}

int search_refresh(const struct register_scene *scene, const char *folder,
                   search_progress *progress, void *context, struct error *error)
{
    struct question question = {.scene = scene};
    struct refresh_report report = {progress, context};

    question.plans = refresh_plans(scene, &question.plan_count);
    return ask(&question, folder, &report, NULL, error);
}

void search_forget(const char *folder)
{
    index_discard(folder, NULL);
}

void search_write_json(const struct search_hit *hits, int count, struct json *json)
{
    json_array_start(json);
    for (int i = 0; i < count; i++) {
        json_object_start(json);
        json_text_at(json, "kind", hits[i].kind->kind);
        json_text_at(json, "key", hits[i].key);
        json_text_at(json, "name", hits[i].name);
        json_text_at(json, "section", hits[i].section);
        json_integer_at(json, "id", hits[i].id);
        json_object_end(json);
    }
    json_array_end(json);
}
