/*
 * jansson for the two short messages; a search for a word for all others.
 */
#include "bot/socket/socket_frame.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

enum { ID_MAX = 128, LIFE_MAX_S = 7 * 24 * 3600 };

static bool holds(const char *bytes, size_t len, const char *word)
{
    return memmem(bytes, len, word, strlen(word)) != NULL;
}

static FrameKind kind_of(const char *type)
{
    if (g_strcmp0(type, "hello") == 0)
        return FRAME_HELLO;
    return g_strcmp0(type, "disconnect") == 0 ? FRAME_DISCONNECT : FRAME_OTHER;
}

static FrameReason reason_of(const char *reason)
{
    if (g_strcmp0(reason, "warning") == 0)
        return REASON_WARNING;
    if (g_strcmp0(reason, "link_disabled") == 0)
        return REASON_LINK_DISABLED;
    return g_strcmp0(reason, "too_many_websockets") == 0 ? REASON_TOO_MANY : REASON_OTHER;
}

/* Only what cannot disturb a log line. */
static void copy_word(char *to, size_t size, const char *from)
{
    size_t len = 0;
    for (; from && *from && len + 1 < size; from++)
        if (g_ascii_isalnum(*from) || strchr("_-.", *from))
            to[len++] = *from;
    to[len] = '\0';
}

static int small(const json_t *number, int most)
{
    json_int_t n = json_integer_value(number);
    return n > 0 && n <= most ? (int)n : 0;
}

void frame_read(const char *bytes, size_t len, Frame *frame)
{
    *frame = (Frame){.kind = FRAME_OTHER};
    if (!holds(bytes, len, "\"hello\"") && !holds(bytes, len, "\"disconnect\""))
        return;
    json_auto_t *json = json_loadb(bytes, len, 0, NULL);
    frame->kind = kind_of(json_string_value(json_object_get(json, "type")));
    if (frame->kind == FRAME_OTHER)
        return;
    const char *reason = json_string_value(json_object_get(json, "reason"));
    const json_t *debug = json_object_get(json, "debug_info");
    frame->reason = reason_of(reason);
    copy_word(frame->word, sizeof(frame->word), reason);
    copy_word(frame->host, sizeof(frame->host), json_string_value(json_object_get(debug, "host")));
    frame->num_connections = small(json_object_get(json, "num_connections"), 1000);
    frame->life_s = small(json_object_get(debug, "approximate_connection_time"), LIFE_MAX_S);
}

static size_t skip_blanks(const char *bytes, size_t len, size_t at)
{
    while (at < len && strchr(" \t\r\n", bytes[at]) && bytes[at] != '\0')
        at++;
    return at;
}

/* What stands after the name: `: "id"`, with nothing in the id that JSON would have to escape. */
static char *id_at(const char *bytes, size_t len)
{
    size_t at = skip_blanks(bytes, len, 0);
    if (at >= len || bytes[at] != ':')
        return NULL;
    at = skip_blanks(bytes, len, at + 1);
    if (at >= len || bytes[at] != '"')
        return NULL;
    size_t from = ++at;
    while (at < len && (g_ascii_isalnum(bytes[at]) || bytes[at] == '-' || bytes[at] == '_' ||
                        bytes[at] == '.' || bytes[at] == ':'))
        at++;
    if (at >= len || bytes[at] != '"' || at == from || at - from > ID_MAX)
        return NULL;
    return g_strndup(bytes + from, at - from);
}

char *frame_envelope_id(const char *bytes, size_t len)
{
    static const char NAME[] = "\"envelope_id\"";
    const char *end = bytes + len, *found;
    while ((found = memmem(bytes, (size_t)(end - bytes), NAME, sizeof(NAME) - 1))) {
        bytes = found + sizeof(NAME) - 1;
        char *id = id_at(bytes, (size_t)(end - bytes));
        if (id)
            return id;
    }
    return NULL;
}
