/*
 * One call under way a lane; the lane is free again when the worker has written down what became
 * of it. So the reading connection never sees an old head as a new one.
 */
#include "bot/outbox.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "bot/clock.h"
#include "bot/metrics.h"
#include "bot/pace.h"
#include "bot/queue.h"
#include "bot/splice.h"
#include "bot/web_api.h"
#include "knowledge/delivery.h"

enum {
    HEADS_MAX = 256,           /* lanes looked at in one go */
    ACTIVE_MAX = 32,           /* calls under way */
    CALL_TIMEOUT_MS = 15000,
    TRIGGER_TIMEOUT_MS = 3000, /* of calls that a trigger waits for */
    OPEN_TIMEOUT_MS = 10000,
    TRIES_MAX = 20,            /* with a minute between the last ones: some 15 minutes of Slack being down */
    SELF_RETRY_MS = 5000,
    SETTLED_MAX = 1 << 16,
    READ_RETRY_US = 1000 * 1000,
};

struct Outbox {
    const Config *config;
    OutboxHooks hooks;
    WebApi *api;
    Pace *pace;
    Kb *kb;
    GHashTable *busy; /* char * lane → itself */
    GHashTable *tags; /* Tag * of calls under way */
    Queue *settled;   /* char * lanes */
    pthread_t thread;
    atomic_bool opened, stopping, address_wanted, changed;
    atomic_llong stop_at_us;
    bool address_asked, self_known, self_asked;
    bool address_early; /* it is asked for before anybody wants it: at the start */
    char *address_held; /* it came before anybody wanted it */
    int64_t self_due_us;
    int64_t next_due_us; /* when a head that waits may go; INT64_MAX: nothing waits */
    unsigned calls;      /* owed ones under way */
};

typedef enum TagKind { TAG_ADDRESS, TAG_SELF, TAG_OWED } TagKind;

typedef struct Tag {
    TagKind kind;
    Owed *owed;
} Tag;

static Tag *tag_new(Outbox *o, TagKind kind, Owed *owed)
{
    Tag *tag = g_new(Tag, 1);
    *tag = (Tag){kind, owed};
    g_hash_table_add(o->tags, tag);
    return tag;
}

static void tag_free(void *data)
{
    Tag *tag = data;
    owed_free(tag->owed);
    g_free(tag);
}

static int64_t now_ms(void)
{
    return clock_monotonic_us() / 1000;
}

/* --- who we are, and where to connect --------------------------------------------------------- */

/* The first address is on its way while the database is opened; nobody can miss it before. */
static void ask_address(Outbox *o)
{
    if (o->address_asked || !(o->address_early || atomic_exchange(&o->address_wanted, false)))
        return;
    g_autofree char *held = g_steal_pointer(&o->address_held);
    if (held) {
        o->hooks.address(held, false, 0, NULL, o->hooks.user);
        return;
    }
    o->address_asked = true;
    web_api_start(o->api, &(WebCall){.method = "apps.connections.open",
                                     .token = WEB_TOKEN_APP,
                                     .form = true,
                                     .body = "",
                                     .timeout_ms = OPEN_TIMEOUT_MS,
                                     .tag = tag_new(o, TAG_ADDRESS, NULL)});
}

static void ask_self(Outbox *o)
{
    if (o->self_known || o->self_asked || clock_monotonic_us() < o->self_due_us)
        return;
    o->self_asked = true;
    web_api_start(o->api, &(WebCall){.method = "auth.test",
                                     .token = WEB_TOKEN_BOT,
                                     .form = true,
                                     .body = "",
                                     .timeout_ms = CALL_TIMEOUT_MS,
                                     .tag = tag_new(o, TAG_SELF, NULL)});
}

static bool is_one_of(const char *word, const char *const *list)
{
    return word && g_strv_contains(list, word);
}

/* Only an operator can mend these. */
static bool is_refused(const WebResult *result)
{
    static const char *const words[] = {
        "not_authed",      "invalid_auth",         "account_inactive",     "token_revoked",
        "token_expired",   "not_allowed_token_type", "missing_scope",      "no_permission",
        "access_denied",   "accesslimited",        "ekm_access_denied",    "team_access_not_granted",
        "forbidden_team",  "enterprise_is_restricted", "two_factor_setup_required", NULL};
    return result->outcome == WEB_REFUSED && is_one_of(result->error, words);
}

static void say_refused(Outbox *o, const WebResult *result, const char *token)
{
    g_autofree char *why = g_strdup_printf(
        "Slack refuses the %s: %s%s%s; put a valid one into the environment or its file and start again",
        token, result->error, result->detail ? ", " : "", result->detail ? result->detail : "");
    o->hooks.refused(why, o->hooks.user);
}

