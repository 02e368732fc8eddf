/*
 * What is owed to Slack arrives, once and in order, whatever Slack answers meanwhile.
 */
#include "tests/story/story.h"

enum { MENTIONS = 20 };

static const char ANSWER[] = "standard container runtime";
static const char QUESTION[] = "@askd what does containerd do?";

static void a_method_that_fails_is_called_again(void **state)
{
    static const char *const faults[] = {
        "{\"method\": \"chat.postMessage\", \"status\": 429, \"retry_after\": 1}",
        "{\"method\": \"chat.postMessage\", \"times\": 2, \"status\": 503}",
        "{\"method\": \"chat.postMessage\", \"drop\": true}",
        "{\"method\": \"chat.postMessage\", \"body\": \"<html>no</html>\", \"status\": 502}",
    };
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        story_reset(s);
        fault(s, faults[i]);
        say(s, "U0ANA", "C0HELP", QUESTION);
        expect_seen(s, "U0ANA", "C0HELP", ANSWER);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
    }
}

static void a_click_is_answered_although_its_url_fails_at_first(void **state)
{
    static const char *const faults[] = {
        "{\"method\": \"response_url\", \"status\": 429, \"retry_after\": 1}",
        "{\"method\": \"response_url\", \"status\": 500}",
    };
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        story_reset(s);
        slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
        json_t *message = expect_seen(s, "U0ANA", "C0HELP", ANSWER);
        fault(s, faults[i]);
        click(s, "U0ANA", "C0HELP", ts_of(message), "Ask the maintainers");
        expect_seen(s, "U0ANA", "C0HELP", "Your question is in the log now");
    }
}

static bool is_told(Story *s, const void *words)
{
    g_autofree char *printed = NULL;
    askd_run(s, &printed, "check", NULL);
    return strstr(printed, words);
}

/* Slack lets such an address live for half an hour, and be used five times. */
static void an_answer_whose_url_has_expired_comes_as_a_direct_message(void **state)
{
    static const char *const faults[] = {
        "{\"method\": \"response_url\", \"times\": -1, \"status\": 404, \"error\": \"Expired url\"}",
        "{\"method\": \"response_url\", \"times\": -1, \"error\": \"used_url\"}",
        "{\"method\": \"response_url\", \"times\": -1, \"status\": 410, \"body\": \"gone\"}",
    };
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        story_reset(s);
        slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
        json_t *message = expect_seen(s, "U0ANA", "C0HELP", ANSWER);
        fault(s, faults[i]);
        click(s, "U0ANA", "C0HELP", ts_of(message), "Ask the maintainers");
        expect_seen(s, "U0ANA", "dm", "Your question is in the log now");
        assert_int_equal(seen_count(s, "U0ANA", "dm", "Your question is in the log now"), 1);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "Your question is in the log now"), 0);
    }
    assert_true(eventually(s, is_told, "3 went another way"));
}

static void an_answer_that_has_no_way_left_is_shown_to_the_operator(void **state)
{
    Story *s = *state;
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    json_t *message = expect_seen(s, "U0WEI", "C0HELP", ANSWER);
    fault(s, "{\"method\": \"response_url\", \"times\": -1, \"error\": \"used_url\"}");
    fault(s, "{\"method\": \"chat.postMessage\", \"times\": -1, \"error\": \"messages_tab_disabled\"}");
    click(s, "U0WEI", "C0HELP", ts_of(message), "Ask the maintainers");
    assert_true(eventually(s, is_told, "messages_tab_disabled"));
}

static void a_form_that_does_not_open_is_not_waited_for_in_vain(void **state)
{
    Story *s = *state;
    fault(s, "{\"method\": \"views.open\", \"error\": \"expired_trigger_id\"}");
    slash(s, "U0ANA", "C0HELP", "/report", "");
    expect_seen(s, "U0ANA", "dm", "The form did not open in time");
    assert_int_equal(seen_count(s, "U0ANA", "dm", "表单没能及时打开"), 1);
}

static void a_home_tab_is_published_although_that_fails_at_first(void **state)
{
    Story *s = *state;
    fault(s, "{\"method\": \"views.publish\", \"status\": 500}");
    fault(s, "{\"method\": \"views.publish\", \"status\": 429, \"retry_after\": 1}");
    control(s, "home", "{s:s, s:s}", "user", "U0ANA", "tab", "home");
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", "U0ANA",
                           "contains", "How to ask", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
}

static void what_slack_refuses_for_good_is_shown_and_the_next_goes_on(void **state)
{
    Story *s = *state;
    /* In the channel, and then to the person. */
    fault(s, "{\"method\": \"chat.postMessage\", \"times\": 2, \"error\": \"is_archived\"}");
    say(s, "U0ANA", "C0HELP", QUESTION);
    assert_true(eventually(s, is_told, "is_archived"));
    say(s, "U0WEI", "C0HELP", QUESTION);
    expect_seen(s, "U0WEI", "C0HELP", ANSWER);
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", ANSWER), 1);
}

static void what_is_owed_when_it_stops_is_sent_after_the_next_start(void **state)
{
    Story *s = *state;
    fault(s, "{\"method\": \"chat.postMessage\", \"times\": -1, \"status\": 503}");
    say(s, "U0ANA", "C0HELP", QUESTION);
    control(s, "wait", "{s:s, s:s, s:i}", "what", "calls", "method", "chat.postMessage",
            "timeout_ms", PATIENCE_MS);
    settled_wait(s);
    askd_stop(s);
    control(s, "unfault", NULL);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 0);
    askd_start(s);
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

/* Twenty at once in one channel, a message a second: all of them, in the order they were asked in. */
static void many_mentions_at_once_are_all_answered_in_order(void **state)
{
    Story *s = *state;
    const char *asked[MENTIONS];
    for (size_t i = 0; i < MENTIONS; i++) {
        asked[i] = say(s, "U0ANA", "C0HELP", QUESTION);
        settled_wait(s);
    }
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:s, s:i, s:i}", "user", "U0ANA", "channel",
                           "C0HELP", "contains", ANSWER, "from", "bot", "count", MENTIONS,
                           "timeout_ms", PATIENCE_MS);
    json_t *messages = json_object_get(look, "messages");
    assert_int_equal(json_array_size(messages), MENTIONS);
    for (size_t i = 0; i < MENTIONS; i++) {
        json_t *thread = json_object_get(json_array_get(messages, i), "thread_ts");
        assert_string_equal(json_string_value(thread), asked[i]);
    }
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(a_method_that_fails_is_called_again),
        TOLD(a_click_is_answered_although_its_url_fails_at_first),
        TOLD(an_answer_whose_url_has_expired_comes_as_a_direct_message),
        TOLD(an_answer_that_has_no_way_left_is_shown_to_the_operator),
        TOLD(a_form_that_does_not_open_is_not_waited_for_in_vain),
        TOLD(a_home_tab_is_published_although_that_fails_at_first),
        TOLD(what_slack_refuses_for_good_is_shown_and_the_next_goes_on),
        TOLD(what_is_owed_when_it_stops_is_sent_after_the_next_start),
        TOLD(many_mentions_at_once_are_all_answered_in_order),
    };
    return cmocka_run_group_tests(tests, story_group_begin_small, story_group_end);
}
