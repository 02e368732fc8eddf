#include "tests/slackbox/socket.h"

#include <string.h>

#include "tests/slackbox/envelope.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket_state.h"
#include "tests/slackbox/watch.h"
#include "tests/slackbox/world.h"
#include "tests/slackbox/ws.h"

#define FRAME_MAX 20479
#define PING_MS 10000
#define FIRST_PING_MS 3000
#define TICKET_US (30 * G_USEC_PER_SEC)
#define SLACK_LIFE_MS (18060 * 1000LL)
#define DEBUG_LIFE_MS (360 * 1000LL)
#define WARNING_MS 10000

struct Sockets sockets = {.max = 10};

static void send_json(Socket *socket, json_t *json)
{
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (socket->frozen)
        return;
    record_frame("out", socket->number, text, strlen(text));
    ws_text(socket->ws, text, strlen(text));
}

static void send_disconnect(Socket *socket, const char *reason)
{
    send_json(socket, json_pack("{s:s, s:s, s:{s:s}}", "type", "disconnect", "reason", reason,
                                "debug_info", "host", "applink-1"));
}

static void close_now(void *data)
{
    Socket *socket = data;
    socket->leaving = true;
    ws_close(socket->ws, 1000, "");
}

void socket_disconnect(Socket *socket, const char *reason, int64_t close_ms)
{
    send_disconnect(socket, reason);
    if (close_ms == 0)
        close_now(socket);
    else if (close_ms > 0)
        timer_start(&socket->close_timer, close_ms, close_now, socket);
}

static void ping(void *data)
{
    Socket *socket = data;
    static const char text[] = "Ping from applink-1";
    if (!socket->mute_pings && !socket->frozen)
        ws_frame(socket->ws, true, WS_PING, text, sizeof text - 1);
    timer_start(&socket->ping_timer, PING_MS, ping, socket);
}

static void life_ends(void *data)
{
    socket_disconnect(data, "refresh_requested", 2000);
}

static void warn_of_end(void *data)
{
    Socket *socket = data;
    send_disconnect(socket, "warning");
    timer_start(&socket->life_timer, MIN(net_scaled(WARNING_MS), socket->life_ms), life_ends,
                socket);
}

void socket_hello(Socket *socket, bool bare)
{
    json_t *hello = json_pack("{s:s}", "type", "hello");
    socket->live = true;
    if (!bare) {
        json_object_set_new(hello, "num_connections",
                            json_integer(socket_count() + sockets.ghosts));
        json_object_set_new(hello, "debug_info",
                            json_pack("{s:s, s:i, s:i}", "host", "applink-1", "build_number", 118,
                                      "approximate_connection_time",
                                      (int)(socket->life_ms / 1000)));
        json_object_set_new(hello, "connection_info", json_pack("{s:s}", "app_id", APP_ID));
    }
    send_json(socket, hello);
    timer_start(&socket->ping_timer, FIRST_PING_MS, ping, socket);
    int64_t warning = MAX(socket->life_ms - net_scaled(WARNING_MS), 0);
    timer_start(&socket->life_timer, warning, warn_of_end, socket);
    watch_tell(CHANGED_OTHER, NULL, NULL);
}

static void late_hello(void *data)
{
    socket_hello(data, false);
}

static void greet(Socket *socket)
{
    if (sockets.list->len + sockets.ghosts > sockets.max) {
        socket_disconnect(socket, "too_many_websockets", 0);
        return;
    }
    HelloMode mode = sockets.hello.times > 0 ? sockets.hello.mode : HELLO_NORMAL;
    sockets.hello.times -= sockets.hello.times > 0;
    if (mode == HELLO_NORMAL || mode == HELLO_BARE)
        socket_hello(socket, mode == HELLO_BARE);
    else if (mode == HELLO_LATE)
        timer_start(&socket->hello_timer, sockets.hello.delay_ms, late_hello, socket);
    else if (mode == HELLO_DISCONNECT)
        socket_disconnect(socket, "refresh_requested", 0);
}

/* What is not read is not answered either: nor the ping that comes behind it. */
static void deafen(Socket *socket)
{
    socket->deaf = true;
    ws_mute_pongs(socket->ws, true);
}

static void on_message(void *data, int opcode, const char *text, size_t len, bool fragmented)
{
    Socket *socket = data;
    if (socket->deaf)
        return;
    socket->received++;
    if (socket->drop_after_received && --socket->drop_after_received == 0) {
        record_note("fault", socket->number, "frame thrown away, connection dropped");
        deafen(socket);
        socket_drop_now(socket);
        return;
    }
    if (opcode == WS_TEXT)
        envelope_acked(socket->number, text, len, fragmented);
}

static void on_too_long(void *data, size_t len)
{
    envelope_too_long(((Socket *)data)->number, len);
}

static void on_closed(void *data, int code)
{
    Socket *socket = data;
    record_note("close", socket->number, "code %d", code);
    timer_stop(&socket->ping_timer);
    timer_stop(&socket->life_timer);
    timer_stop(&socket->close_timer);
    timer_stop(&socket->hello_timer);
    timer_stop(&socket->drop_timer);
    g_ptr_array_remove(sockets.list, socket);
    g_free(socket);
    watch_tell(CHANGED_OTHER, NULL, NULL);
}

static const WsHandler handler = {
    .frame_max = FRAME_MAX, .message = on_message, .too_long = on_too_long, .closed = on_closed};

