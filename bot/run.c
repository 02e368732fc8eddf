/*
 * Joins the threads: this one is the loop, which owns the sockets; the worker, the sender and the
 * builder are started here. The database is opened on the worker's thread, while Slack answers.
 */
#include "bot/run.h"

#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "bot/clock.h"
#include "bot/dispatch.h"
#include "bot/http.h"
#include "bot/journal.h"
#include "bot/metrics.h"
#include "bot/notify.h"
#include "bot/outbox.h"
#include "bot/socket/socket_mode.h"
#include "bot/worker.h"
#include "knowledge/delivery.h"
#include "knowledge/files/import.h"

enum { OUTBOX_STOP_MS = 5000 };

typedef struct Run {
    const Config *config;
    SocketMode *socket;
    Outbox *outbox;
    Worker *worker;
    Builder *builder;
    Journal *journal;
    Kb *kb;
    HttpHooks health;
    bool owes; /* from the last run */
    int64_t watchdog_us, fed_us; /* how often systemd wants a sign of life, when it last got one */
    _Atomic(Self *) self;
    GPtrArray *selves;      /* Self *: every one there was, for whoever still looks at it */
    atomic_int live;        /* connections */
    atomic_bool has_served; /* connected, and able to answer, once */
    atomic_bool refused;    /* Slack refused a token before that */
    atomic_bool unopened;   /* the database could not be used */
} Run;

/* --- the loop's hooks ------------------------------------------------------------------------- */

static void on_message(uint64_t link, const char *bytes, size_t len, void *user)
{
    Run *r = user;
    Envelope *envelope = envelope_parse(bytes, len, atomic_load(&r->self));
    envelope->link = link;
    envelope->arrived_us = clock_monotonic_us();
    metrics_envelope(envelope);
    worker_offer(r->worker, envelope);
}

static void on_sent(int64_t reply, SocketFate fate, void *user)
{
    Run *r = user;
    worker_sent(r->worker, reply, fate);
}

static void on_want_address(void *user)
{
    Run *r = user;
    outbox_want_address(r->outbox);
}

/* By the loop and by the worker, whoever is later. */
static void look_whether_ready(Run *r)
{
    if (atomic_load(&r->live) > 0 && worker_can_write(r->worker) &&
        !atomic_exchange(&r->has_served, true))
        notify_ready();
}

static void on_live(int count, void *user)
{
    Run *r = user;
    atomic_store(&r->live, count);
    look_whether_ready(r);
    g_info("connections live=%d", count);
}

static bool on_is_busy(void *user)
{
    Run *r = user;
    return !worker_is_idle(r->worker);
}

/* The supervisor hears that we live as long as both the loop and the worker get on. */
static void on_turned(void *user)
{
    Run *r = user;
    int64_t now_us = clock_monotonic_us();
    if (r->watchdog_us == 0 || now_us < r->fed_us + r->watchdog_us || worker_is_stuck(r->worker))
        return;
    r->fed_us = now_us;
    notify_watchdog();
}

/* --- the sender's hooks ----------------------------------------------------------------------- */

static void on_address(const char *url, bool fatal, int retry_ms, const char *why, void *user)
{
    Run *r = user;
    socket_mode_address(r->socket, url, fatal, retry_ms, why);
}

static void self_free(void *data)
{
    Self *self = data;
    g_free(self->team);
    g_free(self->user);
    g_free(self->bot);
    g_free(self->app);
    g_free(self);
}

static Self *self_new(Run *r, const char *team, const char *user, const char *bot)
{
    Self *self = g_new0(Self, 1);
    self->team = g_strdup(team);
    self->user = g_strdup(user);
    self->bot = g_strdup(bot);
    self->command_prefix = r->config->command_prefix;
    g_ptr_array_add(r->selves, self);
    return self;
}

static void on_self(const char *team, const char *user_id, const char *bot, void *user)
{
    Run *r = user;
    atomic_store(&r->self, self_new(r, team, user_id, bot));
    g_info("self team=%s user=%s", team ? team : "", user_id);
}

/* Before anything was served the operator is still there to read it; later we go on trying. */
static void on_refused(const char *why, void *user)
{
    Run *r = user;
    g_critical("refused why=%s", why);
    if (atomic_load(&r->has_served))
        return;
    atomic_store(&r->refused, true);
    socket_mode_stop(r->socket);
}

static void on_result(CallResult *result, void *user)
{
    Run *r = user;
    worker_result(r->worker, result);
}

/* --- the worker's hooks ----------------------------------------------------------------------- */

static void on_owed(void *user)
{
    Run *r = user;
    outbox_wake(r->outbox);
}

static void on_ready(void *user)
{
    Run *r = user;
    look_whether_ready(r);
    if (r->owes)
        outbox_wake(r->outbox);
}

static void on_settled(const CallResult *result, void *user)
{
    Run *r = user;
    outbox_settled(r->outbox, result->lane);
}

/* --- health ----------------------------------------------------------------------------------- */

static bool is_ready(const char **why, void *user)
{
    Run *r = user;
    if (!worker_can_write(r->worker))
        *why = "the database is not open, or cannot be written";
    else if (atomic_load(&r->live) == 0)
        *why = socket_mode_trouble(r->socket) ? socket_mode_trouble(r->socket)
                                              : "no connection to Slack";
    else if (worker_is_stuck(r->worker))
        *why = "a batch has been under way for half a minute";
    else
        return true;
    return false;
}

static void add_metrics(GString *text, void *user)
{
    Run *r = user;
    SocketModeCounts counts;
    socket_mode_counts(r->socket, &counts);
    metrics_text(text, &counts, atomic_load(&r->live));
}

