/*
 * Moderators who are named by Slack's user group: whoever is in it may, whoever left it may not.
 */
#include "tests/story/story.h"

static bool may_see_the_queue(Story *s, const char *user)
{
    json_t *payload = json_object_get(slash(s, user, "C0HELP", "/questions", ""), "payload");
    return !says(payload, "Only moderators") && !says(payload, "只有管理员");
}

static bool may(Story *s, const void *user)
{
    return may_see_the_queue(s, user);
}

static bool may_not(Story *s, const void *user)
{
    return !may_see_the_queue(s, user);
}

/* As if a quarter of an hour had passed, at the next start. */
static void restart(Story *s)
{
    askd_stop(s);
    askd_start(s);
}

static void a_member_of_the_group_may_and_one_who_left_may_not(void **state)
{
    Story *s = *state;
    assert_true(eventually(s, may, "U0MOD"));
    assert_true(may_see_the_queue(s, "U0WEI")); /* named beside the group */
    assert_false(may_see_the_queue(s, "U0SAM"));
    control(s, "usergroup", "{s:[s]}", "users", "U0SAM");
    restart(s);
    assert_true(eventually(s, may, "U0SAM"));
    assert_true(eventually(s, may_not, "U0MOD"));
    assert_true(may_see_the_queue(s, "U0WEI"));
}

static void who_is_known_stays_known_while_slack_cannot_tell(void **state)
{
    Story *s = *state;
    json_int_t before = calls_of(s, "usergroups.users.list");
    assert_true(eventually(s, may, "U0MOD"));
    fault(s, "{\"method\": \"usergroups.users.list\", \"error\": \"plan_upgrade_required\"}");
    restart(s);
    expect_said(s, "plan_upgrade_required");
    assert_true(calls_of(s, "usergroups.users.list") > before);
    assert_true(may_see_the_queue(s, "U0MOD"));
}

static void a_report_reaches_the_members_of_the_group(void **state)
{
    Story *s = *state;
    assert_true(eventually(s, may, "U0MOD"));
    slash(s, "U0ANA", "C0HELP", "/report", "somebody is rude");
    control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", "U0ANA", "timeout_ms",
            PATIENCE_MS);
    control(s, "submit", "{s:s, s:{}, s:i}", "user", "U0ANA", "values", "wait_ms", PATIENCE_MS);
    expect_seen(s, "U0MOD", "dm", "somebody is rude");
    expect_seen(s, "U0WEI", "dm", "somebody is rude");
    assert_int_equal(seen_count(s, "U0SAM", "dm", "somebody is rude"), 0);
}

static void a_group_asks_for_its_scope(void **state)
{
    Story *s = *state;
    char *manifest = NULL;
    assert_int_equal(askd_run(s, &manifest, "manifest", NULL), 0);
    assert_non_null(strstr(manifest, "usergroups:read"));
    g_free(manifest);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\nmoderators = S0MODS, U0WEI\n");
    askd_start(s);
    return 0;
}

static int test_begin(void **state)
{
    int rc = story_test_begin(state);
    restart(*state); /* the group is as it was at first, and askd learns of it */
    return rc;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(a_member_of_the_group_may_and_one_who_left_may_not),
        TOLD(who_is_known_stays_known_while_slack_cannot_tell),
        TOLD(a_report_reaches_the_members_of_the_group),
        TOLD(a_group_asks_for_its_scope),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
