/*
 * Whatever Slack answers to whichever of its methods: what was to be done is done, and once. Each
 * method is called through what people do, and has each fault at its next call.
 */
#include "tests/story/moderating.h"

static const char ANSWER[] = "standard container runtime";

static int told; /* tales so far: each has words of its own */

static void start_anew(Story *s)
{
    askd_stop(s);
    askd_start(s);
}

static void connect_again(Story *s)
{
    start_anew(s);
    expect_answering(s);
}

static void learn_who_we_are(Story *s)
{
    start_anew(s);
    expect_said(s, "event=self");
    expect_answering(s);
}

static void answer_a_mention(Story *s)
{
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    expect_seen(s, "U0ANA", "C0HELP", ANSWER);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

static void answer_a_click(Story *s)
{
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    click(s, "U0WEI", "C0HELP", ts_of(expect_seen(s, "U0WEI", "C0HELP", ANSWER)),
          "Ask the maintainers");
    expect_seen(s, "U0WEI", "C0HELP", "Your question is in the log now");
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", "Your question is in the log now"), 1);
}

static void publish_a_home(Story *s)
{
    control(s, "home", "{s:s, s:s}", "user", "U0ANA", "tab", "home");
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", "U0ANA",
                           "contains", "How to ask", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
}

static void open_a_form(Story *s)
{
    slash(s, "U0ANA", "C0HELP", "/report", "");
    modal_of(s, "U0ANA");
}

/* The second to ask the same changes the card. */
static void change_a_card(Story *s)
{
    g_autofree char *question = g_strdup_printf("zq%dx vk%dw pf%dy", told, told, told);
    ask_in_vain(s, "U0ANA", "C0HELP", question);
    card_of(s, question);
    ask_in_vain(s, "U0WEI", "C0HELP", question);
    expect_seen(s, "U0MOD", "C0TRIAGE", "2×");
}

static void welcome_somebody(Story *s)
{
    g_autofree char *id = g_strdup_printf("U0NEW%d", told);
    control(s, "invite", "{s:s, s:s}", "id", id, "name", id);
    expect_seen(s, id, "dm", "this community's helper");
}

static const struct {
    const char *method;
    void (*tell)(Story *s);
} CALLS[] = {
    {"apps.connections.open", connect_again}, {"auth.test", learn_who_we_are},
    {"chat.postMessage", answer_a_mention},   {"response_url", answer_a_click},
    {"views.publish", publish_a_home},        {"views.open", open_a_form},
    {"chat.update", change_a_card},           {"users.info", welcome_somebody},
};

static const char *const FAULTS[] = {
    "\"status\": 429, \"retry_after\": 1",
    "\"status\": 500",
    "\"status\": 502, \"body\": \"<html>Bad Gateway</html>\"",
    "\"status\": 200, \"body\": \"<html>Sign in to the airport's network</html>\"",
    "\"drop\": true",
};

static void tell(Story *s, size_t call, const char *what)
{
    g_autofree char *plan = g_strdup_printf("{\"method\": \"%s\", %s}", CALLS[call].method, what);
    story_reset(s);
    connections_wait(s, 2);
    json_int_t before = calls_of(s, CALLS[call].method);
    told++;
    fault(s, plan);
    print_message("# %s: %s\n", CALLS[call].method, what);
    CALLS[call].tell(s);
    assert_true(calls_of(s, CALLS[call].method) - before >= 2);
}

static void whatever_a_method_answers_the_work_is_done_once(void **state)
{
    for (size_t call = 0; call < G_N_ELEMENTS(CALLS); call++)
        for (size_t f = 0; f < G_N_ELEMENTS(FAULTS); f++)
            tell(*state, call, FAULTS[f]);
}

/* All at once, as each takes the fifteen seconds after which no answer is waited for any more. */
static void what_is_never_answered_is_called_again(void **state)
{
    static const char *const methods[] = {"chat.postMessage", "response_url", "views.publish"};
    Story *s = *state;
    story_reset(s);
    connections_wait(s, 2);
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    const char *ts = ts_of(expect_seen(s, "U0WEI", "C0HELP", ANSWER));
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        g_autofree char *plan =
            g_strdup_printf("{\"method\": \"%s\", \"delay_ms\": 600000}", methods[i]);
        fault(s, plan);
    }
    control(s, "click", "{s:s, s:s, s:s, s:s}", "user", "U0WEI", "channel", "C0HELP", "ts", ts,
            "text", "Ask the maintainers");
    control(s, "home", "{s:s, s:s}", "user", "U0ANA", "tab", "home");
    answer_a_mention(s);
    expect_seen(s, "U0WEI", "C0HELP", "Your question is in the log now");
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", "Your question is in the log now"), 1);
    publish_a_home(s);
}

static int begin(void **state)
{
    Story *s = moderating_begin();
    *state = s;
    begin_anew(s);
    assert_int_equal(askd_run(s, NULL, "import", "knowledge/content/welcome", NULL), 0);
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_method_answers_the_work_is_done_once),
        cmocka_unit_test(what_is_never_answered_is_called_again),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
