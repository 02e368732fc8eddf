/*
 * One machine owns every connection, so that no two of them can each start a reconnect. Whatever
 * happens, told here by the wire and by other threads, only changes what is known of a connection
 * (socket_conn.c); then socket_step() looks at everything and does what is due (socket_watch.c).
 */
#include "bot/socket/socket_mode.h"

#include <string.h>

#include "bot/clock.h"
#include "bot/socket/socket_conn.h"
#include "bot/socket/socket_frame.h"
#include "bot/socket/socket_watch.h"

enum { LIFE_MS = 5 * 3600 * 1000 /* where Slack does not say */ };

/* ---- an attempt ------------------------------------------------------------------------------ */

static void connect_to(Conn *c, const WireTarget *target)
{
    g_autoptr(GError) error = NULL;
    c->state = CONNECTING; /* since_ms stays: the ten seconds are for all of it */
    c->link = wire_connect(c->sm->wire, target, c, &error);
    if (!c->link)
        conn_fail(c, error->message);
}

static void take_refusal(Conn *c, const char *why)
{
    SocketMode *sm = c->sm;
    COUNT(sm, failures);
    g_critical("socket_refused why=%s", why);
    backoff_refused(&sm->backoff, conn_now(sm), g_random_int());
    conn_trouble(sm, why);
    conn_drop(c);
}

static void take_news(SocketMode *sm)
{
    Conn *c = conn_attempt(sm);
    RoadNews news = road_look(sm->road);
    if (!c || sm->stop_ms)
        return;
    if (c->state == ASKED && (news == ROAD_RESOLVING || news == ROAD_READY))
        conn_enter(c, RESOLVING);
    switch (news) {
    case ROAD_READY:
        connect_to(c, road_target(sm->road));
        break;
    case ROAD_NONE:
        backoff_hold(&sm->backoff, conn_now(sm) + road_retry_ms(sm->road));
        conn_fail(c, road_why(sm->road));
        break;
    case ROAD_REFUSED:
        take_refusal(c, road_why(sm->road));
        break;
    case ROAD_NOTHING:
    case ROAD_RESOLVING:
        break;
    }
}

/* ---- what Slack says ------------------------------------------------------------------------- */

/*
 * More connections than ours: lost ones that Slack still counts, or a second bot; both swallow
 * questions.
 */
static void look_for_ghosts(SocketMode *sm, int told)
{
    int ours = 0;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        const Conn *c = sm->conns->pdata[i];
        ours += conn_is_open(c) || c->state == CLOSING;
    }
    int ghosts = MAX(told - ours, 0);
    if (ghosts == sm->ghosts)
        return;
    sm->ghosts = ghosts;
    if (ghosts > 0)
        g_warning("socket_ghosts count=%d why=Slack counts %d connections of this app, %d "
                  "are ours: "
                  "another askd with the same token, or lost ones that have not aged out",
                  ghosts, told, ours);
}

static void on_hello(Conn *c, const Frame *frame)
{
    SocketMode *sm = c->sm;
    if (c->state != OPENED)
        return;
    conn_enter(c, LIVE);
    c->live_ms = c->ponged_ms = c->since_ms; /* no ping goes before */
    c->rotate_ms = c->live_ms + (frame->life_s > 0 ? (int64_t)frame->life_s * 1000 : LIFE_MS);
    road_end(sm->road);
    backoff_hello(&sm->backoff);
    COUNT(sm, hellos);
    g_info("socket_hello link=%" G_GUINT64_FORMAT " num_connections=%d host=%s life_s=%d", c->id,
           frame->num_connections, frame->host, frame->life_s);
    if (frame->num_connections > 0) {
        atomic_store(&sm->counts.num_connections, frame->num_connections);
        look_for_ghosts(sm, frame->num_connections);
    }
}

static void on_disconnect(Conn *c, const Frame *frame)
{
    SocketMode *sm = c->sm;
    COUNT(sm, disconnects);
    if (frame->reason == REASON_LINK_DISABLED) {
        g_critical("socket_disabled link=%" G_GUINT64_FORMAT
                   " why=Socket Mode has been switched off in the app's settings",
                   c->id);
        if (!sm->backoff.slow) /* each connection is told, but it is one refusal */
            backoff_refused(&sm->backoff, conn_now(sm), g_random_int());
        conn_trouble(sm, "Socket Mode has been switched off in the app's settings");
        conn_say_goodbye(c);
    } else if (frame->reason == REASON_TOO_MANY) {
        g_critical("socket_crowded num_connections=%d why=Slack allows an app ten connections",
                   frame->num_connections);
        backoff_crowded(&sm->backoff, conn_now(sm), g_random_int());
        conn_trouble(sm, "Slack counts too many connections of this app");
        conn_say_goodbye(c);
    } else if (c->state == OPENED) {
        conn_fail(c, "sent away before hello");
    } else if (c->state == LIVE) {
        conn_part(c, *frame->word ? frame->word : "disconnect");
    }
}

