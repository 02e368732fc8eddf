/*
 * Everything that has been seen to make other bots deaf: a broken line, a silent one, a refused
 * handshake, an address that does not come. Each is done to a fresh daemon on all its lines at
 * once, and then it is asked until it answers. How long that took is printed and judges nothing:
 * what must hold is that it answers without help, and what was said into a dying line once.
 */
#include "tests/story/story.h"

static const char ANSWER[] = "standard container runtime";

typedef struct Fault {
    const char *name;
    const char *verb, *plan; /* what slackbox is told, as JSON; NULL: nothing */
    bool cuts;               /* then every line is cut, so that a new one is wanted */
    int ghosts;              /* lines that Slack still counts afterwards */
} Fault;

#define OPEN "\"method\": \"apps.connections.open\""

static const Fault BROKEN[] = {
    {"warning", "socket", "{\"do\":\"disconnect\",\"reason\":\"warning\",\"close_ms\":10000}",
     false, 0},
    {"refresh requested", "socket", "{\"do\":\"disconnect\",\"close_ms\":2000}", false, 0},
    {"closed without a word", "socket", "{\"do\":\"disconnect\",\"reason\":\"unheard_of\"}", false,
     0},
    {"reset", NULL, NULL, true, 0},
    {"FIN", "socket", "{\"do\":\"drop\",\"how\":\"fin\"}", false, 0},
    {"close 1001", "socket", "{\"do\":\"drop\",\"how\":\"close\",\"code\":1001}", false, 0},
    {"reserved opcode", "socket", "{\"do\":\"raw\",\"text\":\"x\",\"opcode\":3}", false, 0},
    {"bytes that are no frame", "socket", "{\"do\":\"raw\",\"hex\":\"ffffffff\",\"as_is\":true}",
     false, 0},
};

static const Fault REFUSED[] = {
    {"upgrade: 403", "socket", "{\"do\":\"upgrade\",\"status\":403,\"times\":2}", true, 0},
    {"upgrade: 500", "socket", "{\"do\":\"upgrade\",\"status\":500,\"times\":2,\"body\":\"no\"}",
     true, 0},
    {"upgrade: redirect", "socket",
     "{\"do\":\"upgrade\",\"status\":302,\"location\":\"http://127.0.0.1:9/\",\"times\":2}", true,
     0},
    {"upgrade: wrong Sec-WebSocket-Accept", "socket", "{\"do\":\"upgrade\",\"bad_accept\":true}",
     true, 0},
    {"disconnect before hello", "socket",
     "{\"do\":\"hello\",\"mode\":\"disconnect_first\",\"times\":2}", true, 0},
    {"hello of one word", "socket", "{\"do\":\"hello\",\"mode\":\"bare\",\"times\":2}", true, 0},
    {"hello after 4 s", "socket", "{\"do\":\"hello\",\"mode\":\"late\",\"delay_ms\":4000}", true,
     0},
};

static const Fault NO_ADDRESS[] = {
    {"open: 500, three times", "fault", "{" OPEN ",\"status\":500,\"times\":3}", true, 0},
    {"open: Retry-After 3", "fault", "{" OPEN ",\"status\":429,\"retry_after\":3}", true, 0},
    {"open: HTML", "fault", "{" OPEN ",\"body\":\"<html>busy</html>\"}", true, 0},
    {"open: cut off", "fault", "{" OPEN ",\"body\":\"{\\\"ok\\\":true,\\\"ur\"}", true, 0},
    {"open: no address in it", "fault", "{" OPEN ",\"body\":\"{\\\"ok\\\":true}\"}", true, 0},
    {"open: internal_error", "fault", "{" OPEN ",\"error\":\"internal_error\"}", true, 0},
    {"open: nobody there, eight times", "fault", "{" OPEN ",\"drop\":true,\"times\":8}", true, 0},
    {"open: connection reset", "fault", "{" OPEN ",\"drop\":true}", true, 0},
};

/* Each takes the ten seconds after which the daemon believes no more in an answer. */
static const Fault SILENT[] = {
    {"open hangs", "fault", "{" OPEN ",\"delay_ms\":60000}", true, 0},
    {"upgrade hangs", "socket", "{\"do\":\"upgrade\",\"hang\":true}", true, 0},
    {"no hello", "socket", "{\"do\":\"hello\",\"mode\":\"none\"}", true, 0},
    {"nobody reads, pings or answers", "socket", "{\"do\":\"zombie\"}", false, 2},
};

static void on_every_line(Story *s, const char *verb, const char *plan)
{
    json_t *spec = json_loads(plan, 0, NULL);
    assert_non_null(spec);
    if (strcmp(verb, "socket") == 0)
        json_object_set_new(spec, "conn", json_string("all"));
    json_t *done = control(s, verb, "o", spec);
    assert_true(json_is_true(json_object_get(done, "ok")));
}

/* Somebody asks, and asks again, until there is an answer: after so many milliseconds. */
static int deaf_ms(Story *s)
{
    int64_t begin_us = g_get_monotonic_time(), asked_us;
    json_t *done;
    int patience_ms = 100; /* a slow machine gets more and more */
    do {
        asked_us = g_get_monotonic_time();
        done = control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0SAM", "channel",
                       "C0GENERAL", "command", "/ask", "text", "what does containerd do?",
                       "wait_ms", patience_ms);
        if (!json_is_true(json_object_get(done, "acked")))
            g_usleep(20 * 1000);
        patience_ms = MIN(patience_ms + patience_ms / 10, 3000);
    } while (!says(json_object_get(done, "payload"), ANSWER) &&
             asked_us < begin_us + PATIENCE_MS * 1000LL);
    assert_true(says(json_object_get(done, "payload"), ANSWER));
    return (int)((asked_us - begin_us) / 1000);
}

