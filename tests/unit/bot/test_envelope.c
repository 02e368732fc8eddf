/*
 * Slack's envelopes → requests: every payload there is, and whatever else may come.
 */
#include "tests/test.h"

#include "bot/slack/envelope.h"
#include "bot/socket/socket_mode.h"

static Envelope *parse(const char *text)
{
    static char user[] = "U0BOT", bot[] = "B0BOT";
    Self self = {.user = user, .bot = bot, .command_prefix = "cncf-"};
    return envelope_parse(text, strlen(text), &self);
}

#define ENVELOPE(TYPE, TAKES, PAYLOAD)                                                             \
    "{\"envelope_id\":\"e-1\",\"type\":\"" TYPE "\",\"accepts_response_payload\":" TAKES           \
    ",\"retry_attempt\":1,\"retry_reason\":\"timeout\",\"payload\":" PAYLOAD "}"
#define COMMAND(NAME, TEXT)                                                                        \
    ENVELOPE("slash_commands", "true",                                                             \
             "{\"token\":\"t\",\"team_id\":\"T0NORTH\",\"channel_id\":\"C0HELP\","                 \
             "\"channel_name\":\"help\",\"user_id\":\"U0ANA\",\"user_name\":\"ana\",\"command\":"  \
             "\"" NAME "\",\"text\":\"" TEXT "\",\"api_app_id\":\"A0APP\","                        \
             "\"is_enterprise_install\":\"false\",\"response_url\":"                               \
             "\"https://hooks.example/commands/1\",\"trigger_id\":\"1.2.abc\"}")
#define EVENT(EVENT)                                                                               \
    ENVELOPE("events_api", "false",                                                                \
             "{\"token\":\"t\",\"team_id\":\"T0NORTH\",\"context_enterprise_id\":null,"            \
             "\"api_app_id\":\"A0APP\",\"event\":" EVENT                                           \
             ",\"type\":\"event_callback\",\"event_id\":\"Ev01\",\"event_time\":1787400123}")
#define INTERACTION(TAKES, MEMBERS)                                                                \
    ENVELOPE("interactive", TAKES,                                                                 \
             "{" MEMBERS ",\"token\":\"t\",\"api_app_id\":\"A0APP\",\"team\":{\"id\":\"T0NORTH\"," \
             "\"domain\":\"north\"},\"enterprise\":null,\"user\":{\"id\":\"U0ANA\",\"name\":"      \
             "\"ana\",\"team_id\":\"T0NORTH\"}}")

static void a_slash_command_is_a_private_request(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(COMMAND("/ask", "search rolling &lt;v2&gt; &amp;amp; more"));
    assert_int_equal(e->kind, ENVELOPE_REQUEST);
    assert_string_equal(e->id, "e-1");
    assert_string_equal(e->key, "envelope:e-1");
    assert_null(e->content_key);
    assert_true(e->takes_payload);
    assert_false(e->is_event);
    assert_string_equal(e->response_url, "https://hooks.example/commands/1");
    assert_string_equal(e->app, "A0APP");
    assert_int_equal(e->request.surface, SURFACE_COMMAND);
    assert_string_equal(e->request.name, "/ask");
    assert_string_equal(e->request.user, "U0ANA");
    assert_string_equal(e->request.channel, "C0HELP");
    assert_string_equal(e->request.text, "search rolling <v2> &amp; more");
    assert_string_equal(e->request.prefix, "cncf-");
    assert_true(e->request.is_private);
    assert_true(e->request.has_trigger);
}

static void the_configured_prefix_is_taken_off(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(COMMAND("/cncf-ask", ""));
    assert_string_equal(e->request.name, "/ask");
    assert_string_equal(e->request.text, "");
}

