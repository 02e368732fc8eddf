/*
 * Full jitter: up to a wait that doubles. Two rows of failures are counted, see the header.
 */
#include "bot/socket/backoff.h"

#include <glib.h>

#include "bot/slack/pace.h"

enum {
    FIRST_MS = 250,
    EARLY_MS = 2000, /* most, in the first EARLY failures: Slack is often back within seconds */
    EARLY = 8,
    LAST_MS = 60000,
    FLAPPING_MS = 2 * LAST_MS, /* longer than any wait between two of a row */
    SLOW_MS = 60000,
    CROWDED_MS = 30000,
    SLOWEST_MS = 600000,
};

/* Tier 3 allows 50 a minute, but Slack's own clients reckon with far less. */
enum { BURST = 5, BURST_MS = 1000, STEADY = 12, STEADY_MS = 5000 };

static void wait_until(Backoff *b, int64_t until_ms)
{
    b->next_ms = MAX(b->next_ms, until_ms);
}

static int64_t jitter_ms(unsigned tries, uint32_t random)
{
    if (tries <= EARLY)
        return pace_jitter_ms(tries, FIRST_MS, EARLY_MS, random);
    return pace_jitter_ms(tries - EARLY + 1, EARLY_MS, LAST_MS, random);
}

/* first_ms, doubled for each one before, and up to a half on top: many bots hear of it at once. */
static int64_t slow_ms(unsigned tries, int64_t first_ms, uint32_t random)
{
    int64_t whole_ms = pace_jitter_ms(tries, first_ms, SLOWEST_MS, UINT32_MAX);
    return whole_ms + (int64_t)((uint64_t)whole_ms / 2 * random / UINT32_MAX);
}

int64_t backoff_wait_ms(const Backoff *b, int64_t now_ms)
{
    int64_t burst_ms = b->burst_ms - (BURST - 1) * BURST_MS;
    int64_t steady_ms = b->steady_ms - (STEADY - 1) * STEADY_MS;
    int64_t allowed_ms = MAX(b->next_ms, MAX(burst_ms, steady_ms));
    return MAX(allowed_ms - now_ms, 0);
}

void backoff_asked(Backoff *b, int64_t now_ms)
{
    b->burst_ms = MAX(b->burst_ms, now_ms) + BURST_MS;
    b->steady_ms = MAX(b->steady_ms, now_ms) + STEADY_MS;
}

void backoff_hello(Backoff *b)
{
    b->failures = 0;
    b->slow = 0;
}

void backoff_failed(Backoff *b, int64_t now_ms, uint32_t random)
{
    b->failures++;
    wait_until(b, now_ms + jitter_ms(b->failures, random));
}

void backoff_dropped(Backoff *b, int64_t now_ms, int64_t lived_ms, uint32_t random)
{
    if (lived_ms >= BACKOFF_YOUNG_MS) {
        b->flaps = b->crowded = 0;
        return;
    }
    if (now_ms - b->flapped_ms > FLAPPING_MS)
        b->flaps = 0;
    b->flapped_ms = now_ms;
    if (b->flaps++ > 0)
        wait_until(b, now_ms + jitter_ms(b->flaps - 1, random));
}

void backoff_refused(Backoff *b, int64_t now_ms, uint32_t random)
{
    b->slow++;
    wait_until(b, now_ms + slow_ms(b->slow, SLOW_MS, random));
}

void backoff_crowded(Backoff *b, int64_t now_ms, uint32_t random)
{
    b->crowded++;
    wait_until(b, now_ms + slow_ms(b->crowded, CROWDED_MS, random));
}

void backoff_hold(Backoff *b, int64_t until_ms)
{
    wait_until(b, until_ms);
}
