#include "register/layout.h"

#include "base/arena.h"
#include "base/error.h"
#include "pack/pack.h"
#include "register/heading.h"

#include <string.h>

/* A possible heading of a sheet: which rows, which part, how many fields it names. */
struct candidate {
    const struct pack_layout *fields;
    int first, last; /* indexes into the top */
    int columns[LAYOUT_FIELD_LIMIT];
    int matched;
    int missing_required;
};

bool layout_is_of(const struct pack_layout *fields, const char *kind)
{
    return strcmp(fields->kind, kind) == 0 ||
           (fields->part != NULL && strcmp(fields->part, kind) == 0);
}

static bool has_word(const struct pack_field *field, const char *word)
{
    if (*word == '\0')
        return false;
    for (const char *const *each = field->words; *each != NULL; each++)
        if (strcmp(*each, word) == 0)
            return true;
    return false;
}

/* The column whose heading is one of the field's words; "upper/lower" goes before the lower word
 * alone. -1 when none. */
static int find_column(const struct pack_field *field, const struct heading *headings, int width)
{
    int found = -1;
    for (int i = 0; i < width; i++) {
        if (has_word(field, headings[i].both))
            return i;
        if (found < 0 && has_word(field, headings[i].lower))
            found = i;
    }
    return found;
}

/* The word without what people write around it: a number before, a remark in parentheses or after
 * a reference mark behind. */
static const char *bare_word(const char *word, struct arena *arena)
{
    size_t digits = strspn(word, "0123456789");
    if (digits > 0 && (word[digits] == '.' || word[digits] == ')'))
        word += digits + 1;
    size_t length = strcspn(word, "(*[");
    const char *mark = strstr(word, "※");
    if (mark != NULL && (size_t)(mark - word) < length)
        length = (size_t)(mark - word);
    return length > 0 ? arena_copy_bytes(arena, word, length) : word;
}

/* Fields that no heading names exactly take a column still free whose bare word is theirs. */
static void match_bare_words(struct candidate *candidate, const struct heading *headings, int width,
                             struct arena *arena)
{
    const struct pack_layout *fields = candidate->fields;
    for (int i = 0; i < width; i++) {
        bool is_free = *headings[i].lower != '\0';
        for (int j = 0; j < fields->field_count && is_free; j++)
            is_free = candidate->columns[j] != i;
        const char *slash = strrchr(headings[i].both, '/');
        const char *word = bare_word(headings[i].lower, arena);
        const char *both = slash == NULL
                               ? ""
                               : arena_format(arena, "%.*s/%s", (int)(slash - headings[i].both),
                                              headings[i].both, word);
        for (int j = 0; j < fields->field_count && is_free; j++) {
            if (candidate->columns[j] >= 0 ||
                (!has_word(&fields->fields[j], both) && !has_word(&fields->fields[j], word)))
                continue;
            candidate->columns[j] = i;
            is_free = false;
        }
    }
}

static int top_width(const struct sheet_top *top, int first, int last)
{
    int width = 0;
    for (int i = first; i <= last; i++)
        width = top->widths[i] > width ? top->widths[i] : width;
    return width;
}

/* A column that two fields claim goes to the one that names it by both its words. */
static void settle_claims(struct candidate *candidate, const struct heading *headings)
{
    const struct pack_layout *fields = candidate->fields;
    for (int i = 0; i < fields->field_count; i++) {
        for (int j = 0; j < fields->field_count; j++) {
            if (i == j || candidate->columns[i] < 0 ||
                candidate->columns[i] != candidate->columns[j])
                continue;
            const char *both = headings[candidate->columns[i]].both;
            bool i_stronger = has_word(&fields->fields[i], both);
            bool j_stronger = has_word(&fields->fields[j], both);
            candidate->columns[i_stronger || !j_stronger ? j : i] = -1;
        }
    }
}

bool layout_lacks(const struct pack_layout *fields, const int *columns, int field)
{
    if (columns[field] >= 0 || !fields->fields[field].required)
        return false;
    const char *unless = fields->fields[field].unless;
    for (int i = 0; unless != NULL && i < fields->field_count; i++)
        if (strcmp(fields->fields[i].field, unless) == 0 && columns[i] >= 0)
            return false;
    return true;
}

