/*
 * Why a question got what it got: the words as they were read, each candidate with what speaks for
 * it, the thresholds, the entry's file and revision. The same at a shell and in Slack.
 */
#ifndef COMMANDS_EXPLAIN_H
#define COMMANDS_EXPLAIN_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/answer.h"
#include "knowledge/kb.h"

/*
 * A table in plain text, to be shown in letters of one width; lines of at most about 100 columns.
 * `kb` is read for revisions. The caller's.
 */
bool explain(Kb *kb, const Library *library, Scratch *scratch, const char *question, Lang lang,
             char **table, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
