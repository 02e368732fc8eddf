/*
 * Walks cmark's tree and writes mrkdwn. Knows the marks of Slack and nothing of blocks or JSON.
 */
#include "bot/mrkdwn.h"

#include <cmark.h>
#include <string.h>

#define ZERO_WIDTH "\xE2\x80\x8B"

enum {
    DEPTH_MAX = 24, /* of quotes, lists and marks within each other; deeper ones are flattened */
    MARKS_MAX = 4,
};

typedef struct Writer {
    GString *out;
    size_t start;    /* where our text begins in `out` */
    GString *prefix; /* what every line begins with: quotes and lists around it */
    char marks[MARKS_MAX]; /* open ones, outermost first */
    unsigned mark_count, depth;
    bool opened, closed; /* a mark of ours was written last */
    bool line_start;
} Writer;

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

static char last_char(const Writer *w)
{
    return w->out->len > w->start ? w->out->str[w->out->len - 1] : '\0';
}

static void append_zero_width(Writer *w)
{
    size_t len = sizeof ZERO_WIDTH - 1;
    bool there = w->out->len - w->start >= len &&
                 memcmp(w->out->str + w->out->len - len, ZERO_WIDTH, len) == 0;
    if (!there)
        g_string_append_len(w->out, ZERO_WIDTH, (gssize)len);
}

/* Before anything else is written: what follows a closing mark must not touch it. */
static void arrive(Writer *w, char first)
{
    if (w->closed && !is_boundary(first))
        append_zero_width(w);
    w->opened = w->closed = w->line_start = false;
}

static void new_line(Writer *w)
{
    while (w->out->len > w->start && w->out->str[w->out->len - 1] == ' ')
        g_string_truncate(w->out, w->out->len - 1);
    g_string_append_c(w->out, '\n');
    g_string_append_len(w->out, w->prefix->str, (gssize)w->prefix->len);
    w->opened = w->closed = false;
    w->line_start = true;
}

/* A mark that could open or close something is set apart from the word it would mark. */
static void literal_mark(Writer *w, char c, char before, char after)
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

static void special(Writer *w, const char *at, bool line_start, char before)
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
        new_line(w);
        break;
    default:
        literal_mark(w, *at, before, at[1]);
    }
}

static void literal(Writer *w, const char *text)
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

static bool is_open(const Writer *w, char mark)
{
    return memchr(w->marks, mark, w->mark_count) != NULL;
}

static void write_opening(Writer *w, char mark)
{
    if (!w->opened && !is_boundary(last_char(w)))
        append_zero_width(w);
    g_string_append_c(w->out, mark);
    w->opened = true;
    w->closed = w->line_start = false;
}

static void write_closing(Writer *w, char mark)
{
    g_string_append_c(w->out, mark);
    w->closed = true;
    w->opened = false;
}

/* False: it is open already, and stays so. */
static bool open_mark(Writer *w, char mark)
{
    if (is_open(w, mark) || w->mark_count == MARKS_MAX)
        return false;
    write_opening(w, mark);
    w->marks[w->mark_count++] = mark;
    return true;
}

static void close_mark(Writer *w)
{
    write_closing(w, w->marks[--w->mark_count]);
}

/* Marks do not reach over a line's end. */
static void break_line(Writer *w)
{
    for (unsigned i = w->mark_count; i-- > 0;)
        write_closing(w, w->marks[i]);
    new_line(w);
    for (unsigned i = 0; i < w->mark_count; i++)
        write_opening(w, w->marks[i]);
}

/* --- inlines ---------------------------------------------------------------------------------- */

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

static void link_to(Writer *w, const char *url, const char *label)
{
    arrive(w, '<');
    g_string_append_c(w->out, '<');
    append_url(w->out, url);
    if (*label && strcmp(label, url) != 0) {
        g_string_append_c(w->out, '|');
        g_autofree char *line = g_strdelimit(g_strdup(label), "\r\n", ' ');
        g_auto(GStrv) parts = g_strsplit(line, "|", -1);
        g_autofree char *whole = g_strjoinv("¦", parts);
        literal(w, whole);
    }
    g_string_append_c(w->out, '>');
}

