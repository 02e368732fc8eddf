/*
 * One walk over cmark's tree. An iterator, not a recursion: Markdown nests as deep as it is long.
 */
#include "knowledge/plain.h"

#include <cmark.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { INDENT_MAX = 40 }; /* columns; deeper lists no longer move right */

typedef struct Writer {
    GString *out;
    unsigned indent;   /* columns before every line */
    bool at_start;     /* of a line: its indent is not written yet, in case it stays empty */
    bool after_mark;   /* a list's mark has just been written: what follows stands beside it */
    size_t link_start; /* where the text of the link that is open begins */
} Writer;

static void end_line(Writer *w)
{
    g_string_append_c(w->out, '\n');
    w->at_start = true;
}

static void add(Writer *w, const char *text)
{
    for (const char *at = text ? text : ""; *at; at++) {
        if (*at == '\n') {
            end_line(w);
            continue;
        }
        for (unsigned i = 0; w->at_start && i < MIN(w->indent, INDENT_MAX); i++)
            g_string_append_c(w->out, ' ');
        w->at_start = false;
        g_string_append_c(w->out, *at);
    }
}

static bool in_tight_list(cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node);
    cmark_node *list = item ? cmark_node_parent(item) : NULL;
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

static void begin_block(Writer *w, bool tight)
{
    if (w->out->len > 0 && !w->after_mark) {
        end_line(w);
        if (!tight)
            end_line(w);
    }
    w->after_mark = false;
}

/* The list counts its items in its user data; an item keeps there how far it has moved right. */
static void begin_item(Writer *w, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    bool first = cmark_node_previous(item) == NULL;
    int number =
        first ? cmark_node_get_list_start(list) : GPOINTER_TO_INT(cmark_node_get_user_data(list));
    cmark_node_set_user_data(list, GINT_TO_POINTER(number < G_MAXINT ? number + 1 : number));
    bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    g_autofree char *mark = numbered ? g_strdup_printf("%d. ", number) : g_strdup("- ");

    begin_block(w, first ? in_tight_list(list) : cmark_node_get_list_tight(list));
    add(w, mark);
    w->after_mark = true;
    w->indent += (unsigned)strlen(mark);
    cmark_node_set_user_data(item, GSIZE_TO_POINTER(strlen(mark)));
}

static void end_item(Writer *w, cmark_node *item)
{
    w->indent -= GPOINTER_TO_UINT(cmark_node_get_user_data(item));
    w->after_mark = false;
}

/* An address that the text already is would be read twice. */
static void end_link(Writer *w, cmark_node *link)
{
    const char *url = cmark_node_get_url(link), *text = w->out->str + w->link_start;
    const char *bare = url && g_str_has_prefix(url, "mailto:") ? url + strlen("mailto:") : url;
    if (!url || !*url || strcmp(text, url) == 0 || strcmp(text, bare) == 0)
        return;
    bool has_text = *text != '\0';
    add(w, has_text ? " (" : "");
    add(w, url);
    add(w, has_text ? ")" : "");
}

static bool is_comment(const char *html)
{
    return g_str_has_prefix(html, "<!--");
}

/* Code or HTML, without the line end that cmark leaves it. */
static void add_literal_block(Writer *w, cmark_node *node)
{
    g_autofree char *literal = g_strdup(cmark_node_get_literal(node));
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK && is_comment(literal))
        return;
    begin_block(w, in_tight_list(node));
    if (g_str_has_suffix(literal, "\n"))
        literal[strlen(literal) - 1] = '\0';
    add(w, literal);
}

static void enter(Writer *w, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_ITEM:
        begin_item(w, node);
        break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
        begin_block(w, in_tight_list(node));
        break;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
        add_literal_block(w, node);
        break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        add(w, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_INLINE:
        add(w, is_comment(cmark_node_get_literal(node)) ? "" : cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        add(w, "\n");
        break;
    case CMARK_NODE_LINK:
        w->link_start = w->out->len;
        break;
    case CMARK_NODE_IMAGE: /* its other text is read; the address of a picture tells nothing */
        add(w, cmark_node_first_child(node) ? "" : cmark_node_get_url(node));
        break;
    default:
        break;
    }
}

static void leave(Writer *w, cmark_node *node)
{
    if (cmark_node_get_type(node) == CMARK_NODE_ITEM)
        end_item(w, node);
    else if (cmark_node_get_type(node) == CMARK_NODE_LINK)
        end_link(w, node);
}

char *plain_text(const char *markdown)
{
    cmark_node *document = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
    cmark_iter *walk = cmark_iter_new(document);
    Writer w = {.out = g_string_new(NULL)};
    cmark_event_type event;
    while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
        if (event == CMARK_EVENT_ENTER)
            enter(&w, cmark_iter_get_node(walk));
        else
            leave(&w, cmark_iter_get_node(walk));
    }
    cmark_iter_free(walk);
    cmark_node_free(document);
    return g_strchomp(g_string_free(w.out, FALSE));
}
