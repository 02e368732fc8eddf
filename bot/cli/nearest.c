/*
 * Changes are a byte more, less or other, or two swapped. Over bytes: names here are ASCII, and
 * whoever types Chinese gets NULL.
 */
#include "bot/cli/nearest.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { NAME_MAX_BYTES = 40 };

static bool same(char a, char b)
{
    return g_ascii_tolower(a) == g_ascii_tolower(b);
}

static size_t distance(const char *a, const char *b)
{
    size_t d[NAME_MAX_BYTES + 1]
            [NAME_MAX_BYTES + 1]; /* [i][j]: from i bytes of a to j bytes of b */
    size_t a_len = strlen(a), b_len = strlen(b);
    for (size_t i = 0; i <= a_len; i++) {
        for (size_t j = 0; j <= b_len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            size_t changed = d[i - 1][j - 1] + !same(a[i - 1], b[j - 1]);
            d[i][j] = MIN(changed, MIN(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a_len][b_len];
}

const char *nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    size_t len = strlen(word);
    size_t least = len / 3 + 2; /* a third of it and one more may be wrong */
    if (len > NAME_MAX_BYTES)
        return NULL;
    for (; *names; names++) {
        size_t name_len = strlen(*names);
        if (name_len > NAME_MAX_BYTES)
            continue;
        size_t far = distance(word, *names);
        if (far < least && far < MAX(len, name_len)) {
            least = far;
            best = *names;
        }
    }
    return best;
}
