/*
 * Where it is switched on, a question that nobody asked askd is answered in its thread; nowhere
 * else, nothing less certain, and not for long when it was not wanted.
 */
#include "tests/story/story.h"

static const char ANSWER[] = "standard container runtime";

static const char *answered(Story *s, const char *user, const char *channel, const char *text)
{
    const char *ts = say(s, user, channel, text);
    json_t *reply = expect_seen(s, user, channel, ANSWER);
    assert_string_equal(json_string_value(json_object_get(reply, "thread_ts")), ts);
    return ts_of(reply);
}

/* What was said before it has been heard, and led to nothing, when this is answered. */
static void silence(Story *s)
{
    settled_wait(s);
    expect_answering(s);
    assert_int_equal(calls_of(s, "chat.postMessage"), 0);
}

static void a_question_is_answered_in_its_thread_and_then_there_is_a_pause(void **state)
{
    Story *s = *state;
    const char *reply = answered(s, "U0ANA", "C0HELP", "what does containerd do?");
    assert_true(says(expect_seen(s, "U0ANA", "C0HELP", "nobody asked me"), "<@U0ANA>"));
    say(s, "U0WEI", "C0HELP", "what does containerd do?");
    settled_wait(s);
    assert_int_equal(calls_of(s, "chat.postMessage"), 1);

    click(s, "U0WEI", "C0HELP", reply, "No, take it away");
    expect_seen(s, "U0WEI", "C0HELP", "Only who asked, or a moderator, may say so.");
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", ANSWER), 1);
    click(s, "U0ANA", "C0HELP", reply, "No, take it away");
    expect_seen(s, "U0ANA", "C0HELP", "Taken away");
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", ANSWER), 0);
}

static void what_is_no_certain_question_is_let_pass(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0CHINA", "containerd is great");
    say(s, "U0ANA", "C0CHINA", "has anybody seen my quibbling frobnicator?");
    say(s, "U0ANA", "C0CHINA", "thanks all!");
    silence(s);
    const char *ts = say(s, "U0ANA", "C0CHINA", "good morning");
    control(s, "say", "{s:s, s:s, s:s, s:s}", "user", "U0WEI", "channel", "C0CHINA", "text",
            "what does containerd do?", "thread_ts", ts);
    silence(s); /* in a thread others are talking */
    assert_int_equal(logged(s, "frobnicator", NULL), 0);
}

static void channels_that_are_not_named_are_left_alone(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0GENERAL", "what does containerd do?");
    silence(s);
}

static void a_mention_is_answered_once(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0CHINA", "<@U0ASKD> what does containerd do?");
    expect_seen(s, "U0ANA", "C0CHINA", ANSWER);
    settled_wait(s);
    expect_answering(s);
    assert_int_equal(calls_of(s, "chat.postMessage"), 1);
}

static void chinese_is_answered_in_chinese(void **state)
{
    Story *s = *state;
    say(s, "U0WEI", "C0CHINA", "普罗米修斯是谁捐给 CNCF 的？");
    assert_true(says(expect_seen(s, "U0WEI", "C0CHINA", "虽然没有问我"), "SoundCloud"));
}

static void without_it_askd_asks_for_no_scope_that_reads_channels(void **state)
{
    Story *s = *state;
    char *with = NULL, *without = NULL;
    story_env(s, "ASKD_CONFIG", NULL);
    assert_int_equal(askd_run(s, &without, "manifest", NULL), 0);
    assert_int_equal(askd_run(s, &with, "manifest", "--with", "auto-answer", NULL), 0);
    assert_null(strstr(without, "channels:history"));
    assert_null(strstr(without, "message.channels"));
    assert_non_null(strstr(with, "channels:history"));
    assert_non_null(strstr(with, "message.channels"));
    g_free(with);
    g_free(without);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\nauto_answer = C0HELP, C0CHINA\n");
    story_install(s);
    askd_start(s);
    return 0;
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(what_is_no_certain_question_is_let_pass),
        TOLD(channels_that_are_not_named_are_left_alone),
        TOLD(a_mention_is_answered_once),
        TOLD(chinese_is_answered_in_chinese),
        TOLD(a_question_is_answered_in_its_thread_and_then_there_is_a_pause),
        TOLD(without_it_askd_asks_for_no_scope_that_reads_channels),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
