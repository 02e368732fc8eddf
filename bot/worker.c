/*
 * One thread, one batch at a time. All that a batch did is on disk before Slack hears of it, or
 * none of it is and Slack hears nothing.
 */
#include "bot/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "bot/clock.h"
#include "bot/dispatch.h"
#include "bot/errand.h"
#include "bot/handle.h"
#include "bot/job.h"
#include "bot/metrics.h"
#include "bot/queue.h"
#include "knowledge/delivery.h"
#include "knowledge/timer.h"

enum {
    INBOX_MAX = 4096,          /* envelopes that may wait: well under 3 s of work */
    BOOKKEEPING_MAX = 1 << 20, /* lost acks and fates of calls, which must not be forgotten */
    BATCH_MAX = 256,           /* jobs of one transaction */
    LIBRARY_WAIT_MS = 1500,    /* at start: for the first library */
    REBUILD_WAIT_MS = 100,     /* for a changed one; after that the old one answers */
    SWEEP_MS = 10 * 60 * 1000,
    STUCK_US = 30 * 1000 * 1000,
    FAILED_PAUSE_US = 200 * 1000, /* after a batch that the disk refused */
    TIMERS_PAUSE_MS = 1000,       /* until they are tried again when that could not be kept */
};

struct Worker {
    Means means;
    Builder *builder;
    SocketMode *socket;
    Journal *journal;
    WorkerHooks hooks;
    Queue *queue;
    Errands *errands;
    pthread_t thread;
    atomic_int envelopes; /* waiting or being worked on */
    atomic_int jobs;      /* of any kind, likewise */
    atomic_bool can_write;
    atomic_llong busy_since_us; /* monotonic; 0: it waits for work */
    bool library_is_news;       /* and nobody has kept what it drew */
    int64_t swept_ms;
    int64_t due_ms;  /* when the next timer is; INT64_MAX: none is set */
    bool timers_owe; /* rows that the outbox shall look at, in this batch */
};

static void offer(Worker *w, Job *job)
{
    atomic_fetch_add(&w->jobs, 1);
    if (queue_offer(w->queue, job))
        return;
    /* Closed: we are stopping, and what is owed stays owed for the next start. */
    atomic_fetch_sub(&w->jobs, 1);
    if (job->kind == JOB_ENVELOPE)
        atomic_fetch_sub(&w->envelopes, 1);
    job_free(job);
}

static void refuse(Worker *w, Envelope *envelope)
{
    Ack ack = {0};
    metrics_count(METRIC_BUSY);
    if (!envelope->is_event)
        keep_nothing(envelope, dispatch_busy(&envelope->request), &ack);
    if (ack.bytes)
        socket_mode_send(w->socket, envelope->link, ack.bytes, ack.len, 0);
    envelope_free(envelope);
}

void worker_offer(Worker *w, Envelope *envelope)
{
    if (atomic_load(&w->envelopes) >= INBOX_MAX) {
        refuse(w, envelope);
        return;
    }
    metrics_set(GAUGE_INBOX, atomic_fetch_add(&w->envelopes, 1) + 1);
    Job *job = job_new(JOB_ENVELOPE);
    job->envelope = envelope;
    offer(w, job);
}

static void find_another_way(Worker *w, int64_t reply)
{
    Job *job = job_new(JOB_LOST);
    job->reply = reply;
    offer(w, job);
}

/* What has arrived waits for the next batch; what may not have must find another way now. */
void worker_sent(Worker *w, int64_t reply, SocketFate fate)
{
    switch (fate) {
    case SOCKET_WRITTEN:
        journal_left(w->journal, reply);
        break;
    case SOCKET_ARRIVED:
        journal_arrived(w->journal, reply);
        break;
    case SOCKET_LOST:
        journal_lost(w->journal, reply);
        find_another_way(w, reply);
        break;
    case SOCKET_UNSENT:
        find_another_way(w, reply);
        break;
    }
}

void worker_result(Worker *w, CallResult *result)
{
    Job *job = job_new(JOB_RESULT);
    job->result = result;
    offer(w, job);
}

bool worker_is_idle(Worker *w)
{
    return atomic_load(&w->jobs) == 0;
}

bool worker_is_stuck(Worker *w)
{
    int64_t since_us = atomic_load(&w->busy_since_us);
    return since_us != 0 && clock_monotonic_us() - since_us > STUCK_US;
}

bool worker_can_write(Worker *w)
{
    return atomic_load(&w->can_write);
}

static bool handle(Worker *w, Job *job, GError **error)
{
    switch (job->kind) {
    case JOB_ENVELOPE:
        return handle_envelope(&w->means, job->envelope, &job->ack, error);
    case JOB_LOST:
        return handle_lost(&w->means, job->reply, &job->ack, error);
    case JOB_RESULT:
        return handle_result(&w->means, job->result, &job->ack, error);
    case JOB_ERRAND:
        return handle_errand(&w->means, job->envelope, job->effects, &job->ack, error);
    }
    return true;
}

