/*
 * What wants looking at reaches the moderators in Slack: a link that died, a day that has come.
 */
#include "tests/story/moderating.h"

static void import(Story *s, const char *name, const char *text)
{
    char *output = NULL;
    g_autofree char *path = g_build_filename(s->folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    if (askd_run(s, &output, "import", path, NULL) != 0)
        fail_msg("%s", output);
    g_free(output);
}

static bool is_due(Story *s, const void *words)
{
    json_t *done = slash(s, "U0MOD", "C0HELP", "/askd", "due");
    return says(json_object_get(done, "payload"), words);
}

static void what_is_due_and_what_is_dead_is_shown_to_moderators(void **state)
{
    Story *s = *state;
    char *output = NULL;
    assert_true(is_due(s, "Links were never tried"));
    import(s, "gyrolamp.md",
           "---\nid: gyrolamp\nreview-by: 2020-01-31\n"
           "sources: [http://127.0.0.1:9/gone]\n---\n"
           "# en: Who winds the gyrolamp?\n\nThe warden.\n\n# zh: 谁给陀螺灯上弦？\n\n守夜人。\n");
    assert_true(eventually(s, is_due, "`gyrolamp`, since 2020-01-31"));
    /* That address is tried by nobody, as it is a private one: so nobody can rely on it. */
    assert_int_equal(askd_run(s, &output, "check", "--links", NULL), 0);
    g_free(output);
    assert_true(eventually(s, is_due, "http://127.0.0.1:9/gone"));
    assert_true(is_due(s, "used by `gyrolamp`"));
    json_t *list = expect_seen(s, "U0MOD", "C0HELP", "used by `gyrolamp`");
    click(s, "U0MOD", "C0HELP", ts_of(list), "Who winds the gyrolamp?");
    expect_seen(s, "U0MOD", "C0HELP", "The warden.");
    expect_hidden(s, "U0MOD", "127.0.0.1:9");
}

static void others_are_not_told(void **state)
{
    Story *s = *state;
    json_t *done = slash(s, "U0ANA", "C0HELP", "/askd", "due");
    assert_true(says(json_object_get(done, "payload"), "Only moderators may do that."));
}

static int begin(void **state)
{
    Story *s = moderating_begin();
    *state = s;
    begin_anew(s);
    askd_start(s);
    return 0;
}

#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(what_is_due_and_what_is_dead_is_shown_to_moderators),
        TOLD(others_are_not_told),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
