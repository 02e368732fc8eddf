/*
 * Sentences with gaps, in both languages.
 */
#include "tests/test.h"

#include "commands/words.h"

static const Words BETWEEN = {"%s before %s", "%s，然后 %s"};
static const Words WAIT = {"%s wait", "有 %s 个"};

static void gaps_hold_what_follows_in_turn(void **state)
{
    (void)state;
    g_autofree char *en = words_filled(BETWEEN, LANG_EN, "one", "two", NULL);
    g_autofree char *zh = words_filled(BETWEEN, LANG_ZH, "一", "二", NULL);
    assert_string_equal(en, "one before two");
    assert_string_equal(zh, "一，然后 二");
}

static void what_looks_like_a_gap_in_a_value_is_none(void **state)
{
    (void)state;
    g_autofree char *said = words_filled(BETWEEN, LANG_EN, "%s%d", "{}", NULL);
    assert_string_equal(said, "%s%d before {}");
}

static void a_number_fills_a_gap(void **state)
{
    (void)state;
    g_autofree char *said = words_counted(WAIT, LANG_ZH, 12345678901);
    assert_string_equal(said, "有 12345678901 个");
}

static void commands_are_named_as_they_are_called_here(void **state)
{
    (void)state;
    g_autofree char *said = words_prefixed("`/{}ask` or `/{}term`", "cncf-");
    g_autofree char *plain = words_prefixed("`/{}ask`", "");
    assert_string_equal(said, "`/cncf-ask` or `/cncf-term`");
    assert_string_equal(plain, "`/ask`");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_hold_what_follows_in_turn),
        cmocka_unit_test(what_looks_like_a_gap_in_a_value_is_none),
        cmocka_unit_test(a_number_fills_a_gap),
        cmocka_unit_test(commands_are_named_as_they_are_called_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
