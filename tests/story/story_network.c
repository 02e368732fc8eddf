/*
 * Slack goes away, refreshes and talks nonsense; questions are answered all the same.
 */
#include "tests/story/story.h"

enum { FRAMES = 12 };

static const char ANSWER[] = "standard container runtime";

/* A daemon that has not lost a connection lately: one that has waits longer and longer. */
static void start_afresh(Story *s)
{
    story_reset(s);
    askd_stop(s);
    askd_start(s);
}

static json_t *newest(Story *s)
{
    json_t *list =
        json_object_get(control(s, "socket", "{s:s}", "do", "connections"), "connections");
    json_t *last = json_array_get(list, json_array_size(list) - 1);
    assert_non_null(last);
    return json_object_get(last, "conn");
}

static bool is_gone(Story *s, const void *conn)
{
    size_t i;
    json_t *one;
    json_t *list =
        json_object_get(control(s, "socket", "{s:s}", "do", "connections"), "connections");
    json_array_foreach(list, i,
                       one) if (json_equal(json_object_get(one, "conn"), conn)) return false;
    return true;
}

/*
 * The connection breaks right after its nth envelope, whose ack is lost: commands before that one,
 * then a direct message, which Slack delivers again. What becomes of a command's: story_duplicates.
 */
static void break_at(Story *s, const char *how, int n)
{
    start_afresh(s);
    json_t *conn = newest(s);
    control(s, "socket", "{s:s, s:s, s:O}", "do", "distribution", "mode", "fixed", "conn", conn);
    control(s, "socket", "{s:s, s:s, s:i, s:O}", "do", "drop", "how", how, "after_sent", n, "conn",
            conn);
    for (int i = 1; i < n; i++)
        expect_answering(s);
    say(s, "U0ANA", "dm", "what does containerd do?");
    assert_true(eventually(s, is_gone, conn));
    expect_seen(s, "U0ANA", "dm", ANSWER);
    connections_wait(s, 2);
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", ANSWER), 1);
    expect_answering(s);
}

static void a_connection_that_breaks_after_any_envelope_costs_no_answer(void **state)
{
    static const char *const hows[] = {"rst", "fin"};
    for (int n = 1; n <= FRAMES; n++)
        break_at(*state, hows[n % 2], n);
}

