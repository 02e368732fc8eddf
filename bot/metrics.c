/*
 * Counters, gauges and one histogram, as Prometheus reads them.
 */
#include "bot/metrics.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>

#include "knowledge/answer.h"

static atomic_uint_fast64_t counters[METRIC_COUNT];
static atomic_int_fast64_t gauges[GAUGE_COUNT];

static const struct {
    const char *name, *help;
} COUNTERS[METRIC_COUNT] = {
    [METRIC_DUPLICATES] = {"askd_duplicates_total", "Deliveries that had come before."},
    [METRIC_LIMITED] = {"askd_limited_total", "Requests of people who had asked too much."},
    [METRIC_BUSY] = {"askd_busy_total", "Requests turned away because too many waited."},
    [METRIC_FAILED] = {"askd_failed_total", "Requests that failed for reasons of ours."},
    [METRIC_BATCHES] = {"askd_batches_total", "Transactions committed."},
    [METRIC_BATCHES_FAILED] = {"askd_batches_failed_total", "Transactions lost."},
    [METRIC_REDIRECTED] = {"askd_redirected_total",
                           "Messages sent another way: a response_url had expired, mostly."},
    [METRIC_CALLS_UNKNOWN] = {"askd_calls_unknown_total",
                              "Calls that may or may not have been done, made again."},
};

static const struct {
    const char *name, *help;
} GAUGES[GAUGE_COUNT] = {
    [GAUGE_INBOX] = {"askd_inbox", "Envelopes that wait for the worker."},
    [GAUGE_OUTBOX_OWED] = {"askd_outbox_owed", "Calls owed to Slack."},
    [GAUGE_OUTBOX_DEAD] = {"askd_outbox_dead", "Calls given up; askd check shows them."},
    [GAUGE_ENTRIES] = {"askd_entries", "Entries that are answered with."},
};

/* --- time to the ack ----------------------------------------------------------------------- */

/* Slack waits three seconds; most acks take less than a thousandth of that. */
static const int64_t BOUNDS_US[] = {100,   250,   500,    1000,   2500,    5000,    10000,
                                    25000, 50000, 100000, 500000, 1000000, 2000000, 3000000};
static atomic_uint_fast64_t acks[G_N_ELEMENTS(BOUNDS_US) + 1], acks_us;

void metrics_ack_us(int64_t waited_us)
{
    size_t bucket = 0;
    while (bucket < G_N_ELEMENTS(BOUNDS_US) && waited_us > BOUNDS_US[bucket])
        bucket++;
    atomic_fetch_add_explicit(&acks[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&acks_us, (uint64_t)MAX(waited_us, 0), memory_order_relaxed);
}

static void append_acks(GString *text)
{
    g_string_append(text, "# HELP askd_ack_seconds From an envelope's arrival to its ack.\n"
                          "# TYPE askd_ack_seconds histogram\n");
    uint64_t sum = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(BOUNDS_US); i++) {
        sum += atomic_load_explicit(&acks[i], memory_order_relaxed);
        char bound[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(bound, sizeof bound, "%g", (double)BOUNDS_US[i] / 1e6);
        g_string_append_printf(text, "askd_ack_seconds_bucket{le=\"%s\"} %" PRIu64 "\n", bound,
                               sum);
    }
    sum += atomic_load_explicit(&acks[G_N_ELEMENTS(BOUNDS_US)], memory_order_relaxed);
    char seconds[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(seconds, sizeof seconds, "%.6f",
                    (double)atomic_load_explicit(&acks_us, memory_order_relaxed) / 1e6);
    g_string_append_printf(text,
                           "askd_ack_seconds_bucket{le=\"+Inf\"} %" PRIu64
                           "\naskd_ack_seconds_sum %s\naskd_ack_seconds_count %" PRIu64 "\n",
                           sum, seconds, sum);
}

/* --- calls --------------------------------------------------------------------------------- */

static const char *const METHODS[] = {
    "apps.connections.open",
    "auth.test",
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "views.open",
    "views.push",
    "views.publish",
    "users.info",
    "conversations.list",
    "usergroups.users.list",
    "response_url",
    "other",
};
static const char *const OUTCOMES[] = {
    [WEB_OK] = "ok",           [WEB_REFUSED] = "refused",
    [WEB_LIMITED] = "limited", [WEB_TRANSIENT] = "transient",
    [WEB_UNSENT] = "unsent",   [WEB_UNKNOWN] = "unknown",
};
static atomic_uint_fast64_t calls[G_N_ELEMENTS(METHODS)][G_N_ELEMENTS(OUTCOMES)];

void metrics_web_call(const char *method, WebOutcome outcome)
{
    size_t i = 0;
    while (i + 1 < G_N_ELEMENTS(METHODS) && strcmp(METHODS[i], method) != 0)
        i++;
    atomic_fetch_add_explicit(&calls[i][outcome], 1, memory_order_relaxed);
}

static void append_calls(GString *text)
{
    g_string_append(text, "# HELP askd_web_calls_total Calls to Slack's Web API.\n"
                          "# TYPE askd_web_calls_total counter\n");
    for (size_t i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(OUTCOMES); j++) {
            uint64_t count = atomic_load_explicit(&calls[i][j], memory_order_relaxed);
            if (count > 0)
                g_string_append_printf(
                    text, "askd_web_calls_total{method=\"%s\",outcome=\"%s\"} %" PRIu64 "\n",
                    METHODS[i], OUTCOMES[j], count);
        }
    }
}

/* --- envelopes ----------------------------------------------------------------------------- */

static const char *const TYPES[] = {"slash_commands", "events_api", "interactive", "ignored",
                                    "broken"};
static atomic_uint_fast64_t envelopes[G_N_ELEMENTS(TYPES)];

void metrics_envelope(const Envelope *envelope)
{
    size_t type = 2;
    if (envelope->kind == ENVELOPE_IGNORED)
        type = 3;
    else if (envelope->kind == ENVELOPE_BROKEN)
        type = 4;
    else if (envelope->is_event)
        type = 1;
    else if (envelope->request.surface == SURFACE_COMMAND)
        type = 0;
    atomic_fetch_add_explicit(&envelopes[type], 1, memory_order_relaxed);
}

static void append_envelopes(GString *text)
{
    g_string_append(text, "# HELP askd_envelopes_total Envelopes that came from Slack.\n"
                          "# TYPE askd_envelopes_total counter\n");
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++)
        g_string_append_printf(text, "askd_envelopes_total{type=\"%s\"} %" PRIu64 "\n", TYPES[i],
                               atomic_load_explicit(&envelopes[i], memory_order_relaxed));
}

