/*
 * Words and quotation marks.
 */
#include "commands/args.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static bool is_opening(gunichar c)
{
    return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0x300C;
}

static bool closes(gunichar c, gunichar opening)
{
    if (opening == 0x300C)
        return c == 0x300D;
    return c == '"' || c == 0x201C || c == 0x201D;
}

static const char *skip_blanks(const char *at)
{
    while (*at && g_unichar_isspace(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return at;
}

static const char *take_quoted(const char *at, gunichar opening, GString *word)
{
    while (*at) {
        gunichar c = g_utf8_get_char(at);
        at = g_utf8_next_char(at);
        if (closes(c, opening))
            return at;
        g_string_append_unichar(word, c);
    }
    return at;
}

static const char *take_word(const char *at, GString *word)
{
    gunichar first = g_utf8_get_char(at);
    if (first == 0x2013 || first == 0x2014) { /* en and em dash */
        g_string_append(word, "--");
        at = g_utf8_next_char(at);
    }
    while (*at) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c))
            return at;
        at = g_utf8_next_char(at);
        if (is_opening(c))
            at = take_quoted(at, c, word);
        else
            g_string_append_unichar(word, c);
    }
    return at;
}

char *args_next(const char **at)
{
    const char *start = skip_blanks(*at);
    *at = start;
    if (!*start)
        return NULL;
    GString *word = g_string_new(NULL);
    *at = skip_blanks(take_word(start, word));
    return g_string_free(word, FALSE);
}
