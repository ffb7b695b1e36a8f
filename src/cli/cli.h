/* The command line: options, the session of one command, what it prints. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/wiring.h"
#include "people/people.h"
#include "record/record.h"
#include "register/register.h"
#include "room/city/city.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct register_kind;
struct pack;
struct record;
struct store;

enum { CLI_OPTION_LIMIT = 32, CLI_WORD_LIMIT = 256 };

struct option_spec {
    const char *name; /* without the dashes */
    bool takes_value;
};

struct cli;

struct command {
    const char *name;
    const char *usage;                 /* "KIND FILE --data DIR [--profile F] ..." */
    const char *help;                  /* Japanese; English by the po file */
    const struct option_spec *options; /* ends with a NULL name; common ones are added */
    int words_min, words_max;          /* positional words after the name */
    int (*run)(struct cli *cli);       /* 0, a negative error code (cli->error says why), or 1 */
};

/* One command at work. Opened pieces are NULL until cli_open_*() made them. */
struct cli {
    const struct wiring *wiring;
    const struct command *command;
    struct arena *arena;
    struct error error;
    const char *options[CLI_OPTION_LIMIT];
    const char *values[CLI_OPTION_LIMIT]; /* "" for options without a value */
    int option_count;
    const char *words[CLI_WORD_LIMIT];
    int word_count;
    bool wants_json;
    bool answered; /* a JSON value is on stdout already */

    const char *folder;
    bool is_owner; /* of the folder, at the system */
    struct store *store;
    struct pack *pack;
    struct record *record;
    struct city city;
    struct viewer viewer;
    struct record_actor actor;
    struct register_scene scene;
    int64_t now_us;
    char today[DATE_SIZE];
    struct buffer output;
    struct json json;
};

/* Parses and runs; returns the exit status. */
int cli_main(const struct wiring *wiring, int count, char **arguments, const char *lang);

/* The value of --name, NULL when not given ("" when it takes none). */
const char *cli_option(const struct cli *cli, const char *name);
/* A date option checked, NULL when not given. Fails with ERROR_INPUT naming it. */
int cli_date(struct cli *cli, const char *name, const char **ret_date);
/* A count or place in digits: fails with ERROR_INPUT naming `name` for anything else. */
int cli_number(struct cli *cli, const char *name, const char *text, int64_t *ret_number);

/* Opens the data folder of --data: store (migrated when writing), pack, city, clock, who acts. */
int cli_open(struct cli *cli, enum store_mode mode);
/* Begins the one write transaction of the command. cli_commit() ends it; leaving the command
 * without abandons it. */
int cli_begin(struct cli *cli);
int cli_commit(struct cli *cli);
/* Writes the refusal of the command into the record (of who was denied what). */
void cli_record_refusal(struct cli *cli);

/* The register named by the command line; ERROR_INPUT lists the kinds. */
int cli_kind(struct cli *cli, const char *name, const struct register_kind **ret_kind);
/* The number of the last entry recorded on or before --known-at; INT64_MAX without it. */
int cli_known_to(struct cli *cli, int64_t *ret_known_to);

/* The JSON answer: start, write into &cli->json, finish. */
void cli_json_start(struct cli *cli);
void cli_json_finish(struct cli *cli);
/* Ends an answer that was held back whole (json.stream NULL): as JSON when asked for, else as lines
 * for people; `kind` (may be NULL) gives the labels of columns. */
void cli_answer(struct cli *cli, const struct register_kind *kind);

/* Text of the session's language. */
const char *tr(const struct cli *cli, const char *japanese) __attribute__((format_arg(2)));
/* Progress on stderr, overwriting itself on a terminal. */
bool cli_progress(void *context, int rows);

#endif
