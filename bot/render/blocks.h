/*
 * Pieces of a message → Block Kit's blocks, and the text that says the same without them. Pure.
 */
#ifndef BOT_BLOCKS_H
#define BOT_BLOCKS_H

#include <glib.h>
#include <stddef.h>

#include "commands/message.h"

enum { BLOCKS_TEXTS_MIN = 16 /* UTF-16 units; with less there is no message */ };

typedef struct Blocks Blocks;

/*
 * At most `max` blocks, with at most `texts` units in their paragraphs and `fallback` units in the
 * text beside them.
 */
Blocks *blocks_new(const GPtrArray *pieces, unsigned max, size_t texts, size_t fallback);
void blocks_free(Blocks *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blocks, blocks_free)

/* What Slack leaves for paragraphs when every title, label and line of small print has its room. */
size_t blocks_texts_max(const GPtrArray *pieces);

/* The members "text", and "blocks" if there are any, of an object that is open in `out`. */
void blocks_write_fallback(const Blocks *p, GString *out);
void blocks_write(const Blocks *p, GString *out);

#endif
