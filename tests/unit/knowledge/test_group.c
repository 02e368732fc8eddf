/*
 * Open questions in groups: joined, claimed, answered, dismissed, merged and split, each once.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/audit.h"
#include "knowledge/db.h"
#include "knowledge/group.h"
#include "knowledge/member.h"

static int begin(void **state)
{
    g_autoptr(GError) error = NULL;
    return base_open(state) == 0 && kb_begin(*state, BASE_NOW_MS, &error) ? 0 : -1;
}

static Question *find(Kb *kb, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Question *question;
    assert_ok(question_find(kb, id, &question, &error), error);
    return question;
}

static Group *group(Kb *kb, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Group *found;
    assert_ok(group_find(kb, id, &found, &error), error);
    assert_non_null(found);
    return found;
}

/* The id of the question. */
static int64_t ask_as(Kb *kb, const char *user, const char *text, bool anonymous)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Question question = {.user = (char *)user, .channel = (char *)"C1",
                         .surface = (char *)"command", .lang = text_language(text),
                         .text = (char *)text, .outcome = OUTCOME_UNKNOWN,
                         .anonymous = anonymous};
    assert_ok(question_log(kb, &question, &id, &error), error);
    return id;
}

static int64_t group_of(Kb *kb, int64_t question)
{
    g_autoptr(Question) found = find(kb, question);
    return found->group;
}

/* The id of the group it came to. */
static int64_t ask(Kb *kb, const char *user, const char *text)
{
    return group_of(kb, ask_as(kb, user, text, false));
}

static void the_same_question_joins_across_languages(void **state)
{
    Kb *kb = *state;
    int64_t first = ask(kb, "U1", "How do I configure the zyx gateway?");
    assert_int_equal(ask(kb, "U2", "how to configure a zyx gateway"), first);
    assert_int_equal(ask(kb, "U3", "怎么配置 zyx 网关？"), first);
    assert_int_not_equal(ask(kb, "U4", "How do I configure the abc gateway?"), first);
    g_autoptr(Group) g = group(kb, first);
    assert_int_equal(g->asked, 3);
    assert_true(g->langs[LANG_EN] && g->langs[LANG_ZH]);
    assert_string_equal(g->title, "How do I configure the zyx gateway?");
    assert_int_equal(g->state, GROUP_NEW);
}

static void of_two_who_claim_the_second_is_told_of_the_first(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t id = ask(kb, "U1", "How do I configure the zyx gateway?");
    assert_ok(group_claim(kb, id, 0, "U0MOD", &done, &error), error);
    assert_true(done);
    assert_ok(group_claim(kb, id, 0, "U0SUE", &done, &error), error);
    assert_false(done);
    g_autoptr(Group) g = group(kb, id);
    assert_string_equal(g->claimed_by, "U0MOD");
    assert_ok(group_answer(kb, id, 1, "U0SUE", "answered", NULL, "so", &done, &error), error);
    assert_false(done); /* the version she saw is gone */
    assert_ok(group_answer(kb, id, g->version, "U0MOD", "answered", NULL, "so", &done, &error),
              error);
    assert_true(done);
    assert_ok(group_answer(kb, id, 0, "U0SUE", "answered", NULL, "no", &done, &error), error);
    assert_false(done);
    assert_ok(group_dismiss(kb, id, 0, "U0SUE", "no", &done, &error), error);
    assert_false(done);
    g_autoptr(GPtrArray) history = group_history(kb, id, &error);
    static const char *const WHAT[] = {"opened", "claimed", "answered"};
    assert_int_equal(history->len, G_N_ELEMENTS(WHAT));
    for (unsigned i = 0; i < history->len; i++)
        assert_string_equal(((GroupEvent *)history->pdata[i])->what, WHAT[i]);
}

static void everybody_who_waits_is_told_once(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t id = ask(kb, "U1", "How do I configure the zyx gateway?");
    ask(kb, "U1", "how do I configure the zyx gateway");
    ask(kb, "U2", "怎么配置 zyx 网关？");
    assert_ok(group_answer(kb, id, 0, "U0MOD", "answered", "zyx", NULL, &done, &error), error);
    g_autoptr(GPtrArray) waiters = group_waiters(kb, id, &error);
    assert_int_equal(waiters->len, 2);
    assert_string_equal(((Waiter *)waiters->pdata[0])->user, "U1");
    assert_int_equal(((Waiter *)waiters->pdata[1])->lang, LANG_ZH);
    assert_ok(group_told(kb, id, &error), error);
    g_autoptr(GPtrArray) none = group_waiters(kb, id, &error);
    assert_int_equal(none->len, 0);
    g_autoptr(Question) q = find(kb, 1);
    assert_int_equal(q->state, QUESTION_ANSWERED);
}