static void a_mention_is_answered_in_its_thread(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(
        EVENT("{\"type\":\"app_mention\",\"user\":\"U0ANA\",\"text\":\"<@U0BOT> how do I drain?\","
              "\"ts\":\"100.5\",\"channel\":\"C0HELP\",\"event_ts\":\"100.5\"}"));
    assert_int_equal(e->kind, ENVELOPE_REQUEST);
    assert_int_equal(e->request.surface, SURFACE_MENTION);
    assert_string_equal(e->request.name, "app_mention");
    assert_string_equal(e->request.text, "how do I drain?");
    assert_string_equal(e->request.thread, "100.5");
    assert_string_equal(e->request.message, "100.5");
    assert_false(e->request.is_private);
    assert_string_equal(e->key, "event:Ev01");
    assert_string_equal(e->content_key, "message:C0HELP:100.5");
    assert_true(e->is_event);
    assert_false(e->takes_payload);
    assert_int_equal(e->retry, 1);

    g_autoptr(Envelope) reply =
        parse(EVENT("{\"type\":\"app_mention\",\"user\":\"U0ANA\",\"text\":\"and <@U0BOT>?\","
                    "\"ts\":\"101.5\",\"thread_ts\":\"100.5\",\"channel\":\"C0HELP\"}"));
    assert_string_equal(reply->request.thread, "100.5");
    assert_string_equal(reply->request.message, "101.5");
}

static void a_direct_message_is_answered_where_it_stands(void **state)
{
    (void)state;
    g_autoptr(Envelope) e =
        parse(EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"what is rkt?\","
                    "\"ts\":\"200.1\",\"channel\":\"D0ANA\",\"channel_type\":\"im\"}"));
    assert_int_equal(e->request.surface, SURFACE_DM);
    assert_string_equal(e->request.name, "message.im");
    assert_null(e->request.thread);
    assert_true(e->request.is_private);
    assert_string_equal(e->content_key, "message:D0ANA:200.1");

    g_autoptr(Envelope) threaded = parse(
        EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"and tuf?\",\"ts\":\"201.1\","
              "\"thread_ts\":\"200.1\",\"channel\":\"D0ANA\",\"channel_type\":\"im\"}"));
    assert_string_equal(threaded->request.thread, "200.1");
}

/* Slack tells of a mention twice where we listen to the channel too, in either order. */
static void what_is_overheard_does_not_pass_for_the_mention(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(
        EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"<@U0BOT> how do I drain?\","
              "\"ts\":\"100.5\",\"channel\":\"C0HELP\",\"channel_type\":\"channel\"}"));
    assert_int_equal(e->kind, ENVELOPE_IGNORED);
    assert_string_equal(e->why, "mention_comes_apart");
    assert_null(e->content_key);
}