static void got_address(Outbox *o, const WebResult *result)
{
    o->address_asked = false;
    json_auto_t *body = result->outcome == WEB_OK ? json_loadb(result->body, result->len, 0, NULL) : NULL;
    const char *url = json_string_value(json_object_get(body, "url"));
    bool fatal = is_refused(result);
    const char *why = url ? NULL : result->error ? result->error : "no url in the answer";
    if (fatal)
        say_refused(o, result, "app token (SLACK_APP_TOKEN)");
    bool wanted = !o->address_early || atomic_exchange(&o->address_wanted, false);
    o->address_early = false;
    if (wanted)
        o->hooks.address(url, fatal, result->retry_after_ms, why, o->hooks.user);
    else
        o->address_held = g_strdup(url);
}

static void got_self(Outbox *o, const WebResult *result)
{
    o->self_asked = false;
    o->self_due_us = clock_monotonic_us() + (int64_t)SELF_RETRY_MS * 1000;
    json_auto_t *body = result->outcome == WEB_OK ? json_loadb(result->body, result->len, 0, NULL) : NULL;
    const char *user = json_string_value(json_object_get(body, "user_id"));
    if (user) {
        o->self_known = true;
        o->hooks.self(json_string_value(json_object_get(body, "team_id")), user,
                      json_string_value(json_object_get(body, "bot_id")), o->hooks.user);
        return;
    }
    g_warning("auth_test_failed why=%s", result->error ? result->error : "no user_id");
    if (is_refused(result))
        say_refused(o, result, "bot token (SLACK_BOT_TOKEN)");
}

/* --- results ---------------------------------------------------------------------------------- */

static CallResult *result_new(const Owed *owed, CallFate fate)
{
    CallResult *r = g_new0(CallResult, 1);
    r->id = owed->id;
    r->fate = fate;
    r->lane = g_strdup(owed->lane);
    return r;
}

static void bury(Outbox *o, const Owed *owed, const char *why, const char *detail)
{
    CallResult *r = result_new(owed, CALL_DEAD);
    r->why = g_strdup(why);
    g_critical("dead id=%" G_GINT64_FORMAT " method=%s tries=%d why=%s %s", owed->id,
               owed->method, owed->tries, why, detail ? detail : "");
    o->hooks.result(r, o->hooks.user);
}

/* A response_url that is used up or gone: the same words to the same person, by a direct message. */
static void fall_back(Outbox *o, const Owed *owed, const char *why)
{
    CallResult *r = result_new(owed, CALL_REDIRECT);
    r->target = g_strdup(owed->fallback);
    r->body = splice_target(owed->body, owed->len, owed->fallback, NULL, &r->len);
    g_info("response_url_failed id=%" G_GINT64_FORMAT " why=%s", owed->id, why);
    o->hooks.result(r, o->hooks.user);
}

static void give_up(Outbox *o, const Owed *owed, const char *why, const char *detail)
{
    if (owed->fallback)
        fall_back(o, owed, why);
    else
        bury(o, owed, why, detail);
}

/* What is called, to the pace and to the Web API alike: a method, or a whole URL. */
static const char *pace_method(const Owed *owed)
{
    return strcmp(owed->method, "response_url") == 0 ? owed->target : owed->method;
}

static bool is_worthless(const Owed *owed)
{
    return owed->until_ms && clock_ms() >= owed->until_ms;
}

/* A call that Slack has only asked to wait is tried for as long as it has worth. */
static void try_again(Outbox *o, const Owed *owed, bool limited, int64_t wait_ms, const char *why)
{
    if ((!limited && owed->tries + 1 >= TRIES_MAX) ||
        (owed->until_ms && clock_ms() + wait_ms >= owed->until_ms)) {
        give_up(o, owed, why, "after many tries");
        return;
    }
    CallResult *r = result_new(owed, CALL_AGAIN);
    r->due_ms = clock_ms() + wait_ms;
    r->why = g_strdup(why);
    o->hooks.result(r, o->hooks.user);
}

static void done(Outbox *o, const Owed *owed, const WebResult *result)
{
    CallResult *r = result_new(owed, CALL_DONE);
    if (strcmp(owed->method, "chat.postMessage") == 0) {
        r->channel = g_strdup(result->channel);
        r->ts = g_strdup(result->ts);
    }
    o->hooks.result(r, o->hooks.user);
}

/*
 * What Slack refuses it would refuse again. What may or may not have been done is done again: Slack
 * has no key to make a post idempotent, and a double answer is better than none.
 */
static void got_owed(Outbox *o, const Owed *owed, const WebResult *result)
{
    o->calls--;
    metrics_web_call(owed->method, result->outcome);
    const char *why = result->error ? result->error : "?";
    switch (result->outcome) {
    case WEB_OK:
        done(o, owed, result);
        return;
    case WEB_REFUSED:
        give_up(o, owed, why, result->detail);
        return;
    case WEB_LIMITED:
        pace_hold(o->pace, pace_method(owed), owed->target, now_ms() + result->retry_after_ms);
        try_again(o, owed, true, result->retry_after_ms, why);
        return;
    case WEB_UNKNOWN:
        metrics_count(METRIC_CALLS_UNKNOWN);
        /* fall through */
    case WEB_TRANSIENT:
    case WEB_UNSENT:
        try_again(o, owed, false, pace_backoff_ms((unsigned)owed->tries + 1, g_random_int()), why);
        return;
    }
}

