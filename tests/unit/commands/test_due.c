/*
 * What is due: shown to moderators, in their language, and counted on their Home tab.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/link.h"

static const char DEAD[] = "https://www.docs.example/page/";

/* A day after the one by which "helm" was to be looked at again, and that of "containerd". */
static void set_dates(Desk *d)
{
    static const char *const DATES[][2] = {
        {"helm", "2026-11-20"}, {"containerd", "2026-11-01"}, {"prometheus", "2026-11-22"}};
    for (size_t i = 0; i < G_N_ELEMENTS(DATES); i++) {
        g_autoptr(Entry) entry = NULL;
        EntryChange change;
        assert_ok(entry_find(d->kb, DATES[i][0], &entry, &d->error), d->error);
        entry->review_by = g_strdup(DATES[i][1]);
        assert_ok(entry_save(d->kb, entry, "test", &change, &d->error), d->error);
    }
    library_unref(d->library);
    d->library = library_build(d->kb, 0.5, &d->error);
    assert_ok(d->library, d->error);
    d->req.library = d->library;
    d->req.now_ms = INT64_C(1795219200000); /* 2026-11-21 */
    d->req.who = MODERATORS;
}

static void tried(Desk *d, const char *url, const char *why)
{
    assert_ok(link_save(d->kb, url, why ? 404 : 200, why, &d->error), d->error);
}

static void due(Desk *d, Lang lang)
{
    d->req.lang = lang;
    desk_do(d, SURFACE_COMMAND, "/askd", lang == LANG_ZH ? "due 中" : "due", NULL);
}

static void what_is_overdue_and_what_is_dead_is_shown(void **state)
{
    Desk *d = *state;
    set_dates(d);
    tried(d, DEAD, "answers 404`");
    tried(d, "https://alive.example/", NULL);
    due(d, LANG_EN);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_TEXT, 0)->text, "`containerd`, since 2026-11-01");
    assert_string_equal(desk_piece(m, PIECE_TEXT, 1)->text, "`helm`, since 2026-11-20");
    assert_string_equal(desk_piece(m, PIECE_CHOICE, 0)->action, "entries.show");
    assert_string_equal(desk_piece(m, PIECE_CHOICE, 0)->value, "containerd");
    assert_string_equal(desk_piece(m, PIECE_TEXT, 2)->text,
                        "`https://www.docs.example/page/`: `answers 404'`; used by `containerd`, "
                        "`english-only`, `helm`, `prometheus`");
    assert_null(desk_piece(m, PIECE_TEXT, 3));
}

static void a_moderator_reads_it_in_chinese(void **state)
{
    Desk *d = *state;
    set_dates(d);
    due(d, LANG_ZH);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_TEXT, 0)->text, "`containerd`，到期日 2026-11-01");
    assert_string_equal(desk_piece(m, PIECE_CHOICE, 0)->label, "containerd 是什么？");
    assert_true(desk_says(m, "还没有检查过链接"));
}

static void nothing_due_is_said(void **state)
{
    Desk *d = *state;
    d->req.who = MODERATORS;
    tried(d, DEAD, NULL);
    due(d, LANG_EN);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Nothing is due"));
    assert_false(desk_says(desk_message(d, EFFECT_REPLY), "never tried"));
}

static void many_are_cut_short_and_the_rest_counted(void **state)
{
    Desk *d = *state;
    d->req.who = MODERATORS;
    for (int i = 0; i < 13; i++) {
        g_autofree char *url = g_strdup_printf("https://gone.example/%02d", i);
        tried(d, url, "nobody answers");
    }
    due(d, LANG_EN);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_non_null(desk_piece(m, PIECE_TEXT, 9));
    assert_null(desk_piece(m, PIECE_TEXT, 10));
    assert_true(desk_says(m, "and 3 more"));
}

static void home_counts_it_for_moderators_alone(void **state)
{
    Desk *d = *state;
    set_dates(d);
    tried(d, DEAD, "answers 404");
    desk_do(d, SURFACE_EVENT, "app_home_opened", NULL, "home");
    assert_true(desk_says(desk_message(d, EFFECT_HOME), "`/askd due` shows them."));
    d->req.who = EVERYONE;
    desk_do(d, SURFACE_EVENT, "app_home_opened", NULL, "home");
    assert_false(desk_says(desk_message(d, EFFECT_HOME), "due"));
}

static void it_is_for_moderators(void **state)
{
    (void)state;
    assert_int_equal(feature_subcommand("due")->who, MODERATORS);
}

#define T(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_is_overdue_and_what_is_dead_is_shown),
        T(a_moderator_reads_it_in_chinese),
        T(nothing_due_is_said),
        T(many_are_cut_short_and_the_rest_counted),
        T(home_counts_it_for_moderators_alone),
        cmocka_unit_test(it_is_for_moderators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
