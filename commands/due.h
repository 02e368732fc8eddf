/*
 * What of the knowledge wants looking at.
 */
#ifndef COMMANDS_DUE_H
#define COMMANDS_DUE_H

#include "commands/feature.h"

/* On a moderator's Home tab: how much is due; nothing when nothing is. */
bool due_home(Message *m, const Request *req, Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
