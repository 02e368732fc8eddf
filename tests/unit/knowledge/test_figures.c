/*
 * Figures of a time: what was asked in it, what people answered in it, what needs care.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/figures.h"
#include "knowledge/group.h"
#include "knowledge/link.h"

#define HOUR_MS ((int64_t)60 * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)
static const int64_t MONDAY_MS = 1795392000000; /* 2026-11-23, at midnight in UTC */

static int64_t ask(Kb *kb, int64_t at_ms, Lang lang, Outcome outcome, const char *text,
                   const char *entry)
{
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    const Question question = {.user = (char *)"U0ANA9",
                               .channel = (char *)"C1",
                               .surface = (char *)"command",
                               .lang = lang,
                               .text = (char *)text,
                               .outcome = outcome,
                               .entry = (char *)entry};
    assert_ok(kb_begin(kb, at_ms, &error), error);
    assert_ok(question_log(kb, &question, &id, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    return id;
}

static void answer(Kb *kb, int64_t at_ms, int64_t question)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Question) found = NULL;
    bool done = false;
    assert_ok(kb_begin(kb, at_ms, &error), error);
    assert_ok(question_find(kb, question, &found, &error), error);
    assert_ok(group_answer(kb, found->group, 0, "U0MOD", "replied", NULL, "so", &done, &error),
              error);
    assert_true(done);
    assert_ok(kb_commit(kb, &error), error);
}

static Figures *figures_of(Kb *kb, int64_t from_ms, int64_t to_ms, const char *zone_name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
    Figures *figures = figures_read(kb, from_ms, to_ms, zone, &error);
    assert_ok(figures, error);
    return figures;
}

static const FigureDay *day(const Figures *figures, unsigned n)
{
    return &g_array_index(figures->days, FigureDay, n);
}

static const FigureCount *nth(const GPtrArray *list, unsigned n)
{
    assert_true(n < list->len);
    return list->pdata[n];
}

static void what_was_asked_is_counted_by_outcome_language_and_day(void **state)
{
    ask(*state, MONDAY_MS - 1, LANG_EN, OUTCOME_ANSWERED, "the week before", "envoy");
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_ANSWERED, "one", "envoy");
    ask(*state, MONDAY_MS + HOUR_MS, LANG_ZH, OUTCOME_SUGGESTED, "二", "envoy");
    ask(*state, MONDAY_MS + 2 * DAY_MS, LANG_ZH, OUTCOME_UNKNOWN, "三", NULL);
    ask(*state, MONDAY_MS + 7 * DAY_MS, LANG_EN, OUTCOME_ANSWERED, "the week after", "envoy");
    g_autoptr(Figures) f = figures_of(*state, MONDAY_MS, MONDAY_MS + 7 * DAY_MS, "UTC");
    assert_int_equal(f->asked, 3);
    assert_int_equal(f->outcomes[OUTCOME_ANSWERED], 1);
    assert_int_equal(f->outcomes[OUTCOME_SUGGESTED], 1);
    assert_int_equal(f->outcomes[OUTCOME_UNKNOWN], 1);
    assert_int_equal(f->langs[LANG_ZH], 2);
    assert_int_equal(f->lang_outcomes[LANG_ZH][OUTCOME_UNKNOWN], 1);
    assert_int_equal(f->days->len, 7);
    assert_string_equal(day(f, 0)->date, "2026-11-23");
    assert_int_equal(day(f, 0)->outcomes[OUTCOME_ANSWERED], 1);
    assert_int_equal(day(f, 0)->outcomes[OUTCOME_SUGGESTED], 1);
    assert_int_equal(day(f, 1)->outcomes[OUTCOME_ANSWERED], 0);
    assert_int_equal(day(f, 2)->outcomes[OUTCOME_UNKNOWN], 1);
    assert_string_equal(day(f, 6)->date, "2026-11-29");
}

static void a_day_is_the_zones_also_when_its_clocks_change(void **state)
{
    static const int64_t SUNDAY_MS = 1792879200000; /* 2026-10-25, midnight in Berlin: 25 hours */
    ask(*state, SUNDAY_MS + 24 * HOUR_MS + HOUR_MS / 2, LANG_EN, OUTCOME_UNKNOWN, "late", NULL);
    g_autoptr(Figures) f = figures_of(*state, SUNDAY_MS, SUNDAY_MS + 49 * HOUR_MS, "Europe/Berlin");
    assert_int_equal(f->days->len, 2);
    assert_string_equal(day(f, 0)->date, "2026-10-25");
    assert_int_equal(day(f, 0)->outcomes[OUTCOME_UNKNOWN], 1);
    assert_int_equal(day(f, 1)->begin_ms, SUNDAY_MS + 25 * HOUR_MS);
}

