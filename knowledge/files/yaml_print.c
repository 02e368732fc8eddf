/*
 * Texts as YAML. Quotes are for the readers of others, too: unquoted, `yes` is a boolean to some
 * and 1.10 a number to most.
 */
#include "knowledge/files/yaml.h"

#include <string.h>

static bool is_word_of_yaml(const char *text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on",
                                        "off",  "null",  "y",   "n",  NULL};
    for (const char *const *word = words; *word; word++)
        if (g_ascii_strcasecmp(text, *word) == 0)
            return true;
    return false;
}

/* Numbers in all of YAML's ways of writing them, dates and times: a digit and nothing but these. */
static bool looks_like_number(const char *text)
{
    return g_ascii_isdigit(*text) &&
           strspn(text, "0123456789abcdefABCDEFoxOX_.:+-TZ ") == strlen(text);
}

/*
 * Characters that YAML must not meet as they are: it forbids them or takes them for a line's end.
 */
static bool must_be_escaped(gunichar c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
           c == 0xFFFE || c == 0xFFFF;
}

static bool starts_plain(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((char)c) || strchr("/_(", (int)c) : !g_unichar_isspace(c);
}

static bool is_plain(const char *text, bool in_flow)
{
    if (*text == '\0' || !starts_plain(g_utf8_get_char(text)) || is_word_of_yaml(text) ||
        looks_like_number(text) || strstr(text, ": ") || strstr(text, " #"))
        return false;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (must_be_escaped(g_utf8_get_char(at)) || (in_flow && strchr(",[]{}:?", *at)))
            return false;
    char last = text[strlen(text) - 1];
    return last != ' ' && last != ':';
}

static void append_escaped(GString *out, gunichar c)
{
    if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else if (c == '"' || c == '\\')
        g_string_append_printf(out, "\\%c", (char)c);
    else if (must_be_escaped(c))
        g_string_append_printf(out, c < 0x100 ? "\\x%02X" : "\\u%04X", c);
    else
        g_string_append_unichar(out, c);
}

void yaml_append(GString *out, const char *text, bool in_flow)
{
    if (is_plain(text, in_flow)) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        append_escaped(out, g_utf8_get_char(at));
    g_string_append_c(out, '"');
}
