/*
 * What is kept too long goes, and only that; what waits for a person stays.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>

#include "knowledge/audit.h"
#include "knowledge/delivery.h"
#include "knowledge/group.h"
#include "knowledge/newcomer.h"
#include "knowledge/proposal.h"
#include "knowledge/retention.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
static const int64_t NOW_MS = 1795392000000;
static const Retention RETENTION = {.askers = 90, .questions = 730, .audit = 365};

static void begin(Kb *kb, int days_ago)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_begin(kb, NOW_MS - days_ago * DAY_MS, &error), error);
}

static void commit(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_commit(kb, &error), error);
}

static int64_t ask(Kb *kb, int days_ago, Outcome outcome, const char *text)
{
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    const Question question = {.user = (char *)"U1",
                               .channel = (char *)"C1",
                               .thread = (char *)"1.2",
                               .surface = (char *)"mention",
                               .text = (char *)text,
                               .outcome = outcome};
    begin(kb, days_ago);
    assert_ok(question_log(kb, &question, &id, &error), error);
    commit(kb);
    return id;
}

static Question *find(Kb *kb, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Question *question = NULL;
    assert_ok(question_find(kb, id, &question, &error), error);
    return question;
}

static int64_t group_of(Kb *kb, int64_t question)
{
    g_autoptr(Question) found = find(kb, question);
    return found->group;
}

static void close_group(Kb *kb, int days_ago, int64_t question, bool dismissed)
{
    g_autoptr(GError) error = NULL;
    int64_t group = group_of(kb, question);
    bool done = false;
    begin(kb, days_ago);
    assert_ok(dismissed ? group_dismiss(kb, group, 0, "U0MOD", "not ours", &done, &error)
                        : group_answer(kb, group, 0, "U0MOD", "replied", NULL, "so", &done, &error),
              error);
    assert_true(done);
    commit(kb);
}

/* All bites there are; how many. */
static int sweep(Kb *kb, const Retention *retention)
{
    g_autoptr(GError) error = NULL;
    bool more = true;
    int bites = 0;
    for (; more; bites++) {
        begin(kb, 0);
        assert_ok(retention_bite(kb, retention, &more, &error), error);
        commit(kb);
    }
    return bites;
}

static void an_asker_goes_before_the_question(void **state)
{
    int64_t ids[] = {ask(*state, 89, OUTCOME_ANSWERED, "young"),
                     ask(*state, 91, OUTCOME_ANSWERED, "nameless"),
                     ask(*state, 731, OUTCOME_ANSWERED, "gone")};
    sweep(*state, &RETENTION);
    g_autoptr(Question) young = find(*state, ids[0]), nameless = find(*state, ids[1]);
    assert_string_equal(young->user, "U1");
    assert_null(nameless->user);
    assert_null(nameless->channel);
    assert_null(nameless->thread);
    assert_string_equal(nameless->text, "nameless");
    assert_null(find(*state, ids[2]));
}

static void what_waits_is_kept_however_old(void **state)
{
    g_autoptr(GError) error = NULL;
    int64_t waits = ask(*state, 4000, OUTCOME_UNKNOWN, "glorp snarf");
    sweep(*state, &RETENTION);
    g_autoptr(Question) question = find(*state, waits);
    assert_string_equal(question->user, "U1");
    g_autoptr(GPtrArray) waiters = group_waiters(*state, question->group, &error);
    assert_int_equal(waiters->len, 1);
}

static void a_group_goes_with_the_last_of_its_questions(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Group) answered = NULL, dismissed = NULL;
    int64_t first = ask(*state, 900, OUTCOME_UNKNOWN, "glorp snarf");
    int64_t second = ask(*state, 900, OUTCOME_UNKNOWN, "wibble wobble");
    int64_t groups[] = {group_of(*state, first), group_of(*state, second)};
    close_group(*state, 800, first, false);
    close_group(*state, 800, second, true);
    ask(*state, 100, OUTCOME_UNKNOWN, "wibble wobble?");
    sweep(*state, &RETENTION);
    assert_null(find(*state, first));
    assert_null(find(*state, second));
    assert_ok(group_find(*state, groups[0], &answered, &error), error);
    assert_ok(group_find(*state, groups[1], &dismissed, &error), error);
    assert_null(answered);
    assert_int_equal(dismissed->state, GROUP_DISMISSED);
    assert_null(dismissed->closed_by);
    g_autoptr(GPtrArray) history = group_history(*state, groups[0], &error);
    assert_int_equal(history->len, 0);
    g_autoptr(Question) again = find(*state, ask(*state, 0, OUTCOME_UNKNOWN, "wibble wobble"));
    assert_int_equal(again->state, QUESTION_DISMISSED);
}

static void acts_go_with_their_time(void **state)
{
    g_autoptr(GError) error = NULL;
    for (int days = 366; days >= 364; days -= 2) {
        begin(*state, days);
        assert_ok(audit_add(*state, "U0MOD", "review.claim", NULL, NULL, false, &error), error);
        commit(*state);
    }
    sweep(*state, &RETENTION);
    g_autoptr(GPtrArray) rows = audit_before(*state, 0, 10, &error);
    assert_int_equal(rows->len, 1);
}

