/*
 * One call under way a lane; the lane is free again when the worker has written down what became
 * of it. So the reading connection never sees an old head as a new one.
 */
#include "bot/outbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "bot/clock.h"
#include "bot/doorbell.h"
#include "bot/fate.h"
#include "bot/metrics.h"
#include "bot/queue.h"
#include "bot/render/splice.h"
#include "bot/slack/enquiry.h"
#include "bot/slack/pace.h"
#include "bot/slack/web_api.h"
#include "knowledge/delivery.h"

enum {
    HEADS_MAX = 256, /* lanes looked at in one go */
    ACTIVE_MAX = 32, /* calls under way */
    BUSY_MAX = JOURNAL_POSTS, /* lanes whose call is under way or not yet written down */
    CALL_TIMEOUT_MS = 15000,
    TRIGGER_TIMEOUT_MS = 3000, /* of calls that a trigger waits for */
    SETTLED_MAX = 1 << 16,
    READ_RETRY_US = 1000 * 1000,
};

struct Outbox {
    const Config *config;
    OutboxHooks hooks;
    WebApi *api;
    Enquiry *enquiry;
    Pace *pace;
    Kb *kb;
    Journal *journal;
    GHashTable *busy;  /* char * lane → number of the note in the journal, 0: none */
    GHashTable *calls; /* Owed *, under way: the tags of their calls */
    Queue *settled;    /* char * lanes */
    pthread_t thread;
    atomic_bool opened, stopping, changed;
    atomic_llong stop_at_us;
    bool listening;
    int bell;            /* rung by another process that has left something for Slack; -1: none */
    int64_t next_due_us; /* when a head that waits may go; INT64_MAX: nothing waits */
};

static int64_t now_ms(void)
{
    return clock_monotonic_us() / 1000;
}

/* --- results ---------------------------------------------------------------------------------- */

/* What is called, to the pace and to the Web API alike: a method, or a whole URL. */
static const char *pace_method(const Owed *owed)
{
    return strcmp(owed->method, "response_url") == 0 ? owed->target : owed->method;
}

static bool is_worthless(const Owed *owed)
{
    return owed->until_ms && clock_ms() >= owed->until_ms;
}

/* Noted before anybody hears of it: from here on a restart does not make that call again. */
static void note(Outbox *o, const Owed *owed, const CallResult *result)
{
    unsigned number = 0;
    if (result->fate == CALL_DONE && fate_is_post(owed))
        number = journal_posted(o->journal, owed->id, result->channel, result->ts);
    g_hash_table_insert(o->busy, g_strdup(owed->lane), GUINT_TO_POINTER(number));
}

static void tell(Outbox *o, CallResult *result)
{
    o->hooks.result(result, o->hooks.user);
}

static void got_owed(Outbox *o, const Owed *owed, const WebResult *result)
{
    metrics_web_call(owed->method, result->outcome);
    if (result->outcome == WEB_UNKNOWN)
        metrics_count(METRIC_CALLS_UNKNOWN);
    if (result->outcome == WEB_LIMITED)
        pace_hold(o->pace, pace_method(owed), owed->target, now_ms() + result->retry_after_ms);
    CallResult *fate = fate_of(owed, result, clock_ms(), g_random_int());
    note(o, owed, fate);
    tell(o, fate);
}

static void got(const WebResult *result, void *user)
{
    Outbox *o = user;
    if (enquiry_got(o->enquiry, result))
        return;
    got_owed(o, result->tag, result);
    g_hash_table_remove(o->calls, result->tag);
}

/* --- calls ------------------------------------------------------------------------------------ */

static void call(Outbox *o, Owed *owed, const char *body, size_t len)
{
    bool is_url = strcmp(owed->method, "response_url") == 0;
    bool hurries =
        strcmp(owed->method, "views.open") == 0 || strcmp(owed->method, "views.push") == 0;
    const char *method = pace_method(owed);
    pace_sent(o->pace, method, owed->target, now_ms());
    g_hash_table_add(o->calls, owed);
    web_api_start(o->api, &(WebCall){.method = method,
                                     .token = is_url ? WEB_TOKEN_NONE : WEB_TOKEN_BOT,
                                     .form = fate_is_fetch(owed),
                                     .body = body,
                                     .len = len,
                                     .timeout_ms = hurries ? TRIGGER_TIMEOUT_MS : CALL_TIMEOUT_MS,
                                     .tag = owed});
}

