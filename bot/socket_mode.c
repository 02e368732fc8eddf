/*
 * One machine owns every connection, so that no two of them can each start a reconnect. Whatever
 * happens only changes what is known of a connection; then step() looks at everything, does what is
 * due and sets the one timer. Its clock runs on while the machine sleeps.
 */
#include "bot/socket_mode.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "bot/backoff.h"
#include "bot/clock.h"
#include "bot/error.h"
#include "bot/proxy.h"
#include "bot/resolve.h"
#include "bot/socket_frame.h"
#include "bot/socket_wire.h"

/* All in milliseconds. */
enum {
    ADDRESS_MS = 30000, /* for apps.connections.open; its caller gives up before */
    CONNECT_MS = 10000, /* name, TCP, TLS, upgrade */
    HELLO_MS = 10000,
    PING_MS = 5000,
    /* Two and four pings without any answer, half a second less, as pings go by the same clock. */
    SILENT_MS = 9500,
    DEAD_MS = 19500,
    PARTING_MS = 15000, /* Slack closes a connection it has announced within ten */
    GOODBYE_MS = 1000,
    DRAIN_MS = 1000, /* for acks still being made when a stop is asked for */
    DRAIN_STEP_MS = 5,
    JUMP_MS = 30000,
    LIFE_MS = 5 * 3600 * 1000, /* where Slack does not say */
};

typedef enum State {
    ASKED,      /* for an address */
    RESOLVING,  /* its name */
    CONNECTING, /* TCP to upgrade */
    OPENED,     /* waits for hello */
    LIVE,
    CLOSING, /* our close frame is on its way */
} State;

typedef struct Conn {
    SocketMode *sm;
    uint64_t id;
    State state;
    int64_t since_ms;   /* of the state */
    int64_t live_ms;    /* hello */
    int64_t heard_ms;   /* last sign of life */
    int64_t rotate_ms;  /* old then: some connections go quiet without dying */
    int64_t parting_ms; /* since when it is to be replaced; 0: it is not */
    bool is_silent;
    Link *link; /* from CONNECTING on */
} Conn;

/* What apps.connections.open brought. */
typedef struct Address {
    bool is_there;
    char *url; /* a secret; NULL: none, and why */
    bool fatal;
    int retry_ms;
    char *why;
} Address;

typedef struct Resolved {
    bool is_there;
    char *ip, *why;
} Resolved;

/* Where the attempt goes; its parts live until it has been connected. */
typedef struct Target {
    char *host, *path;
    int port;
    bool is_tls;
    Proxy *proxy;
} Target;

struct SocketMode {
    SocketModeHooks hooks;
    int wanted;
    int factor;
    Wire *wire;
    GPtrArray *conns; /* Conn, ours */
    uint64_t last_id;
    unsigned attempts;
    Backoff backoff;
    Target target;
    Resolve *resolve;
    int64_t ping_ms;  /* next */
    int64_t timer_ms; /* what the timer was set to */
    int64_t stop_ms;  /* when the goodbyes began; 0: not stopping */
    bool is_ending;   /* being freed: whom the hooks served may be gone */
    int live;         /* as last told */
    int ghosts;       /* as last warned of */
    char *trouble;

    /* From other threads. */
    pthread_mutex_t lock;
    GQueue mail; /* SocketFrame */
    Address address;
    Resolved resolved;
    atomic_bool stop_wanted;

    struct {
        _Atomic uint64_t messages, oversized, binary, empty, hellos, disconnects, drops, failures,
            pings, pongs, acks, unsent;
        _Atomic int64_t last_message_us;
        atomic_int num_connections;
    } counts;
};

#define COUNT(sm, what) atomic_fetch_add_explicit(&(sm)->counts.what, 1, memory_order_relaxed)

/* ---- small things ---------------------------------------------------------------------------- */

/* CLOCK_MONOTONIC stands still while a laptop sleeps, and the sleep would go unnoticed. */
static int64_t now(const SocketMode *sm)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000) * sm->factor;
}

static void enter(Conn *c, State state)
{
    c->state = state;
    c->since_ms = now(c->sm);
}

static void set_trouble(SocketMode *sm, const char *why)
{
    char *kept = g_strdup(why); /* may be the old one */
    g_free(sm->trouble);
    sm->trouble = kept;
}

static void clear_target(Target *t)
{
    g_free(t->host);
    g_free(t->path);
    proxy_free(t->proxy);
    *t = (Target){0};
}

