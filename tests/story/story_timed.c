/*
 * What askd does by itself when its time has come: the weekly digest, and taking away what
 * was kept long enough. A test does not wait for a Monday: it writes into the file what an older
 * file would hold.
 */
#include "tests/story/die_at.h"

#include <signal.h>

#include "knowledge/delivery.h"
#include "knowledge/question.h"
#include "knowledge/timer.h"

enum { STEPS_MAX = 1000 /* nothing that is told once a week takes as many writes */ };
#define DAY_MS ((int64_t)24 * 60 * 60 * 1000)

static int64_t now_ms(void)
{
    return g_get_real_time() / 1000;
}

/* The daemon does not run meanwhile. */
static void put_off(Story *s, const char *name, int count, int64_t due_ms, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, now_ms(), &error), error);
    for (int i = 0; i < count; i++) {
        g_autofree char *key = i == 0 ? NULL : g_strdup_printf("%d", i);
        assert_ok(timer_set(kb, name, key, due_ms, value, &error), error);
    }
    assert_ok(kb_commit(kb, &error), error);
}

/* All that was due has been done and put off again, and what it owed has left. */
static bool nothing_is_due(Story *s, const void *unused)
{
    (void)unused;
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open_reader(s->db, &error);
    int64_t due_ms = 0;
    DeliveryCounts counts;
    assert_ok(kb, error);
    assert_ok(timer_next(kb, &due_ms, &error) && delivery_counts(kb, &counts, &error), error);
    return due_ms > now_ms() + 2000 && counts.owed == 0;
}

static void due_wait(Story *s)
{
    assert_true(eventually(s, nothing_is_due, NULL));
    settled_wait(s);
}

static void a_week_is_told_once_over_restarts(void **state)
{
    Story *s = *state;
    g_autofree char *weeks_ago = g_strdup_printf("%" G_GINT64_FORMAT, now_ms() - 21 * DAY_MS);
    due_wait(s);
    assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", "一周数据"), 0); /* not on the first day */
    askd_stop(s);
    put_off(s, "stats.digest", 1, now_ms() - 14 * DAY_MS, weeks_ago);
    askd_start(s);
    json_t *digest = expect_seen(s, "U0MOD", "C0TRIAGE", "一周数据");
    assert_true(says(digest, "正在等待"));
    due_wait(s);
    askd_kill(s);
    askd_start(s);
    due_wait(s);
    askd_stop(s);
    askd_start(s);
    due_wait(s);
    assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", "一周数据"), 1);
}

static bool is_over(Story *s, const void *words)
{
    return askd_is_dead(s) ||
           (seen_count(s, "U0MOD", "C0TRIAGE", words) > 0 && nothing_is_due(s, NULL));
}

/* A week is told while the daemon dies at its nth write. False: it ended without dying. */
static bool live(Story *s, int64_t n, const char *weeks_ago)
{
    story_reset(s);
    put_off(s, "stats.digest", 1, now_ms() - 14 * DAY_MS, weeks_ago);
    die_at(s, n);
    askd_spawn(s);
    assert_true(eventually(s, is_over, "一周数据"));
    int code = -SIGKILL;
    if (s->askd) {
        kill(s->askd, SIGTERM);
        code = askd_wait(s);
    }
    assert_true(code == 0 || code == -SIGKILL);
    die_at(s, 0);
    askd_start(s);
    expect_seen(s, "U0MOD", "C0TRIAGE", "一周数据");
    due_wait(s);
    askd_stop(s);
    /* The call in flight may have reached Slack, and nobody knows. */
    if (seen_count(s, "U0MOD", "C0TRIAGE", "一周数据") > 1 + (code != 0))
        fail_msg("killed at %d: the week was told more often than by the call in flight", (int)n);
    return code != 0;
}

static void a_week_is_told_whenever_the_daemon_dies(void **state)
{
    Story *s = *state;
    g_autofree char *weeks_ago = g_strdup_printf("%" G_GINT64_FORMAT, now_ms() - 21 * DAY_MS);
    int64_t n = 1;
    askd_stop(s);
    while (n < STEPS_MAX && live(s, n, weeks_ago))
        n += 2 + n / 3;
    assert_true(n < STEPS_MAX);
    askd_start(s);
}

