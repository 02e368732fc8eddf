/*
 * HTTP/1.1 as a server: requests in, one reply each, in order, on connections that stay open. A
 * reply may come later; the next request of that connection waits for it.
 */
#ifndef SLACKBOX_HTTP_H
#define SLACKBOX_HTTP_H

#include <jansson.h>

#include "tests/slackbox/net.h"

/*
 * A request; belongs to its handler until that replies or drops it, also when the client has gone.
 */
typedef struct {
    Conn *conn;          /* NULL once the client has gone */
    char *verb;          /* GET, POST */
    char *path;          /* as sent, without the query */
    char *query;         /* "" without one */
    GHashTable *headers; /* lower-case name → value */
    GByteArray *body;
    bool keep_alive;
} Exchange;

typedef void (*RouteFn)(Exchange *ex);

/* Makes a new connection speak HTTP; each request goes to route. */
void http_accept(Conn *conn, RouteFn route);

const char *http_header(const Exchange *ex, const char *name);

/* `headers`: further lines, each ended by \r\n, or NULL. All three free the exchange. */
void http_reply(Exchange *ex, int status, const char *type, const char *headers, const void *body,
                size_t len);
void http_reply_json(Exchange *ex, int status, const char *headers, json_t *body); /* takes body */
void http_drop(Exchange *ex, Drop how);

/*
 * Sends a head by hand and gives the connection to another role; frees the exchange. NULL if the
 * client has gone.
 */
Conn *http_upgrade(Exchange *ex, const char *head);

#endif
