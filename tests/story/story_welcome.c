/*
 * Newcomers: each is welcomed once, in the language of their Slack, chooses what to do and ticks it
 * off; hears from askd once more unless they say no; and is told what moderators wrote for a
 * channel.
 */
#include "tests/story/story.h"

#include "knowledge/member.h"
#include "knowledge/newcomer.h"
#include "knowledge/timer.h"

static const char EN[] = "this community's helper";
static const char ZH[] = "我是社区助手";

static void invite(Story *s, const char *id, const char *locale)
{
    json_t *done = control(s, "invite", "{s:s, s:s, s:s, s:i}", "id", id, "name", id, "locale",
                           locale, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
}

static json_t *welcomed(Story *s, const char *user, const char *words)
{
    return expect_seen(s, user, "dm", words);
}

static void each_newcomer_is_welcomed_once_and_in_their_language(void **state)
{
    Story *s = *state;
    invite(s, "U1XIA", "zh-CN");
    invite(s, "U1KIM", "en-US");
    invite(s, "U1JAN", "de-DE");
    assert_true(says(welcomed(s, "U1XIA", ZH), "结识朋友"));
    assert_true(says(welcomed(s, "U1KIM", EN), "Meet people"));
    welcomed(s, "U1JAN", EN);
    assert_int_equal(calls_of(s, "users.info"), 3);
    assert_int_equal(calls_of(s, "chat.postMessage"), 3);
    expect_hidden(s, NULL, EN);
    expect_hidden(s, NULL, ZH);
    /* What they ask without a word that tells a language is answered in theirs. */
    json_t *done = slash(s, "U1XIA", "C0GENERAL", "/channels", "");
    assert_true(says(json_object_get(done, "payload"), "去哪里问"));
}

static void bots_and_guests_are_not_written_to(void **state)
{
    Story *s = *state;
    control(s, "invite", "{s:s, s:s, s:b}", "id", "U2BOT", "name", "robot", "is_bot", 1);
    control(s, "invite", "{s:s, s:s, s:b}", "id", "U2GUEST", "name", "guest", "is_restricted", 1);
    control(s, "invite", "{s:s, s:s, s:b}", "id", "U2ONE", "name", "one", "is_ultra_restricted", 1);
    invite(s, "U2ALL", "en-US"); /* comes after them */
    welcomed(s, "U2ALL", EN);
    assert_int_equal(calls_of(s, "chat.postMessage"), 1);
    assert_int_equal(calls_of(s, "users.info"), 1);
    /* Who asks is shown, whoever it is. */
    json_t *done = slash(s, "U2GUEST", "C0GENERAL", "/onboard", "");
    assert_true(says(json_object_get(done, "payload"), "Meet people"));
}

/* Whatever Slack answers to the question for their locale, and also when askd dies waiting for it. */
static void a_welcome_comes_once_whatever_happens_to_the_question_for_a_locale(void **state)
{
    Story *s = *state;
    static const char *const faults[] = {
        "{\"method\": \"users.info\", \"status\": 429, \"retry_after\": 1}",
        "{\"method\": \"users.info\", \"status\": 500, \"body\": \"<html>\"}",
        "{\"method\": \"users.info\", \"error\": \"missing_scope\"}",
        "{\"method\": \"users.info\", \"drop\": true}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        g_autofree char *id = g_strdup_printf("U9F%zu", i);
        fault(s, faults[i]);
        invite(s, id, "zh-CN");
        /* Who will not say which language gets English. */
        welcomed(s, id, i == 2 ? EN : ZH);
    }
    fault(s, "{\"method\": \"users.info\", \"delay_ms\": 20000}");
    invite(s, "U9KILL", "zh-CN");
    askd_kill(s);
    control(s, "unfault", NULL);
    askd_start(s);
    welcomed(s, "U9KILL", ZH);
    expect_answering(s);
    assert_int_equal(calls_of(s, "chat.postMessage"), G_N_ELEMENTS(faults) + 1);
}

static json_t *home_of(Story *s, const char *user, const char *words)
{
    json_t *done = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", user,
                           "contains", words, "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "ok")));
    return json_object_get(done, "view");
}

static void progress_is_remembered_and_seen_in_the_home_tab(void **state)
{
    Story *s = *state;
    invite(s, "U3ADA", "en-GB");
    const char *ts = ts_of(welcomed(s, "U3ADA", EN));
    click(s, "U3ADA", "dm", ts, "Ask a question");
    expect_seen(s, "U3ADA", "dm", "0 of 3 done");
    click(s, "U3ADA", "dm", ts, "Step 2 done");
    json_t *ticked = expect_seen(s, "U3ADA", "dm", "1 of 3 done");
    assert_true(says(ticked, "✅ 2. Find the right place"));
    assert_true(says(ticked, "⬜ 1. Ask me"));
    assert_int_equal(seen_count(s, "U3ADA", "dm", EN), 0); /* the same message, changed */
    control(s, "home", "{s:s}", "user", "U3ADA");
    home_of(s, "U3ADA", "1 of 3 done");
    control(s, "click", "{s:s, s:b, s:s}", "user", "U3ADA", "home", 1, "text", "Step 1 done");
    home_of(s, "U3ADA", "2 of 3 done");
    control(s, "click", "{s:s, s:b, s:s}", "user", "U3ADA", "home", 1, "text", "Step 3 done");
    home_of(s, "U3ADA", "All done");
    json_t *done = slash(s, "U3ADA", "C0GENERAL", "/onboard", "");
    assert_true(says(json_object_get(done, "payload"), EN));
    const char *anew = ts_of(expect_seen(s, "U3ADA", "C0GENERAL", EN));
    click(s, "U3ADA", "C0GENERAL", anew, "Ask a question");
    expect_seen(s, "U3ADA", "C0GENERAL", "0 of 3 done");
}

/* As though three days had passed: for everybody who is to be asked. */
static void let_time_pass(Story *s, const char *const *users)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    for (; *users; users++)
        assert_ok(timer_set(kb, "welcome.check-in", *users, 1, NULL, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static void who_said_stop_is_not_asked_again_also_after_a_restart(void **state)
{
    Story *s = *state;
    static const char *const both[] = {"U4NO", "U4YES", NULL};
    invite(s, "U4NO", "zh-TW");
    invite(s, "U4YES", "en-US");
    welcomed(s, "U4YES", EN);
    const char *ts = ts_of(welcomed(s, "U4NO", ZH));
    click(s, "U4NO", "dm", ts, "不再接收");
    expect_seen(s, "U4NO", "dm", "我不会再主动联系你");
    json_int_t before = calls_of(s, "chat.postMessage");
    askd_stop(s);
    let_time_pass(s, both); /* even if it were put off: the wish counts */
    askd_start(s);
    expect_seen(s, "U4YES", "dm", "How are you getting on?");
    settled_wait(s);
    assert_int_equal(calls_of(s, "chat.postMessage"), before + 1);
    assert_int_equal(seen_count(s, "U4NO", "dm", "这几天还顺利吗"), 0);
    control(s, "join", "{s:s, s:s, s:i}", "user", "U4NO", "channel", "C0HELP", "wait_ms",
            PATIENCE_MS);
    expect_answering(s);
    assert_int_equal(calls_of(s, "chat.postEphemeral"), 0);
}

/* --- the words are knowledge ------------------------------------------------------------------ */

static void import(Story *s, const char *name, const char *markdown)
{
    g_autofree char *file = g_strconcat(name, ".md", NULL);
    g_autofree char *path = g_build_filename(s->folder, file, NULL);
    char *output = NULL;
    assert_true(g_file_set_contents(path, markdown, -1, NULL));
    int rc = askd_run(s, &output, "import", path, NULL);
    if (rc != 0)
        fail_msg("import: %s", output);
    g_free(output);
}

static json_t *submit(Story *s, json_t *values)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", "U0MOD",
                            "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(shown, "ok")));
    json_t *done = control(s, "submit", "{s:s, s:o, s:i}", "user", "U0MOD", "values", values,
                           "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
    return done;
}

/* What a moderator presses below what `command` shows. */
static void press(Story *s, const char *text, const char *shows, const char *label)
{
    slash(s, "U0MOD", "C0TRIAGE", "/askd", text);
    click(s, "U0MOD", "C0TRIAGE", ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", shows)), label);
}

static void a_changed_welcome_is_what_the_next_one_reads_until_it_is_rolled_back(void **state)
{
    Story *s = *state;
    press(s, "welcome", "What newcomers are told", "Welcome!");
    click(s, "U0MOD", "C0TRIAGE", ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", EN)), "Edit English…");
    submit(s, json_pack("{s:s}", "answer", "New words of the moderators."));
    submit(s, json_object());
    invite(s, "U5ONE", "en-US");
    invite(s, "U5TWO", "zh-CN");
    welcomed(s, "U5ONE", "New words of the moderators.");
    welcomed(s, "U5TWO", ZH); /* that text was left alone */
    press(s, "history welcome", "What became of", "Back to 1…");
    submit(s, json_object());
    invite(s, "U5THREE", "en-US");
    welcomed(s, "U5THREE", EN);
}

static void welcomes_are_no_answers(void **state)
{
    Story *s = *state;
    json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", "How are you getting on?");
    assert_false(says(json_object_get(done, "payload"), "welcome-check-in"));
}

static void join(Story *s, const char *user, const char *channel)
{
    control(s, "join", "{s:s, s:s, s:i}", "user", user, "channel", channel, "wait_ms", PATIENCE_MS);
}

/* As though they had been here for long: what comes with joining is welcome enough. */
static void settle_in(Story *s, const char *user)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    assert_ok(member_forget(kb, user, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static void a_channel_tells_whoever_enters_what_moderators_wrote_once(void **state)
{
    Story *s = *state;
    slash(s, "U0MOD", "C0CHINA", "/askd", "welcome here");
    submit(s, json_pack("{s:s, s:s, s:s}", "title_en", "Welcome to China", "title_zh",
                        "欢迎来到中国频道", "text_zh", "中文英文都可以。"));
    submit(s, json_pack("{s:s}", "text_en", "Speak the language you like.")); /* it was missing */
    submit(s, json_object());                                                 /* publishes it */
    invite(s, "U6OLD", "zh-CN");
    welcomed(s, "U6OLD", ZH);
    settle_in(s, "U6OLD");
    join(s, "U6OLD", "C0CHINA");
    expect_seen(s, "U6OLD", "C0CHINA", "中文英文都可以。");
    expect_hidden(s, "U6OLD", "中文英文都可以。");
    control(s, "leave", "{s:s, s:s}", "user", "U6OLD", "channel", "C0CHINA");
    join(s, "U6OLD", "C0CHINA");
    join(s, "U6OLD", "C0HELP"); /* nobody wrote anything for it */
    expect_answering(s);
    assert_int_equal(calls_of(s, "chat.postEphemeral"), 1);
}

static void a_crowd_that_enters_a_channel_is_not_written_to(void **state)
{
    Story *s = *state;
    import(s, "welcome-c0storage",
           "---\nid: welcome-c0storage\nkind: welcome\nfacts: {tell: dm}\n---\n"
           "# en: Disks\n\nSay which driver you use.\n");
    for (int i = 0; i < 50; i++) {
        g_autofree char *id = g_strdup_printf("U7CROWD%d", i);
        control(s, "envelope", "{s:s, s:{s:s, s:s, s:{s:s, s:s, s:s}}}", "type", "events_api",
                "payload", "type", "event_callback", "event_id", id, "event", "type",
                "member_joined_channel", "user", i < 5 ? "U0ANA" : id, "channel", "C0STORAGE");
    }
    settled_wait(s);
    expect_seen(s, "U0ANA", "dm", "Say which driver you use.");
    expect_answering(s);
    assert_in_range(calls_of(s, "users.info"), 1, 30);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", "--manifest", "deploy/slack-manifest.json", NULL);
    *state = s;
    story_config(s, "[community]\nmoderators = U0MOD\ntriage_channel = C0TRIAGE\n"
                    "welcomes_per_minute = 200\n");
    askd_start(s);
    return 0;
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(each_newcomer_is_welcomed_once_and_in_their_language),
        TOLD(bots_and_guests_are_not_written_to),
        TOLD(a_welcome_comes_once_whatever_happens_to_the_question_for_a_locale),
        TOLD(progress_is_remembered_and_seen_in_the_home_tab),
        TOLD(who_said_stop_is_not_asked_again_also_after_a_restart),
        TOLD(a_changed_welcome_is_what_the_next_one_reads_until_it_is_rolled_back),
        TOLD(welcomes_are_no_answers),
        TOLD(a_channel_tells_whoever_enters_what_moderators_wrote_once),
        TOLD(a_crowd_that_enters_a_channel_is_not_written_to),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
