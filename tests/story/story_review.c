/*
 * The moderators' loop, whole: people ask what nobody knows, a card appears, one answer reaches all
 * of them, and the next one who asks is answered at once. Also with two moderators at a time, with
 * somebody who is none, and with the daemon killed in the middle.
 */
#include "tests/story/die_at.h"

#include <signal.h>
#include <unistd.h>

#include "knowledge/audit.h"
#include "knowledge/entry.h"
#include "knowledge/group.h"

enum { STEPS_MAX = 400 /* no answer takes as many writes */ };

static const char *const ENGLISH = "How do I configure the zorbulator?";
static const char *const OTHERWISE = "how to configure a zorbulator";
static const char *const CHINESE = "怎么配置 zorbulator？";

/* --- looking ---------------------------------------------------------------------------------- */

static Kb *reader(Story *s)
{
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open_reader(s->db, &error);
    assert_ok(kb, error);
    return kb;
}

/* The group that holds these words; NULL for none. */
static Group *group_with(Story *s, const char *wording)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    int64_t total;
    g_autoptr(GPtrArray) groups =
        group_list(kb, &(GroupFilter){.states = 31, .lang = -1, .search = wording}, &total, &error);
    assert_ok(groups, error);
    assert_true(groups->len <= 1);
    g_ptr_array_set_free_func(groups, NULL);
    return groups->len > 0 ? groups->pdata[0] : NULL;
}

static GroupState state_of(Story *s, const char *wording)
{
    g_autoptr(Group) group = group_with(s, wording);
    assert_non_null(group);
    return group->state;
}

static unsigned audited(Story *s, const char *act, bool refused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = reader(s);
    g_autoptr(GPtrArray) rows = audit_list(kb, 1000, &error);
    unsigned count = 0;
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = rows->pdata[i];
        count += row->refused == refused && strcmp(row->act, act) == 0;
    }
    return count;
}

/* --- doing ------------------------------------------------------------------------------------ */

static const char *card_of(Story *s, const char *wording)
{
    return ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", wording));
}

static json_t *modal(Story *s, const char *user)
{
    json_t *shown = control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", user,
                            "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(shown, "ok")));
    return json_object_get(shown, "view");
}

/* From the menu behind the "⋯". */
static void choose(Story *s, const char *user, const char *channel, const char *ts,
                   const char *label)
{
    json_t *done =
        control(s, "click", "{s:s, s:s, s:s, s:s, s:s, s:i}", "user", user, "channel", channel,
                "ts", ts, "action_id", "review.more", "option", label, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
}

static json_t *submit_answer(Story *s, const char *user, const char *answer)
{
    return control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", user, "values", "answer", answer,
                   "wait_ms", PATIENCE_MS);
}

static void ask(Story *s, const char *user, const char *channel, const char *question)
{
    json_t *payload = json_object_get(slash(s, user, channel, "/ask", question), "payload");
    assert_true(says(payload, "I don't know") || says(payload, "我不知道"));
}

/* --- the stories ------------------------------------------------------------------------------ */

static void one_answer_is_told_to_three_and_answers_the_fourth(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", ENGLISH);
    const char *ts = say(s, "U0SAM", "C0HELP", "@askd how to configure a zorbulator");
    expect_seen(s, "U0SAM", "C0HELP", "I don't know");
    ask(s, "U0WEI", "C0CHINA", CHINESE);
    settled_wait(s);
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "3×");
    assert_true(says(card, ENGLISH) && says(card, OTHERWISE) && says(card, CHINESE));
    assert_true(says(card, "English, 中文"));
    expect_hidden(s, "U0MOD", "3×");

    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Claim");
    expect_seen(s, "U0MOD", "C0TRIAGE", "is on it");
    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Answer…");
    json_t *form = modal(s, "U0MOD");
    assert_true(says(form, ENGLISH) && says(form, CHINESE));
    json_t *done = submit_answer(s, "U0MOD", "Turn the *zorb* knob.");
    assert_true(json_is_true(json_object_get(done, "closed")));

    expect_seen(s, "U0ANA", "dm", "knob");
    expect_seen(s, "U0WEI", "dm", "有人看过你的问题了");
    expect_seen(s, "U0WEI", "dm", "knob");
    json_t *thread = expect_seen(s, "U0SAM", "C0HELP", "knob");
    assert_string_equal(json_string_value(json_object_get(thread, "thread_ts")), ts);
    expect_seen(s, "U0MOD", "C0TRIAGE", "answered this");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "knob"), 1);
    assert_int_equal(seen_count(s, "U0WEI", "dm", "knob"), 1);
    assert_int_equal(seen_count(s, "U0SAM", "C0HELP", "knob"), 1);
    assert_int_equal(state_of(s, ENGLISH), GROUP_ANSWERED);

    json_t *next = slash(s, "U0LIN", "C0HELP", "/ask", "怎么配置 zorbulator");
    assert_true(says(json_object_get(next, "payload"), "knob"));
    next = slash(s, "U0MOD", "C0HELP", "/ask", "how do I configure a zorbulator?");
    assert_true(says(json_object_get(next, "payload"), "knob"));
}

