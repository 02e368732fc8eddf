/*
 * RFC 6455, 5.2 and 5.3.
 */
#include "bot/socket/masked.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

enum { MASK_BYTES = 4, LEN_MAX = 65535 };

/* libwebsockets would read four bytes from the kernel for every frame. */
static const unsigned char *new_mask(Masks *masks)
{
    if (masks->left < MASK_BYTES) {
        g_assert(getrandom(masks->bytes, sizeof masks->bytes, 0) == sizeof masks->bytes);
        masks->left = sizeof masks->bytes;
    }
    masks->left -= MASK_BYTES;
    return masks->bytes + masks->left;
}

/* Eight bytes at a time, which is two masks. */
static void put_masked(unsigned char *out, const unsigned char *bytes, size_t len,
                       const unsigned char mask[MASK_BYTES])
{
    uint64_t two, word;
    size_t at = 0;
    memcpy(&two, mask, MASK_BYTES);
    memcpy((unsigned char *)&two + MASK_BYTES, mask, MASK_BYTES);
    for (; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        word ^= two;
        memcpy(out + at, &word, sizeof word);
    }
    for (; at < len; at++)
        out[at] = bytes[at] ^ mask[at % MASK_BYTES];
}

size_t masked_frame(Masks *masks, unsigned char *out, MaskedOp op, const char *bytes, size_t len)
{
    g_assert(len <= LEN_MAX);
    const unsigned char *mask = new_mask(masks);
    size_t at = 0;
    out[at++] = (unsigned char)(0x80 | op); /* final */
    if (len < 126) {
        out[at++] = 0x80 | (unsigned char)len;
    } else {
        out[at++] = 0x80 | 126;
        out[at++] = (unsigned char)(len >> 8);
        out[at++] = (unsigned char)len;
    }
    memcpy(out + at, mask, MASK_BYTES);
    at += MASK_BYTES;
    put_masked(out + at, (const unsigned char *)bytes, len, mask);
    return at + len;
}
