/*
 * The question log, and what people keep a hold of in it.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/db.h"
#include "knowledge/member.h"
#include "knowledge/question.h"

static int64_t ask(Kb *kb, const char *user, Outcome outcome)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Question question = {.user = (char *)user, .channel = (char *)"C1", .surface = (char *)"command",
                         .text = (char *)"How do I drain a node?", .outcome = outcome,
                         .confidence = 0.25, .entry = (char *)"kubernetes"};
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(question_log(kb, &question, &id, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    return id;
}

static Question *find(Kb *kb, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Question *question;
    assert_ok(question_find(kb, id, &question, &error), error);
    return question;
}

static int64_t waiters(Kb *kb)
{
    sqlite3_stmt *stmt;
    sqlite3_prepare_v2(kb->sqlite, "SELECT count(*) FROM waiter", -1, &stmt, NULL);
    sqlite3_step(stmt);
    int64_t count = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return count;
}

static void an_unknown_question_is_open_and_its_asker_waits(void **state)
{
    int64_t id = ask(*state, "U1", OUTCOME_UNKNOWN);
    g_autoptr(Question) question = find(*state, id);
    assert_int_equal(question->state, QUESTION_OPEN);
    assert_string_equal(question->text, "How do I drain a node?");
    assert_int_equal(question->asked_ms, BASE_NOW_MS);
    assert_int_equal(waiters(*state), 1);
}

static void only_its_asker_rates_an_answer_and_says_so_once(void **state)
{
    g_autoptr(GError) error = NULL;
    bool changed;
    int64_t id = ask(*state, "U1", OUTCOME_ANSWERED);
    assert_ok(question_rate(*state, id, "U2", true, &changed, &error), error);
    assert_false(changed);
    assert_ok(question_rate(*state, id, "U1", false, &changed, &error), error);
    assert_true(changed);
    assert_ok(question_rate(*state, id, "U1", false, &changed, &error), error);
    assert_false(changed);
    g_autoptr(Question) question = find(*state, id);
    assert_int_equal(question->rating, -1);
    assert_int_equal(question->state, QUESTION_SETTLED);
}

static void a_question_handed_to_people_keeps_what_was_shown(void **state)
{
    g_autoptr(GError) error = NULL;
    bool changed;
    int64_t id = ask(*state, "U1", OUTCOME_ANSWERED);
    assert_ok(question_ask_people(*state, id, "U1", &changed, &error), error);
    assert_true(changed);
    assert_ok(question_ask_people(*state, id, "U1", &changed, &error), error);
    assert_false(changed);
    g_autoptr(Question) question = find(*state, id);
    assert_int_equal(question->state, QUESTION_OPEN);
    assert_string_equal(question->entry, "kubernetes");
    assert_int_equal(waiters(*state), 1);
}

static bool add_id(const Question *question, void *user)
{
    g_array_append_val((GArray *)user, question->id);
    return true;
}

static void the_log_is_filtered_and_newest_first(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t first = ask(*state, "U1", OUTCOME_UNKNOWN);
    ask(*state, "U1", OUTCOME_ANSWERED);
    int64_t third = ask(*state, "U2", OUTCOME_UNKNOWN);
    QuestionFilter filter = {.state = QUESTION_OPEN, .outcome = -1, .search = "DRAIN"};
    assert_ok(question_each(*state, &filter, add_id, ids, &error), error);
    assert_int_equal(ids->len, 2);
    assert_int_equal(g_array_index(ids, int64_t, 0), third);
    assert_int_equal(g_array_index(ids, int64_t, 1), first);
}

static void whoever_is_forgotten_leaves_no_name_and_no_open_words(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    int64_t open = ask(kb, "U1", OUTCOME_UNKNOWN), settled = ask(kb, "U1", OUTCOME_ANSWERED);
    int64_t other = ask(kb, "U2", OUTCOME_UNKNOWN);
    MemberFacts facts;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(member_choose_language(kb, "U1", false, LANG_ZH, &error), error);
    assert_ok(member_facts(kb, "U1", &facts, &error), error);
    assert_int_equal(facts.questions, 2);
    assert_int_equal(facts.open_questions, 1);
    assert_true(facts.language_chosen);
    assert_ok(member_forget(kb, "U1", &error), error);
    assert_ok(member_facts(kb, "U1", &facts, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    assert_int_equal(facts.questions, 0);
    assert_false(facts.language_chosen);

    g_autoptr(Question) a = find(kb, open);
    assert_null(a->user);
    assert_string_equal(a->text, "");
    g_autoptr(Question) b = find(kb, settled);
    assert_null(b->user);
    assert_string_not_equal(b->text, "");
    g_autoptr(Question) c = find(kb, other);
    assert_string_equal(c->user, "U2");
    assert_int_equal(waiters(kb), 1);
}

static void a_chosen_language_outlives_what_is_written(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    Lang lang;
    bool chosen, known;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(member_wrote(kb, "U1", LANG_ZH, &error), error);
    assert_ok(member_language(kb, "U1", &lang, &chosen, &known, &error), error);
    assert_true(known && !chosen && lang == LANG_ZH);
    assert_ok(member_choose_language(kb, "U1", false, LANG_EN, &error), error);
    assert_ok(member_wrote(kb, "U1", LANG_ZH, &error), error);
    assert_ok(member_language(kb, "U1", &lang, &chosen, &known, &error), error);
    assert_true(chosen && lang == LANG_EN);
    assert_ok(kb_commit(kb, &error), error);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(an_unknown_question_is_open_and_its_asker_waits),
        T(only_its_asker_rates_an_answer_and_says_so_once),
        T(a_question_handed_to_people_keeps_what_was_shown),
        T(the_log_is_filtered_and_newest_first),
        T(whoever_is_forgotten_leaves_no_name_and_no_open_words),
        T(a_chosen_language_outlives_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