static void after_a_long_stop_people_are_answered_between_what_came_due(void **state)
{
    Story *s = *state;
    askd_stop(s);
    put_off(s, "retention.bite", 1000, now_ms() - 30 * DAY_MS, NULL);
    askd_start(s);
    expect_answering(s);
    due_wait(s);
}

/* As long ago; the daemon does not run meanwhile. */
static void asked_days_ago(Story *s, int days, Outcome outcome, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    int64_t id;
    const Question question = {.user = (char *)"U0ANA",
                               .channel = (char *)"C0HELP",
                               .surface = (char *)"mention",
                               .text = (char *)text,
                               .outcome = outcome};
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, now_ms() - days * DAY_MS, &error), error);
    assert_ok(question_log(kb, &question, &id, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static bool asker_is_known(Story *s, const char *words)
{
    char *output = NULL;
    assert_int_equal(askd_run(s, &output, "questions", "export", "--format", "jsonl", NULL), 0);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    bool known = false;
    for (char **line = lines; *line; line++)
        known = known || (strstr(*line, words) && strstr(*line, "U0ANA"));
    g_free(output);
    return known;
}

static void what_was_kept_long_enough_goes_and_what_waits_stays(void **state)
{
    Story *s = *state;
    askd_stop(s);
    asked_days_ago(s, 800, OUTCOME_ANSWERED, "two years old");
    asked_days_ago(s, 100, OUTCOME_ANSWERED, "three months old");
    asked_days_ago(s, 10, OUTCOME_ANSWERED, "days old");
    asked_days_ago(s, 900, OUTCOME_UNKNOWN, "glorp snarf");
    askd_start(s);
    due_wait(s);
    assert_int_equal(logged(s, "two years old", NULL), 0);
    assert_int_equal(logged(s, "three months old", NULL), 1);
    assert_int_equal(logged(s, "glorp snarf", "open"), 1);
    assert_false(asker_is_known(s, "three months old"));
    assert_true(asker_is_known(s, "days old"));
    assert_true(asker_is_known(s, "glorp snarf"));
    json_t *kept = json_object_get(slash(s, "U0ANA", "C0HELP", "/askd", "privacy"), "payload");
    assert_true(says(kept, "After 90 days"));
}

static void figures_are_for_moderators(void **state)
{
    Story *s = *state;
    expect_answering(s);
    json_t *shown = json_object_get(slash(s, "U0MOD", "C0HELP", "/askd", "stats 7"), "payload");
    assert_true(says(shown, "Answered at once") && says(shown, "Questions a day"));
    json_t *refused = json_object_get(slash(s, "U0ANA", "C0HELP", "/askd", "stats"), "payload");
    assert_true(says(refused, "Only moderators"));
}

static void a_report_is_whole_in_itself_and_names_nobody(void **state)
{
    Story *s = *state;
    char *page = NULL;
    slash(s, "U0ANA", "C0HELP", "/ask", "how do I <b>wibble</b> a U0ANA99?");
    assert_int_equal(askd_run(s, &page, "report", "--lang", "en", NULL), 0);
    assert_true(g_str_has_prefix(page, "<!DOCTYPE html>"));
    assert_non_null(strstr(page, "&lt;b&gt;wibble"));
    assert_non_null(strstr(page, "Questions a week"));
    assert_non_null(strstr(page, "Asia/Shanghai"));
    static const char *const never[] = {"U0ANA", "C0HELP", "<script", "http", "src=", "url("};
    const char *body = strstr(page, "<body>"); /* what stands above names an http-equiv */
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        if (strstr(body, never[i]))
            fail_msg("the page says %s", never[i]);
    g_free(page);
    assert_int_equal(askd_run(s, &page, "report", "--since", "2026-02-30", NULL), 2);
    assert_non_null(strstr(page, "--since"));
    g_free(page);
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\ntriage_channel = C0TRIAGE\nlanguage = zh\n"
                    "time_zone = Asia/Shanghai\ndigest = monday 9:00\nmoderators = U0MOD\n");
    die_at_prepare(s);
    askd_start(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, story_test_begin)
    const struct CMUnitTest tests[] = {
        TOLD(a_week_is_told_once_over_restarts),
        TOLD(a_week_is_told_whenever_the_daemon_dies),
        TOLD(after_a_long_stop_people_are_answered_between_what_came_due),
        TOLD(what_was_kept_long_enough_goes_and_what_waits_stays),
        TOLD(figures_are_for_moderators),
        TOLD(a_report_is_whole_in_itself_and_names_nobody),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
