#include "tests/slackbox/load.h"

#include <stdlib.h>
#include <string.h>

#include "tests/slackbox/credentials.h"
#include "tests/slackbox/envelope.h"
#include "tests/slackbox/net.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/world.h"

#define COUNT_MAX 10000000
#define TEXTS_KEPT 20
#define TICK_MS 1
#define BATCH_MAX 512 /* envelopes between two looks at what has arrived */

/* What tells an envelope_id of a load from others; the rest is the number of the envelope. */
static const char mark[] = "-10ad-4000-8000-";

enum { NOT_IN_TIME = -1, LATE = -2 };

/* When each envelope was sent, and how long its ack took; 0: not yet. */
typedef struct {
    int64_t sent_us;
    int32_t took_us; /* or NOT_IN_TIME, or LATE: acked after that */
} Shot;

static struct {
    bool running;
    unsigned run; /* so that acks of an earlier load are not counted */
    size_t count, in_flight;
    double rate;
    char *before_text;    /* what is the same in every envelope */
    GPtrArray *questions; /* char *, as JSON strings without the quotes */
    unsigned users;
    Shot *shots;
    size_t sent, acked, with_payload, errors, timeouts, late, by_url;
    size_t oldest; /* the first that may still be answered */
    int64_t start_us, end_us;
    GPtrArray *texts;
    Timer tick;
} load;

static char *json_inside(const char *text)
{
    json_auto_t *json = json_string(text);
    g_autofree char *quoted = json_dumps(json, JSON_ENCODE_ANY);
    return g_strndup(quoted + 1, strlen(quoted) - 2);
}

static void free_plan(void)
{
    timer_stop(&load.tick);
    g_clear_pointer(&load.before_text, g_free);
    g_clear_pointer(&load.questions, g_ptr_array_unref);
    g_clear_pointer(&load.texts, g_ptr_array_unref);
    g_clear_pointer(&load.shots, g_free);
}

static void shoot(size_t number)
{
    static GString *frame;
    static char url_base[512];
    if (!frame)
        frame = g_string_sized_new(4096);
    if (number == 0) {
        g_autofree char *url = url_of_load(0);
        g_strlcpy(url_base, url, sizeof url_base);
        url_base[strlen(url_base) - 1] = '\0';
    }
    g_string_printf(frame, "{\"envelope_id\":\"%08x%s%012zx\"", load.run, mark, number);
    g_string_append(frame, load.before_text);
    g_string_append_printf(frame, "\"user_id\":\"U0LOAD%zu\",\"user_name\":\"load%zu\",\"text\":\"",
                           number % load.users, number % load.users);
    g_string_append(frame, load.questions->pdata[number % load.questions->len]);
    g_string_append_printf(frame,
                           "\",\"response_url\":\"%s%zu\",\"trigger_id\":\"9%012zu.1.%032zx\"}}",
                           url_base, number, number, number);
    load.shots[number].sent_us = net_us();
    if (socket_deliver_quietly(frame->str, frame->len) == 0) {
        load.errors++;
        load.shots[number].took_us = NOT_IN_TIME;
    }
}

static bool settled(size_t number)
{
    return load.shots[number].took_us != 0;
}

/* Passes over what is answered, and gives up what has waited 3 s. */
static void advance(void)
{
    int64_t now = net_us();
    while (load.oldest < load.sent) {
        Shot *shot = &load.shots[load.oldest];
        if (!settled(load.oldest)) {
            if (now - shot->sent_us < ACK_MS * 1000)
                return;
            shot->took_us = NOT_IN_TIME;
            load.timeouts++;
        }
        load.oldest++;
    }
}

static void end(void)
{
    load.running = false;
    load.end_us = net_us();
    timer_stop(&load.tick);
}

/* How many may go now. */
static size_t allowance(void)
{
    size_t left = load.count - load.sent;
    if (load.rate > 0) {
        double due = (double)(net_us() - load.start_us) / 1e6 * load.rate;
        return MIN(left, due > (double)load.sent ? (size_t)due - load.sent : 0);
    }
    size_t unanswered = load.sent - load.acked - load.errors - load.timeouts;
    return unanswered < load.in_flight ? MIN(left, load.in_flight - unanswered) : 0;
}

static void go_on(void)
{
    size_t some = MIN(allowance(), (size_t)BATCH_MAX);
    for (size_t i = 0; i < some; i++) {
        shoot(load.sent);
        load.sent++;
    }
}

static void tick(void *data)
{
    (void)data;
    advance();
    go_on();
    if (load.sent == load.count && load.oldest == load.count)
        end();
    else
        timer_start(&load.tick, TICK_MS, tick, NULL);
}

static void plan_text(const json_t *spec)
{
    const char *command = json_string_value(json_object_get(spec, "command"));
    const char *channel = json_string_value(json_object_get(spec, "channel"));
    const Channel *where = world_channel(channel ? channel : "help");
    const char *id = where ? where->id : "C0HELP";
    g_autofree char *name = json_inside(command ? command : "/ask");
    load.before_text = g_strdup_printf(
        ",\"type\":\"slash_commands\",\"accepts_response_payload\":true,\"payload\":{\"token\":"
        "\"t\","
        "\"team_id\":\"" TEAM_ID "\",\"team_domain\":\"" TEAM_DOMAIN "\",\"channel_id\":\"%s\","
        "\"channel_name\":\"%s\",\"command\":\"%s\",\"api_app_id\":\"" APP_ID "\","
        "\"is_enterprise_install\":\"false\",",
        id, where ? where->name : "help", name);
}

