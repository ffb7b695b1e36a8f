#include "duty/duty.h"

#include "store/column_table.h"

static const struct column obligation_columns[] = {
#define COLUMN COLUMN_ROW
#include "duty/obligation.def"
#undef COLUMN
};

static const struct column notice_columns[] = {
#define COLUMN COLUMN_ROW
#include "duty/notice.def"
#undef COLUMN
};

const struct table obligation_table = {42, "obligation", obligation_columns, OBLIGATION_COLUMNS};
const struct table notice_table = {43, "notice", notice_columns, NOTICE_COLUMNS};
