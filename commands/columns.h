/*
 * A small table or chart in a block of code, which lines up with Chinese in it, too. Pure.
 */
#ifndef COMMANDS_COLUMNS_H
#define COMMANDS_COLUMNS_H

#include <glib.h>
#include <stdint.h>

typedef struct Columns Columns;
Columns *columns_new(void);
void columns_free(Columns *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Columns, columns_free)

/* A row; the text is plain, cut where a cell has no more room. */
void columns_add(Columns *table, const char *label, const char *left, const char *right);

/* A row with a bar; the longest of a table is as long as there is room for. */
void columns_add_bar(Columns *table, const char *label, int64_t number);

/* All of it as a block of code. The caller's. */
char *columns_block(const Columns *table);

#endif
