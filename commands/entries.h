/*
 * What moderators do with an entry that is there.
 */
#ifndef COMMANDS_ENTRIES_H
#define COMMANDS_ENTRIES_H

#include "commands/feature.h"

/*
 * Behind "⋯" below an answer: edit, retire, history, for a moderator who alone sees it; else
 * nothing.
 */
void entries_offer(Message *m, const Request *req, const char *slug);

#endif