static void on_opened(void *of, void *user)
{
    (void)user;
    Conn *c = of;
    c->heard_ms = conn_now(c->sm);
    conn_enter(c, OPENED);
    socket_step(c->sm);
}

static void on_text(void *of, const char *bytes, size_t len, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = conn_now(sm);
    Frame frame;
    frame_read(bytes, len, &frame);
    if (frame.kind == FRAME_OTHER) {
        COUNT(sm, messages);
        atomic_store_explicit(&sm->counts.last_message_us, clock_monotonic_us(),
                              memory_order_relaxed);
        sm->hooks.message(c->id, bytes, len, sm->hooks.user);
        return;
    }
    if (frame.kind == FRAME_HELLO)
        on_hello(c, &frame);
    else if (conn_is_open(c))
        on_disconnect(c, &frame);
    socket_step(sm);
}

static void on_odd(void *of, WireOdd odd, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = conn_now(sm);
    if (odd == WIRE_BINARY)
        COUNT(sm, binary);
    else
        COUNT(sm, empty);
}

/* Unacknowledged, Slack would send it again and again. */
static void on_oversized(void *of, const char *id, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = conn_now(sm);
    COUNT(sm, oversized);
    g_warning("socket_oversized link=%" G_GUINT64_FORMAT " envelope=%s max=%d", c->id,
              id ? id : "unknown", SOCKET_FRAME_MAX);
    if (!id)
        return;
    SocketFrame *frame = g_new0(SocketFrame, 1);
    frame->bytes = g_strdup_printf("{\"envelope_id\":\"%s\"}", id);
    frame->len = strlen(frame->bytes);
    link_send(c->link, frame);
}

/* Of any payload: Slack has been seen to add to ours. */
static void on_pong(void *of, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = c->ponged_ms = conn_now(sm);
    COUNT(sm, pongs);
}

static void on_lost(void *of, const char *why, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->link = NULL; /* the wire's, and gone */
    if (c->state < LIVE)
        conn_fail(c, why);
    else if (c->state == LIVE && (!c->parting_ms || c->is_silent))
        conn_fall(c, why);
    else
        conn_drop(c);
    socket_step(sm);
}

static void on_sent(int64_t tag, SocketFate fate, void *user)
{
    SocketMode *sm = user;
    if (fate == SOCKET_WRITTEN)
        COUNT(sm, acks);
    else if (fate == SOCKET_UNSENT)
        COUNT(sm, unsent);
    else if (fate == SOCKET_LOST)
        COUNT(sm, lost);
    if (tag != 0 && !sm->is_ending)
        sm->hooks.sent(tag, fate, sm->hooks.user);
}

/* ---- from other threads ---------------------------------------------------------------------- */

/* Not to be sent: over the limit, which is a bug of ours that must not end the process. */
static void refuse(SocketMode *sm, SocketFrame *frame, const char *why)
{
    if (why)
        g_critical("socket_unsent link=%" G_GUINT64_FORMAT " bytes=%zu why=%s", frame->link,
                   frame->len, why);
    on_sent(frame->tag, SOCKET_UNSENT, sm);
    g_free(frame->bytes);
    g_free(frame);
}

static void deliver(SocketMode *sm)
{
    pthread_mutex_lock(&sm->lock);
    GQueue mail = sm->mail;
    g_queue_init(&sm->mail);
    pthread_mutex_unlock(&sm->lock);
    SocketFrame *frame;
    Conn *c = NULL;
    while ((frame = g_queue_pop_head(&mail))) {
        if (!c || c->id != frame->link)
            c = conn_find(sm, frame->link);
        if (frame->len > SOCKET_SEND_MAX)
            refuse(sm, frame, "longer than Slack takes");
        else if (!c || !conn_is_open(c))
            refuse(sm, frame, NULL);
        else
            link_send(c->link, frame);
    }
}

