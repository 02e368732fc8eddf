/*
 * An entry written in a form, changed, retired, brought back; nothing before it was looked at, and
 * nothing that makes golden questions worse.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/audit.h"
#include "knowledge/golden.h"
#include "knowledge/proposal.h"

static Settings settings = {.strictness = 0.5};

static void be_moderator(Desk *d, const char *user)
{
    d->req.user = user;
    d->req.who = MODERATORS;
    d->req.settings = &settings;
    settings = (Settings){.strictness = 0.5};
}

static const Form *form_of(const Desk *d)
{
    const Effect *effect = desk_effect(d, EFFECT_FORM);
    assert_non_null(effect);
    return effect->form;
}

static bool form_says(const Desk *d, const char *words)
{
    return desk_says(&form_of(d)->message, words);
}

static const char *input_of(const Desk *d, const char *id)
{
    const Form *form = form_of(d);
    for (unsigned i = 0; i < form->pieces->len; i++) {
        const Piece *piece = form->pieces->pdata[i];
        if (piece->action && strcmp(piece->action, id) == 0)
            return piece->text ? piece->text : "";
    }
    return NULL;
}

static void submit(Desk *d, const char *action, const char *keep, const FormValue *values,
                   size_t count)
{
    g_autofree char *copy = g_strdup(keep);
    d->req.values = values;
    d->req.value_count = count;
    desk_do(d, SURFACE_FORM, action, NULL, copy);
    d->req.values = NULL;
    d->req.value_count = 0;
}

static Entry *entry(Desk *d, const char *slug)
{
    Entry *found = NULL;
    assert_ok(entry_find(d->kb, slug, &found, &d->error), d->error);
    return found;
}

/* Opens the English text of helm, and submits it with another answer. */
static void edit_helm(Desk *d, const char *answer)
{
    desk_press(d, "entries.edit", "en helm");
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    const FormValue values[] = {{"title", "What does Helm install?"}, {"answer", answer}};
    submit(d, "entries.edited", keep, values, 2);
}

static void publish(Desk *d)
{
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    submit(d, "publish.go", keep, NULL, 0);
}

static void an_answers_form_is_filled_with_what_is_known(void **state)
{
    Desk *d = *state;
    static const char QUESTION[] = "Which monitoring port does the zyx gateway use for metrics?";
    desk_ask(d, QUESTION);
    be_moderator(d, "U0MOD");
    desk_press(d, "review.answer", "1");
    assert_string_equal(input_of(d, "title"), QUESTION);
    assert_string_equal(input_of(d, "tags"), "monitoring");
    assert_string_equal(input_of(d, "lang"), "en");
    assert_string_equal(input_of(d, "save"), "yes");
    assert_non_null(input_of(d, "venue"));
}

static void what_is_taught_is_kept_and_noted(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0MOD");
    desk_do(d, SURFACE_COMMAND, "/teach", "", NULL);
    assert_string_equal(form_of(d)->action, "teach.save");
    const FormValue values[] = {{"lang", "zh"},
                                {"title", "怎么配置 zyx 网关？"},
                                {"answer", "写一条路由。"},
                                {"venue", "help-channel"},
                                {"tags", "网关，zyx"},
                                {"phrasings", "zyx 网关设置\n\nzyx 网关设置"}};
    submit(d, "teach.save", NULL, values, G_N_ELEMENTS(values));
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "写一条路由。"));
    g_autoptr(Entry) kept = entry(d, "zyx");
    assert_non_null(kept);
    assert_int_equal(kept->texts[LANG_ZH].phrasings->len, 1);
    assert_int_equal(kept->tags->len, 2);
    assert_string_equal(kept->venue, "help-channel");
    g_autoptr(GPtrArray) rows = audit_before(d->kb, 0, 5, &d->error);
    assert_string_equal(((AuditRow *)rows->pdata[0])->subject, "entry zyx");
}

static void what_is_wrong_is_said_at_its_input(void **state)
{
    Desk *d = *state;
    static const struct {
        FormValue value;
        const char *id;
    } cases[] = {
        {{"title", " "}, "title"},
        {{"answer", ""}, "answer"},
        {{"sources", "docs.example"}, "sources"},
        {{"now", "It has moved."}, "now_date"},
        {{"now_date", "soon"}, "now_date"},
        {{"review", "2027-02-30"}, "review"},
    };
    be_moderator(d, "U0MOD");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const FormValue values[] = {cases[i].value, {"title", "A title"}, {"answer", "An answer"}};
        submit(d, "entries.edited", "en helm 1", values, 3);
        const Effect *refusal = desk_effect(d, EFFECT_REFUSE);
        assert_non_null(refusal);
        assert_string_equal(refusal->id, cases[i].id);
        assert_null(desk_effect(d, EFFECT_FORM));
    }
}

