/* The commands of the outer contract. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command init_command, import_command, profile_command, preview_command,
    check_command, findings_command, excuse_command, clauses_command, classify_command,
    export_command, show_command, set_command, add_command, end_command, search_command,
    people_command, demo_command, witness_command, checkpoint_command, erase_command,
    verify_command, bundle_command, backup_command, restore_command, pack_command,
    audit_self_command, duty_command, incident_command, user_command, token_command;

#endif
