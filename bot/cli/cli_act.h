/*
 * What a maintainer does at a shell with questions that wait: the same acts as a moderator's in
 * Slack, with the same consequences. A running askd tells those who wait at once, else the next one
 * to run.
 */
#ifndef BOT_CLI_ACT_H
#define BOT_CLI_ACT_H

#include <glib.h>
#include <stdbool.h>

#include "bot/config.h"
#include "knowledge/kb.h"

typedef struct CliAct CliAct;

/* "claim", "answer", …; NULL when it is none of them. Static. */
const CliAct *cli_act_find(const char *verb);

/*
 * Does it: `words` are what follows the verb, NULL-terminated. BOT_ERROR_USAGE when they are wrong,
 * or when somebody else was first.
 */
bool cli_act_do(const CliAct *act, const Config *config, Kb *kb, char **words,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
