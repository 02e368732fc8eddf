/*
 * The moderators' loop, whole: people ask what nobody knows, a card appears, one answer reaches all
 * of them, and the next one who asks is answered at once. Also with two moderators at a time and
 * with somebody who is none; killed in the middle: story_answer_kill.c.
 */
#include "tests/story/moderating.h"

static const char *const ENGLISH = "How do I configure the zorbulator?";
static const char *const OTHERWISE = "how to configure a zorbulator";
static const char *const CHINESE = "怎么配置 zorbulator？";

/* --- the stories ------------------------------------------------------------------------------ */

static void one_answer_is_told_to_three_and_answers_the_fourth(void **state)
{
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", ENGLISH);
    const char *ts = say(s, "U0SAM", "C0HELP", "@askd how to configure a zorbulator");
    expect_seen(s, "U0SAM", "C0HELP", "I don't know");
    ask_in_vain(s, "U0WEI", "C0CHINA", CHINESE);
    settled_wait(s);
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "3×");
    assert_true(says(card, ENGLISH) && says(card, OTHERWISE) && says(card, CHINESE));
    assert_true(says(card, "English, 中文"));
    expect_hidden(s, "U0MOD", "3×");

    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Claim");
    expect_seen(s, "U0MOD", "C0TRIAGE", "is on it");
    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Answer…");
    json_t *form = modal_of(s, "U0MOD");
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
    ask_in_vain(s, "U0ANA", "C0HELP", "How do I install a quuxifier?");
    const char *ts = card_of(s, "quuxifier");
    slash(s, "U0SAM", "C0HELP", "/questions", "quuxifier");
    const char *page = ts_of(expect_seen(s, "U0SAM", "C0HELP", "quuxifier"));
    choose_more(s, "U0MOD", "C0TRIAGE", ts, "Reply only…");
    modal_of(s, "U0MOD");
    choose_more(s, "U0SAM", "C0HELP", page, "Reply only…");
    modal_of(s, "U0SAM");
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

/* Whatever their client sends: a button, an item of the menu, a form, a look at other questions. */
static void forge(Story *s, const char *group)
{
    g_autofree char *item = g_strconcat("review.reply ", group, NULL);
    control(s, "envelope", "{s:s, s:{s:s, s:{s:s}, s:s, s:{s:s, s:s}, s:[{s:s, s:s, s:s, s:s}]}}",
            "type", "interactive", "payload", "type", "block_actions", "user", "id", "U0LIN",
            "trigger_id", "1.1.forged", "container", "type", "message", "channel_id", "C0HELP",
            "actions", "action_id", "review.claim", "type", "button", "value", group, "action_ts",
            "1.1");
    control(s, "envelope", "{s:s, s:{s:s, s:{s:s}, s:s, s:[{s:s, s:s, s:{s:s}, s:s}]}}", "type",
            "interactive", "payload", "type", "block_actions", "user", "id", "U0LIN", "trigger_id",
            "1.2.forged", "actions", "action_id", "review.more", "type", "overflow",
            "selected_option", "value", item, "action_ts", "1.2");
    control(
        s, "envelope", "{s:s, s:b, s:{s:s, s:{s:s}, s:s, s:{s:s, s:s, s:s, s:{s:{s:{s:{s:s}}}}}}}",
        "type", "interactive", "accepts", 1, "payload", "type", "view_submission", "user", "id",
        "U0LIN", "trigger_id", "1.3.forged", "view", "id", "V1", "callback_id", "review.replied",
        "private_metadata", group, "state", "values", "reply", "reply", "value", "Gotcha");
    control(s, "envelope", "{s:s, s:b, s:{s:s, s:{s:s}, s:s, s:s}}", "type", "interactive",
            "accepts", 1, "payload", "type", "block_suggestion", "user", "id", "U0LIN", "action_id",
            "regroup.other", "value", "frobnicator");
}

static void who_is_no_moderator_changes_nothing_and_is_noted(void **state)
{
    static const char *const ACTS[] = {"/questions", "review.claim", "review.more",
                                       "review.replied", "regroup.other"};
    unsigned before[G_N_ELEMENTS(ACTS)];
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", "How do I install a frobnicator?");
    g_autoptr(Group) group = group_with(s, "frobnicator");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, group->id);
    for (size_t i = 0; i < G_N_ELEMENTS(ACTS); i++)
        before[i] = audited(s, ACTS[i], true);
    json_t *payload = json_object_get(slash(s, "U0LIN", "C0HELP", "/questions", ""), "payload");
    assert_true(says(payload, "Only moderators") || says(payload, "只有管理员"));
    assert_false(says(payload, "frobnicator"));
    forge(s, id);
    settled_wait(s);
    for (size_t i = 0; i < G_N_ELEMENTS(ACTS); i++)
        assert_int_equal(audited(s, ACTS[i], true), before[i] + 1);
    g_autoptr(Group) after = group_with(s, "frobnicator");
    assert_int_equal(after->state, GROUP_NEW);
    assert_int_equal(after->version, group->version);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "Gotcha"), 0);
}

