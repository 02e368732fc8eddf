/*
 * Tokens, scopes and Socket Mode as Slack sees them, for `askd check --online`.
 */
#ifndef BOT_CLI_ONLINE_H
#define BOT_CLI_ONLINE_H

#include "bot/cli/cli.h"

/*
 * A line each on stdout, and what is wrong, with what to do, on stderr. Calls that change nothing.
 */
ExitCode cli_online_print(const CliCommand *command, const Config *config);

#endif
