/*
 * Differences as people know them from diff -u.
 */
#include "tests/test.h"

#include "knowledge/files/diff.h"

static void assert_diff(const char *before, const char *after, const char *expected)
{
    g_autofree char *diff = diff_unified("x", before, after, 100);
    assert_string_equal(diff, expected);
}

static void what_is_the_same_has_no_difference(void **state)
{
    (void)state;
    assert_diff("", "", "");
    assert_diff("a\nb\n", "a\nb\n", "");
}

static void changed_lines_stand_between_their_neighbours(void **state)
{
    (void)state;
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                "--- x\n+++ x\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    assert_diff("a\n", "", "--- x\n+++ x\n@@ -1,1 +0,0 @@\n-a\n");
    assert_diff("", "a\nb\n", "--- x\n+++ x\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

static void changes_far_apart_are_two_hunks(void **state)
{
    (void)state;
    assert_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
                "--- x\n+++ x\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n"
                "-b\n+B\n");
    assert_diff("a\n1\n2\n3\n4\nb\n", "A\n1\n2\n3\n4\nB\n",
                "--- x\n+++ x\n@@ -1,6 +1,6 @@\n-a\n+A\n 1\n 2\n 3\n 4\n-b\n+B\n");
}

static void a_long_difference_is_cut(void **state)
{
    (void)state;
    g_autofree char *diff = diff_unified("x", "", "1\n2\n3\n4\n", 3);
    assert_string_equal(diff, "--- x\n+++ x\n@@ -0,0 +1,4 @@\n+1\n+2\n… 2 more lines\n");
}

static void texts_too_large_for_a_table_are_replaced(void **state)
{
    (void)state;
    g_autoptr(GString) before = g_string_new(NULL), after = g_string_new(NULL);
    for (int i = 0; i < 3000; i++) {
        g_string_append_printf(before, "a%d\n", i);
        g_string_append_printf(after, "b%d\n", i);
    }
    g_autofree char *diff = diff_unified("x", before->str, after->str, 2);
    assert_string_equal(diff, "--- x\n+++ x\n@@ -1,3000 +1,3000 @@\n-a0\n… 5999 more lines\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_the_same_has_no_difference),
        cmocka_unit_test(changed_lines_stand_between_their_neighbours),
        cmocka_unit_test(changes_far_apart_are_two_hunks),
        cmocka_unit_test(a_long_difference_is_cut),
        cmocka_unit_test(texts_too_large_for_a_table_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
