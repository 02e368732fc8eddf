/*
 * The report: days, weeks or months as there is room; words escaped; charts that a reader can
 * trust.
 */
#include "tests/unit/knowledge/base.h"

#include "bot/cli/chart.h"
#include "bot/cli/report.h"
#include "knowledge/question.h"

#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)
static const int64_t MONDAY_MS = 1795392000000; /* 2026-11-23, at midnight in UTC */

static void ask(Kb *kb, int64_t at_ms, Outcome outcome, const char *text)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    const Question question = {.user = (char *)"U0ANA9",
                               .surface = (char *)"command",
                               .text = (char *)text,
                               .outcome = outcome,
                               .entry = outcome == OUTCOME_ANSWERED ? (char *)"envoy" : NULL};
    assert_ok(kb_begin(kb, at_ms, &error), error);
    assert_ok(question_log(kb, &question, &id, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static char *page_of(Kb *kb, int days, Lang lang)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GHashTable) titles = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(Figures) figures =
        figures_read(kb, MONDAY_MS, MONDAY_MS + days * DAY_MS, utc, &error);
    assert_ok(figures, error);
    const Report report = {.figures = figures,
                           .lang = lang,
                           .zone = "UTC",
                           .titles = titles,
                           .made_ms = MONDAY_MS,
                           .time_zone = utc};
    return report_html(&report);
}

static unsigned count(const char *text, const char *what)
{
    unsigned times = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        times++;
    return times;
}

static void a_long_time_is_shown_by_weeks_and_months(void **state)
{
    static const struct {
        int days;
        const char *title;
        unsigned columns;
    } cases[] = {
        {30, "Questions a day", 30}, {70, "Questions a week", 10}, {800, "Questions a month", 27}};
    for (int day = 0; day < 800; day++)
        ask(*state, MONDAY_MS + day * DAY_MS, OUTCOME_ANSWERED, "x");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *page = page_of(*state, cases[i].days, LANG_EN);
        assert_non_null(strstr(page, cases[i].title));
        assert_int_equal(count(page, "<circle"), cases[i].columns);
    }
}

static void a_day_without_questions_has_no_share(void **state)
{
    ask(*state, MONDAY_MS, OUTCOME_ANSWERED, "x");
    ask(*state, MONDAY_MS + 2 * DAY_MS, OUTCOME_UNKNOWN, "glorp");
    ask(*state, MONDAY_MS + 2 * DAY_MS, OUTCOME_ANSWERED, "y");
    g_autofree char *page = page_of(*state, 3, LANG_EN);
    assert_int_equal(count(page, "<circle"), 2);
    assert_non_null(strstr(page, "11-23: 100 % (1/1)"));
    assert_non_null(strstr(page, "11-25: 50 % (1/2)"));
}

static void words_are_shown_and_never_obeyed(void **state)
{
    ask(*state, MONDAY_MS, OUTCOME_UNKNOWN, "<script>alert(1)</script> & \"so\"");
    g_autofree char *page = page_of(*state, 1, LANG_EN);
    assert_null(strstr(page, "<script"));
    assert_non_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot;"));
    assert_null(strstr(page, "U0ANA9"));
}

static void it_is_in_either_language_and_speaks_of_nothing_too(void **state)
{
    g_autofree char *english = page_of(*state, 7, LANG_EN);
    g_autofree char *chinese = page_of(*state, 7, LANG_ZH);
    assert_non_null(strstr(english, "Nobody asked anything in this time."));
    assert_non_null(strstr(chinese, "<html lang=\"zh-Hans\">"));
    assert_non_null(strstr(chinese, "这段时间没有人提问。"));
    assert_null(strstr(chinese, "Questions"));
}

static void an_axis_ends_with_a_round_number(void **state)
{
    (void)state;
    static const int64_t cases[][2] = {{0, 4},   {4, 4},     {5, 8},     {9, 20},
                                       {21, 40}, {150, 200}, {801, 2000}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(chart_axis(cases[i][0]), cases[i][1]);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, base_open, base_close)
    const struct CMUnitTest tests[] = {
        T(a_long_time_is_shown_by_weeks_and_months),
        T(a_day_without_questions_has_no_share),
        T(words_are_shown_and_never_obeyed),
        T(it_is_in_either_language_and_speaks_of_nothing_too),
        cmocka_unit_test(an_axis_ends_with_a_round_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
