/*
 * Each item of what the first knowledge must say, asked of the daemon in both languages: by its own
 * command, and by /ask.
 */
#include "tests/story/story.h"

#include <string.h>

#include "tests/unit/commands/facts.h"

#define ITEMS "tests/unit/commands/data/items.tsv"

enum { FIELDS = 4 };

/* Words as they read, whatever marks and quotes stand around them. */
static char *bare(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *c = text; *c; c++)
        if (!strchr("*_`[]<>|()\\ ", *c))
            g_string_append_c(out, *c);
    g_string_replace(out, "&amp;", "&", 0);
    g_string_replace(out, "\xE2\x80\x8B", "", 0); /* which ends what is bold within Chinese */
    return g_string_free(out, FALSE);
}

static char *heard(Story *s, Lang lang, const char *command, const char *text)
{
    json_t *done = slash(s, lang == LANG_ZH ? "U0WEI" : "U0ANA", "C0HELP", command, text);
    char *payload = json_dumps(json_object_get(done, "payload"), JSON_COMPACT);
    char *said = bare(payload ? payload : "");
    free(payload);
    return said;
}

static unsigned lacks(const char *said, const char *words, const char *item, const char *text)
{
    g_autofree char *wanted = bare(words);
    if (strstr(said, wanted))
        return 0;
    print_message("# %s, \"%s\", does not say: %s\n# %s\n", item, text, words, said);
    return 1;
}

static void each_item_is_said_by_its_command(void **state)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        g_autofree char *said = heard(*state, row->lang, row->command, row->text);
        for (const char *const *words = row->says; *words; words++)
            wrong += lacks(said, *words, row->items, row->text);
    }
    assert_int_equal(wrong, 0);
}

static void each_item_is_said_when_it_is_asked_for(void **state)
{
    g_autofree char *data = NULL;
    unsigned wrong = 0;
    assert_true(g_file_get_contents(ITEMS, &data, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(data, "\n", -1);
    for (char **line = lines + 1; *line && **line; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, "\t", FIELDS);
        assert_int_equal(g_strv_length(fields), FIELDS);
        Lang lang = strcmp(fields[1], "zh") == 0 ? LANG_ZH : LANG_EN;
        g_autofree char *said = heard(*state, lang, "/ask", fields[2]);
        g_auto(GStrv) wanted = g_strsplit(fields[3], "|", -1);
        for (char **words = wanted; *words; words++)
            wrong += lacks(said, *words, fields[0], fields[2]);
    }
    assert_int_equal(wrong, 0);
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(each_item_is_said_by_its_command),
        TOLD(each_item_is_said_when_it_is_asked_for),
    };
    return cmocka_run_group_tests(tests, story_group_begin, story_group_end);
}
