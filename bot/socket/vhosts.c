/*
 * libwebsockets keeps a proxy, and whom to believe, in a vhost.
 */
#include "bot/socket/vhosts.h"

#include <string.h>

#include "bot/error.h"
#include "bot/tls.h"

enum { PROXIES_MAX = 8 };

struct Vhosts {
    struct lws_context *context;
    struct lws_context_creation_info like;
    struct lws_vhost *direct;
    GHashTable *proxied; /* "ip:port auth" → struct lws_vhost, libwebsockets' */
    SSL_CTX *tls;        /* made with the first wss:// address */
};

static const char NO_PROXY[] = ":0";

/* `proxy` is NO_PROXY for none: given nothing, libwebsockets would read http_proxy by itself. */
static struct lws_vhost *make(Vhosts *vhosts, const char *name, const char *proxy)
{
    struct lws_context_creation_info info = vhosts->like;
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.vhost_name = name;
    info.http_proxy_address = proxy;
    return lws_create_vhost(vhosts->context, &info);
}

Vhosts *vhosts_new(struct lws_context *context, const struct lws_context_creation_info *like,
                   GError **error)
{
    Vhosts *vhosts = g_new0(Vhosts, 1);
    vhosts->context = context;
    vhosts->like = *like;
    vhosts->proxied = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    vhosts->direct = make(vhosts, "direct", NO_PROXY);
    if (vhosts->direct)
        return vhosts;
    g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "the socket's loop could not be set up");
    vhosts_free(vhosts);
    return NULL;
}

void vhosts_free(Vhosts *vhosts)
{
    if (!vhosts)
        return;
    g_hash_table_unref(vhosts->proxied);
    SSL_CTX_free(vhosts->tls);
    g_free(vhosts);
}

struct lws_vhost *vhosts_direct(const Vhosts *vhosts)
{
    return vhosts->direct;
}

static bool trust(Vhosts *vhosts, struct lws_vhost *vhost, GError **error)
{
    if (!vhosts->tls && !(vhosts->tls = tls_client(error)))
        return false;
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .provided_client_ssl_ctx = vhosts->tls,
    };
    if (lws_init_vhost_client_ssl(&info, vhost) == 0) /* nothing to do the second time */
        return true;
    g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "TLS cannot be set up");
    return false;
}

static char *address_of(const Proxy *proxy, const char *ip)
{
    bool is_v6 = strchr(ip, ':') != NULL;
    return g_strdup_printf("%s%s%s%s%s:%d", proxy->auth ? proxy->auth : "", proxy->auth ? "@" : "",
                           is_v6 ? "[" : "", ip, is_v6 ? "]" : "", proxy->port);
}

/* One for each address that the proxy's name has had. */
static struct lws_vhost *through(Vhosts *vhosts, const Proxy *proxy, const char *ip, GError **error)
{
    g_autofree char *address = address_of(proxy, ip);
    struct lws_vhost *vhost = g_hash_table_lookup(vhosts->proxied, address);
    if (vhost)
        return vhost;
    if (g_hash_table_size(vhosts->proxied) < PROXIES_MAX) {
        g_autofree char *name = g_strdup_printf("proxy%u", g_hash_table_size(vhosts->proxied));
        vhost = make(vhosts, name, address);
    }
    if (!vhost) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "HTTPS_PROXY: has too many addresses");
        return NULL;
    }
    g_hash_table_insert(vhosts->proxied, g_steal_pointer(&address), vhost);
    return vhost;
}

struct lws_vhost *vhosts_for(Vhosts *vhosts, const Proxy *proxy, const char *ip, bool is_tls,
                             GError **error)
{
    struct lws_vhost *vhost = proxy ? through(vhosts, proxy, ip, error) : vhosts->direct;
    return vhost && (!is_tls || trust(vhosts, vhost, error)) ? vhost : NULL;
}

void vhosts_expect_tls(Vhosts *vhosts)
{
    (void)!vhosts_for(vhosts, NULL, NULL, true, NULL);
}
