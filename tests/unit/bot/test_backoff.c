#include "tests/test.h"

#include "bot/socket/backoff.h"

enum { MIDDLE = 0x7fffffff };

static void a_lost_connection_is_replaced_at_once(void **state)
{
    (void)state;
    Backoff b = {0};
    backoff_hello(&b);
    backoff_dropped(&b, 5000000, 3600000, UINT32_MAX);
    assert_int_equal(backoff_wait_ms(&b, 5000000), 0);
    backoff_dropped(&b, 6000000, 100, UINT32_MAX); /* young, but the first of its kind */
    assert_int_equal(backoff_wait_ms(&b, 6000000), 0);
}

static void failures_wait_longer_and_longer_until_hello(void **state)
{
    (void)state;
    static const int64_t MOST[] = {250,  500,  1000, 2000,  2000,  2000,  2000,
                                   2000, 4000, 8000, 16000, 32000, 60000, 60000};
    Backoff b = {0};
    int64_t now = 1000000;
    for (unsigned i = 0; i < G_N_ELEMENTS(MOST); i++) {
        backoff_failed(&b, now, UINT32_MAX);
        assert_int_equal(backoff_wait_ms(&b, now), MOST[i]);
        now += 100000;
    }
    backoff_hello(&b);
    backoff_failed(&b, now, UINT32_MAX);
    assert_int_equal(backoff_wait_ms(&b, now), 250);
}

static void connections_that_die_young_again_and_again_are_slowed_down(void **state)
{
    (void)state;
    Backoff b = {0};
    int64_t now = 1000000, last = 0;
    for (int i = 0; i < 20; i++) {
        backoff_hello(&b);
        backoff_dropped(&b, now, 1000, UINT32_MAX);
        int64_t wait = backoff_wait_ms(&b, now);
        assert_true(wait >= last);
        last = wait;
        now += wait + 1000;
    }
    assert_int_equal(last, 60000);
    backoff_dropped(&b, now, BACKOFF_YOUNG_MS, UINT32_MAX);
    assert_int_equal(backoff_wait_ms(&b, now), 0);
}

static void addresses_are_asked_for_in_moderation(void **state)
{
    (void)state;
    Backoff b = {0};
    int64_t now = 1000000, begin = now;
    int in_first_second = 0, in_ten_seconds = 0, in_a_minute = 0, in_ten_minutes = 0;
    while (now < begin + 600000) {
        now += backoff_wait_ms(&b, now);
        if (now >= begin + 600000)
            break;
        backoff_asked(&b, now);
        in_first_second += now < begin + 1000;
        in_ten_seconds += now < begin + 10000;
        in_a_minute += now < begin + 60000;
        in_ten_minutes++;
    }
    assert_int_equal(in_first_second, 5);
    assert_int_equal(in_ten_seconds, 13);
    assert_in_range(in_a_minute, 20, 24);
    assert_in_range(in_ten_minutes, 120, 132);
}

static void retry_after_is_waited_out_whatever_else_is_said(void **state)
{
    (void)state;
    Backoff b = {0};
    backoff_hold(&b, 40000);
    backoff_failed(&b, 10000, 0);
    assert_int_equal(backoff_wait_ms(&b, 10000), 30000);
    backoff_hello(&b); /* of another attempt that was under way */
    assert_int_equal(backoff_wait_ms(&b, 10000), 30000);
}

static void refusals_wait_minutes(void **state)
{
    (void)state;
    static const int64_t LEAST[] = {60000, 120000, 240000, 480000, 600000, 600000};
    Backoff b = {0}, crowded = {0};
    int64_t now = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(LEAST); i++) {
        now += 2000000;
        backoff_refused(&b, now, 0);
        assert_int_equal(backoff_wait_ms(&b, now), LEAST[i]);
        backoff_crowded(&crowded, now, MIDDLE);
        int64_t wait = backoff_wait_ms(&crowded, now), least = MIN(LEAST[i] / 2, 600000);
        assert_true(wait > least || i == G_N_ELEMENTS(LEAST) - 1);
        assert_true(wait <= 900000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_connection_is_replaced_at_once),
        cmocka_unit_test(failures_wait_longer_and_longer_until_hello),
        cmocka_unit_test(connections_that_die_young_again_and_again_are_slowed_down),
        cmocka_unit_test(addresses_are_asked_for_in_moderation),
        cmocka_unit_test(retry_after_is_waited_out_whatever_else_is_said),
        cmocka_unit_test(refusals_wait_minutes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
