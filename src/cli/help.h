/* help: the commands and how each is used. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/cli.h"
#include <stdio.h>

/* One line of usage for the command. */
void help_usage(const struct cli *cli, const struct command *command, FILE *stream);
extern const struct command help_command;

#endif
