/*
 * Puts an address before a message, in place of the one it may have. Pure.
 */
#ifndef BOT_RENDER_SPLICE_H
#define BOT_RENDER_SPLICE_H

#include <stddef.h>

/*
 * `body` is a JSON object of ours; the copy, the caller's, begins with "channel" and, unless ts is
 * NULL, "ts". Ids hold no character that JSON would want escaped.
 */
char *splice_target(const char *body, size_t len, const char *channel, const char *ts,
                    size_t *out_len);

/* The same for a message that was rendered with a channel, and perhaps a thread, at its front. */
char *splice_elsewhere(const char *body, size_t len, const char *channel, size_t *out_len);

#endif
