#include "tests/slackbox/net.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CHUNK (256 * 1024)

struct Conn {
    struct lws *wsi;
    const ConnRole *role;
    void *data;
    GByteArray *in, *out;
    size_t sent; /* of out */
    bool reading, finishing, frozen, dropped;
};

static struct {
    struct lws_context *context;
    GPtrArray *vhosts;
    int64_t start_us;
    double scale;
} net = {.scale = 1};

static void process(Conn *conn)
{
    if (conn->reading)
        return;
    conn->reading = true;
    size_t at = 0;
    while (at < conn->in->len && !conn->dropped && !conn->frozen) {
        size_t taken = conn->role->received(conn, conn->in->data + at, conn->in->len - at);
        if (taken == 0)
            break;
        at += taken;
    }
    if (at > 0)
        g_byte_array_remove_range(conn->in, 0, (guint)at);
    conn->reading = false;
}

static int flush(Conn *conn)
{
    static uint8_t chunk[LWS_PRE + CHUNK];
    if (conn->frozen)
        return 0;
    size_t len = MIN(conn->out->len - conn->sent, (size_t)CHUNK);
    if (len == 0)
        return conn->finishing ? -1 : 0;
    memcpy(chunk + LWS_PRE, conn->out->data + conn->sent, len);
    if (lws_write(conn->wsi, chunk + LWS_PRE, len, LWS_WRITE_RAW) < 0)
        return -1;
    conn->sent += len;
    if (conn->sent == conn->out->len) {
        g_byte_array_set_size(conn->out, 0);
        conn->sent = 0;
    }
    if (conn->out->len > 0 || conn->finishing)
        lws_callback_on_writable(conn->wsi);
    return 0;
}

static void opened(struct lws *wsi, Conn **slot)
{
    Conn *conn = g_new0(Conn, 1);
    conn->wsi = wsi;
    conn->in = g_byte_array_new();
    conn->out = g_byte_array_new();
    *slot = conn;
    AcceptFn accept = (AcceptFn)lws_vhost_user(lws_get_vhost(wsi));
    accept(conn);
}

static void gone(Conn **slot)
{
    Conn *conn = *slot;
    *slot = NULL;
    conn->dropped = true;
    conn->role->closed(conn);
    g_byte_array_unref(conn->in);
    g_byte_array_unref(conn->out);
    g_free(conn);
}

static int on_raw(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t len)
{
    Conn **slot = user;
    switch (reason) {
    case LWS_CALLBACK_RAW_ADOPT:
        opened(wsi, slot);
        return 0;
    case LWS_CALLBACK_RAW_CLOSE:
        if (slot && *slot)
            gone(slot);
        return 0;
    case LWS_CALLBACK_RAW_RX:
        if (!slot || !*slot)
            return -1;
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0); /* else the handshake's ends it after 5 s */
        g_byte_array_append((*slot)->in, in, (guint)len);
        process(*slot);
        return 0;
    case LWS_CALLBACK_RAW_WRITEABLE:
        return slot && *slot ? flush(*slot) : -1;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {.name = "slackbox", .callback = on_raw, .per_session_data_size = sizeof(Conn *)},
    {0},
};

static GQuark net_error(void)
{
    return g_quark_from_static_string("slackbox-net");
}

bool net_start(GError **error)
{
    lws_set_log_level(LLL_ERR, NULL);
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .pt_serv_buf_size = CHUNK,
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   LWS_SERVER_OPTION_DISABLE_IPV6,
        .gid = (gid_t)-1,
        .uid = (uid_t)-1,
    };
    net.start_us = g_get_monotonic_time();
    net.vhosts = g_ptr_array_new();
    net.context = lws_create_context(&info);
    if (!net.context)
        g_set_error(error, net_error(), 0, "libwebsockets did not start");
    return net.context != NULL;
}

void net_stop(void)
{
    lws_context_destroy(net.context);
    g_ptr_array_free(net.vhosts, TRUE);
}

int net_listen(const char *name, int port, const char *cert, const char *key, AcceptFn accept,
               GError **error)
{
    struct lws_context_creation_info info = {
        .port = port,
        .iface = "127.0.0.1",
        .vhost_name = name,
        .protocols = protocols,
        .listen_accept_role = "raw-skt",
        .listen_accept_protocol = "slackbox",
        .alpn =
            "slackbox", /* a name nobody offers: h2 or http/1.1 would wake the library's own HTTP */
        .ssl_cert_filepath = cert,
        .ssl_private_key_filepath = key,
        .options = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG |
                   LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .user = (void *)accept,
    };
    struct lws_vhost *vhost = lws_create_vhost(net.context, &info);
    int got = vhost ? lws_get_vhost_listen_port(vhost) : 0;
    if (got <= 0) {
        g_set_error(error, net_error(), 0, "cannot listen on 127.0.0.1:%d", port);
        return 0;
    }
    g_ptr_array_add(net.vhosts, vhost);
    return got;
}

void net_run(const volatile bool *stop)
{
    while (!*stop && lws_service(net.context, 0) >= 0)
        ;
}

void net_wake(void)
{
    lws_cancel_service(net.context);
}

int64_t net_us(void)
{
    return g_get_monotonic_time() - net.start_us;
}

int64_t net_ms(void)
{
    return net_us() / 1000;
}

void conn_role(Conn *conn, const ConnRole *role, void *data)
{
    conn->role = role;
    conn->data = data;
}

void *conn_data(const Conn *conn)
{
    return conn->data;
}

void conn_send(Conn *conn, const void *bytes, size_t len)
{
    if (conn->dropped || conn->frozen)
        return;
    g_byte_array_append(conn->out, bytes, (guint)len);
    lws_callback_on_writable(conn->wsi);
}

void conn_resume(Conn *conn)
{
    if (!conn->dropped)
        process(conn);
}

void conn_finish(Conn *conn)
{
    conn->finishing = true;
    if (!conn->frozen)
        lws_callback_on_writable(conn->wsi);
}

void conn_drop(Conn *conn, Drop how)
{
    if (conn->dropped)
        return;
    conn->dropped = true;
    if (how == DROP_RST) {
        struct linger none = {.l_onoff = 1, .l_linger = 0};
        setsockopt((int)lws_get_socket_fd(conn->wsi), SOL_SOCKET, SO_LINGER, &none, sizeof none);
    }
    lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

void conn_freeze(Conn *conn)
{
    conn->frozen = true;
    lws_rx_flow_control(conn->wsi, 0);
}

static void fired(lws_sorted_usec_list_t *sul)
{
    Timer *timer = lws_container_of(sul, Timer, sul);
    timer->fire(timer->data);
}

void timer_start(Timer *timer, int64_t ms, void (*fire)(void *data), void *data)
{
    timer->fire = fire;
    timer->data = data;
    lws_sul_schedule(net.context, 0, &timer->sul, fired, MAX(ms, 0) * 1000 + 1);
}

void timer_stop(Timer *timer)
{
    lws_sul_cancel(&timer->sul);
}

void net_set_scale(double scale)
{
    net.scale = scale;
}

int64_t net_scaled(int64_t ms)
{
    return (int64_t)((double)ms * net.scale);
}