static void what_nobody_wrote_to_us_is_ignored(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {EVENT("{\"type\":\"message\",\"user\":\"U0BOT\",\"bot_id\":\"B0BOT\",\"text\":\"x\","
               "\"ts\":\"1.1\",\"channel\":\"C1\"}"),
         "own_message"},
        {EVENT("{\"type\":\"app_mention\",\"user\":\"U0OTHER\",\"bot_id\":\"B0OTHER\","
               "\"text\":\"<@U0BOT> hi\",\"ts\":\"1.1\",\"channel\":\"C1\"}"),
         "bot_message"},
        {EVENT("{\"type\":\"message\",\"subtype\":\"bot_message\",\"bot_id\":\"B1\",\"text\":\"x\","
               "\"ts\":\"1.1\",\"channel\":\"C1\"}"),
         "bot_message"},
        {EVENT("{\"type\":\"message\",\"user\":\"USLACKBOT\",\"text\":\"x\",\"ts\":\"1.1\","
               "\"channel\":\"D1\",\"channel_type\":\"im\"}"),
         "bot_message"},
        {EVENT(
             "{\"type\":\"message\",\"subtype\":\"message_changed\",\"hidden\":true,"
             "\"channel\":\"D1\",\"ts\":\"1.2\",\"message\":{\"user\":\"U0ANA\",\"text\":\"x\"}}"),
         "message_subtype"},
        {EVENT("{\"type\":\"message\",\"subtype\":\"channel_join\",\"user\":\"U0ANA\","
               "\"ts\":\"1.1\",\"channel\":\"C1\"}"),
         "message_subtype"},
        {EVENT("{\"type\":\"message\",\"text\":\"x\",\"ts\":\"1.1\",\"channel\":\"C1\"}"),
         "incomplete_message"},
        {EVENT("{\"type\":\"app_mention\",\"user\":\"U0ANA\",\"text\":\"x\",\"channel\":\"C1\"}"),
         "incomplete_message"},
        {EVENT("{\"user\":\"U0ANA\"}"), "event_without_type"},
        {EVENT("null"), "event_without_event"},
        {EVENT("[]"), "event_without_event"},
        {ENVELOPE("slash_commands", "true", "{\"command\":\"/ask\"}"), "incomplete_command"},
        {ENVELOPE("interactive", "false", "{\"type\":\"view_closed\"}"), "unwanted_interaction"},
        {ENVELOPE("interactive", "false", "{}"), "interaction_without_type"},
        {ENVELOPE("interactive", "false", "{\"type\":\"block_actions\",\"actions\":{}}"),
         "incomplete_action"},
        {ENVELOPE("interactive", "false", "{\"type\":\"view_submission\",\"view\":[1]}"),
         "incomplete_form"},
        {ENVELOPE("interactive", "false", "{\"type\":\"message_action\",\"message\":1}"),
         "incomplete_shortcut"},
        {ENVELOPE("interactive", "true", "{\"type\":\"block_suggestion\",\"value\":7}"),
         "incomplete_typing"},
        {ENVELOPE("new_thing", "false", "{}"), "unknown_type"},
        {ENVELOPE("events_api", "false", "\"text\""), "payload_not_an_object"},
        {ENVELOPE("events_api", "false", "[1,2]"), "payload_not_an_object"},
        {ENVELOPE("events_api", "false", "null"), "payload_not_an_object"},
        {"{\"envelope_id\":\"e-1\"}", "payload_not_an_object"},
        {"{\"envelope_id\":\"e-1\",\"payload\":{}}", "no_type"},
        {"{\"envelope_id\":\"e-1\",\"type\":7,\"payload\":{}}", "no_type"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Envelope) e = parse(cases[i].text);
        assert_int_equal(e->kind, ENVELOPE_IGNORED);
        assert_string_equal(e->id, "e-1");
        assert_string_equal(e->why, cases[i].why);
    }
}

static void people_write_with_files_and_in_other_ways(void **state)
{
    (void)state;
    static const char *const texts[] = {
        EVENT("{\"type\":\"message\",\"subtype\":\"file_share\",\"user\":\"U0ANA\",\"text\":\"q\","
              "\"files\":[{}],\"ts\":\"1.1\",\"channel\":\"D1\",\"channel_type\":\"im\"}"),
        EVENT("{\"type\":\"message\",\"subtype\":\"me_message\",\"user\":\"U0ANA\",\"text\":\"q\","
              "\"ts\":\"1.1\",\"channel\":\"D1\",\"channel_type\":\"im\"}"),
        EVENT("{\"type\":\"message\",\"subtype\":\"thread_broadcast\",\"user\":\"U0ANA\","
              "\"text\":\"q\",\"root\":{},\"ts\":\"1.1\",\"channel\":\"D1\",\"channel_type\":"
              "\"im\"}"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Envelope) e = parse(texts[i]);
        assert_int_equal(e->kind, ENVELOPE_REQUEST);
        assert_string_equal(e->request.text, "q");
    }
}

