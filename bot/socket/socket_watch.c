/*
 * No timer a connection: each turn looks at all of them, and sets the one timer to what comes next.
 */
#include "bot/socket/socket_watch.h"

#include "bot/socket/socket_conn.h"

/* All in milliseconds. */
enum {
    ADDRESS_MS = 30000, /* for apps.connections.open; its caller gives up before */
    CONNECT_MS = 10000, /* name, TCP, TLS, upgrade */
    HELLO_MS = 10000,
    PING_MS = 5000,
    /*
     * Two and four pings without any answer. Looked at when a ping is due, not at times of their
     * own: so half a second less, as their answers take a moment.
     */
    SILENT_MS = 9500,
    DEAD_MS = 19500,
    PARTING_MS = 15000, /* Slack closes a connection it has announced within ten */
    GOODBYE_MS = 1000,
    DRAIN_MS = 1000, /* for acks still being made when a stop is asked for */
    DRAIN_STEP_MS = 5,
    JUMP_MS = 30000,
};

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
    if (due->now_ms >= c->heard_ms + DEAD_MS) {
        conn_fall(c, "no sign of life for 20 seconds");
        return;
    }
    c->is_silent = due->now_ms >= c->heard_ms + SILENT_MS;
    if (c->is_silent)
        conn_part(c, "no sign of life for 10 seconds");
    else if (due->now_ms >= c->ponged_ms + SILENT_MS)
        conn_part(c, "it talks, but has not answered a ping for 10 seconds");
    if (is_due(due, c->rotate_ms))
        conn_part(c, "its time is up");
    if (c->parting_ms && conn_count_live(sm, true) >= sm->wanted &&
        is_due(due, c->parting_ms + PARTING_MS))
        conn_say_goodbye(c);
}

static void watch(Conn *c, Due *due)
{
    switch (c->state) {
    case ASKED:
        if (is_due(due, c->since_ms + ADDRESS_MS))
            conn_fail(c, "apps.connections.open was not answered");
        break;
    case RESOLVING:
    case CONNECTING:
        if (is_due(due, c->since_ms + CONNECT_MS))
            conn_fail(c, "no connection within 10 seconds");
        break;
    case OPENED:
        if (is_due(due, c->since_ms + HELLO_MS))
            conn_fail(c, "no hello within 10 seconds");
        break;
    case LIVE:
        watch_live(c, due);
        break;
    case CLOSING:
        if (is_due(due, c->since_ms + GOODBYE_MS))
            conn_drop(c);
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
    if (conn_count_live(sm, false) == 0)
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
    if (conn_attempt(sm) || conn_count_live(sm, true) >= sm->wanted)
        return;
    if (is_due(due, due->now_ms + backoff_wait_ms(&sm->backoff, due->now_ms))) {
        conn_ask(sm);
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
        conn_part(c, "the clock jumped");
        c->heard_ms = now_ms; /* it may have much to say first */
    }
}

static void tell_live(SocketMode *sm)
{
    int live = conn_count_live(sm, false);
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
        if (conn_is_open(c))
            conn_say_goodbye(c);
        else if (c->state != CLOSING)
            conn_drop(c);
    }
}

void socket_step(SocketMode *sm)
{
    Due due = {.now_ms = conn_now(sm), .next_ms = INT64_MAX};
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
