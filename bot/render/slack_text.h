/*
 * Slack's text → what a person wrote: entities decoded once, mentions and links made readable,
 * mentions of askd taken out. Pure.
 */
#ifndef BOT_SLACK_TEXT_H
#define BOT_SLACK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { SLACK_TEXT_MAX = 8000 }; /* bytes that are kept of what comes in */

/*
 * Clean text (text_clean) of at most SLACK_TEXT_MAX bytes; the caller's. `self` is our user id, or
 * NULL. Ids without a name ("<@U05ANA9L3M>") are kept where they may be an argument, else left out.
 */
char *slack_text_read(const char *text, size_t len, const char *self, bool keep_ids);

#endif
