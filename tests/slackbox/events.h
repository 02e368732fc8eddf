/*
 * Events: what happened in the workspace, told to the app if it subscribed to it and may see it.
 */
#ifndef SLACKBOX_EVENTS_H
#define SLACKBOX_EVENTS_H

#include "tests/slackbox/envelope.h"
#include "tests/slackbox/world.h"

/* Takes event; subscription is its name in the manifest. */
void event_raise(const char *subscription, json_t *event);

void event_message(const Channel *channel, const Message *message); /* also app_mention */
/* before (taken): the message as it was. */
void event_changed(const Channel *channel, const Message *message, json_t *before);
void event_deleted(const Channel *channel, json_t *before);
void event_joined(const Channel *channel, const char *user, const char *inviter);
void event_team_join(const Person *person, bool locale); /* Slack does not promise the locale */
void event_home_opened(const Person *person, const char *tab,
                       json_t *view); /* takes view, or NULL */
void event_reaction(const char *type, const Channel *channel, const Message *message,
                    const char *user, const char *name);

/* While one is set, every envelope sent is added to it, with a reference. NULL: none. */
void event_collect(GPtrArray *envelopes);
/* envelope_send() for acts and events, which are collected. */
Envelope *letter_send(const Letter *letter);

#endif
