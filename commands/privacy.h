/*
 * What was deleted is soon nowhere on the disk.
 */
#ifndef COMMANDS_PRIVACY_H
#define COMMANDS_PRIVACY_H

#include "commands/feature.h"

/* A minute from now, when what is owed to who is forgotten has been sent. */
void privacy_scrub_soon(const Request *req, Effects *out);

#endif
