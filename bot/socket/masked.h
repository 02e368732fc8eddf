/*
 * Websocket frames as a client writes them: whole, and under a mask of random bytes, of which the
 * kernel is asked for many at a time.
 */
#ifndef BOT_MASKED_H
#define BOT_MASKED_H

#include <stddef.h>

typedef struct Masks {
    unsigned char bytes[256]; /* random; those in front are not used yet */
    size_t left;
} Masks;

typedef enum MaskedOp { MASKED_TEXT = 1, MASKED_PING = 9 } MaskedOp;

enum { MASKED_HEAD_MAX = 8 }; /* bytes before the payload */

/* Writes one final frame with up to 65,535 bytes, and says how long it is, head included. */
size_t masked_frame(Masks *masks, unsigned char *out, MaskedOp op, const char *bytes, size_t len);

#endif
