/*
 * What a start needs, and what it says when something is missing: exit code 2 and a sentence.
 */
#include "tests/story/story.h"

#include <glib/gstdio.h>
#include <signal.h>

/* It ends with 2, and with these words. */
static void expect_refused(Story *s, const char *words)
{
    g_autofree char *printed = NULL;
    int code = askd_run(s, &printed, "run", NULL);
    if (code != 2 || !strstr(printed, words))
        fail_msg("exit code %d, without \"%s\": %.600s", code, words, printed);
}

static char *file_with(Story *s, const char *name, const char *text, int mode)
{
    char *path = g_build_filename(s->folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(g_chmod(path, mode), 0);
    return path;
}

static void a_missing_token_is_asked_for(void **state)
{
    Story *s = *state;
    story_env(s, "SLACK_APP_TOKEN", NULL);
    expect_refused(s, "SLACK_APP_TOKEN");
    story_env(s, "SLACK_APP_TOKEN", s->app_token);
    story_env(s, "SLACK_BOT_TOKEN", NULL);
    expect_refused(s, "SLACK_BOT_TOKEN");
}

static void a_token_of_the_wrong_kind_is_told_where_it_belongs(void **state)
{
    Story *s = *state;
    story_env(s, "SLACK_APP_TOKEN", s->bot_token);
    expect_refused(s, "which belongs in SLACK_BOT_TOKEN");
    story_env(s, "SLACK_APP_TOKEN", s->app_token);
    story_env(s, "SLACK_BOT_TOKEN", s->app_token);
    expect_refused(s, "which belongs in SLACK_APP_TOKEN");
}

static void a_token_that_slack_refuses_ends_the_start(void **state)
{
    story_env(*state, "SLACK_APP_TOKEN", "xapp-test-1-WRONG");
    expect_refused(*state, "invalid_auth");
}

/* Of the app's token, then of the bot's: each is told where it is mended. */
static void a_missing_scope_ends_the_start(void **state)
{
    Story *s = *state;
    fault(s,
          "{\"method\": \"apps.connections.open\", \"times\": -1, \"error\": \"missing_scope\"}");
    expect_refused(s, "make one with the scope connections:write");
    story_reset(s);
    fault(s, "{\"method\": \"auth.test\", \"times\": -1, \"error\": \"missing_scope\"}");
    fault(s, "{\"method\": \"apps.connections.open\", \"times\": -1, \"status\": 500}");
    expect_refused(s, "add the scope under \\\"OAuth & Permissions\\\"");
}

static void a_token_file_that_others_can_read_is_refused(void **state)
{
    Story *s = *state;
    g_autofree char *path = file_with(s, "token", s->app_token, 0644);
    story_env(s, "SLACK_APP_TOKEN", NULL);
    story_env(s, "SLACK_APP_TOKEN_FILE", path);
    expect_refused(s, "chmod 600");
}

static void a_malformed_configuration_is_told_by_line(void **state)
{
    g_autofree char *path = file_with(*state, "askd.conf", "[slack]\nconnections = many\n", 0600);
    story_env(*state, "ASKD_CONFIG", path);
    expect_refused(*state, "askd.conf:2");
}

static void an_unreachable_host_is_tried_until_it_is_there(void **state)
{
    Story *s = *state;
    fault(s, "{\"method\": \"*\", \"times\": 8, \"drop\": true}");
    askd_spawn(s);
    expect_said(s, "auth_test_failed");
    connections_wait(s, 2);
    expect_answering(s);
    askd_stop(s);
}

static void a_stop_ends_with_zero_and_closes_its_connections(void **state)
{
    Story *s = *state;
    askd_start(s);
    expect_answering(s);
    askd_stop(s);
    connections_wait(s, 0);
}

/* As it was, for the next. */
static int again(void **state)
{
    Story *s = *state;
    askd_kill(s);
    story_reset(s);
    story_env(s, "SLACK_APP_TOKEN", s->app_token);
    story_env(s, "SLACK_BOT_TOKEN", s->bot_token);
    story_env(s, "SLACK_APP_TOKEN_FILE", NULL);
    story_env(s, "ASKD_CONFIG", NULL);
    story_env(s, "ASKD_DB", s->db);
    return 0;
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
#define TOLD(name) cmocka_unit_test_setup(name, again)
    const struct CMUnitTest tests[] = {
        TOLD(a_missing_token_is_asked_for),
        TOLD(a_token_of_the_wrong_kind_is_told_where_it_belongs),
        TOLD(a_token_that_slack_refuses_ends_the_start),
        TOLD(a_missing_scope_ends_the_start),
        TOLD(a_token_file_that_others_can_read_is_refused),
        TOLD(a_malformed_configuration_is_told_by_line),
        TOLD(an_unreachable_host_is_tried_until_it_is_there),
        TOLD(a_stop_ends_with_zero_and_closes_its_connections),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
