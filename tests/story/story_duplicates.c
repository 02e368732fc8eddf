/*
 * What Slack delivers twice, and people press twice, is done once.
 */
#include "tests/story/story.h"

#include "knowledge/delivery.h"

static const char QUESTION[] = "@askd what does containerd do?";
static const char ANSWER[] = "standard container runtime";

/* --- deliveries ------------------------------------------------------------------------------- */

static bool is_acked_again(Story *s, const void *count)
{
    return stat_of(s, "duplicate_acks") >= *(const json_int_t *)count;
}

/* That envelope once more, until it is acked once more. */
static void redeliver(Story *s, const json_t *id, bool same)
{
    json_int_t acks = stat_of(s, "duplicate_acks") + 1;
    json_t *done =
        control(s, "socket", "{s:s, s:O, s:b}", "do", "redeliver", "envelope_id", id, "same", same);
    assert_true(json_is_true(json_object_get(done, "ok")));
    assert_true(eventually(s, is_acked_again, &acks));
}

static void redeliver_all(Story *s, json_t *act, bool same)
{
    size_t i;
    json_t *id;
    assert_true(json_array_size(json_object_get(act, "envelope_ids")) > 0);
    json_array_foreach(json_object_get(act, "envelope_ids"), i, id) redeliver(s, id, same);
}

static json_t *mention(Story *s)
{
    json_t *act = control(s, "say", "{s:s, s:s, s:s, s:i}", "user", "U0ANA", "channel", "C0HELP",
                          "text", QUESTION, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(act, "acked")));
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    return act;
}

static DeliveryCounts counts(Story *s)
{
    DeliveryCounts now;
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    assert_ok(delivery_counts(kb, &now, &error), error);
    kb_close(kb);
    return now;
}

static int64_t owed_calls(Story *s)
{
    return counts(s).owed;
}

/* What somebody else asks now goes through the same lane, after all that came before. */
static void expect_one_more(Story *s)
{
    const char *thread = say(s, "U0SAM", "C0HELP", QUESTION);
    json_t *look =
        control(s, "wait", "{s:s, s:s, s:s, s:s, s:s, s:i}", "user", "U0SAM", "channel", "C0HELP",
                "thread_ts", thread, "contains", ANSWER, "from", "bot", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0SAM", "C0HELP", ANSWER), 2);
}

static void expect_one_answer(Story *s, size_t logged_before)
{
    expect_one_more(s);
    assert_int_equal(logged(s, "containerd", NULL), logged_before + 2);
}

static void an_envelope_that_comes_twice_is_answered_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    json_t *act = mention(s);
    redeliver_all(s, act, true);
    redeliver_all(s, act, true);
    expect_one_answer(s, before);
}

static void an_event_that_comes_in_a_new_envelope_is_answered_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    json_t *act = mention(s);
    redeliver_all(s, act, false);
    expect_one_answer(s, before);
}

static void a_command_that_comes_twice_is_acked_with_the_same_answer(void **state)
{
    Story *s = *state;
    size_t i, same = 0, before = logged(s, "containerd", NULL);
    json_t *ack, *act = slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    redeliver_all(s, act, true);
    json_t *acks = json_object_get(control(s, "acks", NULL), "acks");
    json_array_foreach(acks, i, ack) same +=
        json_equal(json_object_get(ack, "payload"), json_object_get(act, "payload"));
    assert_int_equal(same, 2);
    assert_int_equal(logged(s, "containerd", NULL), before + 1);
    assert_int_equal(calls_of(s, "response_url"), 0);
}

static void what_comes_again_after_a_restart_is_answered_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    json_t *act = mention(s);
    askd_stop(s);
    askd_start(s);
    redeliver_all(s, act, true);
    redeliver_all(s, act, false);
    expect_one_answer(s, before);
}

static void what_comes_again_after_a_kill_is_answered_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    json_t *act = mention(s);
    settled_wait(s);
    askd_stop(s); /* the answer's ts is written down, so no call is in flight */
    askd_start(s);
    askd_kill(s);
    askd_start(s);
    redeliver_all(s, act, false);
    expect_one_answer(s, before);
}

/* Notes of posts stand behind those of replies; all of them are zeros when nothing is noted. */
static bool is_noted_or_written(Story *s, const void *nothing)
{
    enum { REPLIES_BYTES = 64 * 1024 };
    g_autofree char *path = g_strconcat(s->db, "-acks", NULL), *notes = NULL;
    gsize len = 0, at = REPLIES_BYTES;
    (void)nothing;
    assert_true(g_file_get_contents(path, &notes, &len, NULL));
    while (at < len && notes[at] == 0)
        at++;
    return at < len || owed_calls(s) == 0;
}

/* The file is locked, so that askd hears that Slack has posted and cannot write it down. */
static void a_post_that_slack_confirmed_is_not_made_again_after_a_kill(void **state)
{
    Story *s = *state;
    g_autoptr(GError) error = NULL;
    fault(s, "{\"method\": \"chat.postMessage\", \"delay_ms\": 2000}");
    say(s, "U0ANA", "C0HELP", QUESTION);
    settled_wait(s);
    Kb *kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    assert_true(eventually(s, is_noted_or_written, NULL));
    askd_kill(s);
    kb_roll_back(kb);
    kb_close(kb);
    askd_start(s);
    expect_one_more(s);
}

/* Slack raises app_mention and message for one text, in either order. */
static void a_mention_that_comes_as_two_events_is_answered_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    json_t *act = mention(s);
    assert_int_equal(json_array_size(json_object_get(act, "envelope_ids")), 2);
    expect_one_answer(s, before);
}

