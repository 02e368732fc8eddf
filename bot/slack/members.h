/*
 * What envelope.c and interaction.c read Slack's JSON with, and for their eyes only.
 */
#ifndef BOT_SLACK_MEMBERS_H
#define BOT_SLACK_MEMBERS_H

#include <stdbool.h>

#include "bot/slack/document.h"
#include "bot/slack/envelope.h"

/* NULL for what is absent: it is borrowed of the document. */
const char *member_text(const Node *object, const char *key);
const char *member_text_at(const Node *object, const char *outer, const char *key);
const Node *member_first(const Node *object, const char *key); /* of a list */

/* `channel` and `user` are an id in some payloads and an object with one in others. */
const char *member_id(const Node *object, const char *key);

/* Takes the text, which lives as long as the envelope, and returns it. */
const char *envelope_keep(Envelope *e, char *text);

/* Nothing for us; `why` is a word for the log. */
void envelope_ignore(Envelope *e, const char *why);

/* A person's words become the request's text. */
void envelope_words(Envelope *e, const Node *object, const char *key, const char *self,
                    bool keep_ids);

#endif
