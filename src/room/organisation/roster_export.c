/* The roster as it stands on a date, in a layout that comes in again. CLAUSE: 1.2.4 */
#include "room/organisation/organisation.h"

#include "base/error.h"
#include "pack/pack.h"
#include "room/organisation/organisation_sql.h"
#include "sheet/writer.h"
#include "store/store.h"

#include <string.h>

enum { ROSTER_COLUMNS = 11, ROSTER_HOW = 10 };

/* The columns of the statement, by their field in the pack's layout. */
static const char *const fields[ROSTER_COLUMNS] = {"unit_code",  "department", "section",   "unit",
                                                   "staff_no",   "name",       "kana",      "post",
                                                   "employment", "hired_on",   "assignment"};

static const char *heading_of(const struct pack_layout *layout, const char *field)
{
    for (int i = 0; layout && i < layout->field_count; i++)
        if (strcmp(layout->fields[i].field, field) == 0)
            return layout->fields[i].label;
    return field;
}

static const char *word_of(const char *how)
{
    if (how && strcmp(how, "concurrent") == 0)
        return "兼務";
    return how && strcmp(how, "acting") == 0 ? "事務取扱" : NULL;
}

static int write_rows(struct query *query, struct sheet_writer *writer, int *ret_rows,
                      struct error *error)
{
    int step;

    *ret_rows = 0;
    while ((step = query_step(query, error)) == 1) {
        const char *texts[ROSTER_COLUMNS];

        for (int i = 0; i < ROSTER_COLUMNS; i++)
            texts[i] = query_column_text(query, i);
        texts[ROSTER_HOW] = word_of(texts[ROSTER_HOW]);
        int status = sheet_write_row(writer, texts, ROSTER_COLUMNS, STYLE_PLAIN, error);
        if (status != 0)
            return status;
        (*ret_rows)++;
    }
    return step;
}

int organisation_export_roster(const struct register_scene *scene, const char *on,
                               struct sheet_writer *writer, int *ret_rows, struct error *error)
{
    const struct pack_layout *layout = pack_layout(scene->pack, "roster", NULL);
    const char *headings[ROSTER_COLUMNS];

    for (int i = 0; i < ROSTER_COLUMNS; i++)
        headings[i] = heading_of(layout, fields[i]);
    int status = sheet_write_start(writer, "職員名簿", NULL, 0, error);
    if (status == 0)
        status = sheet_write_row(writer, headings, ROSTER_COLUMNS, STYLE_HEADING, error);
    if (status != 0)
        return status;
    struct query *query = store_query(scene->store, SQL_ROSTER_ROWS, error);
    if (!query)
        return ERROR_FAULT;
    query_text(query, "on", on);
    status = write_rows(query, writer, ret_rows, error);
    query_done(query);
    return status;
}
