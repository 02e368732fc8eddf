/*
 * Somebody tells the moderators about a message: they see it, nobody else does, and the one it is
 * about least of all.
 */
#include "tests/story/story.h"

#include "knowledge/audit.h"
#include "knowledge/report.h"

static const char SECRET[] = "He called me names in the thread.";

static json_t *submit(Story *s, const char *user, json_t *values)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", user,
                            "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(shown, "ok")));
    json_t *done = control(s, "submit", "{s:s, s:o, s:i}", "user", user, "values", values,
                           "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
    return done;
}

static void shortcut(Story *s, const char *user, const char *channel, const char *ts)
{
    json_t *done = control(s, "shortcut", "{s:s, s:s, s:s, s:s, s:i}", "user", user, "callback_id",
                           "report.message", "channel", channel, "ts", ts, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
}

/* Whether any report, or any act, names that member. */
static bool is_named(Story *s, const char *user)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    g_autoptr(GPtrArray) reports = report_open(kb, 100, &error);
    assert_ok(reports, error);
    g_autoptr(GPtrArray) acts = audit_before(kb, 0, 100, &error);
    assert_ok(acts, error);
    bool named = false;
    for (unsigned i = 0; i < reports->len; i++)
        named = named || g_strcmp0(((const Report *)reports->pdata[i])->reporter, user) == 0;
    for (unsigned i = 0; i < acts->len; i++)
        named = named || g_strcmp0(((const AuditRow *)acts->pdata[i])->actor, user) == 0;
    return named;
}

static void a_message_is_reported_to_the_moderators_alone(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0SAM", "C0HELP", "You fool.");
    shortcut(s, "U0ANA", "C0HELP", ts);
    submit(s, "U0ANA", json_pack("{s:s}", "what", SECRET));
    expect_seen(s, "U0ANA", "dm", "Thank you. The moderators have your report");
    json_t *report = expect_seen(s, "U0MOD", "dm", SECRET);
    assert_true(says(report, "You fool."));
    assert_true(says(report, "<@U0ANA> reported this"));
    assert_true(says(report, "<@U0SAM> is whom it is about"));
    assert_true(says(report, "/archives/C0HELP/p"));
    expect_hidden(s, NULL, SECRET);
    static const char *const others[] = {"U0ANA", "U0WEI", "U0SAM"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        assert_int_equal(seen_count(s, others[i], "dm", SECRET), 0);
    expect_seen(s, "U0LIN", "dm", SECRET); /* the second moderator */
    assert_false(askd_said(s, "called me names"));

    click(s, "U0LIN", "dm", ts_of(expect_seen(s, "U0LIN", "dm", SECRET)), "Handled");
    expect_seen(s, "U0MOD", "dm", "<@U0LIN> has handled this.");
    expect_seen(s, "U0ANA", "dm", "The moderators have looked at your report");
    slash(s, "U0MOD", "C0HELP", "/askd", "reports");
    expect_seen(s, "U0MOD", "C0HELP", "No report waits.");
}

static void an_anonymous_report_leaves_no_trace_of_who_made_it(void **state)
{
    Story *s = *state;
    slash(s, "U0GUS", "C0GENERAL", "/report", "有人在私信里骚扰我");
    submit(s, "U0GUS", json_pack("{s:s}", "who", "anonymous"));
    expect_seen(s, "U0GUS", "dm", "没有保存你的名字");
    json_t *report = expect_seen(s, "U0MOD", "dm", "有人在私信里骚扰我");
    assert_true(says(report, "does not want to be known"));
    assert_false(says(report, "U0GUS"));
    assert_false(is_named(s, "U0GUS"));
}

static void a_report_of_a_moderator_goes_to_the_others(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0MOD", "C0HELP", "I am the boss.");
    shortcut(s, "U0WEI", "C0HELP", ts);
    submit(s, "U0WEI", json_object());
    expect_seen(s, "U0LIN", "dm", "I am the boss.");
    expect_seen(s, "U0WEI", "dm", "Thank you.");
    assert_int_equal(seen_count(s, "U0MOD", "dm", "I am the boss."), 0);
    slash(s, "U0MOD", "C0HELP", "/askd", "reports");
    expect_seen(s, "U0MOD", "C0HELP", "Reports that wait");
    assert_int_equal(seen_count(s, "U0MOD", "C0HELP", "I am the boss."), 0);
}

static void an_empty_report_is_asked_for_words(void **state)
{
    Story *s = *state;
    slash(s, "U0ANA", "C0HELP", "/report", "");
    json_t *done = submit(s, "U0ANA", json_pack("{s:s}", "what", "   "));
    assert_false(json_is_true(json_object_get(done, "closed")));
    slash(s, "U0SAM", "C0HELP", "/askd", "reports");
    expect_seen(s, "U0SAM", "C0HELP", "Only moderators may do that.");
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", "--manifest", "deploy/slack-manifest.json", NULL);
    *state = s;
    story_config(s, "[community]\nmoderators = U0MOD, U0LIN\n");
    askd_start(s);
    control(s, "invite", "{s:s, s:s, s:b}", "id", "U0GUS", "name", "gus", "is_restricted", 1);
    return 0;
}

/* Nothing is reset: who was invited stays. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_reported_to_the_moderators_alone),
        cmocka_unit_test(an_anonymous_report_leaves_no_trace_of_who_made_it),
        cmocka_unit_test(a_report_of_a_moderator_goes_to_the_others),
        cmocka_unit_test(an_empty_report_is_asked_for_words),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