/* The id of the question. */
static int64_t mention(Kb *kb, const char *user, const char *thread, const char *text)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    Question question = {.user = (char *)user,
                         .channel = (char *)"C1",
                         .thread = (char *)thread,
                         .surface = (char *)"mention",
                         .lang = text_language(text),
                         .text = (char *)text,
                         .outcome = OUTCOME_UNKNOWN};
    assert_ok(question_log(kb, &question, &id, &error), error);
    return id;
}

static void who_asks_in_private_and_in_a_thread_is_told_in_both(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    int64_t id = ask(kb, "U1", "How do I configure the zyx gateway?");
    mention(kb, "U1", "100.1", "how do I configure the zyx gateway");
    mention(kb, "U1", "100.1", "how do I configure the zyx gateway");
    g_autoptr(GPtrArray) waiters = group_waiters(kb, id, &error);
    assert_int_equal(waiters->len, 2);
    assert_string_equal(((Waiter *)waiters->pdata[0])->surface, "command");
    assert_string_equal(((Waiter *)waiters->pdata[1])->thread, "100.1");
}

static void what_was_dismissed_stays_so(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t id = ask(kb, "U1", "How do I bake bread?");
    assert_ok(group_dismiss(kb, id, 0, "U0MOD", "We talk of clouds", &done, &error), error);
    int64_t again = ask_as(kb, "U2", "how to bake bread", false);
    g_autoptr(Question) q = find(kb, again);
    assert_int_equal(q->group, id);
    assert_int_equal(q->state, QUESTION_DISMISSED);
    assert_string_equal(q->note, "We talk of clouds");
    g_autoptr(Group) g = group(kb, id);
    assert_int_equal(g->state, GROUP_DISMISSED);
    assert_int_equal(g->asked, 2);
}

static void still_not_answered_reopens(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t id = ask(kb, "U1", "How do I configure the zyx gateway?");
    assert_ok(group_answer(kb, id, 0, "U0MOD", "answered", NULL, "so", &done, &error), error);
    assert_ok(group_told(kb, id, &error), error);
    assert_ok(question_ask_people(kb, 1, "U1", &done, &error), error);
    assert_true(done);
    g_autoptr(Group) g = group(kb, id);
    assert_int_equal(g->state, GROUP_NEW);
    g_autoptr(GPtrArray) waiters = group_waiters(kb, id, &error);
    assert_int_equal(waiters->len, 1);
    assert_int_equal(ask(kb, "U2", "how to configure the zyx gateway"), id);
}

static void a_withdrawn_question_closes_its_group_when_it_was_the_last(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t id = ask(kb, "U1", "How do I configure the zyx gateway?");
    ask(kb, "U2", "How do I configure the zyx gateway?");
    assert_ok(question_withdraw(kb, 1, "U2", "withdrawn", &done, &error), error);
    assert_false(done);
    assert_ok(question_withdraw(kb, 1, "U1", "withdrawn", &done, &error), error);
    assert_true(done);
    g_autoptr(Group) still = group(kb, id);
    assert_int_equal(still->state, GROUP_NEW);
    assert_ok(question_withdraw(kb, 2, "U2", "solved", &done, &error), error);
    g_autoptr(Group) closed = group(kb, id);
    assert_int_equal(closed->state, GROUP_ANSWERED);
}

static void groups_are_merged_and_split(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t fresh, a = ask(kb, "U1", "How do I configure the zyx gateway?");
    int64_t b = ask(kb, "U2", "zyx entry point settings");
    assert_int_not_equal(a, b);
    assert_ok(group_merge(kb, b, 0, a, "U0MOD", &done, &error), error);
    assert_true(done);
    g_autoptr(Group) left = group(kb, b);
    assert_int_equal(left->state, GROUP_DUPLICATE);
    assert_int_equal(left->merged_into, a);
    g_autoptr(Group) both = group(kb, a);
    assert_int_equal(both->asked, 2);
    assert_int_equal(ask(kb, "U3", "zyx entry point settings?"), a);
    assert_ok(group_merge(kb, b, 0, a, "U0MOD", &done, &error), error);
    assert_false(done);

    assert_ok(group_split(kb, a, 0, 1, "U0MOD", &fresh, &done, &error), error);
    assert_true(done);
    assert_int_equal(group_of(kb, 1), fresh);
    assert_int_equal(ask(kb, "U4", "how to configure the zyx gateway"), fresh);
    assert_ok(group_split(kb, fresh, 0, 3, "U0MOD", &fresh, &done, &error), error);
    assert_false(done); /* the third is not in it */
}

