/*
 * Entries: saved, revised, rolled back, retired; and what is refused, in which words.
 */
#include "tests/unit/knowledge/base.h"

static void an_entry_comes_back_as_it_was_saved(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) entry = base_entry("envoy", "What is Envoy?", "A **proxy**.");
    g_autoptr(Entry) found = NULL;
    EntryText *zh = &entry->texts[LANG_ZH];
    zh->title = g_strdup("Envoy（特使）是什么？");
    zh->answer = g_strdup("七层代理。");
    zh->then = g_strdup("孵化项目。");
    zh->then_date = g_strdup("2018-06");
    zh->now = g_strdup("已毕业。");
    zh->now_date = g_strdup("2026-08-07");
    g_ptr_array_add(zh->phrasings, g_strdup("特使是干什么的"));
    g_ptr_array_add(entry->sources, g_strdup("https://www.envoyproxy.io"));
    entry->review_by = g_strdup("2027-02-28");

    EntryChange change;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, entry, "U0MOD", &change, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    assert_ok(entry_find(kb, "envoy", &found, &error), error);
    assert_true(entry_equal(entry, found));
    assert_int_equal(found->id, entry->id);
}

static void an_equal_entry_makes_no_revision(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    assert_int_equal(base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy.")), ENTRY_ADDED);
    assert_int_equal(base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy.")),
                     ENTRY_UNCHANGED);
    assert_int_equal(base_save(kb, base_entry("envoy", "What is Envoy?", "A better proxy.")),
                     ENTRY_CHANGED);
    g_autoptr(GPtrArray) history = entry_history(kb, "envoy", &error);
    assert_int_equal(history->len, 2);
    const Revision *newest = history->pdata[0];
    assert_int_equal(newest->number, 2);
    assert_string_equal(newest->what, "changed");
    assert_string_equal(newest->author, "U0MOD");
    assert_int_equal(newest->at_ms, BASE_NOW_MS);
}

static void facts_stay_until_they_are_spoken_of(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    Entry *entry = base_entry("envoy", "What is Envoy?", "A proxy.");
    entry->facts_said = true;
    entry_set_fact(entry, "stage", "incubating");
    entry_set_fact(entry, "accepted", "2017-09-13");
    entry_set_fact(entry, "stage", "graduated");
    assert_int_equal(base_save(kb, entry), ENTRY_ADDED);

    Entry *silent = base_entry("envoy", "What is Envoy?", "A proxy.");
    assert_int_equal(base_save(kb, silent), ENTRY_UNCHANGED);
    g_autoptr(Entry) found = NULL;
    assert_ok(entry_find(kb, "envoy", &found, &error), error);
    assert_int_equal(found->facts->len, 2);
    assert_string_equal(entry_fact(found, "stage"), "graduated");

    entry_set_fact(found, "stage", NULL);
    assert_int_equal(base_save(kb, g_steal_pointer(&found)), ENTRY_CHANGED);
    assert_ok(entry_find(kb, "envoy", &found, &error), error);
    assert_null(entry_fact(found, "stage"));
    assert_string_equal(entry_fact(found, "accepted"), "2017-09-13");
}

static void a_wrong_fact_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {{"a b", "x"}, {"a", ""}, {"a", "x\ny"}, {"a", " x"}};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(Entry) entry = base_entry("envoy", "What is Envoy?", "A proxy.");
        g_autoptr(GError) error = NULL;
        entry_set_fact(entry, wrong[i][0], wrong[i][1]);
        assert_false(entry_check(entry, &error));
    }
}

static void any_revision_can_be_rolled_back_to(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    base_save(kb, base_entry("envoy", "What is Envoy?", "Something wrong."));
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_roll_back(kb, "envoy", 1, "U0MOD", &error), error);
    assert_ok(kb_commit(kb, &error), error);

    g_autoptr(Entry) found = NULL;
    g_autoptr(GPtrArray) history = entry_history(kb, "envoy", &error);
    assert_ok(entry_find(kb, "envoy", &found, &error), error);
    assert_string_equal(found->texts[LANG_EN].answer, "A proxy.");
    assert_int_equal(history->len, 3);
    assert_string_equal(((const Revision *)history->pdata[0])->what, "rolled back to 1");
}

