/*
 * Each item of what the first knowledge must say, asked for in both languages: a question a line in
 * data/items.tsv, and what must be in the answer. test_facts.c does the same by the commands that
 * look things up.
 */
#include "tests/unit/commands/shelf.h"

#define ITEMS "tests/unit/commands/data/items.tsv"

enum { FIELDS = 4 };

/* NULL for nothing. */
static const char *missing(const char *said, char **wanted)
{
    for (; *wanted; wanted++)
        if (!strstr(said, g_strstrip(*wanted)))
            return *wanted;
    return NULL;
}

static bool is_said(Shelf *shelf, char **fields)
{
    Lang lang = LANG_EN;
    assert_true(lang_parse(fields[1], &lang));
    const Message *m = shelf_command(shelf, "/ask", fields[2], lang);
    g_autofree char *all = shelf_print(m);
    g_auto(GStrv) wanted = g_strsplit(fields[3], "|", -1);
    const char *lacks = missing(all, wanted);
    if (lacks)
        fprintf(stderr, "%s: \"%s\" does not say %s:\n%s\n", fields[0], fields[2], lacks, all);
    return !lacks;
}

static void each_item_is_said_in_both_languages(void **state)
{
    Shelf *shelf = *state;
    g_autofree char *data = NULL;
    unsigned wrong = 0;
    assert_true(g_file_get_contents(ITEMS, &data, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(data, "\n", -1);
    for (char **line = lines + 1; *line && **line; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, "\t", FIELDS);
        assert_int_equal(g_strv_length(fields), FIELDS);
        wrong += !is_said(shelf, fields);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_said_in_both_languages),
    };
    return cmocka_run_group_tests(tests, shelf_open, shelf_close);
}
