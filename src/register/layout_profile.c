#include "register/layout.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/language.h"
#include "base/text.h"
#include "pack/pack.h"
#include "register/heading.h"
#include "sheet/limits.h"

#include <jansson.h>
#include <string.h>

enum { PROFILE_PARTS = 200 };

static int refuse(struct error *error, const char *profile_path, const char *why)
{
    const char *name = strrchr(profile_path, '/');
    error_set(error, ERROR_INPUT, "F13",
              "プロファイル %s を使えません: %s。docs/layouts.md の例を見て直してください。",
              name != NULL ? name + 1 : profile_path, why);
    return error->code;
}

static json_t *read_json(const char *path, struct arena *arena, struct error *error)
{
    json_error_t problem;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &problem);
    if (root == NULL && json_error_code(&problem) == json_error_cannot_open_file)
        error_set(error, ERROR_MISSING, "F13",
                  "プロファイル %s を開けません。名前と場所を確かめてください。", path);
    else if (root == NULL)
        refuse(error, path,
               arena_format(arena, language_text(error->language, "%d行目: %s"), problem.line,
                            problem.text));
    return root;
}

static bool read_encoding(const json_t *value, enum sheet_encoding *ret_encoding)
{
    static const char *const names[] = {"", "utf-8", "utf-16le", "utf-16be", "cp932"};
    if (value == NULL || json_is_null(value)) {
        *ret_encoding = ENCODING_GUESS;
        return true;
    }
    for (int i = ENCODING_UTF8; i <= ENCODING_CP932; i++) {
        if (json_is_string(value) && strcmp(json_string_value(value), names[i]) == 0) {
            *ret_encoding = (enum sheet_encoding)i;
            return true;
        }
    }
    return false;
}

static bool read_delimiter(const json_t *value, char *ret_delimiter)
{
    *ret_delimiter = 0;
    if (value == NULL || json_is_null(value))
        return true;
    const char *text = json_string_value(value);
    if (text == NULL || (strcmp(text, ",") != 0 && strcmp(text, "\t") != 0))
        return false;
    *ret_delimiter = text[0];
    return true;
}

static int field_of(const struct pack_layout *fields, const char *name)
{
    for (int i = 0; i < fields->field_count; i++)
        if (strcmp(fields->fields[i].field, name) == 0)
            return i;
    return -1;
}

/* Finds one column of the profile in the heading rows: by number, or by "upper/lower" or plain
 * words. -1 when the heading is not there. */
static int find_profile_column(const json_t *wanted, const struct sheet_top *top, int first,
                               int last, struct arena *arena)
{
    if (json_is_integer(wanted))
        return (int)json_integer_value(wanted) - 1;
    const char *word = text_name_key(arena, json_string_value(wanted));
    int width = 0, found = -1;
    for (int i = first; i <= last && first >= 0; i++)
        width = top->widths[i] > width ? top->widths[i] : width;
    for (int i = 0; i < width && first >= 0; i++) {
        struct heading heading = heading_of(top, first, last, i, true, arena);
        if (*heading.both != '\0' && strcmp(heading.both, word) == 0)
            return i;
        if (found < 0 && *heading.lower != '\0' && strcmp(heading.lower, word) == 0)
            found = i;
    }
    return found;
}

/* Fills the part's columns from the profile's; returns how many were found. A heading that is not
 * there stays -1 and is named in *ret_missing. */
static int fill_columns(const json_t *columns, const struct sheet_top *top, int first, int last,
                        struct layout_part *part, struct arena *arena, const char **ret_missing)
{
    int found = 0;
    const char *name;
    json_t *wanted;
    *ret_missing = NULL;
    for (int i = 0; i < LAYOUT_FIELD_LIMIT; i++)
        part->columns[i] = -1;
    json_object_foreach((json_t *)(uintptr_t)columns, name, wanted)
    {
        int field = field_of(part->fields, name);
        int column = find_profile_column(wanted, top, first, last, arena);
        part->columns[field] = column;
        part->headings[field] =
            json_is_string(wanted) ? arena_copy(arena, json_string_value(wanted)) : NULL;
        if (column >= 0)
            found++;
        else
            *ret_missing = arena_copy(arena, json_string_value(wanted));
    }
    return found;
}

