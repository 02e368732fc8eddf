/*
 * What people ask, where, and in which words; and what they then do with what they got.
 */
#include "tests/story/story.h"

static void a_command_is_answered_in_its_ack_with_source_and_name(void **state)
{
    Story *s = *state;
    json_t *payload =
        json_object_get(slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?"), "payload");
    assert_true(says(payload, "standard container runtime"));
    assert_true(says(payload, "https://containerd.io"));
    assert_true(says(payload, "`containerd`"));
    expect_seen(s, "U0ANA", "C0HELP", "standard container runtime");
    expect_hidden(s, "U0ANA", "standard container runtime");
    assert_int_equal(calls_of(s, "chat.postMessage"), 0);
    assert_true(logged(s, "what does containerd do?", "settled") > 0);
}

static void a_chinese_question_gets_a_chinese_answer(void **state)
{
    Story *s = *state;
    json_t *done = slash(s, "U0WEI", "C0CHINA", "/ask", "普罗米修斯是谁捐给 CNCF 的？");
    json_t *payload = json_object_get(done, "payload");
    assert_true(says(payload, "SoundCloud"));
    assert_true(says(payload, "来源"));
    assert_true(says(payload, "`prometheus`"));
    assert_true(logged(s, "普罗米修斯是谁捐给", "settled") > 0);
}

static void a_mention_is_answered_in_its_thread(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0ANA", "C0HELP", "@askd who donated Prometheus to the CNCF?");
    json_t *answer = expect_seen(s, "U0SAM", "C0HELP", "SoundCloud");
    assert_string_equal(json_string_value(json_object_get(answer, "thread_ts")), ts);
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0SAM", "C0HELP", "SoundCloud"), 1);
}

static void a_direct_message_is_answered_there(void **state)
{
    Story *s = *state;
    say(s, "U0WEI", "dm", "containerd 是做什么的？");
    json_t *answer = expect_seen(s, "U0WEI", "dm", "`containerd`");
    assert_true(says(answer, "来源"));
    expect_hidden(s, NULL, "`containerd`");
}

static void who_greets_or_thanks_gets_a_word_back_and_nobody_a_question(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "dm", "Thanks! :pray:");
    expect_seen(s, "U0ANA", "dm", "Ask me whenever you like.");
    say(s, "U0WEI", "dm", "你好～");
    expect_seen(s, "U0WEI", "dm", "你好！请问我一个问题");
    say(s, "U0SAM", "C0HELP", "@askd hello!");
    expect_seen(s, "U0SAM", "C0HELP", "Hello! Ask me something");
    assert_int_equal(logged(s, "hanks", NULL), 0);
    assert_int_equal(logged(s, "你好", NULL), 0);
    assert_int_equal(logged(s, "ello!", NULL), 0);
}

static void a_message_shortcut_answers_the_one_who_chose_it_alone(void **state)
{
    Story *s = *state;
    const char *ts = say(s, "U0LIN", "C0HELP", "does anybody know what containerd does?");
    control(s, "shortcut", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0MOD", "channel", "C0HELP", "ts",
            ts, "callback_id", "ask.message", "wait_ms", PATIENCE_MS);
    expect_seen(s, "U0MOD", "C0HELP", "standard container runtime");
    expect_hidden(s, "U0MOD", "standard container runtime");
}

static void who_does_not_know_says_so_and_who_will_see_it(void **state)
{
    Story *s = *state;
    json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", "how do I bake sourdough bread at home?");
    json_t *payload = json_object_get(done, "payload");
    assert_true(says(payload, "I don't know"));
    assert_true(says(payload, "a maintainer will see it"));
    assert_true(says(payload, "Meanwhile") || says(payload, "ask here") || says(payload, "ask"));
    assert_true(says(payload, "http"));
    assert_true(logged(s, "sourdough", "open") > 0);
    done = slash(s, "U0WEI", "C0HELP", "/ask", "红烧肉要炖多久才好吃？");
    assert_true(says(json_object_get(done, "payload"), "我不知道"));
    assert_true(says(json_object_get(done, "payload"), "维护者会看到"));
    assert_true(logged(s, "红烧肉", "open") > 0);
}

static void nothing_asked_is_answered_with_how_to_ask(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "", NULL);
    json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", "   ");
    assert_true(says(json_object_get(done, "payload"), "/ask what does containerd do?"));
    done = slash(s, "U0LIN", "C0HELP", "/ask", "");
    assert_true(says(json_object_get(done, "payload"), "/ask"));
    assert_int_equal(logged(s, "", NULL), before);
}

