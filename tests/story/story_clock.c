/*
 * The wall clock is set, back and forward, while the daemon runs: people are answered, what waits
 * is sent, what was put off comes, and once.
 */
#include "tests/story/set_clock.h"

#include "knowledge/timer.h"

#define HOUR_MS ((int64_t)60 * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)

static const char ANSWER[] = "standard container runtime";
static const char WELCOME[] = "this community's helper";

static int newcomers; /* so far: each has a name of its own */

static bool is_called(Story *s, const void *method)
{
    return calls_of(s, method) > 0;
}

static void answer_everywhere(Story *s)
{
    enum { MENTIONS = 8 /* at once, which Slack allows to nobody */ };
    story_reset(s);
    connections_wait(s, 2);
    expect_answering(s);
    for (int i = 0; i < MENTIONS; i++)
        say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    json_t *look =
        control(s, "wait", "{s:s, s:s, s:s, s:s, s:i, s:i}", "user", "U0ANA", "channel", "C0HELP",
                "contains", ANSWER, "from", "bot", "count", MENTIONS, "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    click(s, "U0WEI", "C0HELP", ts_of(expect_seen(s, "U0WEI", "C0HELP", ANSWER)),
          "Ask the maintainers");
    expect_seen(s, "U0WEI", "C0HELP", "Your question is in the log now");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), MENTIONS);
    assert_int_equal(stat_of(s, "limited"), 0);
}

static void people_are_answered_whatever_the_clock_says(void **state)
{
    static const int64_t shifts[] = {-HOUR_MS, HOUR_MS, -30 * DAY_MS, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(shifts); i++) {
        set_clock(*state, shifts[i]);
        answer_everywhere(*state);
    }
}

/* Within the seconds that Slack asks to wait for; later there is nothing to see, and no harm. */
static void what_waits_to_be_sent_again_does_not_wait_for_the_clock(void **state)
{
    static const int64_t shifts[] = {-HOUR_MS, 0};
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(shifts); i++) {
        story_reset(s);
        fault(s, "{\"method\": \"chat.postMessage\", \"status\": 429, \"retry_after\": 3}");
        say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
        assert_true(eventually(s, is_called, "chat.postMessage"));
        set_clock(s, shifts[i]);
        expect_seen(s, "U0ANA", "C0HELP", ANSWER);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
    }
}

static bool is_told(Story *s, const void *words)
{
    return seen_count(s, "U0WEI", "C0HELP", words) + seen_count(s, "U0WEI", "dm", words) > 0;
}

/* A response_url has ended by a clock that was set forward: then it is said by direct message. */
static void what_has_ended_by_the_clock_is_said_another_way(void **state)
{
    static const char LOGGED[] = "Your question is in the log now";
    Story *s = *state;
    story_reset(s);
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    const char *ts = ts_of(expect_seen(s, "U0WEI", "C0HELP", ANSWER));
    fault(s, "{\"method\": \"response_url\", \"status\": 429, \"retry_after\": 3}");
    click(s, "U0WEI", "C0HELP", ts, "Ask the maintainers");
    assert_true(eventually(s, is_called, "response_url"));
    set_clock(s, HOUR_MS);
    assert_true(eventually(s, is_told, LOGGED));
    assert_int_equal(
        seen_count(s, "U0WEI", "C0HELP", LOGGED) + seen_count(s, "U0WEI", "dm", LOGGED), 1);
}

static char *welcome_somebody(Story *s)
{
    char *id = g_strdup_printf("U0NEW%d", newcomers++);
    control(s, "invite", "{s:s, s:s}", "id", id, "name", id);
    expect_seen(s, id, "dm", WELCOME);
    return id;
}

/* Nobody waits behind those whose welcome lies in what the clock now calls the future. */
static void a_newcomer_is_welcomed_at_once_when_the_clock_was_set_back(void **state)
{
    Story *s = *state;
    story_reset(s);
    set_clock(s, HOUR_MS);
    g_free(welcome_somebody(s));
    set_clock(s, 0);
    g_free(welcome_somebody(s));
}

