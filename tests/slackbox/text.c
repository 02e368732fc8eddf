#include "tests/slackbox/text.h"

#include <glib.h>
#include <string.h>

#include "tests/slackbox/world.h"

static void append_escaped(GString *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '&')
            g_string_append(out, "&amp;");
        else if (text[i] == '<')
            g_string_append(out, "&lt;");
        else if (text[i] == '>')
            g_string_append(out, "&gt;");
        else
            g_string_append_c(out, text[i]);
    }
}

char *text_escape(const char *text)
{
    GString *out = g_string_new(NULL);
    append_escaped(out, text, strlen(text));
    return g_string_free(out, FALSE);
}

char *text_unescape(const char *text)
{
    GString *out = g_string_new(text);
    g_string_replace(out, "&lt;", "<", 0);
    g_string_replace(out, "&gt;", ">", 0);
    g_string_replace(out, "&amp;", "&", 0);
    return g_string_free(out, FALSE);
}

static size_t name_len(const char *at)
{
    size_t len = 0;
    while (g_ascii_isalnum(at[len]) || at[len] == '-' || at[len] == '_' || at[len] == '.')
        len++;
    while (len > 0 && at[len - 1] == '.')
        len--;
    return len;
}

/* `@name`, `#name`, `<@U…>` or `<#C…>` of someone or something known: its length, else 0. */
static size_t wrap_name(const char *at, GString *out)
{
    bool angle = at[0] == '<';
    char mark = at[angle];
    if (mark != '@' && mark != '#')
        return 0;
    size_t len = name_len(at + angle + 1);
    g_autofree char *name = g_strndup(at + angle + 1, len);
    if (angle && at[1 + 1 + len] != '>')
        return 0;
    const Person *person = mark == '@' ? world_person(name) : NULL;
    const Channel *channel = mark == '#' ? world_channel(name) : NULL;
    if (len == 0 || (!person && !channel))
        return 0;
    if (person)
        g_string_append_printf(out, "<@%s>", person->id);
    else
        g_string_append_printf(out, "<#%s|%s>", channel->id,
                               channel->is_private ? "" : channel->name);
    return 1 + len + (angle ? 2 : 0);
}

static size_t wrap_url(const char *at, GString *out)
{
    if (!g_str_has_prefix(at, "https://") && !g_str_has_prefix(at, "http://"))
        return 0;
    size_t len = strcspn(at, " \t\r\n<>\"");
    while (len > 8 && strchr(".,;:!?)'", at[len - 1]))
        len--;
    g_string_append_c(out, '<');
    append_escaped(out, at, len);
    g_string_append_c(out, '>');
    return len;
}

char *text_typed(const char *typed)
{
    GString *out = g_string_new(NULL);
    bool boundary = true;
    for (const char *at = typed; *at;) {
        size_t taken = boundary || *at == '<' ? wrap_name(at, out) : 0;
        if (taken == 0 && boundary)
            taken = wrap_url(at, out);
        if (taken == 0) {
            append_escaped(out, at, 1);
            taken = 1;
        }
        at += taken;
        boundary = !g_ascii_isalnum(at[-1]) && at[-1] != '/';
    }
    return g_string_free(out, FALSE);
}

static json_t *angle_element(const char *inside)
{
    g_auto(GStrv) parts = g_strsplit(inside, "|", 2);
    const char *target = parts[0] ? parts[0] : "";
    if (target[0] == '@')
        return json_pack("{s:s, s:s}", "type", "user", "user_id", target + 1);
    if (target[0] == '#')
        return json_pack("{s:s, s:s}", "type", "channel", "channel_id", target + 1);
    g_autofree char *url = text_unescape(target);
    return json_pack("{s:s, s:s, s:s*}", "type", "link", "url", url, "text",
                     parts[0] ? parts[1] : NULL);
}

static void append_plain(json_t *elements, const char *from, size_t len)
{
    if (len == 0)
        return;
    g_autofree char *escaped = g_strndup(from, len);
    g_autofree char *plain = text_unescape(escaped);
    json_array_append_new(elements, json_pack("{s:s, s:s}", "type", "text", "text", plain));
}

json_t *text_rich(const char *stored)
{
    json_t *elements = json_array();
    const char *at = stored, *open;
    while ((open = strchr(at, '<')) != NULL) {
        const char *close = strchr(open, '>');
        if (!close)
            break;
        append_plain(elements, at, (size_t)(open - at));
        g_autofree char *inside = g_strndup(open + 1, (size_t)(close - open - 1));
        json_array_append_new(elements, angle_element(inside));
        at = close + 1;
    }
    append_plain(elements, at, strlen(at));
    g_autofree char *id = world_hex(5);
    return json_pack("[{s:s, s:s, s:[{s:s, s:o}]}]", "type", "rich_text", "block_id", id,
                     "elements", "type", "rich_text_section", "elements", elements);
}

size_t text_units(const char *text)
{
    size_t units = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        units += g_utf8_get_char(at) > 0xffff ? 2 : 1;
    return units;
}

char *text_cut(const char *text, size_t units)
{
    const char *at = text;
    size_t used = 0;
    while (*at) {
        size_t next = g_utf8_get_char(at) > 0xffff ? 2 : 1;
        if (used + next > units)
            break;
        used += next;
        at = g_utf8_next_char(at);
    }
    return g_strndup(text, (size_t)(at - text));
}

static void gather(GString *out, const json_t *json)
{
    const char *key;
    json_t *value;
    size_t at;
    if (json_is_array(json)) {
        json_array_foreach(json, at, value) gather(out, value);
        return;
    }
    json_object_foreach((json_t *)json, key, value)
    {
        if (!json_is_string(value))
            gather(out, value);
        else if (!strcmp(key, "text") || !strcmp(key, "alt_text") || !strcmp(key, "initial_value"))
            g_string_append_printf(out, "%s\n", json_string_value(value));
    }
}

char *text_of_blocks(const json_t *blocks)
{
    GString *out = g_string_new(NULL);
    if (blocks)
        gather(out, blocks);
    return g_string_free(out, FALSE);
}
