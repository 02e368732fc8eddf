#include "tests/test.h"

#include "bot/slack/pace.h"

static const char POST[] = "chat.postMessage";

/* How many calls are let through from begin_ms to end_ms, made as soon as they may be. */
static int calls_between(Pace *pace, const char *method, const char *target, int64_t begin_ms,
                         int64_t end_ms)
{
    int count = 0;
    for (int64_t now = begin_ms; now < end_ms;) {
        int64_t wait = pace_wait_ms(pace, method, target, now);
        now += wait;
        if (wait == 0) {
            pace_sent(pace, method, target, now);
            count++;
        }
    }
    return count;
}

static void a_channel_gets_three_at_once_and_then_one_a_second(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pace_wait_ms(pace, POST, "C1", 5000), 0);
        pace_sent(pace, POST, "C1", 5000);
    }
    assert_int_equal(pace_wait_ms(pace, POST, "C1", 5000), 1000);
    assert_int_equal(pace_wait_ms(pace, POST, "C1", 5999), 1);
    assert_int_equal(pace_wait_ms(pace, POST, "C1", 6000), 0);
    assert_int_equal(pace_wait_ms(pace, POST, "C2", 5000), 0);
    assert_int_equal(calls_between(pace, POST, "C1", 6000, 66000), 60);
}

static void a_burst_is_earned_again_by_waiting(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    assert_int_equal(calls_between(pace, POST, "C1", 0, 1), 3);
    assert_int_equal(calls_between(pace, POST, "C1", 2000, 2001), 2);
    assert_int_equal(calls_between(pace, POST, "C1", 60000, 60001), 3);
}

static void no_minute_sees_more_than_slack_allows(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        int per_minute;
    } ROWS[] = {
        {"chat.update", 50},        {"views.open", 100},     {"conversations.list", 20},
        {"conversations.info", 50}, {"some.new.method", 50},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Pace) pace = pace_new();
        int first = calls_between(pace, ROWS[i].method, NULL, 0, 60000);
        assert_in_range(first, ROWS[i].per_minute * 9 / 10, ROWS[i].per_minute);
        assert_true(calls_between(pace, ROWS[i].method, NULL, 60000, 120000) <= ROWS[i].per_minute);
    }
}

static void all_channels_share_the_workspaces_budget(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    int count = 0;
    for (int64_t now = 0; now < 60000; now += 10)
        for (int c = 0; c < 20; c++) {
            g_autofree char *channel = g_strdup_printf("C%d", c);
            if (pace_wait_ms(pace, POST, channel, now) > 0)
                continue;
            pace_sent(pace, POST, channel, now);
            count++;
        }
    assert_in_range(count, 280, 300);
}

static void a_hold_is_the_channels_of_a_post_and_the_methods_of_all_else(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    pace_hold(pace, POST, "C1", 30000);
    assert_int_equal(pace_wait_ms(pace, POST, "C1", 1000), 29000);
    assert_int_equal(pace_wait_ms(pace, POST, "C2", 1000), 0);
    pace_hold(pace, "chat.update", "C1", 30000);
    assert_int_equal(pace_wait_ms(pace, "chat.update", "C2", 1000), 29000);
    assert_int_equal(pace_wait_ms(pace, "views.open", NULL, 1000), 0);
    pace_hold(pace, POST, NULL, 20000);
    assert_int_equal(pace_wait_ms(pace, POST, "C2", 1000), 19000);
    assert_int_equal(pace_wait_ms(pace, POST, "C2", 20000), 0);
}

static void a_shorter_hold_does_not_end_a_longer_one(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    pace_hold(pace, "chat.update", NULL, 60000);
    pace_hold(pace, "chat.update", NULL, 2000);
    assert_int_equal(pace_wait_ms(pace, "chat.update", NULL, 1000), 59000);
}

static void response_urls_are_not_limited_but_can_be_held(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    static const char URL[] = "https://hooks.slack.com/commands/T1/2/x",
                      OTHER[] = "https://hooks.slack.com/y";
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(pace_wait_ms(pace, URL, NULL, 0), 0);
        pace_sent(pace, URL, NULL, 0);
    }
    pace_hold(pace, URL, NULL, 500);
    assert_int_equal(pace_wait_ms(pace, URL, NULL, 0), 500);
    assert_int_equal(pace_wait_ms(pace, OTHER, NULL, 0), 0);
}

static void what_waits_longest_is_remembered_when_there_are_too_many(void **state)
{
    (void)state;
    g_autoptr(Pace) pace = pace_new();
    pace_hold(pace, POST, "C-held", 1000000);
    for (int i = 0; i < 3 * PACE_TARGETS_MAX; i++) {
        g_autofree char *channel = g_strdup_printf("C%d", i);
        pace_hold(pace, POST, channel, i);
    }
    assert_int_equal(pace_wait_ms(pace, POST, "C-held", 900000), 100000);
    assert_int_equal(pace_wait_ms(pace, POST, "C0", 900000), 0);
}

static void backing_off_doubles_up_to_a_minute_and_is_random_below(void **state)
{
    (void)state;
    static const int64_t MOST[] = {1000, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
    for (unsigned tries = 1; tries < G_N_ELEMENTS(MOST); tries++) {
        assert_int_equal(pace_backoff_ms(tries, UINT32_MAX), MOST[tries]);
        assert_int_equal(pace_backoff_ms(tries, 0), 0);
        assert_in_range(pace_backoff_ms(tries, UINT32_MAX / 2), MOST[tries] / 2 - 1,
                        MOST[tries] / 2);
    }
    assert_int_equal(pace_backoff_ms(UINT_MAX, UINT32_MAX), 60000);
    assert_int_equal(pace_backoff_ms(0, UINT32_MAX), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_gets_three_at_once_and_then_one_a_second),
        cmocka_unit_test(a_burst_is_earned_again_by_waiting),
        cmocka_unit_test(no_minute_sees_more_than_slack_allows),
        cmocka_unit_test(all_channels_share_the_workspaces_budget),
        cmocka_unit_test(a_hold_is_the_channels_of_a_post_and_the_methods_of_all_else),
        cmocka_unit_test(a_shorter_hold_does_not_end_a_longer_one),
        cmocka_unit_test(response_urls_are_not_limited_but_can_be_held),
        cmocka_unit_test(what_waits_longest_is_remembered_when_there_are_too_many),
        cmocka_unit_test(backing_off_doubles_up_to_a_minute_and_is_random_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
