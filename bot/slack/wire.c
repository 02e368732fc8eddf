/*
 * JSON text. Measured against building jansson's tree and printing it, this takes a tenth of the
 * time, and the answer's way into the ack is the hot one.
 */
#include "bot/slack/wire.h"

#include <string.h>

/* A member follows another unless something has just been opened; a string ends with its quote. */
static void separate(GString *out)
{
    if (out->len == 0)
        return;
    char before = out->str[out->len - 1];
    if (before != '{' && before != '[' && before != ':')
        g_string_append_c(out, ',');
}

static void begin(GString *out, const char *key)
{
    separate(out);
    if (!key)
        return;
    g_string_append_c(out, '"');
    g_string_append(out, key);
    g_string_append_c(out, '"');
    g_string_append_c(out, ':');
}

#define EACH_BYTE(c) (0x0101010101010101ULL * (c))

/* True when some of eight bytes is zero: borrows run out of it into its highest bit. */
static uint64_t zero_byte(uint64_t word)
{
    return (word - EACH_BYTE(1)) & ~word & EACH_BYTE(0x80);
}

/* How many bytes from `at` stand in JSON as they are; eight are looked at at a time. */
static size_t plain_len(const char *at, size_t len)
{
    size_t plain = 0;
    for (uint64_t word; plain + sizeof word <= len; plain += sizeof word) {
        memcpy(&word, at + plain, sizeof word);
        uint64_t control = (word - EACH_BYTE(0x20)) & ~word & EACH_BYTE(0x80);
        if (control | zero_byte(word ^ EACH_BYTE('"')) | zero_byte(word ^ EACH_BYTE('\\')))
            break;
    }
    while (plain < len && (unsigned char)at[plain] >= 0x20 && at[plain] != '"' && at[plain] != '\\')
        plain++;
    return plain;
}

/* Most of what is written is ASCII, which needs no closer look. */
static bool is_ascii(const char *text, size_t len)
{
    uint64_t all = 0, word;
    size_t at = 0;
    for (; at + sizeof word <= len; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        all |= word;
    }
    for (; at < len; at++)
        all |= (unsigned char)text[at];
    return (all & EACH_BYTE(0x80)) == 0;
}

static void escaped(GString *out, unsigned char c)
{
    if (c == '"' || c == '\\')
        g_string_append_len(out, c == '"' ? "\\\"" : "\\\\", 2);
    else if (c == '\n')
        g_string_append_len(out, "\\n", 2);
    else
        g_string_append_printf(out, "\\u%04x", c);
}

static void put(GString *out, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t end = at + plain_len(text + at, len - at);
        g_string_append_len(out, text + at, (gssize)(end - at));
        if (end < len)
            escaped(out, (unsigned char)text[end++]);
        at = end;
    }
}

void wire_words(GString *out, const char *text, size_t len)
{
    if (is_ascii(text, len) || g_utf8_validate(text, (gssize)len, NULL)) {
        put(out, text, len);
        return;
    }
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)len);
    put(out, valid, strlen(valid));
}

void wire_text_len(GString *out, const char *key, const char *value, size_t len)
{
    begin(out, key);
    g_string_append_c(out, '"');
    wire_words(out, value, len);
    g_string_append_c(out, '"');
}

void wire_text(GString *out, const char *key, const char *value)
{
    wire_text_len(out, key, value, strlen(value));
}

void wire_open(GString *out, const char *key, char bracket)
{
    begin(out, key);
    g_string_append_c(out, bracket);
}

void wire_close(GString *out, char bracket)
{
    g_string_append_c(out, bracket);
}

void wire_bool(GString *out, const char *key, bool value)
{
    begin(out, key);
    g_string_append(out, value ? "true" : "false");
}

void wire_int(GString *out, const char *key, int64_t value)
{
    begin(out, key);
    g_string_append_printf(out, "%" G_GINT64_FORMAT, value);
}

void wire_json(GString *out, const char *key, const char *json, size_t len)
{
    begin(out, key);
    g_string_append_len(out, json, (gssize)len);
}
