/*
 * SIGTERM in the middle of work: it ends with 0 and soon; what was acked is in the log, and what
 * was promised and not yet sent is sent after the next start, once.
 */
#include "tests/story/story.h"

enum { MENTIONS = 5, ROUNDS = 2, SOON_MS = 30 * 1000 /* the outbox alone gets five seconds */ };

static const char ANSWER[] = "standard container runtime";
static const char QUESTION[] = "what does containerd do?";

static json_int_t load_status(Story *s, const char *name)
{
    return json_integer_value(json_object_get(control(s, "load_status", NULL), name));
}

static bool is_under_load(Story *s, const void *nothing)
{
    (void)nothing;
    return load_status(s, "acked") > 50;
}

static bool is_load_over(Story *s, const void *nothing)
{
    (void)nothing;
    return !json_is_true(json_object_get(control(s, "load_status", NULL), "running"));
}

/* Commands come all the time; answers to mentions are refused for now, and stay owed. */
static void work_hard(Story *s)
{
    fault(s, "{\"method\": \"chat.postMessage\", \"times\": -1, \"status\": 503}");
    for (int i = 0; i < MENTIONS; i++) {
        g_autofree char *text = g_strconcat("@askd ", QUESTION, NULL);
        say(s, "U0ANA", "C0HELP", text);
    }
    settled_wait(s);
    control(s, "load", "{s:i, s:i, s:[s], s:s}", "count", 100000, "rate", 200, "questions",
            QUESTION, "channel", "C0GENERAL");
    assert_true(eventually(s, is_under_load, NULL));
}

static void stop_in_the_middle(Story *s)
{
    int64_t since_us = g_get_monotonic_time();
    askd_stop(s);
    int ms = (int)((g_get_monotonic_time() - since_us) / 1000);
    print_message("# it took %d ms to stop\n", ms);
    assert_true(ms < SOON_MS);
}

static bool is_all_answered(Story *s, const void *nothing)
{
    (void)nothing;
    return seen_count(s, "U0ANA", "C0HELP", ANSWER) >= MENTIONS;
}

static void a_stop_under_load_loses_nothing(void **state)
{
    Story *s = *state;
    for (int round = 0; round < ROUNDS; round++) {
        story_reset(s);
        if (!s->askd)
            askd_start(s);
        size_t before = logged(s, "containerd", NULL);
        work_hard(s);
        stop_in_the_middle(s);
        control(s, "load_stop", NULL);
        assert_true(eventually(s, is_load_over, NULL));
        size_t acked = (size_t)load_status(s, "acked");
        assert_true(logged(s, "containerd", NULL) - before >= acked + MENTIONS);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 0);

        control(s, "unfault", NULL);
        askd_start(s);
        assert_true(eventually(s, is_all_answered, NULL));
        askd_stop(s);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), MENTIONS);
    }
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    askd_teach_one(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_under_load_loses_nothing),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