static void clear_address(Address *a)
{
    g_free(a->url);
    g_free(a->why);
    *a = (Address){0};
}

static void end_resolve(SocketMode *sm)
{
    if (sm->resolve)
        resolve_end(sm->resolve);
    sm->resolve = NULL;
    pthread_mutex_lock(&sm->lock);
    g_free(sm->resolved.ip);
    g_free(sm->resolved.why);
    sm->resolved = (Resolved){0};
    pthread_mutex_unlock(&sm->lock);
}

static Conn *attempt_of(const SocketMode *sm)
{
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->state < LIVE)
            return c;
    }
    return NULL;
}

static Conn *conn_of(const SocketMode *sm, uint64_t id)
{
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->id == id)
            return c;
    }
    return NULL;
}

static bool is_open(const Conn *c)
{
    return c->state == OPENED || c->state == LIVE;
}

static int count_live(const SocketMode *sm, bool lasting_only)
{
    int count = 0;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        const Conn *c = sm->conns->pdata[i];
        count += c->state == LIVE && !(lasting_only && c->parting_ms);
    }
    return count;
}

/* The end of a connection, or of an attempt at one, whatever it was doing. */
static void drop(Conn *c)
{
    SocketMode *sm = c->sm;
    if (c->state < LIVE) {
        end_resolve(sm);
        clear_target(&sm->target);
    }
    if (c->link)
        link_kill(c->link);
    g_ptr_array_remove_fast(sm->conns, c);
}

static void fail(Conn *c, const char *why)
{
    SocketMode *sm = c->sm;
    COUNT(sm, failures);
    g_warning("socket_failed link=%" G_GUINT64_FORMAT " why=%s", c->id, why);
    backoff_failed(&sm->backoff, now(sm), g_random_int());
    set_trouble(sm, why);
    drop(c);
}

/* A live connection is gone that nobody had announced. */
static void fall(Conn *c, const char *why)
{
    SocketMode *sm = c->sm;
    int64_t now_ms = now(sm);
    COUNT(sm, drops);
    g_warning("socket_dropped link=%" G_GUINT64_FORMAT " lived_s=%" G_GINT64_FORMAT " why=%s",
              c->id, (now_ms - c->live_ms) / 1000, why);
    backoff_dropped(&sm->backoff, now_ms, now_ms - c->live_ms, g_random_int());
    set_trouble(sm, why);
    drop(c);
}

static void part(Conn *c, const char *why)
{
    if (c->parting_ms)
        return;
    c->parting_ms = now(c->sm);
    g_info("socket_replacing link=%" G_GUINT64_FORMAT " why=%s", c->id, why);
}

static void say_goodbye(Conn *c)
{
    link_close(c->link);
    enter(c, CLOSING);
}

/* ---- an attempt ------------------------------------------------------------------------------ */

static void ask(SocketMode *sm)
{
    Conn *c = g_new0(Conn, 1);
    c->sm = sm;
    c->id = ++sm->last_id;
    enter(c, ASKED);
    g_ptr_array_add(sm->conns, c);
    pthread_mutex_lock(&sm->lock);
    clear_address(&sm->address); /* of an earlier question that was given up */
    pthread_mutex_unlock(&sm->lock);
    backoff_asked(&sm->backoff, c->since_ms);
    sm->hooks.want_address(sm->hooks.user);
}

/* Says nothing of the address but what is wrong with it: the rest is a secret. */
static const char *read_url(const char *url, Target *target)
{
    g_autofree char *scheme = NULL, *path = NULL, *query = NULL;
    if (!g_uri_split(url, G_URI_FLAGS_ENCODED, &scheme, NULL, &target->host, &target->port, &path,
                     &query, NULL, NULL) ||
        !target->host || !*target->host)
        return "Slack's answer holds no address that can be read";
    target->is_tls = g_ascii_strcasecmp(scheme, "wss") == 0;
    if (!target->is_tls && g_ascii_strcasecmp(scheme, "ws") != 0)
        return "Slack's address is neither wss:// nor ws://";
    if (!target->is_tls && !proxy_is_loopback(target->host))
        return "ws:// is for loopback addresses only";
    if (target->port <= 0)
        target->port = target->is_tls ? 443 : 80;
    target->path = g_strconcat(path && *path ? path : "/", query ? "?" : "", query, NULL);
    return NULL;
}

