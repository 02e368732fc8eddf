/*
 * What askd can do, for whoever asks and from wherever they do.
 */
#ifndef COMMANDS_HELP_H
#define COMMANDS_HELP_H

#include "commands/feature.h"

/* Replies with everything the asker may use; `note`, or NULL, is said first. */
void help_reply(const Request *req, Effects *out, const char *note);

/* "help", "帮助" and their like, alone. */
bool help_wanted(const char *text);

#endif
