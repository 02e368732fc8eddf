/*
 * The texts within an entry's file, and the lines that part them. A text may hold anything, also
 * lines that look like those: they are escaped by a backslash. Code fences are left as they are.
 * Pure.
 */
#ifndef KNOWLEDGE_FILES_BODY_H
#define KNOWLEDGE_FILES_BODY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Borrowed; without its line end. */
typedef struct Line {
    const char *text;
    size_t len;
} Line;

/* Blanks, tabs and \r. */
bool line_is_blank(Line line);
Line line_trim(Line line); /* without those around it */

/* `# en: What is Envoy?`: level 1, word "en", rest "What is Envoy?"; `## then: 2018`: level 2. */
typedef struct Heading {
    unsigned level;
    Line word, rest; /* blanks around the rest left out */
} Heading;

/*
 * Level 1 with a word that could be a language, or level 2 with `then` or `now`; at the line's
 * start.
 */
bool heading_parse(Line line, Heading *heading);

/* Where in a text one is: within a code fence or outside ({0}). */
typedef struct Fence {
    char sign;
    size_t count; /* 0: outside */
} Fence;

/* Steps over a line. True when the line belongs to a fence: opens it, is within it or closes it. */
bool fence_step(Fence *fence, Line line);

/*
 * Lines of a file → the text: blank lines around it left out, escapes undone. NULL when none is
 * left.
 */
char *body_read(const Line *lines, size_t count);

/* The text as lines of a file, each with its end; body_read() gives the same text back. */
void body_print(GString *out, const char *text);

#endif
