/*
 * libwebsockets' callbacks made ours. A link is found by its opaque pointer, which is taken away
 * when the link goes, so that late callbacks find nothing.
 */
#include "bot/socket/socket_wire.h"

#include <string.h>

#include "bot/clock.h"
#include "bot/error.h"
#include "bot/socket/evidence.h"
#include "bot/socket/gather.h"
#include "bot/socket/masked.h"
#include "bot/socket/vhosts.h"
#include "bot/tls.h"

enum {
    READ_BYTES = 16 * 1024,
    WRITES_MAX = 64,       /* frames in one callback, before others have their turn */
    OUT_BYTES = 64 * 1024, /* and their bytes */
    PING_BYTES = 128,      /* of a ping behind them, at most */
    FDS_MAX = 64,
    OFF_S = 60000, /* libwebsockets' own timers; socket_mode.c has ours */
    LATE_S = 20,   /* those of them that begin before the first message: after ours */
    BEHIND_US = 50,
};

struct Wire {
    WireHooks hooks;
    void *user;
    struct lws_context *context;
    Vhosts *vhosts;
    lws_sorted_usec_list_t timer;
    lws_usec_t due_us; /* when it is; 0: it is not set */
    GPtrArray *links; /* Link, ours */
    unsigned char out[LWS_PRE + OUT_BYTES + PING_BYTES];
    Masks masks;
};

struct Link {
    Wire *wire;
    void *of;
    struct lws *wsi;
    bool is_connecting; /* inside wire_connect(), which tells a failure itself */
    bool is_closing;
    bool ping_wanted;
    GQueue out; /* SocketFrame */
    Evidence *evidence;
    Gather *text;   /* what came of a message so far */
    char *why;      /* of a failure inside wire_connect() */
    int cert_error; /* of the peer's certificate; 0: none */
};

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *unused, void *in,
                    size_t len);

static const struct lws_protocols PROTOCOLS[] = {
    {.name = "askd",
     .callback = callback,
     .rx_buffer_size = READ_BYTES,
     .tx_packet_size = OUT_BYTES + PING_BYTES},
    {0},
};

/* We ping by ourselves. */
static const lws_retry_bo_t QUIET = {.secs_since_valid_ping = OFF_S,
                                     .secs_since_valid_hangup = OFF_S + 1};

/* ---- one link -------------------------------------------------------------------------------- */

static void tell_sent(Wire *wire, SocketFrame *frame, SocketFate fate)
{
    wire->hooks.sent(frame->tag, fate, wire->user);
    g_free(frame->bytes);
    g_free(frame);
}

static void on_evidence(int64_t tag, bool arrived, void *user)
{
    Wire *wire = user;
    wire->hooks.sent(tag, arrived ? SOCKET_ARRIVED : SOCKET_LOST, wire->user);
}

/*
 * The connection has ended. What stood before a goodbye of ours is taken for arrived, as all was in
 * order then; Slack does not always answer a goodbye.
 */
static void end_evidence(Link *link)
{
    bool in_peace = link->is_closing && !evidence_is_overdue(link->evidence, clock_monotonic_us());
    evidence_end(link->evidence, in_peace);
}

static void free_link(void *data)
{
    Link *link = data;
    SocketFrame *frame;
    while ((frame = g_queue_pop_head(&link->out)))
        tell_sent(link->wire, frame, SOCKET_UNSENT);
    evidence_free(link->evidence);
    gather_free(link->text);
    g_free(link->why);
    g_free(link);
}

static Link *new_link(Wire *wire, void *of)
{
    Link *link = g_new0(Link, 1);
    link->wire = wire;
    link->of = of;
    link->is_connecting = true;
    link->text = gather_new(SOCKET_FRAME_MAX);
    link->evidence = evidence_new(on_evidence, wire);
    g_queue_init(&link->out);
    g_ptr_array_add(wire->links, link);
    return link;
}

