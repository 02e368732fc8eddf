/*
 * Every night what was kept long enough is taken away, in bites between which people are answered.
 */
#include "commands/feature.h"

#include <inttypes.h>

#include "knowledge/figures.h"

static const char BITE[] = "retention.bite";

enum { PAUSE_MS = 1000, NIGHT_HOUR = 3 };
#define HOUR_MS ((int64_t)60 * 60 * 1000)
#define WEEK_MS (7 * 24 * HOUR_MS)

/* The next time that it is three at night, about, where the community is. */
static int64_t next_night(const Request *req)
{
    int64_t at_ms = figures_midnight(req->now_ms, 0, req->settings->zone) + NIGHT_HOUR * HOUR_MS;
    return at_ms > req->now_ms ? at_ms : at_ms + 24 * HOUR_MS;
}

/*
 * More than a week after the time before, which is the value, either askd was not running or its
 * clock was set: what is taken away is gone, so that a night is left to put the clock right.
 */
static bool is_sure(const Request *req)
{
    int64_t before_ms = req->value ? g_ascii_strtoll(req->value, NULL, 10) : req->now_ms;
    return req->now_ms - before_ms <= WEEK_MS;
}

static bool run(const Request *req, Kb *kb, Effects *out, GError **error)
{
    bool more = false;
    if (is_sure(req) && !retention_bite(kb, &req->settings->retention, &more, error))
        return false;
    g_autofree char *now = g_strdup_printf("%" PRId64, req->now_ms);
    effects_later(out, BITE, NULL, more ? req->now_ms + PAUSE_MS : next_night(req), now);
    return true;
}

static const TimerRow timers[] = {
    {.name = BITE, .run = run, .at_start = true},
    {0},
};

const Feature feature_retention = {.name = "retention", .timers = timers};
