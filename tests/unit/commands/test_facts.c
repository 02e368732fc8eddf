/*
 * Each item of what the first knowledge must say, by the command that concerns it: what is typed,
 * and what must be in the reply, in both languages.
 */
#include "tests/unit/commands/facts.h"
#include "tests/unit/commands/shelf.h"

static void each_item_is_said_by_its_command(void **state)
{
    Shelf *shelf = *state;
    unsigned wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        const Message *m = shelf_command(shelf, row->command, row->text, row->lang);
        g_autofree char *all = shelf_print(m);
        for (const char *const *words = row->says; *words; words++) {
            if (strstr(all, *words))
                continue;
            wrong++;
            fprintf(stderr, "%s %s %s (%s) does not say: %s\n%s\n", row->items, row->command,
                    row->text, lang_code(row->lang), *words, all);
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_said_by_its_command),
    };
    return cmocka_run_group_tests(tests, shelf_open, shelf_close);
}
