/* Carrying out a judged transfer list. CLAUSE: 1.2.4 */
#include "room/organisation/career.h"

#include "base/arena.h"
#include "pack/pack.h"
#include "record/record.h"
#include "register/import.h"
#include "register/key_map.h"
#include "register/register.h"
#include "room/organisation/transfer.h"

#include <string.h>

/* Everyone the list is about, in the order of their first row. */
struct transfer_book {
    struct import *import;
    struct transfers *transfers;
    struct key_map *places; /* staff number -> position + 1 */
    struct career **careers;
    const struct transfer **last; /* the last row of each */
    bool *changed;                /* by row: what it asked for was not there yet */
    int count;
};

static struct record_context context_of(const struct transfer_book *book,
                                        const struct transfer *transfer)
{
    return (struct record_context){.action = "import",
                                   .key = transfer->staff_no,
                                   .reason = transfer->word,
                                   .file = import_result(book->import)->file,
                                   .file_row = transfer->file_row};
}

static void introduce(const struct transfer_book *book, struct career *career,
                      const struct transfer *transfer)
{
    struct value *person = career->after;

    person[PERSON_staff_no] = person[PERSON_row_key] = value_text(transfer->staff_no);
    person[PERSON_name] = value_text(transfer->name);
    person[PERSON_hired_on] = value_text(transfer->effective_on);
    person[PERSON_import_id] = value_integer(import_id(book->import));
    person[PERSON_source_file] = value_text(import_result(book->import)->file);
    person[PERSON_source_sheet] = value_text(transfer->sheet);
    person[PERSON_source_line] = value_integer(transfer->line);
    person[PERSON_source_order] = value_integer(transfer->order);
}

static int find_career(struct transfer_book *book, const struct transfer *transfer,
                       struct career **ret_career, struct error *error)
{
    int64_t *place = key_map_at(book->places, transfer->staff_no);

    if (*place == 0) {
        struct career *career;
        int result = career_open(import_scene(book->import)->store, transfer->staff_no,
                                 import_arena(book->import), &career, error);

        if (result < 0)
            return result;
        if (career->person_id == 0)
            introduce(book, career, transfer);
        book->careers[book->count++] = career;
        *place = book->count;
    }
    book->last[*place - 1] = transfer;
    *ret_career = book->careers[*place - 1];
    return 0;
}

/* The new place and post as an assignment that begins on the day. */
static int read_work(struct transfer_book *book, const struct transfer *transfer,
                     const struct career *career, struct assignment *ret_work, struct error *error)
{
    const struct register_scene *scene = import_scene(book->import);
    struct record_context context = context_of(book, transfer);
    const char *post = *transfer->post ? transfer->post : NULL;
    bool acts = transfer->change == CHANGE_SECOND && post && strstr(post, "事務取扱");
    struct assignment work = {.post = post,
                              .how = acts                                ? "acting"
                                     : transfer->change == CHANGE_SECOND ? "concurrent"
                                                                         : "main",
                              .employment = career->after[PERSON_employment].text,
                              .valid_from = transfer->effective_on,
                              .import_id = import_id(book->import),
                              .source_line = transfer->line};
    int result = people_ensure_unit(scene->record, &transfer->new_place, transfer->effective_on,
                                    &context, &work.place, error);
    int64_t unit = work.place.section_id ? work.place.section_id : work.place.department_id;
    bool is_head = post && (work.place.section_id ? pack_is_section_head(scene->pack, post)
                                                  : pack_is_department_head(scene->pack, post));

    if (result == 0 && post && unit)
        result = people_ensure_post(scene->record, unit, post, is_head, &context, error);
    if (result == 0)
        *ret_work = work;
    return result;
}

static int carry_out(struct transfer_book *book, int row, struct error *error)
{
    const struct transfer *transfer = book->transfers->rows[row];
    struct assignment work = {0};
    struct career *career;
    int result = find_career(book, transfer, &career, error);

    if (result == 0 && transfer->change != CHANGE_LEAVE)
        result = read_work(book, transfer, career, &work, error);
    if (result == 0)
        book->changed[row] = career_change(career, transfer, &work, import_arena(book->import));
    return result;
}

static int write_careers(struct transfer_book *book, struct error *error)
{
    struct record *record = import_scene(book->import)->record;
    int result = 0;

    for (int i = 0; result == 0 && i < book->count; i++) {
        struct record_context context = context_of(book, book->last[i]);

        if (career_differs(book->careers[i]))
            result = career_write(book->careers[i], record, book->transfers->known_from, &context,
                                  error);
    }
    return result;
}

/* A row counts as unchanged when its person is in the end as known before. */
static void count_rows(const struct transfer_book *book, const bool *differs)
{
    struct import_result *counts = import_result(book->import);

    for (int i = 0; i < book->transfers->row_count; i++) {
        const struct transfer *transfer = book->transfers->rows[i];
        int64_t person = *key_map_find(book->places, transfer->staff_no) - 1;

        if (!book->changed[i] || !differs[person])
            counts->unchanged++;
        else if (transfer->change == CHANGE_LEAVE || transfer->change == CHANGE_MOVE)
            counts->updated++;
        else
            counts->added++;
    }
}

int transfers_apply(struct import *import, struct transfers *transfers, struct error *error)
{
    struct arena *arena = import_arena(import);
    size_t most = (size_t)transfers->row_count + 1;
    struct transfer_book book = {.import = import,
                                 .transfers = transfers,
                                 .places = key_map_make(arena),
                                 .careers = arena_alloc(arena, most * sizeof *book.careers),
                                 .last = arena_alloc(arena, most * sizeof *book.last),
                                 .changed = arena_alloc(arena, most * sizeof *book.changed)};
    bool *differs = arena_alloc(arena, most * sizeof *differs);
    int result = 0;

    for (int i = 0; result == 0 && i < transfers->row_count; i++)
        if (transfers->rows[i]->change == CHANGE_LEAVE)
            result = carry_out(&book, i, error);
    for (int i = 0; result == 0 && i < transfers->row_count; i++)
        if (transfers->rows[i]->change != CHANGE_LEAVE)
            result = carry_out(&book, i, error);
    for (int i = 0; i < book.count; i++)
        differs[i] = career_differs(book.careers[i]);
    if (result == 0)
        result = write_careers(&book, error);
    if (result == 0)
        count_rows(&book, differs);
    return result;
}
