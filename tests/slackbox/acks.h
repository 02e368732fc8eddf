/*
 * What the payload of an ack does to what a person sees.
 */
#ifndef SLACKBOX_ACKS_H
#define SLACKBOX_ACKS_H

#include "tests/slackbox/envelope.h"

/* Each completes a letter that is about to be sent. */
void ack_slash(Letter *letter, const char *user, const char *channel, const char *command,
               const char *text);
void ack_submission(Letter *letter, const char *view_id);
void ack_suggestion(Letter *letter);

#endif
