/*
 * What a published entry reaches: the open questions that it answers now.
 */
#ifndef COMMANDS_REACH_H
#define COMMANDS_REACH_H

#include "commands/feature.h"

/* Looks for them as soon as the entry is answered with, and shows the asker of this request. */
void reach_later(const Request *req, Effects *out, const char *slug);

#endif