static void a_preview_shows_what_is_written_and_keeps_nothing(void **state)
{
    Desk *d = *state;
    const FormValue values[] = {{"lang", "en"}, {"title", "A zyx"}, {"answer", "Is **this**."}};
    be_moderator(d, "U0MOD");
    d->req.values = values;
    d->req.value_count = 3;
    desk_press(d, "teach.look", NULL);
    assert_true(form_says(d, "Is **this**."));
    assert_null(form_of(d)->submit);
    d->req.value_count = 0;
    desk_press(d, "teach.look", NULL);
    assert_true(form_says(d, "Nothing has been written"));
    g_autoptr(Entry) none = entry(d, "a-zyx");
    assert_null(none);
}

static void a_change_is_seen_before_it_is_published(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0MOD");
    edit_helm(d, "Helm installs **everything**.");
    assert_true(form_says(d, "Helm installs **everything**."));
    assert_true(form_says(d, "-Helm installs charts"));
    assert_true(form_says(d, "+Helm installs **everything**."));
    g_autoptr(Entry) before = entry(d, "helm");
    assert_non_null(strstr(before->texts[LANG_EN].answer, "charts"));
    publish(d);
    assert_non_null(desk_effect(d, EFFECT_CLOSE));
    g_autoptr(Entry) after = entry(d, "helm");
    assert_string_equal(after->texts[LANG_EN].answer, "Helm installs **everything**.");
    assert_string_equal(after->texts[LANG_ZH].answer, before->texts[LANG_ZH].answer);
    assert_string_equal(after->sources->pdata[0], before->sources->pdata[0]);
}

static void an_edit_form_shows_all_of_a_text_and_loses_nothing(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0MOD");
    g_autoptr(Entry) before = entry(d, "containerd");
    desk_press(d, "entries.edit", "en containerd");
    assert_string_equal(input_of(d, "now_date"), "2026-08-07");
    assert_null(input_of(d, "lang"));
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    static const char *const IDS[] = {"title",     "answer",   "then",    "then_date",
                                      "now",       "now_date", "sources", "tags",
                                      "phrasings", "venue",    "review"};
    FormValue values[G_N_ELEMENTS(IDS)];
    g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(IDS); i++) {
        g_ptr_array_add(copies, g_strdup(input_of(d, IDS[i])));
        values[i] = (FormValue){IDS[i], copies->pdata[i]};
    }
    submit(d, "entries.edited", keep, values, G_N_ELEMENTS(IDS));
    assert_true(form_says(d, "Nothing would change"));
    publish(d);
    g_autoptr(Entry) after = entry(d, "containerd");
    assert_true(entry_equal(before, after));
}

static void the_second_of_two_editors_sees_what_the_first_did(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0SUE");
    desk_press(d, "entries.edit", "en helm");
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    be_moderator(d, "U0MOD");
    edit_helm(d, "The first one's words.");
    publish(d);

    be_moderator(d, "U0SUE");
    const FormValue values[] = {{"title", "What does Helm install?"}, {"answer", "The second's."}};
    submit(d, "entries.edited", keep, values, 2);
    const Piece *from = desk_piece(&form_of(d)->message, PIECE_FROM, 0);
    assert_string_equal(from->label, "U0MOD");
    assert_true(form_says(d, "-The first one's words."));
    g_autoptr(Entry) meanwhile = entry(d, "helm");
    assert_string_equal(meanwhile->texts[LANG_EN].answer, "The first one's words.");
    publish(d);
    g_autoptr(Entry) after = entry(d, "helm");
    assert_string_equal(after->texts[LANG_EN].answer, "The second's.");
}

static void a_change_between_look_and_publish_is_shown_first(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0SUE");
    edit_helm(d, "The slow one's words.");
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    be_moderator(d, "U0MOD");
    edit_helm(d, "The quick one's words.");
    publish(d);
    be_moderator(d, "U0SUE");
    submit(d, "publish.go", keep, NULL, 0);
    assert_true(form_of(d)->replaces);
    assert_true(form_says(d, "-The quick one's words."));
    publish(d);
    g_autoptr(Entry) after = entry(d, "helm");
    assert_string_equal(after->texts[LANG_EN].answer, "The slow one's words.");
}