static void of_two_moderators_the_second_hears_of_the_first(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "How do I install a quuxifier?");
    const char *ts = card_of(s, "quuxifier");
    slash(s, "U0SAM", "C0HELP", "/questions", "quuxifier");
    const char *page = ts_of(expect_seen(s, "U0SAM", "C0HELP", "quuxifier"));
    choose(s, "U0MOD", "C0TRIAGE", ts, "Reply only…");
    modal(s, "U0MOD");
    choose(s, "U0SAM", "C0HELP", page, "Reply only…");
    modal(s, "U0SAM");
    json_t *first = control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", "U0MOD", "values", "reply",
                            "with a wrench", "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(first, "closed")));
    json_t *second = control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", "U0SAM", "values", "reply",
                             "with a hammer", "wait_ms", PATIENCE_MS);
    assert_false(json_is_true(json_object_get(second, "closed")));
    assert_true(says(json_object_get(second, "errors"), "U0MOD"));
    expect_seen(s, "U0ANA", "dm", "wrench");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "hammer"), 0);
}

static void who_is_no_moderator_changes_nothing_and_is_noted(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "How do I install a frobnicator?");
    g_autoptr(Group) group = group_with(s, "frobnicator");
    json_t *payload = json_object_get(slash(s, "U0LIN", "C0HELP", "/questions", ""), "payload");
    assert_true(says(payload, "Only moderators") || says(payload, "只有管理员"));
    unsigned before = audited(s, "review.claim", true);
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    control(s, "envelope",
            "{s:s, s:{s:s, s:{s:s}, s:{s:s}, s:s, s:{s:s, s:s}, s:[{s:s, s:s, s:s, s:s}]}}", "type",
            "interactive", "payload", "type", "block_actions", "user", "id", "U0LIN", "team", "id",
            "T0SLACKBOX", "trigger_id", "1.2.forged", "container", "type", "message", "channel_id",
            "C0HELP", "actions", "action_id", "review.claim", "type", "button", "value", value,
            "action_ts", "1.2");
    settled_wait(s);
    assert_int_equal(audited(s, "review.claim", true), before + 1);
    assert_int_equal(state_of(s, "frobnicator"), GROUP_NEW);
}

static void what_was_dismissed_is_told_at_once_when_asked_again(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "How do I install a blivet?");
    click(s, "U0MOD", "C0TRIAGE", card_of(s, "blivet"), "Dismiss…");
    modal(s, "U0MOD");
    control(s, "submit", "{s:s, s:{s:s, s:s}, s:i}", "user", "U0MOD", "values", "reason",
            "not-ours", "words", "Ask the blivet makers", "wait_ms", PATIENCE_MS);
    expect_seen(s, "U0ANA", "dm", "blivet makers");
    json_t *again = slash(s, "U0WEI", "C0HELP", "/ask", "how to install the blivet");
    assert_true(says(json_object_get(again, "payload"), "blivet makers"));
    assert_int_equal(state_of(s, "blivet"), GROUP_DISMISSED);
}

