/*
 * What is not kept: names of those who asked without one, secrets in questions, people who asked to
 * be forgotten. It is looked for in the bytes of all files that askd has.
 */
#include "tests/story/set_clock.h"

#include <string.h>

#include "knowledge/audit.h"
#include "knowledge/group.h"

enum { SCRUBBED_MS = 2 * 60 * 1000 }; /* by then what was deleted has been scrubbed */

/* --- looking ---------------------------------------------------------------------------------- */

/* The file of askd's that holds these bytes; NULL: none does. */
static const char *file_with(Story *s, const char *bytes)
{
    static const char *const ENDS[] = {"", "-wal", "-shm", "-acks", "-index"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autofree char *path = g_strconcat(s->db, ENDS[i], NULL), *held = NULL;
        gsize len;
        if (g_file_get_contents(path, &held, &len, NULL) && memmem(held, len, bytes, strlen(bytes)))
            return *ENDS[i] ? ENDS[i] : "the database";
    }
    return NULL;
}

static void expect_nowhere(Story *s, const char *bytes)
{
    const char *file = file_with(s, bytes);
    if (file)
        fail_msg("%s stands in %s", bytes, file);
}

static bool is_nowhere(Story *s, const void *bytes)
{
    return !file_with(s, bytes);
}

static json_t *choose(Story *s, const char *ts, const char *label)
{
    return control(s, "click", "{s:s, s:s, s:s, s:s, s:s, s:i}", "user", "U0MOD", "channel",
                   "C0TRIAGE", "ts", ts, "action_id", "review.more", "option", label, "wait_ms",
                   PATIENCE_MS);
}

static void reply(Story *s, const char *card, const char *words)
{
    choose(s, card, "Reply only…");
    control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", "U0MOD", "timeout_ms",
            PATIENCE_MS);
    json_t *done = control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", "U0MOD", "values", "reply",
                           words, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "closed")));
}

/* --- the stories ------------------------------------------------------------------------------ */

static void who_asked_without_a_name_is_nowhere_once_answered(void **state)
{
    Story *s = *state;
    json_t *asked = slash(s, "U0LIN", "C0CHINA", "/ask", "--anonymous 怎么重置 florp 的密码策略");
    assert_true(says(json_object_get(asked, "payload"), "没有人会看到"));
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "florp");
    assert_false(says(card, "U0LIN"));
    settled_wait(s);
    assert_non_null(file_with(s, "U0LIN")); /* somebody has to be told */
    reply(s, ts_of(card), "Use florpctl.");
    expect_seen(s, "U0LIN", "dm", "florpctl");
    expect_seen(s, "U0MOD", "C0TRIAGE", "answered this");
    settled_wait(s);
    askd_stop(s);
    expect_nowhere(s, "U0LIN");
    assert_non_null(file_with(s, "florp")); /* the question itself is kept */
    askd_start(s);
}

static void who_changed_their_mind_is_nowhere_either(void **state)
{
    Story *s = *state;
    slash(s, "U0LIN", "C0HELP", "/ask", "how do I gromble a bazoo");
    click(s, "U0LIN", "C0HELP", ts_of(expect_seen(s, "U0LIN", "C0HELP", "gromble")),
          "Ask without my name");
    expect_seen(s, "U0LIN", "C0HELP", "Nobody sees that it was you");
    reply(s, ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", "gromble")), "Gently.");
    expect_seen(s, "U0LIN", "dm", "Gently.");
    settled_wait(s);
    askd_stop(s);
    expect_nowhere(s, "U0LIN");
    askd_start(s);
}

/* A guest, of whom nothing else is known. */
static void who_reports_without_a_name_is_nowhere(void **state)
{
    Story *s = *state;
    control(s, "invite", "{s:s, s:s, s:b}", "id", "U0GUS", "name", "gus", "is_restricted", 1);
    slash(s, "U0GUS", "C0GENERAL", "/report", "有人在私信里 sniggle 我");
    control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", "U0GUS", "timeout_ms",
            PATIENCE_MS);
    control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", "U0GUS", "values", "who", "anonymous",
            "wait_ms", PATIENCE_MS);
    expect_seen(s, "U0GUS", "dm", "没有保存你的名字");
    expect_seen(s, "U0MOD", "dm", "sniggle");
    settled_wait(s);
    set_clock(s, SCRUBBED_MS);
    assert_true(eventually(s, is_nowhere, "U0GUS")); /* and askd still runs */
    assert_non_null(file_with(s, "sniggle"));
    askd_stop(s);
    expect_nowhere(s, "U0GUS");
    askd_start(s);
}

