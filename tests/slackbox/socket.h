/*
 * Socket Mode connections: tickets, hello, pings, lives, who gets which envelope, and the faults of
 * a line.
 */
#ifndef SLACKBOX_SOCKET_H
#define SLACKBOX_SOCKET_H

#include "tests/slackbox/http.h"

/* apps.connections.open: a new one-use address; NULL with *error set to Slack's word for it. */
char *socket_ticket(const char *host, const char **error);
/* /link/: frees the exchange. */
void socket_upgrade(Exchange *ex);

/*
 * Sends a frame to one of the live connections. Returns its number, 0 when there is none; a ghost's
 * is UINT_MAX.
 */
unsigned socket_deliver(const char *text, size_t len);
/* The same without a line in the log, for loads. */
unsigned socket_deliver_quietly(const char *text, size_t len);
unsigned socket_count(void);

/* control `socket {do: …}`; a new object for the answer, or an error (static). */
json_t *socket_control(const char *what, const json_t *args, const char **error);

/* The seconds a connection lives; 0: for ever. */
void socket_set_life(double seconds);
void socket_set_tls(bool tls);
/* Faults end; connections stay unless they are to go. */
void socket_reset(bool keep);

#endif