static void a_question_of_forty_thousand_bytes_is_read_from_its_beginning(void **state)
{
    Story *s = *state;
    GString *text = g_string_new("what does containerd do? ");
    while (text->len < 40000)
        g_string_append(text, "really, I mean it. ");
    json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", text->str);
    g_string_free(text, TRUE);
    assert_true(says(json_object_get(done, "payload"), "very long"));
    expect_answering(s);
}

/* Text of this kind must stay text: nobody is called, nothing breaks, and the asker is told. */
static void strange_text_is_only_text(void **state)
{
    static const char *const questions[] = {
        "<!channel> is everybody here?",
        "<!here|here> <@U0MOD> <!subteam^S0MODS> hello?",
        "'; DROP TABLE questions; --",
        "\" OR 1=1 NEAR(a b) AND * NOT ^title:",
        "mount -v (((",
        "{\"$ne\": null} ${jndi:ldap://x} %s%n%x",
        "مرحبا ما هو دوكر \u202e reversed \u202c text",
        "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳 🚀🚀🚀",
        "Z̷a̸l̵g̶o̴ \u0301\u0301\u0301\u0301",
        "*bold* _it_ ~no~ `code` ```block``` > quote\n# head\n- list",
        "&lt;!everyone&gt; &amp;amp; <http://evil.example|docker.com>",
        "\x01\x02\x7f \u200b\u200b \ufeff",
    };
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", questions[i]);
        json_t *payload = json_object_get(done, "payload");
        assert_true(json_is_object(payload));
        assert_false(says(payload, "<!"));
        assert_false(says(payload, "<@"));
        assert_false(says(payload, "<http://evil"));
        assert_false(says(payload, "Something went wrong"));
        assert_string_equal(json_string_value(json_object_get(payload, "response_type")),
                            "ephemeral");
    }
    assert_int_equal(calls_of(s, "chat.postMessage"), 0);
    expect_hidden(s, "U0ANA", "everybody here");
    expect_answering(s);
}

static void a_mention_cannot_make_us_call_everybody(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0HELP", "@askd <!channel> <!everyone> frobnicate the quux please?");
    json_t *answer = expect_seen(s, "U0SAM", "C0HELP", "I don't know");
    assert_false(says(answer, "<!"));
}

/* --- afterwards ------------------------------------------------------------------------------- */

static json_t *ask_containerd(Story *s)
{
    slash(s, "U0ANA", "C0HELP", "/ask", "what does containerd do?");
    return expect_seen(s, "U0ANA", "C0HELP", "standard container runtime");
}

static void helpful_is_thanked_for_and_kept(void **state)
{
    Story *s = *state;
    click(s, "U0ANA", "C0HELP", ts_of(ask_containerd(s)), "Helpful");
    json_t *after = expect_seen(s, "U0ANA", "C0HELP", "Marked helpful");
    assert_true(says(after, "standard container runtime"));
    assert_false(says(after, "Not helpful"));
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "standard container runtime"), 1);
}

/* Whether a line of the log's export says all of these. */
static bool log_has_line(Story *s, const char *first, const char *second, const char *third)
{
    g_autofree char *output = NULL;
    bool found = false;
    assert_int_equal(askd_run(s, &output, "questions", "export", "--format", "jsonl", NULL), 0);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++)
        found = found || (strstr(*line, first) && strstr(*line, second) && strstr(*line, third));
    return found;
}

static void not_helpful_leads_to_a_maintainer(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", "open");
    click(s, "U0ANA", "C0HELP", ts_of(ask_containerd(s)), "Not helpful");
    json_t *after = expect_seen(s, "U0ANA", "C0HELP", "Marked not helpful");
    click(s, "U0ANA", "C0HELP", ts_of(after), "Ask the maintainers");
    expect_seen(s, "U0ANA", "C0HELP", "Your question is in the log now");
    assert_int_equal(logged(s, "containerd", "open"), before + 1);
    /* With the entry that did not help. */
    assert_true(log_has_line(s, "\"state\":\"open\"", "\"entry\":\"containerd\"",
                             "\"rating\":-1"));
}

static void asking_the_maintainers_opens_the_question(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", "open");
    click(s, "U0ANA", "C0HELP", ts_of(ask_containerd(s)), "Ask the maintainers");
    expect_seen(s, "U0ANA", "C0HELP", "Your question is in the log now");
    assert_int_equal(logged(s, "containerd", "open"), before + 1);
}

static void an_answer_is_shown_to_everyone_when_its_asker_says_so(void **state)
{
    Story *s = *state;
    json_t *answer = ask_containerd(s);
    expect_hidden(s, "U0ANA", "standard container runtime");
    click(s, "U0ANA", "C0HELP", ts_of(answer), "Show to everyone");
    json_t *shown = expect_seen(s, "U0SAM", "C0HELP", "standard container runtime");
    assert_true(says(shown, "shared this answer"));
    assert_true(says(shown, "`containerd`"));
    expect_seen(s, "U0ANA", "C0HELP", "Shown to everyone");
}

