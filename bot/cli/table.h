/*
 * Text in columns on a terminal, where a Han character is two columns wide. Pure.
 */
#ifndef BOT_CLI_TABLE_H
#define BOT_CLI_TABLE_H

#include <glib.h>
#include <stddef.h>

/* Columns that a UTF-8 text takes. */
size_t table_width(const char *text);

/* Appends the text, cut with "…" and padded to exactly `width` columns. */
void table_cell(GString *out, const char *text, size_t width);

/* Appends the text, cut with "…" to at most `width` columns; 0: never cut. */
void table_last_cell(GString *out, const char *text, size_t width);

#endif