/* Heading rows left to recognise: the rows under which most of the profile's headings stand. */
static void search_heading(const json_t *columns, const struct sheet_top *top,
                           struct layout_part *part, struct arena *arena, int *ret_first,
                           int *ret_last)
{
    int best = 0;
    *ret_first = *ret_last = -1;
    for (int span = 1; span <= HEADING_SPAN; span++) {
        for (int first = 0; first + span <= top->count; first++) {
            const char *missing;
            int found = fill_columns(columns, top, first, first + span - 1, part, arena, &missing);
            int by_number = 0;
            const char *name;
            json_t *wanted;
            json_object_foreach((json_t *)(uintptr_t)columns, name, wanted) by_number +=
                json_is_integer(wanted);
            if (found - by_number <= best)
                continue;
            best = found - by_number;
            *ret_first = first;
            *ret_last = first + span - 1;
        }
    }
}

static const char *bad_columns(const json_t *columns, const struct pack_layout *fields,
                               struct arena *arena)
{
    if (!json_is_object(columns))
        return "columns";
    const char *name;
    json_t *wanted;
    json_object_foreach((json_t *)(uintptr_t)columns, name, wanted)
    {
        bool is_column =
            json_is_string(wanted) || (json_is_integer(wanted) && json_integer_value(wanted) >= 1 &&
                                       json_integer_value(wanted) <= 16384);
        if (field_of(fields, name) < 0 || !is_column)
            return arena_format(arena, "columns.%s", name);
    }
    return NULL;
}

static const char *read_values(const json_t *values, struct layout_part *part, struct arena *arena)
{
    if (values == NULL || json_is_null(values))
        return NULL;
    if (!json_is_object(values))
        return "values";
    const char *field, *from;
    json_t *map, *to;
    size_t total = 0;
    json_object_foreach((json_t *)(uintptr_t)values, field, map) total += json_object_size(map);
    struct layout_value *list = arena_alloc(arena, (total + 1) * sizeof *list);
    json_object_foreach((json_t *)(uintptr_t)values, field, map)
    {
        if (field_of(part->fields, field) < 0 || !json_is_object(map))
            return arena_format(arena, "values.%s", field);
        json_object_foreach(map, from, to)
        {
            if (!json_is_string(to))
                return arena_format(arena, "values.%s.%s", field, from);
            list[part->value_count++] =
                (struct layout_value){arena_copy(arena, field), arena_copy(arena, from),
                                      arena_copy(arena, json_string_value(to))};
        }
    }
    part->values = list;
    return NULL;
}

static const struct sheet_top *find_top(const struct sheet_top *tops, int count, const char *name,
                                        struct arena *arena)
{
    for (int i = 0; i < count; i++)
        if (tops[i].sheet != NULL &&
            strcmp(text_name_key(arena, tops[i].sheet), text_name_key(arena, name)) == 0)
            return &tops[i];
    return NULL;
}

/* The part of the kind, or when the profile leaves it open the one that knows all its fields. */
static const struct pack_layout *fields_of(const struct pack *pack, const char *kind,
                                           const char *part, const json_t *columns,
                                           struct arena *arena)
{
    const struct pack_layout *fields = NULL;
    int count;
    const struct pack_layout *all = pack_layouts(pack, &count);
    for (int i = 0; i < count; i++) {
        bool is_part = part == NULL || (all[i].part != NULL && strcmp(all[i].part, part) == 0);
        if (!is_part || !layout_is_of(&all[i], kind))
            continue;
        fields = &all[i];
        if (bad_columns(columns, fields, arena) == NULL)
            return fields;
    }
    return fields;
}

/* Two rows of a sheet in order, [0,0] for a file without headings, or nothing: to be searched for.
 */
static bool header_rows_are_good(const json_t *rows)
{
    if (rows == NULL || json_is_null(rows))
        return true;
    const json_t *first = json_array_get(rows, 0), *last = json_array_get(rows, 1);
    return json_array_size(rows) == 2 && json_is_integer(first) && json_is_integer(last) &&
           json_integer_value(first) >= 0 &&
           json_integer_value(last) >= json_integer_value(first) &&
           json_integer_value(last) <= SHEET_MAX_ROWS;
}