static void got(const WebResult *result, void *user)
{
    Outbox *o = user;
    Tag *tag = result->tag;
    switch (tag->kind) {
    case TAG_ADDRESS:
        got_address(o, result);
        break;
    case TAG_SELF:
        got_self(o, result);
        break;
    case TAG_OWED:
        got_owed(o, tag->owed, result);
        break;
    }
    g_hash_table_remove(o->tags, tag);
}

/* --- calls ------------------------------------------------------------------------------------ */

static void call(Outbox *o, Owed *owed, const char *body, size_t len)
{
    bool is_url = strcmp(owed->method, "response_url") == 0;
    bool hurries = strcmp(owed->method, "views.open") == 0;
    const char *method = pace_method(owed);
    pace_sent(o->pace, method, owed->target, now_ms());
    o->calls++;
    web_api_start(o->api, &(WebCall){.method = method,
                                     .token = is_url ? WEB_TOKEN_NONE : WEB_TOKEN_BOT,
                                     .body = body,
                                     .len = len,
                                     .timeout_ms = hurries ? TRIGGER_TIMEOUT_MS : CALL_TIMEOUT_MS,
                                     .tag = tag_new(o, TAG_OWED, owed)});
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
        bury(o, owed, "the message it updates was never posted", NULL);
        owed_free(owed);
        return;
    }
    g_autofree char *body = splice_target(owed->body, owed->len, channel, ts, &len);
    call(o, owed, body, len);
}

static void start(Outbox *o, Owed *owed)
{
    g_hash_table_add(o->busy, g_strdup(owed->lane));
    if (is_worthless(owed)) {
        give_up(o, owed, "it came too late", NULL);
        owed_free(owed);
    } else if (strcmp(owed->method, "chat.update") == 0) {
        call_update(o, owed);
    } else {
        call(o, owed, owed->body, owed->len);
    }
}

static int64_t wait_of(Outbox *o, const Owed *owed)
{
    int64_t wait = owed->due_ms - clock_ms();
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

static void send_due(Outbox *o)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) heads = delivery_heads(o->kb, HEADS_MAX + g_hash_table_size(o->busy), &error);
    o->next_due_us = INT64_MAX;
    if (!heads) {
        g_warning("outbox_read why=%s", error->message);
        o->next_due_us = clock_monotonic_us() + READ_RETRY_US;
        return;
    }
    for (unsigned i = 0; i < heads->len && o->calls < ACTIVE_MAX; i++) {
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
    for (unsigned i = 0; i < lanes->len; i++)
        g_hash_table_remove(o->busy, lanes->pdata[i]);
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

/* The reader is opened when there is something to read: not while askd starts. */
static void send_owed(Outbox *o)
{
    free_lanes(o);
    bool due = clock_monotonic_us() >= o->next_due_us;
    if (!atomic_load(&o->opened) || o->calls >= ACTIVE_MAX || (!atomic_load(&o->changed) && !due))
        return;
    atomic_store(&o->changed, false);
    if (!open_reader(o))
        return;
    send_due(o);
    count_owed(o);
}

static int wait_ms(const Outbox *o)
{
    int64_t until = o->next_due_us, now = clock_monotonic_us();
    if (!o->self_known && !o->self_asked)
        until = MIN(until, o->self_due_us);
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
    bool nothing = o->calls == 0 && g_hash_table_size(o->busy) == 0 && o->next_due_us == INT64_MAX;
    return nothing || clock_monotonic_us() >= atomic_load(&o->stop_at_us);
}

static void *run(void *user)
{
    Outbox *o = user;
    for (;;) {
        ask_address(o);
        ask_self(o);
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
    o->config = config;
    o->hooks = *hooks;
    o->api = api;
    o->pace = pace_new();
    o->busy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    o->tags = g_hash_table_new_full(NULL, NULL, tag_free, NULL);
    o->settled = queue_new(SETTLED_MAX);
    o->next_due_us = INT64_MAX;
    o->address_early = true;
    int rc = pthread_create(&o->thread, NULL, run, o);
    g_assert(rc == 0);
    return o;
}

void outbox_open(Outbox *o)
{
    atomic_store(&o->opened, true);
    web_api_wake(o->api);
}

void outbox_want_address(Outbox *o)
{
    atomic_store(&o->address_wanted, true);
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
    pace_free(o->pace);
    kb_close(o->kb);
    g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func(g_free);
    queue_close(o->settled);
    queue_take(o->settled, lanes, SETTLED_MAX, 0);
    queue_free(o->settled);
    g_hash_table_unref(o->busy);
    g_hash_table_unref(o->tags);
    g_free(o->address_held);
    g_free(o);
}