static void who_asks_without_a_name_is_known_to_the_waiting_alone(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool theirs;
    int64_t id = ask_as(kb, "U1", "How do I configure the zyx gateway?", true);
    g_autoptr(Question) q = find(kb, id);
    assert_null(q->user);
    assert_ok(question_is_of(kb, q, "U1", &theirs, &error), error);
    assert_true(theirs);
    assert_ok(question_is_of(kb, q, "U2", &theirs, &error), error);
    assert_false(theirs);
    g_autoptr(GPtrArray) own = question_waiting(kb, "U1", 10, &error);
    MemberFacts facts;
    assert_int_equal(own->len, 1);
    assert_ok(member_facts(kb, "U1", &facts, &error), error);
    assert_int_equal(facts.questions, 1);
    assert_int_equal(facts.open_questions, 1);
    g_autoptr(GPtrArray) waiters = group_waiters(kb, q->group, &error);
    assert_string_equal(((Waiter *)waiters->pdata[0])->user, "U1");
    assert_ok(group_told(kb, q->group, &error), error);
    assert_ok(question_is_of(kb, q, "U1", &theirs, &error), error);
    assert_false(theirs);
}

static void forgetting_closes_groups_in_which_nobody_is_left(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    int64_t own = ask(kb, "U1", "How do I configure the zyx gateway?");
    int64_t shared = ask(kb, "U1", "How do I deploy a zyx cluster?");
    ask(kb, "U2", "how to deploy a zyx cluster");
    int64_t hidden = group_of(kb, ask_as(kb, "U1", "Who pays for zyx?", true));
    assert_ok(member_forget(kb, "U1", &error), error);
    g_autoptr(Group) a = group(kb, own);
    g_autoptr(Group) b = group(kb, shared);
    g_autoptr(Group) c = group(kb, hidden);
    assert_int_equal(a->state, GROUP_DISMISSED);
    assert_string_equal(a->title, "");
    assert_int_equal(b->state, GROUP_NEW);
    assert_string_equal(b->title, "how to deploy a zyx cluster");
    assert_int_equal(c->state, GROUP_DISMISSED);
    assert_int_not_equal(ask(kb, "U3", "how do I configure the zyx gateway"), own);
}

static void the_queue_is_filtered_and_paged(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool done;
    int64_t total, a = ask(kb, "U1", "How do I configure the zyx gateway?");
    int64_t b = ask(kb, "U2", "怎么部署 abc 集群？");
    ask(kb, "U3", "abc 集群怎么部署");
    assert_ok(group_claim(kb, a, 0, "U0MOD", &done, &error), error);
    g_autoptr(GPtrArray) all = group_list(kb, &(GroupFilter){.lang = -1}, &total, &error);
    assert_int_equal(total, 2);
    assert_int_equal(((Group *)all->pdata[0])->id, b);
    g_autoptr(GPtrArray) second =
        group_list(kb, &(GroupFilter){.lang = -1, .skip = 1, .limit = 1}, &total, &error);
    assert_int_equal(total, 2);
    assert_int_equal(((Group *)second->pdata[0])->id, a);
    g_autoptr(GPtrArray) mine =
        group_list(kb, &(GroupFilter){.lang = -1, .claimed_by = "U0MOD"}, &total, &error);
    assert_int_equal(total, 1);
    assert_int_equal(((Group *)mine->pdata[0])->id, a);
    g_autoptr(GPtrArray) zh = group_list(kb, &(GroupFilter){.lang = LANG_ZH}, &total, &error);
    assert_int_equal(((Group *)zh->pdata[0])->id, b);
    g_autoptr(GPtrArray) words =
        group_list(kb, &(GroupFilter){.lang = -1, .search = "GATEWAY"}, &total, &error);
    assert_int_equal(total, 1);
    assert_int_equal(((Group *)words->pdata[0])->id, a);
    GroupCounts counts;
    assert_ok(group_counts(kb, &counts, &error), error);
    assert_int_equal(counts.states[GROUP_NEW], 1);
    assert_int_equal(counts.states[GROUP_CLAIMED], 1);
    assert_int_equal(counts.oldest_open_ms, BASE_NOW_MS);
}

static void the_audit_shows_the_latest_first(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    assert_ok(audit_add(kb, "U0MOD", "review.claim", "group 1", NULL, false, &error), error);
    assert_ok(audit_add(kb, "U1", "review.claim", "group 1", NULL, true, &error), error);
    g_autoptr(GPtrArray) rows = audit_before(kb, 0, 10, &error);
    assert_int_equal(rows->len, 2);
    const AuditRow *latest = rows->pdata[0];
    assert_string_equal(latest->actor, "U1");
    assert_true(latest->refused);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, base_close)
    const struct CMUnitTest tests[] = {
        T(the_same_question_joins_across_languages),
        T(of_two_who_claim_the_second_is_told_of_the_first),
        T(everybody_who_waits_is_told_once),
        T(who_asks_in_private_and_in_a_thread_is_told_in_both),
        T(what_was_dismissed_stays_so),
        T(still_not_answered_reopens),
        T(a_withdrawn_question_closes_its_group_when_it_was_the_last),
        T(groups_are_merged_and_split),
        T(who_asks_without_a_name_is_known_to_the_waiting_alone),
        T(forgetting_closes_groups_in_which_nobody_is_left),
        T(the_queue_is_filtered_and_paged),
        T(the_audit_shows_the_latest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
