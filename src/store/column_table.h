/* Expands a .def list of columns. A table is declared once:
 *
 *   enum asset_column { #define COLUMN(name, ...) ASSET_##name, ... };
 *   static const struct column asset_columns[] = { #define COLUMN COLUMN_ROW ... };
 *
 * so that a rule in C that names a column that does not exist fails to compile. */
#ifndef STORE_COLUMN_TABLE_H
#define STORE_COLUMN_TABLE_H

#include <stddef.h>

#define COLUMN_ROW(name, storage, noun, flags, label, english, clause, words)                      \
    {#name, STORED_##storage, NOUN_##noun, flags, label, english, clause, words},

#endif
