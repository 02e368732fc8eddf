/*
 * A page is written whole into memory when it is asked for, and leaves as the peer takes it. What a
 * stranger can do here is bounded: GET only, a header table's worth of request, few at a time, and
 * over loopback by a loopback name only.
 */
#include "bot/http.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "bot/error.h"
#include "bot/proxy.h"

enum {
    CHUNK_BYTES = 16 * 1024,
    PATIENCE_S = 5,
};

static const char VHOST[] = "http";

/* One request's, made and freed by libwebsockets. */
typedef struct Page {
    GString *body; /* what is not written yet begins at `at` */
    size_t at;
} Page;

static unsigned say_ready(const HttpHooks *hooks, GString *body)
{
    const char *why = NULL;
    if (hooks->ready(&why, hooks->user)) {
        g_string_append(body, "ready\n");
        return HTTP_STATUS_OK;
    }
    g_string_append_printf(body, "not ready: %s\n", why ? why : "no reason given");
    return HTTP_STATUS_SERVICE_UNAVAILABLE;
}

static unsigned write_page(const HttpHooks *hooks, const char *path, GString *body)
{
    if (strcmp(path, "/readyz") == 0)
        return say_ready(hooks, body);
    if (strcmp(path, "/healthz") == 0)
        g_string_append(body, "ok\n");
    else if (strcmp(path, "/metrics") == 0)
        hooks->metrics(body, hooks->user);
    else {
        g_string_append(body, "here are /healthz, /readyz and /metrics\n");
        return HTTP_STATUS_NOT_FOUND;
    }
    return HTTP_STATUS_OK;
}

static bool begin(struct lws *wsi, const Page *page, unsigned status)
{
    unsigned char buffer[LWS_PRE + 1024], *p = buffer + LWS_PRE, *end = buffer + sizeof(buffer) - 1;
    static const char NOT_KEPT[] = "no-store";
    return lws_add_http_common_headers(wsi, status, "text/plain; version=0.0.4; charset=utf-8",
                                       page->body->len, &p, end) == 0 &&
           lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CACHE_CONTROL,
                                        (const unsigned char *)NOT_KEPT, sizeof(NOT_KEPT) - 1, &p,
                                        end) == 0 &&
           lws_finalize_write_http_header(wsi, buffer + LWS_PRE, &p, end) == 0;
}

static bool is_over_loopback(struct lws *wsi)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    if (getsockname(lws_get_socket_fd(wsi), (struct sockaddr *)&at, &len) != 0)
        return false;
    if (at.ss_family == AF_INET)
        return ntohl(((struct sockaddr_in *)&at)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    return at.ss_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)&at)->sin6_addr);
}

/*
 * A page that a browser on this machine has open may let its own name mean 127.0.0.1, and so read
 * what it likes here: it is known by that name.
 */
static bool is_named_rightly(struct lws *wsi)
{
    char host[256];
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HOST) == 0 || !is_over_loopback(wsi))
        return true;
    if (lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST) < 0)
        return false;
    char *colon = strrchr(host, ':');
    if (colon && strspn(colon + 1, "0123456789") == strlen(colon + 1) && !strchr(colon, ']'))
        *colon = '\0';
    return proxy_is_loopback(host);
}

static int turn_away(struct lws *wsi, unsigned status)
{
    lws_return_http_status(wsi, status, NULL);
    return -1; /* closes: of what is no GET the body is not read */
}

static int answer(struct lws *wsi, Page *page, const char *path)
{
    const HttpHooks *hooks = lws_vhost_user(lws_get_vhost(wsi));
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) <= 0)
        return turn_away(wsi, HTTP_STATUS_METHOD_NOT_ALLOWED);
    if (!is_named_rightly(wsi))
        return turn_away(wsi, HTTP_STATUS_FORBIDDEN);
    if (!page->body)
        page->body = g_string_new(NULL);
    g_string_truncate(page->body, 0);
    page->at = 0;
    unsigned status = write_page(hooks, path, page->body);
    if (!begin(wsi, page, status))
        return -1;
    lws_callback_on_writable(wsi);
    return 0;
}

static int write_some(struct lws *wsi, Page *page)
{
    if (!page->body)
        return 0;
    unsigned char buffer[LWS_PRE + CHUNK_BYTES];
    size_t len = MIN(page->body->len - page->at, CHUNK_BYTES);
    memcpy(buffer + LWS_PRE, page->body->str + page->at, len);
    page->at += len;
    bool is_last = page->at == page->body->len;
    if (lws_write(wsi, buffer + LWS_PRE, len, is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
        return -1;
    if (is_last)
        return lws_http_transaction_completed(wsi) ? -1 : 0;
    lws_callback_on_writable(wsi);
    return 0;
}

static void free_page(Page *page)
{
    if (page->body)
        g_string_free(page->body, TRUE);
    page->body = NULL;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
{
    (void)len;
    switch (reason) {
    case LWS_CALLBACK_HTTP:
        return answer(wsi, user, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return write_some(wsi, user);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return 1; /* nothing here is a websocket */
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    case LWS_CALLBACK_CLOSED_HTTP:
        if (user)
            free_page(user);
        return 0;
    default:
        return 0;
    }
}

/* "127.0.0.1:9464", "[::1]:9464". */
static bool split(const char *address, char **host, int *port, GError **error)
{
    const char *colon = strrchr(address, ':');
    guint64 number = 0;
    if (colon && colon > address &&
        g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &number, NULL)) {
        bool has_brackets = *address == '[' && colon[-1] == ']';
        *host = g_strndup(address + has_brackets, (size_t)(colon - address) - 2 * has_brackets);
        *port = (int)number;
        return true;
    }
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                "http: %s is not ADDRESS:PORT, like 127.0.0.1:9464", address);
    return false;
}

bool http_listen(struct lws_context *context, const char *address, const HttpHooks *hooks,
                 GError **error)
{
    static const struct lws_protocols PROTOCOLS[] = {
        {.name = "http", .callback = callback, .per_session_data_size = sizeof(Page)},
        {0},
    };
    g_autofree char *host = NULL;
    int port;
    if (!split(address, &host, &port, error))
        return false;
    struct lws_context_creation_info info = {
        .iface = host,
        .port = port,
        .vhost_name = VHOST,
        .protocols = PROTOCOLS,
        .user = (void *)hooks,      /* only ever read */
        .http_proxy_address = ":0", /* none, and no look into the environment for one */
        .options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   (strchr(host, ':') ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6),
        .timeout_secs = PATIENCE_S,
        .keepalive_timeout = PATIENCE_S,
    };
    if (lws_create_vhost(context, &info))
        return true;
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                "http: cannot listen at %s: is the address this machine's, and the port free?",
                address);
    return false;
}

int http_port(struct lws_context *context)
{
    struct lws_vhost *vhost = lws_get_vhost_by_name(context, VHOST);
    return vhost ? lws_get_vhost_listen_port(vhost) : 0;
}
