/*
 * When the next connection may be tried. Pure: a plain value, the time and the randomness are
 * parameters. Monotonic milliseconds.
 *
 * A lost connection is replaced at once; what fails is tried again after a random part of a growing
 * wait. The growth ends at hello, but connections that die young, again and again, have their own
 * growth, which only an old one ends: else hello, drop, hello, drop would be a storm.
 */
#ifndef BOT_BACKOFF_H
#define BOT_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Backoff {
    unsigned failures; /* attempts in a row without a hello */
    unsigned flaps;    /* connections in a row that were lost before BACKOFF_YOUNG_MS */
    unsigned slow;     /* refusals in a row that a person must end */
    unsigned crowded;  /* too_many_websockets in a row */
    int64_t flapped_ms;
    int64_t next_ms; /* no attempt before */
    /* The guard of apps.connections.open: when each allowance is whole again. */
    int64_t burst_ms, steady_ms;
} Backoff;

enum { BACKOFF_YOUNG_MS = 60 * 1000 };

/* Milliseconds until an address may be asked for; 0: now. */
int64_t backoff_wait_ms(const Backoff *backoff, int64_t now_ms);

/*
 * An address is being asked for: five at once, then one a second, of these twelve, then one in
 * five.
 */
void backoff_asked(Backoff *backoff, int64_t now_ms);

void backoff_hello(Backoff *backoff);

/* No address, no connection, no hello: at most 0.25, 0.5, 1, 2, 2, 2, 2, 2, 4, 8 … 60 s. */
void backoff_failed(Backoff *backoff, int64_t now_ms, uint32_t random);

/* A connection that had been live for lived_ms is gone. */
void backoff_dropped(Backoff *backoff, int64_t now_ms, int64_t lived_ms, uint32_t random);

/* Socket Mode is off, or the token is wrong: about 1, 2, 4, 8, 10, 10 … minutes. */
void backoff_refused(Backoff *backoff, int64_t now_ms, uint32_t random);

/* Too many connections: about 0.5, 1, 2, 4, 8, 10, 10 … minutes. */
void backoff_crowded(Backoff *backoff, int64_t now_ms, uint32_t random);

/* Retry-After. */
void backoff_hold(Backoff *backoff, int64_t until_ms);

#endif
