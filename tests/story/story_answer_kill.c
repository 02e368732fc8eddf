/*
 * Three people wait, in two languages, and a moderator answers them; the daemon is killed right
 * before every write that follows, and started again. The end is always the same.
 */
#include "tests/story/die_at.h"
#include "tests/story/moderating.h"

#include <signal.h>

#include "knowledge/entry.h"

enum { STEPS_MAX = 400 /* no answer takes as many writes */ };

static const struct {
    const char *user, *channel, *question;
} ASKERS[] = {
    {"U0ANA", "C0HELP", "How do I configure the zorbulator?"},
    {"U0SAM", "C0HELP", "how to configure a zorbulator"},
    {"U0WEI", "C0CHINA", "怎么配置 zorbulator？"},
};

static bool is_told(Story *s, const void *what)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ASKERS); i++)
        if (seen_count(s, ASKERS[i].user, "dm", what) == 0)
            return false;
    return seen_count(s, "U0MOD", "C0TRIAGE", "answered this") > 0;
}

static bool is_over(Story *s, const void *what)
{
    return askd_is_dead(s) || is_told(s, what);
}

/* Slack never sends a submission again: the moderator, whose form still stands, does. */
static void submit_if_lost(Story *s, const char *question, const char *answer)
{
    if (state_of(s, question) != GROUP_NEW)
        return;
    json_t *done = submit_answer(s, "U0MOD", answer);
    assert_true(json_is_true(json_object_get(done, "closed")));
}

/* Whatever happened on the way: all of it is done, and done once. */
static void expect_end(Story *s, int64_t n)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) entry = NULL;
    g_autoptr(Kb) kb = kb_open_reader(s->db, &error);
    g_autoptr(Group) group = group_with(s, "zorbulator");
    /* Of each lane's call in flight nobody knows whether Slack has heard it. */
    for (size_t i = 0; i < G_N_ELEMENTS(ASKERS); i++)
        if (seen_count(s, ASKERS[i].user, "dm", "knob") > 2)
            fail_msg("killed at %d: told more often than by the call in flight", (int)n);
    assert_int_equal(group->state, GROUP_ANSWERED);
    assert_int_equal(logged(s, "zorbulator", "answered"), G_N_ELEMENTS(ASKERS));
    assert_ok(entry_find(kb, group->entry, &entry, &error), error);
    assert_non_null(entry);
    assert_string_equal(entry->texts[LANG_EN].answer, "Turn the knob.");
    assert_int_equal(entry->texts[LANG_EN].phrasings->len, 2); /* the third wording is the title */
    g_autoptr(GPtrArray) revisions = entry_history(kb, group->entry, &error);
    assert_int_equal(revisions->len, 1);
    g_autoptr(GPtrArray) waiters = group_waiters(kb, group->id, &error);
    assert_int_equal(waiters->len, 0);
    g_autoptr(GPtrArray) events = group_history(kb, group->id, &error);
    assert_int_equal(events->len, 2); /* opened, answered */
}

/* False: it ended without dying. */
static bool live(Story *s, int64_t n)
{
    story_reset(s);
    begin_anew(s);
    askd_start(s);
    for (size_t i = 0; i < G_N_ELEMENTS(ASKERS); i++)
        ask_in_vain(s, ASKERS[i].user, ASKERS[i].channel, ASKERS[i].question);
    const char *card = ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", "3×"));
    click(s, "U0MOD", "C0TRIAGE", card, "Answer…");
    modal_of(s, "U0MOD");
    die_at(s, n);
    control(s, "submit", "{s:s, s:{s:s}}", "user", "U0MOD", "values", "answer", "Turn the knob.");
    assert_true(eventually(s, is_over, "knob"));
    int code = -SIGKILL; /* it may also die after all was said */
    if (s->askd) {
        kill(s->askd, SIGTERM);
        code = askd_wait(s);
    }
    assert_true(code == 0 || code == -SIGKILL);
    die_at(s, 0);
    if (code != 0) {
        askd_start(s);
        submit_if_lost(s, ASKERS[0].question, "Turn the knob.");
        assert_true(eventually(s, is_told, "knob"));
        askd_stop(s);
    }
    expect_end(s, n);
    return code != 0;
}

static void an_answer_survives_a_kill_at_every_step(void **state)
{
    Story *s = *state;
    int64_t n = 1;
    askd_stop(s);
    while (n < STEPS_MAX && live(s, n))
        n += 1 + n / 8;
    assert_true(n < STEPS_MAX);
    askd_start(s);
}

static int begin(void **state)
{
    Story *s = *state = moderating_begin();
    die_at_prepare(s);
    begin_anew(s);
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_answer_survives_a_kill_at_every_step, story_test_begin),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
