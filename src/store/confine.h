/* What the SQL of a policy pack may name: views v_* and functions that both engines have. */
#ifndef STORE_CONFINE_H
#define STORE_CONFINE_H

struct error;

/* 0 when `sql` is one SELECT (common table expressions only at its beginning) that reads nothing
 * but names beginning with "v_" and those expressions; else ERROR_DENIED with the reason. The text
 * is judged without an engine, so both refuse the same. */
int confine_check(const char *sql, struct error *error);

#endif
