/*
 * The counters behind /metrics: plain atomic numbers, so that counting costs no lock on any thread.
 */
#ifndef BOT_METRICS_H
#define BOT_METRICS_H

#include <glib.h>
#include <stdint.h>

#include "bot/slack/envelope.h"
#include "bot/slack/web_api.h"
#include "bot/socket/socket_mode.h"

typedef enum Metric {
    METRIC_DUPLICATES,     /* deliveries that had come before */
    METRIC_BUSY,           /* answered "busy", or left unacked */
    METRIC_LIMITED,        /* asked to wait, having asked a lot */
    METRIC_FAILED,         /* a request whose feature failed */
    METRIC_BATCHES,        /* transactions */
    METRIC_BATCHES_FAILED, /* lost ones */
    METRIC_REDIRECTED,     /* messages that went another way, as the first was closed */
    METRIC_CALLS_UNKNOWN,  /* calls that may or may not have been done, made again */
    METRIC_COUNT
} Metric;

/* What stands at a number rather than grows. */
typedef enum Gauge {
    GAUGE_INBOX, /* envelopes that wait for the worker */
    GAUGE_OUTBOX_OWED,
    GAUGE_OUTBOX_DEAD,
    GAUGE_ENTRIES,
    GAUGE_COUNT
} Gauge;

void metrics_count(Metric metric);
void metrics_add(Metric metric, uint64_t count);
void metrics_set(Gauge gauge, int64_t value);

void metrics_envelope(const Envelope *envelope);

/* From an envelope's arrival to its ack being handed over. */
void metrics_ack_us(int64_t waited_us);

/* `method` is the Web API's or "response_url"; one that is not known counts as "other". */
void metrics_web_call(const char *method, WebOutcome outcome);

/*
 * Appends Prometheus' text format, with what the socket has counted and how many connections live.
 */
void metrics_text(GString *text, const SocketModeCounts *socket, int live);

#endif
