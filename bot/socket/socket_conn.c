/*
 * Steps from state to state; what makes them happen is told by the wire, or by time in
 * socket_watch.c.
 */
#include "bot/socket/socket_conn.h"

#include <time.h>

/* CLOCK_MONOTONIC stands still while a laptop sleeps, and the sleep would go unnoticed. */
int64_t conn_now(const SocketMode *sm)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000) * sm->factor;
}

void conn_enter(Conn *c, State state)
{
    c->state = state;
    c->since_ms = conn_now(c->sm);
}

void conn_trouble(SocketMode *sm, const char *why)
{
    char *kept = g_strdup(why); /* may be the old one */
    g_free(sm->trouble);
    sm->trouble = kept;
}

Conn *conn_attempt(const SocketMode *sm)
{
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->state < LIVE)
            return c;
    }
    return NULL;
}

Conn *conn_find(const SocketMode *sm, uint64_t id)
{
    for (unsigned i = 0; i < sm->conns->len; i++) {
        Conn *c = sm->conns->pdata[i];
        if (c->id == id)
            return c;
    }
    return NULL;
}

bool conn_is_open(const Conn *c)
{
    return c->state == OPENED || c->state == LIVE;
}

int conn_count_live(const SocketMode *sm, bool lasting_only)
{
    int count = 0;
    for (unsigned i = 0; i < sm->conns->len; i++) {
        const Conn *c = sm->conns->pdata[i];
        count += c->state == LIVE && !(lasting_only && c->parting_ms);
    }
    return count;
}

/* The end of a connection, or of an attempt at one, whatever it was doing. */
void conn_drop(Conn *c)
{
    SocketMode *sm = c->sm;
    if (c->state < LIVE)
        road_end(sm->road);
    if (c->link)
        link_kill(c->link);
    g_ptr_array_remove_fast(sm->conns, c);
}

void conn_fail(Conn *c, const char *why)
{
    SocketMode *sm = c->sm;
    COUNT(sm, failures);
    g_warning("socket_failed link=%" G_GUINT64_FORMAT " why=%s", c->id, why);
    backoff_failed(&sm->backoff, conn_now(sm), g_random_int());
    conn_trouble(sm, why);
    conn_drop(c);
}

/* A live connection is gone that nobody had announced. */
void conn_fall(Conn *c, const char *why)
{
    SocketMode *sm = c->sm;
    int64_t now_ms = conn_now(sm);
    COUNT(sm, drops);
    g_warning("socket_dropped link=%" G_GUINT64_FORMAT " lived_s=%" G_GINT64_FORMAT " why=%s",
              c->id, (now_ms - c->live_ms) / 1000, why);
    backoff_dropped(&sm->backoff, now_ms, now_ms - c->live_ms, g_random_int());
    conn_trouble(sm, why);
    conn_drop(c);
}

void conn_part(Conn *c, const char *why)
{
    if (c->parting_ms)
        return;
    c->parting_ms = conn_now(c->sm);
    g_info("socket_replacing link=%" G_GUINT64_FORMAT " why=%s", c->id, why);
}

void conn_say_goodbye(Conn *c)
{
    link_close(c->link);
    conn_enter(c, CLOSING);
}

void conn_ask(SocketMode *sm)
{
    Conn *c = g_new0(Conn, 1);
    c->sm = sm;
    c->id = ++sm->last_id;
    conn_enter(c, ASKED);
    g_ptr_array_add(sm->conns, c);
    road_begin(sm->road);
    backoff_asked(&sm->backoff, c->since_ms);
    sm->hooks.want_address(sm->hooks.user);
}
