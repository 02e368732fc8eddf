/*
 * Verbs about the machine: what was recorded, faults, loads, starting afresh.
 */
#include "tests/slackbox/control.h"

#include "tests/slackbox/api.h"
#include "tests/slackbox/box.h"
#include "tests/slackbox/credentials.h"
#include "tests/slackbox/envelope.h"
#include "tests/slackbox/faults.h"
#include "tests/slackbox/load.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"

static json_t *log_entries(const json_t *in, const char **error)
{
    (void)error;
    return record_since((uint64_t)in_int(in, "since", 0), (size_t)in_int(in, "limit", 5000));
}

static json_t *acks(const json_t *in, const char **error)
{
    (void)error;
    return envelope_acks((uint64_t)in_int(in, "since", 0));
}

static json_t *stats(const json_t *in, const char **error)
{
    (void)in, (void)error;
    json_t *out = record_tables();
    json_auto_t *counts = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:i, s:I, s:I, s:i, s:i}", "envelopes_sent",
        (json_int_t)counters.sent, "acked", (json_int_t)counters.acked, "late_acks",
        (json_int_t)counters.late, "duplicate_acks", (json_int_t)counters.duplicate, "unknown_acks",
        (json_int_t)counters.unknown, "retries", (json_int_t)counters.retries, "given_up",
        (json_int_t)counters.given_up, "connections_ever", (json_int_t)counters.ever,
        "connections_now", (int)socket_count(), "limited", (json_int_t)counters.limited,
        "response_urls_used", (json_int_t)counters.url_uses, "open_urls", (int)url_count(),
        "pending", (int)envelope_pending());
    json_object_update(out, counts);
    return out;
}

static json_t *reset(const json_t *in, const char **error)
{
    (void)error;
    box_reset(!json_is_false(json_object_get(in, "keep_connections")));
    return NULL;
}

static json_t *load_manifest(const json_t *in, const char **error)
{
    const json_t *manifest = json_object_get(in, "manifest");
    if (!manifest)
        *error = "missing_manifest";
    else
        manifest_load(json_is_null(manifest) ? NULL : manifest);
    return NULL;
}

static json_t *fault(const json_t *in, const char **error)
{
    if (!in_str(in, "method")) {
        *error = "missing_method";
        return NULL;
    }
    return json_pack("{s:i}", "fault_id", (int)fault_plan(in));
}

static json_t *unfault(const json_t *in, const char **error)
{
    if (!fault_remove((unsigned)in_int(in, "fault_id", 0)))
        *error = "no_such_fault";
    return NULL;
}

static json_t *faults(const json_t *in, const char **error)
{
    (void)in, (void)error;
    return json_pack("{s:o}", "faults", fault_list());
}

static json_t *socket_verb(const json_t *in, const char **error)
{
    const char *what = in_str(in, "do");
    if (!what) {
        *error = "missing_do";
        return NULL;
    }
    return socket_control(what, in, error);
}

static json_t *load(const json_t *in, const char **error)
{
    *error = load_start(in);
    return NULL;
}

static json_t *status_of_load(const json_t *in, const char **error)
{
    (void)in, (void)error;
    return load_status();
}

static json_t *stop_load(const json_t *in, const char **error)
{
    (void)in, (void)error;
    load_stop();
    return NULL;
}

const Verb machine_verbs[] = {
    {.name = "log", .run = log_entries},
    {.name = "acks", .run = acks},
    {.name = "stats", .run = stats},
    {.name = "reset", .run = reset},
    {.name = "manifest", .run = load_manifest},
    {.name = "fault", .run = fault},
    {.name = "unfault", .run = unfault},
    {.name = "faults", .run = faults},
    {.name = "socket", .run = socket_verb},
    {.name = "load", .run = load},
    {.name = "load_status", .run = status_of_load},
    {.name = "load_stop", .run = stop_load},
    {0},
};
