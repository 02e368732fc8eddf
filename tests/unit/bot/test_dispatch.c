/*
 * Who is answered, in which language; what a person is told when something cannot be done.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "bot/dispatch.h"
#include "knowledge/member.h"
#include "knowledge/question.h"

static char *no_ids[] = {NULL};
static const Config config = {.moderators = no_ids,
                              .maintainers = no_ids,
                              .language = (char *)"en",
                              .command_prefix = (char *)""};

static Allowance *allowance; /* NULL: nobody is limited */

typedef struct Said {
    Envelope envelope;
    Effects *effects;
} Said;

static void ask(Kb *kb, Said *said, Surface surface, const char *name, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Library) library = library_build(kb, 0.5, &error);
    assert_ok(library, error);
    Scratch *scratch = scratch_new();
    said->envelope.kind = ENVELOPE_REQUEST;
    said->envelope.request = (Request){.surface = surface,
                                       .name = name,
                                       .user = "U1",
                                       .channel = "C1",
                                       .text = text,
                                       .is_private = true,
                                       .prefix = "",
                                       .library = library,
                                       .scratch = scratch};
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    said->effects = dispatch(&config, &said->envelope, allowance, kb, &error);
    assert_ok(said->effects, error);
    assert_ok(kb_commit(kb, &error), error);
    scratch_free(scratch);
}

static bool says(const Said *said, const char *words)
{
    for (size_t i = 0; i < effects_count(said->effects); i++) {
        const Message *message = effects_at(said->effects, i)->message;
        for (unsigned p = 0; message && p < message->pieces->len; p++) {
            const Piece *piece = message->pieces->pdata[p];
            if ((piece->text && strstr(piece->text, words)) ||
                (piece->label && strstr(piece->label, words)))
                return true;
        }
    }
    return false;
}

static void a_question_is_answered_in_its_own_language(void **state)
{
    static const struct {
        const char *text;
        Lang lang;
    } cases[] = {
        {"what is this about", LANG_EN}, {"这是什么", LANG_ZH}, {"docker 怎么用", LANG_ZH}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Said said = {0};
        ask(*state, &said, SURFACE_COMMAND, "/ask", cases[i].text);
        assert_int_equal(said.envelope.request.lang, cases[i].lang);
        effects_free(said.effects);
    }
}

static void names_of_things_tell_no_language(void **state)
{
    static const char *const commands[][2] = {{"/project", "linkerd vs istio"},
                                              {"/askd", "history welcome"}};
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        Said before = {0}, said = {0};
        ask(*state, &before, SURFACE_COMMAND, "/ask", "docker 怎么用");
        ask(*state, &said, SURFACE_COMMAND, commands[i][0], commands[i][1]);
        assert_int_equal(said.envelope.request.lang, LANG_ZH);
        effects_free(before.effects);
        effects_free(said.effects);
    }
}

static void a_lone_word_is_answered_in_the_language_last_used(void **state)
{
    Said first = {0}, second = {0};
    ask(*state, &first, SURFACE_COMMAND, "/ask", "容器是什么");
    ask(*state, &second, SURFACE_COMMAND, "/askd", "help");
    assert_int_equal(second.envelope.request.lang, LANG_ZH);
    effects_free(first.effects);
    effects_free(second.effects);
}

static void a_chosen_language_wins(void **state)
{
    g_autoptr(GError) error = NULL;
    Said said = {0};
    assert_ok(kb_begin(*state, BASE_NOW_MS, &error), error);
    assert_ok(member_choose_language(*state, "U1", false, LANG_EN, &error), error);
    assert_ok(kb_commit(*state, &error), error);
    ask(*state, &said, SURFACE_COMMAND, "/ask", "容器是什么");
    assert_int_equal(said.envelope.request.lang, LANG_EN);
    effects_free(said.effects);
}

static void a_strangers_locale_tells_when_nothing_else_does(void **state)
{
    Said said = {.envelope = {.locale = "zh-CN"}};
    ask(*state, &said, SURFACE_COMMAND, "/askd", "help");
    assert_int_equal(said.envelope.request.lang, LANG_ZH);
    effects_free(said.effects);
}