/* libwebsockets has given the connection up. Several callbacks may say so: the first counts. */
static void lose(Link *link, struct lws *wsi, const char *why)
{
    lws_set_opaque_user_data(wsi, NULL);
    if (link->is_connecting) {
        g_free(link->why);
        link->why = g_strdup(why);
        link->wsi = NULL;
        return;
    }
    Wire *wire = link->wire;
    void *of = link->of;
    g_autofree char *reason = g_strdup(why); /* may be a part of what is freed now */
    end_evidence(link);
    g_ptr_array_remove_fast(wire->links, link);
    wire->hooks.lost(of, reason, wire->user);
}

static void tell_oversized(Link *link)
{
    g_autofree char *id = gather_envelope_id(link->text);
    link->wire->hooks.oversized(link->of, id, link->wire->user);
}

static void receive(Link *link, const char *bytes, size_t len)
{
    const WireHooks *hooks = &link->wire->hooks;
    void *user = link->wire->user;
    bool is_binary = lws_frame_is_binary(link->wsi);
    if (!is_binary)
        gather_add(link->text, bytes, len);
    if (!lws_is_final_fragment(link->wsi) || lws_remaining_packet_payload(link->wsi) > 0)
        return;
    if (is_binary)
        hooks->odd(link->of, WIRE_BINARY, user);
    else if (gather_is_oversized(link->text))
        tell_oversized(link);
    else if (gather_len(link->text) == 0)
        hooks->odd(link->of, WIRE_EMPTY, user);
    else
        hooks->text(link->of, gather_text(link->text), gather_len(link->text), user);
}

/* Because somebody wants one, or behind frames that it shall prove. */
static size_t put_ping(Link *link, unsigned char *out)
{
    char text[EVIDENCE_TEXT_MAX];
    int64_t now_us = clock_monotonic_us();
    if (link->is_closing || (!link->ping_wanted && !evidence_wants_ping(link->evidence)))
        return 0;
    link->ping_wanted = false;
    size_t len = evidence_ping(link->evidence, now_us, text);
    return masked_frame(&link->wire->masks, out, MASKED_PING, text, len);
}

/*
 * As many as there is room for leave in one call to the kernel, instead of three a frame: each is a
 * frame of its own all the same. What the kernel does not take at once libwebsockets keeps, and
 * then asks before there is more.
 */
static bool write_frames(Link *link)
{
    Wire *wire = link->wire;
    unsigned char *out = wire->out + LWS_PRE;
    SocketFrame *frames[WRITES_MAX];
    size_t len = 0;
    int count = 0;
    while (count < WRITES_MAX && !g_queue_is_empty(&link->out)) {
        SocketFrame *frame = g_queue_peek_head(&link->out);
        if (len + MASKED_HEAD_MAX + frame->len > OUT_BYTES)
            break;
        len += masked_frame(&wire->masks, out + len, MASKED_TEXT, frame->bytes, frame->len);
        evidence_wrote(link->evidence, frame->tag);
        frames[count++] = g_queue_pop_head(&link->out);
    }
    len += put_ping(link, out + len);
    bool written = len == 0 || lws_write(link->wsi, out, len, LWS_WRITE_RAW) >= 0;
    for (int i = 0; i < count; i++)
        tell_sent(wire, frames[i], SOCKET_WRITTEN);
    if (!written)
        evidence_end(link->evidence, false); /* some of it may have left */
    return written;
}