static void other_events_come_by_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *user;
        Surface surface;
    } cases[] = {
        {EVENT("{\"type\":\"app_uninstalled\"}"), "app_uninstalled", NULL, SURFACE_EVENT},
        {EVENT("{\"type\":\"tokens_revoked\",\"tokens\":{\"bot\":[\"U0BOT\"]}}"), "tokens_revoked",
         NULL, SURFACE_EVENT},
        {EVENT("{\"type\":\"team_join\",\"user\":{\"id\":\"U0NEW\",\"is_bot\":false}}"),
         "team_join", "U0NEW", SURFACE_EVENT},
        {EVENT("{\"type\":\"member_joined_channel\",\"user\":\"U0NEW\",\"channel\":\"C1\","
               "\"channel_type\":\"C\"}"),
         "member_joined_channel", "U0NEW", SURFACE_EVENT},
        {EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"x\",\"ts\":\"1.1\","
               "\"channel\":\"C1\",\"channel_type\":\"channel\"}"),
         "message.channels", "U0ANA", SURFACE_EVENT},
        {EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"x\",\"ts\":\"1.1\","
               "\"channel\":\"G1\",\"channel_type\":\"group\"}"),
         "message.groups", "U0ANA", SURFACE_EVENT},
        {EVENT("{\"type\":\"app_home_opened\",\"user\":\"U0ANA\",\"channel\":\"D1\",\"tab\":"
               "\"home\"}"),
         "app_home_opened", "U0ANA", SURFACE_HOME},
        {ENVELOPE("events_api", "false",
                  "{\"type\":\"app_rate_limited\",\"team_id\":\"T0NORTH\","
                  "\"minute_rate_limited\":1787401200}"),
         "app_rate_limited", NULL, SURFACE_EVENT},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Envelope) e = parse(cases[i].text);
        assert_int_equal(e->kind, ENVELOPE_REQUEST);
        assert_string_equal(e->request.name, cases[i].name);
        assert_int_equal(e->request.surface, cases[i].surface);
        assert_null(e->content_key); /* that of a mention, which comes beside it */
        if (cases[i].user)
            assert_string_equal(e->request.user, cases[i].user);
        else
            assert_null(e->request.user);
    }
}

#define BUTTON(ACTION_ID, CONTAINER)                                                               \
    INTERACTION("false", "\"type\":\"block_actions\",\"container\":" CONTAINER                     \
                         ",\"trigger_id\":\"9.9.f\",\"channel\":{\"id\":\"C0HELP\",\"name\":"      \
                         "\"help\"},\"message\":{\"ts\":\"5.5\"},\"state\":{\"values\":{}},"       \
                         "\"response_url\":\"https://hooks.example/actions/1\",\"actions\":[{"     \
                         "\"action_id\":\"" ACTION_ID "\",\"block_id\":\"b\",\"type\":\"button\"," \
                         "\"value\":\"17 en\",\"action_ts\":\"6.6\"}]")

static void a_button_is_an_action_with_its_value(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(
        BUTTON("ask.helpful", "{\"type\":\"message\",\"message_ts\":\"5.5\",\"thread_ts\":\"4.4\","
                              "\"channel_id\":\"C0HELP\",\"is_ephemeral\":false}"));
    assert_int_equal(e->kind, ENVELOPE_REQUEST);
    assert_int_equal(e->request.surface, SURFACE_ACTION);
    assert_string_equal(e->request.name, "ask.helpful");
    assert_string_equal(e->request.value, "17 en");
    assert_string_equal(e->request.user, "U0ANA");
    assert_string_equal(e->request.channel, "C0HELP");
    assert_string_equal(e->request.message, "5.5");
    assert_string_equal(e->request.thread, "4.4");
    assert_string_equal(e->request.team, "T0NORTH");
    assert_string_equal(e->key, "action:9.9.f");
    assert_string_equal(e->trigger, "9.9.f");
    assert_false(e->is_ephemeral);
    assert_false(e->request.is_private);
    assert_false(e->takes_payload);

    g_autoptr(Envelope) hidden =
        parse(BUTTON("ask.choose#3", "{\"type\":\"message\",\"message_ts\":\"5.5\",\"channel_id\":"
                                     "\"C0HELP\",\"is_ephemeral\":true}"));
    assert_string_equal(hidden->request.name, "ask.choose");
    assert_true(hidden->is_ephemeral);
    assert_true(hidden->request.is_private);
}