static void a_check_in_comes_by_the_clock_and_once(void **state)
{
    static const char CHECK_IN[] = "How are you getting on?";
    Story *s = *state;
    story_reset(s);
    g_autofree char *id = welcome_somebody(s);
    set_clock(s, 3 * DAY_MS - HOUR_MS);
    expect_answering(s);
    assert_int_equal(seen_count(s, id, "dm", CHECK_IN), 0);
    set_clock(s, 3 * DAY_MS + HOUR_MS);
    expect_seen(s, id, "dm", CHECK_IN);
    set_clock(s, 0);
    expect_answering(s);
    set_clock(s, 4 * DAY_MS);
    expect_answering(s);
    settled_wait(s);
    assert_int_equal(seen_count(s, id, "dm", CHECK_IN), 1);
}

static bool asker_is_unknown(Story *s, const void *words)
{
    char *output = NULL;
    bool known = false;
    assert_int_equal(askd_run(s, &output, "questions", "export", "--format", "jsonl", NULL), 0);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++)
        known = known || (strstr(*line, words) && strstr(*line, "U0LIN"));
    g_free(output);
    return !known;
}

static void what_was_kept_long_enough_by_the_clock_goes(void **state)
{
    Story *s = *state;
    story_reset(s);
    set_clock(s, 0);
    slash(s, "U0LIN", "C0HELP", "/ask", "what does containerd do for retention?");
    set_clock(s, 89 * DAY_MS);
    expect_answering(s);
    assert_false(asker_is_unknown(s, "for retention?"));
    set_clock(s, 92 * DAY_MS);
    assert_true(eventually(s, asker_is_unknown, "for retention?"));
    assert_int_equal(logged(s, "for retention?", NULL), 1);
    set_clock(s, -DAY_MS);
    answer_everywhere(s);
}

/* When the next of what was put off is due, from now by a clock that is off by so much. */
static int64_t next_in_ms(Story *s, int64_t shift_ms)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open_reader(s->db, &error);
    int64_t due_ms = 0;
    assert_ok(kb, error);
    assert_ok(timer_next(kb, &due_ms, &error), error);
    return due_ms - shift_ms - g_get_real_time() / 1000;
}

/* Nothing of all that runs every day or oftener is due: it has run. */
static bool all_has_run(Story *s, const void *shift_ms)
{
    int64_t in_ms = next_in_ms(s, *(const int64_t *)shift_ms);
    return in_ms > 2000 && in_ms <= DAY_MS;
}

/* Years ahead, until somebody sees it: nobody is forgotten, and every night is a night again. */
static void a_clock_that_was_wrong_for_a_while_takes_nothing_away(void **state)
{
    static const int64_t years = 1000 * DAY_MS, none = 0;
    Story *s = *state;
    slash(s, "U0LIN", "C0HELP", "/ask", "what does containerd do in 2099?");
    assert_true(eventually(s, all_has_run, &none));
    set_clock(s, years);
    expect_answering(s);
    assert_true(eventually(s, all_has_run, &years));
    set_clock(s, none);
    assert_int_equal(logged(s, "in 2099?", NULL), 1);
    assert_false(asker_is_unknown(s, "in 2099?"));
    expect_answering(s);
    assert_true(eventually(s, all_has_run, &none));
}

static int begin(void **state)
{
    Story *s = story_begin("--quiet", NULL);
    *state = s;
    askd_teach_one(s);
    assert_int_equal(askd_run(s, NULL, "import", "knowledge/content/welcome", NULL), 0);
    set_clock_prepare(s);
    askd_start(s);
    return 0;
}

static int start_right(void **state)
{
    Story *s = *state;
    askd_stop(s);
    set_clock(s, 0);
    story_reset(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, start_right)
    const struct CMUnitTest tests[] = {
        TOLD(people_are_answered_whatever_the_clock_says),
        TOLD(what_waits_to_be_sent_again_does_not_wait_for_the_clock),
        TOLD(what_has_ended_by_the_clock_is_said_another_way),
        TOLD(a_newcomer_is_welcomed_at_once_when_the_clock_was_set_back),
        TOLD(a_check_in_comes_by_the_clock_and_once),
        TOLD(what_was_kept_long_enough_by_the_clock_goes),
        TOLD(a_clock_that_was_wrong_for_a_while_takes_nothing_away),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