static void somebody_unknown_is_told_how_to_change_the_language(void **state)
{
    Said first = {0}, second = {0};
    ask(*state, &first, SURFACE_COMMAND, "/askd", "help");
    assert_true(says(&first, "用中文回答我"));
    effects_free(first.effects);
    ask(*state, &first, SURFACE_COMMAND, "/ask", "what is this about");
    ask(*state, &second, SURFACE_COMMAND, "/askd", "help");
    assert_false(second.envelope.request.lang_is_guess);
    effects_free(first.effects);
    effects_free(second.effects);
}

static bool is_limited(Kb *kb, Surface surface, const char *name, const char *text)
{
    Said said = {0};
    ask(kb, &said, surface, name, text);
    bool limited = effects_count(said.effects) == 0 || says(&said, "in about 60 min") ||
                   says(&said, "60 分钟");
    effects_free(said.effects);
    return limited;
}

static void who_asks_too_much_is_asked_to_wait_and_nothing_is_noted(void **state)
{
    g_autoptr(GError) error = NULL;
    int64_t before[QUESTION_STATE_COUNT], after[QUESTION_STATE_COUNT];
    allowance = allowance_new(1);
    assert_false(is_limited(*state, SURFACE_COMMAND, "/ask", "what is this about"));
    assert_ok(question_counts(*state, before, &error), error);
    assert_true(is_limited(*state, SURFACE_COMMAND, "/ask", "what is that about"));
    assert_true(is_limited(*state, SURFACE_COMMAND, "/ask", "这是什么"));
    assert_ok(question_counts(*state, after, &error), error);
    assert_memory_equal(before, after, sizeof before);
    g_clear_pointer(&allowance, allowance_free);
}

static void reports_and_help_are_for_everybody_at_any_time(void **state)
{
    allowance = allowance_new(1);
    assert_false(is_limited(*state, SURFACE_COMMAND, "/ask", "what is this about"));
    assert_true(is_limited(*state, SURFACE_COMMAND, "/ask", "what is this about"));
    assert_false(is_limited(*state, SURFACE_COMMAND, "/askd", "help"));
    assert_false(is_limited(*state, SURFACE_COMMAND, "/report", "somebody shouts"));
    g_clear_pointer(&allowance, allowance_free);
}

/* The sentence would itself be noise there, again and again. */
static void in_a_channel_it_is_said_once(void **state)
{
    Said first = {0}, second = {0};
    allowance = allowance_new(1);
    is_limited(*state, SURFACE_COMMAND, "/ask", "what is this about");
    ask(*state, &first, SURFACE_MENTION, "app_mention", "what is this about");
    ask(*state, &second, SURFACE_MENTION, "app_mention", "what is this about");
    assert_int_equal(effects_count(first.effects), 1);
    assert_int_equal(effects_count(second.effects), 0);
    effects_free(first.effects);
    effects_free(second.effects);
    g_clear_pointer(&allowance, allowance_free);
}

static void what_nobody_does_is_said_to_a_person_and_not_to_an_event(void **state)
{
    Said person = {0}, event = {0};
    ask(*state, &person, SURFACE_ACTION, "no.such", "");
    assert_true(says(&person, "/askd help"));
    ask(*state, &event, SURFACE_EVENT, "reaction_added", "");
    assert_int_equal(effects_count(event.effects), 0);
    effects_free(person.effects);
    effects_free(event.effects);
}

static void what_was_put_off_by_a_feature_that_is_gone_is_taken_away(void **state)
{
    g_autoptr(GError) error = NULL;
    const Timer timer = {.name = (char *)"no.such", .key = (char *)"U1", .due_ms = BASE_NOW_MS - 1};
    Envelope envelope = {0};
    int64_t next_ms = 0;
    assert_ok(kb_begin(*state, BASE_NOW_MS, &error), error);
    g_autoptr(Effects) effects = dispatch_timer(&config, &timer, &envelope, *state, &error);
    assert_ok(effects, error);
    assert_int_equal(effects_count(effects), 0);
    assert_ok(timer_next(*state, &next_ms, &error), error);
    assert_int_equal(next_ms, INT64_MAX);
    assert_ok(kb_commit(*state, &error), error);
}

/* Makes the base refuse what the nightly sweep has to do. */
static void forbid_deleting(const char *path)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO audit (at_ms, actor, act, refused)"
                                  " VALUES (1, 'U1', 'x', 0);"
                                  "CREATE TRIGGER never BEFORE DELETE ON audit"
                                  " BEGIN SELECT RAISE(FAIL, 'not now'); END",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