/* An update learns only now where its message stands. */
static void call_update(Outbox *o, Owed *owed)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *channel = NULL, *ts = NULL;
    size_t len;
    if (!delivery_post(o->kb, owed->name, &channel, &ts, &error))
        g_warning("post_lookup why=%s", error->message);
    if (!channel) {
        tell(o, fate_dead(owed, "the message it updates was never posted", NULL));
        owed_free(owed);
        return;
    }
    g_autofree char *body = splice_target(owed->body, owed->len, channel, ts, &len);
    call(o, owed, body, len);
}

static void start(Outbox *o, Owed *owed)
{
    g_hash_table_insert(o->busy, g_strdup(owed->lane), NULL);
    if (is_worthless(owed)) {
        tell(o, fate_given_up(owed, "it came too late", NULL));
        owed_free(owed);
    } else if (strcmp(owed->method, "chat.update") == 0) {
        call_update(o, owed);
    } else {
        call(o, owed, owed->body, owed->len);
    }
}

/*
 * By the wall clock nothing waits for longer than backing off takes, unless that clock was set back
 * meanwhile. What Slack asks for by Retry-After may be longer, and is the pace's.
 */
static int64_t wait_of(Outbox *o, const Owed *owed)
{
    int64_t wait = owed->due_ms - clock_ms();
    if (wait > PACE_BACKOFF_MAX_MS)
        wait = 0;
    int64_t pace = pace_wait_ms(o->pace, pace_method(owed), owed->target, now_ms());
    return MAX(wait, pace);
}

static void count_owed(Outbox *o)
{
    g_autoptr(GError) error = NULL;
    DeliveryCounts counts;
    if (!delivery_counts(o->kb, &counts, &error)) {
        g_warning("outbox_count why=%s", error->message);
        return;
    }
    metrics_set(GAUGE_OUTBOX_OWED, counts.owed);
    metrics_set(GAUGE_OUTBOX_DEAD, counts.dead);
}

static bool is_full(const Outbox *o)
{
    return g_hash_table_size(o->calls) >= ACTIVE_MAX || g_hash_table_size(o->busy) >= BUSY_MAX;
}

static void send_due(Outbox *o)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) heads =
        delivery_heads(o->kb, HEADS_MAX + g_hash_table_size(o->busy), &error);
    o->next_due_us = INT64_MAX;
    if (!heads) {
        g_warning("outbox_read why=%s", error->message);
        o->next_due_us = clock_monotonic_us() + READ_RETRY_US;
        return;
    }
    for (unsigned i = 0; i < heads->len && !is_full(o); i++) {
        Owed *owed = heads->pdata[i];
        if (g_hash_table_contains(o->busy, owed->lane))
            continue;
        int64_t wait = is_worthless(owed) ? 0 : wait_of(o, owed);
        if (wait > 0) {
            o->next_due_us = MIN(o->next_due_us, clock_monotonic_us() + wait * 1000);
            continue;
        }
        heads->pdata[i] = NULL; /* the call's from now on */
        start(o, owed);
    }
}

static void free_lanes(Outbox *o)
{
    g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func(g_free);
    queue_take(o->settled, lanes, SETTLED_MAX, 0);
    for (unsigned i = 0; i < lanes->len; i++) {
        journal_settled(o->journal,
                        GPOINTER_TO_UINT(g_hash_table_lookup(o->busy, lanes->pdata[i])));
        g_hash_table_remove(o->busy, lanes->pdata[i]);
    }
    if (lanes->len > 0)
        atomic_store(&o->changed, true);
}

static bool open_reader(Outbox *o)
{
    g_autoptr(GError) error = NULL;
    if (!o->kb && !(o->kb = kb_open_reader(o->config->db, &error))) {
        g_critical("outbox_open why=%s", error->message);
        o->next_due_us = clock_monotonic_us() + READ_RETRY_US;
    }
    return o->kb;
}

