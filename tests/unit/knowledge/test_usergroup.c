/*
 * Who is listed, by name or by group, and who is not any more.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/usergroup.h"

static const char *const IDS[] = {"U1", "S1", NULL};

static void set(Kb *kb, const char *group, const char *first, const char *second)
{
    g_autoptr(GError) error = NULL;
    const char *const users[] = {first, second};
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(usergroup_set(kb, group, users, (size_t)(first != NULL) + (second != NULL), &error),
              error);
    assert_ok(kb_commit(kb, &error), error);
}

static bool has(Kb *kb, const char *user)
{
    g_autoptr(GError) error = NULL;
    bool is = true;
    assert_ok(usergroup_has(kb, IDS, user, &is, &error), error);
    return is;
}

static void who_is_named_and_who_is_in_the_group_is_listed(void **state)
{
    set(*state, "S1", "U2", "U3");
    set(*state, "S2", "U4", NULL);
    assert_true(has(*state, "U1"));
    assert_true(has(*state, "U2"));
    assert_true(has(*state, "U3"));
    assert_false(has(*state, "U4")); /* of a group that is not listed */
    assert_false(has(*state, "S1")); /* nobody's id */
    assert_false(has(*state, NULL));
}

static void who_left_is_listed_no_more(void **state)
{
    set(*state, "S1", "U2", "U3");
    set(*state, "S1", "U3", NULL);
    assert_false(has(*state, "U2"));
    assert_true(has(*state, "U3"));
    set(*state, "S1", NULL, NULL);
    assert_false(has(*state, "U3"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(who_is_named_and_who_is_in_the_group_is_listed),
        T(who_left_is_listed_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
