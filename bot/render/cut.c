/*
 * Counts in UTF-16 units; knows code blocks, entities and links, as what must stay whole.
 */
#include "bot/render/cut.h"

#include <stdint.h>
#include <string.h>

static size_t units_of(unsigned char lead)
{
    return (lead & 0xC0) == 0x80 ? 0 : lead >= 0xF0 ? 2 : 1;
}

/* How many of eight bytes have their highest bit set in `marks`. */
static size_t count_marked(uint64_t marks)
{
    return (((marks >> 7) & 0x0101010101010101ULL) * 0x0101010101010101ULL) >> 56;
}

/* Every byte counts but those that go on with a character; one that begins four of them, twice. */
size_t cut_units(const char *text)
{
    size_t len = strlen(text), at = 0, units = 0;
    for (uint64_t word; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        units += sizeof word - count_marked(word & ~(word << 1)) +
                 count_marked(word & (word << 1) & (word << 2) & (word << 3));
    }
    for (; at < len; at++)
        units += units_of((unsigned char)text[at]);
    return units;
}

/* The length of what must not be cut in two: a character, an entity, a link. */
static size_t atom(const char *at, bool in_code)
{
    const char *end = NULL;
    if (*at == '&')
        end = memchr(at, ';', strnlen(at, 6));
    else if (*at == '<' && !in_code)
        end = strchr(at, '>');
    if (end)
        return (size_t)(end - at) + 1;
    return (size_t)(g_utf8_next_char(at) - at);
}

size_t cut_at(const char *text, size_t units, bool *in_code)
{
    size_t used = 0, safe = 0, line = 0, paragraph = 0;
    bool code = *in_code, code_at_safe = code, code_at_line = code;
    while (text[safe]) {
        const char *at = text + safe;
        size_t len = strncmp(at, CUT_FENCE, 3) == 0 ? 3 : atom(at, code);
        size_t more = 0;
        for (size_t i = 0; i < len; i++)
            more += units_of((unsigned char)at[i]);
        if (used + more > units)
            break;
        if (len == 3 && *at == '`')
            code = !code;
        used += more;
        safe += len;
        code_at_safe = code;
        if (*at != '\n')
            continue;
        line = safe;
        code_at_line = code;
        if (text[safe] == '\n' && !code)
            paragraph = safe;
    }
    *in_code = false;
    if (!text[safe])
        return safe;
    if (paragraph > safe / 2)
        return paragraph;
    *in_code = line > safe / 2 ? code_at_line : code_at_safe;
    return line > safe / 2 ? line : safe;
}

void cut_short(GString *text, size_t units)
{
    bool in_code = false;
    if (text->len <= units || cut_units(text->str) <= units)
        return;
    size_t mark = 1 + 4; /* an ellipsis; a fence on a line of its own */
    size_t keep = units > mark ? cut_at(text->str, units - mark, &in_code) : 0;
    g_string_truncate(text, keep);
    if (keep == 0)
        return;
    while (text->len > 0 && strchr(" \n", text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
    g_string_append(text, in_code ? "\n" CUT_FENCE : "…");
}