static void on_turn(void *user)
{
    SocketMode *sm = user;
    take_news(sm);
    deliver(sm);
    socket_step(sm);
}

void socket_mode_send_all(SocketMode *sm, GPtrArray *frames)
{
    pthread_mutex_lock(&sm->lock);
    for (unsigned i = 0; i < frames->len; i++)
        g_queue_push_tail(&sm->mail, frames->pdata[i]);
    pthread_mutex_unlock(&sm->lock);
    if (frames->len > 0)
        wire_wake(sm->wire);
    g_ptr_array_set_free_func(frames, NULL);
    g_ptr_array_set_size(frames, 0);
}

void socket_mode_send(SocketMode *sm, uint64_t link, char *bytes, size_t len, int64_t tag)
{
    SocketFrame *frame = g_new(SocketFrame, 1);
    *frame = (SocketFrame){.link = link, .bytes = bytes, .len = len, .tag = tag};
    pthread_mutex_lock(&sm->lock);
    g_queue_push_tail(&sm->mail, frame);
    pthread_mutex_unlock(&sm->lock);
    wire_wake(sm->wire);
}

void socket_mode_address(SocketMode *sm, const char *url, bool fatal, int retry_ms, const char *why)
{
    road_answer(sm->road, url, fatal, retry_ms, why);
}

void socket_mode_stop(SocketMode *sm)
{
    atomic_store(&sm->stop_wanted, true);
    wire_wake(sm->wire);
}

void socket_mode_counts(SocketMode *sm, SocketModeCounts *counts)
{
#define GET(what) .what = atomic_load_explicit(&sm->counts.what, memory_order_relaxed)
    *counts = (SocketModeCounts){
        GET(messages),    GET(oversized), GET(binary),   GET(empty),           GET(hellos),
        GET(disconnects), GET(drops),     GET(failures), GET(pings),           GET(pongs),
        GET(acks),        GET(unsent),    GET(lost),     GET(last_message_us), GET(num_connections),
    };
#undef GET
}

/* ---- its life -------------------------------------------------------------------------------- */

static void wake(void *user)
{
    SocketMode *sm = user;
    wire_wake(sm->wire);
}

SocketMode *socket_mode_new(const Config *config, const SocketModeHooks *hooks, GError **error)
{
    static const WireHooks WIRE = {
        .opened = on_opened,
        .text = on_text,
        .odd = on_odd,
        .oversized = on_oversized,
        .pong = on_pong,
        .lost = on_lost,
        .sent = on_sent,
        .turn = on_turn,
    };
    g_autoptr(SocketMode) sm = g_new0(SocketMode, 1);
    sm->hooks = *hooks;
    sm->wanted = config->connections;
    sm->expects_tls = config->api_url && g_str_has_prefix(config->api_url, "https:");
    sm->factor = 1;
    sm->conns = g_ptr_array_new_with_free_func(g_free);
    conn_trouble(sm, "not connected yet");
    pthread_mutex_init(&sm->lock, NULL);
    g_queue_init(&sm->mail);
    sm->road = road_new(wake, sm);
    sm->wire = wire_new(&WIRE, sm, error);
    return sm->wire ? g_steal_pointer(&sm) : NULL;
}

void socket_mode_free(SocketMode *sm)
{
    if (!sm)
        return;
    sm->is_ending = true;
    road_free(sm->road);
    wire_free(sm->wire);
    SocketFrame *frame;
    while ((frame = g_queue_pop_head(&sm->mail)))
        refuse(sm, frame, NULL);
    g_ptr_array_unref(sm->conns);
    pthread_mutex_destroy(&sm->lock);
    g_free(sm->trouble);
    g_free(sm);
}

void socket_mode_run(SocketMode *sm)
{
    on_turn(sm);
    if (sm->expects_tls) /* while Slack looks for an address */
        wire_expect_tls(sm->wire);
    while (!sm->stop_ms || sm->conns->len > 0)
        wire_service(sm->wire);
    deliver(sm); /* to nobody: they are told so */
}

struct lws_context *socket_mode_context(SocketMode *sm)
{
    return wire_context(sm->wire);
}

const char *socket_mode_trouble(const SocketMode *sm)
{
    return sm->live > 0 ? NULL : sm->trouble;
}

void socket_mode_hasten(SocketMode *sm, int factor)
{
    sm->factor = factor;
}
