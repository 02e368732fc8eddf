/*
 * Markdown → Slack's mrkdwn. Whatever goes in, the only `<` that comes out unescaped opens a link
 * made here, to http, https or mailto. Pure.
 */
#ifndef BOT_MRKDWN_H
#define BOT_MRKDWN_H

#include <glib.h>

/* Markdown of ours. Appends; ends without a newline. */
void mrkdwn_markdown(GString *out, const char *markdown);

/* Somebody's words, which mean nothing but themselves: no mark, mention or link of theirs works. */
void mrkdwn_literal(GString *out, const char *words);

/* The same as a quotation, every line of it marked. */
void mrkdwn_quote(GString *out, const char *words);

/* `<url|label>`, or the label alone when the URL is not one to link to. */
void mrkdwn_link(GString *out, const char *url, const char *label);

#endif