/* Reads header_rows, or searches for them; refuses a heading the file lacks when it is required. */
static int place_part(const json_t *sheet, const struct sheet_top *top, struct layout_part *part,
                      struct arena *arena, struct error *error)
{
    const json_t *columns = json_object_get(sheet, "columns");
    const json_t *rows = json_object_get(sheet, "header_rows");
    int first = -1, last = -1;
    if (json_is_array(rows)) {
        part->header_first = (int)json_integer_value(json_array_get(rows, 0));
        part->header_last = (int)json_integer_value(json_array_get(rows, 1));
        first = heading_row_index(top, part->header_first);
        last = heading_row_index(top, part->header_last);
        if (last < 0) /* a heading row may be empty */
            last = first;
        if (first < 0)
            first = last;
    } else {
        search_heading(columns, top, part, arena, &first, &last);
        part->header_first = first >= 0 ? top->numbers[first] : 0;
        part->header_last = last >= 0 ? top->numbers[last] : 0;
    }
    const char *missing;
    fill_columns(columns, top, first, last, part, arena, &missing);
    part->id_column = heading_id_column(top, first, last, arena);
    const char *names = layout_missing(part->fields, part->columns, arena);
    if (*names == '\0')
        return 0;
    error_set(error, ERROR_INPUT, "F10",
              "プロファイルの見出しではこの必要な列が見つかりません: %s。ファイルの見出しと"
              "プロファイルの columns を見比べてください。",
              names);
    return error_at(error, names, NULL);
}

/* What reading a profile's sheets goes by. */
struct profile_scene {
    const struct sheet_top *tops;
    int count;
    struct layout *layout;
    const char *profile_path;
    struct arena *arena;
};

static bool is_taken(const struct layout *layout, const struct sheet_top *top)
{
    for (int i = 0; i < layout->part_count; i++)
        if (layout->parts[i].sheet_index == top->sheet_index)
            return true;
    return false;
}

static int take_top(const struct profile_scene *scene, const json_t *sheet,
                    const struct layout_part *pattern, const struct sheet_top *top,
                    struct error *error)
{
    struct layout_part part = *pattern;
    part.sheet = top->sheet;
    part.sheet_index = top->sheet_index;
    int status = place_part(sheet, top, &part, scene->arena, error);
    if (status == 0)
        scene->layout->parts[scene->layout->part_count++] = part;
    return status;
}

static bool names_headings(const json_t *columns)
{
    const char *name;
    json_t *wanted;
    json_object_foreach((json_t *)(uintptr_t)columns, name,
                        wanted) if (json_is_string(wanted)) return true;
    return false;
}

/* A sheet without a name: every sheet that has the headings, or the one at the entry's own position
 * when it knows columns by number alone. */
static int recognise_tops(const struct profile_scene *scene, const json_t *sheet,
                          const struct layout_part *pattern, int position, struct error *error)
{
    int before = scene->layout->part_count;
    int status = 0;
    bool by_heading = names_headings(json_object_get(sheet, "columns"));
    for (int i = 0; i < scene->count; i++) {
        struct error unlike = {.language = error->language};
        if (is_taken(scene->layout, &scene->tops[i]) || (!by_heading && i != position))
            continue;
        if (take_top(scene, sheet, pattern, &scene->tops[i], &unlike) != 0 &&
            (status == 0 || strlen(unlike.field) < strlen(error->field))) {
            *error = unlike; /* the nearest sheet says what is missing */
            status = unlike.code;
        }
    }
    if (scene->layout->part_count > before) {
        error->code = 0;
        return 0;
    }
    return status != 0 ? status : refuse(error, scene->profile_path, "sheets");
}

static int read_sheet(const struct pack *pack, const struct profile_scene *scene,
                      const json_t *sheet, int position, struct error *error)
{
    struct arena *arena = scene->arena;
    const char *name = json_string_value(json_object_get(sheet, "name"));
    const char *part_name = json_string_value(json_object_get(sheet, "part"));
    const json_t *columns = json_object_get(sheet, "columns");
    struct layout_part part = {.fields =
                                   fields_of(pack, scene->layout->kind, part_name, columns, arena)};
    if (part.fields == NULL)
        return refuse(error, scene->profile_path, "part");
    part.part = part.fields->part;
    const char *bad = bad_columns(columns, part.fields, arena);
    if (bad == NULL)
        bad = read_values(json_object_get(sheet, "values"), &part, arena);
    if (bad == NULL && !header_rows_are_good(json_object_get(sheet, "header_rows")))
        bad = "header_rows";
    if (bad != NULL)
        return refuse(error, scene->profile_path, bad);
    if (name == NULL)
        return recognise_tops(scene, sheet, &part, position, error);
    const struct sheet_top *top = find_top(scene->tops, scene->count, name, arena);
    if (top == NULL)
        return refuse(
            error, scene->profile_path,
            arena_format(arena, language_text(error->language, "シート「%s」がありません"), name));
    return take_top(scene, sheet, &part, top, error);
}