/* Pressed in a public thread by somebody who did not ask. */
static void a_button_is_its_askers_alone(void **state)
{
    Story *s = *state;
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    json_t *answer = expect_seen(s, "U0SAM", "C0HELP", "standard container runtime");
    click(s, "U0SAM", "C0HELP", ts_of(answer), "Not helpful");
    expect_seen(s, "U0SAM", "C0HELP", "Only the person who asked");
    expect_hidden(s, "U0SAM", "Only the person who asked");
}

static json_t *first_choice(json_t *message)
{
    size_t i, k;
    json_t *block, *element;
    json_array_foreach(json_object_get(message, "blocks"), i, block)
        json_array_foreach(json_object_get(block, "elements"), k, element)
            if (g_str_has_prefix(json_string_value(json_object_get(element, "action_id")),
                                 "ask.choose"))
                return element;
    return NULL;
}

/* A question of the golden ones that the knowledge is in two minds about; the caller's. */
static char *vague_question(Story *s)
{
    g_autofree char *golden = NULL, *printed = NULL;
    g_autofree char *path = g_build_filename(s->folder, "questions.txt", NULL);
    assert_true(g_file_get_contents("knowledge/golden.tsv", &golden, NULL, NULL));
    GString *questions = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(golden, "\n", -1);
    for (size_t i = 1; lines[0] && lines[i] && *lines[i]; i++)
        g_string_append_printf(questions, "%.*s\n", (int)strcspn(lines[i], "\t"), lines[i]);
    assert_true(g_file_set_contents(path, questions->str, (gssize)questions->len, NULL));
    g_string_free(questions, TRUE);
    assert_int_equal(askd_run(s, &printed, "ask", "--batch", path, NULL), 0);
    g_auto(GStrv) answers = g_strsplit(printed, "\n", -1);
    for (size_t i = 0; answers[i]; i++) {
        json_auto_t *answer = json_loads(answers[i], 0, NULL);
        if (g_strcmp0(json_string_value(json_object_get(answer, "outcome")), "suggested") == 0)
            return g_strdup(json_string_value(json_object_get(answer, "question")));
    }
    fail_msg("no golden question is met with suggestions");
    return NULL;
}

static void a_choice_among_suggestions_becomes_the_answer(void **state)
{
    Story *s = *state;
    g_autofree char *question = vague_question(s);
    slash(s, "U0MOD", "C0GENERAL", "/askd", "language en");
    slash(s, "U0MOD", "C0GENERAL", "/ask", question);
    json_t *message = expect_seen(s, "U0MOD", "C0GENERAL", "Did you mean");
    assert_true(says(message, "None of these: ask the maintainers"));
    json_t *choice = first_choice(message);
    assert_non_null(choice);
    const char *label = json_string_value(json_object_get(json_object_get(choice, "text"), "text"));
    const char *value = json_string_value(json_object_get(choice, "value"));
    g_autofree char *slug = g_strdup_printf("`%s`", strrchr(value, ' ') + 1);
    click(s, "U0MOD", "C0GENERAL", ts_of(message), label);
    json_t *after = expect_seen(s, "U0MOD", "C0GENERAL", slug);
    assert_true(says(after, "Helpful"));
    assert_false(says(after, "Did you mean"));
}

static void none_of_the_suggestions_hands_the_question_on(void **state)
{
    Story *s = *state;
    g_autofree char *question = vague_question(s);
    slash(s, "U0MOD", "C0GENERAL", "/ask", question);
    json_t *message = expect_seen(s, "U0MOD", "C0GENERAL", "Did you mean");
    size_t before = logged(s, question, "open");
    click(s, "U0MOD", "C0GENERAL", ts_of(message), "None of these: ask the maintainers");
    expect_seen(s, "U0MOD", "C0GENERAL", "Your question is in the log now");
    assert_int_equal(logged(s, question, "open"), before + 1);
}

/* --- help, language, privacy, home ------------------------------------------------------------ */