/* The words of everything below a node, without any form. */
static void collect(cmark_node *node, GString *text)
{
    cmark_iter *iter = cmark_iter_new(node);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *at = cmark_iter_get_node(iter);
        const char *words = cmark_node_get_literal(at);
        if (event != CMARK_EVENT_ENTER)
            continue;
        if (words)
            g_string_append(text, words);
        else if (cmark_node_get_type(at) == CMARK_NODE_SOFTBREAK ||
                 cmark_node_get_type(at) == CMARK_NODE_LINEBREAK)
            g_string_append_c(text, ' ');
    }
    cmark_iter_free(iter);
}

static void flatten(Writer *w, cmark_node *node)
{
    g_autoptr(GString) text = g_string_new(NULL);
    collect(node, text);
    literal(w, text->str);
}

static void write_link(Writer *w, cmark_node *node)
{
    g_autoptr(GString) label = g_string_new(NULL);
    collect(node, label);
    const char *url = cmark_node_get_url(node);
    if (may_link(url))
        link_to(w, url, label->str);
    else
        literal(w, label->str);
}

/* A back-quote would end the code; there the words stand plain. */
static void write_code(Writer *w, const char *code)
{
    if (strchr(code, '`') || is_open(w, '`') || !*code) {
        literal(w, code);
        return;
    }
    write_opening(w, '`');
    for (const char *at = code; *at; at++) {
        if (*at == '&' || *at == '<' || *at == '>')
            special(w, at, false, *at);
        else
            g_string_append_c(w->out, *at);
    }
    write_closing(w, '`');
}

/* cmark does not know `~~struck~~`. */
static void write_text(Writer *w, const char *text)
{
    const char *open, *close;
    while ((open = strstr(text, "~~")) && !is_space(open[2]) && open[2] != '~' &&
           (close = strstr(open + 2, "~~")) && !is_space(close[-1])) {
        g_autofree char *before = g_strndup(text, (gsize)(open - text));
        g_autofree char *struck = g_strndup(open + 2, (gsize)(close - open - 2));
        literal(w, before);
        bool marked = open_mark(w, '~');
        literal(w, struck);
        if (marked)
            close_mark(w);
        text = close + 2;
    }
    literal(w, text);
}

static void inlines(Writer *w, cmark_node *parent);

static void marked(Writer *w, cmark_node *node, char mark)
{
    bool ours = open_mark(w, mark);
    inlines(w, node);
    if (ours)
        close_mark(w);
}

/* A line's end within a paragraph: nothing between two Chinese lines, a blank between others. */
static void soft_break(Writer *w)
{
    const char *end = w->out->str + w->out->len;
    const char *last = g_utf8_find_prev_char(w->out->str + w->start, end);
    if (last && g_utf8_get_char(last) >= 0x2E80)
        return;
    arrive(w, ' ');
    g_string_append_c(w->out, ' ');
}

static void write_inline(Writer *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        write_text(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_INLINE:
        literal(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_CODE:
        write_code(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        soft_break(w);
        break;
    case CMARK_NODE_LINEBREAK:
        break_line(w);
        break;
    case CMARK_NODE_STRONG:
        marked(w, node, '*');
        break;
    case CMARK_NODE_EMPH:
        marked(w, node, '_');
        break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        write_link(w, node);
        break;
    default:
        inlines(w, node);
    }
}

static void inlines(Writer *w, cmark_node *parent)
{
    if (w->depth >= DEPTH_MAX) {
        flatten(w, parent);
        return;
    }
    w->depth++;
    for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node))
        write_inline(w, node);
    w->depth--;
}

/* --- blocks ----------------------------------------------------------------------------------- */

static void blocks(Writer *w, cmark_node *parent);

static void write_code_block(Writer *w, const char *code)
{
    g_string_append(w->out, MRKDWN_FENCE);
    g_autofree char *text = g_strchomp(g_strdup(code));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        new_line(w);
        for (const char *at = *line; *at; at++) {
            if (*at == '&' || *at == '<' || *at == '>')
                special(w, at, false, *at);
            else if (strncmp(at, MRKDWN_FENCE, 3) == 0)
                g_string_append(w->out, "`" ZERO_WIDTH);
            else
                g_string_append_c(w->out, *at);
        }
    }
    new_line(w);
    g_string_append(w->out, MRKDWN_FENCE);
    w->line_start = false;
}

static void within(Writer *w, const char *prefix, cmark_node *node)
{
    size_t outer = w->prefix->len;
    g_string_append(w->prefix, prefix);
    blocks(w, node);
    g_string_truncate(w->prefix, outer);
}