static void an_event_whose_ack_is_lost_is_answered_once(void **state)
{
    Story *s = *state;
    connections_wait(s, 2);
    json_t *conn = newest(s);
    control(s, "socket", "{s:s, s:s, s:i, s:s}", "do", "drop", "how", "rst", "after_sent", 1,
            "conn", "all");
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    assert_true(eventually(s, is_gone, conn));
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    connections_wait(s, 2);
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

/* --- refresh ---------------------------------------------------------------------------------- */

/* What is sent is acked, on a slow machine perhaps later than Slack waits. */
static bool is_all_acked(Story *s, const void *nothing)
{
    (void)nothing;
    json_t *status = control(s, "load_status", NULL);
    json_int_t acked = json_integer_value(json_object_get(status, "acked")) +
                       json_integer_value(json_object_get(status, "late"));
    assert_int_equal(json_integer_value(json_object_get(status, "errors")), 0);
    return acked > 0 && acked == json_integer_value(json_object_get(status, "sent"));
}

static void refresh_one(Story *s, const char *reason)
{
    json_t *list =
        json_object_get(control(s, "socket", "{s:s}", "do", "connections"), "connections");
    json_t *oldest = json_object_get(json_array_get(list, 0), "conn");
    control(s, "socket", "{s:s, s:s, s:O, s:i}", "do", "disconnect", "reason", reason, "conn",
            oldest, "close_ms", 5000);
    assert_true(eventually(s, is_gone, oldest));
    connections_wait(s, 2);
}

/*
 * An announced connection gets no envelopes once there is a newer one, as far as is known of Slack.
 */
static void a_refresh_under_load_loses_nothing(void **state)
{
    Story *s = *state;
    connections_wait(s, 2);
    control(s, "socket", "{s:s, s:s}", "do", "distribution", "mode", "newest");
    control(s, "load", "{s:i, s:i, s:[s], s:s}", "count", 100000, "rate", 50, "questions",
            "what does containerd do?", "channel", "C0GENERAL");
    refresh_one(s, "warning");
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    refresh_one(s, "refresh_requested");
    say(s, "U0WEI", "C0CHINA", "@askd what does containerd do?");
    control(s, "load_stop", NULL);
    assert_true(eventually(s, is_all_acked, NULL));
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    expect_seen(s, "U0WEI", "C0CHINA", ANSWER);
    settled_wait(s);
    assert_int_equal(stat_of(s, "given_up"), 0);
    assert_int_equal(stat_of(s, "duplicate_acks"), 0);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
    assert_int_equal(seen_count(s, "U0WEI", "C0CHINA", ANSWER), 1);
}

static void a_burst_of_five_hundred_is_answered(void **state)
{
    enum { BURST = 500 };
    Story *s = *state;
    connections_wait(s, 2);
    control(s, "load", "{s:i, s:i, s:[s], s:s}", "count", BURST, "in_flight", BURST, "questions",
            "what does containerd do?", "channel", "C0GENERAL");
    assert_true(eventually(s, is_all_acked, NULL));
    json_t *status = control(s, "load_status", NULL);
    assert_int_equal(json_integer_value(json_object_get(status, "sent")), BURST);
    json_int_t us = json_integer_value(json_object_get(json_object_get(status, "us"), "max"));
    print_message("# the last of %d was answered after %d ms\n", BURST, (int)(us / 1000));
    expect_answering(s);
}

/* --- nonsense --------------------------------------------------------------------------------- */

static void frame(Story *s, const char *text, int pieces)
{
    json_t *done =
        control(s, "socket", "{s:s, s:s, s:i}", "do", "raw", "text", text, "fragments", pieces);
    assert_true(json_is_true(json_object_get(done, "ok")));
}

static bool is_acked(Story *s, const void *id)
{
    return says(control(s, "acks", NULL), id);
}

static void nonsense_is_survived_and_acked_where_it_has_a_name(void **state)
{
    static const char *const frames[] = {
        "null",
        "",
        "[]",
        "17",
        "\"text\"",
        "{}",
        "{\"type\": 5, \"envelope_id\": {}}",
        "{\"type\": \"hello\"}",
        "{\"type\": \"events_api\", \"payload\": [1]}",
        "{\"envelope_id\": \"odd-1\", \"type\": \"unheard_of\", \"payload\": null}",
        "{\"envelope_id\": \"odd-2\", \"type\": \"slash_commands\", \"payload\": }",
    };
    Story *s = *state;
    connections_wait(s, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(frames); i++) {
        frame(s, frames[i], 1);
        expect_answering(s);
    }
    assert_true(eventually(s, is_acked, "odd-1"));
    assert_true(eventually(s, is_acked, "odd-2"));
    g_autofree char *nested = g_strnfill(100000, '[');
    frame(s, nested, 1);
    expect_answering(s);
    control(s, "socket", "{s:s, s:s, s:b}", "do", "raw", "hex", "00ff10", "binary", 1);
    expect_answering(s);
}

static void envelopes_of_any_size_and_shape_are_acked(void **state)
{
    static const char format[] =
        "{\"envelope_id\": \"%s\", \"type\": \"unheard_of\", \"payload\": \"%s\"}";
    Story *s = *state;
    connections_wait(s, 2);
    g_autofree char *large = g_strnfill(1000 * 1000, 'x'), *huge = g_strnfill(1200 * 1000, 'x');
    g_autofree char *first = g_strdup_printf(format, "pieces", "x");
    g_autofree char *second = g_strdup_printf(format, "large", large);
    g_autofree char *third = g_strdup_printf(format, "huge", huge);
    frame(s, first, (int)strlen(first));
    assert_true(eventually(s, is_acked, "pieces"));
    frame(s, second, 1);
    assert_true(eventually(s, is_acked, "large"));
    frame(s, third, 1);
    assert_true(eventually(s, is_acked, "huge"));
    expect_answering(s);
}

static int begin(void **state)
{
    Story *s =
        story_begin("--no-rate-limit", "--time-scale", "0.05", "--hello-life", "36000", NULL);
    *state = s;
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(nonsense_is_survived_and_acked_where_it_has_a_name),
        TOLD(envelopes_of_any_size_and_shape_are_acked),
        TOLD(a_burst_of_five_hundred_is_answered),
        TOLD(a_refresh_under_load_loses_nothing),
        TOLD(an_event_whose_ack_is_lost_is_answered_once),
        TOLD(a_connection_that_breaks_after_any_envelope_costs_no_answer),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