static void a_secret_never_reaches_a_file(void **state)
{
    /* In two pieces each, so that nobody takes this file for a leak. */
    static const char *const SECRETS[][2] = {
        {"xoxb-", "123456789012-abcDEFghiJKL"},
        {"AKIA", "IOSFODNN7EXAMPLE"},
        {"ghp_", "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5"},
        {"jane.doe", "@example.org"},
        {"4111 1111", " 1111 1111"},
    };
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(SECRETS); i++) {
        g_autofree char *secret = g_strconcat(SECRETS[i][0], SECRETS[i][1], NULL);
        g_autofree char *text = g_strdup_printf("why does my wibble%d not take %s", (int)i, secret);
        json_t *asked = slash(s, "U0ANA", "C0HELP", "/ask", text);
        assert_true(says(json_object_get(asked, "payload"), "looked like a secret"));
        assert_false(says(json_object_get(asked, "payload"), secret));
        say(s, "U0WEI", "dm", text);
        expect_seen(s, "U0WEI", "dm", "looked like a secret");
        settled_wait(s);
        expect_nowhere(s, secret);
        assert_false(askd_said(s, secret));
        expect_hidden(s, NULL, secret);
        assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", secret), 0);
    }
    askd_stop(s);
    expect_nowhere(s, "IOSFODNN7EXAMPLE");
    assert_non_null(file_with(s, "wibble4"));
    askd_start(s);
}

static void who_is_forgotten_leaves_no_trace(void **state)
{
    Story *s = *state;
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    slash(s, "U0WEI", "C0HELP", "/ask", "how do I tune my qwertyzug antenna");
    say(s, "U0WEI", "C0HELP", "@askd where is the qwertyzug manual kept");
    expect_seen(s, "U0MOD", "C0TRIAGE", "antenna");
    expect_seen(s, "U0MOD", "C0TRIAGE", "manual kept");
    settled_wait(s);
    json_t *gone = slash(s, "U0WEI", "C0HELP", "/askd", "forget-me");
    assert_true(says(json_object_get(gone, "payload"), "know nothing about you") ||
                says(json_object_get(gone, "payload"), "不再保存"));
    control(s, "wait", "{s:s, s:s, s:i}", "what", "calls", "method", "chat.update", "timeout_ms",
            PATIENCE_MS);
    askd_stop(s);
    expect_nowhere(s, "U0WEI");
    expect_nowhere(s, "qwertyzug");
    askd_start(s);
    assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", "qwertyzug"), 0);
}

static void a_moderator_who_is_forgotten_leaves_the_deeds(void **state)
{
    Story *s = *state;
    g_autoptr(GError) error = NULL;
    slash(s, "U0ANA", "C0HELP", "/ask", "how do I mend a splonk");
    slash(s, "U0SAM", "C0HELP", "/questions", "splonk");
    click(s, "U0SAM", "C0HELP", ts_of(expect_seen(s, "U0SAM", "C0HELP", "splonk")), "Claim");
    expect_seen(s, "U0MOD", "C0TRIAGE", "is on it");
    slash(s, "U0SAM", "C0HELP", "/askd", "forget-me");
    settled_wait(s);
    askd_stop(s);
    expect_nowhere(s, "U0SAM");
    g_autoptr(Kb) kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    int64_t total;
    g_autoptr(GPtrArray) groups =
        group_list(kb, &(GroupFilter){.lang = -1, .search = "splonk"}, &total, &error);
    assert_int_equal(((const Group *)groups->pdata[0])->state, GROUP_NEW);
    g_autoptr(GPtrArray) rows = audit_before(kb, 0, 1, &error);
    assert_string_equal(((const AuditRow *)rows->pdata[0])->actor, "forgotten");
    assert_string_equal(((const AuditRow *)rows->pdata[0])->act, "review.claim");
    g_clear_pointer(&kb, kb_close);
    askd_start(s);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\ntriage_channel = C0TRIAGE\nalert_count = 100\n"
                    "moderators = U0MOD, U0SAM\n");
    set_clock_prepare(s);
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(who_asked_without_a_name_is_nowhere_once_answered),
        TOLD(who_changed_their_mind_is_nowhere_either),
        TOLD(who_reports_without_a_name_is_nowhere),
        TOLD(a_secret_never_reaches_a_file),
        TOLD(who_is_forgotten_leaves_no_trace),
        TOLD(a_moderator_who_is_forgotten_leaves_the_deeds),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
