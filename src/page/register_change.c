#include "page/register_change.h"

#include "base/arena.h"
#include "base/error.h"
#include "finding/finding.h"
#include "page/page.h"
#include "page/register_pages.h"

#include <string.h>

/* The codes of the row's open findings: " V01 V05". */
static int open_codes(const struct register_scene *scene, const struct register_change *change,
                      const char **ret_codes, struct error *error)
{
    struct finding_row *rows;
    int count;
    int status =
        finding_list_of_row(scene, change->face->kind->table->id, change->id, &rows, &count, error);

    *ret_codes = "";
    for (int i = 0; status == 0 && i < count; i++)
        if (strcmp(rows[i].state, "open") == 0 &&
            (i == 0 || strcmp(rows[i].code, rows[i - 1].code) != 0))
            *ret_codes = arena_format(scene->arena, "%s %s", *ret_codes, rows[i].code);
    return status;
}

/* Those of one list that are not in the other. */
static const char *codes_without(struct arena *arena, const char *codes, const char *others)
{
    const char *left = "";

    for (const char *at = codes; *at == ' ';) {
        size_t length = 1 + strcspn(at + 1, " ");
        const char *code = arena_copy_bytes(arena, at, length);
        if (strstr(others, code) == NULL)
            left = arena_format(arena, "%s%s", left, *left == '\0' ? code + 1 : code);
        at += length;
    }
    return left;
}

/* What was done, and what it did to the findings. */
static const char *tell(const struct register_scene *scene, const struct register_change *change,
                        const char *text)
{
    struct arena *arena = scene->arena;
    enum language language = scene->language;

    if (*change->opened != '\0')
        text = arena_format(arena, language_text(language, "%s新しい指摘があります: %s。"), text,
                            change->opened);
    if (*change->closed != '\0')
        text = arena_format(arena, language_text(language, "%s解消した指摘: %s。"), text,
                            change->closed);
    return text;
}

/* What follows from the row that was written. */
static int follow(const struct register_scene *scene, struct register_change *change,
                  const char *before, struct error *error)
{
    const struct register_face *face = change->face;
    const char *after;
    int status = face->follow != NULL ? face->follow(scene, change->id, error) : 0;

    if (status == 0)
        status = finding_touch(scene, change->rules, face->kind->kind, change->id, error);
    if (status == 0)
        status = open_codes(scene, change, &after, error);
    if (status != 0)
        return status;
    change->opened = codes_without(scene->arena, after, before);
    change->closed = codes_without(scene->arena, before, after);
    return 0;
}

static const char *name_of(const struct register_scene *scene, const struct register_change *change,
                           struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];

    if (table_get(scene->store, change->face->kind->table, change->id, scene->arena, values, NULL,
                  error) != 0)
        return NULL;
    return register_row_name(change->face->kind, values);
}

int change_add(const struct register_scene *scene, void *context, struct error *error)
{
    struct register_change *change = context;
    int status = register_add(scene, change->face->kind, change->assignments, change->count,
                              change->reason, &change->id, error);

    if (status == 0)
        status = follow(scene, change, "", error);
    if (status == 0) {
        change->name = name_of(scene, change, error);
        status = change->name != NULL ? 0 : error->code;
    }
    if (status == 0)
        change->message =
            tell(scene, change,
                 arena_format(scene->arena, language_text(scene->language, "%s を登録しました。"),
                              change->name));
    return status;
}

/* The row must still be what was read. */
static int check_entry(const struct register_scene *scene, const struct register_change *change,
                       struct error *error)
{
    struct value values[TABLE_COLUMN_LIMIT];
    int64_t entry;
    int status = table_get(scene->store, change->face->kind->table, change->id, scene->arena,
                           values, &entry, error);

    if (status != 0 || entry == change->entry)
        return status;
    return error_set(error, ERROR_STALE, "",
                     "%s は、いまほかの人が変えました。もう一度開いて確かめてください。",
                     change->name);
}

static int write_end(const struct register_scene *scene, const struct register_change *change,
                     struct error *error)
{
    return register_end(scene, change->face->kind, change->id, change->reason, error);
}

static int write_set(const struct register_scene *scene, const struct register_change *change,
                     struct error *error)
{
    return register_set(scene, change->face->kind, change->id, change->assignments, change->count,
                        change->reason, error);
}

/* Writes a row that stands, and tells it by a sentence with its name. */
static int change_standing(const struct register_scene *scene, struct register_change *change,
                           int (*write)(const struct register_scene *scene,
                                        const struct register_change *change, struct error *error),
                           const char *sentence, struct error *error)
{
    const char *before;
    int status = check_entry(scene, change, error);

    if (status == 0)
        status = open_codes(scene, change, &before, error);
    if (status == 0)
        status = write(scene, change, error);
    if (status == 0)
        status = follow(scene, change, before, error);
    if (status == 0)
        change->message = tell(scene, change, sentence);
    return status;
}

int change_set(const struct register_scene *scene, void *context, struct error *error)
{
    struct register_change *change = context;

    return change_standing(scene, change, write_set,
                           arena_format(scene->arena,
                                        language_text(scene->language, "%s を変更しました。"),
                                        change->name),
                           error);
}

int change_end(const struct register_scene *scene, void *context, struct error *error)
{
    struct register_change *change = context;

    return change_standing(scene, change, write_end,
                           arena_format(scene->arena,
                                        language_text(scene->language, "%s を廃止しました。"),
                                        change->name),
                           error);
}

static void put_codes(struct visit *visit, enum model_key key, const char *codes)
{
    struct model *list = model_array(visit->arena, visit->model, key);

    while (*codes != '\0') {
        size_t length = strcspn(codes, " ");
        model_text(visit->arena, list, KEY_NONE, arena_copy_bytes(visit->arena, codes, length));
        codes += length + (codes[length] == ' ');
    }
}

void change_put_findings(struct visit *visit, const struct register_change *change)
{
    put_codes(visit, KEY_opened, change->opened);
    put_codes(visit, KEY_closed, change->closed);
}