static int read_profile(const struct pack *pack, const json_t *root, const char *profile_path,
                        const char *path, struct arena *arena, struct layout *layout,
                        struct error *error)
{
    const json_t *sheets = json_object_get(root, "sheets");
    const char *kind = json_string_value(json_object_get(root, "kind"));
    if (json_integer_value(json_object_get(root, "profile")) != 1)
        return refuse(error, profile_path, "profile");
    if (kind == NULL || strcmp(kind, layout->kind) != 0)
        return refuse(error, profile_path, "kind");
    if (!read_encoding(json_object_get(root, "encoding"), &layout->options.encoding))
        return refuse(error, profile_path, "encoding");
    if (!read_delimiter(json_object_get(root, "delimiter"), &layout->options.delimiter))
        return refuse(error, profile_path, "delimiter");
    if (!json_is_array(sheets) || json_array_size(sheets) == 0 ||
        json_array_size(sheets) > PROFILE_PARTS)
        return refuse(error, profile_path, "sheets");
    struct sheet_top *tops;
    int count;
    int status =
        heading_read_tops(path, &layout->options, arena, &tops, &count, &layout->options, error);
    if (status != 0)
        return status;
    size_t limit = json_array_size(sheets) + (size_t)count;
    layout->parts = arena_alloc(arena, limit * sizeof *layout->parts);
    struct profile_scene scene = {tops, count, layout, profile_path, arena};
    for (size_t i = 0; i < json_array_size(sheets) && status == 0; i++)
        status = read_sheet(pack, &scene, json_array_get(sheets, i), (int)i, error);
    return status;
}

int layout_from_profile(const struct pack *pack, const char *kind, const char *profile_path,
                        const char *path, struct arena *arena, struct layout *ret_layout,
                        struct error *error)
{
    struct layout layout = {.kind = kind};
    json_t *root = read_json(profile_path, arena, error);
    if (root == NULL)
        return error->code;
    int status = read_profile(pack, root, profile_path, path, arena, &layout, error);
    json_decref(root);
    if (status == 0)
        *ret_layout = layout;
    return status;
}

static void write_part(const struct layout_part *part, struct json *json)
{
    json_object_start(json);
    json_text_at(json, "name", part->sheet);
    json_text_at(json, "part", part->part);
    json_key(json, "header_rows");
    json_array_start(json);
    json_put_integer(json, part->header_first);
    json_put_integer(json, part->header_last);
    json_array_end(json);
    json_key(json, "columns");
    json_object_start(json);
    for (int i = 0; i < part->fields->field_count; i++) {
        if (part->columns[i] < 0)
            continue;
        json_key(json, part->fields->fields[i].field);
        if (part->headings[i] != NULL)
            json_text(json, part->headings[i]);
        else
            json_put_integer(json, part->columns[i] + 1);
    }
    json_object_end(json);
    json_key(json, "values");
    json_object_start(json);
    json_object_end(json);
    json_object_end(json);
}

void layout_write(const struct layout *layout, struct json *json)
{
    static const char *const encodings[] = {NULL, "utf-8", "utf-16le", "utf-16be", "cp932"};
    json_object_start(json);
    json_integer_at(json, "profile", 1);
    json_text_at(json, "kind", layout->kind);
    json_text_at(json, "encoding", encodings[layout->options.encoding]);
    json_text_at(json, "delimiter",
                 layout->options.delimiter == '\t' ? "\t"
                                                   : (layout->options.delimiter ? "," : NULL));
    json_key(json, "sheets");
    json_array_start(json);
    for (int i = 0; i < layout->part_count; i++)
        write_part(&layout->parts[i], json);
    json_array_end(json);
    json_object_end(json);
}
