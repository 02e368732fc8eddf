#include "tests/test.h"

#include "bot/socket/socket_frame.h"

static Frame parsed(const char *text)
{
    Frame frame;
    frame_read(text, strlen(text), &frame);
    return frame;
}

static void hello_is_read_whatever_it_leaves_out(void **state)
{
    (void)state;
    Frame whole =
        parsed("{\"type\":\"hello\",\"num_connections\":2,\"debug_info\":{\"host\":\"applink-7\","
               "\"approximate_connection_time\":18060},\"connection_info\":{\"app_id\":\"A0\"}}");
    assert_int_equal(whole.kind, FRAME_HELLO);
    assert_int_equal(whole.num_connections, 2);
    assert_int_equal(whole.life_s, 18060);
    assert_string_equal(whole.host, "applink-7");
    Frame bare = parsed("{ \"type\" : \"hello\" }");
    assert_int_equal(bare.kind, FRAME_HELLO);
    assert_int_equal(bare.num_connections, 0);
    Frame odd = parsed("{\"type\":\"hello\",\"num_connections\":\"2\",\"debug_info\":[],\"x\":{}}");
    assert_int_equal(odd.kind, FRAME_HELLO);
    Frame absurd =
        parsed("{\"type\":\"hello\",\"num_connections\":-5,\"debug_info\":{\"host\":\"a b\\nc=d\","
               "\"approximate_connection_time\":99999999999}}");
    assert_int_equal(absurd.num_connections, 0);
    assert_int_equal(absurd.life_s, 0);
    assert_string_equal(absurd.host, "abcd"); /* a log line cannot be broken by it */
}

static void each_reason_to_disconnect_is_known(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        FrameReason reason;
        const char *word;
    } ROWS[] = {
        {"{\"type\":\"disconnect\",\"reason\":\"warning\"}", REASON_WARNING, "warning"},
        {"{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}", REASON_OTHER,
         "refresh_requested"},
        {"{\"type\":\"disconnect\",\"reason\":\"link_disabled\"}", REASON_LINK_DISABLED,
         "link_disabled"},
        {"{\"type\":\"disconnect\",\"reason\":\"too_many_websockets\"}", REASON_TOO_MANY,
         "too_many_websockets"},
        {"{\"type\":\"disconnect\"}", REASON_OTHER, ""},
        {"{\"type\":\"disconnect\",\"reason\":7}", REASON_OTHER, ""},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Frame frame = parsed(ROWS[i].text);
        assert_int_equal(frame.kind, FRAME_DISCONNECT);
        assert_int_equal(frame.reason, ROWS[i].reason);
        assert_string_equal(frame.word, ROWS[i].word);
    }
}

static void everything_else_is_left_to_others(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "",
        "null",
        "\"hello\"",
        "[\"hello\"]",
        "{\"type\":\"hello\"",
        "{\"type\":{\"type\":\"hello\"}}",
        "{\"type\":\"slash_commands\",\"payload\":{\"type\":\"disconnect\"}}",
        "{\"type\":\"events_api\"}",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++)
        assert_int_equal(parsed(TEXTS[i]).kind, FRAME_OTHER);
}

static void an_envelope_id_is_found_in_broken_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id;
    } ROWS[] = {
        {"{\"envelope_id\":\"c3a1b7de-5f20\",\"payl", "c3a1b7de-5f20"},
        {"{\"payload\":\"\\u0000\", \"envelope_id\" :\n \"x_1\"}", "x_1"},
        {"{\"text\":\"\\\"envelope_id\\\":\\\"fake\\\"\",\"envelope_id\":\"real\"}", "real"},
        {"{\"envelope_id\":7,\"envelope_id\":\"second\"}", "second"},
        {"{\"envelope_id\":\"cut", NULL},
        {"{\"envelope_id\":\"\"}", NULL},
        {"{\"envelope_id\":\"a\\\"b\"}", NULL},
        {"{\"envelope_id\"", NULL},
        {"", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        /* Exactly as long as it is: one byte more would be read out of bounds. */
        size_t len = strlen(ROWS[i].text);
        g_autofree char *bytes = g_memdup2(ROWS[i].text, len);
        g_autofree char *id = len ? frame_envelope_id(bytes, len) : NULL;
        assert_int_equal(g_strcmp0(id, ROWS[i].id), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_is_read_whatever_it_leaves_out),
        cmocka_unit_test(each_reason_to_disconnect_is_known),
        cmocka_unit_test(everything_else_is_left_to_others),
        cmocka_unit_test(an_envelope_id_is_found_in_broken_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