static json_t *submit(Story *s, const char *user, const char *id, const char *value)
{
    json_t *done = control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", user, "values", id, value,
                           "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "closed")));
    return done;
}

static void what_was_grouped_wrongly_is_merged_and_split(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "How do I polish a gronkle?");
    ask(s, "U0WEI", "C0HELP", "is there a cloth for gronkles in the shop");
    const char *second = card_of(s, "cloth for");
    const char *first = card_of(s, "polish");
    choose(s, "U0MOD", "C0TRIAGE", second, "Merge…");
    json_t *form = modal(s, "U0MOD");
    json_t *found = control(s, "suggest", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0MOD", "view_id",
                            json_string_value(json_object_get(form, "id")), "action_id",
                            "regroup.other", "value", "", "wait_ms", PATIENCE_MS);
    assert_true(says(found, "How do I polish a gronkle?"));
    assert_false(says(found, "cloth"));
    g_autoptr(Group) into = group_with(s, "polish");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, into->id);
    submit(s, "U0MOD", "regroup.other", id);
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "2×");
    assert_string_equal(ts_of(card), first);
    assert_true(says(card, "polish") && says(card, "cloth"));
    expect_seen(s, "U0MOD", "C0TRIAGE", "merged this into another");

    choose(s, "U0MOD", "C0TRIAGE", first, "Split…");
    modal(s, "U0MOD");
    submit(s, "U0MOD", "question", "is there a cloth for gronkles in the shop");
    g_autoptr(Group) fresh = group_with(s, "cloth for");
    assert_true(fresh->id != into->id);
    g_autofree char *title = g_strdup_printf("Question %" G_GINT64_FORMAT, fresh->id);
    const char *third = card_of(s, title);
    choose(s, "U0MOD", "C0TRIAGE", third, "Reply only…");
    modal(s, "U0MOD");
    submit(s, "U0MOD", "reply", "On the second shelf.");
    expect_seen(s, "U0WEI", "dm", "second shelf");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "second shelf"), 0);

    choose(s, "U0MOD", "C0TRIAGE", first, "History");
    json_t *history = expect_seen(s, "U0MOD", "C0TRIAGE", "What was done with question");
    assert_true(says(history, "took in") && says(history, "split off"));
}

static void whose_channel_is_closed_is_told_directly(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0HELP", "@askd how do I wash a snarfle");
    expect_seen(s, "U0ANA", "C0HELP", "I don't know");
    const char *card = card_of(s, "snarfle");
    fault(s, "{\"method\": \"chat.postMessage\", \"channel\": \"C0HELP\","
             " \"error\": \"is_archived\"}");
    choose(s, "U0MOD", "C0TRIAGE", card, "Reply only…");
    modal(s, "U0MOD");
    submit(s, "U0MOD", "reply", "By hand.");
    expect_seen(s, "U0ANA", "dm", "By hand.");
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "By hand."), 0);
}

static void a_burst_of_askers_is_few_updates_of_the_card(void **state)
{
    static const char *const PEOPLE[] = {"U0ANA", "U0WEI", "U0LIN", "U0SAM"};
    enum { ASKED = 12 };
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "is there a leash for a wumpus");
    card_of(s, "wumpus");
    json_int_t before = calls_of(s, "chat.update");
    /* The first update takes its time; whatever is news meanwhile is said by the next. */
    fault(s, "{\"method\": \"chat.update\", \"status\": 429, \"retry_after\": 5}");
    for (int i = 1; i < ASKED; i++)
        ask(s, PEOPLE[i % G_N_ELEMENTS(PEOPLE)], "C0HELP", "is there a leash for the wumpus");
    expect_seen(s, "U0MOD", "C0TRIAGE", "12×");
    assert_in_range(calls_of(s, "chat.update") - before, 1, ASKED - 2);
}

