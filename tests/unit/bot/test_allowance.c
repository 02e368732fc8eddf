/*
 * How much one person may ask.
 */
#include "tests/test.h"

#include "bot/allowance.h"

enum { NOW_MS = 1000000, MINUTE_MS = 60 * 1000 };

static void it_can_be_used_up_in_one_go_and_comes_back_steadily(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(60);
    for (int i = 0; i < 60; i++)
        assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
    int64_t wait_ms = allowance_take(a, "U1", 1, NOW_MS);
    assert_in_range(wait_ms, MINUTE_MS, MINUTE_MS + 1);
    assert_true(allowance_take(a, "U1", 1, NOW_MS + MINUTE_MS / 2) > 0);
    assert_int_equal(allowance_take(a, "U1", 1, NOW_MS + wait_ms), 0);
    assert_true(allowance_take(a, "U1", 1, NOW_MS + wait_ms) > 0);
}

static void one_persons_does_not_touch_anothers(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(1);
    assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
    assert_true(allowance_take(a, "U1", 1, NOW_MS) > 0);
    assert_int_equal(allowance_take(a, "U2", 1, NOW_MS), 0);
}

static void what_costs_more_takes_more_but_never_too_much_for_anybody(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(4);
    assert_int_equal(allowance_take(a, "U1", 3, NOW_MS), 0);
    assert_true(allowance_take(a, "U1", 3, NOW_MS) > 0);
    assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
    assert_int_equal(allowance_take(a, "U2", 1000, NOW_MS), 0);
    assert_true(allowance_take(a, "U2", 1, NOW_MS) > 0);
}

static void without_a_limit_there_is_none(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(0);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
}

static void a_clock_that_jumps_back_gives_nothing(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(1);
    assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
    assert_true(allowance_take(a, "U1", 1, 0) > 0);
    assert_true(allowance_take(a, "U1", 1, MINUTE_MS) > 0);
    assert_int_equal(allowance_take(a, "U1", 1, 61 * MINUTE_MS), 0);
}

static void who_is_told_is_told_once_until_they_may_ask_again(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(1);
    assert_int_equal(allowance_take(a, "U1", 1, NOW_MS), 0);
    for (int round = 1; round < 3; round++) {
        assert_true(allowance_take(a, "U1", 1, NOW_MS + (round - 1) * 60 * MINUTE_MS) > 0);
        assert_true(allowance_tell(a, "U1"));
        assert_false(allowance_tell(a, "U1"));
        assert_int_equal(allowance_take(a, "U1", 1, NOW_MS + round * 60 * MINUTE_MS), 0);
    }
}

/* Strangers cannot push out who has used theirs up. */
static void a_crowd_does_not_wash_away_who_asked_too_much(void **state)
{
    (void)state;
    g_autoptr(Allowance) a = allowance_new(10);
    assert_int_equal(allowance_take(a, "U1", 10, NOW_MS), 0);
    for (int i = 0; i < ALLOWANCE_PEOPLE_MAX + 100; i++) {
        g_autofree char *user = g_strdup_printf("V%d", i);
        assert_int_equal(allowance_take(a, user, 1, NOW_MS), 0);
    }
    assert_true(allowance_take(a, "U1", 1, NOW_MS) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_can_be_used_up_in_one_go_and_comes_back_steadily),
        cmocka_unit_test(one_persons_does_not_touch_anothers),
        cmocka_unit_test(what_costs_more_takes_more_but_never_too_much_for_anybody),
        cmocka_unit_test(without_a_limit_there_is_none),
        cmocka_unit_test(a_clock_that_jumps_back_gives_nothing),
        cmocka_unit_test(who_is_told_is_told_once_until_they_may_ask_again),
        cmocka_unit_test(a_crowd_does_not_wash_away_who_asked_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
