/*
 * The audit, as maintainers read it: a page at a time, and no markup of a forger's.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/audit.h"

static void act(Desk *d, const char *actor, const char *name, const char *subject, bool refused)
{
    assert_ok(audit_add(d->kb, actor, name, subject, NULL, refused, &d->error), d->error);
}

static void it_is_read_a_page_at_a_time(void **state)
{
    Desk *d = *state;
    for (int i = 1; i <= 20; i++) {
        g_autofree char *subject = g_strdup_printf("group %d", i);
        act(d, "U0MOD", "review.claim", subject, false);
    }
    d->req.who = MAINTAINERS;
    desk_do(d, SURFACE_COMMAND, "/askd", "audit", NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "`group 20`"));
    assert_true(desk_says(m, "`group 6`"));
    assert_false(desk_says(m, "`group 5`"));
    assert_null(desk_piece(m, PIECE_CHOICE, 1));
    desk_press(d, "audit.page", desk_choice(m, "audit.page")->value);
    m = desk_message(d, EFFECT_REPLACE);
    assert_true(desk_says(m, "`group 5`"));
    assert_true(desk_says(m, "`group 1`"));
    assert_false(desk_says(m, "`group 6`"));
    assert_string_equal(desk_choice(m, "audit.page")->value, "0");
    assert_null(desk_piece(m, PIECE_CHOICE, 1));
}

static void what_was_refused_and_forged_is_shown_as_code(void **state)
{
    Desk *d = *state;
    act(d, "U0LIN", "review.claim", "1` [free](https://evil.example) `\n# x", true);
    act(d, "shell", "review.dismissed", "group 2", false);
    d->req.who = MAINTAINERS;
    desk_do(d, SURFACE_COMMAND, "/askd", "audit", NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "`1' [free](https://evil.example) ' # x` · **refused**"));
    assert_true(desk_says(m, "shell · "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(it_is_read_a_page_at_a_time),
        DESK_TEST(what_was_refused_and_forged_is_shown_as_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