static void start_afresh(Story *s)
{
    askd_kill(s);
    control(s, "reset", "{s:b}", "keep_connections", 0);
    story_reset(s);
    askd_start(s);
    control(s, "socket", "{s:s, s:s}", "do", "distribution", "mode", "newest");
}

/* Lines that are cut with nothing on them lose nothing: only into the others a mention is said. */
static void suffer(Story *s, const Fault *fault)
{
    start_afresh(s);
    if (fault->verb)
        on_every_line(s, fault->verb, fault->plan);
    if (fault->cuts)
        on_every_line(s, "socket", "{\"do\":\"drop\"}");
    else
        say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    int ms = deaf_ms(s);
    print_message("# %s: deaf for %d.%d s\n", fault->name, ms / 1000, ms % 1000 / 100);
    if (!fault->cuts) {
        expect_seen(s, "U0ANA", "C0HELP", ANSWER);
        settled_wait(s);
        assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
    }
    connections_wait(s, 2 + fault->ghosts);
    expect_answering(s);
}

static void a_broken_line_is_replaced(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BROKEN); i++)
        suffer(*state, &BROKEN[i]);
}

static void a_refused_handshake_is_tried_again(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(REFUSED); i++)
        suffer(*state, &REFUSED[i]);
}

static void an_address_that_does_not_come_is_asked_for_again(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NO_ADDRESS); i++)
        suffer(*state, &NO_ADDRESS[i]);
}

static void silence_is_noticed(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(SILENT); i++)
        suffer(*state, &SILENT[i]);
}

static json_t *connections(Story *s)
{
    return json_object_get(control(s, "socket", "{s:s}", "do", "connections"), "connections");
}

/*
 * While somebody asks and asks. What Slack writes just when a line is closed is not answered, and it
 * sends no command again.
 */
static bool is_replaced(Story *s, const void *deaf)
{
    control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0SAM", "channel", "C0GENERAL",
            "command", "/ask", "text", "what does containerd do?", "wait_ms", 1000);
    json_t *oldest = json_array_get(connections(s), 0);
    return json_integer_value(json_object_get(oldest, "conn")) > json_integer_value(deaf);
}

/* Slack talks on, and nobody knows whether it hears: lines that prove it take over. */
static void pongs_that_stop_are_noticed_while_envelopes_flow(void **state)
{
    Story *s = *state;
    start_afresh(s);
    control(s, "socket", "{s:s, s:s}", "do", "distribution", "mode", "round_robin");
    json_t *list = connections(s);
    json_t *newest = json_object_get(json_array_get(list, json_array_size(list) - 1), "conn");
    on_every_line(s, "socket", "{\"do\":\"pongs\",\"on\":false}");
    assert_true(eventually(s, is_replaced, newest));
    connections_wait(s, 2);
    expect_answering(s);
    assert_int_equal(stat_of(s, "given_up"), 0);
}

/* --- what only a person can end --------------------------------------------------------------- */

static void expect_patience(Story *s, const char *said)
{
    expect_said(s, said);
    connections_wait(s, 0);
    assert_false(askd_is_dead(s));
    json_int_t calls = calls_of(s, "apps.connections.open");
    assert_true(calls <= 2);
    askd_stop(s);
}

/* It is said, tried again after a minute and ever more slowly, and a stop is still a stop. */
static void an_app_without_socket_mode_is_told_and_waited_for(void **state)
{
    Story *s = *state;
    start_afresh(s);
    control(s, "socket", "{s:s, s:b}", "do", "link_disabled", "on", 1);
    expect_patience(s, "socket_disabled");
}

static void a_start_without_socket_mode_waits_for_it(void **state)
{
    Story *s = *state;
    askd_kill(s);
    story_reset(s);
    control(s, "socket", "{s:s, s:b}", "do", "link_disabled", "on", 1);
    askd_spawn(s);
    expect_patience(s, "Socket Mode is switched off");
}

static void too_many_connections_are_told_and_waited_for(void **state)
{
    Story *s = *state;
    askd_kill(s);
    story_reset(s);
    control(s, "socket", "{s:s, s:i}", "do", "too_many", "max", 0);
    askd_spawn(s);
    expect_patience(s, "socket_crowded");
}

/* Another askd with the same token would get half of the questions. */
static void connections_that_are_not_ours_are_told_of(void **state)
{
    Story *s = *state;
    askd_kill(s);
    control(s, "reset", "{s:b}", "keep_connections", 0);
    story_reset(s);
    control(s, "socket", "{s:s, s:i}", "do", "ghosts", "count", 2);
    askd_spawn(s);
    expect_said(s, "socket_ghosts count=2");
    connections_wait(s, 2);
    askd_stop(s);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", "--time-scale", "0.1", "--hello-life", "36000", NULL);
    *state = s;
    askd_teach_one(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_line_is_replaced),
        cmocka_unit_test(a_refused_handshake_is_tried_again),
        cmocka_unit_test(an_address_that_does_not_come_is_asked_for_again),
        cmocka_unit_test(silence_is_noticed),
        cmocka_unit_test(pongs_that_stop_are_noticed_while_envelopes_flow),
        cmocka_unit_test(an_app_without_socket_mode_is_told_and_waited_for),
        cmocka_unit_test(a_start_without_socket_mode_waits_for_it),
        cmocka_unit_test(too_many_connections_are_told_and_waited_for),
        cmocka_unit_test(connections_that_are_not_ours_are_told_of),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
