/*
 * A queue that nobody has looked after for a year: ten thousand groups wait, and a moderator finds
 * their way about in it. What it took is printed; no time decides.
 */
#include "tests/story/story.h"

#include <math.h>

#include "knowledge/group.h"

enum { GROUPS = 10000, MESSAGE_BLOCKS_MAX = 50, VIEW_BLOCKS_MAX = 100, ASK_AGAIN = 5 };

static void fill(Story *s)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(s->db, &error);
    assert_ok(kb, error);
    assert_ok(kb_begin(kb, g_get_real_time() / 1000, &error), error);
    for (int i = 0; i < GROUPS; i++) {
        int64_t id;
        bool zh = i % 4 == 3;
        g_autofree char *text = zh ? g_strdup_printf("怎么安装 blorg%dx 插件？", i)
                                   : g_strdup_printf("How do I install the blorg%dx plugin?", i);
        Question question = {.user = (char *)(i % 2 ? "U0ANA" : "U0WEI"),
                             .channel = (char *)"C0HELP",
                             .surface = (char *)"command",
                             .lang = zh ? LANG_ZH : LANG_EN,
                             .text = text,
                             .topic = (char *)(i % 100 ? "help-desk" : "storage-corner"),
                             .outcome = OUTCOME_UNKNOWN};
        assert_ok(question_log(kb, &question, &id, &error), error);
    }
    assert_ok(kb_commit(kb, &error), error);
}

/* The command's answer, the fastest of a few: what the machine does besides is not the question. */
static json_t *timed(Story *s, const char *text)
{
    json_t *payload = NULL;
    double best_ms = INFINITY;
    for (int i = 0; i < ASK_AGAIN; i++) {
        json_t *done = slash(s, "U0MOD", "C0HELP", "/questions", text);
        best_ms = fmin(best_ms, json_number_value(json_object_get(done, "ack_ms")));
        payload = json_object_get(done, "payload");
    }
    print_message("# /questions %s: %.1f ms\n", text, best_ms);
    assert_in_range(json_array_size(json_object_get(payload, "blocks")), 5, MESSAGE_BLOCKS_MAX);
    return payload;
}

static void ten_thousand_groups_are_paged_and_narrowed_down(void **state)
{
    Story *s = *state;
    assert_true(says(timed(s, ""), "10000 found, page 1 of 2000"));
    assert_true(says(timed(s, "zh new"), "2500 found"));
    assert_true(says(timed(s, "topic storage"), "100 found"));
    assert_true(says(timed(s, "blorg4711x"), "1 found"));
    json_t *none = slash(s, "U0MOD", "C0HELP", "/questions", "mine");
    assert_true(says(json_object_get(none, "payload"), "Nothing waits"));
}

static void the_last_page_is_as_near_as_the_first(void **state)
{
    Story *s = *state;
    slash(s, "U0MOD", "C0HELP", "/questions", "topic storage");
    const char *ts = ts_of(expect_seen(s, "U0MOD", "C0HELP", "page 1 of 20"));
    for (int page = 2; page <= 20; page++) {
        g_autofree char *title = g_strdup_printf("page %d of 20", page);
        click(s, "U0MOD", "C0HELP", ts, "Next");
        ts = ts_of(expect_seen(s, "U0MOD", "C0HELP", title));
    }
}

static void the_home_tab_shows_the_queue_and_stays_small(void **state)
{
    Story *s = *state;
    int64_t best_us = INT64_MAX;
    for (int i = 0; i < ASK_AGAIN; i++) {
        json_int_t before = calls_of(s, "views.publish");
        int64_t from_us = g_get_monotonic_time();
        control(s, "home", "{s:s, s:s, s:i}", "user", "U0MOD", "tab", "home", "wait_ms",
                PATIENCE_MS);
        while (calls_of(s, "views.publish") == before)
            g_usleep(500);
        best_us = MIN(best_us, g_get_monotonic_time() - from_us);
    }
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", "U0MOD",
                           "contains", "10000", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    print_message("# Home tab, published: %.1f ms\n", (double)best_us / 1000);
    const json_t *view = json_object_get(look, "view");
    assert_in_range(json_array_size(json_object_get(view, "blocks")), 5, VIEW_BLOCKS_MAX);
}

static json_t *expect_card(Story *s, const char *words)
{
    return expect_seen(s, "U0MOD", "C0TRIAGE", words);
}

static void what_is_asked_often_is_said_aloud_once(void **state)
{
    static const char *const PEOPLE[] = {"U0ANA", "U0WEI", "U0LIN", "U0SAM"};
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(PEOPLE); i++) {
        json_t *done =
            slash(s, PEOPLE[i], "C0HELP", "/ask", "is there a soundtrack to the gribblefest");
        print_message("# /ask among %d groups: %.1f ms\n", GROUPS,
                      json_number_value(json_object_get(done, "ack_ms")));
    }
    expect_card(s, "asked 3 times now");
    json_t *card = expect_card(s, "4×");
    assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", "times now"), 1);
    click(s, "U0MOD", "C0TRIAGE", ts_of(card), "Dismiss…");
    control(s, "wait", "{s:s, s:s, s:i}", "what", "modal", "user", "U0MOD", "timeout_ms",
            PATIENCE_MS);
    control(s, "submit", "{s:s, s:{s:s}, s:i}", "user", "U0MOD", "values", "reason", "unclear",
            "wait_ms", PATIENCE_MS);
    json_t *look =
        control(s, "wait", "{s:s, s:s, s:s, s:i, s:i}", "user", "U0MOD", "channel", "C0TRIAGE",
                "contains", "dismissed this", "count", 2, "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok"))); /* the card, and the word aloud */
    assert_int_equal(seen_count(s, "U0MOD", "C0TRIAGE", "times now"), 0);
}

static void who_asked_thousands_sees_a_few_of_them(void **state)
{
    Story *s = *state;
    control(s, "home", "{s:s, s:s, s:i}", "user", "U0ANA", "tab", "home", "wait_ms", PATIENCE_MS);
    json_t *look = control(s, "wait", "{s:s, s:s, s:s, s:i}", "what", "home", "user", "U0ANA",
                           "contains", "blorg9999x", "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    assert_false(says(json_object_get(look, "view"), "blorg9000x"));
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    story_config(s, "[community]\ntriage_channel = C0TRIAGE\nmoderators = U0MOD\n");
    askd_teach_one(s);
    fill(s);
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_groups_are_paged_and_narrowed_down),
        cmocka_unit_test(the_last_page_is_as_near_as_the_first),
        cmocka_unit_test(the_home_tab_shows_the_queue_and_stays_small),
        cmocka_unit_test(what_is_asked_often_is_said_aloud_once),
        cmocka_unit_test(who_asked_thousands_sees_a_few_of_them),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
