/*
 * Slack's marks, and words among them that mean nothing but themselves. Marks need a word boundary
 * outside, which Chinese text does not have, and cannot be escaped; a zero-width space (U+200B)
 * helps in both cases. Pure.
 */
#ifndef BOT_MARKS_H
#define BOT_MARKS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum { MARKS_MAX = 4 };

/* Where and how the next words are written. Its user may fill `prefix` and `line_start`. */
typedef struct Marks {
    GString *out;
    size_t start;          /* where our text begins in `out` */
    GString *prefix;       /* what every line begins with: the quotes and lists around it */
    char marks[MARKS_MAX]; /* open ones, outermost first */
    unsigned mark_count, depth;
    bool opened, closed; /* a mark of ours was written last */
    bool line_start;
} Marks;

Marks marks_begin(GString *out); /* appends to it */
void marks_end(Marks *w);

/* Anybody's words: escaped, their marks, mentions and quotes set out of force. */
void marks_literal(Marks *w, const char *text);

/* A text of ours, as it stands: a bullet, a blank. */
void marks_form(Marks *w, const char *text);

/* '*', '_' or '~'. False: it is open already, and stays so. */
bool marks_open(Marks *w, char mark);
void marks_close(Marks *w); /* the innermost */

/* A new line: without regard to open marks; or, as marks do not reach over it, with them anew. */
void marks_line(Marks *w);
void marks_break(Marks *w);

/* Code within a line; and a line of a block of it. */
void marks_code(Marks *w, const char *code);
void marks_code_line(Marks *w, const char *line);

/* The label alone, when the URL is not one to link to. */
void marks_link(Marks *w, const char *url, const char *label);

#endif