static bool sweep(Worker *w, int64_t now_ms, GError **error)
{
    bool set_back = now_ms < w->swept_ms;
    if (!set_back && now_ms - w->swept_ms < SWEEP_MS)
        return true;
    w->swept_ms = now_ms;
    if (set_back) /* what is done again and again was put off by a clock that was wrong */
        return dispatch_started(w->means.kb, error);
    return delivery_sweep(w->means.kb, error);
}

static bool settle(int64_t first, int64_t last, void *user, GError **error)
{
    return delivery_replies_written(user, first, last, error);
}

static bool run_timers(Worker *w, int64_t now_ms, GError **error)
{
    w->timers_owe = false;
    return !w->means.library || w->due_ms > now_ms ||
           handle_timers(&w->means, now_ms, &w->timers_owe, error);
}

static bool keep_library(Worker *w, GError **error)
{
    return !w->library_is_news || library_keep(w->means.library, w->means.kb, error);
}

/* One batch: true when all of it is on disk, and then Slack may know; else none of it is. */
static bool keep(Worker *w, const GPtrArray *jobs, GError **error)
{
    Kb *kb = w->means.kb;
    int64_t now_ms = clock_ms(), due_ms = INT64_MAX;
    if (!kb_begin(kb, now_ms, error))
        return false;
    for (unsigned i = 0; i < jobs->len; i++)
        if (!handle(w, jobs->pdata[i], error))
            return false;
    if (!keep_library(w, error) || !run_timers(w, now_ms, error) ||
        !journal_replies(w->journal, settle, kb, error) || !sweep(w, now_ms, error) ||
        !timer_next(kb, &due_ms, error) || !kb_commit(kb, error))
        return false;
    journal_forget(w->journal);
    w->due_ms = w->means.library ? due_ms : MAX(due_ms, now_ms + TIMERS_PAUSE_MS);
    w->library_is_news = false;
    return true;
}

/* Of the last process: with a library what it had not got rid of can be made again. */
static void find_lost(Worker *w)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) lost = delivery_replies_unmade(w->means.kb, &error);
    if (!lost)
        g_warning("lost_replies why=%s", error->message);
    for (unsigned i = 0; lost && i < lost->len; i++)
        find_another_way(w, g_array_index(lost, int64_t, i));
}

static void refresh_library(Worker *w)
{
    int64_t version = 0;
    g_autoptr(GError) error = NULL;
    if (!kb_entries_version(w->means.kb, &version, &error)) {
        g_warning("library_version why=%s", error->message);
        return;
    }
    if (w->means.library && library_version(w->means.library) >= version)
        return;
    Library *newer =
        builder_library(w->builder, version, w->means.library ? REBUILD_WAIT_MS : LIBRARY_WAIT_MS);
    w->library_is_news = newer && newer != w->means.library && library_is_news(newer);
    bool is_first = newer && !w->means.library;
    library_unref(w->means.library);
    w->means.library = newer;
    if (is_first)
        find_lost(w);
}

/* It counts as a job until it comes back. */
static void send_errand(Worker *w, Job *job)
{
    Envelope *envelope = g_steal_pointer(&job->envelope);
    atomic_fetch_add(&w->jobs, 1);
    if (errands_offer(w->errands, job->ack.errand, envelope, w->means.library))
        return;
    atomic_fetch_sub(&w->jobs, 1);
    refuse(w, envelope);
}

static void on_errand_done(Envelope *envelope, Effects *effects, void *user)
{
    Worker *w = user;
    Job *job = job_new(JOB_ERRAND);
    job->envelope = envelope;
    job->effects = effects;
    offer(w, job);
    atomic_fetch_sub(&w->jobs, 1);
}

static void release(Worker *w, GPtrArray *jobs)
{
    g_autoptr(GPtrArray) frames = g_ptr_array_sized_new(jobs->len);
    bool owes = w->timers_owe;
    int64_t now_us = clock_monotonic_us();
    for (unsigned i = 0; i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        owes = owes || job->ack.owes;
        if (job->kind == JOB_RESULT)
            w->hooks.settled(job->result, w->hooks.user);
        if (job->ack.errand)
            send_errand(w, job);
        if (!job->ack.bytes)
            continue;
        SocketFrame *frame = g_new(SocketFrame, 1);
        *frame = (SocketFrame){.link = job->envelope->link,
                               .bytes = g_steal_pointer(&job->ack.bytes),
                               .len = job->ack.len,
                               .tag = job->ack.reply};
        metrics_ack_us(now_us - job->envelope->arrived_us);
        g_ptr_array_add(frames, frame);
    }
    if (frames->len > 0)
        socket_mode_send_all(w->socket, frames);
    if (owes)
        w->hooks.owed(w->hooks.user);
}

