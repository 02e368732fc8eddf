/*
 * Text as Slack stores it: three characters escaped, mentions and links in angle brackets.
 */
#ifndef SLACKBOX_TEXT_H
#define SLACKBOX_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What a person typed → what is stored: escaped, known @names, #channels and URLs wrapped in <…>.
 */
char *text_typed(const char *typed);
char *text_escape(const char *text);
char *text_unescape(const char *text);
/* The rich_text blocks that Slack adds to a person's message. */
json_t *text_rich(const char *stored);
/* Length as limits count it: UTF-16 units. */
size_t text_units(const char *text);
/* At most that many units, cut between characters; the caller's. */
char *text_cut(const char *text, size_t units);

/* Every string under "text" (and titles, labels, alt texts) of blocks, a line each. */
char *text_of_blocks(const json_t *blocks);

#endif
