/*
 * Listeners, connections and timers on one libwebsockets context. Connections are raw sockets here:
 * faults need wrong bytes, and a Slack that shared askd's HTTP and WebSocket code would share its
 * mistakes.
 *
 * One process is one workspace, so every module of slackbox keeps its state in one static struct,
 * and all of it belongs to one thread.
 */
#ifndef SLACKBOX_NET_H
#define SLACKBOX_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <glib.h>
#include <libwebsockets.h>

typedef struct Conn Conn;

/* What a connection speaks at the moment. */
typedef struct {
    /* Bytes taken off the front; 0: wants more, or wants to be asked again by conn_resume(). */
    size_t (*received)(Conn *conn, const uint8_t *bytes, size_t len);
    void (*closed)(Conn *conn); /* the connection is freed after it */
} ConnRole;

/* Called for each new connection; sets its role. */
typedef void (*AcceptFn)(Conn *conn);

typedef enum { DROP_FIN, DROP_RST } Drop;

bool net_start(GError **error);
void net_stop(void);
/*
 * On 127.0.0.1; port 0 takes a free one. With cert and key, TLS. Returns the port, 0 when it
 * failed.
 */
int net_listen(const char *name, int port, const char *cert, const char *key, AcceptFn accept,
               GError **error);
void net_run(const volatile bool *stop);
/* Makes net_run() look at its stop flag; safe in a signal handler's thread. */
void net_wake(void);

int64_t net_us(void); /* monotonic, since start */
int64_t net_ms(void);

void conn_role(Conn *conn, const ConnRole *role, void *data);
void *conn_data(const Conn *conn);
void conn_send(Conn *conn, const void *bytes, size_t len);
void conn_resume(Conn *conn);         /* looks at bytes left unread */
void conn_finish(Conn *conn);         /* closes when all has been sent */
void conn_drop(Conn *conn, Drop how); /* closes at once; closed() is called soon, never from here */
void conn_freeze(Conn *conn);         /* reads and writes no more, stays open */

/*
 * A timer lives in what it belongs to, which stops it before going away. A zeroed one is not
 * running.
 */
typedef struct {
    lws_sorted_usec_list_t sul;
    void (*fire)(void *data);
    void *data;
} Timer;

void timer_start(Timer *timer, int64_t ms, void (*fire)(void *data), void *data);
void timer_stop(Timer *timer);

/* --time-scale: what Slack's `ms` last here. */
void net_set_scale(double scale);
int64_t net_scaled(int64_t ms);

#endif