static void what_people_answered_counts_when_they_did(void **state)
{
    int64_t early =
        ask(*state, MONDAY_MS - 9 * DAY_MS, LANG_EN, OUTCOME_UNKNOWN, "glorp snarf", NULL);
    int64_t quick = ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "wibble wobble", NULL);
    int64_t slow = ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "quux zyx", NULL);
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "nobody answers this", NULL);
    answer(*state, MONDAY_MS + HOUR_MS / 2, quick);
    answer(*state, MONDAY_MS + DAY_MS, early);
    answer(*state, MONDAY_MS + 2 * HOUR_MS, slow);
    g_autoptr(Figures) f = figures_of(*state, MONDAY_MS, MONDAY_MS + 7 * DAY_MS, "UTC");
    assert_int_equal(f->people, 3);
    assert_int_equal(f->median_ms, 2 * HOUR_MS);
    assert_int_equal(f->waits[0], 1);
    assert_int_equal(f->waits[1], 1);
    assert_int_equal(f->waits[FIGURE_WAITS - 1], 1);
    assert_int_equal(day(f, 0)->people, 2);
    assert_int_equal(day(f, 1)->people, 1);
    assert_int_equal(f->open_groups, 1);
    assert_int_equal(f->oldest_open_ms, MONDAY_MS);
}

static void without_a_zone_there_are_counts_alone(void **state)
{
    g_autoptr(GError) error = NULL;
    int64_t quick = ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "wibble wobble", NULL);
    answer(*state, MONDAY_MS + HOUR_MS, quick);
    g_autoptr(Figures) f = figures_read(*state, MONDAY_MS, MONDAY_MS + DAY_MS, NULL, &error);
    assert_ok(f, error);
    assert_int_equal(f->asked, 1);
    assert_int_equal(f->people, 1);
    assert_int_equal(f->median_ms, HOUR_MS);
    assert_int_equal(f->days->len + f->groups->len, 0);
}

static void nothing_was_answered_has_no_median(void **state)
{
    g_autoptr(Figures) f = figures_of(*state, MONDAY_MS, MONDAY_MS + DAY_MS, "UTC");
    assert_int_equal(f->asked, 0);
    assert_int_equal(f->median_ms, -1);
    assert_int_equal(f->days->len, 1);
}

static void topics_groups_and_what_did_not_help_are_listed_most_first(void **state)
{
    g_autoptr(GError) error = NULL;
    bool changed;
    base_save(*state, base_entry("envoy", "Envoy", "A proxy."));
    base_save(*state, base_entry("helm", "Helm", "Charts."));
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_ANSWERED, "a", "helm");
    int64_t bad = ask(*state, MONDAY_MS, LANG_EN, OUTCOME_ANSWERED, "b", "envoy");
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_SUGGESTED, "c", "envoy");
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "who is U0ANA9 in wibble", NULL);
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "quux zyx", NULL);
    ask(*state, MONDAY_MS, LANG_EN, OUTCOME_UNKNOWN, "quux zyx?", NULL);
    assert_ok(kb_begin(*state, MONDAY_MS, &error), error);
    assert_ok(question_rate(*state, bad, "U0ANA9", false, &changed, &error), error);
    assert_ok(kb_commit(*state, &error), error);
    g_autoptr(Figures) f = figures_of(*state, MONDAY_MS, MONDAY_MS + DAY_MS, "UTC");
    assert_string_equal(nth(f->topics, 0)->name, "envoy");
    assert_int_equal(nth(f->topics, 0)->count, 2);
    assert_string_equal(nth(f->topics, 1)->name, "helm");
    assert_string_equal(nth(f->groups, 0)->text, "quux zyx");
    assert_int_equal(nth(f->groups, 0)->count, 2);
    assert_true(nth(f->groups, 0)->is_open);
    assert_string_equal(nth(f->groups, 1)->text, "who is … in wibble");
    assert_int_equal(f->unhelpful->len, 1);
    assert_string_equal(nth(f->unhelpful, 0)->name, "envoy");
    assert_int_equal(f->not_helpful, 1);
}

static void what_is_due_and_what_is_dead_is_counted(void **state)
{
    static const char *const dates[] = {"2026-11-20", "2026-11-23", "2026-11-24", NULL};
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
        g_autofree char *slug = g_strdup_printf("entry-%zu", i);
        Entry *entry = base_entry(slug, slug, "Text.");
        entry->review_by = g_strdup(dates[i]);
        base_save(*state, entry);
    }
    assert_ok(kb_begin(*state, MONDAY_MS, &error), error);
    assert_ok(link_save(*state, "https://example.org/entry-1", 404, "404", &error), error);
    assert_ok(kb_commit(*state, &error), error);
    g_autoptr(Figures) f = figures_of(*state, MONDAY_MS, MONDAY_MS + DAY_MS, "UTC");
    assert_int_equal(f->due_count, 2);
    assert_string_equal(nth(f->due, 0)->name, "entry-0");
    assert_int_equal(nth(f->due, 0)->count, 3);
    assert_int_equal(nth(f->due, 1)->count, 0);
    assert_int_equal(f->dead_links, 1);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(what_was_asked_is_counted_by_outcome_language_and_day),
        T(a_day_is_the_zones_also_when_its_clocks_change),
        T(what_people_answered_counts_when_they_did),
        T(without_a_zone_there_are_counts_alone),
        T(nothing_was_answered_has_no_median),
        T(topics_groups_and_what_did_not_help_are_listed_most_first),
        T(what_is_due_and_what_is_dead_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
