/*
 * A JSON object gains members at its front.
 */
#include "bot/splice.h"

#include <glib.h>

char *splice_target(const char *body, size_t len, const char *channel, const char *ts, size_t *out_len)
{
    g_assert(len >= 2 && body[0] == '{');
    GString *text = g_string_sized_new(len + 80);
    g_string_append_printf(text, "{\"channel\":\"%s\"", channel);
    if (ts)
        g_string_append_printf(text, ",\"ts\":\"%s\"", ts);
    if (body[1] != '}')
        g_string_append_c(text, ',');
    g_string_append_len(text, body + 1, (gssize)(len - 1));
    *out_len = text->len;
    return g_string_free(text, FALSE);
}
