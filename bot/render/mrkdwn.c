/*
 * Walks cmark's tree and writes mrkdwn. Knows nothing of blocks or JSON.
 */
#include "bot/render/mrkdwn.h"

#include <cmark.h>
#include <string.h>

#include "bot/render/cut.h"
#include "bot/render/marks.h"

enum {
    DEPTH_MAX = 24 /* of quotes, lists and marks within each other; deeper ones are flattened */
};

/* --- inlines ---------------------------------------------------------------------------------- */

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

static void flatten(Marks *w, cmark_node *node)
{
    g_autoptr(GString) text = g_string_new(NULL);
    collect(node, text);
    marks_literal(w, text->str);
}

static void write_link(Marks *w, cmark_node *node)
{
    const char *url = cmark_node_get_url(node);
    cmark_node *only = cmark_node_first_child(node);
    g_autoptr(GString) words = NULL;
    const char *label = NULL;
    if (only && !cmark_node_next(only) && cmark_node_get_type(only) == CMARK_NODE_TEXT)
        label = cmark_node_get_literal(only);
    if (!label) {
        words = g_string_new(NULL);
        collect(node, words);
        label = words->str;
    }
    marks_link(w, url, label);
}

static bool is_blank(char c)
{
    return strchr(" \t\n", c) != NULL; /* the end, too */
}

/* cmark does not know `~~struck~~`. */
static void write_text(Marks *w, const char *text)
{
    const char *open, *close;
    while ((open = strstr(text, "~~")) && !is_blank(open[2]) && open[2] != '~' &&
           (close = strstr(open + 2, "~~")) && !is_blank(close[-1])) {
        g_autofree char *before = g_strndup(text, (gsize)(open - text));
        g_autofree char *struck = g_strndup(open + 2, (gsize)(close - open - 2));
        marks_literal(w, before);
        bool marked = marks_open(w, '~');
        marks_literal(w, struck);
        if (marked)
            marks_close(w);
        text = close + 2;
    }
    marks_literal(w, text);
}

static void inlines(Marks *w, cmark_node *parent);

static void marked(Marks *w, cmark_node *node, char mark)
{
    bool ours = marks_open(w, mark);
    inlines(w, node);
    if (ours)
        marks_close(w);
}

/* A line's end within a paragraph: nothing between two Chinese lines, a blank between others. */
static void soft_break(Marks *w)
{
    const char *end = w->out->str + w->out->len;
    const char *last = g_utf8_find_prev_char(w->out->str + w->start, end);
    if (last && g_utf8_get_char(last) >= 0x2E80)
        return;
    marks_form(w, " ");
}

static void write_inline(Marks *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        write_text(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_INLINE:
        marks_literal(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_CODE:
        marks_code(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        soft_break(w);
        break;
    case CMARK_NODE_LINEBREAK:
        marks_break(w);
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

static void inlines(Marks *w, cmark_node *parent)
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

static void blocks(Marks *w, cmark_node *parent);

static void write_code_block(Marks *w, const char *code)
{
    g_string_append(w->out, CUT_FENCE);
    g_autofree char *text = g_strchomp(g_strdup(code));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        marks_line(w);
        marks_code_line(w, *line);
    }
    marks_line(w);
    g_string_append(w->out, CUT_FENCE);
    w->line_start = false;
}

static void within(Marks *w, const char *prefix, cmark_node *node)
{
    size_t outer = w->prefix->len;
    g_string_append(w->prefix, prefix);
    blocks(w, node);
    g_string_truncate(w->prefix, outer);
}

static void write_item(Marks *w, cmark_node *item, int number, bool nested)
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

static void write_list(Marks *w, cmark_node *list)
{
    bool ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    int number = ordered ? cmark_node_get_list_start(list) : -1;
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        if (cmark_node_previous(item))
            marks_line(w);
        write_item(w, item, number, is_in_list(list));
        if (ordered && number < G_MAXINT)
            number++;
    }
}

static void write_quote(Marks *w, cmark_node *quote)
{
    g_string_append(w->out, "> ");
    within(w, "> ", quote);
}

static void write_block(Marks *w, cmark_node *node)
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
        marks_literal(w, html);
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
static void separate(Marks *w, cmark_node *node)
{
    bool close = cmark_node_get_type(node) == CMARK_NODE_LIST || is_in_list(node);
    marks_line(w);
    if (!close)
        marks_line(w);
}

static void blocks(Marks *w, cmark_node *parent)
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

void mrkdwn_markdown(GString *out, const char *markdown)
{
    Marks w = marks_begin(out);
    if (has_markup(markdown)) {
        cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
        cmark_consolidate_text_nodes(root);
        blocks(&w, root);
        cmark_node_free(root);
    } else {
        marks_literal(&w, markdown);
    }
    marks_end(&w);
}

void mrkdwn_literal(GString *out, const char *words)
{
    Marks w = marks_begin(out);
    marks_literal(&w, words);
    marks_end(&w);
}

void mrkdwn_quote(GString *out, const char *words)
{
    Marks w = marks_begin(out);
    marks_form(&w, "> ");
    g_string_append(w.prefix, "> ");
    w.line_start = true;
    marks_literal(&w, words);
    marks_end(&w);
}

void mrkdwn_link(GString *out, const char *url, const char *label)
{
    Marks w = marks_begin(out);
    marks_link(&w, url, label);
    marks_end(&w);
}
