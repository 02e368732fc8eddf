/*
 * What Slack hands out for a while: trigger ids and response_urls.
 */
#ifndef SLACKBOX_CREDENTIALS_H
#define SLACKBOX_CREDENTIALS_H

#include <stdbool.h>

#include "tests/slackbox/http.h"

/* Three seconds, one use. */
char *trigger_make(const char *user);
/* Whose it is (the caller's); NULL with *error set to Slack's word. */
char *trigger_take(const char *trigger_id, const char **error);

/* kind: commands, actions, app-actions. ts: the message an action came from, NULL for a command. */
char *url_make(const char *kind, const char *user, const char *channel, const char *ts);
void url_set_base(const char *base); /* http://127.0.0.1:P */
/* A POST to one; frees the exchange. */
void url_serve(Exchange *ex);
/* The response_url of a load: counted, and its message thrown away. */
char *url_of_load(uint64_t number);

unsigned url_count(void); /* those that still live */
void credentials_reset(void);

#endif
