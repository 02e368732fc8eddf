/*
 * Levenshtein's distance over bytes: names here are ASCII, and whoever types Chinese gets NULL.
 */
#include "bot/nearest.h"

#include <glib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 40 };

static size_t distance(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    size_t row[NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t above = row[j];
            size_t changed = diagonal + (g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]));
            row[j] = MIN(changed, MIN(above, row[j - 1]) + 1);
            diagonal = above;
        }
    }
    return row[b_len];
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
