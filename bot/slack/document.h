/*
 * JSON that came in, read in one pass into one array: a frame is looked at once and thrown away, so
 * a tree of allocations would cost more than all the rest of reading it. Pure.
 *
 * Forgiving where a person's words would be lost otherwise: bytes that are no UTF-8, escapes of
 * half a character and of zero become U+FFFD, control characters stand for themselves.
 */
#ifndef BOT_SLACK_DOCUMENT_H
#define BOT_SLACK_DOCUMENT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Document Document;
typedef struct Node Node; /* belongs to its Document */

typedef enum NodeKind {
    NODE_NULL,
    NODE_FALSE,
    NODE_TRUE,
    NODE_NUMBER,
    NODE_TEXT,
    NODE_LIST,
    NODE_OBJECT,
} NodeKind;

enum {
    DOCUMENT_DEPTH_MAX = 128,   /* of lists and objects within each other */
    DOCUMENT_NODES_MAX = 65536, /* values in all */
};

/* NULL when it is no JSON, or more of it than the limits allow. */
Document *document_read(const char *bytes, size_t len);
void document_free(Document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, document_free)
const Node *document_root(const Document *document);

/* NULL is a node that is not there: of no kind, with no text, members or items. */
bool node_is(const Node *node, NodeKind kind);
const char *node_text(const Node *node); /* NULL when it is none */
int64_t node_integer(const Node *node);  /* 0 when it is none; a fraction is cut off */
const Node *node_member(const Node *object, const char *key); /* of equal keys the last */
const Node *node_first(const Node *list_or_object);
const Node *node_next(const Node *node);
const char *node_key(const Node *member);

#endif
