/*
 * What is wrong with a file, gathered so that its author mends it in one go: a line each,
 * `NAME:LINE: what`, and the first twenty of them.
 */
#ifndef KNOWLEDGE_FILES_COMPLAINTS_H
#define KNOWLEDGE_FILES_COMPLAINTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum { COMPLAINTS_MAX = 20 };

typedef struct Complaints Complaints;

Complaints *complaints_new(void);
void complaints_free(Complaints *complaints);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Complaints, complaints_free)

/* Lines count from 1. */
void complain(Complaints *complaints, const char *name, size_t line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Whole lines, as another's error holds them. */
void complain_lines(Complaints *complaints, const char *lines);

/* There is no room for more. */
bool complaints_full(const Complaints *complaints);

/* True when there were none; else a KB_ERROR_INPUT with all of them. */
bool complaints_none(const Complaints *complaints, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Steps over a byte order mark, and complains of bytes that are no UTF-8, at their line: false
 * then.
 */
bool complaints_utf8(Complaints *complaints, const char *name, const char **data, size_t *len);

#endif
