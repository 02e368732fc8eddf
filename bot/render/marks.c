/*
 * Writes mrkdwn character by character: what stands before and after decides what a mark would do.
 */
#include "bot/render/marks.h"

#include <string.h>

#include "bot/render/cut.h"

#define ZERO_WIDTH "\xE2\x80\x8B"

/* --- literals --------------------------------------------------------------------------------- */

static bool is_mark(char c)
{
    return c == '*' || c == '_' || c == '~' || c == '`';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\0';
}

/* Where Slack surely sees a word begin or end. What it thinks of other scripts is not known. */
static bool is_boundary(char c)
{
    return is_space(c) || (g_ascii_ispunct(c) && !is_mark(c));
}

static char last_char(const Marks *w)
{
    return w->out->len > w->start ? w->out->str[w->out->len - 1] : '\0';
}

static void append_zero_width(Marks *w)
{
    size_t len = sizeof ZERO_WIDTH - 1;
    bool there = w->out->len - w->start >= len &&
                 memcmp(w->out->str + w->out->len - len, ZERO_WIDTH, len) == 0;
    if (!there)
        g_string_append_len(w->out, ZERO_WIDTH, (gssize)len);
}

/* Before anything else is written: what follows a closing mark must not touch it. */
static void arrive(Marks *w, char first)
{
    if (w->closed && !is_boundary(first))
        append_zero_width(w);
    w->opened = w->closed = w->line_start = false;
}

void marks_line(Marks *w)
{
    while (w->out->len > w->start && w->out->str[w->out->len - 1] == ' ')
        g_string_truncate(w->out, w->out->len - 1);
    g_string_append_c(w->out, '\n');
    g_string_append_len(w->out, w->prefix->str, (gssize)w->prefix->len);
    w->opened = w->closed = false;
    w->line_start = true;
}

/* A mark that could open or close something is set apart from the word it would mark. */
static void word_mark(Marks *w, char c, char before, char after)
{
    bool opens = !is_space(after) && !g_ascii_isalnum(before);
    bool closes = !is_space(before) && !g_ascii_isalnum(after);
    if (closes)
        append_zero_width(w);
    g_string_append_c(w->out, c);
    if (opens)
        append_zero_width(w);
}

static bool is_broadcast(const char *text)
{
    static const char *const names[] = {"here", "channel", "everyone"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(text, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void special(Marks *w, const char *at, bool line_start, char before)
{
    switch (*at) {
    case '&':
        g_string_append_len(w->out, "&amp;", 5);
        break;
    case '<':
        g_string_append_len(w->out, "&lt;", 4);
        break;
    case '>':
        g_string_append(w->out, line_start ? ZERO_WIDTH "&gt;" : "&gt;");
        break;
    case '@':
        g_string_append(w->out, is_broadcast(at + 1) ? "@" ZERO_WIDTH : "@");
        break;
    case '\n':
        marks_line(w);
        break;
    default:
        word_mark(w, *at, before, at[1]);
    }
}

void marks_literal(Marks *w, const char *text)
{
    static const char SPECIAL[] = "&<>@\n*_~`";
    if (!*text)
        return;
    bool line_start = w->line_start || w->out->len == w->start;
    char before = w->opened ? '\0' : last_char(w);
    arrive(w, *text);
    for (const char *at = text; *at;) {
        size_t plain = strcspn(at, SPECIAL);
        g_string_append_len(w->out, at, (gssize)plain);
        if (plain > 0) {
            before = at[plain - 1];
            line_start = false;
        }
        at += plain;
        if (!*at)
            break;
        special(w, at, line_start, before);
        before = *at;
        line_start = *at++ == '\n';
    }
}

/* --- marks ------------------------------------------------------------------------------------ */

static bool is_open(const Marks *w, char mark)
{
    return memchr(w->marks, mark, w->mark_count) != NULL;
}

static void write_opening(Marks *w, char mark)
{
    if (!w->opened && !is_boundary(last_char(w)))
        append_zero_width(w);
    g_string_append_c(w->out, mark);
    w->opened = true;
    w->closed = w->line_start = false;
}

static void write_closing(Marks *w, char mark)
{
    g_string_append_c(w->out, mark);
    w->closed = true;
    w->opened = false;
}

/* False: it is open already, and stays so. */
bool marks_open(Marks *w, char mark)
{
    if (is_open(w, mark) || w->mark_count == MARKS_MAX)
        return false;
    write_opening(w, mark);
    w->marks[w->mark_count++] = mark;
    return true;
}

void marks_close(Marks *w)
{
    write_closing(w, w->marks[--w->mark_count]);
}

/* Marks do not reach over a line's end. */
void marks_break(Marks *w)
{
    for (unsigned i = w->mark_count; i-- > 0;)
        write_closing(w, w->marks[i]);
    marks_line(w);
    for (unsigned i = 0; i < w->mark_count; i++)
        write_opening(w, w->marks[i]);
}

static bool may_link(const char *url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    for (size_t i = 0; url && i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

static void append_url(GString *out, const char *url)
{
    for (const char *at = url; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '&')
            g_string_append(out, "&amp;");
        else if (c <= ' ' || c == 0x7F || strchr("<>|\"`", c))
            g_string_append_printf(out, "%%%02X", c);
        else
            g_string_append_c(out, (char)c);
    }
}

/* A bar or a line's end would end the label. */
static void write_label(Marks *w, const char *label)
{
    if (!strpbrk(label, "|\r\n")) {
        marks_literal(w, label);
        return;
    }
    g_autofree char *line = g_strdelimit(g_strdup(label), "\r\n", ' ');
    g_auto(GStrv) parts = g_strsplit(line, "|", -1);
    g_autofree char *whole = g_strjoinv("¦", parts);
    marks_literal(w, whole);
}

static void link_to(Marks *w, const char *url, const char *label)
{
    arrive(w, '<');
    g_string_append_c(w->out, '<');
    append_url(w->out, url);
    if (*label && strcmp(label, url) != 0) {
        g_string_append_c(w->out, '|');
        write_label(w, label);
    }
    g_string_append_c(w->out, '>');
}

void marks_code_line(Marks *w, const char *line)
{
    w->opened = w->closed = w->line_start = false;
    for (const char *at = line; *at; at++) {
        if (*at == '&' || *at == '<' || *at == '>')
            special(w, at, false, *at);
        else if (strncmp(at, CUT_FENCE, 3) == 0)
            g_string_append(w->out, "`" ZERO_WIDTH);
        else
            g_string_append_c(w->out, *at);
    }
}

/* A back-quote would end the code; there the words stand plain. */
void marks_code(Marks *w, const char *code)
{
    if (strchr(code, '`') || is_open(w, '`') || !*code) {
        marks_literal(w, code);
        return;
    }
    write_opening(w, '`');
    marks_code_line(w, code);
    write_closing(w, '`');
}

void marks_link(Marks *w, const char *url, const char *label)
{
    if (may_link(url))
        link_to(w, url, label);
    else
        marks_literal(w, label);
}

void marks_form(Marks *w, const char *text)
{
    arrive(w, *text);
    g_string_append(w->out, text);
}

Marks marks_begin(GString *out)
{
    return (Marks){.out = out, .start = out->len, .prefix = g_string_new(NULL)};
}

void marks_end(Marks *w)
{
    g_string_free(w->prefix, TRUE);
}
