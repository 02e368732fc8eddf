/*
 * libwebsockets' vhosts, one for each way out of this machine: straight, or through a proxy at one
 * of its addresses. The loop thread's. They go with the context.
 */
#ifndef BOT_SOCKET_VHOSTS_H
#define BOT_SOCKET_VHOSTS_H

#include <glib.h>
#include <stdbool.h>

#include <libwebsockets.h>

#include "bot/proxy.h"

typedef struct Vhosts Vhosts;

/* `like` says what all have in common; its protocols and its policy outlive the context. */
Vhosts *vhosts_new(struct lws_context *context, const struct lws_context_creation_info *like,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void vhosts_free(Vhosts *vhosts); /* after the context */

struct lws_vhost *vhosts_direct(const Vhosts *vhosts);

/*
 * The one that leads through `proxy` at its address `ip`, straight when that is NULL; for TLS with
 * the authorities of bot/tls.h. An error when the proxy has had too many addresses.
 */
struct lws_vhost *vhosts_for(Vhosts *vhosts, const Proxy *proxy, const char *ip, bool is_tls,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reads the authorities now, while there is nothing else to do, and not when they are wanted. What
 * goes wrong is said then.
 */
void vhosts_expect_tls(Vhosts *vhosts);

#endif
