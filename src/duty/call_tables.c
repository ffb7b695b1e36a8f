#include "duty/call.h"

#include "store/column_table.h"

static const struct column contact_columns[] = {
#define COLUMN COLUMN_ROW
#include "duty/contact.def"
#undef COLUMN
};

static const struct column on_call_columns[] = {
#define COLUMN COLUMN_ROW
#include "duty/on_call.def"
#undef COLUMN
};

const struct table contact_table = {46, "contact", contact_columns, CONTACT_COLUMNS};
const struct table on_call_table = {47, "on_call", on_call_columns, ON_CALL_COLUMNS};