char *socket_ticket(const char *host, const char **error)
{
    if (sockets.link_disabled) {
        *error = "link_disabled";
        return NULL;
    }
    if (!sockets.tickets)
        sockets.tickets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    char *ticket = world_uuid();
    int64_t *made = g_new(int64_t, 1);
    *made = net_us();
    g_hash_table_insert(sockets.tickets, ticket, made);
    g_autofree char *app = world_hex(64);
    return g_strdup_printf("%s://%s/link/?ticket=%s&app_id=%s", sockets.tls ? "wss" : "ws", host,
                           ticket, app);
}

static bool take_ticket(const char *query)
{
    const char *at = strstr(query, "ticket=");
    g_autofree char *ticket = at ? g_strndup(at + 7, strcspn(at + 7, "&")) : NULL;
    const int64_t *made =
        ticket && sockets.tickets ? g_hash_table_lookup(sockets.tickets, ticket) : NULL;
    bool good = made && net_us() - *made < TICKET_US;
    if (made)
        g_hash_table_remove(sockets.tickets, ticket);
    return good;
}

/* A fault planned for upgrades: true when it has taken the exchange. */
static bool spoil_upgrade(Exchange *ex)
{
    if (sockets.upgrade.times <= 0 || sockets.upgrade.bad_accept)
        return false;
    sockets.upgrade.times--;
    record_note("fault", 0, "upgrade: %s %d", sockets.upgrade.hang ? "hangs" : "status",
                sockets.upgrade.status);
    if (sockets.upgrade.hang) {
        /* Never answered: the exchange stays with its connection until the client goes. */
        g_ptr_array_add(sockets.hanging, ex);
        return true;
    }
    const char *body = sockets.upgrade.body ? sockets.upgrade.body : "";
    const char *location = sockets.upgrade.location;
    g_autofree char *headers = g_strconcat("Connection: close\r\n", location ? "Location: " : "",
                                           location ? location : "", location ? "\r\n" : "", NULL);
    http_reply(ex, sockets.upgrade.status, "text/html", headers, body, strlen(body));
    return true;
}

void socket_upgrade(Exchange *ex)
{
    if (spoil_upgrade(ex))
        return;
    bool debug = strstr(ex->query, "debug_reconnects=true") != NULL;
    if (!take_ticket(ex->query)) {
        http_reply(ex, 403, "text/plain", NULL, "invalid ticket", 14);
        return;
    }
    bool bad = sockets.upgrade.times > 0 && sockets.upgrade.bad_accept;
    sockets.upgrade.times -= bad;
    Socket *socket = g_new0(Socket, 1);
    socket->ws = ws_accept(ex, &handler, socket, bad);
    if (!socket->ws) {
        g_free(socket);
        return;
    }
    socket->number = (unsigned)++counters.ever;
    socket->since_ms = net_ms();
    socket->life_ms = sockets.life_s > 0 ? (int64_t)(sockets.life_s * 1000)
                                         : net_scaled(debug ? DEBUG_LIFE_MS : SLACK_LIFE_MS);
    g_ptr_array_add(sockets.list, socket);
    record_note("open", socket->number, "%u connections", sockets.list->len);
    greet(socket);
}

unsigned socket_count(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < sockets.list->len; i++) {
        const Socket *socket = sockets.list->pdata[i];
        count += socket->live && !socket->leaving;
    }
    return count;
}

static Socket *nth_live(unsigned n)
{
    for (unsigned i = 0; i < sockets.list->len; i++) {
        Socket *socket = sockets.list->pdata[i];
        if (socket->live && !socket->leaving && n-- == 0)
            return socket;
    }
    return NULL;
}

/* Whose turn it is; NULL with *ghost set when a ghost takes it. */
static Socket *choose(bool *ghost)
{
    unsigned live = socket_count();
    if (live + sockets.ghosts == 0)
        return NULL;
    Socket *fixed = sockets.distribution == FIXED ? socket_numbered(sockets.fixed) : NULL;
    if (fixed && fixed->live && !fixed->leaving)
        return fixed;
    if (sockets.distribution == NEWEST && live > 0)
        return nth_live(live - 1);
    unsigned turn = sockets.distribution == RANDOM ? g_random_int() : sockets.turn++;
    turn %= live + sockets.ghosts;
    *ghost = turn >= live;
    return nth_live(turn);
}

static unsigned deliver(const char *text, size_t len, bool quiet)
{
    bool ghost = false;
    Socket *socket = choose(&ghost);
    if (ghost)
        return G_MAXUINT;
    if (!socket)
        return 0;
    socket->envelopes++;
    if (!quiet)
        record_frame("out", socket->number, text, len);
    if (!socket->frozen)
        ws_text(socket->ws, text, len);
    if (socket->drop_after_sent && --socket->drop_after_sent == 0) {
        record_note("fault", socket->number, "dropped right after an envelope");
        deafen(socket); /* so that its ack is lost however fast it comes */
        socket->leaving = true;
        timer_start(&socket->drop_timer, 20, socket_drop_now, socket);
    }
    return socket->number;
}

unsigned socket_deliver(const char *text, size_t len)
{
    return deliver(text, len, false);
}

unsigned socket_deliver_quietly(const char *text, size_t len)
{
    return deliver(text, len, true);
}

void socket_set_life(double seconds)
{
    sockets.life_s = seconds;
}

void socket_set_tls(bool tls)
{
    sockets.tls = tls;
}
