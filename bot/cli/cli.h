/*
 * The command line: `askd COMMAND …`. A command is one file, cli_NAME.c, and one row in cli.c.
 */
#ifndef BOT_CLI_H
#define BOT_CLI_H

#include <glib.h>
#include <stdbool.h>

#include "bot/config.h"
#include "knowledge/kb.h"

typedef enum ExitCode {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,
    EXIT_REFUSED = 2, /* called or configured wrongly, or given a file that cannot be used */
    EXIT_UNKNOWN = 3, /* the question has no answer */
} ExitCode;

/* Finds the command and runs it; the exit code of the process. */
int cli_main(int argc, char **argv);

/* --- for cli_*.c alone ------------------------------------------------------------------------ */

typedef struct CliCommand {
    const char *name;
    const char *usage;   /* the words it takes, "QUESTION…"; NULL: none, and any is refused */
    const char *summary; /* half a line */
    const char *about;   /* what a person wants to know before the options */
    const char *examples;
    ExitCode (*run)(const struct CliCommand *self, int argc, char **argv);
} CliCommand;

extern const CliCommand cli_run, cli_ask, cli_import, cli_export, cli_questions, cli_check,
    cli_manifest, cli_backup, cli_eval, cli_golden, cli_alias, cli_search, cli_report;

/* A call of a command after its options were taken off; clear it with cli_call_clear(). */
typedef struct CliCall {
    const CliCommand *command;
    char *options[6]; /* those that Config knows, in the order of ConfigOptions */
    char **words;     /* what is left, NULL-terminated; borrowed from argv */
    int count;
} CliCall;

/*
 * Takes the command's own options (`own`, ended by a row of zeros, or NULL) and Config's. False: it
 * ends here, with *code, and what there was to say (help, or what is wrong) has been said. Text
 * that may not be ASCII is taken by G_OPTION_ARG_FILENAME: STRING refuses it in the C locale.
 */
bool cli_parse(const CliCommand *command, const GOptionEntry *own, int argc, char **argv,
               CliCall *call, ExitCode *code);
void cli_call_clear(CliCall *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliCall, cli_call_clear)

/* The configuration as the call wants it; NULL, with the error, when it is wrong. */
Config *cli_config(const CliCall *call, bool with_tokens, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The configured base for reading; one that is not there yet is an error. */
Kb *cli_open_reader(const Config *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same; where there is none yet, a throw-away one with what comes with askd, said on stderr. */
Kb *cli_open_or_packaged(const CliCommand *command, const Config *config,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for writing; made when there is none. */
Kb *cli_open(const Config *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A file can be at the database's path, or is there and ours to read. What else it is, in words. */
bool cli_check_path(const Config *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says on stderr what is wrong with the call itself, and where help is. EXIT_REFUSED. */
ExitCode cli_misused(const CliCommand *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Says the error on stderr, and gives the exit code that fits it. */
ExitCode cli_failed(const CliCommand *command, const GError *error);

/* Flushes stdout. False, said on stderr, when not all of it could be written. */
bool cli_flush(const CliCommand *command);

#endif