static void plan_questions(const json_t *spec)
{
    size_t at;
    json_t *question;
    load.questions = g_ptr_array_new_with_free_func(g_free);
    json_array_foreach(json_object_get(spec, "questions"), at, question)
    {
        const char *text = json_string_value(question);
        g_autofree char *escaped = text_escape(text ? text : "");
        g_ptr_array_add(load.questions, json_inside(escaped));
    }
    if (load.questions->len == 0)
        g_ptr_array_add(load.questions, g_strdup("help"));
}

static size_t number_in(const json_t *spec, const char *name, size_t absent)
{
    const json_t *value = json_object_get(spec, name);
    return json_is_number(value) && json_number_value(value) > 0 ? (size_t)json_number_value(value)
                                                                 : absent;
}

const char *load_start(const json_t *spec)
{
    size_t count = number_in(spec, "count", 0);
    if (load.running)
        return "already_running";
    if (count == 0 || count > COUNT_MAX)
        return "missing_count";
    if (socket_count() == 0)
        return "dispatch_failed";
    free_plan();
    unsigned run = load.run + 1;
    memset(&load, 0, sizeof load);
    load.run = run;
    load.count = count;
    load.in_flight = number_in(spec, "in_flight", 64);
    load.rate = json_number_value(json_object_get(spec, "rate"));
    load.users = (unsigned)number_in(spec, "users", 200);
    plan_text(spec);
    plan_questions(spec);
    load.texts = g_ptr_array_new_with_free_func(g_free);
    load.shots = g_new0(Shot, count);
    load.running = true;
    load.start_us = net_us();
    timer_start(&load.tick, 0, tick, NULL);
    return NULL;
}

void load_stop(void)
{
    if (load.running)
        end();
}

void load_reset(void)
{
    load_stop();
    free_plan();
    load.sent = load.count = 0;
}

/*
 * Whether an envelope_id looks like a load's, and its number: SIZE_MAX when it is of an earlier
 * load.
 */
static bool number_of(const char *text, size_t len, size_t *number)
{
    const char *at = memmem(text, len, mark, sizeof mark - 1);
    if (!at || at - text < 8 || len - (size_t)(at - text) < sizeof mark - 1 + 12)
        return false;
    char run[9] = {0}, digits[13] = {0};
    memcpy(run, at - 8, 8);
    memcpy(digits, at + sizeof mark - 1, 12);
    *number = strtoull(digits, NULL, 16);
    if (strtoul(run, NULL, 16) != load.run || *number >= load.sent)
        *number = SIZE_MAX;
    return true;
}

static bool has_payload(const char *text, size_t len)
{
    const char *at = memmem(text, len, "\"payload\"", 9);
    if (!at)
        return false;
    at += 9;
    at += strspn(at, " :");
    return at[0] == '{' && at[1] != '}';
}

bool load_acked(const char *text, size_t len)
{
    size_t number = 0;
    if (!load.run || !number_of(text, len, &number))
        return false;
    if (!load.shots || number == SIZE_MAX)
        return true;
    Shot *shot = &load.shots[number];
    if (shot->took_us == NOT_IN_TIME) {
        shot->took_us = LATE;
        load.late++;
        counters.late++;
        return true;
    }
    if (settled(number)) {
        counters.duplicate++;
        return true;
    }
    shot->took_us = (int32_t)MAX(net_us() - shot->sent_us, 1);
    load.acked++;
    load.end_us = net_us();
    if (has_payload(text, len)) {
        load.with_payload++;
        if (load.texts->len < TEXTS_KEPT)
            g_ptr_array_add(load.texts, g_utf8_make_valid(text, (gssize)len));
    }
    if (load.running && load.rate <= 0)
        go_on();
    return true;
}

bool load_answered(const char *path)
{
    bool ours = g_str_has_prefix(path, "/commands/load/");
    load.by_url += ours;
    return ours;
}

static int by_size(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

static json_t *latencies(void)
{
    g_autofree int32_t *took = g_new(int32_t, load.acked + 1);
    size_t count = 0;
    double sum = 0;
    for (size_t i = 0; i < load.sent && count < load.acked; i++) {
        if (load.shots[i].took_us <= 0)
            continue;
        took[count++] = load.shots[i].took_us;
        sum += load.shots[i].took_us;
    }
    if (count == 0)
        return json_object();
    qsort(took, count, sizeof *took, by_size);
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:f}", "p50", took[count / 2], "p90",
                     took[count * 90 / 100], "p99", took[count * 99 / 100], "p999",
                     took[count * 999 / 1000], "max", took[count - 1], "mean", sum / (double)count);
}

json_t *load_status(void)
{
    int64_t until = load.running ? net_us() : load.end_us;
    double ms = load.count ? (double)(until - load.start_us) / 1000.0 : 0;
    json_t *texts = json_array();
    for (unsigned i = 0; load.texts && i < load.texts->len; i++)
        json_array_append_new(texts, json_string(load.texts->pdata[i]));
    return json_pack("{s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:o, s:o}", "running",
                     load.running, "sent", (json_int_t)load.sent, "acked", (json_int_t)load.acked,
                     "with_payload", (json_int_t)load.with_payload, "timeouts",
                     (json_int_t)load.timeouts, "late", (json_int_t)load.late, "errors",
                     (json_int_t)load.errors, "by_response_url", (json_int_t)load.by_url, "elapsed_ms", ms, "per_second",
                     ms > 0 ? (double)load.acked / ms * 1000.0 : 0, "us", latencies(), "texts",
                     texts);
}
