/*
 * Why a question got what it got: the table, and the button that shows it to moderators.
 */
#include "tests/unit/commands/desk.h"

#include "commands/explain.h"

static char *table_of(Desk *d, const char *question, Lang lang)
{
    char *table = NULL;
    assert_ok(explain(d->kb, d->library, d->scratch, question, lang, &table, &d->error), d->error);
    return table;
}

static void the_table_names_outcome_thresholds_and_each_candidate(void **state)
{
    Desk *d = *state;
    g_autofree char *table = table_of(d, "what is containerd?", LANG_EN);
    assert_non_null(strstr(table, "Outcome: answered\n"));
    assert_non_null(strstr(table, "states an answer from 0."));
    assert_non_null(strstr(table, "The first candidate has 100 % of the question"));
    assert_non_null(strstr(table, "classifier\n"));
    assert_non_null(strstr(table, "containerd\n"));
    assert_non_null(strstr(table, "revision 1\n"));
}

static void the_table_speaks_both_languages_and_knows_of_nothing(void **state)
{
    Desk *d = *state;
    g_autofree char *table = table_of(d, "企鹅为什么唱歌", LANG_ZH);
    assert_non_null(strstr(table, "结果: 不知道\n"));
    assert_non_null(strstr(table, "候选条目"));
    assert_null(strstr(table, "Outcome"));
}

static void a_typing_error_is_said_to_be_one(void **state)
{
    Desk *d = *state;
    g_autofree char *table = table_of(d, "what is containred?", LANG_EN);
    assert_non_null(strstr(table, "a typing error was corrected"));
    assert_non_null(strstr(table, "containred, read as containerd"));
}

static void the_words_are_told_with_what_stands_for_them(void **state)
{
    Desk *d = *state;
    g_autofree char *table = table_of(d, "普罗米修斯 frobnicate", LANG_EN);
    assert_non_null(strstr(table, "also prometheus"));
    assert_non_null(strstr(table, "frobnicate (no entry has it)"));
}

static void a_newer_revision_is_named(void **state)
{
    Desk *d = *state;
    g_autoptr(Entry) helm = NULL;
    EntryChange change;
    assert_ok(entry_find(d->kb, "helm", &helm, &d->error), d->error);
    g_free(helm->owner);
    helm->owner = g_strdup("maintainers");
    assert_ok(entry_save(d->kb, helm, "test", &change, &d->error), d->error);
    g_autofree char *table = table_of(d, "what does helm install", LANG_EN);
    assert_non_null(strstr(table, "revision 2\n"));
}

static void moderators_are_offered_why_where_nobody_else_sees_it(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    assert_null(desk_choice(desk_message(d, EFFECT_REPLY), "ask.why"));
    d->req.who = MODERATORS;
    desk_ask(d, "what is containerd?");
    assert_string_equal(desk_choice(desk_message(d, EFFECT_REPLY), "ask.why")->value, "2 en");
    desk_ask(d, "企鹅为什么唱歌");
    assert_string_equal(desk_choice(desk_message(d, EFFECT_REPLY), "ask.why")->label, "为什么");
    d->req.is_private = false;
    desk_ask(d, "what is containerd?");
    assert_null(desk_choice(desk_message(d, EFFECT_REPLY), "ask.why"));
}

static void why_replies_with_the_question_and_its_table(void **state)
{
    Desk *d = *state;
    d->req.who = MODERATORS;
    desk_ask(d, "what is ```containerd```?");
    desk_press(d, "ask.why", "1 en");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_QUOTE, 0)->text, "what is ```containerd```?");
    const char *table = desk_piece(m, PIECE_TEXT, 0)->text;
    assert_true(g_str_has_prefix(table, "```\nOutcome: "));
    assert_true(g_str_has_suffix(table, "```"));
    assert_ptr_equal(strstr(table + 3, "```"), table + strlen(table) - 3);
}

static void why_of_nothing_is_answered(void **state)
{
    Desk *d = *state;
    static const char *const values[] = {"", "x", "99 en", "1"};
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        desk_press(d, "ask.why", values[i]);
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no longer there"));
    }
}

static void only_moderators_may_ask_why(void **state)
{
    (void)state;
    assert_int_equal(feature_action("ask.why")->who, MODERATORS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(the_table_names_outcome_thresholds_and_each_candidate),
        DESK_TEST(the_table_speaks_both_languages_and_knows_of_nothing),
        DESK_TEST(a_typing_error_is_said_to_be_one),
        DESK_TEST(the_words_are_told_with_what_stands_for_them),
        DESK_TEST(a_newer_revision_is_named),
        DESK_TEST(moderators_are_offered_why_where_nobody_else_sees_it),
        DESK_TEST(why_replies_with_the_question_and_its_table),
        DESK_TEST(why_of_nothing_is_answered),
        DESK_TEST(only_moderators_may_ask_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
