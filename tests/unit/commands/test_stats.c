/*
 * Figures are told to moderators who ask, and once a week to the triage channel: once.
 */
#include "tests/unit/commands/desk.h"

#include "knowledge/timer.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
static const int64_t MONDAY_9_MS = 1795424400000; /* 2026-11-23, 9:00 in UTC */

static Settings settings;

static int open_desk(void **state)
{
    settings = (Settings){.triage_channel = "C0TRIAGE",
                          .zone = g_time_zone_new_utc(),
                          .digest = {.weekday = 1, .minute = 9 * 60}};
    int rc = desk_open(state);
    Desk *d = *state;
    d->req.settings = &settings;
    d->req.who = MODERATORS;
    return rc;
}

static int close_desk(void **state)
{
    g_time_zone_unref(settings.zone);
    return desk_close(state);
}

static void at(Desk *d, int64_t now_ms)
{
    assert_ok(kb_commit(d->kb, &d->error), d->error);
    assert_ok(kb_begin(d->kb, now_ms, &d->error), d->error);
    d->req.now_ms = now_ms;
}

/* Runs the digest's timer with what it kept; what it keeps then, the caller's, or NULL. */
static char *digest(Desk *d, int64_t now_ms, const char *kept)
{
    at(d, now_ms);
    Request req = d->req;
    req.surface = SURFACE_TIMER;
    req.user = req.channel = NULL;
    req.value = kept;
    effects_free(d->out);
    d->out = effects_new();
    assert_ok(feature_timer("stats.digest")->run(&req, d->kb, d->out, &d->error), d->error);
    const Effect *later = desk_effect(d, EFFECT_LATER);
    return later ? g_strdup(later->text) : NULL;
}

static void a_moderator_sees_the_figures_of_so_many_days(void **state)
{
    Desk *d = *state;
    at(d, MONDAY_9_MS - 40 * DAY_MS);
    desk_ask(d, "what is containerd?");
    at(d, MONDAY_9_MS - 2 * DAY_MS);
    desk_ask(d, "what is containerd?");
    desk_ask(d, "why do penguins yodel on Saturn");
    at(d, MONDAY_9_MS);
    desk_do(d, SURFACE_COMMAND, "/askd", "stats 7", NULL);
    const Message *m = desk_message(d, EFFECT_REPLY);
    assert_true(desk_says(m, "2026-11-17 – 2026-11-23"));
    assert_string_equal(desk_piece(m, PIECE_FACT, 0)->text, "2 · before: 0");
    assert_string_equal(desk_piece(m, PIECE_FACT, 1)->text, "1 (50 %) · before: 0");
    assert_true(desk_says(m, "penguins"));
    assert_true(desk_says(m, "container"));
    desk_do(d, SURFACE_COMMAND, "/askd", "stats 60", NULL);
    assert_string_equal(desk_piece(desk_message(d, EFFECT_REPLY), PIECE_FACT, 0)->text,
                        "3 · before: 0");
    desk_do(d, SURFACE_COMMAND, "/askd", "stats 七", NULL);
    assert_true(desk_says(desk_message(d, EFFECT_REPLY), "最多 90 天"));
}

static void the_first_digest_waits_for_its_hour_and_then_comes_every_week(void **state)
{
    Desk *d = *state;
    g_autofree char *first = digest(d, MONDAY_9_MS - DAY_MS, NULL);
    assert_null(desk_effect(d, EFFECT_POST));
    assert_int_equal(desk_effect(d, EFFECT_LATER)->due_ms, MONDAY_9_MS);
    desk_ask(d, "what is containerd?");
    g_autofree char *second = digest(d, MONDAY_9_MS, first);
    const Effect *post = desk_effect(d, EFFECT_POST);
    assert_string_equal(post->to, "C0TRIAGE");
    assert_true(desk_says(post->message, "2026-11-16 – 2026-11-22"));
    assert_string_equal(desk_piece(post->message, PIECE_FACT, 0)->text, "1 · before: 0");
    assert_int_equal(desk_effect(d, EFFECT_LATER)->due_ms, MONDAY_9_MS + 7 * DAY_MS);
    g_free(digest(d, MONDAY_9_MS + 7 * DAY_MS, second));
    assert_non_null(desk_effect(d, EFFECT_POST));
}

static void no_week_is_told_twice(void **state)
{
    Desk *d = *state;
    g_autofree char *before = g_strdup_printf("%" G_GINT64_FORMAT, MONDAY_9_MS - 7 * DAY_MS);
    g_autofree char *told = digest(d, MONDAY_9_MS, before);
    assert_non_null(desk_effect(d, EFFECT_POST));
    /* askd starts again on the same day, */
    g_autofree char *again = digest(d, MONDAY_9_MS + 1000, told);
    assert_null(desk_effect(d, EFFECT_POST));
    assert_string_equal(again, told);
    /* and with another day configured. */
    settings.digest.weekday = 3;
    g_free(digest(d, MONDAY_9_MS + 3 * DAY_MS, told));
    assert_null(desk_effect(d, EFFECT_POST));
    assert_string_equal(desk_effect(d, EFFECT_LATER)->text, told);
}

static void a_digest_that_was_missed_comes_late_and_once(void **state)
{
    Desk *d = *state;
    g_autofree char *long_ago = g_strdup_printf("%" G_GINT64_FORMAT, MONDAY_9_MS - 28 * DAY_MS);
    g_autofree char *told = digest(d, MONDAY_9_MS + DAY_MS, long_ago);
    assert_non_null(desk_effect(d, EFFECT_POST));
    assert_int_equal(desk_effect(d, EFFECT_LATER)->due_ms, MONDAY_9_MS + 7 * DAY_MS);
    g_free(digest(d, MONDAY_9_MS + DAY_MS + 1000, told));
    assert_null(desk_effect(d, EFFECT_POST));
}

static void without_a_channel_or_a_day_there_is_none(void **state)
{
    Desk *d = *state;
    settings.triage_channel = NULL;
    assert_null(digest(d, MONDAY_9_MS, "1"));
    settings = (Settings){.triage_channel = "C0TRIAGE", .zone = settings.zone};
    assert_null(digest(d, MONDAY_9_MS, "1"));
    assert_int_equal(effects_count(d->out), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        T(a_moderator_sees_the_figures_of_so_many_days),
        T(the_first_digest_waits_for_its_hour_and_then_comes_every_week),
        T(no_week_is_told_twice),
        T(a_digest_that_was_missed_comes_late_and_once),
        T(without_a_channel_or_a_day_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
