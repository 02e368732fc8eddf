/*
 * How fast, how small, how safe: one table, each figure beside what was demanded of it.
 *
 *     bench_askd [--quick] [start|idle|latency|throughput|loss]
 *
 * slackbox runs on one core and the daemon on another. Times are told and judge nothing, as they
 * are the machine's as much as ours; a lost question makes the exit code 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/loss.h"
#include "tests/bench/measure.h"

enum { BURSTS = 9, BURST = 500 };
enum { STARTS = 20, FIRST_STARTS = 5, ASK_AGAIN_US = 300, STATUS_US = 100 * 1000 };

static bool quick;

static Story *begin(void)
{
    use_core(0);
    return story_begin("--no-rate-limit", NULL);
}

static void start(Story *s)
{
    use_core(1);
    askd_spawn(s);
    use_core(0);
    connections_wait(s, 2);
}

static size_t less(size_t count)
{
    return quick ? MAX(count / 10, 1) : count;
}

/* --- start ------------------------------------------------------------------------------------ */

/* Of the log of slackbox: the time of the first frame after `since` that holds these words. */
static double frame_ms(const json_t *log, const char *kind, const char *words)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(log, "entries"), i, entry)
    {
        const char *is = json_string_value(json_object_get(entry, "kind"));
        const char *text = json_string_value(json_object_get(entry, "text"));
        if (is && text && strcmp(is, kind) == 0 && strstr(text, words))
            return json_number_value(json_object_get(entry, "ms"));
    }
    return -1;
}

static double now_ms(void)
{
    return (double)g_get_monotonic_time() / 1000;
}

static json_int_t log_end(Story *s)
{
    json_int_t next = 0, before = -1;
    while (next != before) {
        before = next;
        json_t *log = control(s, "log", "{s:I}", "since", next);
        next = json_integer_value(json_object_get(log, "next"));
    }
    return next;
}

/*
 * What to add to slackbox's times to make them ours. It sends a frame as soon as somebody speaks.
 */
static double clock_offset_ms(Story *s)
{
    double best = 1e9, offset = 0;
    for (int i = 0; i < 20; i++) {
        json_int_t since = log_end(s);
        double before = now_ms();
        control(s, "bot_say", "{s:s, s:s}", "channel", "C0HELP", "text", "tick");
        double after = now_ms();
        settled_wait(s);
        double at = frame_ms(control(s, "log", "{s:I}", "since", since), "out", "tick");
        if (at >= 0 && after - before < best) {
            best = after - before;
            offset = (before + after) / 2 - at;
        }
    }
    return offset;
}

static bool answered(Story *s)
{
    json_t *done =
        control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0ANA", "channel", "C0HELP",
                "command", "/ask", "text", "what does containerd do?", "wait_ms", PATIENCE_MS);
    return json_is_true(json_object_get(done, "acked"));
}

typedef struct Start {
    double hello_ms, answer_ms; /* since the fork */
} Start;

static Start start_once(Story *s, double offset_ms)
{
    story_reset(s);
    json_int_t since = log_end(s);
    double forked = now_ms() - offset_ms;
    use_core(1);
    askd_spawn(s);
    use_core(0);
    while (!answered(s))
        g_usleep(ASK_AGAIN_US);
    json_t *log = control(s, "log", "{s:I}", "since", since);
    Start start = {frame_ms(log, "out", "\"hello\"") - forked,
                   frame_ms(log, "in", "\"payload\"") - forked};
    connections_wait(s, 2);
    askd_stop(s);
    return start;
}

static void forget_everything(const Story *s)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-acks", "-index"};
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strconcat(s->db, endings[i], NULL);
        unlink(path);
    }
}

static void starts(Story *s, double offset_ms, size_t count, bool first_ever)
{
    double hello[STARTS], answer[STARTS];
    for (size_t i = 0; i < count; i++) {
        if (first_ever)
            forget_everything(s);
        Start start = start_once(s, offset_ms);
        hello[i] = start.hello_ms;
        answer[i] = start.answer_ms;
    }
    Spread to_hello = spread_of(hello, count), to_answer = spread_of(answer, count);
    row(first_ever ? "first start ever: to hello" : "fork to hello, ms: median (min to max)",
        first_ever ? "" : "<= 7", "%.1f (%.1f to %.1f)", to_hello.median, to_hello.min,
        to_hello.max);
    row(first_ever ? "first start ever: to the first answer" : "fork to the first answer, ms",
        first_ever ? "" : "<= 30", "%.1f (%.1f to %.1f)", to_answer.median, to_answer.min,
        to_answer.max);
}

static void measure_start(void)
{
    Story *s = begin();
    heading("start");
    start(s);
    double offset_ms = clock_offset_ms(s);
    askd_stop(s);
    starts(s, offset_ms, quick ? 5 : STARTS, false);
    starts(s, offset_ms, quick ? 2 : FIRST_STARTS, true);
    story_end(s);
}

/* --- idle ------------------------------------------------------------------------------------- */