static int write_out(Link *link)
{
    if (!lws_partial_buffered(link->wsi) && !write_frames(link))
        return -1;
    if (link->is_closing && g_queue_is_empty(&link->out)) {
        lws_close_reason(link->wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
        return -1;
    }
    if (link->ping_wanted || !g_queue_is_empty(&link->out))
        lws_callback_on_writable(link->wsi);
    return 0;
}

/* Where what the hook did killed the link, its wsi goes by libwebsockets' own timer: still 0. */
static int on_text(Link *link, const char *bytes, size_t len)
{
    Wire *wire = link->wire;
    receive(link, bytes, len);
    if (!g_ptr_array_find(wire->links, link, NULL))
        return 0;
    if (lws_is_final_fragment(link->wsi) && lws_remaining_packet_payload(link->wsi) == 0)
        gather_forget(link->text);
    return 0;
}

static void on_opened(Link *link)
{
    link->wire->hooks.opened(link->of, link->wire->user);
}

static void on_pong(Link *link, const char *text, size_t len)
{
    evidence_pong(link->evidence, text, len);
    if (evidence_wants_ping(link->evidence))
        lws_callback_on_writable(link->wsi);
    link->wire->hooks.pong(link->of, link->wire->user);
}

/*
 * libwebsockets would only say "SSL err 1". What is wrong stays refused: nothing is overruled here.
 */
static void note_certificate(Link *link, X509_STORE_CTX *store, bool is_good)
{
    if (!is_good)
        link->cert_error = X509_STORE_CTX_get_error(store);
}

/* "HS: ws upgrade response not 101" and the like: libwebsockets' words, no address in them. */
static const char *reason_text(const Link *link, const char *in, size_t len, char *out, size_t size)
{
    if (link->cert_error) {
        g_snprintf(out, size, "the certificate is not believed: %s; " TLS_ADVICE,
                   X509_verify_cert_error_string(link->cert_error));
        return out;
    }
    unsigned status = link->wsi ? lws_http_client_http_response(link->wsi) : 0;
    g_snprintf(out, size, "%.*s", in ? (int)MIN(len, 120) : 17, in ? in : "connection failed");
    g_strdelimit(out, "\r\n", ' ');
    if (status != 0 && status != 101) {
        size_t used = strlen(out);
        g_snprintf(out + used, size - used, " (HTTP %u)", status);
    }
    return out;
}

/* `of` is what the reason says: a certificate's, else the session's, which is not used. */
static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *of, void *in,
                    size_t len)
{
    char why[240];
    if (reason == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
        Wire *wire = lws_context_user(lws_get_context(wsi));
        if (lws_get_vhost(wsi) == vhosts_direct(wire->vhosts)) /* it is told to every vhost */
            wire->hooks.turn(wire->user);
        return 0;
    }
    Link *link = wsi ? lws_get_opaque_user_data(wsi) : NULL;
    if (!link)
        return 0;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        on_opened(link);
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return on_text(link, in, len);
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
        on_pong(link, in, len);
        return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        return write_out(link);
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
        note_certificate(link, of, len != 0);
        return 0;
    case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
        return 1; /* Slack does not; who else would take the ticket? */
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        lose(link, wsi, reason_text(link, in, len, why, sizeof(why)));
        return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY: /* the only word of a handshake that ran into its timer */
        lose(link, wsi, "connection lost");
        return 0;
    default:
        return 0;
    }
}

/* ---- the loop -------------------------------------------------------------------------------- */

static void log_line_of_lws(int level, const char *line)
{
    (void)level;
    g_debug("libwebsockets why=%.*s", (int)strcspn(line, "\r\n"), line);
}

Wire *wire_new(const WireHooks *hooks, void *user, GError **error)
{
    Wire *wire = g_new0(Wire, 1);
    wire->hooks = *hooks;
    wire->user = user;
    wire->links = g_ptr_array_new_with_free_func(free_link);
    lws_set_log_level(LLL_ERR, log_line_of_lws);
    struct lws_context_creation_info info = {
        .user = wire,
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
                   LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME,
        .pt_serv_buf_size = READ_BYTES,
        .fd_limit_per_thread = FDS_MAX,
        .connect_timeout_secs = LATE_S,
        .timeout_secs = LATE_S,
        .retry_and_idle_policy = &QUIET,
    };
    struct lws_context_creation_info each = {
        .protocols = PROTOCOLS,
        .retry_and_idle_policy = &QUIET,
        .timeout_secs = LATE_S,
    };
    wire->context = lws_create_context(&info);
    if (!wire->context)
        g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "the socket's loop could not be set up");
    else if ((wire->vhosts = vhosts_new(wire->context, &each, error)))
        return wire;
    wire_free(wire);
    return NULL;
}

