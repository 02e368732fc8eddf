/*
 * A recursive reader over a copy of the bytes, in which strings are unescaped where they stand.
 */
#include "bot/slack/document.h"

#include <string.h>

struct Node {
    NodeKind kind;
    uint32_t next, child; /* how many nodes further on; 0: none */
    const char *key;      /* of a member */
    const char *text;     /* of a text or a number */
};

struct Document {
    char *bytes;
    Node *nodes;
    uint32_t count, room;
};

typedef struct Reader {
    Document *document;
    char *at;
} Reader;

static bool value(Reader *r, const char *key, unsigned depth);

static Node *add(Document *d, NodeKind kind, const char *key, const char *text)
{
    if (d->count == DOCUMENT_NODES_MAX)
        return NULL;
    if (d->count == d->room) {
        d->room *= 2;
        d->nodes = g_renew(Node, d->nodes, d->room);
    }
    d->nodes[d->count] = (Node){.kind = kind, .key = key, .text = text};
    return &d->nodes[d->count++];
}

static void skip_blanks(Reader *r)
{
    while (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t')
        r->at++;
}

/* --- strings ---------------------------------------------------------------------------------- */

/* Four hexadecimal digits; -1 when they are not. */
static int hex4(const char *at)
{
    int code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(at[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/*
 * What stands after "\u", of which *at becomes the end; half a pair is no character, zero no text.
 */
static bool unicode(char **at, gunichar *c)
{
    int code = hex4(*at);
    if (code < 0)
        return false;
    *at += 4;
    *c = (gunichar)code;
    if (code >= 0xD800 && code <= 0xDBFF && (*at)[0] == '\\' && (*at)[1] == 'u') {
        int low = hex4(*at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *c = 0x10000U + (((gunichar)code - 0xD800U) << 10) + ((gunichar)low - 0xDC00U);
            *at += 6;
            return true;
        }
    }
    if (code == 0 || (code >= 0xD800 && code <= 0xDFFF))
        *c = 0xFFFD;
    return true;
}

static bool escape(char **from, char **to)
{
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char letter = *(*from)++;
    if (letter == 'u') {
        gunichar c;
        if (!unicode(from, &c))
            return false;
        *to += g_unichar_to_utf8(c, *to);
        return true;
    }
    const char *found = letter ? strchr(letters, letter) : NULL;
    if (found)
        *(*to)++ = meant[found - letters];
    return found != NULL;
}

/*
 * From its opening quote; what it says is never longer than how it was written. NULL: not closed.
 */
static const char *text(Reader *r)
{
    char *start = ++r->at, *to = start;
    for (char *from = start;;) {
        size_t plain = strcspn(from, "\"\\");
        if (to != from)
            memmove(to, from, plain);
        to += plain;
        from += plain;
        if (*from == '"') {
            r->at = from + 1;
            *to = '\0';
            return start;
        }
        if (*from++ != '\\' || !escape(&from, &to))
            return NULL;
    }
}

/* --- values ----------------------------------------------------------------------------------- */

static bool member(Reader *r, unsigned depth)
{
    if (*r->at != '"')
        return false;
    const char *key = text(r);
    if (!key)
        return false;
    skip_blanks(r);
    return *r->at++ == ':' && value(r, key, depth);
}

/* Each item is told where the next one is; the array may move meanwhile, so by their numbers. */
static bool items(Reader *r, uint32_t parent, char end, unsigned depth)
{
    Document *d = r->document;
    uint32_t before = 0;
    skip_blanks(r);
    if (*r->at == end) {
        r->at++;
        return true;
    }
    for (;;) {
        uint32_t item = d->count;
        skip_blanks(r);
        if (end == '}' ? !member(r, depth) : !value(r, NULL, depth))
            return false;
        if (before)
            d->nodes[before].next = item - before;
        else
            d->nodes[parent].child = item - parent;
        before = item;
        skip_blanks(r);
        char sign = *r->at++;
        if (sign == end)
            return true;
        if (sign != ',')
            return false;
    }
}

static bool container(Reader *r, const char *key, unsigned depth)
{
    bool object = *r->at++ == '{';
    uint32_t parent = r->document->count;
    return depth < DOCUMENT_DEPTH_MAX &&
           add(r->document, object ? NODE_OBJECT : NODE_LIST, key, NULL) &&
           items(r, parent, object ? '}' : ']', depth + 1);
}

static bool number(Reader *r, const char *key)
{
    const char *start = r->at;
    r->at += strspn(r->at, "+-0123456789.eE");
    return r->at > start && add(r->document, NODE_NUMBER, key, start);
}

static bool word(Reader *r, const char *expected, NodeKind kind, const char *key)
{
    size_t len = strlen(expected);
    if (strncmp(r->at, expected, len) != 0)
        return false;
    r->at += len;
    return add(r->document, kind, key, NULL);
}

static bool value(Reader *r, const char *key, unsigned depth)
{
    const char *words;
    skip_blanks(r);
    switch (*r->at) {
    case '{':
    case '[':
        return container(r, key, depth);
    case '"':
        words = text(r);
        return words && add(r->document, NODE_TEXT, key, words);
    case 't':
        return word(r, "true", NODE_TRUE, key);
    case 'f':
        return word(r, "false", NODE_FALSE, key);
    case 'n':
        return word(r, "null", NODE_NULL, key);
    default:
        return number(r, key);
    }
}

/* --- what is offered -------------------------------------------------------------------------- */

static char *valid_copy(const char *bytes, size_t len)
{
    if (!g_utf8_validate(bytes, (gssize)len, NULL))
        return g_utf8_make_valid(bytes, (gssize)len);
    char *copy = g_malloc(len + 1);
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

Document *document_read(const char *bytes, size_t len)
{
    g_autoptr(Document) d = g_new0(Document, 1);
    d->bytes = valid_copy(bytes, len);
    d->room = 64;
    d->nodes = g_new(Node, d->room);
    Reader r = {.document = d, .at = d->bytes};
    if (!value(&r, NULL, 0))
        return NULL;
    skip_blanks(&r);
    return *r.at == '\0' ? g_steal_pointer(&d) : NULL;
}

void document_free(Document *d)
{
    if (!d)
        return;
    g_free(d->bytes);
    g_free(d->nodes);
    g_free(d);
}

const Node *document_root(const Document *d)
{
    return d ? d->nodes : NULL;
}

bool node_is(const Node *node, NodeKind kind)
{
    return node && node->kind == kind;
}

const char *node_text(const Node *node)
{
    return node_is(node, NODE_TEXT) ? node->text : NULL;
}

int64_t node_integer(const Node *node)
{
    return node_is(node, NODE_NUMBER) ? g_ascii_strtoll(node->text, NULL, 10) : 0;
}

const Node *node_first(const Node *node)
{
    return node && node->child ? node + node->child : NULL;
}

const Node *node_next(const Node *node)
{
    return node->next ? node + node->next : NULL;
}

const char *node_key(const Node *node)
{
    return node->key;
}

const Node *node_member(const Node *object, const char *key)
{
    const Node *found = NULL;
    if (!node_is(object, NODE_OBJECT))
        return NULL;
    for (const Node *each = node_first(object); each; each = node_next(each))
        if (strcmp(each->key, key) == 0)
            found = each;
    return found;
}
