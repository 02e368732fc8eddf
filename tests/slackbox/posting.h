/*
 * What the app writes, wherever it comes in: Web API, acks, response_urls. Checks it as Slack does.
 */
#ifndef SLACKBOX_POSTING_H
#define SLACKBOX_POSTING_H

#include "tests/slackbox/world.h"

/*
 * The body of a message from text, blocks, attachments, markdown_text … of args. NULL: *refusal is
 * Slack's whole answer.
 */
json_t *posting_body(const json_t *args, json_t **refusal);

/* Posts it as the bot and raises its events; takes body. */
Message *posting_post(Channel *channel, const char *thread_ts, const char *only, json_t *body);
/* Puts body (taken) in place of what the message said; `edited` marks it so. */
void posting_replace(Channel *channel, Message *message, json_t *body, bool edited);

/* Slack itself speaks to one person. */
void posting_slackbot(Channel *channel, const char *user, const char *text);

/* {"ok":false,"error":…}, with complaints (freed) if there are any. */
json_t *refusal_of(const char *error, GPtrArray *complaints);

/*
 * A member that may be JSON or text that holds JSON; a new reference, NULL when absent. *bad: not
 * JSON.
 */
json_t *json_member(const json_t *args, const char *name, bool *bad);

#endif