static void write_item(Writer *w, cmark_node *item, int number, bool nested)
{
    if (number >= 0)
        g_string_append_printf(w->out, "%d. ", number);
    else
        g_string_append(w->out, nested ? "◦ " : "• ");
    w->line_start = true;
    within(w, number >= 0 ? "    " : "  ", item);
}

static bool is_in_list(cmark_node *list)
{
    cmark_node *parent = cmark_node_parent(list);
    return parent && cmark_node_get_type(parent) == CMARK_NODE_ITEM;
}

static void write_list(Writer *w, cmark_node *list)
{
    bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    int number = ordered ? cmark_node_get_list_start(list) : -1;
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        if (cmark_node_previous(item))
            new_line(w);
        write_item(w, item, number, is_in_list(list));
        if (ordered && number < G_MAXINT)
            number++;
    }
}

static void write_quote(Writer *w, cmark_node *quote)
{
    g_string_append(w->out, "> ");
    within(w, "> ", quote);
}

static void write_block(Writer *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING:
        marked(w, node, '*');
        break;
    case CMARK_NODE_LIST:
        write_list(w, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        write_quote(w, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        write_code_block(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_BLOCK: {
        g_autofree char *html = g_strchomp(g_strdup(cmark_node_get_literal(node)));
        literal(w, html);
        break;
    }
    case CMARK_NODE_THEMATIC_BREAK:
        g_string_append(w->out, "──────────");
        break;
    default:
        inlines(w, node);
    }
}

/* A list stands right under the paragraph that announces it; other blocks are a line apart. */
static void separate(Writer *w, cmark_node *node)
{
    bool close = cmark_node_get_type(node) == CMARK_NODE_LIST || is_in_list(node);
    new_line(w);
    if (!close)
        new_line(w);
}

static void blocks(Writer *w, cmark_node *parent)
{
    if (w->depth >= DEPTH_MAX) {
        flatten(w, parent);
        return;
    }
    w->depth++;
    for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node)) {
        if (cmark_node_previous(node))
            separate(w, node);
        write_block(w, node);
    }
    w->depth--;
}

/* --- what is offered -------------------------------------------------------------------------- */

/* cmark is asked only when there is something to ask it about. */
static bool has_markup(const char *markdown)
{
    return strpbrk(markdown, "*_`[]<>\\!#&~\n\r\t=|") || g_ascii_isdigit(*markdown) ||
           strchr(" -+", *markdown);
}

static Writer writer(GString *out)
{
    return (Writer){.out = out, .start = out->len, .prefix = g_string_new(NULL)};
}

void mrkdwn_markdown(GString *out, const char *markdown)
{
    Writer w = writer(out);
    if (has_markup(markdown)) {
        cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
        cmark_consolidate_text_nodes(root);
        blocks(&w, root);
        cmark_node_free(root);
    } else {
        literal(&w, markdown);
    }
    g_string_free(w.prefix, TRUE);
}

void mrkdwn_literal(GString *out, const char *words)
{
    Writer w = writer(out);
    literal(&w, words);
    g_string_free(w.prefix, TRUE);
}

void mrkdwn_quote(GString *out, const char *words)
{
    Writer w = writer(out);
    g_string_append(out, "> ");
    g_string_append(w.prefix, "> ");
    w.line_start = true;
    literal(&w, words);
    g_string_free(w.prefix, TRUE);
}

void mrkdwn_link(GString *out, const char *url, const char *label)
{
    Writer w = writer(out);
    if (may_link(url))
        link_to(&w, url, label);
    else
        literal(&w, label);
    g_string_free(w.prefix, TRUE);
}

static size_t units_of(unsigned char lead)
{
    return (lead & 0xC0) == 0x80 ? 0 : lead >= 0xF0 ? 2 : 1;
}

size_t mrkdwn_units(const char *text)
{
    size_t units = 0;
    for (const char *at = text; *at; at++)
        units += units_of((unsigned char)*at);
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

size_t mrkdwn_cut(const char *text, size_t units, bool *in_code)
{
    size_t used = 0, safe = 0, line = 0, paragraph = 0;
    bool code = *in_code, code_at_safe = code, code_at_line = code;
    while (text[safe]) {
        const char *at = text + safe;
        size_t len = strncmp(at, MRKDWN_FENCE, 3) == 0 ? 3 : atom(at, code);
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
