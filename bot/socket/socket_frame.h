/*
 * What the socket itself must understand of a message: hello, disconnect, and the envelope_id of
 * one that is too long to keep. Everything else is envelope.c's. Pure.
 */
#ifndef BOT_SOCKET_FRAME_H
#define BOT_SOCKET_FRAME_H

#include <stddef.h>

typedef enum FrameKind { FRAME_OTHER, FRAME_HELLO, FRAME_DISCONNECT } FrameKind;

typedef enum FrameReason {
    REASON_OTHER, /* also refresh_requested: what is unknown is treated so */
    REASON_WARNING,
    REASON_LINK_DISABLED,
    REASON_TOO_MANY,
} FrameReason;

typedef struct Frame {
    FrameKind kind;
    FrameReason reason;
    char word[32];       /* the reason as Slack said it, letters and '_' only; for the log */
    char host[64];       /* debug_info.host, likewise */
    int num_connections; /* 0: not said */
    int life_s;          /* approximate_connection_time; 0: not said */
} Frame;

/*
 * Looks for two words first and parses only what holds one of them, so that envelopes pass cheaply.
 */
void frame_read(const char *bytes, size_t len, Frame *frame);

/*
 * The first envelope_id in text that need not be whole; NULL: none that can be sent back. To be
 * freed.
 */
char *frame_envelope_id(const char *bytes, size_t len);

#endif
