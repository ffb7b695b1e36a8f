/* The JSON of a command as lines for people, where no page shows it yet. */
#ifndef CLI_PLAIN_H
#define CLI_PLAIN_H

struct cli;
struct register_kind;

/* Prints the finished JSON text of cli->output: a line a member, lists indented. Members that are
 * columns of `kind` (may be NULL) go by their labels; empty ones are left out. */
void plain_print(struct cli *cli, const struct register_kind *kind);

#endif
