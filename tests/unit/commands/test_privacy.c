/*
 * What is kept is shown, a language is chosen, and who wants to be forgotten is.
 */
#include "tests/unit/commands/desk.h"

static void askd(Desk *d, const char *text)
{
    desk_do(d, SURFACE_COMMAND, "/askd", text, NULL);
}

static void what_is_kept_is_shown(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    desk_press(d, "ask.helpful", "1 en");
    desk_ask(d, "why do penguins yodel on Saturn");
    askd(d, "privacy");
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_string_equal(desk_piece(m, PIECE_FACT, 1)->text, "2");
    assert_string_equal(desk_piece(m, PIECE_FACT, 2)->text, "1");
    assert_string_equal(desk_piece(m, PIECE_FACT, 3)->text, "1");
    const Piece *forget = desk_choice(m, "privacy.forget");
    assert_int_equal(forget->style, CHOICE_DANGER);
    for (size_t i = 0; i < G_N_ELEMENTS(forget->confirm); i++)
        assert_non_null(forget->confirm[i]);
}

static void assert_forgotten(Desk *d)
{
    MemberFacts facts = {0};
    assert_ok(member_facts(d->kb, "U0ANA", &facts, &d->error), d->error);
    assert_int_equal(facts.questions, 0);
    assert_int_equal(facts.open_questions, 0);
    assert_false(facts.language_chosen);
}

static void the_button_forgets_who_pressed_it(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    d->req.user = "U0WEI";
    desk_ask(d, "what does Helm install?");
    d->req.user = "U0ANA";
    desk_press(d, "privacy.forget", "U0WEI");
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "I know nothing about you"));
    assert_forgotten(d);
    MemberFacts other = {0};
    assert_ok(member_facts(d->kb, "U0WEI", &other, &d->error), d->error);
    assert_int_equal(other.questions, 1);
}

static void the_command_forgets_at_once(void **state)
{
    Desk *d = *state;
    askd(d, "language zh");
    desk_ask(d, "what is containerd?");
    askd(d, "forget-me");
    assert_non_null(desk_effect(d, EFFECT_REPLY));
    assert_forgotten(d);
    /* An answer that stands around is nobody's now. */
    desk_press(d, "ask.helpful", "1 en");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no longer there"));
}

static void a_button_chooses_the_language_and_shows_what_held_it_again(void **state)
{
    Desk *d = *state;
    d->req.lang_is_guess = true;
    askd(d, "help");
    const Piece *button = desk_choice(desk_message(d, EFFECT_REPLY), "privacy.language");
    assert_string_equal(button->value, "zh");
    d->req.message = "1.2";
    desk_press(d, "privacy.language", "zh");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "我能做什么"));
    assert_null(desk_choice(desk_message(d, EFFECT_REPLY), "privacy.language"));
    d->req.message = NULL; /* the Home tab has none */
    desk_press(d, "privacy.language", "en");
    assert_true(desk_says(desk_message(d, EFFECT_HOME), "How to ask"));
    desk_press(d, "privacy.language", "tlh");
    assert_int_equal(effects_count(d->out), 0);
}

static void a_language_is_chosen_in_that_language(void **state)
{
    Desk *d = *state;
    static const struct {
        const char *text;
        bool chosen;
        Lang lang;
        const char *said;
    } cases[] = {
        {"language zh", true, LANG_ZH, "都用中文"},
        {"language EN", true, LANG_EN, "in English"},
        {"language zh-CN", true, LANG_ZH, "都用中文"},
        {"language 中文", true, LANG_ZH, "都用中文"},
        {"language auto", false, LANG_EN, "you write in"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        askd(d, cases[i].text);
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), cases[i].said));
        Lang lang;
        bool chosen, known;
        assert_ok(member_language(d->kb, "U0ANA", &lang, &chosen, &known, &d->error), d->error);
        assert_int_equal(chosen, cases[i].chosen);
        if (chosen)
            assert_int_equal(lang, cases[i].lang);
    }
}

static void no_language_and_unknown_ones_get_usage(void **state)
{
    Desk *d = *state;
    static const char *const texts[] = {"language", "language fr", "language \"\""};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        askd(d, texts[i]);
        assert_true(desk_says(desk_message(d, EFFECT_REPLY), "`/askd language auto`"));
        Lang lang;
        bool chosen, known;
        assert_ok(member_language(d->kb, "U0ANA", &lang, &chosen, &known, &d->error), d->error);
        assert_false(chosen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_is_kept_is_shown),
        DESK_TEST(the_button_forgets_who_pressed_it),
        DESK_TEST(the_command_forgets_at_once),
        DESK_TEST(a_button_chooses_the_language_and_shows_what_held_it_again),
        DESK_TEST(a_language_is_chosen_in_that_language),
        DESK_TEST(no_language_and_unknown_ones_get_usage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
