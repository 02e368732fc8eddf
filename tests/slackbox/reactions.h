/*
 * Reactions, by people and by the app.
 */
#ifndef SLACKBOX_REACTIONS_H
#define SLACKBOX_REACTIONS_H

#include "tests/slackbox/world.h"

/* NULL, or Slack's word for why not (static). */
const char *reaction_change(Channel *channel, Message *message, const char *user, const char *name,
                            bool add);

#endif
