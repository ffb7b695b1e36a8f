/* What the registers and findings show for clauses: states, record entries, OSCAL documents. */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include <stdint.h>

struct clause_model;
struct cli;
struct json;

/* The models of all clauses (or the one) as they stand now, or as the findings' own history tells
 * with --known-at. Owned by the command's arena. */
int evidence_clauses(struct cli *cli, const char *id, struct clause_model **ret_models,
                     int *ret_count);

/* Writes the OSCAL document of that format ("oscal-catalog" ...). */
int evidence_write_oscal(struct cli *cli, const char *format, struct json *json);

#endif
