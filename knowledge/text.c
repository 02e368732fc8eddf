/*
 * Languages by script, and a person's words made fit to be kept. GLib's Unicode tables do; what
 * needs ICU stands in index/tokens.c.
 */
#include "knowledge/text.h"

#include <glib.h>
#include <string.h>

static const char ELLIPSIS[] = "…";

const char *lang_code(Lang lang)
{
    return lang == LANG_ZH ? "zh" : "en";
}

bool lang_parse(const char *code, Lang *lang)
{
    if (!code || strlen(code) < 2 || !(code[2] == '\0' || strchr("-_.@", code[2])))
        return false;
    if (g_ascii_strncasecmp(code, "zh", 2) == 0)
        *lang = LANG_ZH;
    else if (g_ascii_strncasecmp(code, "en", 2) == 0)
        *lang = LANG_EN;
    else
        return false;
    return true;
}

Lang text_language(const char *text)
{
    for (const char *at = text; *at;) {
        gunichar c = g_utf8_get_char_validated(at, -1);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            at++;
            continue;
        }
        if (g_unichar_get_script(c) == G_UNICODE_SCRIPT_HAN)
            return LANG_ZH;
        at = g_utf8_next_char(at);
    }
    return LANG_EN;
}

/* Marks that turn the direction of text around them: they could make a name read as another. */
static bool turns_text(gunichar c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0xFEFF;
}

char *text_clean(const char *text, size_t len, size_t max)
{
    /* What could not be kept anyway is not worth repairing; four bytes may become one. */
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)MIN(len, 8 * max + 64));
    GString *out = g_string_new(NULL);
    bool blank = false;
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c)) {
            blank = true;
            continue;
        }
        if (g_unichar_iscntrl(c) || turns_text(c))
            continue;
        size_t bytes = (size_t)(g_utf8_next_char(at) - at);
        bool apart = blank && out->len > 0;
        if (out->len + bytes + apart > max)
            break;
        if (apart)
            g_string_append_c(out, ' ');
        blank = false;
        g_string_append_len(out, at, (gssize)bytes);
    }
    return g_string_free(out, FALSE);
}

/* The most bytes, at most `max`, that end between characters. */
static size_t whole_characters(const char *text, size_t max)
{
    while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
        max--;
    return max;
}

char *text_shorten(const char *text, size_t max)
{
    if (strlen(text) <= max)
        return g_strdup(text);
    size_t room = max >= sizeof ELLIPSIS - 1 ? max - (sizeof ELLIPSIS - 1) : max;
    size_t keep = whole_characters(text, room);
    while (keep > 0 && text[keep - 1] == ' ')
        keep--;
    return g_strdup_printf("%.*s%s", (int)keep, text, room < max ? ELLIPSIS : "");
}

int text_among(const char *word, const char *const *words, int count)
{
    for (int i = 0; word && i < count; i++)
        if (g_strcmp0(word, words[i]) == 0)
            return i;
    return -1;
}