/* --- acks that nobody hears ------------------------------------------------------------------- */

static void lose_an_ack(Story *s, const char *how)
{
    askd_stop(s); /* one that has just lost connections waits before it connects again */
    story_reset(s);
    askd_start(s);
    connections_wait(s, 2);
    size_t before = logged(s, "containerd", NULL);
    control(s, "socket", "{s:s, s:s, s:i, s:s}", "do", "drop", "how", how, "after_sent", 1, "conn",
            "all");
    control(s, "slash", "{s:s, s:s, s:s, s:s}", "user", "U0ANA", "channel", "C0HELP", "command",
            "/ask", "text", "what does containerd do?");
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    settled_wait(s);
    assert_int_equal(logged(s, "containerd", NULL), before + 1);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

/* Slack never sends a command again: the answer was in the ack, and goes to the response_url. */
static void a_command_whose_ack_is_lost_is_answered_once(void **state)
{
    static const char *const hows[] = {"rst", "fin", "close"};
    for (size_t i = 0; i < G_N_ELEMENTS(hows); i++)
        lose_an_ack(*state, hows[i]);
}

/* The ping behind it was answered: what becomes of the connection afterwards does not matter. */
static bool has_settled(Story *s, const void *nothing)
{
    (void)nothing;
    slash(s, "U0WEI", "C0CHINA", "/askd", "help"); /* with which what is known is written down */
    return counts(s).replies <= 1;
}

static void a_command_whose_ack_arrived_is_not_answered_again_when_the_line_breaks(void **state)
{
    Story *s = *state;
    connections_wait(s, 2);
    slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    assert_true(eventually(s, has_settled, NULL));
    control(s, "socket", "{s:s, s:s, s:s}", "do", "drop", "how", "rst", "conn", "all");
    connections_wait(s, 2);
    slash(s, "U0ANA", "C0HELP", "/ask", "nobody knows what this is");
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

/* --- fingers ---------------------------------------------------------------------------------- */

static json_t *press(Story *s, const char *ts, const char *label)
{
    json_t *act = control(s, "click", "{s:s, s:s, s:s, s:s}", "user", "U0ANA", "channel", "C0HELP",
                          "ts", ts, "text", label);
    assert_true(json_is_true(json_object_get(act, "ok")));
    return act;
}

/* The first press changes the message, but that takes a while: the button is still there. */
static void press_twice(Story *s, const char *label)
{
    slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    json_t *message = expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    fault(s, "{\"method\": \"response_url\", \"times\": 2, \"delay_ms\": 1000}");
    press(s, ts_of(message), label);
    press(s, ts_of(message), label);
    settled_wait(s);
    assert_int_equal(stat_of(s, "given_up"), 0);
}

static void a_double_click_opens_a_question_once(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", "open");
    press_twice(s, "Ask the maintainers");
    expect_seen(s, "U0ANA", "C0HELP", "Your question is in the log now");
    assert_int_equal(logged(s, "containerd", "open"), before + 1);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "Your question is in the log now"), 1);
}

static bool is_nothing_owed(Story *s, const void *nothing)
{
    (void)nothing;
    return owed_calls(s) == 0;
}

/* Slack is down while both presses are made, so that the first one's answer is still on its way. */
static void a_double_click_shows_an_answer_to_everybody_once(void **state)
{
    Story *s = *state;
    slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    const char *ts = ts_of(expect_seen(s, "U0ANA", "C0HELP", ANSWER));
    fault(s, "{\"method\": \"response_url\", \"times\": -1, \"status\": 503}");
    press(s, ts, "Show to everyone");
    settled_wait(s);
    assert_true(owed_calls(s) > 0);
    g_usleep(2500 * 1000); /* longer than a double click takes */
    press(s, ts, "Show to everyone");
    settled_wait(s);
    control(s, "unfault", NULL);
    expect_seen(s, "U0WEI", "C0HELP", ANSWER);
    assert_true(eventually(s, is_nothing_owed, NULL));
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", ANSWER), 1);
}

static void a_click_that_comes_again_is_done_once(void **state)
{
    Story *s = *state;
    slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    json_t *message = expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    size_t before = logged(s, "containerd", "open");
    json_t *act = click(s, "U0ANA", "C0HELP", ts_of(message), "Ask the maintainers");
    redeliver_all(s, act, true);
    redeliver_all(s, act, false);
    expect_seen(s, "U0ANA", "C0HELP", "Your question is in the log now");
    assert_int_equal(logged(s, "containerd", "open"), before + 1);
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(an_envelope_that_comes_twice_is_answered_once),
        TOLD(an_event_that_comes_in_a_new_envelope_is_answered_once),
        TOLD(a_command_that_comes_twice_is_acked_with_the_same_answer),
        TOLD(what_comes_again_after_a_restart_is_answered_once),
        TOLD(what_comes_again_after_a_kill_is_answered_once),
        TOLD(a_post_that_slack_confirmed_is_not_made_again_after_a_kill),
        TOLD(a_mention_that_comes_as_two_events_is_answered_once),
        TOLD(a_command_whose_ack_is_lost_is_answered_once),
        TOLD(a_command_whose_ack_arrived_is_not_answered_again_when_the_line_breaks),
        TOLD(a_double_click_opens_a_question_once),
        TOLD(a_double_click_shows_an_answer_to_everybody_once),
        TOLD(a_click_that_comes_again_is_done_once),
    };
    return cmocka_run_group_tests(tests, story_group_begin_small, story_group_end);
}