static void every_element_has_one_value(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value;
    } cases[] = {
#define ACTION(MEMBERS)                                                                            \
    INTERACTION("false", "\"type\":\"block_actions\",\"actions\":[{\"action_id\":\"a.b\","         \
                         "\"action_ts\":\"6.6\"," MEMBERS "}]")
        {ACTION("\"selected_option\":{\"value\":\"v\",\"text\":{}}"), "v"},
        {ACTION("\"selected_options\":[{\"value\":\"v\"},{\"value\":\"w\"}]"), "v,w"},
        {ACTION("\"selected_user\":\"U1\""), "U1"},
        {ACTION("\"selected_channel\":\"C1\""), "C1"},
        {ACTION("\"selected_conversation\":\"C2\""), "C2"},
        {ACTION("\"selected_date\":\"2026-08-07\""), "2026-08-07"},
        {ACTION("\"value\":\"v\""), "v"},
        {ACTION("\"value\":null"), NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Envelope) e = parse(cases[i].text);
        assert_int_equal(e->kind, ENVELOPE_REQUEST);
        assert_string_equal(e->key, "action:U0ANA:a.b:6.6");
        if (cases[i].value)
            assert_string_equal(e->request.value, cases[i].value);
        else
            assert_null(e->request.value);
    }
    g_autoptr(Envelope) link = parse(ACTION("\"url\":\"https://e.x\""));
    assert_int_equal(link->kind, ENVELOPE_IGNORED);
}

static void a_form_brings_its_values(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(INTERACTION(
        "true",
        "\"type\":\"view_submission\",\"trigger_id\":\"8.8.e\",\"view\":{\"id\":\"V1\","
        "\"private_metadata\":\"kept\",\"callback_id\":\"teach.save\",\"state\":{\"values\":"
        "{\"title\":{\"title\":{\"type\":\"plain_text_input\",\"value\":\"Draining <a>\"}},"
        "\"topic\":{\"topic\":{\"type\":\"static_select\",\"selected_option\":{\"value\":"
        "\"net\"}}},\"note\":{\"note\":{\"value\":null}},\"odd\":7}}}"));
    const Request *req = &e->request;
    assert_int_equal(req->surface, SURFACE_FORM);
    assert_string_equal(req->name, "teach.save");
    assert_string_equal(req->value, "kept");
    assert_string_equal(e->view_id, "V1");
    assert_true(e->takes_payload);
    assert_int_equal(req->value_count, 3);
    assert_string_equal(request_value(req, "title"), "Draining <a>");
    assert_string_equal(request_value(req, "topic"), "net");
    assert_string_equal(request_value(req, "note"), "");
    assert_null(request_value(req, "odd"));
}

static void a_message_shortcut_brings_the_message(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(INTERACTION(
        "false",
        "\"type\":\"message_action\",\"callback_id\":\"ask.message\",\"trigger_id\":"
        "\"7.7.d\",\"response_url\":\"https://hooks.example/app/1\",\"message_ts\":\"3.3\","
        "\"channel\":{\"id\":\"C0HELP\"},\"message\":{\"type\":\"message\",\"user\":\"U2\","
        "\"text\":\"what is &lt;tuf&gt;? cc <@U3>\",\"ts\":\"3.3\"}"));
    assert_int_equal(e->request.surface, SURFACE_SHORTCUT);
    assert_string_equal(e->request.name, "ask.message");
    assert_string_equal(e->request.text, "what is <tuf>? cc");
    assert_string_equal(e->request.message, "3.3");
    assert_true(e->request.is_private);

    g_autoptr(Envelope) global = parse(INTERACTION(
        "false", "\"type\":\"shortcut\",\"callback_id\":\"x.y\",\"trigger_id\":\"7.7.d\""));
    assert_int_equal(global->request.surface, SURFACE_SHORTCUT);
    assert_string_equal(global->request.text, "");
    assert_null(global->request.channel);
}

static void typing_brings_what_was_typed(void **state)
{
    (void)state;
    g_autoptr(Envelope) e = parse(INTERACTION(
        "true", "\"type\":\"block_suggestion\",\"action_id\":\"teach.entry\",\"block_id\":\"b\","
                "\"value\":\"drai\",\"view\":{\"id\":\"V1\"}"));
    assert_int_equal(e->request.surface, SURFACE_TYPING);
    assert_string_equal(e->request.name, "teach.entry");
    assert_string_equal(e->request.value, "drai");
    assert_string_equal(e->key, "envelope:e-1");
    assert_true(e->takes_payload);
}