static void what_is_answered_at_a_shell_is_told_in_slack(void **state)
{
    Story *s = *state;
    ask(s, "U0ANA", "C0HELP", "where do I buy a thingamajig");
    ask(s, "U0WEI", "C0CHINA", "where do I buy the thingamajig");
    card_of(s, "2×");
    unsigned before = audited(s, "review.replied", false);
    g_autoptr(Group) group = group_with(s, "thingamajig");
    g_autofree char *id = g_strdup_printf("g%" G_GINT64_FORMAT, group->id);
    g_autofree char *claimed = NULL, *answered = NULL, *late = NULL;
    assert_int_equal(askd_run(s, &claimed, "questions", "claim", id, NULL), 0);
    expect_seen(s, "U0MOD", "C0TRIAGE", "is on it");
    assert_int_equal(askd_run(s, &answered, "questions", "answer", id, "At the corner shop.", NULL),
                     0);
    expect_seen(s, "U0ANA", "dm", "corner shop");
    expect_seen(s, "U0WEI", "dm", "corner shop");
    expect_seen(s, "U0MOD", "C0TRIAGE", "answered this");
    assert_int_equal(askd_run(s, &late, "questions", "answer", id, "Nowhere.", NULL), 2);
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "Nowhere"), 0);
    assert_int_equal(audited(s, "review.replied", false), before + 1);
}

/* --- killed in the middle --------------------------------------------------------------------- */

static bool is_told(Story *s, const void *what)
{
    return seen_count(s, "U0ANA", "dm", what) > 0 && seen_count(s, "U0SAM", "dm", what) > 0 &&
           seen_count(s, "U0MOD", "C0TRIAGE", "answered this") > 0;
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

/* A base with a single entry, so that the daemon starts at once. */
static void begin_anew(Story *s)
{
    static const char *const ENDS[] = {"", "-wal", "-shm", "-acks", "-index"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
        g_autofree char *path = g_strconcat(s->db, ENDS[i], NULL);
        unlink(path);
    }
    askd_teach(s, "containerd", "What does containerd do?", "It is a standard container runtime.");
}

/* False: it ended without dying. */
static bool live(Story *s, int64_t n)
{
    story_reset(s);
    begin_anew(s);
    askd_start(s);
    ask(s, "U0ANA", "C0HELP", ENGLISH);
    ask(s, "U0SAM", "C0HELP", OTHERWISE);
    const char *card = ts_of(expect_seen(s, "U0MOD", "C0TRIAGE", "2×"));
    click(s, "U0MOD", "C0TRIAGE", card, "Answer…");
    modal(s, "U0MOD");
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
        submit_if_lost(s, ENGLISH, "Turn the knob.");
        assert_true(eventually(s, is_told, "knob"));
        askd_stop(s);
    }
    /* Each lane has one call in flight at most, of which nobody knows whether Slack has heard it.
     */
    if (seen_count(s, "U0ANA", "dm", "knob") > 2 || seen_count(s, "U0SAM", "dm", "knob") > 2)
        fail_msg("killed at %d: told more often than by the call in flight", (int)n);
    assert_int_equal(state_of(s, ENGLISH), GROUP_ANSWERED);
    assert_int_equal(logged(s, "zorbulator", "answered"), 2);
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
    Story *s = story_begin("--no-rate-limit", NULL);
    g_autofree char *path = g_build_filename(s->folder, "askd.conf", NULL);
    *state = s;
    g_file_set_contents(path,
                        "[community]\ntriage_channel = C0TRIAGE\nalert_count = 100\n"
                        "moderators = U0MOD, U0SAM\nmaintainers = U0MOD\n",
                        -1, NULL);
    story_env(s, "ASKD_CONFIG", path);
    die_at_prepare(s);
    begin_anew(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(one_answer_is_told_to_three_and_answers_the_fourth),
        TOLD(of_two_moderators_the_second_hears_of_the_first),
        TOLD(who_is_no_moderator_changes_nothing_and_is_noted),
        TOLD(what_was_dismissed_is_told_at_once_when_asked_again),
        TOLD(what_was_grouped_wrongly_is_merged_and_split),
        TOLD(whose_channel_is_closed_is_told_directly),
        TOLD(a_burst_of_askers_is_few_updates_of_the_card),
        TOLD(what_is_answered_at_a_shell_is_told_in_slack),
        TOLD(an_answer_survives_a_kill_at_every_step),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
