/*
 * Questions find the people who can answer them: pointed there by a moderator, from the message
 * itself.
 */
#include "tests/story/story.h"

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

static int begin(void **state)
{
    g_autofree char *path = NULL;
    Story *s = story_begin("--no-rate-limit", "--manifest", "deploy/slack-manifest.json", NULL);
    *state = s;
    path = g_build_filename(s->folder, "askd.conf", NULL);
    g_file_set_contents(path, "[community]\nmoderators = U0MOD\n", -1, NULL);
    story_env(s, "ASKD_CONFIG", path);
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
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