static void many_are_taken_in_small_bites(void **state)
{
    g_autoptr(GError) error = NULL;
    begin(*state, 800);
    for (int i = 0; i < 2 * RETENTION_BITE + 1; i++) {
        int64_t id;
        const Question question = {
            .user = (char *)"U1", .surface = (char *)"dm", .text = (char *)"x"};
        assert_ok(question_log(*state, &question, &id, &error), error);
    }
    commit(*state);
    assert_int_equal(sweep(*state, &RETENTION), 3);
    assert_null(find(*state, 1));
    assert_null(find(*state, 2 * RETENTION_BITE + 1));
}

static int64_t size_of(const char *path)
{
    GStatBuf file;
    assert_int_equal(g_stat(path, &file), 0);
    return file.st_size;
}

static bool holds(const char *path, const char *bytes)
{
    g_autofree char *held = NULL;
    gsize len = 0;
    return g_file_get_contents(path, &held, &len, NULL) && memmem(held, len, bytes, strlen(bytes));
}

/* Not even in its bytes is what was taken away, once it is closed. */
static void newcomer(Kb *kb, int days_ago, const char *user, bool stops)
{
    g_autoptr(GError) error = NULL;
    int64_t greet_ms, lately;
    bool first;
    begin(kb, days_ago);
    assert_ok(newcomer_join(kb, user, 1000, &greet_ms, &error), error);
    assert_ok(newcomer_entered(kb, user, "C1", &first, &lately, &error), error);
    assert_ok(newcomer_choose(kb, user, "ask", &error), error);
    assert_ok(newcomer_did(kb, user, "ask", 1, &error), error);
    assert_ok(!stops || newcomer_stop(kb, user, &error), error);
    commit(kb);
}

/* Whether somebody's entering is known is seen by doing it again. */
static bool has_entered(Kb *kb, const char *user)
{
    g_autoptr(GError) error = NULL;
    int64_t lately;
    bool first = false;
    begin(kb, 0);
    assert_ok(newcomer_entered(kb, user, "C1", &first, &lately, &error), error);
    commit(kb);
    return !first;
}

static void first_steps_are_forgotten_in_time_and_a_wish_is_not(void **state)
{
    g_autoptr(GError) error = NULL;
    g_auto(Newcomer) old = {0}, young = {0}, unwilling = {0};
    newcomer(*state, 91, "U0OLD", false);
    newcomer(*state, 91, "U0STOP", true);
    newcomer(*state, 89, "U0YOUNG", false);
    sweep(*state, &RETENTION);
    assert_ok(newcomer_find(*state, "U0OLD", &old, &error), error);
    assert_ok(newcomer_find(*state, "U0YOUNG", &young, &error), error);
    assert_ok(newcomer_find(*state, "U0STOP", &unwilling, &error), error);
    assert_false(old.known || has_entered(*state, "U0OLD") || has_entered(*state, "U0STOP"));
    assert_true(young.known && young.done == 2 && has_entered(*state, "U0YOUNG"));
    assert_true(unwilling.stopped && unwilling.done == 0);
}

static bool draft_is_kept(Kb *kb, int days_ago)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Proposal) found = NULL;
    Proposal draft = {.kind = PROPOSAL_RETIRE,
                      .author = (char *)"U0MOD",
                      .slug = (char *)"helm",
                      .offered = true};
    begin(kb, days_ago);
    assert_ok(proposal_put(kb, &draft, &error), error);
    commit(kb);
    sweep(kb, &(Retention){0});
    assert_ok(proposal_find(kb, draft.id, &found, &error), error);
    return found;
}

static void a_draft_that_nobody_came_for_goes(void **state)
{
    assert_true(draft_is_kept(*state, 29));
    assert_false(draft_is_kept(*state, 31));
}

static void a_file_gives_room_back(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("askd-retention-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "askd.db", NULL);
    g_autofree char *words = g_strnfill(1500, 'x');
    Kb *kb = kb_open(path, &error);
    assert_ok(kb, error);
    for (int i = 0; i < 3 * RETENTION_BITE; i++)
        ask(kb, 800, OUTCOME_ANSWERED, words);
    close_group(kb, 800, ask(kb, 800, OUTCOME_UNKNOWN, "glorpitude snarfing"), false);
    ask(kb, 800, OUTCOME_UNKNOWN, "wibbliness waits");
    kb_close(kb); /* what is in the journal is in the file then */
    int64_t before = size_of(path);
    assert_true(holds(path, "glorpitud"));
    kb = kb_open(path, &error);
    sweep(kb, &RETENTION);
    kb_close(kb);
    assert_true(size_of(path) < before / 2);
    assert_false(holds(path, "glorpitud") || holds(path, "xxxxxxxx"));
    assert_true(holds(path, "wibbli"));
    g_remove(path);
    g_rmdir(folder);
}

static void nothing_goes_where_all_is_kept(void **state)
{
    int64_t old = ask(*state, 4000, OUTCOME_ANSWERED, "old");
    assert_int_equal(sweep(*state, &(Retention){0}), 1);
    g_autoptr(Question) question = find(*state, old);
    assert_string_equal(question->user, "U1");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(an_asker_goes_before_the_question),
        T(what_waits_is_kept_however_old),
        T(a_group_goes_with_the_last_of_its_questions),
        T(acts_go_with_their_time),
        T(many_are_taken_in_small_bites),
        T(first_steps_are_forgotten_in_time_and_a_wish_is_not),
        T(a_draft_that_nobody_came_for_goes),
        cmocka_unit_test(a_file_gives_room_back),
        T(nothing_goes_where_all_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