static void connect_to(Conn *c, const char *ip)
{
    SocketMode *sm = c->sm;
    g_autoptr(GError) error = NULL;
    const Target *t = &sm->target;
    const WireTarget target = {
        .host = t->host,
        .ip = ip,
        .port = t->port,
        .path = t->path,
        .is_tls = t->is_tls,
        .proxy = t->proxy,
    };
    c->state = CONNECTING; /* since_ms stays: the ten seconds are for all of it */
    c->link = wire_connect(sm->wire, &target, c, &error);
    if (!c->link)
        fail(c, error->message);
}

static void on_resolved(const char *ip, const char *why, void *user)
{
    SocketMode *sm = user;
    pthread_mutex_lock(&sm->lock);
    sm->resolved = (Resolved){.is_there = true, .ip = g_strdup(ip), .why = g_strdup(why)};
    pthread_mutex_unlock(&sm->lock);
    wire_wake(sm->wire);
}

static void take_url(Conn *c, const char *url)
{
    SocketMode *sm = c->sm;
    g_autoptr(GError) error = NULL;
    Target *t = &sm->target;
    const char *wrong = read_url(url, t);
    if (wrong || !proxy_for(t->host, &t->proxy, &error)) {
        fail(c, wrong ? wrong : error->message);
        return;
    }
    const char *name = t->proxy ? t->proxy->host : t->host;
    enter(c, RESOLVING);
    if (resolve_is_numeric(name))
        connect_to(c, name);
    else
        sm->resolve = resolve_start(name, sm->attempts++, on_resolved, sm);
}

static void take_refusal(Conn *c, const Address *a)
{
    SocketMode *sm = c->sm;
    if (!a->fatal) {
        backoff_hold(&sm->backoff, now(sm) + a->retry_ms);
        fail(c, a->why);
        return;
    }
    COUNT(sm, failures);
    g_critical("socket_refused why=%s", a->why);
    backoff_refused(&sm->backoff, now(sm), g_random_int());
    set_trouble(sm, a->why);
    drop(c);
}

static void take_address(SocketMode *sm)
{
    pthread_mutex_lock(&sm->lock);
    Address a = sm->address;
    sm->address = (Address){0};
    pthread_mutex_unlock(&sm->lock);
    Conn *c = attempt_of(sm);
    if (a.is_there && c && c->state == ASKED && !sm->stop_ms) {
        if (a.url)
            take_url(c, a.url);
        else
            take_refusal(c, &a);
    }
    clear_address(&a);
}

static void take_resolved(SocketMode *sm)
{
    pthread_mutex_lock(&sm->lock);
    Resolved r = sm->resolved;
    sm->resolved = (Resolved){0};
    pthread_mutex_unlock(&sm->lock);
    Conn *c = attempt_of(sm);
    if (r.is_there && c && c->state == RESOLVING) {
        end_resolve(sm);
        if (r.ip)
            connect_to(c, r.ip);
        else
            fail(c, r.why);
    }
    g_free(r.ip);
    g_free(r.why);
}

/* ---- what Slack says ------------------------------------------------------------------------- */

/* More connections than ours: lost ones that Slack still counts, or a second bot; both swallow
 * questions. */
static void look_for_ghosts(SocketMode *sm, int told)
{
    int ours = 0;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        const Conn *c = sm->conns->pdata[i];
        ours += is_open(c) || c->state == CLOSING;
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
    enter(c, LIVE);
    c->live_ms = c->since_ms;
    c->rotate_ms = c->live_ms + (frame->life_s > 0 ? (int64_t)frame->life_s * 1000 : LIFE_MS);
    clear_target(&sm->target);
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
            backoff_refused(&sm->backoff, now(sm), g_random_int());
        set_trouble(sm, "Socket Mode has been switched off in the app's settings");
        say_goodbye(c);
    } else if (frame->reason == REASON_TOO_MANY) {
        g_critical("socket_crowded num_connections=%d why=Slack allows an app ten connections",
                   frame->num_connections);
        backoff_crowded(&sm->backoff, now(sm), g_random_int());
        set_trouble(sm, "Slack counts too many connections of this app");
        say_goodbye(c);
    } else if (c->state == OPENED) {
        fail(c, "sent away before hello");
    } else if (c->state == LIVE) {
        part(c, *frame->word ? frame->word : "disconnect");
    }
}

static void step(SocketMode *sm);

