/*
 * What pieces of messages became, so that what is said again need not be made again: entries' texts
 * and our own sentences come with every answer. Each thread remembers for itself, a megabyte at
 * most, and begins anew when that is full.
 */
#ifndef BOT_RENDER_MEMO_H
#define BOT_RENDER_MEMO_H

#include <glib.h>
#include <stddef.h>

enum {
    MEMO_MAX = 1024 * 1024, /* bytes that a thread remembers: keys, and what is kept for them */
    MEMO_KEY_MAX = 4096,    /* bytes of a key; longer ones are not remembered */
};

/* What blocks.c made of a piece. */
typedef struct Made {
    GString *json;     /* blocks, without what parts them from others */
    GString *fallback; /* as it stands within a JSON string */
    unsigned blocks;
    size_t texts, small, said; /* units of Slack's limits that it took */
} Made;

/* NULL: not remembered. Valid until the thread's next memo_keep(). */
const Made *memo_find(char kind, const char *key, size_t len);

/* Takes what *made points to. The key is copied. */
void memo_keep(char kind, const char *key, size_t len, Made *made);

#endif
