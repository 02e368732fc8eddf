/*
 * Whatever Slack answers to whichever of its methods: what was to be done is done, and once. Each
 * method is called through what people do, and has each fault at its next call.
 */
#include "tests/story/moderating.h"

#include "knowledge/timer.h"

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

static char *open_a_card(Story *s)
{
    char *question = g_strdup_printf("zq%dx vk%dw pf%dy", told, told, told);
    ask_in_vain(s, "U0ANA", "C0HELP", question);
    card_of(s, question);
    return question;
}

/* A form upon a form: what is typed below is still there when it goes. */
static void look_at_a_preview(Story *s)
{
    slash(s, "U0MOD", "C0HELP", "/teach", "");
    json_t *form = modal_of(s, "U0MOD");
    control(s, "fill", "{s:s, s:{s:s, s:s}}", "user", "U0MOD", "values", "title", "What is a zib?",
            "answer", "A **zab**.");
    control(s, "click", "{s:s, s:O, s:s}", "user", "U0MOD", "view_id", json_object_get(form, "id"),
            "text", "Preview");
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "modal", "user", "U0MOD",
                           "contains", "*zab*", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    control(s, "close_view", "{s:s}", "user", "U0MOD");
    assert_string_equal(json_string_value(json_object_get(modal_of(s, "U0MOD"), "id")),
                        json_string_value(json_object_get(form, "id")));
}

/* The second to ask the same changes the card. */
static void change_a_card(Story *s)
{
    g_autofree char *question = open_a_card(s);
    ask_in_vain(s, "U0WEI", "C0HELP", question);
    expect_seen(s, "U0MOD", "C0TRIAGE", "2×");
}

static char *invite(Story *s)
{
    char *id = g_strdup_printf("U0NEW%d", told);
    control(s, "invite", "{s:s, s:s}", "id", id, "name", id);
    return id;
}

static void welcome_somebody(Story *s)
{
    g_autofree char *id = invite(s);
    expect_seen(s, id, "dm", "this community's helper");
}

static void enter(Story *s, const char *who, const char *channel)
{
    control(s, "leave", "{s:s, s:s}", "user", who, "channel", channel);
    control(s, "join", "{s:s, s:s}", "user", who, "channel", channel);
}

static void expect_channels_welcome(Story *s, const char *who, const char *channel)
{
    expect_seen(s, who, channel, "Speak the language you like.");
    assert_int_equal(seen_count(s, who, channel, "Speak the language you like."), 1);
}

/* Once a person and channel, so that each tale is another's. */
static void welcome_into_a_channel(Story *s)
{
    static const char *const people[] = {"U0ANA", "U0WEI", "U0MOD", "U0LIN", "U0SAM"};
    const char *who = people[told % G_N_ELEMENTS(people)];
    enter(s, who, "C0CHINA");
    expect_channels_welcome(s, who, "C0CHINA");
}