static void what_was_dismissed_is_told_at_once_when_asked_again(void **state)
{
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", "How do I install a blivet?");
    click(s, "U0MOD", "C0TRIAGE", card_of(s, "blivet"), "Dismiss…");
    modal_of(s, "U0MOD");
    control(s, "submit", "{s:s, s:{s:s, s:s}, s:i}", "user", "U0MOD", "values", "reason",
            "not-ours", "words", "Ask the blivet makers", "wait_ms", PATIENCE_MS);
    expect_seen(s, "U0ANA", "dm", "blivet makers");
    assert_true(says(expect_seen(s, "U0MOD", "C0TRIAGE", "dismissed this"), "blivet makers"));
    json_t *again = slash(s, "U0WEI", "C0HELP", "/ask", "how to install the blivet");
    assert_true(says(json_object_get(again, "payload"), "blivet makers"));
    assert_int_equal(state_of(s, "blivet"), GROUP_DISMISSED);
}

static void what_was_grouped_wrongly_is_merged_and_split(void **state)
{
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", "How do I polish a gronkle?");
    ask_in_vain(s, "U0WEI", "C0HELP", "is there a cloth for gronkles in the shop");
    const char *second = card_of(s, "cloth for");
    const char *first = card_of(s, "polish");
    choose_more(s, "U0MOD", "C0TRIAGE", second, "Merge…");
    json_t *form = modal_of(s, "U0MOD");
    json_t *found = control(s, "suggest", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0MOD", "view_id",
                            json_string_value(json_object_get(form, "id")), "action_id",
                            "regroup.other", "value", "", "wait_ms", PATIENCE_MS);
    assert_true(says(found, "How do I polish a gronkle?"));
    assert_false(says(found, "cloth"));
    g_autoptr(Group) into = group_with(s, "polish");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, into->id);
    submit_one(s, "U0MOD", "regroup.other", id);
    json_t *card = expect_seen(s, "U0MOD", "C0TRIAGE", "2×");
    assert_string_equal(ts_of(card), first);
    assert_true(says(card, "polish") && says(card, "cloth"));
    expect_seen(s, "U0MOD", "C0TRIAGE", "merged this into another");

    choose_more(s, "U0MOD", "C0TRIAGE", first, "Split…");
    modal_of(s, "U0MOD");
    submit_one(s, "U0MOD", "question", "is there a cloth for gronkles in the shop");
    g_autoptr(Group) fresh = group_with(s, "cloth for");
    assert_true(fresh->id != into->id);
    g_autofree char *title = g_strdup_printf("Question %" G_GINT64_FORMAT, fresh->id);
    const char *third = card_of(s, title);
    choose_more(s, "U0MOD", "C0TRIAGE", third, "Reply only…");
    modal_of(s, "U0MOD");
    submit_one(s, "U0MOD", "reply", "On the second shelf.");
    expect_seen(s, "U0WEI", "dm", "second shelf");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "second shelf"), 0);

    choose_more(s, "U0MOD", "C0TRIAGE", first, "History");
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
    choose_more(s, "U0MOD", "C0TRIAGE", card, "Reply only…");
    modal_of(s, "U0MOD");
    submit_one(s, "U0MOD", "reply", "By hand.");
    expect_seen(s, "U0ANA", "dm", "By hand.");
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "By hand."), 0);
}

static void a_burst_of_askers_is_few_updates_of_the_card(void **state)
{
    static const char *const PEOPLE[] = {"U0ANA", "U0WEI", "U0LIN", "U0SAM"};
    enum { ASKED = 12 };
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", "is there a leash for a wumpus");
    card_of(s, "wumpus");
    json_int_t before = calls_of(s, "chat.update");
    /* The first update takes its time; whatever is news meanwhile is said by the next. */
    fault(s, "{\"method\": \"chat.update\", \"status\": 429, \"retry_after\": 5}");
    for (int i = 1; i < ASKED; i++)
        ask_in_vain(s, PEOPLE[i % G_N_ELEMENTS(PEOPLE)], "C0HELP",
                    "is there a leash for the wumpus");
    expect_seen(s, "U0MOD", "C0TRIAGE", "12×");
    assert_in_range(calls_of(s, "chat.update") - before, 1, ASKED - 2);
}

static void what_is_answered_at_a_shell_is_told_in_slack(void **state)
{
    Story *s = *state;
    ask_in_vain(s, "U0ANA", "C0HELP", "where do I buy a thingamajig");
    ask_in_vain(s, "U0WEI", "C0CHINA", "where do I buy the thingamajig");
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
    assert_true(says(expect_seen(s, "U0MOD", "C0TRIAGE", "answered this"), "corner shop"));
    assert_int_equal(askd_run(s, &late, "questions", "answer", id, "Nowhere.", NULL), 2);
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "dm", "Nowhere"), 0);
    assert_int_equal(audited(s, "review.replied", false), before + 1);
}

static int begin(void **state)
{
    Story *s = *state = moderating_begin();
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
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
