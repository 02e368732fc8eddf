/*
 * Widths by GLib's Unicode tables.
 */
#include "bot/cli/table.h"

static size_t char_width(gunichar c)
{
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

size_t table_width(const char *text)
{
    size_t width = 0;
    for (; *text; text = g_utf8_next_char(text))
        width += char_width(g_utf8_get_char(text));
    return width;
}

void table_last_cell(GString *out, const char *text, size_t width)
{
    if (width == 0 || table_width(text) <= width) {
        g_string_append(out, text);
        return;
    }
    size_t used = 0;
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (used + char_width(c) > width - 1)
            break;
        used += char_width(c);
        g_string_append_unichar(out, c);
    }
    g_string_append(out, "…");
}

void table_cell(GString *out, const char *text, size_t width)
{
    size_t before = out->len;
    table_last_cell(out, text, width);
    for (size_t used = table_width(out->str + before); used < width; used++)
        g_string_append_c(out, ' ');
}
