/* The declarations of this floor's tables. */
#include "finding/finding.h"

#include "store/column_table.h"

static const struct column finding_table_columns[] = {
#define COLUMN COLUMN_ROW
#include "finding/finding.def"
#undef COLUMN
};
const struct table finding_table = {40, "finding", finding_table_columns, FINDING_COLUMNS};

static const struct column exception_table_columns[] = {
#define COLUMN COLUMN_ROW
#include "finding/exception.def"
#undef COLUMN
};
const struct table exception_table = {41, "exception", exception_table_columns, EXCEPTION_COLUMNS};
