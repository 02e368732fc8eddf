/*
 * What is put off comes in the order in which it is due, once, and not before.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/member.h"
#include "knowledge/timer.h"

static void set(Kb *kb, const char *name, const char *key, int64_t due_ms, const char *value)
{
    g_autoptr(GError) error = NULL;
    assert_ok(timer_set(kb, name, key, due_ms, value, &error), error);
}

static int64_t next(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    int64_t due_ms = 0;
    assert_ok(timer_next(kb, &due_ms, &error), error);
    return due_ms;
}

/* "name/key=value" of the first that is due, which is taken away; "" for none. */
static char *take(Kb *kb, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Timer) due = NULL;
    assert_ok(timer_due(kb, now_ms, &due, &error), error);
    if (!due)
        return g_strdup("");
    assert_ok(timer_cancel(kb, due->name, due->key, &error), error);
    return g_strdup_printf("%s/%s=%s", due->name, due->key, due->value ? due->value : "-");
}

static void expect_taken(Kb *kb, int64_t now_ms, const char *expected)
{
    g_autofree char *taken = take(kb, now_ms);
    assert_string_equal(taken, expected);
}

static int open_writing(void **state)
{
    return base_open(state) == 0 && kb_begin(*state, BASE_NOW_MS, NULL) ? 0 : -1;
}

static void what_is_due_first_comes_first_and_not_before_its_time(void **state)
{
    assert_int_equal(next(*state), INT64_MAX);
    set(*state, "a.late", "", 300, NULL);
    set(*state, "a.soon", "U1", 100, "one");
    set(*state, "a.soon", "U2", 200, "two");
    assert_int_equal(next(*state), 100);
    expect_taken(*state, 99, "");
    expect_taken(*state, 250, "a.soon/U1=one");
    expect_taken(*state, 250, "a.soon/U2=two");
    expect_taken(*state, 250, "");
    assert_int_equal(next(*state), 300);
    expect_taken(*state, 300, "a.late/=-");
}

static void the_last_word_counts(void **state)
{
    set(*state, "a.soon", "U1", 100, "one");
    set(*state, "a.soon", "U1", 900, "changed");
    expect_taken(*state, 100, "");
    expect_taken(*state, 900, "a.soon/U1=changed");
    assert_int_equal(next(*state), INT64_MAX);
}

static void hastening_never_delays_and_keeps_the_value(void **state)
{
    g_autoptr(GError) error = NULL;
    set(*state, "a.weekly", "", 500, "kept");
    assert_ok(timer_hasten(*state, "a.weekly", 900, &error), error);
    assert_int_equal(next(*state), 500);
    assert_ok(timer_hasten(*state, "a.weekly", 50, &error), error);
    expect_taken(*state, 50, "a.weekly/=kept");
    assert_ok(timer_hasten(*state, "a.weekly", 70, &error), error);
    expect_taken(*state, 70, "a.weekly/=-");
}

static void who_is_forgotten_is_not_remembered_later(void **state)
{
    g_autoptr(GError) error = NULL;
    set(*state, "a.soon", "U1", 100, NULL);
    set(*state, "a.soon", "U2", 200, NULL);
    assert_ok(member_forget(*state, "U1", &error), error);
    expect_taken(*state, 900, "a.soon/U2=-");
    expect_taken(*state, 900, "");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_writing, base_close)
    const struct CMUnitTest tests[] = {
        T(what_is_due_first_comes_first_and_not_before_its_time),
        T(the_last_word_counts),
        T(hastening_never_delays_and_keeps_the_value),
        T(who_is_forgotten_is_not_remembered_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
