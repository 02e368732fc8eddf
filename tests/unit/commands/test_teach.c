/*
 * An entry written in a form, and the way back to what it said before.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/audit.h"

static void what_is_taught_is_kept_and_noted(void **state)
{
    Desk *d = *state;
    d->req.user = "U0MOD";
    d->req.who = MODERATORS;
    desk_do(d, SURFACE_COMMAND, "/teach", "", NULL);
    assert_string_equal(desk_effect(d, EFFECT_FORM)->form->action, "teach.save");
    const FormValue values[] = {{"lang", "zh"},
                                {"title", "怎么配置 zyx 网关？"},
                                {"answer", "写一条路由。"},
                                {"phrasings", "zyx 网关设置\n\nzyx 网关设置"}};
    d->req.values = values;
    d->req.value_count = G_N_ELEMENTS(values);
    desk_do(d, SURFACE_FORM, "teach.save", NULL, "0");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "写一条路由。"));
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(d->kb, "zyx", &entry, &d->error), d->error);
    assert_non_null(entry);
    assert_int_equal(entry->texts[LANG_ZH].phrasings->len, 1);
    g_autoptr(GPtrArray) rows = audit_list(d->kb, 5, &d->error);
    assert_string_equal(((AuditRow *)rows->pdata[0])->subject, "entry zyx");
}

static void an_entry_goes_back_to_what_it_was(void **state)
{
    Desk *d = *state;
    EntryChange change;
    g_autoptr(Entry) before = NULL, changed = NULL, after = NULL;
    assert_ok(entry_find(d->kb, "helm", &before, &d->error), d->error);
    assert_ok(entry_find(d->kb, "helm", &changed, &d->error), d->error);
    g_free(changed->texts[LANG_EN].answer);
    changed->texts[LANG_EN].answer = g_strdup("Something else.");
    assert_ok(entry_save(d->kb, changed, "U0SUE", &change, &d->error), d->error);
    d->req.user = "U0MOD";
    d->req.who = MODERATORS;
    desk_do(d, SURFACE_COMMAND, "/askd", "history helm", NULL);
    const Piece *back = desk_choice(desk_message(d, EFFECT_REPLY), "teach.back");
    assert_string_equal(back->value, "1 helm");
    desk_press(d, "teach.back", back->value);
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "Helm installs charts"));
    assert_ok(entry_find(d->kb, "helm", &after, &d->error), d->error);
    assert_true(entry_equal(before, after));
    desk_press(d, "teach.back", "7 helm");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no entry"));
    desk_do(d, SURFACE_COMMAND, "/askd", "history nothing", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no entry"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_is_taught_is_kept_and_noted),
        DESK_TEST(an_entry_goes_back_to_what_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
