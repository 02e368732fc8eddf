/*
 * What becomes of a call, whatever Slack answers.
 */
#include "tests/test.h"

#include <string.h>

#include "bot/fate.h"
#include "bot/keep.h"

enum { NOW_MS = 1000000 };

static Owed post(void)
{
    return (Owed){.id = 7,
                  .lane = (char *)"channel:C1",
                  .method = (char *)"chat.postMessage",
                  .target = (char *)"C1",
                  .body = (char *)"{\"text\":\"hi\"}",
                  .len = 13};
}

static Owed answer_by_url(void)
{
    Owed owed = post();
    owed.method = (char *)"response_url";
    owed.target = (char *)"https://hooks.example.org/secret";
    owed.fallback = (char *)"U1";
    owed.until_ms = NOW_MS + 5000;
    return owed;
}

static CallFate fate(const Owed *owed, WebResult result)
{
    CallResult *r = fate_of(owed, &result, NOW_MS, 0);
    CallFate fate = r->fate;
    assert_int_equal(r->id, 7);
    assert_string_equal(r->lane, "channel:C1");
    call_result_free(r);
    return fate;
}

static void a_post_learns_where_it_stands(void **state)
{
    (void)state;
    Owed owed = post();
    WebResult ok = {.outcome = WEB_OK, .channel = "C9", .ts = "1.2"};
    CallResult *r = fate_of(&owed, &ok, NOW_MS, 0);
    assert_int_equal(r->fate, CALL_DONE);
    assert_string_equal(r->channel, "C9");
    assert_string_equal(r->ts, "1.2");
    call_result_free(r);
}

static void what_slack_refuses_is_not_tried_again(void **state)
{
    (void)state;
    Owed owed = post();
    assert_int_equal(fate(&owed, (WebResult){.outcome = WEB_REFUSED, .error = "is_archived"}),
                     CALL_DEAD);
}

static void who_cannot_be_reached_there_is_written_to_directly(void **state)
{
    static const char *const CLOSED[] = {"is_archived", "channel_not_found", "not_in_channel",
                                         "restricted_action_thread_locked", "thread_not_found"};
    (void)state;
    Owed owed = post();
    owed.body = (char *)"{\"channel\":\"C1\",\"thread_ts\":\"1.5\",\"text\":\"hi\"}";
    owed.len = strlen(owed.body);
    owed.fallback = (char *)"U1";
    for (size_t i = 0; i < G_N_ELEMENTS(CLOSED); i++) {
        WebResult refused = {.outcome = WEB_REFUSED, .error = CLOSED[i]};
        CallResult *r = fate_of(&owed, &refused, NOW_MS, 0);
        assert_int_equal(r->fate, CALL_REDIRECT);
        assert_string_equal(r->target, "U1");
        assert_string_equal(r->body, "{\"channel\":\"U1\",\"text\":\"hi\"}");
        call_result_free(r);
    }
    WebResult bad = {.outcome = WEB_REFUSED, .error = "invalid_blocks"};
    assert_int_equal(fate(&owed, bad), CALL_DEAD); /* it would be refused there, too */
}

static void what_may_not_have_been_done_is_tried_again(void **state)
{
    static const WebOutcome outcomes[] = {WEB_LIMITED, WEB_TRANSIENT, WEB_UNSENT, WEB_UNKNOWN};
    (void)state;
    Owed owed = post();
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++)
        assert_int_equal(fate(&owed, (WebResult){.outcome = outcomes[i], .retry_after_ms = 10}),
                         CALL_AGAIN);
}

static void tries_come_to_an_end_but_waits_that_slack_asks_for_do_not(void **state)
{
    (void)state;
    Owed owed = post();
    owed.tries = 1000;
    assert_int_equal(fate(&owed, (WebResult){.outcome = WEB_TRANSIENT}), CALL_DEAD);
    assert_int_equal(fate(&owed, (WebResult){.outcome = WEB_LIMITED, .retry_after_ms = 10}),
                     CALL_AGAIN);
}