void wire_free(Wire *wire)
{
    if (!wire)
        return;
    for (unsigned i = 0; i < wire->links->len; i++) {
        Link *link = wire->links->pdata[i];
        if (link->wsi)
            lws_set_opaque_user_data(link->wsi, NULL);
    }
    if (wire->context)
        lws_context_destroy(wire->context);
    g_ptr_array_unref(wire->links);
    vhosts_free(wire->vhosts);
    g_free(wire);
}

struct lws_context *wire_context(Wire *wire)
{
    return wire->context;
}

void wire_wake(Wire *wire)
{
    lws_cancel_service(wire->context);
}

static void on_timer(lws_sorted_usec_list_t *timer)
{
    Wire *wire = lws_container_of(timer, Wire, timer);
    wire->due_us = 0;
    wire->hooks.turn(wire->user);
}

/*
 * libwebsockets waits in whole milliseconds, rounded down, and then looks again and again until
 * the rest of one is over. So it is told a time that lies just behind a whole one, from now.
 */
static void set_timer(Wire *wire)
{
    lws_usec_t wait_us = MAX(wire->due_us - lws_now_usecs(), 0);
    if (wait_us > 0)
        wait_us += BEHIND_US + LWS_US_PER_MS - 1 - (wait_us - 1) % LWS_US_PER_MS;
    lws_sul_schedule(wire->context, 0, &wire->timer, on_timer, wait_us);
}

void wire_timer(Wire *wire, int64_t wait_ms)
{
    wire->due_us = lws_now_usecs() + MAX(wait_ms, 1) * LWS_US_PER_MS;
    set_timer(wire);
}

void wire_service(Wire *wire)
{
    if (wire->due_us)
        set_timer(wire);
    lws_service(wire->context, 0);
}

/* ---- connecting ------------------------------------------------------------------------------ */

static bool begin(Link *link, const WireTarget *target, struct lws_vhost *vhost)
{
    bool is_usual = target->port == (target->is_tls ? 443 : 80);
    g_autofree char *host =
        is_usual ? g_strdup(target->host) : g_strdup_printf("%s:%d", target->host, target->port);
    struct lws_client_connect_info info = {
        .context = link->wire->context,
        .vhost = vhost,
        .address = target->proxy ? target->host : target->ip,
        .host = host,
        .port = target->port,
        .path = target->path,
        .ssl_connection = (target->is_tls ? LCCSCF_USE_SSL : 0),
        .local_protocol_name = PROTOCOLS[0].name, /* ours; none is named to the peer */
        .alpn = "http/1.1",
        .retry_and_idle_policy = &QUIET,
        .opaque_user_data = link,
        .pwsi = &link->wsi,
    };
    struct lws *wsi = lws_client_connect_via_info(&info);
    link->is_connecting = false;
    return wsi && link->wsi && !link->why;
}

void wire_expect_tls(Wire *wire)
{
    vhosts_expect_tls(wire->vhosts);
}

Link *wire_connect(Wire *wire, const WireTarget *target, void *of, GError **error)
{
    struct lws_vhost *vhost =
        vhosts_for(wire->vhosts, target->proxy, target->ip, target->is_tls, error);
    if (!vhost)
        return NULL;
    Link *link = new_link(wire, of);
    if (begin(link, target, vhost))
        return link;
    g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "%s",
                link->why ? link->why : "connection failed");
    link_kill(link);
    return NULL;
}

void link_send(Link *link, SocketFrame *frame)
{
    if (link->is_closing) {
        tell_sent(link->wire, frame, SOCKET_UNSENT);
        return;
    }
    g_queue_push_tail(&link->out, frame);
    lws_callback_on_writable(link->wsi);
}

void link_ping(Link *link)
{
    link->ping_wanted = true;
    lws_callback_on_writable(link->wsi);
}

void link_close(Link *link)
{
    link->is_closing = true;
    lws_callback_on_writable(link->wsi);
}

void link_kill(Link *link)
{
    end_evidence(link);
    if (link->wsi) {
        lws_set_opaque_user_data(link->wsi, NULL);
        lws_set_timeout(link->wsi, PENDING_TIMEOUT_CLOSE_ACK, LWS_TO_KILL_ASYNC);
    }
    g_ptr_array_remove_fast(link->wire->links, link);
}
