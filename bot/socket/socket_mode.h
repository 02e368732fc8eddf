/*
 * Slack's Socket Mode over libwebsockets: whole envelopes in, acks out, over two connections kept
 * alive and refreshed in turn. Owns the lws context and the loop thread's work; bot/http.c's
 * listener lives on the same loop.
 *
 * A connection is live only after hello. One attempt is in flight at a time, with full jitter
 * between failures; its address comes from `want_address`, is used once, and belongs to that
 * attempt.
 */
#ifndef BOT_SOCKET_MODE_H
#define BOT_SOCKET_MODE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/config.h"

struct lws_context;

typedef struct SocketMode SocketMode;

enum {
    SOCKET_FRAME_MAX =
        1024 * 1024,         /* bytes of an envelope; over it: dropped, its envelope_id acked */
    SOCKET_SEND_MAX = 20479, /* bytes of one frame of ours; Slack closes above it */
};

/*
 * What became of a frame. Written is not arrived: a connection may have died unnoticed, and what
 * was written last died with it. So a frame is first WRITTEN and later either ARRIVED or LOST.
 *
 * It has ARRIVED when a ping that was written behind it is answered (bot/socket/evidence.h), a
 * round trip later, or when we close the connection in peace. LOST is all else. That the peer's
 * machine has acknowledged the bytes is no evidence: a proxy would, and so would a Slack that does
 * not read any more. So a lost frame may have arrived all the same, and whoever sends it by another
 * way may be heard twice: the smaller evil, and left to where a connection dies within that round
 * trip.
 *
 * When this process ends without another word, what was WRITTEN is best taken for ARRIVED: the
 * kernel goes on sending it.
 */
typedef enum SocketFate { SOCKET_UNSENT, SOCKET_WRITTEN, SOCKET_ARRIVED, SOCKET_LOST } SocketFate;

/* All called on the loop thread, with `user`; none may wait. */
typedef struct SocketModeHooks {
    /*
     * A whole text message that is no hello and no disconnect; bytes are borrowed and followed by a
     * zero byte. `link` names the connection for socket_mode_send().
     */
    void (*message)(uint64_t link, const char *bytes, size_t len, void *user);
    /*
     * The fate of a frame that socket_mode_send() was given a tag for (0 is no tag): UNSENT, or
     * WRITTEN and then one of the other two.
     */
    void (*sent)(int64_t tag, SocketFate fate, void *user);
    /*
     * An address is wanted: apps.connections.open, answered once by socket_mode_address(). Give
     * that call ten seconds; what is not answered in thirty is asked for again.
     */
    void (*want_address)(void *user);
    /* How many connections have had their hello and are still open: it has changed. */
    void (*live)(int count, void *user);
    /* Whether acks are still being made: a stop waits for them, a second at most. Or NULL. */
    bool (*is_busy)(void *user);
    /*
     * The loop has turned: every few seconds at least while a connection lives, every minute else.
     * Or NULL.
     */
    void (*turned)(void *user);
    void *user;
} SocketModeHooks;

typedef struct SocketModeCounts {
    uint64_t messages, oversized, binary, empty; /* received; the last three went no further */
    uint64_t hellos, disconnects;                /* Slack's words */
    uint64_t drops;    /* live connections lost that Slack had not announced */
    uint64_t failures; /* attempts that came to no hello */
    uint64_t pings, pongs;
    uint64_t acks, unsent;   /* frames of ours that were written, or could not be */
    uint64_t lost;           /* tagged ones that were written and are not known to have arrived */
    int64_t last_message_us; /* monotonic; 0: none yet */
    int num_connections;     /* as the last hello said */
} SocketModeCounts;

/* The configuration and what the hooks need must outlive it. */
SocketMode *socket_mode_new(const Config *config, const SocketModeHooks *hooks,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * When no other thread uses it any more. Frames that came too late are told unsent, on this thread.
 */
void socket_mode_free(SocketMode *sm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SocketMode, socket_mode_free)

/*
 * The loop; returns when socket_mode_stop() has been called, what was given to send until then has
 * been written and every connection has said goodbye (1 s at most).
 */
void socket_mode_run(SocketMode *sm);

/* The loop's context, for http_listen(); belongs to the socket. */
struct lws_context *socket_mode_context(SocketMode *sm);

/*
 * On the loop thread: why nothing is live, for readyz, borrowed until the next turn; NULL:
 * something is.
 */
const char *socket_mode_trouble(const SocketMode *sm);

/* For tests, before the run: every wait is this many times shorter. */
void socket_mode_hasten(SocketMode *sm, int factor);

/* --- from any thread -------------------------------------------------------------------------- */

/* One text frame on that connection; `bytes` are the socket's from now on (g_free). */
void socket_mode_send(SocketMode *sm, uint64_t link, char *bytes, size_t len, int64_t tag);

/*
 * Many at once, with a single wake-up. Frames are taken out of `frames` (SocketFrame *, g_free'd
 * with their bytes).
 */
typedef struct SocketFrame {
    uint64_t link;
    char *bytes;
    size_t len;
    int64_t tag;
} SocketFrame;
void socket_mode_send_all(SocketMode *sm, GPtrArray *frames);

/*
 * The address asked for; or NULL and why: `retry_ms` is the least wait before the next attempt (0:
 * the usual back-off); `fatal` ones (a wrong token) are tried slowly and make readyz say so.
 */
void socket_mode_address(SocketMode *sm, const char *url, bool fatal, int retry_ms,
                         const char *why);

/* Also from a signal handler: sets a flag and writes to an eventfd, no more. */
void socket_mode_stop(SocketMode *sm);

void socket_mode_counts(SocketMode *sm, SocketModeCounts *counts);

#endif
