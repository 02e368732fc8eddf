/*
 * Which proxy a connection goes through, out of HTTPS_PROXY and NO_PROXY as curl reads them, so
 * that the socket and the Web API take the same road. Loopback addresses never go through one.
 */
#ifndef BOT_PROXY_H
#define BOT_PROXY_H

#include <glib.h>
#include <stdbool.h>

typedef struct Proxy {
    char *host;
    int port;
    char *auth; /* "user:password", decoded; or NULL. A secret */
} Proxy;

void proxy_free(Proxy *proxy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Proxy, proxy_free)

/* True with *proxy NULL: none. False: the variable cannot be used, and why without its secrets. */
bool proxy_for(const char *host, Proxy **proxy, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "http://user:password@host:port" → its parts; the scheme may be left out. Pure. */
Proxy *proxy_parse(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `list` is NO_PROXY: names, ".domains" and "*", parted by commas or spaces. Pure. */
bool proxy_is_excepted(const char *list, const char *host);

/* 127.0.0.0/8, ::1 (also in brackets) and localhost: what never leaves the machine. Pure. */
bool proxy_is_loopback(const char *host);

#endif
