/*
 * Markdown → Slack's mrkdwn, and text cut where Slack cuts. Whatever goes in, the only `<` that comes
 * out unescaped opens a link made here, to http, https or mailto. Pure.
 *
 * Slack's marks need a word boundary outside, which Chinese text does not have, and cannot be
 * escaped; a zero-width space (U+200B) helps in both cases.
 */
#ifndef BOT_MRKDWN_H
#define BOT_MRKDWN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Markdown of ours. Appends; ends without a newline. */
void mrkdwn_markdown(GString *out, const char *markdown);

/* Somebody's words, which mean nothing but themselves: no mark, mention or link of theirs works. */
void mrkdwn_literal(GString *out, const char *words);

/* The same as a quotation, every line of it marked. */
void mrkdwn_quote(GString *out, const char *words);

/* `<url|label>`, or the label alone when the URL is not one to link to. */
void mrkdwn_link(GString *out, const char *url, const char *label);

/* How Slack counts characters, as far as anybody knows: in UTF-16 units, after escaping. */
size_t mrkdwn_units(const char *text);

/*
 * How many bytes of `text` to take for at most `units`: to the end of a paragraph or a line if that
 * wastes less than half, never inside a character, an entity or a link. *in_code says whether the
 * text begins within a code block, and then whether it was cut within one, which the caller closes
 * (MRKDWN_FENCE) and opens again.
 */
size_t mrkdwn_cut(const char *text, size_t units, bool *in_code);

#define MRKDWN_FENCE "```"

#endif