static void slacks_text_becomes_readable(void **state)
{
    (void)state;
    static const struct {
        const char *text, *read;
    } cases[] = {
        {"<@U0BOT> hi", "hi"},
        {"hi <@U0BOT>", "hi"},
        {"<@U0BOT>, what is rkt?", "what is rkt?"},
        {"<@U0BOT>：rkt 是什么？", "rkt 是什么？"},
        {"<@U0BOT|askd> hi <@U1|ana.lima>", "hi @ana.lima"},
        {"hi <@U1> there", "hi there"},
        {"see <#C1|general> and <#C2>", "see #general and"},
        {"<!here> <!channel|channel> <!subteam^S1|@oncall>", "@here @channel @oncall"},
        {"due <!date^1787400123^{date}|22 Aug 2026>", "due 22 Aug 2026"},
        {"<https://e.x/a?b=1&amp;c=2>", "https://e.x/a?b=1&c=2"},
        {"<http://e.x|e.x> and <https://e.x/y|the page>", "e.x and the page (https://e.x/y)"},
        {"<mailto:a@e.x|a@e.x>", "a@e.x"},
        {"a &lt;b&gt; &amp;lt; &quot;", "a <b> &lt; &quot;"},
        {"unclosed <@U1", "unclosed <@U1"},
        {"empty <> and <|x>", "empty and"},
        {"  many \\n\\t blanks  ", "many blanks"},
        {"nul \\u0000 here", "nul \xEF\xBF\xBD here"},
        {"lone \\ud83d half", "lone \xEF\xBF\xBD half"},
        {"lone \\ude00 half", "lone \xEF\xBF\xBD half"},
        {"pair \\ud83d\\ude00 ok", "pair 😀 ok"},
        {"bad \xFF byte", "bad \xEF\xBF\xBD byte"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *json = g_strdup_printf(
            "{\"envelope_id\":\"e-1\",\"type\":\"events_api\",\"payload\":{\"event_id\":\"E\","
            "\"event\":{\"type\":\"app_mention\",\"user\":\"U0ANA\",\"channel\":\"C1\",\"ts\":"
            "\"1.1\",\"text\":\"%s\"}}}",
            cases[i].text);
        g_autoptr(Envelope) e = parse(json);
        assert_int_equal(e->kind, ENVELOPE_REQUEST);
        assert_string_equal(e->request.text, cases[i].read);
    }
    g_autoptr(Envelope) ids = parse(COMMAND("/askd", "x <@U1> <#C1>"));
    assert_string_equal(ids->request.text, "x @U1 #C1");
}

static void what_is_no_json_gives_up_its_id(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
    } cases[] = {
        {"{\"envelope_id\":\"e-7\",\"payload\":{\"text\":", "e-7"},
        {"{\"payload\":{\"text\":\"\\\"envelope_id\\\":\\\"no\\\"\"},\"envelope_id\" : \"e-8\",",
         "e-8"},
        {"{\"envelope_id\":\"e-9", NULL},
        {"{\"envelope_id\":\"bad id\",", NULL},
        {"{\"envelope_id\":7,", NULL},
        {"{\"envelope_id\"", NULL},
        {"{\"envelope_id\":\"\"", NULL},
        {"", NULL},
        {"nonsense", NULL},
        {"[]", NULL},
        {"\"text\"", NULL},
        {"{}", NULL},
        {"{\"envelope_id\":null}", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Envelope) e = parse(cases[i].text);
        assert_int_equal(e->kind, ENVELOPE_BROKEN);
        assert_non_null(e->why);
        if (cases[i].id)
            assert_string_equal(e->id, cases[i].id);
        else
            assert_null(e->id);
    }
}

static void deep_nesting_is_refused_and_acked(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("{\"envelope_id\":\"e-1\",\"payload\":");
    for (int i = 0; i < 100000; i++)
        g_string_append_c(text, '[');
    g_autoptr(Envelope) e = parse(text->str);
    assert_int_equal(e->kind, ENVELOPE_BROKEN);
    assert_string_equal(e->id, "e-1");
}