static void on_opened(void *of, void *user)
{
    (void)user;
    Conn *c = of;
    c->heard_ms = now(c->sm);
    enter(c, OPENED);
    step(c->sm);
}

static void on_text(void *of, const char *bytes, size_t len, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = now(sm);
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
    else if (is_open(c))
        on_disconnect(c, &frame);
    step(sm);
}

static void on_odd(void *of, WireOdd odd, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->heard_ms = now(sm);
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
    c->heard_ms = now(sm);
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
    c->heard_ms = now(sm);
    COUNT(sm, pongs);
}

static void on_lost(void *of, const char *why, void *user)
{
    SocketMode *sm = user;
    Conn *c = of;
    c->link = NULL; /* the wire's, and gone */
    if (c->state < LIVE)
        fail(c, why);
    else if (c->state == LIVE && (!c->parting_ms || c->is_silent))
        fall(c, why);
    else
        drop(c);
    step(sm);
}

static void on_sent(int64_t tag, bool written, void *user)
{
    SocketMode *sm = user;
    if (written)
        COUNT(sm, acks);
    else
        COUNT(sm, unsent);
    if (tag != 0 && !sm->is_ending)
        sm->hooks.sent(tag, written, sm->hooks.user);
}

/* ---- what time brings ------------------------------------------------------------------------ */

typedef struct Due {
    int64_t now_ms, next_ms;
} Due;

/* True when that time has come; else the timer will look again then. */
static bool is_due(Due *due, int64_t at_ms)
{
    if (due->now_ms >= at_ms)
        return true;
    due->next_ms = MIN(due->next_ms, at_ms);
    return false;
}

static void watch_live(Conn *c, Due *due)
{
    SocketMode *sm = c->sm;
    if (is_due(due, c->heard_ms + DEAD_MS)) {
        fall(c, "no sign of life for 20 seconds");
        return;
    }
    if (is_due(due, c->heard_ms + SILENT_MS)) {
        c->is_silent = true;
        part(c, "no sign of life for 10 seconds");
    } else {
        c->is_silent = false;
    }
    if (is_due(due, c->rotate_ms))
        part(c, "its time is up");
    if (c->parting_ms && count_live(sm, true) >= sm->wanted &&
        is_due(due, c->parting_ms + PARTING_MS))
        say_goodbye(c);
}

static void watch(Conn *c, Due *due)
{
    switch (c->state) {
    case ASKED:
        if (is_due(due, c->since_ms + ADDRESS_MS))
            fail(c, "apps.connections.open was not answered");
        break;
    case RESOLVING:
    case CONNECTING:
        if (is_due(due, c->since_ms + CONNECT_MS))
            fail(c, "no connection within 10 seconds");
        break;
    case OPENED:
        if (is_due(due, c->since_ms + HELLO_MS))
            fail(c, "no hello within 10 seconds");
        break;
    case LIVE:
        watch_live(c, due);
        break;
    case CLOSING:
        if (is_due(due, c->since_ms + GOODBYE_MS))
            drop(c);
        break;
    }
}

static void watch_all(SocketMode *sm, Due *due)
{
    for (unsigned i = sm->conns->len;
         i-- > 0;) /* downwards: the one that goes is replaced by the last */
        watch(sm->conns->pdata[i], due);
}

/* All at the same moment: one wake-up, not one a connection. */
static void ping(SocketMode *sm, Due *due)
{
    if (count_live(sm, false) == 0)
        return;
    if (!is_due(due, sm->ping_ms))
        return;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->state != LIVE)
            continue;
        link_ping(c->link);
        COUNT(sm, pings);
    }
    sm->ping_ms += PING_MS;
    if (sm->ping_ms <= due->now_ms)
        sm->ping_ms = due->now_ms + PING_MS;
    is_due(due, sm->ping_ms);
}

static void replenish(SocketMode *sm, Due *due)
{
    if (attempt_of(sm) || count_live(sm, true) >= sm->wanted)
        return;
    if (is_due(due, due->now_ms + backoff_wait_ms(&sm->backoff, due->now_ms))) {
        ask(sm);
        is_due(due, due->now_ms + ADDRESS_MS);
    }
}

/* The machine slept, or this process was stopped: who knows what the connections are worth now. */
static void look_for_jump(SocketMode *sm, int64_t now_ms)
{
    if (!sm->timer_ms || now_ms < sm->timer_ms + JUMP_MS)
        return;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->state != LIVE)
            continue;
        part(c, "the clock jumped");
        c->heard_ms = now_ms; /* it may have much to say first */
    }
}

