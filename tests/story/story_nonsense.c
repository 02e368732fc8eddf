/*
 * Whatever is typed, and wherever: every command, a mention, a direct message. It is only text: the
 * asker is told something, nobody is called, no query breaks, and the next question is answered.
 */
#include "tests/story/story.h"

#include <string.h>

static const char *const TEXTS[] = {
    "",
    "   \t  ",
    "?",
    "\" AND ( NEAR( * ^ docker* OR NOT",
    "title:docker -docker \"unended",
    "'; DROP TABLE entries; --",
    "\" UNION SELECT * FROM questions --",
    "<!channel> <!here> <!everyone> <!subteam^S0MODS> <@U0SAM>",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt;",
    "*bold* _it_ ~s~ `code` ```block``` > quote <https://evil.example|docker.com>",
    "[docker](https://evil.example) ![x](https://evil.example/x.png) <script>alert(1)</script>",
    "\xE2\x80\xAE\xD8\xA7\xD8\xA8\xD8\xAA\xD8\xB3 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAC",
    "\xF0\x9F\x90\xB3\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB :whale: :+1::skin-tone-3:",
    "Z\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86\xCC\x87\xCC\x88\xCC\x89\xCC\x8A a\xCC\x8A",
    "\xE3\x80\x80\xE2\x80\x8B\xEF\xBB\xBF\xE2\x81\xA0", /* spaces that are none, and nothing */
    "%s%n%x $(reboot) `reboot` ../../etc/passwd {{7*7}} ${jndi:ldap://x}",
    "--anonymous --lang zh --prune -rf \"",
    "普罗米修斯 AND ( NEAR(谁 捐给* ^ \"没有结尾",
    "'; DROP TABLE 问题; -- 怎么办？",
    "<!channel> 请问 <@U0SAM>：<https://evil.example|点这里>「*粗体*」怎么用？",
    "ＤＯＣＫＥＲ　是什么？？？！！！。。。",
    "999999999999999999999999 -1 0x7fffffff 1e309 NaN",
};

/* Slack was told nothing that it refuses, and nobody that we do not know how to go on. */
static void expect_well_said(Story *s)
{
    static const char *const FAULTS[] = {"payload_invalid", "payload_not_accepted", "too_long",
                                         "fragmented", "unknown"};
    json_t *acks = json_object_get(control(s, "acks", NULL), "acks"), *ack;
    size_t i;
    assert_true(json_array_size(acks) > 0);
    json_array_foreach(acks, i, ack)
    {
        const json_t *flags = json_object_get(ack, "flags"),
                     *payload = json_object_get(ack, "payload");
        for (size_t k = 0; k < G_N_ELEMENTS(FAULTS); k++)
            if (says(flags, FAULTS[k]))
                fail_msg("%s: %s", FAULTS[k], json_dumps(ack, JSON_COMPACT));
        assert_false(says(payload, "Something went wrong"));
        assert_false(says(payload, "<!"));
        assert_false(says(payload, "<@U0SAM>"));
        assert_false(says(payload, "<https://evil.example"));
    }
}

static void expect_unharmed(Story *s)
{
    g_autofree char *printed = NULL;
    expect_answering(s);
    settled_wait(s);
    expect_well_said(s);
    assert_int_equal(seen_count(s, "U0SAM", "C0HELP", "<!"), 0);
    assert_int_equal(stat_of(s, "given_up"), 0);
    if (askd_run(s, &printed, "check", NULL) != 0 || !strstr(printed, "is sound"))
        fail_msg("askd check: %s", printed);
}

/* To every command there is, also as somebody who may use them all. */
static void every_command_takes_it_for_text(void **state)
{
    Story *s = *state;
    size_t i;
    json_t *command;
    json_t *commands = json_object_get(control(s, "commands", NULL), "commands");
    assert_true(json_array_size(commands) >= 5);
    json_array_foreach(commands, i, command) for (size_t k = 0; k < G_N_ELEMENTS(TEXTS); k++)
        slash(s, k % 2 ? "U0MOD" : "U0ANA", "C0HELP",
              json_string_value(json_object_get(command, "command")), TEXTS[k]);
    expect_unharmed(s);
}

/* In the thread, or in the direct message, one to each. */
static void a_mention_and_a_direct_message_are_answered(void **state)
{
    Story *s = *state;
    for (size_t k = 0; k < G_N_ELEMENTS(TEXTS); k++) {
        g_autofree char *mention = g_strconcat("@askd ", TEXTS[k], NULL);
        say(s, "U0ANA", "C0HELP", mention);
        if (*g_strstrip(mention + strlen("@askd ")))
            say(s, "U0LIN", "dm", TEXTS[k]);
    }
    json_t *look =
        control(s, "wait", "{s:s, s:s, s:s, s:i, s:i}", "user", "U0ANA", "channel", "C0HELP",
                "from", "bot", "count", (int)G_N_ELEMENTS(TEXTS), "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    expect_unharmed(s);
}

static void forty_thousand_bytes_are_read_from_their_beginning(void **state)
{
    static const char *const PIECES[] = {"x",           "why ", "\xE4\xB8\xAD", "\xF0\x9F\x90\xB3",
                                         "<!channel> ", "**_`", "\" ",          "'; ",
                                         "&&&&"};
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
        GString *text = g_string_new(NULL);
        while (text->len < 40000)
            g_string_append(text, PIECES[i]);
        json_t *done = slash(s, "U0ANA", "C0HELP", "/ask", text->str);
        assert_true(says(json_object_get(done, "payload"), "very long") ||
                    says(json_object_get(done, "payload"), "太长"));
        g_string_free(text, TRUE);
    }
    expect_unharmed(s);
}

static bool is_acked(Story *s, const void *id)
{
    return says(control(s, "acks", NULL), id);
}

/* No JSON, strictly, but a person waits behind it. */
static void bytes_that_are_no_utf8_are_answered_all_the_same(void **state)
{
    static const char *const BROKEN[] = {
        "\xff\xfe", "\xc3",    "\xed\xa0\x80",   "\xf8\x88\x80\x80\x80",
        "\xc0\xaf", "\\ud800", "\\udc00\\ud800", "\\u0000"};
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
        g_autofree char *id = g_strdup_printf("broken-%zu", i);
        g_autofree char *envelope = g_strdup_printf(
            "{\"envelope_id\":\"%s\",\"type\":\"slash_commands\",\"accepts_response_payload\":true,"
            "\"payload\":{\"command\":\"/ask\",\"text\":\"what does %s containerd "
            "do?\",\"user_id\":"
            "\"U0ANA\",\"channel_id\":\"C0HELP\",\"team_id\":\"T0SLACKBOX\"}}",
            id, BROKEN[i]);
        GString *hex = g_string_new(NULL);
        for (const char *c = envelope; *c; c++)
            g_string_append_printf(hex, "%02x", (unsigned char)*c);
        control(s, "socket", "{s:s, s:s}", "do", "raw", "hex", hex->str);
        g_string_free(hex, TRUE);
        assert_true(eventually(s, is_acked, id));
    }
    assert_true(says(control(s, "acks", NULL), "standard container runtime"));
    expect_answering(s);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\nmoderators = U0MOD\nmaintainers = U0MOD\n");
    story_install(s);
    askd_teach_one(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(every_command_takes_it_for_text),
        TOLD(a_mention_and_a_direct_message_are_answered),
        TOLD(forty_thousand_bytes_are_read_from_their_beginning),
        TOLD(bytes_that_are_no_utf8_are_answered_all_the_same),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