static void a_roll_back_to_what_never_was_is_refused(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_false(entry_roll_back(kb, "envoy", 7, "U0MOD", &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    kb_roll_back(kb);
}

static void a_retired_entry_is_gone_until_it_is_saved_again(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool retired;
    base_save(kb, base_entry("rkt", "What is rkt?", "A runtime."));
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_retire(kb, "rkt", "U0MOD", &retired, &error), error);
    assert_true(retired);
    assert_ok(entry_retire(kb, "rkt", "U0MOD", &retired, &error), error);
    assert_false(retired);
    assert_ok(kb_commit(kb, &error), error);

    g_autoptr(Entry) found = NULL;
    assert_ok(entry_find(kb, "rkt", &found, &error), error);
    assert_null(found);
    assert_int_equal(base_save(kb, base_entry("rkt", "What is rkt?", "A runtime.")), ENTRY_ADDED);
    assert_ok(entry_find(kb, "rkt", &found, &error), error);
    assert_non_null(found);
}

static void what_is_wrong_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *slug, *title, *then, *then_date, *review_by, *words;
    } cases[] = {
        {"Envoy!", "What?", NULL, NULL, NULL, "not made of a-z"},
        {"", "What?", NULL, NULL, NULL, "not made of a-z"},
        {"envoy", "", NULL, NULL, NULL, "is empty"},
        {"envoy", NULL, NULL, NULL, NULL, "no text"},
        {"envoy", "What?", "It was.", NULL, NULL, "both a date and a text"},
        {"envoy", "What?", "It was.", "last year", NULL, "is not a date"},
        {"envoy", "What?", "It was.", "2018-02-30", NULL, "is not a date"},
        {"envoy", "What?", "It was.", "2018-13", NULL, "is not a date"},
        {"envoy", "What?", "It was.", "+201", NULL, "is not a date"},
        {"envoy", " What? ", NULL, NULL, NULL, "not one line"},
        {"envoy", "What?", NULL, NULL, "2027-02", "write YYYY-MM-DD"},
        {"envoy", "\xff\xfe", NULL, NULL, NULL, "not valid UTF-8"},
        {"envoy", "Wh\x07t?", NULL, NULL, NULL, "the title holds the control character 0x07"},
        {"envoy", "What?", "It \x1b[31mwas.", "2018", NULL, "then holds the control character"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Entry) entry = entry_new();
        entry->slug = g_strdup(cases[i].slug);
        entry->texts[LANG_EN].title = g_strdup(cases[i].title);
        entry->texts[LANG_EN].then = g_strdup(cases[i].then);
        entry->texts[LANG_EN].then_date = g_strdup(cases[i].then_date);
        entry->review_by = g_strdup(cases[i].review_by);
        assert_false(entry_check(entry, &error));
        if (!strstr(error->message, cases[i].words))
            fail_msg("case %zu: %s", i, error->message);
    }
}

static void dates_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *then, *now;
        bool fine;
    } cases[] = {{"2018-06", "2026-08-07", true},  {"2018", "2018-03", true},
                 {"2018-03-05", "2018-03", true},  {"2026-08", "2018-01-01", false},
                 {"2018-04", "2018-03-31", false}, {"2019", "2018-12-31", false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Entry) entry = base_entry("envoy", "What is Envoy?", "A proxy.");
        EntryText *text = &entry->texts[LANG_EN];
        text->then = g_strdup("It was incubating.");
        text->now = g_strdup("It has graduated.");
        text->then_date = g_strdup(cases[i].then);
        text->now_date = g_strdup(cases[i].now);
        assert_int_equal(entry_check(entry, &error), cases[i].fine);
        assert_true(cases[i].fine || strstr(error->message, "is later than \"now: "));
    }
}

static void a_text_in_one_language_serves_both(void **state)
{
    (void)state;
    g_autoptr(Entry) entry = base_entry("envoy", "What is Envoy?", "A proxy.");
    Lang used;
    assert_string_equal(entry_text(entry, LANG_ZH, &used)->title, "What is Envoy?");
    assert_int_equal(used, LANG_EN);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(an_entry_comes_back_as_it_was_saved),
        T(an_equal_entry_makes_no_revision),
        T(facts_stay_until_they_are_spoken_of),
        T(a_wrong_fact_is_refused),
        T(any_revision_can_be_rolled_back_to),
        T(a_roll_back_to_what_never_was_is_refused),
        T(a_retired_entry_is_gone_until_it_is_saved_again),
        T(what_is_wrong_is_said),
        T(dates_that_contradict_each_other_are_refused),
        T(a_text_in_one_language_serves_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