static void measure_idle(void)
{
    Story *s = begin();
    unsigned seconds = quick ? 5 : 20;
    heading("idle");
    start(s);
    expect_answering(s);
    g_usleep(2 * G_USEC_PER_SEC);
    Usage before = usage_of(s->askd);
    g_usleep(seconds * G_USEC_PER_SEC);
    Usage after = usage_of(s->askd);
    row("wake-ups a second", "<= 0.5", "%.2f", (double)(after.wakeups - before.wakeups) / seconds);
    row("CPU, ms a second", "<= 0.05", "%.2f",
        (double)(after.cpu_us - before.cpu_us) / 1000 / seconds);
    row("RSS, MiB (of that not files)", "<= 8", "%.1f (%.1f)", after.rss_mib, after.own_mib);
    story_end(s);
}

/* --- loads ------------------------------------------------------------------------------------ */

static json_t *load(Story *s, size_t count, const char *how, double value)
{
    json_t *status;
    json_t *begun = control(s, "load", "{s:I, s:f, s:o}", "count", (json_int_t)count, how, value,
                            "questions", golden_questions());
    if (!json_is_true(json_object_get(begun, "ok")))
        fail_msg("load: %s", json_string_value(json_object_get(begun, "error")));
    do {
        g_usleep(STATUS_US);
        g_ptr_array_set_size(s->answers, 0);
        status = control(s, "load_status", NULL);
    } while (json_is_true(json_object_get(status, "running")));
    json_int_t answers = json_integer_value(json_object_get(status, "with_payload"));
    if (answers != (json_int_t)count)
        row("unanswered", "0", "%d", (int)((json_int_t)count - answers));
    return status;
}

static double took_ms(const json_t *status, const char *which)
{
    return json_number_value(json_object_get(json_object_get(status, "us"), which)) / 1000;
}

static void at_rate(Story *s, const char *what, const char *goal, double rate, size_t count)
{
    const json_t *status = load(s, count, "rate", rate);
    row(what, goal, "%.2f / %.2f", took_ms(status, "p50"), took_ms(status, "p99"));
}

static void measure_latency(void)
{
    Story *s = begin();
    heading("latency, envelope to ack with the answer in it, kept on disk");
    start(s);
    expect_answering(s);
    at_rate(s, "10 a second: p50 / p99, ms", "", 10, quick ? 50 : 200);
    at_rate(s, "200 a second: p50 / p99, ms", "p99 <= 2", 200, quick ? 400 : 2000);
    story_end(s);
}

static void closed_loop(Story *s, const char *name, size_t in_flight, size_t count)
{
    g_autofree char *speed = g_strdup_printf("%s: answers a second", name);
    g_autofree char *cost = g_strdup_printf("%s: CPU an answer, us", name);
    g_autofree char *wait = g_strdup_printf("%s: p50 / p99, ms", name);
    Usage before = usage_of(s->askd);
    const json_t *status = load(s, count, "in_flight", (double)in_flight);
    Usage after = usage_of(s->askd);
    row(speed, in_flight > 1 ? ">= 15000" : "", "%.0f (of %zu)",
        json_number_value(json_object_get(status, "per_second")), count);
    row(cost, in_flight > 1 ? "<= 45" : "", "%.1f",
        (double)(after.cpu_us - before.cpu_us) / (double)count);
    row(wait, "", "%.2f / %.2f", took_ms(status, "p50"), took_ms(status, "p99"));
    row("RSS before and after, MiB (of that not files)", "after <= before + 2",
        "%.1f (%.1f), %.1f (%.1f)", before.rss_mib, before.own_mib, after.rss_mib, after.own_mib);
}

/* All at once, each time: until the last of them has its answer. */
static void bursts(Story *s)
{
    double last[BURSTS];
    for (size_t i = 0; i < BURSTS; i++)
        last[i] = took_ms(load(s, BURST, "in_flight", BURST), "max");
    Spread spread = spread_of(last, BURSTS);
    row("burst of 500: ms to the last answer, median (min to max)", "<= 40", "%.1f (%.1f to %.1f)",
        spread.median, spread.min, spread.max);
}

static void measure_throughput(void)
{
    Story *s = begin();
    heading("throughput");
    start(s);
    expect_answering(s);
    closed_loop(s, "64 in flight", 64, less(100000));
    closed_loop(s, "1 in flight", 1, less(20000));
    bursts(s);
    story_end(s);
}

/* --- all -------------------------------------------------------------------------------------- */

static bool lost; /* a question */

static void measure_loss(void)
{
    heading("loss");
    lost = !loss_measure(less(10000));
}

static const struct {
    const char *name;
    void (*measure)(void);
} parts[] = {
    {"start", measure_start},           {"idle", measure_idle}, {"latency", measure_latency},
    {"throughput", measure_throughput}, {"loss", measure_loss},
};

static int usage(void)
{
    fprintf(stderr, "usage: bench_askd [--quick] [start|idle|latency|throughput|loss]\n");
    return 2;
}

int main(int argc, char **argv)
{
    const char *only = NULL;
    bool found = false;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--quick") == 0)
            quick = true;
        else if (argv[i][0] == '-' || only)
            return usage();
        else
            only = argv[i];
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!only || strcmp(only, parts[i].name) == 0) {
            found = true;
            parts[i].measure();
        }
    return !found ? usage() : lost ? 1 : 0;
}
