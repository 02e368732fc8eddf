/*
 * Lines of complaint, and the one thing every reader asks of its bytes: that they are UTF-8.
 */
#include "knowledge/files/complaints.h"

#include <string.h>

#include "knowledge/kb.h"

struct Complaints {
    GString *lines;
    unsigned count;
};

Complaints *complaints_new(void)
{
    Complaints *complaints = g_new0(Complaints, 1);
    complaints->lines = g_string_new(NULL);
    return complaints;
}

void complaints_free(Complaints *complaints)
{
    if (!complaints)
        return;
    g_string_free(complaints->lines, TRUE);
    g_free(complaints);
}

bool complaints_full(const Complaints *complaints)
{
    return complaints->count >= COMPLAINTS_MAX;
}

static void add(Complaints *complaints, const char *line)
{
    if (complaints_full(complaints))
        return;
    if (complaints->count++ > 0)
        g_string_append_c(complaints->lines, '\n');
    g_string_append(complaints->lines, line);
}

void complain(Complaints *complaints, const char *name, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *whole = g_strdup_printf("%s:%zu: %s", name, line, what);
    add(complaints, whole);
}

void complain_lines(Complaints *complaints, const char *lines)
{
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    for (char **line = each; *line; line++)
        add(complaints, *line);
}

bool complaints_none(const Complaints *complaints, GError **error)
{
    if (complaints->count == 0)
        return true;
    g_set_error_literal(error, KB_ERROR, KB_ERROR_INPUT, complaints->lines->str);
    return false;
}

static size_t line_of(const char *data, const char *at)
{
    size_t line = 1;
    for (const char *c = data; c < at; c++)
        line += *c == '\n';
    return line;
}

bool complaints_utf8(Complaints *complaints, const char *name, const char **data, size_t *len)
{
    if (*len >= 2 && (memcmp(*data, "\xFF\xFE", 2) == 0 || memcmp(*data, "\xFE\xFF", 2) == 0)) {
        complain(complaints, name, 1, "this is UTF-16; save the file as UTF-8");
        return false;
    }
    if (*len >= 3 && memcmp(*data, "\xEF\xBB\xBF", 3) == 0) {
        *data += 3;
        *len -= 3;
    }
    const char *bad;
    if (*len == 0 || g_utf8_validate_len(*data, *len, &bad))
        return true;
    complain(complaints, name, line_of(*data, bad),
             "the byte 0x%02X is not UTF-8 text; save the file as UTF-8", (unsigned char)*bad);
    return false;
}
