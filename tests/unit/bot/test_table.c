/*
 * Columns on a terminal, Chinese among them.
 */
#include "tests/test.h"

#include "bot/cli/table.h"

static void a_han_character_is_two_columns_wide(void **state)
{
    (void)state;
    assert_int_equal(table_width("abc"), 3);
    assert_int_equal(table_width("中文"), 4);
    assert_int_equal(table_width("e\xCC\x81"), 1); /* a combining accent takes none */
}

static void a_cell_fills_its_width_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
        const char *cell;
    } CASES[] = {
        {"abc", 5, "abc  "},    {"abc", 3, "abc"},     {"abcd", 3, "ab…"}, {"中文", 5, "中文 "},
        {"中文字", 5, "中文…"}, {"中文字", 4, "中… "}, {"", 2, "  "},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        table_cell(out, CASES[i].text, CASES[i].width);
        assert_string_equal(out->str, CASES[i].cell);
        assert_int_equal(table_width(out->str), CASES[i].width);
    }
}

static void the_last_cell_is_not_padded(void **state)
{
    (void)state;
    g_autoptr(GString) out = g_string_new("> ");
    table_last_cell(out, "abc", 9);
    table_last_cell(out, "中文字", 5);
    table_last_cell(out, "as long as it likes", 0);
    assert_string_equal(out->str, "> abc中文…as long as it likes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_han_character_is_two_columns_wide),
        cmocka_unit_test(a_cell_fills_its_width_exactly),
        cmocka_unit_test(the_last_cell_is_not_padded),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