static void a_text_of_any_length_is_cut(void **state)
{
    (void)state;
    g_autofree char *words = g_strnfill(40000, 'w');
    g_autofree char *json = g_strdup_printf(
        "{\"envelope_id\":\"e-1\",\"type\":\"slash_commands\",\"payload\":{\"command\":\"/ask\","
        "\"user_id\":\"U0ANA\",\"text\":\"%s\"}}",
        words);
    g_autoptr(Envelope) e = parse(json);
    assert_true(strlen(e->request.text) > TEXT_QUESTION_MAX);
    assert_true(strlen(e->request.text) < 10000);
}

/* Every member of every kind of payload made null, a number, a list; or left out. */
static void nothing_is_taken_for_granted(void **state)
{
    (void)state;
    static const char *const texts[] = {
        COMMAND("/ask", "x"),
        BUTTON("a.b", "{\"message_ts\":\"5.5\",\"is_ephemeral\":true}"),
        EVENT("{\"type\":\"message\",\"user\":\"U0ANA\",\"text\":\"x\",\"ts\":\"1.1\","
              "\"channel\":\"D1\",\"channel_type\":\"im\"}"),
        INTERACTION("true", "\"type\":\"view_submission\",\"view\":{\"id\":\"V1\",\"callback_id\":"
                            "\"a.b\",\"state\":{\"values\":{\"i\":{\"i\":{\"value\":\"v\"}}}}}"),
        INTERACTION("false", "\"type\":\"message_action\",\"callback_id\":\"a.b\",\"message\":{"
                             "\"attachments\":[{\"fallback\":\"x\"}]}"),
    };
    static const char *const odd[] = {"null", "7", "[]", "{}", "\"\"", "true"};
    for (size_t t = 0; t < G_N_ELEMENTS(texts); t++) {
        g_autofree char *text = g_strdup(texts[t]);
        for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
            bool quoted = colon[1] == '"';
            const char *end = colon + 2 + strcspn(colon + 2, quoted ? "\"" : ",}]");
            for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
                g_autofree char *changed = g_strdup_printf("%.*s%s%s", (int)(colon + 1 - text),
                                                           text, odd[i], end + quoted);
                g_autoptr(Envelope) e = parse(changed);
                assert_true(e->kind != ENVELOPE_REQUEST || (e->request.name && e->key));
                assert_true(e->kind == ENVELOPE_REQUEST || e->why);
            }
        }
    }
}

static void an_ack_fits_its_frame(void **state)
{
    (void)state;
    size_t len;
    g_autofree char *bare = envelope_ack("e-1", NULL, 0, &len);
    assert_string_equal(bare, "{\"envelope_id\":\"e-1\"}");
    assert_int_equal(len, strlen(bare));
    g_autofree char *with = envelope_ack("e-1", "{\"text\":\"x\"}", 12, &len);
    assert_string_equal(with, "{\"envelope_id\":\"e-1\",\"payload\":{\"text\":\"x\"}}");

    g_autofree char *large = g_strnfill(SOCKET_SEND_MAX, ' ');
    assert_null(envelope_ack("e-1", large, strlen(large), &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slash_command_is_a_private_request),
        cmocka_unit_test(the_configured_prefix_is_taken_off),
        cmocka_unit_test(a_mention_is_answered_in_its_thread),
        cmocka_unit_test(a_direct_message_is_answered_where_it_stands),
        cmocka_unit_test(what_is_overheard_does_not_pass_for_the_mention),
        cmocka_unit_test(what_nobody_wrote_to_us_is_ignored),
        cmocka_unit_test(people_write_with_files_and_in_other_ways),
        cmocka_unit_test(other_events_come_by_their_names),
        cmocka_unit_test(a_button_is_an_action_with_its_value),
        cmocka_unit_test(every_element_has_one_value),
        cmocka_unit_test(a_form_brings_its_values),
        cmocka_unit_test(a_message_shortcut_brings_the_message),
        cmocka_unit_test(typing_brings_what_was_typed),
        cmocka_unit_test(slacks_text_becomes_readable),
        cmocka_unit_test(what_is_no_json_gives_up_its_id),
        cmocka_unit_test(deep_nesting_is_refused_and_acked),
        cmocka_unit_test(a_text_of_any_length_is_cut),
        cmocka_unit_test(nothing_is_taken_for_granted),
        cmocka_unit_test(an_ack_fits_its_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
