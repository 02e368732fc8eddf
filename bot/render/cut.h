/*
 * mrkdwn as Slack measures it, and where it may be cut in two. Pure.
 */
#ifndef BOT_CUT_H
#define BOT_CUT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* How Slack counts characters, as far as anybody knows: in UTF-16 units, after escaping. */
size_t cut_units(const char *text);

/*
 * How many bytes of `text` to take for at most `units`: to the end of a paragraph or a line if that
 * wastes less than half, never inside a character, an entity or a link. *in_code says whether the
 * text begins within a code block, and then whether it was cut within one, which the caller closes
 * (CUT_FENCE) and opens again.
 */
size_t cut_at(const char *text, size_t units, bool *in_code);

#define CUT_FENCE "```"

/*
 * Cuts `text` to `units`, as above, and shows it with an ellipsis; "" where there is no room at
 * all.
 */
void cut_short(GString *text, size_t units);

#endif