/* The file that the bell is about is there once we were opened. */
static void hear(Outbox *o)
{
    if (!atomic_load(&o->opened))
        return;
    if (!o->listening) {
        o->listening = true;
        o->bell = doorbell_listen(o->config->db);
        web_api_watch(o->api, o->bell);
    }
    if (doorbell_rang(o->bell))
        atomic_store(&o->changed, true);
}

/* The reader is opened when there is something to read: not while askd starts. */
static void send_owed(Outbox *o)
{
    free_lanes(o);
    bool due = clock_monotonic_us() >= o->next_due_us;
    if (!atomic_load(&o->opened) || is_full(o) || (!atomic_load(&o->changed) && !due))
        return;
    atomic_store(&o->changed, false);
    if (!open_reader(o))
        return;
    send_due(o);
    count_owed(o);
}

static int wait_ms(const Outbox *o)
{
    int64_t until = MIN(o->next_due_us, enquiry_due_us(o->enquiry)), now = clock_monotonic_us();
    if (atomic_load(&o->stopping))
        until = MIN(until, atomic_load(&o->stop_at_us));
    if (until == INT64_MAX)
        return -1;
    return until <= now ? 1 : (int)MIN((until - now) / 1000 + 1, 60 * 1000);
}

/* While stopping: until nothing can be sent any more, or the time is over. */
static bool is_over(const Outbox *o)
{
    if (!atomic_load(&o->stopping))
        return false;
    bool nothing = g_hash_table_size(o->calls) == 0 && g_hash_table_size(o->busy) == 0 &&
                   o->next_due_us == INT64_MAX;
    return nothing || clock_monotonic_us() >= atomic_load(&o->stop_at_us);
}

static void *run(void *user)
{
    Outbox *o = user;
    for (;;) {
        enquiry_ask(o->enquiry);
        hear(o);
        send_owed(o);
        if (is_over(o))
            break;
        web_api_poll(o->api, wait_ms(o), got, o);
    }
    return NULL;
}

Outbox *outbox_start(const Config *config, const OutboxHooks *hooks, GError **error)
{
    WebApi *api = web_api_new(config, error);
    if (!api)
        return NULL;
    Outbox *o = g_new0(Outbox, 1);
    o->bell = -1;
    o->config = config;
    o->hooks = *hooks;
    o->api = api;
    o->enquiry = enquiry_new(api, &hooks->enquiry);
    o->pace = pace_new();
    o->busy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    o->calls = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)owed_free, NULL);
    o->settled = queue_new(SETTLED_MAX);
    o->next_due_us = INT64_MAX;
    int rc = pthread_create(&o->thread, NULL, run, o);
    g_assert(rc == 0);
    return o;
}

void outbox_open(Outbox *o, Journal *journal)
{
    o->journal = journal;
    atomic_store(&o->opened, true);
    web_api_wake(o->api);
}

void outbox_want_address(Outbox *o)
{
    enquiry_want_address(o->enquiry);
    web_api_wake(o->api);
}

void outbox_wake(Outbox *o)
{
    if (!atomic_exchange(&o->changed, true))
        web_api_wake(o->api);
}

void outbox_settled(Outbox *o, const char *lane)
{
    char *copy = g_strdup(lane);
    if (!queue_offer(o->settled, copy)) {
        g_critical("outbox_settled why=more lanes than can be");
        g_free(copy);
    }
    web_api_wake(o->api);
}

void outbox_stop(Outbox *o, int stop_ms)
{
    atomic_store(&o->stop_at_us, clock_monotonic_us() + (int64_t)stop_ms * 1000);
    atomic_store(&o->stopping, true);
    web_api_wake(o->api);
    pthread_join(o->thread, NULL);
}

void outbox_free(Outbox *o)
{
    web_api_free(o->api);
    doorbell_close(o->bell);
    enquiry_free(o->enquiry);
    pace_free(o->pace);
    kb_close(o->kb);
    g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func(g_free);
    queue_close(o->settled);
    queue_take(o->settled, lanes, SETTLED_MAX, 0);
    queue_free(o->settled);
    g_hash_table_unref(o->busy);
    g_hash_table_unref(o->calls);
    g_free(o);
}
