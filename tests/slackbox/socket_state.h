/*
 * What socket.c and socket_control.c share; nobody else includes it.
 */
#ifndef SLACKBOX_SOCKET_STATE_H
#define SLACKBOX_SOCKET_STATE_H

#include "tests/slackbox/ws.h"

typedef struct {
    unsigned number;
    Ws *ws;
    bool live;    /* hello was sent */
    bool leaving; /* gets no more envelopes */
    bool frozen;  /* a zombie: reads and writes nothing */
    bool deaf;    /* what it receives is thrown away */
    bool mute_pings;
    int64_t since_ms, life_ms;
    unsigned envelopes, received;
    unsigned drop_after_sent, drop_after_received; /* 0: not */
    Drop drop_how;
    int drop_code; /* above 0: with a close frame instead */
    Timer ping_timer, life_timer, close_timer, hello_timer, drop_timer;
} Socket;

typedef enum { HELLO_NORMAL, HELLO_NONE, HELLO_LATE, HELLO_BARE, HELLO_DISCONNECT } HelloMode;
typedef enum { ROUND_ROBIN, RANDOM, FIXED, NEWEST } Distribution;

struct Sockets {
    GPtrArray *list;     /* Socket, oldest first */
    GHashTable *tickets; /* ticket → when it was made, us */
    GPtrArray *hanging;  /* Exchange: upgrades that get no answer */
    unsigned max, ghosts, turn, fixed;
    Distribution distribution;
    double life_s;
    bool tls, link_disabled;
    struct {
        HelloMode mode;
        int64_t delay_ms;
        int times;
    } hello;
    struct {
        int status, times;
        bool hang, bad_accept;
        char *body, *location;
    } upgrade;
};

extern struct Sockets sockets;

Socket *socket_numbered(unsigned number);
void socket_hello(Socket *socket, bool bare);
/* close_ms below 0: never. */
void socket_disconnect(Socket *socket, const char *reason, int64_t close_ms);
void socket_drop_now(void *socket); /* as its drop_how says */

#endif