/* As though a day had passed since Slack was asked for its channels. */
static void let_a_day_pass(Story *s)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    assert_ok(timer_set(kb, "channels.learn", NULL, 1, "1", &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static bool channel_is_known_for(Story *s, const void *topic)
{
    json_t *shown = slash(s, "U0ANA", "C0HELP", "/channels", topic);
    return says(json_object_get(shown, "payload"), "redirect?channel=C0STORAGE");
}

static void learn_the_channels(Story *s)
{
    g_autofree char *topic = g_strdup_printf("zwib%dble", told);
    control(s, "describe", "{s:s, s:s}", "channel", "C0STORAGE", "topic", topic);
    askd_stop(s);
    let_a_day_pass(s);
    askd_start(s);
    assert_true(eventually(s, channel_is_known_for, topic));
}

static bool may_see_the_queue(Story *s, const void *user)
{
    json_t *shown = slash(s, user, "C0HELP", "/questions", "");
    const json_t *payload = json_object_get(shown, "payload");
    return !says(payload, "Only moderators") && !says(payload, "只有管理员");
}

static void learn_who_is_in_the_group(Story *s)
{
    const char *who = told % 2 == 0 ? "U0ANA" : "U0LIN";
    control(s, "usergroup", "{s:[s]}", "users", who);
    start_anew(s);
    assert_true(eventually(s, may_see_the_queue, who));
}

static const struct {
    const char *method;
    void (*tell)(Story *s);
} CALLS[] = {
    {"apps.connections.open", connect_again},
    {"auth.test", learn_who_we_are},
    {"chat.postMessage", answer_a_mention},
    {"response_url", answer_a_click},
    {"views.publish", publish_a_home},
    {"views.open", open_a_form},
    {"views.push", look_at_a_preview},
    {"chat.update", change_a_card},
    {"users.info", welcome_somebody},
    {"chat.postEphemeral", welcome_into_a_channel},
    {"conversations.list", learn_the_channels},
    {"usergroups.users.list", learn_who_is_in_the_group},
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

static void hang(Story *s, const char *method)
{
    g_autofree char *plan = g_strdup_printf("{\"method\": \"%s\", \"delay_ms\": 600000}", method);
    fault(s, plan);
}

static bool was_called_again(Story *s, const void *method)
{
    return calls_of(s, method) >= 1; /* the first is not answered, and so not counted */
}

/* All at once, as each takes the fifteen seconds after which no answer is waited for any more. */
static void what_is_never_answered_is_called_again(void **state)
{
    static const char *const methods[] = {"chat.postMessage", "response_url", "views.publish",
                                          "users.info",       "chat.update",  "chat.postEphemeral"};
    Story *s = *state;
    story_reset(s);
    connections_wait(s, 2);
    told++;
    slash(s, "U0WEI", "C0HELP", "/ask", "what does containerd do?");
    const char *ts = ts_of(expect_seen(s, "U0WEI", "C0HELP", ANSWER));
    g_autofree char *question = open_a_card(s);
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        hang(s, methods[i]);
    control(s, "click", "{s:s, s:s, s:s, s:s}", "user", "U0WEI", "channel", "C0HELP", "ts", ts,
            "text", "Ask the maintainers");
    control(s, "home", "{s:s, s:s}", "user", "U0ANA", "tab", "home");
    ask_in_vain(s, "U0SAM", "C0HELP", question);
    g_autofree char *newcomer = invite(s);
    enter(s, "U0SAM", "C0HELP");
    hang(s, "views.open");
    slash(s, "U0LIN", "C0HELP", "/report", "");
    answer_a_mention(s);
    expect_seen(s, "U0LIN", "dm", "The form did not open in time"); /* its trigger is over */
    expect_seen(s, "U0WEI", "C0HELP", "Your question is in the log now");
    assert_int_equal(seen_count(s, "U0WEI", "C0HELP", "Your question is in the log now"), 1);
    publish_a_home(s);
    expect_seen(s, "U0MOD", "C0TRIAGE", "2×");
    expect_seen(s, newcomer, "dm", "this community's helper");
    expect_channels_welcome(s, "U0SAM", "C0HELP");
}

/* What a start asks for. */
static void what_is_never_answered_at_the_start_is_called_again(void **state)
{
    Story *s = *state;
    story_reset(s);
    told++;
    askd_stop(s);
    let_a_day_pass(s);
    hang(s, "auth.test");
    hang(s, "conversations.list");
    hang(s, "usergroups.users.list");
    askd_start(s);
    expect_answering(s);
    assert_true(eventually(s, was_called_again, "auth.test"));
    assert_true(eventually(s, was_called_again, "conversations.list"));
    assert_true(eventually(s, was_called_again, "usergroups.users.list"));
}

/* What is told in each channel that these tales enter. */
static void write_channel_welcomes(Story *s)
{
    static const char *const slugs[] = {"welcome-c0china", "welcome-c0help"};
    for (size_t i = 0; i < G_N_ELEMENTS(slugs); i++) {
        g_autofree char *path = g_strdup_printf("%s/%s.md", s->folder, slugs[i]);
        g_autofree char *text = g_strdup_printf(
            "---\nid: %s\nkind: welcome\n---\n# en: Hello\n\nSpeak the language you like.\n",
            slugs[i]);
        assert_true(g_file_set_contents(path, text, -1, NULL));
        assert_int_equal(askd_run(s, NULL, "import", path, NULL), 0);
    }
}

static int begin(void **state)
{
    Story *s = moderating_begin();
    *state = s;
    begin_anew(s);
    assert_int_equal(askd_run(s, NULL, "import", "knowledge/content/welcome", NULL), 0);
    write_channel_welcomes(s);
    story_config(s, "[community]\ntriage_channel = C0TRIAGE\nalert_count = 100\n"
                    "moderators = U0MOD, U0SAM, S0MODS\n");
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_a_method_answers_the_work_is_done_once),
        cmocka_unit_test(what_is_never_answered_is_called_again),
        cmocka_unit_test(what_is_never_answered_at_the_start_is_called_again),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
