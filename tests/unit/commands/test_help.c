/*
 * /askd and the Home tab: help out of the features' own data, and the way to subcommands.
 */
#include "tests/unit/commands/desk.h"

#include "commands/help.h"

static void help_lists_everything_that_may_be_used(void **state)
{
    Desk *d = *state;
    static const char *const texts[] = {"", "help", "HELP", "?"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        desk_do(d, SURFACE_COMMAND, "/askd", texts[i], NULL);
        const Message *m = desk_message(d, EFFECT_REPLY);
        for (const Feature *const *feature = features; *feature; feature++) {
            for (const Command *row = (*feature)->commands; row && row->name; row++)
                assert_int_equal(desk_says(m, row->summary.en), row->who == EVERYONE);
            for (const Subcommand *row = (*feature)->subcommands; row && row->name; row++)
                assert_int_equal(desk_says(m, row->summary.en), row->who == EVERYONE);
        }
        assert_true(desk_says(m, "`/askd language en|zh|auto`"));
        assert_true(desk_says(m, "Ask askd"));
    }
}

static void help_speaks_chinese_and_knows_its_prefix(void **state)
{
    Desk *d = *state;
    d->req.prefix = "cncf-";
    desk_do(d, SURFACE_COMMAND, "/askd", "帮助", NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "我能做什么"));
    assert_true(desk_says(m, "`/cncf-ask 你的问题`：提一个问题"));
}

static void an_unknown_subcommand_gets_help(void **state)
{
    Desk *d = *state;
    desk_do(d, SURFACE_COMMAND, "/askd", "fly to the moon", NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "I don't know that command"));
    assert_true(desk_says(m, "`/ask your question`"));
}

static void a_subcommand_gets_the_rest(void **state)
{
    Desk *d = *state;
    desk_do(d, SURFACE_COMMAND, "/askd", "Language zh", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "中文"));
}

static void who_may_not_is_told_who_may(void **state)
{
    Desk *d = *state;
    desk_do(d, SURFACE_COMMAND, "/askd", "stats", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Only moderators"));
    d->req.who = MODERATORS;
    desk_do(d, SURFACE_COMMAND, "/askd", "audit", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "Only maintainers"));
}

static void every_row_says_who_may_and_speaks_both_languages(void **state)
{
    (void)state;
    for (const Feature *const *feature = features; *feature; feature++) {
        assert_non_null((*feature)->name);
        for (const Command *row = (*feature)->commands; row && row->name; row++) {
            assert_true(row->who != NOBODY && row->run);
            assert_true(*row->name == '/' && *row->summary.en && *row->summary.zh);
            assert_ptr_equal(feature_command(row->name), row);
        }
        for (const Subcommand *row = (*feature)->subcommands; row && row->name; row++) {
            assert_true(row->who != NOBODY && row->run);
            assert_ptr_equal(feature_subcommand(row->name), row);
        }
        for (const Action *row = (*feature)->actions; row && row->name; row++) {
            assert_true(row->who != NOBODY && row->run);
            assert_ptr_equal(feature_action(row->name), row);
        }
        for (const Shortcut *row = (*feature)->shortcuts; row && row->name; row++) {
            assert_true(row->who != NOBODY && row->run);
            assert_ptr_equal(feature_shortcut(row->name), row);
        }
        for (const Event *row = (*feature)->events; row && row->name; row++) {
            assert_true(row->who != NOBODY && row->run);
            assert_ptr_equal(feature_event(row->name), row);
        }
    }
    assert_null(feature_command("/nothing"));
    assert_null(feature_subcommand("nothing"));
    assert_null(feature_action("no.thing"));
    assert_null(feature_shortcut("no.thing"));
    assert_null(feature_event("nothing"));
}

static void home_says_what_waits(void **state)
{
    Desk *d = *state;
    desk_ask(d, "what is containerd?");
    desk_ask(d, "why do penguins yodel on Saturn");
    desk_do(d, SURFACE_HOME, "app_home_opened", NULL, "home");
    const Message *m = desk_message(d, EFFECT_HOME);
    assert_true(desk_says(m, "`/ask what does"));
    assert_string_equal(desk_piece(m, PIECE_FACT, 0)->text, "2");
    assert_string_equal(desk_piece(m, PIECE_FACT, 1)->text, "1");

    desk_do(d, SURFACE_HOME, "app_home_opened", NULL, "messages");
    assert_int_equal(effects_count(d->out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(help_lists_everything_that_may_be_used),
        DESK_TEST(help_speaks_chinese_and_knows_its_prefix),
        DESK_TEST(an_unknown_subcommand_gets_help),
        DESK_TEST(a_subcommand_gets_the_rest),
        DESK_TEST(who_may_not_is_told_who_may),
        cmocka_unit_test(every_row_says_who_may_and_speaks_both_languages),
        DESK_TEST(home_says_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
