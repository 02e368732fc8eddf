/*
 * How soon Slack may be called: a message a second a channel, so many calls a minute a method, and
 * the holds that Slack itself asks for (Retry-After). Pure: the time is a parameter, monotonic
 * milliseconds, and a wait is never slept here.
 *
 *     wait = pace_wait_ms(pace, method, channel, now);
 *     if (wait == 0) {
 *         start the call;
 *         pace_sent(pace, method, channel, now);
 *     }
 *     … WEB_LIMITED: pace_hold(pace, method, channel, now + retry_after_ms);
 *
 * `method` is a Web API method or a whole response URL; of URLs nothing is limited, though one that
 * answered 429 can be held. `target` is the channel of a chat.postMessage; for every other method
 * it is of no matter, and may be NULL. One thread's.
 */
#ifndef BOT_SLACK_PACE_H
#define BOT_SLACK_PACE_H

#include <stdint.h>

#include <glib.h>

typedef struct Pace Pace;

enum {
    PACE_TARGETS_MAX = 4096, /* channels and URLs remembered; who waits least is forgotten first */
    PACE_BACKOFF_MAX_MS = 60 * 1000,
};

Pace *pace_new(void);
void pace_free(Pace *pace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pace, pace_free)

/* 0: now; else the milliseconds until it is worth asking again. Changes nothing. */
int64_t pace_wait_ms(const Pace *pace, const char *method, const char *target, int64_t now_ms);

/* The call is being made: it counts, whether or not it was waited for. */
void pace_sent(Pace *pace, const char *method, const char *target, int64_t now_ms);

/*
 * Nothing before until_ms: of chat.postMessage that channel (with NULL: the whole method), of any
 * other method all of it. A later hold outlives an earlier one, not the other way about.
 */
void pace_hold(Pace *pace, const char *method, const char *target, int64_t until_ms);

/*
 * How long to wait after the `tries`-th failure in a row (1: the first): anything up to 1 s, 2 s,
 * 4 s … 60 s, by `random`, so that clients which failed together do not come back together.
 */
int64_t pace_backoff_ms(unsigned tries, uint32_t random);

/* The same with other bounds: up to first_ms, twice that, … most_ms. */
int64_t pace_jitter_ms(unsigned tries, int64_t first_ms, int64_t most_ms, uint32_t random);

#endif
