/*
 * Open questions that a published entry answers: which are shown, and what becomes of those ticked.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/group.h"

static const char CONTAINERD[] = "What is containerd?";

/* Waits for people, whatever the base could have answered; its group. */
static int64_t waiting(Desk *d, const char *user, const char *text)
{
    int64_t id;
    Question asked = {.user = (char *)user,
                      .channel = (char *)"D0DM",
                      .surface = (char *)"dm",
                      .lang = LANG_EN,
                      .text = (char *)text,
                      .outcome = OUTCOME_UNKNOWN};
    assert_ok(question_log(d->kb, &asked, &id, &d->error), d->error);
    g_autoptr(Question) question = desk_question(d, id);
    return question->group;
}

static void run_timer(Desk *d, const char *slug, const char *value)
{
    Request req = d->req;
    req.surface = SURFACE_TIMER;
    req.name = "reach.look";
    req.user = NULL;
    req.text = "";
    req.key = slug;
    req.value = value;
    effects_free(d->out);
    d->out = effects_new();
    assert_ok(feature_timer(req.name)->run(&req, d->kb, d->out, &d->error), d->error);
}

static void tell(Desk *d, const char *ticked)
{
    const FormValue values[] = {{"reach.groups", ticked}};
    d->req.user = "U0MOD";
    d->req.who = MODERATORS;
    d->req.values = values;
    d->req.value_count = 1;
    desk_press(d, "reach.tell", "containerd");
    d->req.values = NULL;
    d->req.value_count = 0;
}

static GroupState state_of(Desk *d, int64_t id)
{
    g_autoptr(Group) group = NULL;
    assert_ok(group_find(d->kb, id, &group, &d->error), d->error);
    return group->state;
}

static void what_the_entry_answers_is_shown_to_tick(void **state)
{
    Desk *d = *state;
    int64_t one = waiting(d, "U0ANA", CONTAINERD);
    waiting(d, "U0SAM", "Which zyx suits a wombat?");
    run_timer(d, "containerd", "U0MOD en 0");
    const Effect *post = desk_effect(d, EFFECT_POST);
    assert_string_equal(post->to, "U0MOD");
    const Piece *boxes = desk_piece(post->message, PIECE_CHECKS, 0);
    assert_int_equal(boxes->options->len, 1);
    assert_int_equal(g_ascii_strtoll(((Option *)boxes->options->pdata[0])->value, NULL, 10), one);
    run_timer(d, "helm", "U0MOD en 0");
    assert_null(desk_effect(d, EFFECT_POST));
    run_timer(d, "no-such-entry", "U0MOD en 0");
    assert_null(desk_effect(d, EFFECT_POST));
}

static void until_the_entry_is_answered_with_it_is_put_off(void **state)
{
    Desk *d = *state;
    EntryChange change;
    g_autoptr(Entry) entry = NULL;
    waiting(d, "U0ANA", CONTAINERD);
    assert_ok(entry_find(d->kb, "containerd", &entry, &d->error), d->error);
    g_ptr_array_add(entry->tags, g_strdup("news"));
    assert_ok(entry_save(d->kb, entry, "U0MOD", &change, &d->error), d->error);
    assert_ok(kb_commit(d->kb, &d->error), d->error);
    assert_ok(kb_begin(d->kb, 3000, &d->error), d->error);
    run_timer(d, "containerd", "U0MOD zh 4");
    assert_null(desk_effect(d, EFFECT_POST));
    const Effect *later = desk_effect(d, EFFECT_LATER);
    assert_string_equal(later->name, "reach.look");
    assert_string_equal(later->text, "U0MOD zh 5");
    assert_true(later->due_ms > d->req.now_ms);
}

static void those_ticked_are_closed_and_told_and_others_stay(void **state)
{
    Desk *d = *state;
    int64_t ticked = waiting(d, "U0ANA", CONTAINERD);
    int64_t left = waiting(d, "U0SAM", "Which zyx suits a wombat?");
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ticked);
    tell(d, id);
    assert_int_equal(state_of(d, ticked), GROUP_ANSWERED);
    assert_int_equal(state_of(d, left), GROUP_NEW);
    assert_string_equal(desk_effect(d, EFFECT_POST)->to, "D0DM");
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), ": 1."));
    tell(d, "");
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "stay open"));
}

static void what_somebody_else_is_on_is_left_to_them(void **state)
{
    Desk *d = *state;
    bool done;
    int64_t theirs = waiting(d, "U0ANA", CONTAINERD);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, theirs);
    assert_ok(group_claim(d->kb, theirs, 0, "U0SUE", &done, &d->error), d->error);
    tell(d, id);
    assert_int_equal(state_of(d, theirs), GROUP_CLAIMED);
    assert_null(desk_effect(d, EFFECT_POST));
    assert_true(desk_says(desk_message(d, EFFECT_REPLACE), "somebody else"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_the_entry_answers_is_shown_to_tick),
        DESK_TEST(until_the_entry_is_answered_with_it_is_put_off),
        DESK_TEST(those_ticked_are_closed_and_told_and_others_stay),
        DESK_TEST(what_somebody_else_is_on_is_left_to_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
