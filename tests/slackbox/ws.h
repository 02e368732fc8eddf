/*
 * WebSocket frames as a server sends and reads them, right or, when a fault asks for it, wrong.
 */
#ifndef SLACKBOX_WS_H
#define SLACKBOX_WS_H

#include "tests/slackbox/http.h"

enum { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

typedef struct Ws Ws;

typedef struct {
    size_t frame_max; /* a longer one is answered with close 1009; 0: no limit but memory */
    /* A whole message; fragmented tells that it came in pieces. */
    void (*message)(void *data, int opcode, const char *text, size_t len, bool fragmented);
    void (*too_long)(void *data, size_t len); /* may be NULL */
    void (*pong)(void *data);                 /* may be NULL */
    void (*closed)(void *data, int code);     /* the Ws is freed after it; 1006: no close frame */
} WsHandler;

/*
 * Answers an upgrade and frees the exchange; NULL when it is not one. `bad_accept`: with a wrong
 * key.
 */
Ws *ws_accept(Exchange *ex, const WsHandler *handler, void *data, bool bad_accept);

void ws_text(Ws *ws, const char *text, size_t len);
void ws_frame(Ws *ws, bool fin, int opcode, const void *bytes, size_t len);
void ws_raw(Ws *ws, const void *bytes, size_t len);  /* no framing */
void ws_close(Ws *ws, int code, const char *reason); /* waits 1 s for the answer, then drops */
void ws_drop(Ws *ws, Drop how);
void ws_freeze(Ws *ws);
void ws_mute_pongs(Ws *ws, bool mute);
void ws_mute_close(Ws *ws, bool mute); /* a close frame gets no answer and TCP stays open */

#endif