static void a_used_up_url_becomes_a_direct_message(void **state)
{
    (void)state;
    Owed owed = answer_by_url();
    WebResult refused = {.outcome = WEB_REFUSED, .error = "expired_url"};
    CallResult *r = fate_of(&owed, &refused, NOW_MS, 0);
    assert_int_equal(r->fate, CALL_REDIRECT);
    assert_string_equal(r->target, "U1");
    assert_true(g_str_has_prefix(r->body, "{\"channel\":\"U1\""));
    assert_int_equal(r->len, strlen(r->body));
    call_result_free(r);
}

static Owed form(void)
{
    Owed owed = post();
    owed.method = (char *)"views.open";
    owed.target = owed.fallback = (char *)"U1";
    owed.until_ms = NOW_MS + 3000;
    return owed;
}

static void who_waits_for_a_form_that_cannot_be_opened_is_told(void **state)
{
    (void)state;
    Owed owed = form();
    WebResult refused = {.outcome = WEB_REFUSED, .error = "expired_trigger_id"};
    CallResult *r = fate_of(&owed, &refused, NOW_MS, 0);
    assert_int_equal(r->fate, CALL_REDIRECT);
    assert_true(g_str_has_prefix(r->body, "{\"channel\":\"U1\",\"text\":\"The form did not open"));
    assert_int_equal(r->len, strlen(r->body));
    call_result_free(r);
}

static void a_form_that_the_lost_try_had_opened_is_open(void **state)
{
    (void)state;
    Owed owed = form();
    WebResult used = {.outcome = WEB_REFUSED, .error = "exchanged_trigger_id"};
    assert_int_equal(fate(&owed, used), CALL_REDIRECT);
    owed.tries = 1;
    assert_int_equal(fate(&owed, used), CALL_DONE);
}

static void a_url_that_is_to_wait_past_its_life_is_left_at_once(void **state)
{
    (void)state;
    Owed owed = answer_by_url();
    assert_int_equal(fate(&owed, (WebResult){.outcome = WEB_LIMITED, .retry_after_ms = 4999}),
                     CALL_AGAIN);
    assert_int_equal(fate(&owed, (WebResult){.outcome = WEB_LIMITED, .retry_after_ms = 5000}),
                     CALL_REDIRECT);
}

static void what_was_asked_for_comes_back_whether_or_not_it_was_told(void **state)
{
    (void)state;
    Owed owed = post();
    owed.lane = (char *)KEEP_FETCH "users.info";
    owed.name = (char *)"welcome.locale U1";
    owed.method = (char *)"users.info";
    const char *body = "{\"ok\":true,\"user\":{\"id\":\"U1\"}}";
    WebResult results[] = {{.outcome = WEB_OK, .body = body, .len = strlen(body)},
                           {.outcome = WEB_REFUSED, .error = "user_not_found"}};
    for (size_t i = 0; i < G_N_ELEMENTS(results); i++) {
        CallResult *r = fate_of(&owed, &results[i], NOW_MS, 0);
        assert_int_equal(r->fate, CALL_FETCHED);
        assert_string_equal(r->name, "welcome.locale U1");
        if (i == 0)
            assert_string_equal(fetched_facts(r->answer)->person.id, "U1");
        else
            assert_string_equal(fetched_facts(r->answer)->error, "user_not_found");
        call_result_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_post_learns_where_it_stands),
        cmocka_unit_test(what_slack_refuses_is_not_tried_again),
        cmocka_unit_test(who_cannot_be_reached_there_is_written_to_directly),
        cmocka_unit_test(what_may_not_have_been_done_is_tried_again),
        cmocka_unit_test(tries_come_to_an_end_but_waits_that_slack_asks_for_do_not),
        cmocka_unit_test(a_used_up_url_becomes_a_direct_message),
        cmocka_unit_test(who_waits_for_a_form_that_cannot_be_opened_is_told),
        cmocka_unit_test(a_form_that_the_lost_try_had_opened_is_open),
        cmocka_unit_test(a_url_that_is_to_wait_past_its_life_is_left_at_once),
        cmocka_unit_test(what_was_asked_for_comes_back_whether_or_not_it_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
