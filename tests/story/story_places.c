/*
 * Questions find the people who can answer them: pointed there by a moderator, from the message
 * itself; and the workspace's own channels are among the places.
 */
#include "tests/story/story.h"

#include "knowledge/timer.h"

static json_t *top_modal(Story *s, const char *user)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", user,
                            "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(shown, "ok")));
    return json_object_get(shown, "view");
}

static void submit(Story *s, const char *user, json_t *values)
{
    json_t *done = control(s, "submit", "{s:s, s:o, s:i}", "user", user, "values", values,
                           "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "closed")));
}

static void point(Story *s, const char *user, const char *channel, const char *ts)
{
    json_t *done = control(s, "shortcut", "{s:s, s:s, s:s, s:s, s:i}", "user", user, "callback_id",
                           "wrong_channel.open", "channel", channel, "ts", ts, "wait_ms",
                           PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
}

static void a_moderator_points_a_question_to_the_right_place(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0ANA", "C0HELP", "my storage driver is slow on docker, any ideas?");
    point(s, "U0MOD", "C0HELP", ts);
    assert_true(says(top_modal(s, "U0MOD"), "Docker Community Slack: storage"));
    submit(s, "U0MOD", json_object()); /* what fits best is chosen already */
    json_t *told = expect_seen(s, "U0ANA", "C0HELP", "Docker Community Slack: storage");
    assert_true(says(told, "<@U0ANA> there is a better place"));
    assert_string_equal(json_string_value(json_object_get(told, "thread_ts")), ts);
    expect_seen(s, "U0MOD", "dm", "Done: they were pointed there.");
}

static void it_is_said_in_the_language_of_the_question_and_privately_if_wished(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0WEI", "C0HELP", "Docker 的存储驱动很慢，怎么办？");
    point(s, "U0MOD", "C0HELP", ts);
    top_modal(s, "U0MOD");
    submit(s, "U0MOD", json_pack("{s:s}", "how", "dm"));
    assert_true(says(expect_seen(s, "U0WEI", "dm", "这个问题有更合适的地方"), "存储"));
    expect_hidden(s, NULL, "这个问题有更合适的地方");
}

static void where_askd_may_not_write_the_author_is_told_directly(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0SAM", "C0STORAGE", "Where do I ask about envoy filters?");
    point(s, "U0MOD", "C0STORAGE", ts);
    assert_true(says(top_modal(s, "U0MOD"), "Envoy"));
    submit(s, "U0MOD", json_object());
    expect_seen(s, "U0SAM", "dm", "there is a better place");
}

static void only_moderators_point(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0ANA", "C0HELP", "my storage driver is slow");
    point(s, "U0WEI", "C0HELP", ts);
    expect_seen(s, "U0WEI", "C0HELP", "Only moderators may do that.");
    assert_int_equal(calls_of(s, "views.open"), 0);
}

/* As though a day had passed since Slack was asked. */
static void let_a_day_pass(Story *s)
{
    g_autoptr(GError) error = NULL;
    askd_stop(s);
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    assert_ok(timer_set(kb, "channels.learn", NULL, 1, "1", &error), error);
    assert_ok(kb_commit(kb, &error), error);
    askd_start(s);
}

static json_t *where(Story *s, const char *user, const char *topic)
{
    return json_object_get(slash(s, user, "C0HELP", "/channels", topic), "payload");
}

static bool is_sent_to_the_channel(Story *s, const void *topic)
{
    return says(where(s, "U0ANA", topic), "redirect?channel=C0");
}

static bool has_asked_twice(Story *s, const void *nothing)
{
    (void)nothing;
    return calls_of(s, "conversations.list") == 2;
}

static void the_channels_here_are_learned_from_slack_and_described_by_moderators(void **state)
{
    Story *s = *state;
    assert_false(is_sent_to_the_channel(s, "quibbles"));
    control(s, "describe", "{s:s, s:s}", "channel", "C0HELP", "topic", "Quibbles & <quarrels>");
    control(s, "describe", "{s:s, s:s}", "channel", "C0TRIAGE", "topic", "Quibbles of moderators");
    let_a_day_pass(s);
    assert_true(eventually(s, is_sent_to_the_channel, "quibbles"));
    json_t *found = where(s, "U0ANA", "quibbles");
    assert_true(says(found, "channel=C0HELP|#help: Quibbles"));
    assert_false(says(found, "C0TRIAGE")); /* it is private */
    assert_true(says(where(s, "U0ANA", ""), "Channels here"));

    slash(s, "U0MOD", "C0TRIAGE", "/askd", "entry channel-c0help");
    click(s, "U0MOD", "C0TRIAGE", ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", "#help")),
          "Edit English…");
    top_modal(s, "U0MOD");
    control(s, "submit", "{s:s, s:{s:s, s:s}, s:i}", "user", "U0MOD", "values", "title",
            "#help: anything about zwobbles", "answer", "People answer within the day.", "wait_ms",
            PATIENCE_MS);
    control(s, "submit", "{s:s, s:i}", "user", "U0MOD", "wait_ms", PATIENCE_MS);
    assert_true(eventually(s, is_sent_to_the_channel, "zwobbles"));
    let_a_day_pass(s); /* what a person wrote stays */
    assert_true(eventually(s, has_asked_twice, NULL));
    assert_true(says(where(s, "U0ANA", "zwobbles"), "People answer within the day."));
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", "--manifest", "deploy/slack-manifest.json", NULL);
    *state = s;
    story_config(s, "[community]\nmoderators = U0MOD\n");
    askd_start(s);
    return 0;
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(a_moderator_points_a_question_to_the_right_place),
        TOLD(it_is_said_in_the_language_of_the_question_and_privately_if_wished),
        TOLD(where_askd_may_not_write_the_author_is_told_directly),
        TOLD(only_moderators_point),
        TOLD(the_channels_here_are_learned_from_slack_and_described_by_moderators),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
