/*
 * `askd check --online`: what Slack thinks of the tokens, and what an admin does about it, before
 * anything is started.
 */
#include "tests/story/story.h"

/* It ends so, with all these words, and shows no token. */
static void expect_printed(Story *s, int code, const char *const *words)
{
    g_autofree char *printed = NULL;
    int got = askd_run(s, &printed, "check", "--online", NULL);
    for (; *words; words++)
        if (!strstr(printed, *words))
            fail_msg("check --online: without \"%s\": %.1200s", *words, printed);
    if (got != code)
        fail_msg("check --online: exit code %d, not %d: %.1200s", got, code, printed);
    assert_null(strstr(printed, s->app_token));
    assert_null(strstr(printed, s->bot_token));
}
#define EXPECT(s, code, ...) expect_printed(s, code, (const char *const[]){__VA_ARGS__, NULL})

static json_t *own_manifest(Story *s)
{
    g_autofree char *printed = NULL;
    assert_int_equal(askd_run(s, &printed, "manifest", NULL), 0);
    json_t *manifest = json_loads(printed, 0, NULL);
    assert_non_null(manifest);
    return manifest;
}

static void all_is_well(void **state)
{
    Story *s = *state;
    story_install(s);
    EXPECT(s, 0, "bot token      Slack takes it: askd in Slackbox",
           "scopes         all that the manifest lists",
           "app token      Slack takes it, and Socket Mode is switched on", "is sound");
    assert_int_equal(stat_of(s, "connections_ever"), 0);
}

static void what_the_bot_lacks_is_named(void **state)
{
    Story *s = *state;
    json_t *manifest = own_manifest(s);
    json_t *scopes = json_object_get(
        json_object_get(json_object_get(manifest, "oauth_config"), "scopes"), "bot");
    g_autofree char *first = g_strdup(json_string_value(json_array_get(scopes, 0)));
    g_autofree char *second = g_strdup(json_string_value(json_array_get(scopes, 1)));
    g_autofree char *both =
        g_strdup_printf("the bot lacks scopes: %s, %s; add them", first, second);
    json_array_remove(scopes, 0);
    json_array_remove(scopes, 0);
    control(s, "manifest", "{s:o}", "manifest", manifest);
    EXPECT(s, 2, both, "install the app again", "app token      Slack takes it");
}

static void a_token_that_slack_refuses_is_named_and_the_other_looked_at(void **state)
{
    Story *s = *state;
    story_env(s, "SLACK_BOT_TOKEN", "xoxb-test-1-WRONG");
    EXPECT(s, 2, "Slack refuses the bot token (SLACK_BOT_TOKEN): invalid_auth", "put a valid one",
           "app token      Slack takes it");
    story_env(s, "SLACK_BOT_TOKEN", s->bot_token);
    story_env(s, "SLACK_APP_TOKEN", "xapp-test-1-WRONG");
    EXPECT(s, 2, "bot token      Slack takes it",
           "Slack refuses the app token (SLACK_APP_TOKEN): invalid_auth");
}

static void an_app_token_without_its_scope_is_told_which(void **state)
{
    fault(*state, "{\"method\": \"apps.connections.open\", \"error\": \"missing_scope\"}");
    EXPECT(*state, 2, "(SLACK_APP_TOKEN): missing_scope", "the scope connections:write");
}

static void socket_mode_that_is_off_is_told_of(void **state)
{
    control(*state, "socket", "{s:s, s:b}", "do", "link_disabled", "on", 1);
    EXPECT(*state, 2, "Socket Mode is switched off; switch it on");
}

static void a_slack_that_cannot_be_reached_is_told_of(void **state)
{
    story_env(*state, "SLACK_API_URL", "http://127.0.0.1:9/api/");
    EXPECT(*state, 1, "http://127.0.0.1:9/api/ could not be asked: ", "is sound");
}

static int afresh(void **state)
{
    Story *s = *state;
    story_reset(s);
    story_env(s, "SLACK_API_URL", s->api);
    story_env(s, "SLACK_APP_TOKEN", s->app_token);
    story_env(s, "SLACK_BOT_TOKEN", s->bot_token);
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
#define TOLD(name) cmocka_unit_test_setup(name, afresh)
    const struct CMUnitTest tests[] = {
        TOLD(all_is_well),
        TOLD(what_the_bot_lacks_is_named),
        TOLD(a_token_that_slack_refuses_is_named_and_the_other_looked_at),
        TOLD(an_app_token_without_its_scope_is_told_which),
        TOLD(socket_mode_that_is_off_is_told_of),
        TOLD(a_slack_that_cannot_be_reached_is_told_of),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
