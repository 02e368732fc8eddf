/*
 * Somebody's words as an entry: how they come into the form, and that only their author consents.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/proposal.h"

static void shortcut(Desk *d, const char *author, const char *lines)
{
    d->req.user = "U0MOD";
    d->req.who = MODERATORS;
    d->req.author = author;
    d->req.lines = lines;
    d->req.link = "https://chat.example/archives/C0HELP/p1";
    desk_do(d, SURFACE_SHORTCUT, "save.open", NULL, NULL);
    d->req.author = d->req.lines = NULL;
}

static const char *input_of(const Desk *d, const char *id)
{
    const Form *form = desk_effect(d, EFFECT_FORM)->form;
    for (unsigned i = 0; i < form->pieces->len; i++) {
        const Piece *piece = form->pieces->pdata[i];
        if (piece->action && strcmp(piece->action, id) == 0)
            return piece->text;
    }
    return NULL;
}

static void write_it(Desk *d, const char *author)
{
    const FormValue values[] = {
        {"lang", "en"}, {"title", "How do I oil a zyx?"}, {"answer", "Daily."}};
    g_autofree char *keep = g_strdup(author);
    d->req.values = values;
    d->req.value_count = G_N_ELEMENTS(values);
    desk_do(d, SURFACE_FORM, "save.written", NULL, keep);
    d->req.values = NULL;
    d->req.value_count = 0;
}

static Proposal *proposal(Desk *d, const char *id)
{
    Proposal *found = NULL;
    assert_ok(proposal_find(d->kb, g_ascii_strtoll(id, NULL, 10), &found, &d->error), d->error);
    return found;
}

static bool is_known(Desk *d)
{
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(d->kb, "how-do-i-oil-a-zyx", &entry, &d->error), d->error);
    return entry != NULL;
}

static void a_message_is_markdown_in_the_form(void **state)
{
    static const char *const CASES[][2] = {
        {"It is *blue*, not ~red~.", "It is **blue**, not ~~red~~."},
        {"2*3*4 stays, a_b_c too", "2*3*4 stays, a_b_c too"},
        {"So:\n• one\n• two\nDone.\nReally.", "So:\n- one\n- two\n\nDone.\n\nReally."},
        {"1. one\n2. two", "1. one\n2. two"},
        {"Run:\n```\na *b*\nc\n```", "Run:\n```\na *b*\nc\n```"},
        {"mail ana@example.org", "mail [email]"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        shortcut(*state, "U0WEI", CASES[i][0]);
        assert_string_equal(input_of(*state, "answer"), CASES[i][1]);
    }
    assert_string_equal(input_of(*state, "sources"), "https://chat.example/archives/C0HELP/p1");
}

static void what_has_no_words_or_no_author_is_not_saved(void **state)
{
    Desk *d = *state;
    shortcut(d, "U0WEI", "");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no words"));
    shortcut(d, NULL, "A bot's words");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "nobody to ask"));
}

static void ones_own_words_need_no_consent(void **state)
{
    Desk *d = *state;
    shortcut(d, "U0MOD", "Daily.");
    write_it(d, "U0MOD");
    assert_true(is_known(d));
}

static void nothing_is_published_before_the_author_says_yes(void **state)
{
    Desk *d = *state;
    shortcut(d, "U0WEI", "Daily.");
    write_it(d, "U0WEI");
    const Effect *asked = desk_effect(d, EFFECT_POST);
    assert_string_equal(asked->to, "U0WEI");
    g_autofree char *id = g_strdup(desk_choice(asked->message, "save.yes")->value);

    desk_do(d, SURFACE_FORM, "publish.go", NULL, id);
    assert_null(desk_effect(d, EFFECT_FORM)->form->submit);
    desk_press(d, "save.yes", id); /* by the moderator */
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "not asked any more"));
    assert_false(is_known(d));

    d->req.user = "U0WEI";
    d->req.who = EVERYONE;
    desk_press(d, "save.yes", id);
    assert_string_equal(desk_effect(d, EFFECT_POST)->to, "U0MOD");
    assert_false(is_known(d));
    d->req.user = "U0MOD";
    d->req.who = MODERATORS;
    desk_do(d, SURFACE_FORM, "publish.go", NULL, id);
    assert_true(is_known(d));
}

static void a_no_deletes_what_was_written(void **state)
{
    Desk *d = *state;
    shortcut(d, "U0WEI", "Daily.");
    write_it(d, "U0WEI");
    g_autofree char *id =
        g_strdup(desk_choice(desk_effect(d, EFFECT_POST)->message, "save.no")->value);
    d->req.user = "U0WEI";
    desk_press(d, "save.no", id);
    g_autoptr(Proposal) none = proposal(d, id);
    assert_null(none);
    assert_true(desk_says(desk_message(d, EFFECT_POST), "would rather not"));
}

static void who_is_forgotten_is_not_asked_any_more(void **state)
{
    Desk *d = *state;
    shortcut(d, "U0WEI", "Daily.");
    write_it(d, "U0WEI");
    g_autofree char *id =
        g_strdup(desk_choice(desk_effect(d, EFFECT_POST)->message, "save.yes")->value);
    assert_ok(member_forget(d->kb, "U0WEI", &d->error), d->error);
    g_autoptr(Proposal) none = proposal(d, id);
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_message_is_markdown_in_the_form),
        DESK_TEST(what_has_no_words_or_no_author_is_not_saved),
        DESK_TEST(ones_own_words_need_no_consent),
        DESK_TEST(nothing_is_published_before_the_author_says_yes),
        DESK_TEST(a_no_deletes_what_was_written),
        DESK_TEST(who_is_forgotten_is_not_asked_any_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