static void an_entry_goes_back_to_what_it_was(void **state)
{
    Desk *d = *state;
    g_autoptr(Entry) before = entry(d, "helm");
    be_moderator(d, "U0MOD");
    edit_helm(d, "Something else.");
    publish(d);
    desk_press(d, "entries.history", "helm");
    const Piece *back = desk_choice(desk_message(d, EFFECT_REPLY), "entries.back");
    assert_string_equal(back->value, "1 helm");
    g_autofree char *value = g_strdup(back->value);
    desk_press(d, "entries.back", value);
    assert_true(form_says(d, "+Helm installs charts"));
    publish(d);
    g_autoptr(Entry) after = entry(d, "helm");
    assert_true(entry_equal(before, after));
    desk_press(d, "entries.back", "7 helm");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no entry"));
    desk_press(d, "entries.history", "nothing");
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "no entry"));
}

static void a_retired_entry_can_be_brought_back(void **state)
{
    Desk *d = *state;
    g_autoptr(Entry) before = entry(d, "helm");
    be_moderator(d, "U0MOD");
    desk_press(d, "entries.retire", "helm");
    publish(d);
    g_autoptr(Entry) none = entry(d, "helm");
    assert_null(none);
    desk_press(d, "entries.show", "helm");
    assert_non_null(desk_choice(desk_message(d, EFFECT_REPLACE), "entries.restore"));
    desk_press(d, "entries.restore", "helm");
    publish(d);
    g_autoptr(Entry) after = entry(d, "helm");
    assert_true(entry_equal(before, after));
}

static void what_makes_golden_questions_worse_is_refused_by_name(void **state)
{
    Desk *d = *state;
    bool changed;
    assert_ok(golden_add(d->kb, "What does Helm install?", "helm", &changed, &d->error), d->error);
    be_moderator(d, "U0MOD");
    desk_press(d, "entries.retire", "helm");
    publish(d);
    assert_true(form_says(d, "What does Helm install?"));
    assert_null(form_of(d)->submit);
    g_autofree char *keep = g_strdup(form_of(d)->keep);
    submit(d, "publish.go", keep, NULL, 0);
    g_autoptr(Entry) still = entry(d, "helm");
    assert_non_null(still);

    d->req.who = MAINTAINERS;
    submit(d, "publish.go", "1", NULL, 0);
    assert_non_null(form_of(d)->submit);
    publish(d);
    g_autoptr(Entry) gone = entry(d, "helm");
    assert_null(gone);
}

static void where_two_are_wanted_another_one_publishes(void **state)
{
    Desk *d = *state;
    be_moderator(d, "U0MOD");
    settings.two_person = true;
    settings.triage_channel = "C0TRIAGE";
    edit_helm(d, "Two have seen this.");
    publish(d);
    const Effect *post = desk_effect(d, EFFECT_POST);
    assert_string_equal(post->to, "C0TRIAGE");
    g_autofree char *id = g_strdup(desk_choice(post->message, "publish.look")->value);
    desk_press(d, "publish.look", id);
    assert_null(form_of(d)->submit);
    submit(d, "publish.go", id, NULL, 0);
    g_autoptr(Entry) before = entry(d, "helm");
    assert_string_not_equal(before->texts[LANG_EN].answer, "Two have seen this.");

    d->req.user = "U0SUE";
    desk_press(d, "publish.look", id);
    publish(d);
    g_autoptr(Entry) after = entry(d, "helm");
    assert_string_equal(after->texts[LANG_EN].answer, "Two have seen this.");
    assert_string_equal(desk_effect(d, EFFECT_POST)->to, "U0MOD");
    desk_press(d, "publish.look", id);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "not there any more"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(an_answers_form_is_filled_with_what_is_known),
        DESK_TEST(what_is_taught_is_kept_and_noted),
        DESK_TEST(what_is_wrong_is_said_at_its_input),
        DESK_TEST(a_preview_shows_what_is_written_and_keeps_nothing),
        DESK_TEST(a_change_is_seen_before_it_is_published),
        DESK_TEST(an_edit_form_shows_all_of_a_text_and_loses_nothing),
        DESK_TEST(the_second_of_two_editors_sees_what_the_first_did),
        DESK_TEST(a_change_between_look_and_publish_is_shown_first),
        DESK_TEST(an_entry_goes_back_to_what_it_was),
        DESK_TEST(a_retired_entry_can_be_brought_back),
        DESK_TEST(what_makes_golden_questions_worse_is_refused_by_name),
        DESK_TEST(where_two_are_wanted_another_one_publishes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
