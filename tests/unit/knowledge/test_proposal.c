/*
 * Changes that wait to be published: kept as they were written, for as long as somebody may want
 * them, and done as a revision of whoever publishes.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/files/format.h"
#include "knowledge/proposal.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static int64_t put(Kb *kb, int64_t now_ms, const char *asked, bool offered)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) entry = base_entry("helm", "What is Helm?", "A package manager.");
    g_autofree char *markdown = markdown_print(entry);
    Proposal proposal = {.kind = PROPOSAL_SAVE,
                         .author = (char *)"U0MOD",
                         .slug = (char *)"helm",
                         .markdown = markdown,
                         .asked = (char *)asked,
                         .offered = offered};
    assert_ok(kb_begin(kb, now_ms, &error), error);
    assert_ok(proposal_put(kb, &proposal, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    return proposal.id;
}

static void expire(Kb *kb, int64_t now_ms)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_begin(kb, now_ms, &error), error);
    assert_ok(proposal_expire(kb, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static bool is_there(Kb *kb, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Proposal) found = NULL;
    assert_ok(proposal_find(kb, id, &found, &error), error);
    return found != NULL;
}

static void one_is_found_as_it_was_written(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Proposal) found = NULL;
    g_autoptr(Entry) entry = NULL,
                     wanted = base_entry("helm", "What is Helm?", "A package manager.");
    int64_t id = put(kb, BASE_NOW_MS, "U0WEI", false);
    assert_ok(proposal_find(kb, id, &found, &error), error);
    assert_string_equal(found->author, "U0MOD");
    assert_string_equal(found->asked, "U0WEI");
    assert_int_equal(found->at_ms, BASE_NOW_MS);
    assert_false(found->agreed || found->offered);
    assert_ok(proposal_entry(kb, found, &entry, &error), error);
    assert_true(entry_equal(entry, wanted));
}

static void what_nobody_waits_for_is_gone_after_a_day(void **state)
{
    Kb *kb = *state;
    int64_t looked_at = put(kb, BASE_NOW_MS, NULL, false);
    int64_t offered = put(kb, BASE_NOW_MS, NULL, true);
    int64_t asked = put(kb, BASE_NOW_MS, "U0WEI", false);
    expire(kb, BASE_NOW_MS + DAY_MS + 1);
    assert_false(is_there(kb, looked_at));
    assert_true(is_there(kb, offered) && is_there(kb, asked));
    expire(kb, BASE_NOW_MS + 30 * DAY_MS + 1);
    assert_false(is_there(kb, offered) || is_there(kb, asked));
}

static void only_what_waits_for_somebody_is_listed(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    put(kb, BASE_NOW_MS, NULL, false);
    int64_t offered = put(kb, BASE_NOW_MS, NULL, true);
    g_autoptr(GPtrArray) waiting = proposal_waiting(kb, 10, &error);
    assert_ok(waiting, error);
    assert_int_equal(waiting->len, 1);
    assert_int_equal(((Proposal *)waiting->pdata[0])->id, offered);
}

static void it_is_a_revision_of_whoever_publishes(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Proposal) proposal = NULL;
    int64_t id = put(kb, BASE_NOW_MS, NULL, true);
    assert_ok(proposal_find(kb, id, &proposal, &error), error);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(proposal_apply(kb, proposal, "U0SUE", &error), error);
    assert_ok(kb_commit(kb, &error), error);
    g_autoptr(GPtrArray) history = entry_history(kb, "helm", &error);
    assert_int_equal(history->len, 1);
    assert_string_equal(((Revision *)history->pdata[0])->author, "U0SUE");
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(kb, "helm", &entry, &error), error);
    assert_null(entry->origin);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(one_is_found_as_it_was_written),
        T(what_nobody_waits_for_is_gone_after_a_day),
        T(only_what_waits_for_somebody_is_listed),
        T(it_is_a_revision_of_whoever_publishes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
