/*
 * Markdown as a person reads it in plain text. Pure.
 */
#ifndef KNOWLEDGE_PLAIN_H
#define KNOWLEDGE_PLAIN_H

/*
 * The words without the signs: paragraphs parted by a blank line, lists with `- ` or their numbers,
 * code as it stands, a link as `text (address)` unless its text is the address. HTML stays as it
 * was written, as it may be a person's `<name>`; its comments go. No line end at the end.
 */
char *plain_text(const char *markdown);

#endif
