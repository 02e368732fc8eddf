/*
 * Text objects and options.
 */
#include "bot/render/objects.h"

#include <string.h>

#include "bot/render/cut.h"
#include "bot/slack/wire.h"

enum { OPTION_VALUE_MAX = 150 };

bool object_is_blank(const char *text)
{
    return text[strspn(text, " \n\t\r")] == '\0';
}

static void text_object(GString *out, const char *key, const char *type, const char *text,
                        size_t len)
{
    wire_open(out, key, '{');
    wire_text(out, "type", type);
    wire_text_len(out, "text", text, len);
    wire_close(out, '}');
}

void object_mrkdwn(GString *out, const char *key, const char *text, size_t len)
{
    text_object(out, key, "mrkdwn", text, len);
}

void object_plain(GString *out, const char *key, const char *text, size_t units)
{
    size_t len = strlen(text);
    if (len > 0 && len <= units && *text > ' ' && !strpbrk(text, "\r\n\t")) {
        text_object(out, key, "plain_text", text, len);
        return;
    }
    g_autoptr(GString) line = g_string_new(text);
    cut_short(line, units);
    g_strdelimit(line->str, "\r\n\t", ' ');
    if (object_is_blank(line->str))
        g_string_assign(line, "…");
    text_object(out, key, "plain_text", line->str, line->len);
}

void object_option(GString *out, const char *key, const char *value, const char *label)
{
    wire_open(out, key, '{');
    object_plain(out, "text", label, OBJECT_LABEL_MAX);
    wire_text(out, "value", value);
    wire_close(out, '}');
}

bool object_is_option(const char *value)
{
    return *value && strlen(value) <= OPTION_VALUE_MAX;
}
