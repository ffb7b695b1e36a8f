/* One row in the model, for the pages that show it. Of this floor's files only. */
#ifndef PAGE_REGISTER_ROW_H
#define PAGE_REGISTER_ROW_H

struct held;
struct model;
struct visit;

/* The row's number, key, tag, columns (for the API), where it came from, whether it ended. */
void register_put_row(struct visit *visit, const struct held *held);
/* What the file said, as "raw". */
const struct model *register_put_raw(struct visit *visit, const struct held *held);
/* What the file said of the column, where it is not what stands; else NULL. */
const char *register_raw_text(struct visit *visit, const struct held *held, const struct model *raw,
                              int column);

#endif