/* --- start and stop --------------------------------------------------------------------------- */

static SocketMode *signalled; /* what a signal stops */

static void on_signal(int number)
{
    (void)number;
    socket_mode_stop(signalled);
}

static void catch_signals(SocketMode *socket)
{
    struct sigaction action = {.sa_handler = on_signal};
    signalled = socket;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static bool settle(int64_t first, int64_t last, void *user, GError **error)
{
    return delivery_replies_written(user, first, last, error);
}

static bool settle_post(int64_t call, const char *channel, const char *ts, void *user, GError **error)
{
    return delivery_done(user, call, channel, ts, error);
}

/*
 * Answers that were on their way when the last process ended: those that had left are settled, the
 * rest go another way. Posts that Slack had confirmed are not made again.
 */
static bool settle_last_run(Run *r, GError **error)
{
    int64_t lost = 0;
    DeliveryCounts counts;
    if (!kb_begin(r->kb, clock_ms(), error))
        return false;
    if (!journal_replies(r->journal, settle, r->kb, error) ||
        !journal_posts(r->journal, settle_post, r->kb, error) ||
        !delivery_replies_lost(r->kb, &lost, error) || !dispatch_started(r->kb, error) ||
        !delivery_counts(r->kb, &counts, error) || !kb_commit(r->kb, error)) {
        kb_roll_back(r->kb);
        return false;
    }
    journal_forget(r->journal);
    journal_forget_posts(r->journal);
    r->owes = counts.owed > 0;
    metrics_set(GAUGE_OUTBOX_OWED, counts.owed);
    metrics_set(GAUGE_OUTBOX_DEAD, counts.dead);
    if (r->owes)
        g_info("resumed owed=%" G_GINT64_FORMAT " replies=%" G_GINT64_FORMAT, counts.owed, lost);
    return true;
}

/* Into a base that nobody has put anything into: also one whose first start was cut short. */
static bool load_packaged(Kb *kb, GError **error)
{
    ImportCounts counts;
    int64_t version = 0;
    if (!kb_entries_version(kb, &version, error))
        return false;
    if (version > KB_ENTRIES_NONE)
        return true;
    if (!import_packaged(kb, clock_ms(), &counts, error))
        return false;
    g_info("knowledge_loaded entries=%" G_GINT64_FORMAT, counts.added);
    return true;
}

static bool open_network(Run *r, GError **error)
{
    SocketModeHooks hooks = {.message = on_message,
                             .sent = on_sent,
                             .want_address = on_want_address,
                             .live = on_live,
                             .is_busy = on_is_busy,
                             .turned = on_turned,
                             .user = r};
    OutboxHooks outbox = {{on_address, on_self, on_refused, r}, on_result, r};
    r->socket = socket_mode_new(r->config, &hooks, error);
    if (!r->socket)
        return false;
    catch_signals(r->socket);
    r->health = (HttpHooks){is_ready, add_metrics, r};
    if (r->config->http && !http_listen(socket_mode_context(r->socket), r->config->http, &r->health, error))
        return false;
    r->outbox = outbox_start(r->config, &outbox, error);
    return r->outbox;
}

static void on_log_due(void *user)
{
    builder_checkpoint(user);
}

static bool open_file(Run *r, GError **error)
{
    r->kb = kb_open(r->config->db, error);
    if (!r->kb)
        return false;
    r->journal = journal_open(r->config->db, error);
    if (!r->journal)
        return false;
    if (load_packaged(r->kb, error) && settle_last_run(r, error))
        return true;
    g_prefix_error(error, "%s: ", r->config->db);
    return false;
}

static bool on_open(WorkerBase *base, void *user)
{
    Run *r = user;
    g_autoptr(GError) error = NULL;
    if (!open_file(r, &error)) {
        g_critical("start why=%s", error->message);
        atomic_store(&r->unopened, true);
        socket_mode_stop(r->socket);
        return false;
    }
    r->builder = builder_start(r->config->db, r->config->strictness);
    kb_checkpoint_aside(r->kb, on_log_due, r->builder);
    outbox_open(r->outbox, r->journal);
    *base = (WorkerBase){r->kb, r->journal, r->builder};
    return true;
}

/* In the order in which work flows: what is still owed then is still owed at the next start. */
static void close_all(Run *r)
{
    if (r->outbox)
        outbox_stop(r->outbox, r->worker ? OUTBOX_STOP_MS : 0);
    if (r->worker)
        worker_stop(r->worker);
    if (r->outbox)
        outbox_free(r->outbox);
    if (r->builder)
        builder_stop(r->builder);
    socket_mode_free(r->socket);
    journal_close(r->journal);
    kb_close(r->kb);
    g_ptr_array_unref(r->selves);
}

int run(const Config *config)
{
    g_autoptr(GError) error = NULL;
    mallopt(M_ARENA_MAX, 1); /* threads share their holes: half the memory, no time that shows */
    Run r = {.config = config,
             .selves = g_ptr_array_new_with_free_func(self_free),
             .watchdog_us = notify_watchdog_ms() * 1000};
    atomic_init(&r.self, self_new(&r, NULL, NULL, NULL));
    bool started = config_check_tokens(config, &error) && open_network(&r, &error);
    if (started) {
        WorkerHooks hooks = {on_open, on_ready, on_owed, on_settled, &r};
        r.worker = worker_new(config, r.socket, &hooks);
        worker_start(r.worker);
        socket_mode_run(r.socket);
        notify_stopping();
    } else {
        g_critical("start why=%s", error->message);
    }
    close_all(&r);
    return started && !atomic_load(&r.refused) && !atomic_load(&r.unopened) ? 0 : 2;
}
