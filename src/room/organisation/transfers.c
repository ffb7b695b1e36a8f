/* The import handler of transfer lists. CLAUSE: 1.2.4 */
#include "room/organisation/career.h"

#include "base/arena.h"
#include "base/error.h"
#include "record/record.h"
#include "register/key_map.h"
#include "register/layout.h"
#include "room/organisation/organisation.h"
#include "room/organisation/transfer.h"
#include "store/store.h"

#include "room/organisation/organisation_sql.h"
#include <string.h>

/* The first and the last date of the list, which must be known before its first row is judged. */
static int find_dates(struct import *import, struct transfers *transfers, struct error *error)
{
    struct layout_reader *reader =
        layout_open(import_layout(import), import_request(import)->path, error);
    struct layout_row row;
    char on[DATE_SIZE];
    int got;

    if (!reader)
        return error->code;
    while ((got = layout_next(reader, &row, error)) == 1) {
        if (date_read(layout_cell(&row, "effective_on")->text, row.is_1904, on) != DATE_OK)
            continue;
        if (!transfers->first_on[0] || strcmp(on, transfers->first_on) < 0)
            memcpy(transfers->first_on, on, sizeof on);
        if (strcmp(on, transfers->last_on) > 0)
            memcpy(transfers->last_on, on, sizeof on);
    }
    layout_close(reader);
    return got;
}

static int find_roster_date(struct import *import, struct transfers *transfers, struct error *error)
{
    struct query *query = store_query(import_scene(import)->store, SQL_LAST_ROSTER, error);

    if (!query)
        return ERROR_FAULT;
    int result = query_step(query, error);
    if (result == 1 && query_column_text(query, 0))
        memcpy(transfers->roster_on, query_column_text(query, 0), DATE_SIZE);
    query_done(query);
    return result < 0 ? result : 0;
}

void *transfers_open(struct import *import, struct error *error)
{
    const struct register_scene *scene = import_scene(import);
    struct transfers *transfers = arena_alloc(import_arena(import), sizeof *transfers);

    if (!may(scene->viewer, scene->pack, "import", "transfers", 0, 0)) {
        may_refuse(scene->viewer, "import", "transfers", error);
        return NULL;
    }
    transfers->known_from = record_next_index(scene->record);
    transfers->met = key_map_make(import_arena(import));
    if (find_dates(import, transfers, error) < 0 || find_roster_date(import, transfers, error) < 0)
        return NULL;
    if (transfers->first_on[0])
        date_add_days(transfers->first_on, -1, transfers->before);
    return transfers;
}

static const char *keep_text(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text) : NULL;
}

static void keep(struct import *import, struct transfers *transfers,
                 const struct transfer *transfer)
{
    struct arena *arena = import_arena(import);
    struct transfer *kept = arena_alloc(arena, sizeof *kept);

    *kept = *transfer;
    kept->staff_no = keep_text(arena, transfer->staff_no);
    kept->number = keep_text(arena, transfer->number);
    kept->name = keep_text(arena, transfer->name);
    kept->post = keep_text(arena, transfer->post);
    kept->file_row = keep_text(arena, transfer->file_row);
    kept->sheet = keep_text(arena, transfer->sheet);
    kept->new_place = (struct unit_names){keep_text(arena, transfer->new_place.department),
                                          keep_text(arena, transfer->new_place.section),
                                          keep_text(arena, transfer->new_place.unit), ""};
    kept->old_place = (struct unit_names){0};
    kept->place_cell = NULL;
    if (transfers->row_count == transfers->row_capacity) {
        int capacity = transfers->row_capacity ? transfers->row_capacity * 2 : 256;
        struct transfer **grown = arena_alloc(arena, (size_t)capacity * sizeof *grown);

        if (transfers->row_count > 0)
            memcpy(grown, transfers->rows, (size_t)transfers->row_count * sizeof *grown);
        transfers->rows = grown;
        transfers->row_capacity = capacity;
    }
    transfers->rows[transfers->row_count++] = kept;
}

int transfers_row(struct import *import, void *state, const struct layout_row *cells,
                  struct error *error)
{
    struct transfers *transfers = state;
    struct transfer transfer;
    int result = transfer_read(import, cells, &transfer, error);

    if (result == 0)
        result = transfer_judge(import, transfers, cells, &transfer, error);
    if (result == 0 && !import_row_is_bad(import))
        keep(import, transfers, &transfer);
    return result;
}

int transfers_finish(struct import *import, void *state, struct error *error)
{
    return transfers_apply(import, state, error);
}

const struct import_handler transfers_handler = {.kind = "transfers",
                                                 .needs_roster = true,
                                                 .open = transfers_open,
                                                 .row = transfers_row,
                                                 .finish = transfers_finish};
