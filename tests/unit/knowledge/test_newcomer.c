/*
 * Newcomers: welcomed in a row, once; their progress; their wish to hear nothing more.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/member.h"
#include "knowledge/newcomer.h"
#include "knowledge/timer.h"

static int64_t join(Kb *kb, const char *user)
{
    g_autoptr(GError) error = NULL;
    int64_t greet_ms = -1;
    assert_ok(newcomer_join(kb, user, 1000, &greet_ms, &error), error);
    if (greet_ms > 0)
        assert_ok(timer_set(kb, "greet", user, greet_ms, NULL, &error), error);
    return greet_ms;
}

static Newcomer look(Kb *kb, const char *user)
{
    g_autoptr(GError) error = NULL;
    Newcomer newcomer;
    assert_ok(newcomer_find(kb, user, &newcomer, &error), error);
    return newcomer;
}

static void begin(Kb *kb, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_begin(kb, now_ms, &error), error);
}

static void commit(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_commit(kb, &error), error);
}

static void a_crowd_is_welcomed_in_a_row_and_nobody_twice(void **state)
{
    Kb *kb = *state;
    begin(kb, BASE_NOW_MS);
    assert_int_equal(join(kb, "U1"), BASE_NOW_MS);
    assert_int_equal(join(kb, "U2"), BASE_NOW_MS + 1000);
    assert_int_equal(join(kb, "U1"), 0);
    assert_int_equal(join(kb, "U3"), BASE_NOW_MS + 2000);
    commit(kb);
    begin(kb, BASE_NOW_MS + 60000);
    assert_int_equal(join(kb, "U4"), BASE_NOW_MS + 60000); /* nobody waits any more */
    commit(kb);
}

static void nobody_is_behind_whoever_was_welcomed_before_the_clock_was_set_back(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    begin(kb, BASE_NOW_MS + 60 * 60 * 1000);
    join(kb, "U1");
    join(kb, "U2");
    assert_ok(timer_cancel(kb, "greet", "U1", &error), error);
    assert_ok(timer_cancel(kb, "greet", "U2", &error), error);
    commit(kb);
    begin(kb, BASE_NOW_MS);
    assert_int_equal(join(kb, "U3"), BASE_NOW_MS);
    assert_int_equal(join(kb, "U4"), BASE_NOW_MS + 1000);
    commit(kb);
}

static void progress_is_kept_for_each_goal_until_one_begins_again(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    begin(kb, BASE_NOW_MS);
    assert_false(look(kb, "U1").known);
    assert_ok(newcomer_choose(kb, "U1", "ask", &error), error);
    assert_ok(newcomer_did(kb, "U1", "ask", 0, &error), error);
    assert_ok(newcomer_did(kb, "U1", "ask", 2, &error), error);
    assert_ok(newcomer_choose(kb, "U1", "meet", &error), error);
    g_auto(Newcomer) met = look(kb, "U1");
    assert_string_equal(met.goal, "meet");
    assert_int_equal(met.done, 0);
    assert_ok(newcomer_choose(kb, "U1", "ask", &error), error);
    g_auto(Newcomer) asked = look(kb, "U1");
    assert_int_equal(asked.done, 5);
    assert_ok(newcomer_stop(kb, "U1", &error), error);
    assert_ok(newcomer_begin(kb, "U1", &error), error);
    g_auto(Newcomer) again = look(kb, "U1");
    assert_null(again.goal);
    assert_true(again.known && again.stopped);
    assert_ok(newcomer_choose(kb, "U1", "ask", &error), error);
    g_auto(Newcomer) anew = look(kb, "U1");
    assert_int_equal(anew.done, 0);
    commit(kb);
}

static void a_channel_is_entered_for_the_first_time_once(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool first = false;
    int64_t lately = -1;
    begin(kb, BASE_NOW_MS);
    assert_ok(newcomer_entered(kb, "U1", "C1", &first, &lately, &error), error);
    assert_true(first && lately == 0);
    assert_ok(newcomer_entered(kb, "U1", "C1", &first, &lately, &error), error);
    assert_true(!first && lately == 1);
    assert_ok(newcomer_entered(kb, "U1", "C2", &first, &lately, &error), error);
    assert_true(first && lately == 0);
    commit(kb);
    begin(kb, BASE_NOW_MS + 2 * 60 * 60 * 1000);
    assert_ok(newcomer_entered(kb, "U2", "C1", &first, &lately, &error), error);
    assert_true(first && lately == 0);
    commit(kb);
}

static void who_is_forgotten_leaves_nothing(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool first = false;
    int64_t lately = -1;
    begin(kb, BASE_NOW_MS);
    join(kb, "U1");
    assert_ok(newcomer_choose(kb, "U1", "ask", &error), error);
    assert_ok(newcomer_did(kb, "U1", "ask", 1, &error), error);
    assert_ok(newcomer_entered(kb, "U1", "C1", &first, &lately, &error), error);
    assert_ok(member_forget(kb, "U1", &error), error);
    assert_false(look(kb, "U1").known);
    assert_ok(newcomer_entered(kb, "U1", "C1", &first, &lately, &error), error);
    assert_true(first && lately == 0);
    assert_ok(newcomer_choose(kb, "U1", "ask", &error), error);
    g_auto(Newcomer) anew = look(kb, "U1");
    assert_int_equal(anew.done, 0);
    commit(kb);
}

static void who_wanted_to_hear_nothing_is_left_alone_even_when_forgotten(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    begin(kb, BASE_NOW_MS);
    join(kb, "U1");
    join(kb, "U2");
    assert_ok(newcomer_stop(kb, "U1", &error), error);
    assert_ok(member_forget(kb, "U1", &error), error);
    assert_ok(member_forget(kb, "U2", &error), error);
    assert_false(look(kb, "U1").known);
    join(kb, "U1");
    join(kb, "U2");
    assert_true(look(kb, "U1").stopped);
    assert_false(look(kb, "U2").stopped);
    commit(kb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_crowd_is_welcomed_in_a_row_and_nobody_twice, base_open,
                                        base_close),
        cmocka_unit_test_setup_teardown(
            nobody_is_behind_whoever_was_welcomed_before_the_clock_was_set_back, base_open,
            base_close),
        cmocka_unit_test_setup_teardown(progress_is_kept_for_each_goal_until_one_begins_again,
                                        base_open, base_close),
        cmocka_unit_test_setup_teardown(a_channel_is_entered_for_the_first_time_once, base_open,
                                        base_close),
        cmocka_unit_test_setup_teardown(who_is_forgotten_leaves_nothing, base_open, base_close),
        cmocka_unit_test_setup_teardown(
            who_wanted_to_hear_nothing_is_left_alone_even_when_forgotten, base_open, base_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