/* Envelopes are dropped unacked: events come again. What we know of acks and calls is kept. */
static void retry_bookkeeping(Worker *w, GPtrArray *jobs)
{
    for (unsigned i = 0; i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        if (job->envelope)
            continue;
        jobs->pdata[i] = NULL;
        job->ack.owes = false;
        offer(w, job);
    }
}

/* Where a feature fails, the batch is done again, so that it alone is taken back. */
static bool keep_batch(Worker *w, const GPtrArray *jobs, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (keep(w, jobs, &why))
        return true;
    if (!g_error_matches(why, KB_ERROR, KB_ERROR_AGAIN)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    kb_roll_back(w->means.kb);
    for (unsigned i = 0; i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        ack_clear(&job->ack);
    }
    kb_set_careful(w->means.kb, true);
    bool kept = keep(w, jobs, error);
    kb_set_careful(w->means.kb, false);
    return kept;
}

static void work(Worker *w, GPtrArray *jobs)
{
    g_autoptr(GError) error = NULL;
    bool durable = jobs_have_news(jobs) || w->due_ms <= clock_ms();
    if (durable)
        refresh_library(w);
    metrics_count(METRIC_BATCHES);
    bool kept = kb_set_durable(w->means.kb, durable, &error) && keep_batch(w, jobs, &error);
    atomic_store(&w->can_write, kept);
    if (kept) {
        release(w, jobs);
        return;
    }
    kb_roll_back(w->means.kb);
    g_critical("batch_failed jobs=%u why=%s", jobs->len, error->message);
    metrics_count(METRIC_BATCHES_FAILED);
    w->due_ms = MAX(w->due_ms, clock_ms() + TIMERS_PAUSE_MS);
    g_usleep(FAILED_PAUSE_US);
    retry_bookkeeping(w, jobs);
}

static void finish(Worker *w, GPtrArray *jobs)
{
    unsigned envelopes = 0;
    for (unsigned i = 0; i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        if (!job)
            continue;
        envelopes += job->kind == JOB_ENVELOPE;
        job_free(job);
    }
    metrics_set(GAUGE_INBOX, atomic_fetch_sub(&w->envelopes, (int)envelopes) - (int)envelopes);
    atomic_fetch_sub(&w->jobs, (int)jobs->len);
    g_ptr_array_set_size(jobs, 0);
}

static void find_due(Worker *w)
{
    g_autoptr(GError) error = NULL;
    if (timer_next(w->means.kb, &w->due_ms, &error))
        return;
    g_warning("timers why=%s", error->message);
    w->due_ms = clock_ms() + TIMERS_PAUSE_MS;
}

static bool open_base(Worker *w)
{
    WorkerBase base;
    if (!w->hooks.open(&base, w->hooks.user))
        return false;
    w->means.kb = base.kb;
    w->journal = base.journal;
    w->builder = base.builder;
    kb_set_careful(w->means.kb, false);
    atomic_store(&w->can_write, true);
    return true;
}

static void *run(void *user)
{
    Worker *w = user;
    g_autoptr(GPtrArray) jobs = g_ptr_array_new();
    if (!open_base(w))
        return NULL;
    refresh_library(w); /* a batch would wait for it, and what was sent would not be written down */
    w->hooks.ready(w->hooks.user);
    find_due(w);
    while (queue_take_until(w->queue, jobs, BATCH_MAX, w->due_ms)) {
        atomic_store(&w->busy_since_us, clock_monotonic_us());
        work(w, jobs);
        finish(w, jobs);
        atomic_store(&w->busy_since_us, 0);
    }
    work(w, jobs); /* an empty batch: the replies that have left since the last one */
    return NULL;
}

Worker *worker_new(const Config *config, SocketMode *socket, const WorkerHooks *hooks)
{
    Worker *w = g_new0(Worker, 1);
    w->means.config = config;
    w->socket = socket;
    w->hooks = *hooks;
    w->queue = queue_new(INBOX_MAX + BOOKKEEPING_MAX);
    w->errands = errands_new(config, on_errand_done, w);
    w->means.scratch = scratch_new();
    w->means.allowance = allowance_new(config->asks_per_hour);
    return w;
}

void worker_start(Worker *w)
{
    int rc = pthread_create(&w->thread, NULL, run, w);
    g_assert(rc == 0);
}

/* There is something left only where the base could not be opened. */
static void drop_jobs(Worker *w)
{
    g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(job_free);
    queue_take(w->queue, left, SIZE_MAX, 0);
}

void worker_stop(Worker *w)
{
    queue_close(w->queue);
    pthread_join(w->thread, NULL);
    drop_jobs(w);
    errands_stop(w->errands);
    queue_free(w->queue);
    library_unref(w->means.library);
    scratch_free(w->means.scratch);
    allowance_free(w->means.allowance);
    g_free(w);
}