const char *layout_missing(const struct pack_layout *fields, const int *columns,
                           struct arena *arena)
{
    const char *missing = "";
    for (int i = 0; i < fields->field_count; i++)
        if (layout_lacks(fields, columns, i))
            missing = arena_format(arena, "%s%s%s", missing, *missing != '\0' ? "、" : "",
                                   fields->fields[i].label);
    return missing;
}

static struct candidate match(const struct pack_layout *fields, const struct sheet_top *top,
                              int first, int last, struct arena *arena)
{
    struct candidate candidate = {.fields = fields, .first = first, .last = last};
    int width = top_width(top, first, last);
    struct heading *headings = arena_alloc(arena, (size_t)(width + 1) * sizeof *headings);
    for (int i = 0; i < width; i++)
        headings[i] = heading_of(top, first, last, i, true, arena);
    for (int i = 0; i < fields->field_count; i++)
        candidate.columns[i] = find_column(&fields->fields[i], headings, width);
    settle_claims(&candidate, headings);
    match_bare_words(&candidate, headings, width, arena);
    for (int i = 0; i < fields->field_count; i++) {
        candidate.matched += candidate.columns[i] >= 0;
        candidate.missing_required += layout_lacks(fields, candidate.columns, i);
    }
    return candidate;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    if ((a->missing_required == 0) != (b->missing_required == 0))
        return a->missing_required == 0;
    return a->matched > b->matched;
}

/* The best heading of the sheet for any part of the kind; fewer rows win where the rest is equal.
 */
static struct candidate best_of_sheet(const struct pack *pack, const char *kind,
                                      const struct sheet_top *top, struct arena *arena)
{
    struct candidate best = {.missing_required = 1};
    int count;
    const struct pack_layout *layouts = pack_layouts(pack, &count);
    for (int i = 0; i < count; i++) {
        if (!layout_is_of(&layouts[i], kind))
            continue;
        for (int span = 1; span <= HEADING_SPAN; span++) {
            for (int first = 0; first + span <= top->count; first++) {
                struct candidate candidate =
                    match(&layouts[i], top, first, first + span - 1, arena);
                if (candidate.matched > 0 && is_better(&candidate, &best))
                    best = candidate;
            }
        }
    }
    return best;
}

/* Whether the row under the heading still belongs to it: it holds words, and only under columns
 * that are not read, as where 連絡先 alone is divided in two. */
static bool heading_goes_on(const struct candidate *candidate, const struct sheet_top *top)
{
    int next = candidate->last + 1;
    if (next >= top->count || top->numbers[next] != top->numbers[next - 1] + 1)
        return false;
    bool has_words = false;
    for (int i = 0; i < top->widths[next]; i++) {
        const char *text = top->folded[next][i];
        for (int j = 0; j < candidate->fields->field_count && *text != '\0'; j++)
            if (candidate->columns[j] == i)
                return false;
        has_words = has_words || text[strspn(text, "0123456789")] != '\0';
    }
    return has_words;
}

static struct layout_part make_part(const struct candidate *candidate, const struct sheet_top *top,
                                    struct arena *arena)
{
    struct layout_part part = {.sheet = top->sheet,
                               .sheet_index = top->sheet_index,
                               .part = candidate->fields->part,
                               .fields = candidate->fields,
                               .header_first = top->numbers[candidate->first],
                               .header_last = top->numbers[candidate->last] +
                                              (heading_goes_on(candidate, top) ? 1 : 0)};
    part.id_column = heading_id_column(top, candidate->first, candidate->last, arena);
    for (int i = 0; i < LAYOUT_FIELD_LIMIT; i++) {
        part.columns[i] = i < candidate->fields->field_count ? candidate->columns[i] : -1;
        part.headings[i] = NULL;
        if (part.columns[i] < 0)
            continue;
        struct heading heading =
            heading_of(top, candidate->first, candidate->last, part.columns[i], false, arena);
        part.headings[i] = *heading.both != '\0' ? heading.both : heading.lower;
    }
    return part;
}

