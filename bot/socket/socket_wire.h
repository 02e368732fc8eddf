/*
 * Websockets on libwebsockets' loop: connects, gathers whole messages, writes frames, closes. Knows
 * nothing of Slack; when to connect and what a silence means is socket_mode.c's. All of it is the
 * loop thread's, but for wire_wake().
 *
 * A link that is connected tells `lost` once, as its last word, and is gone. One that was killed
 * says nothing any more, whatever libwebsockets still has to say about it.
 */
#ifndef BOT_SOCKET_WIRE_H
#define BOT_SOCKET_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libwebsockets.h>

#include "bot/proxy.h"
#include "bot/socket/socket_mode.h"

typedef struct Wire Wire;
typedef struct Link Link;

typedef enum WireOdd { WIRE_BINARY, WIRE_EMPTY } WireOdd;

/* `of` is what the link was connected for, `user` what the wire was made for. */
typedef struct WireHooks {
    void (*opened)(void *of, void *user);
    void (*text)(void *of, const char *bytes, size_t len, void *user); /* whole, zero-terminated */
    void (*odd)(void *of, WireOdd odd, void *user); /* a message that carries nothing for us */
    void (*oversized)(void *of, const char *envelope_id,
                      void *user); /* dropped; the id may be NULL */
    void (*pong)(void *of, void *user);
    void (*lost)(void *of, const char *why, void *user);
    void (*sent)(int64_t tag, SocketFate fate, void *user);
    void (*turn)(void *user); /* wire_wake() or the timer */
} WireHooks;

Wire *wire_new(const WireHooks *hooks, void *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wire_free(Wire *wire);

struct lws_context *wire_context(Wire *wire);

/* Soon there will be a wire_connect() with TLS: does of it what can be done already. */
void wire_expect_tls(Wire *wire);

/* Waits for what happens next and tells it. */
void wire_service(Wire *wire);

/* `turn` comes after wait_ms; replaces what was set before. */
void wire_timer(Wire *wire, int64_t wait_ms);

/* `turn` comes soon. Any thread, also in a signal handler: it is one write() to an eventfd. */
void wire_wake(Wire *wire);

/* Where to; everything is borrowed for the call. */
typedef struct WireTarget {
    const char *host; /* for the Host header, SNI and the certificate */
    const char *ip;   /* of the host, or of the proxy where there is one */
    int port;
    const char *path; /* with its query; a secret */
    bool is_tls;
    const Proxy *proxy; /* or NULL */
} WireTarget;

Link *wire_connect(Wire *wire, const WireTarget *target, void *of,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the frame; its fate is told by `sent`, also where the link goes first: see SocketFate. */
void link_send(Link *link, SocketFrame *frame);
void link_ping(Link *link);

/*
 * Code 1000 once all is written. `lost` comes when the peer has closed too: kill it if that is
 * long.
 */
void link_close(Link *link);
void link_kill(Link *link);

#endif