/* Whoever keeps the transaction rolls it back then, and begins again with marks. */
static void without_marks_a_failure_is_the_whole_transactions(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("askd-dispatch-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "askd.db", NULL);
    Config sweeping = config;
    sweeping.zone = g_time_zone_new_utc();
    sweeping.retention.audit = 1;
    Kb *kb = kb_open(path, &error);
    assert_ok(kb, error);
    forbid_deleting(path);
    kb_set_careful(kb, false);
    const Timer timer = {.name = (char *)"retention.bite", .key = (char *)""};
    Envelope envelope = {0};
    assert_ok(kb_begin(kb, INT64_C(1795392000000), &error), error);
    assert_null(dispatch_timer(&sweeping, &timer, &envelope, kb, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_AGAIN));
    kb_roll_back(kb);
    kb_close(kb);
    g_time_zone_unref(sweeping.zone);
    g_remove(path);
    g_rmdir(folder);
}

static void what_fails_is_undone_and_tried_again_in_ten_minutes(void **state)
{
    (void)state;
    enum { TEN_MINUTES_MS = 600 * 1000 };
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("askd-dispatch-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "askd.db", NULL);
    Config sweeping = config;
    sweeping.zone = g_time_zone_new_utc();
    sweeping.retention.audit = 1;
    Kb *kb = kb_open(path, &error);
    assert_ok(kb, error);
    forbid_deleting(path);
    const Timer timer = {.name = (char *)"retention.bite", .key = (char *)""};
    Envelope envelope = {0};
    int64_t next_ms = 0, now_ms = INT64_C(1795392000000);
    assert_ok(kb_begin(kb, now_ms, &error), error);
    assert_ok(timer_set(kb, timer.name, timer.key, now_ms, NULL, &error), error);
    g_autoptr(Effects) effects = dispatch_timer(&sweeping, &timer, &envelope, kb, &error);
    assert_ok(effects, error);
    assert_int_equal(effects_count(effects), 0);
    assert_ok(timer_next(kb, &next_ms, &error), error);
    assert_int_equal(next_ms, now_ms + TEN_MINUTES_MS);
    assert_ok(kb_commit(kb, &error), error);
    kb_close(kb);
    g_time_zone_unref(sweeping.zone);
    g_remove(path);
    g_rmdir(folder);
}

static void every_row_of_every_feature_lets_somebody_in(void **state)
{
    (void)state;
    for (const Feature *const *f = features; *f; f++) {
        for (const Command *c = (*f)->commands; c && c->name; c++)
            assert_true(c->who != NOBODY && c->summary.en && c->summary.zh);
        for (const Action *a = (*f)->actions; a && a->name; a++)
            assert_true(a->who != NOBODY && g_str_has_prefix(a->name, (*f)->name));
        for (const Event *e = (*f)->events; e && e->name; e++)
            assert_true(e->who != NOBODY);
        for (const TimerRow *t = (*f)->timers; t && t->name; t++)
            assert_true(t->run && g_str_has_prefix(t->name, (*f)->name));
        for (const Result *r = (*f)->results; r && r->name; r++)
            assert_true(r->run && g_str_has_prefix(r->name, (*f)->name));
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(a_question_is_answered_in_its_own_language),
        T(names_of_things_tell_no_language),
        T(a_lone_word_is_answered_in_the_language_last_used),
        T(a_chosen_language_wins),
        T(a_strangers_locale_tells_when_nothing_else_does),
        T(somebody_unknown_is_told_how_to_change_the_language),
        T(who_asks_too_much_is_asked_to_wait_and_nothing_is_noted),
        T(reports_and_help_are_for_everybody_at_any_time),
        T(in_a_channel_it_is_said_once),
        T(what_nobody_does_is_said_to_a_person_and_not_to_an_event),
        T(what_was_put_off_by_a_feature_that_is_gone_is_taken_away),
        cmocka_unit_test(without_marks_a_failure_is_the_whole_transactions),
        cmocka_unit_test(what_fails_is_undone_and_tried_again_in_ten_minutes),
        T(every_row_of_every_feature_lets_somebody_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