static int refuse_missing(const struct candidate *best, const struct sheet_top *top,
                          struct arena *arena, struct error *error)
{
    if (best->fields == NULL || best->matched < 2) {
        error_set(error, ERROR_INPUT, "F10",
                  "見出しの行が見つかりません。見出しの語を docs/layouts.md の語に合わせるか、"
                  "chikiri profile でレイアウトを作ってください。");
        return error->code;
    }
    const char *missing = layout_missing(best->fields, best->columns, arena);
    error_set(error, ERROR_INPUT, "F10",
              "必要な列がありません: %s（見出しは%s%d行目と見ました）。列を加えるか、"
              "chikiri profile でレイアウトを作ってください。",
              missing, top->sheet != NULL ? arena_format(arena, "シート「%s」の", top->sheet) : "",
              top->numbers[best->last]);
    return error_at(error, missing, NULL);
}

/* A sheet that shows how to fill in the form has its headings and rows of nobody's. CLAUSE: 2.2 */
static bool is_example(const struct layout_part *part)
{
    static const char *const words[] = {"記入例", "記載例", "入力例", "見本", "サンプル"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (part->sheet != NULL && strstr(part->sheet, words[i]) != NULL)
            return true;
    return false;
}

/* Examples are left out, unless the file holds nothing else. */
static void drop_examples(struct layout *layout)
{
    int kept = 0;
    for (int i = 0; i < layout->part_count; i++)
        kept += !is_example(&layout->parts[i]);
    if (kept == 0)
        return;
    kept = 0;
    for (int i = 0; i < layout->part_count; i++)
        if (!is_example(&layout->parts[i]))
            layout->parts[kept++] = layout->parts[i];
    layout->part_count = kept;
}

/* The best heading of every sheet, whole ones into the layout; the nearest of the others apart. */
static int read_candidates(const struct pack *pack, const char *path, struct arena *arena,
                           struct layout *layout, struct candidate *nearest,
                           const struct sheet_top **ret_top, struct error *error)
{
    struct sheet_options guess = {ENCODING_GUESS, 0};
    struct sheet_top *tops;
    int count;
    int status = heading_read_tops(path, &guess, arena, &tops, &count, &layout->options, error);
    if (status != 0)
        return status;
    layout->parts = arena_alloc(arena, (size_t)(count + 1) * sizeof *layout->parts);
    *nearest = (struct candidate){.missing_required = 1};
    *ret_top = NULL;
    for (int i = 0; i < count; i++) {
        struct candidate best = best_of_sheet(pack, layout->kind, &tops[i], arena);
        if (best.fields != NULL && best.missing_required == 0)
            layout->parts[layout->part_count++] = make_part(&best, &tops[i], arena);
        if (*ret_top == NULL || is_better(&best, nearest)) {
            *nearest = best;
            *ret_top = &tops[i];
        }
    }
    drop_examples(layout);
    return 0;
}

int layout_recognise(const struct pack *pack, const char *kind, const char *path,
                     struct arena *arena, struct layout *ret_layout, struct error *error)
{
    struct layout layout = {.kind = kind};
    struct candidate nearest;
    const struct sheet_top *top;
    int status = read_candidates(pack, path, arena, &layout, &nearest, &top, error);
    if (status == 0 && layout.part_count == 0)
        status = refuse_missing(&nearest, top, arena, error);
    if (status == 0)
        *ret_layout = layout;
    return status;
}

static bool is_known_kind(const struct pack *pack, const char *kind)
{
    int count;
    const struct pack_layout *layouts = pack_layouts(pack, &count);
    bool known = false;
    for (int i = 0; i < count && !known; i++)
        known = layout_is_of(&layouts[i], kind);
    return known;
}

int layout_propose(const struct pack *pack, const char *kind, const char *path, struct arena *arena,
                   struct layout *ret_layout, const char **ret_missing, struct error *error)
{
    struct layout layout = {.kind = kind};
    struct candidate nearest;
    const struct sheet_top *top;
    int status = read_candidates(pack, path, arena, &layout, &nearest, &top, error);
    if (status != 0)
        return status;
    if (!is_known_kind(pack, kind))
        return error_set(
            error, ERROR_INPUT, "F14",
            "%s という種類のファイルは取り込めません。chikiri help import を見てください。", kind);
    *ret_missing = "";
    if (layout.part_count == 0 && nearest.fields != NULL) {
        *ret_missing = layout_missing(nearest.fields, nearest.columns, arena);
        layout.parts[layout.part_count++] = make_part(&nearest, top, arena);
    }
    if (layout.part_count == 0)
        return refuse_missing(&nearest, top, arena, error);
    *ret_layout = layout;
    return 0;
}