/* --- the rest ------------------------------------------------------------------------------ */

void metrics_add(Metric metric, uint64_t count)
{
    atomic_fetch_add_explicit(&counters[metric], count, memory_order_relaxed);
}

void metrics_count(Metric metric)
{
    metrics_add(metric, 1);
}

void metrics_set(Gauge gauge, int64_t value)
{
    atomic_store_explicit(&gauges[gauge], value, memory_order_relaxed);
}

static void append_one(GString *text, const char *kind, const char *name, const char *help,
                       int64_t value)
{
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name,
                           kind, name, value);
}

static void append_socket(GString *text, const SocketModeCounts *socket, int live)
{
    const struct {
        const char *name, *help;
        uint64_t count;
    } rows[] = {
        {"askd_acks_total", "Envelopes acknowledged.", socket->acks},
        {"askd_acks_unsent_total", "Acks whose connection was gone.", socket->unsent},
        {"askd_acks_lost_total", "Acks with an answer in them that may not have arrived.",
         socket->lost},
        {"askd_socket_hellos_total", "Connections that became live.", socket->hellos},
        {"askd_socket_disconnects_total", "Refreshes that Slack asked for.", socket->disconnects},
        {"askd_socket_drops_total", "Connections lost otherwise.", socket->drops},
        {"askd_socket_failures_total", "Attempts to connect that failed.", socket->failures},
        {"askd_socket_oversized_total", "Frames over the cap, dropped.", socket->oversized},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        append_one(text, "counter", rows[i].name, rows[i].help, (int64_t)rows[i].count);
    append_one(text, "gauge", "askd_socket_live", "Connections that have said hello.", live);
}

static void append_questions(GString *text)
{
    uint64_t counts[OUTCOME_UNKNOWN + 1];
    answer_counts(counts);
    g_string_append(text, "# HELP askd_questions_total Questions asked, by what they got.\n"
                          "# TYPE askd_questions_total counter\n");
    for (Outcome outcome = OUTCOME_ANSWERED; outcome <= OUTCOME_UNKNOWN; outcome++)
        g_string_append_printf(text, "askd_questions_total{outcome=\"%s\"} %" PRIu64 "\n",
                               outcome_code(outcome), counts[outcome]);
}

void metrics_text(GString *text, const SocketModeCounts *socket, int live)
{
    append_envelopes(text);
    append_questions(text);
    append_acks(text);
    append_calls(text);
    append_socket(text, socket, live);
    for (size_t i = 0; i < METRIC_COUNT; i++)
        append_one(text, "counter", COUNTERS[i].name, COUNTERS[i].help,
                   (int64_t)atomic_load_explicit(&counters[i], memory_order_relaxed));
    for (size_t i = 0; i < GAUGE_COUNT; i++)
        append_one(text, "gauge", GAUGES[i].name, GAUGES[i].help,
                   atomic_load_explicit(&gauges[i], memory_order_relaxed));
}
