/*
 * A button pressed, a form submitted, a shortcut taken, something typed into a select: what Slack
 * calls interactive.
 */
#ifndef BOT_SLACK_INTERACTION_H
#define BOT_SLACK_INTERACTION_H

#include "bot/slack/document.h"
#include "bot/slack/envelope.h"

/* Fills the envelope's request and key; or it becomes one to be ignored. */
void interaction_read(Envelope *e, const Node *payload, const Self *self);

#endif
