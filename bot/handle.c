/*
 * A request, a lost ack, a call's result, what is due: each has its own function here. Which of
 * them share a transaction, and when it is kept, is worker.c's business.
 */
#include "bot/handle.h"

#include <string.h>

#include "bot/clock.h"
#include "bot/dispatch.h"
#include "bot/metrics.h"
#include "knowledge/delivery.h"
#include "knowledge/timer.h"

enum {
    LATE_US = 2300 * 1000, /* of Slack's 3 s, after which "busy" is the honest answer */
    ASK_LATER_MS = 1000,
    TIMERS_MAX = 16,       /* of what is due, in one batch: people wait for the others */
    TIMERS_US = 20 * 1000, /* likewise */
};

static bool is_late(const Envelope *envelope)
{
    return !envelope->is_event && clock_monotonic_us() - envelope->arrived_us > LATE_US;
}

/* Both keys are noted, whichever tells that it has come before. A finger may press twice, too. */
static bool seen_before(const Means *m, const Envelope *envelope, bool *before, GError **error)
{
    bool content = false;
    if (!delivery_seen(m->kb, envelope->key, before, error))
        return false;
    if (!*before && envelope->content_key &&
        !delivery_seen(m->kb, envelope->content_key, &content, error))
        return false;
    *before = *before || content;
    if (*before || !envelope->press)
        return true;
    return delivery_pressed(m->kb, envelope->press, before, error);
}

static bool answer(const Means *m, Envelope *envelope, Ack *ack, GError **error)
{
    envelope->request.library = m->library;
    envelope->request.scratch = m->scratch;
    g_autoptr(Effects) effects = dispatch(m->config, envelope, m->allowance, m->kb, error);
    return effects && keep_effects(envelope, effects, m->kb, ack, error);
}

/* What was kept as a recipe; nothing to be done for others. */
static bool make_reply(const Means *m, int64_t reply, GError **error)
{
    g_autofree char *body = NULL, *recipe = NULL;
    size_t len;
    if (!delivery_reply_get(m->kb, reply, &body, &len, &recipe, error))
        return false;
    if (!recipe)
        return true;
    g_auto(GStrv) parts = g_strsplit(recipe, " ", 2);
    Envelope envelope = {.kind = ENVELOPE_REQUEST,
                         .request = {.surface = SURFACE_RECALL,
                                     .prefix = m->config->command_prefix,
                                     .name = parts[0],
                                     .value = parts[1],
                                     .text = "",
                                     .library = m->library,
                                     .scratch = m->scratch}};
    g_autoptr(Effects) effects = dispatch(m->config, &envelope, NULL, m->kb, error);
    return effects && keep_remade(reply, effects, m->kb, error);
}

static bool answer_again(const Means *m, const Envelope *envelope, Ack *ack, GError **error)
{
    int64_t reply = 0;
    metrics_count(METRIC_DUPLICATES);
    if (envelope->takes_payload && !delivery_reply_find(m->kb, envelope->key, &reply, error))
        return false;
    return make_reply(m, reply, error) && keep_again(envelope, reply, m->kb, ack, error);
}

bool handle_envelope(const Means *m, Envelope *envelope, Ack *ack, GError **error)
{
    bool before = false;
    if (envelope->kind != ENVELOPE_REQUEST) {
        keep_nothing(envelope, NULL, ack);
        return true;
    }
    if (!m->library || is_late(envelope)) {
        metrics_count(METRIC_BUSY);
        if (!envelope->is_event)
            keep_nothing(envelope, dispatch_busy(&envelope->request), ack);
        return true;
    }
    if (!seen_before(m, envelope, &before, error))
        return false;
    if (!before)
        return answer(m, envelope, ack, error);
    return answer_again(m, envelope, ack, error);
}

/* When Slack does not wait any more, the answer goes by the response_url. */
bool handle_errand(const Means *m, Envelope *envelope, const Effects *effects, Ack *ack,
                   GError **error)
{
    envelope->takes_payload = envelope->takes_payload && !is_late(envelope);
    return keep_effects(envelope, effects, m->kb, ack, error);
}

bool handle_lost(const Means *m, int64_t reply, Ack *ack, GError **error)
{
    ack->owes = true;
    return make_reply(m, reply, error) && delivery_reply_lost(m->kb, reply, error);
}

/* What Slack told, to the feature that asked: with the row that owed it gone, it comes once. */
static bool handle_fetched(const Means *m, const CallResult *result, Ack *ack, GError **error)
{
    if (!m->library)
        return delivery_again(m->kb, result->id, clock_ms() + ASK_LATER_MS, "no library yet",
                              error);
    const char *space = strchr(result->name, ' ');
    g_autofree char *name = g_strndup(result->name, (gsize)(space - result->name));
    Envelope envelope = {.kind = ENVELOPE_REQUEST,
                         .request = {.surface = SURFACE_RESULT,
                                     .prefix = m->config->command_prefix,
                                     .name = name,
                                     .value = space + 1,
                                     .text = "",
                                     .fetched = fetched_facts(result->answer),
                                     .library = m->library,
                                     .scratch = m->scratch}};
    g_autoptr(Effects) effects = dispatch(m->config, &envelope, NULL, m->kb, error);
    return effects && keep_effects(&envelope, effects, m->kb, ack, error) &&
           delivery_done(m->kb, result->id, NULL, NULL, error);
}

bool handle_result(const Means *m, const CallResult *result, Ack *ack, GError **error)
{
    switch (result->fate) {
    case CALL_DONE:
        return delivery_done(m->kb, result->id, result->channel, result->ts, error);
    case CALL_AGAIN:
        return delivery_again(m->kb, result->id, result->due_ms, result->why, error);
    case CALL_REDIRECT:
        metrics_count(METRIC_REDIRECTED);
        return delivery_redirect(m->kb, result->id, "chat.postMessage", result->target,
                                 result->body, result->len, error);
    case CALL_DEAD:
        return delivery_dead(m->kb, result->id, result->why, error);
    case CALL_FETCHED:
        return handle_fetched(m, result, ack, error);
    }
    return true;
}

static bool run_timer(const Means *m, const Timer *timer, bool *owes, GError **error)
{
    Ack ack = {0};
    Envelope envelope = {.request = {.library = m->library, .scratch = m->scratch}};
    g_autoptr(Effects) effects = dispatch_timer(m->config, timer, &envelope, m->kb, error);
    if (!effects || !keep_effects(&envelope, effects, m->kb, &ack, error))
        return false;
    *owes = *owes || ack.owes;
    return true;
}

bool handle_timers(const Means *m, int64_t now_ms, bool *owes, GError **error)
{
    int64_t began_us = clock_monotonic_us();
    for (int i = 0; i < TIMERS_MAX && clock_monotonic_us() - began_us < TIMERS_US; i++) {
        g_autoptr(Timer) timer = NULL;
        if (!timer_due(m->kb, now_ms, &timer, error))
            return false;
        if (!timer)
            break;
        if (!run_timer(m, timer, owes, error))
            return false;
    }
    return true;
}
