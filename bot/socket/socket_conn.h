/*
 * The connections of a SocketMode and what becomes of one: asked for, opened, live, parting, lost.
 * For bot/socket/'s eyes only; all of it is the loop thread's, but for what is marked.
 */
#ifndef BOT_SOCKET_CONN_H
#define BOT_SOCKET_CONN_H

#include <pthread.h>
#include <stdatomic.h>

#include "bot/socket/backoff.h"
#include "bot/socket/socket_mode.h"
#include "bot/socket/socket_road.h"
#include "bot/socket/socket_wire.h"

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
    int64_t ponged_ms;  /* last answer to a ping */
    int64_t rotate_ms;  /* old then: some connections go quiet without dying */
    int64_t parting_ms; /* since when it is to be replaced; 0: it is not */
    bool is_silent;
    Link *link; /* from CONNECTING on */
} Conn;

struct SocketMode {
    SocketModeHooks hooks;
    int wanted;
    bool expects_tls; /* as Slack is asked for an address that way */
    int factor;
    Wire *wire;
    GPtrArray *conns; /* Conn, ours */
    uint64_t last_id;
    Backoff backoff;
    Road *road;       /* of the one attempt */
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
    atomic_bool stop_wanted;

    struct {
        _Atomic uint64_t messages, oversized, binary, empty, hellos, disconnects, drops, failures,
            pings, pongs, acks, unsent, lost;
        _Atomic int64_t last_message_us;
        atomic_int num_connections;
    } counts;
};

#define COUNT(sm, what) atomic_fetch_add_explicit(&(sm)->counts.what, 1, memory_order_relaxed)

/* Milliseconds, by a clock that runs on while the machine sleeps. */
int64_t conn_now(const SocketMode *sm);

/* Why nothing is live, until something is. */
void conn_trouble(SocketMode *sm, const char *why);

/* A new attempt begins: an address is asked for. */
void conn_ask(SocketMode *sm);

Conn *conn_attempt(const SocketMode *sm);           /* what is not live yet, or NULL */
Conn *conn_find(const SocketMode *sm, uint64_t id); /* or NULL */
bool conn_is_open(const Conn *c);
int conn_count_live(const SocketMode *sm, bool lasting_only);

void conn_enter(Conn *c, State state);
void conn_part(Conn *c, const char *why); /* to be replaced, then closed */
void conn_say_goodbye(Conn *c);

/* The end of it, each of them; `c` is gone. */
void conn_fail(Conn *c, const char *why); /* an attempt has come to nothing */
void conn_fall(Conn *c, const char *why); /* it was live, and nobody had announced it */
void conn_drop(Conn *c);

#endif