static void help_names_what_can_be_done(void **state)
{
    Story *s = *state;
    json_t *payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/askd", "help"), "payload");
    static const char *const words[] = {"/ask", "/askd language", "/askd privacy",
                                        "/askd forget-me", "Ask askd"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        assert_true(says(payload, words[i]));
    payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/askd", "dance"), "payload");
    assert_true(says(payload, "I don't know that command"));
}

static void a_chosen_language_is_kept_to(void **state)
{
    Story *s = *state;
    json_t *payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/askd", "language zh"), "payload");
    assert_true(says(payload, "以后我都用中文回答你"));
    payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/ask", "what does containerd do?"), "payload");
    assert_true(says(payload, "来源"));
    payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/askd", "language auto"), "payload");
    slash(s, "U0SAM", "C0HELP", "/ask", "what does containerd do?");
    payload = json_object_get(slash(s, "U0SAM", "C0HELP", "/askd", "language xx"), "payload");
    assert_true(says(payload, "language en"));
}

static void who_reads_chinese_presses_a_button_to_have_it(void **state)
{
    Story *s = *state;
    slash(s, "U0LIN", "C0CHINA", "/askd", "help");
    click(s, "U0LIN", "C0CHINA", ts_of(expect_seen(s, "U0LIN", "C0CHINA", "用中文回答我")),
          "用中文回答我");
    expect_seen(s, "U0LIN", "C0CHINA", "我能做什么");
    json_t *payload = json_object_get(slash(s, "U0LIN", "C0CHINA", "/landscape", ""), "payload");
    assert_true(says(payload, "全景图"));
    slash(s, "U0LIN", "C0CHINA", "/askd", "forget-me");
}

static void what_is_kept_is_shown_and_forgotten_on_request(void **state)
{
    Story *s = *state;
    slash(s, "U0LIN", "C0HELP", "/ask", "how do I knit a scarf with four needles?");
    assert_int_equal(logged(s, "knit a scarf", "open"), 1);
    json_t *payload = json_object_get(slash(s, "U0LIN", "C0HELP", "/askd", "privacy"), "payload");
    assert_true(says(payload, "Forget me"));
    slash(s, "U0LIN", "C0HELP", "/askd", "forget-me");
    assert_int_equal(logged(s, "knit a scarf", "open"), 0);
    json_t *shown = expect_seen(s, "U0LIN", "C0HELP", "user id");
    click(s, "U0LIN", "C0HELP", ts_of(shown), "Forget me");
    expect_seen(s, "U0LIN", "C0HELP", "I know nothing about you any more");
}

static void the_home_tab_shows_how_to_ask(void **state)
{
    Story *s = *state;
    control(s, "home", "{s:s, s:s, s:i}", "user", "U0ANA", "tab", "home", "wait_ms", PATIENCE_MS);
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", "U0ANA",
                           "contains", "How to ask", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
}

/* --- the log, from a shell -------------------------------------------------------------------- */

static void a_maintainer_reads_the_log_while_the_daemon_runs(void **state)
{
    Story *s = *state;
    g_autofree char *list = NULL;
    slash(s, "U0ANA", "C0HELP", "/ask", "which zither has 21 strings?");
    assert_int_equal(askd_run(s, &list, "questions", "list", "--state", "open", NULL), 0);
    assert_non_null(strstr(list, "which zither has 21 strings?"));
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(a_command_is_answered_in_its_ack_with_source_and_name),
        TOLD(a_chinese_question_gets_a_chinese_answer),
        TOLD(a_mention_is_answered_in_its_thread),
        TOLD(a_direct_message_is_answered_there),
        TOLD(who_greets_or_thanks_gets_a_word_back_and_nobody_a_question),
        TOLD(a_message_shortcut_answers_the_one_who_chose_it_alone),
        TOLD(who_does_not_know_says_so_and_who_will_see_it),
        TOLD(nothing_asked_is_answered_with_how_to_ask),
        TOLD(a_question_of_forty_thousand_bytes_is_read_from_its_beginning),
        TOLD(strange_text_is_only_text),
        TOLD(a_mention_cannot_make_us_call_everybody),
        TOLD(helpful_is_thanked_for_and_kept),
        TOLD(not_helpful_leads_to_a_maintainer),
        TOLD(asking_the_maintainers_opens_the_question),
        TOLD(an_answer_is_shown_to_everyone_when_its_asker_says_so),
        TOLD(a_button_is_its_askers_alone),
        TOLD(a_choice_among_suggestions_becomes_the_answer),
        TOLD(none_of_the_suggestions_hands_the_question_on),
        TOLD(help_names_what_can_be_done),
        TOLD(a_chosen_language_is_kept_to),
        TOLD(who_reads_chinese_presses_a_button_to_have_it),
        TOLD(what_is_kept_is_shown_and_forgotten_on_request),
        TOLD(the_home_tab_shows_how_to_ask),
        TOLD(a_maintainer_reads_the_log_while_the_daemon_runs),
    };
    return cmocka_run_group_tests(tests, story_group_begin, story_group_end);
}