static void tell_live(SocketMode *sm)
{
    int live = count_live(sm, false);
    if (live == sm->live)
        return;
    sm->live = live;
    sm->hooks.live(live, sm->hooks.user);
}

static bool is_draining(SocketMode *sm, Due *due)
{
    return sm->hooks.is_busy && !is_due(due, sm->stop_ms + DRAIN_MS) &&
           sm->hooks.is_busy(sm->hooks.user) && !is_due(due, due->now_ms + DRAIN_STEP_MS);
}

static void stop(SocketMode *sm, Due *due)
{
    if (!sm->stop_ms)
        sm->stop_ms = due->now_ms;
    if (is_draining(sm, due))
        return;
    for (unsigned i = sm->conns->len; i-- > 0;) {
        Conn *c = sm->conns->pdata[i];
        if (is_open(c))
            say_goodbye(c);
        else if (c->state != CLOSING)
            drop(c);
    }
}

static void step(SocketMode *sm)
{
    Due due = {.now_ms = now(sm), .next_ms = INT64_MAX};
    look_for_jump(sm, due.now_ms);
    if (atomic_load(&sm->stop_wanted))
        stop(sm, &due);
    watch_all(sm, &due);
    if (!sm->stop_ms) {
        ping(sm, &due);
        replenish(sm, &due);
    }
    tell_live(sm);
    if (sm->hooks.turned)
        sm->hooks.turned(sm->hooks.user);
    sm->timer_ms = 0;
    if (due.next_ms == INT64_MAX)
        return;
    sm->timer_ms = due.next_ms;
    wire_timer(sm->wire, (due.next_ms - due.now_ms + sm->factor - 1) / sm->factor);
}

/* ---- from other threads ---------------------------------------------------------------------- */

/* Not to be sent: over the limit, which is a bug of ours that must not end the process. */
static void refuse(SocketMode *sm, SocketFrame *frame, const char *why)
{
    if (why)
        g_critical("socket_unsent link=%" G_GUINT64_FORMAT " bytes=%zu why=%s", frame->link,
                   frame->len, why);
    on_sent(frame->tag, false, sm);
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
            c = conn_of(sm, frame->link);
        if (frame->len > SOCKET_SEND_MAX)
            refuse(sm, frame, "longer than Slack takes");
        else if (!c || !is_open(c))
            refuse(sm, frame, NULL);
        else
            link_send(c->link, frame);
    }
}

static void on_turn(void *user)
{
    SocketMode *sm = user;
    take_address(sm);
    take_resolved(sm);
    deliver(sm);
    step(sm);
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
    pthread_mutex_lock(&sm->lock);
    clear_address(&sm->address);
    sm->address = (Address){
        .is_there = true,
        .url = g_strdup(url),
        .fatal = fatal,
        .retry_ms = MAX(retry_ms, 0),
        .why = g_strdup(why ? why : "no address"),
    };
    pthread_mutex_unlock(&sm->lock);
    wire_wake(sm->wire);
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
        GET(messages),    GET(oversized), GET(binary),          GET(empty),           GET(hellos),
        GET(disconnects), GET(drops),     GET(failures),        GET(pings),           GET(pongs),
        GET(acks),        GET(unsent),    GET(last_message_us), GET(num_connections),
    };
#undef GET
}

/* ---- its life -------------------------------------------------------------------------------- */

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
    sm->factor = 1;
    sm->conns = g_ptr_array_new_with_free_func(g_free);
    set_trouble(sm, "not connected yet");
    pthread_mutex_init(&sm->lock, NULL);
    g_queue_init(&sm->mail);
    sm->wire = wire_new(&WIRE, sm, error);
    return sm->wire ? g_steal_pointer(&sm) : NULL;
}

void socket_mode_free(SocketMode *sm)
{
    if (!sm)
        return;
    sm->is_ending = true;
    end_resolve(sm);
    wire_free(sm->wire);
    SocketFrame *frame;
    while ((frame = g_queue_pop_head(&sm->mail)))
        refuse(sm, frame, NULL);
    g_ptr_array_unref(sm->conns);
    clear_target(&sm->target);
    clear_address(&sm->address);
    pthread_mutex_destroy(&sm->lock);
    g_free(sm->trouble);
    g_free(sm);
}

void socket_mode_run(SocketMode *sm)
{
    on_turn(sm);
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
