/*
 * A JSON object gains members at its front, and loses them there.
 */
#include "bot/render/splice.h"

#include <glib.h>
#include <string.h>

char *splice_target(const char *body, size_t len, const char *channel, const char *ts,
                    size_t *out_len)
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

/* Behind `key` and its value, which is an id, and the comma after it; else where it was. */
static const char *skip(const char *at, const char *end, const char *key)
{
    size_t len = strlen(key);
    if ((size_t)(end - at) < len || memcmp(at, key, len) != 0)
        return at;
    const char *quote = memchr(at + len, '"', (size_t)(end - at) - len);
    if (!quote)
        return at;
    return quote + 1 < end && quote[1] == ',' ? quote + 2 : quote + 1;
}

char *splice_elsewhere(const char *body, size_t len, const char *channel, size_t *out_len)
{
    const char *end = body + len;
    const char *at = skip(body + 1, end, "\"channel\":\"");
    at = skip(at, end, "\"thread_ts\":\"");
    g_autofree char *rest = g_strdup_printf("{%.*s", (int)(end - at), at);
    return splice_target(rest, strlen(rest), channel, NULL, out_len);
}
