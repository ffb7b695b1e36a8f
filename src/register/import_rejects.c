#include "register/import_output.h"

#include "base/error.h"
#include "register/import.h"
#include "register/register.h"
#include "sheet/writer.h"

#include <stdio.h>

int import_write_rejects(const struct import_result *result, enum language language,
                         struct sheet_writer *writer, struct error *error)
{
    static const int widths[] = {8, 12, 12, 8, 18, 18, 24, 60};
    const char *head[] = {
        language_text(language, "コード"), language_text(language, "重さ"),
        language_text(language, "シート"), language_text(language, "行"),
        language_text(language, "列"),     language_text(language, "対象"),
        language_text(language, "値"),     language_text(language, "理由と直し方")};
    int status = sheet_write_start(writer, language_text(language, "不備の行"), widths, 8, error);
    if (status == 0)
        status = sheet_write_row(writer, head, 8, STYLE_HEADING, error);
    for (int i = 0; status == 0 && i < result->problem_count; i++) {
        const struct register_problem *problem = &result->problems[i];
        char row[16];
        snprintf(row, sizeof row, "%d", problem->row);
        const char *texts[] = {
            problem->code,    problem->severity, problem->sheet, row,
            problem->heading, problem->key,      problem->value, problem->message};
        status = sheet_write_row(writer, texts, 8, STYLE_WRAP, error);
    }
    return status == 0 ? sheet_finish(writer, error) : status;
}
