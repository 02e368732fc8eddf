/*
 * The HTTP listener: /healthz, /readyz and /metrics, on the socket's own loop.
 */
#ifndef BOT_HTTP_H
#define BOT_HTTP_H

#include <glib.h>
#include <stdbool.h>

#include <libwebsockets.h>

/*
 * On the loop thread. `ready` gets why it is not ready, or leaves it NULL; `metrics` appends
 * Prometheus text.
 */
typedef struct HttpHooks {
    bool (*ready)(const char **why, void *user);
    void (*metrics)(GString *text, void *user);
    void *user;
} HttpHooks;

/*
 * Adds the listener at "ADDRESS:PORT" ("[::1]:9464") to socket_mode_context(), before the loop
 * runs. The hooks are borrowed for as long as it lives. BOT_ERROR_CONFIG: the address cannot be
 * had.
 */
bool http_listen(struct lws_context *context, const char *address, const HttpHooks *hooks,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where it listens: of interest when the port was given as 0, any free one. 0: nowhere. */
int http_port(struct lws_context *context);

#endif
