/*
 * The log: the shape of a line in both formats, what is masked, what is cut.
 */
#include "tests/test.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "bot/log.h"

static const int64_t NOW = 1700000000123; /* 2023-11-14T22:13:20.123Z */

static char *line(LogFormat format, const char *message)
{
    GString *out = g_string_new(NULL);
    log_line(out, format, NOW, G_LOG_LEVEL_WARNING, "bot", message, 0);
    return g_string_free(out, FALSE);
}

static void a_logfmt_line_has_time_level_area_and_event(void **state)
{
    (void)state;
    static const struct {
        const char *message, *rest;
    } CASES[] = {
        {"slack method=chat.postMessage status=429 why=too many calls",
         "event=slack method=chat.postMessage status=429 why=\"too many calls\""},
        {"started", "event=started"},
        {"socket live=2", "event=socket live=2"},
        {"kb why=", "event=kb why=\"\""},
        {"kb why=a=b \"c\"\nd\\e", "event=kb why=\"a=b \\\"c\\\"\\nd\\\\e\""},
        {"some library says things", "event=some why=\"library says things\""},
        {"", "event=\"\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *expected = g_strdup_printf(
            "time=2023-11-14T22:13:20.123Z level=warning area=bot %s\n", CASES[i].rest);
        g_autofree char *said = line(LOG_LOGFMT, CASES[i].message);
        assert_string_equal(said, expected);
    }
}

static void a_json_line_is_one_object(void **state)
{
    (void)state;
    g_autofree char *said = line(LOG_JSON, "slack status=429 ts=1700000000.000100 id=007 "
                                           "why=a \"quoted\"\tword\n\x01 and 中文");
    assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
    json_t *json = json_loads(said, 0, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "time")),
                        "2023-11-14T22:13:20.123Z");
    assert_string_equal(json_string_value(json_object_get(json, "level")), "warning");
    assert_string_equal(json_string_value(json_object_get(json, "area")), "bot");
    assert_string_equal(json_string_value(json_object_get(json, "event")), "slack");
    assert_int_equal(json_integer_value(json_object_get(json, "status")), 429);
    assert_string_equal(json_string_value(json_object_get(json, "ts")), "1700000000.000100");
    assert_string_equal(json_string_value(json_object_get(json, "id")), "007");
    assert_string_equal(json_string_value(json_object_get(json, "why")),
                        "a \"quoted\"\tword\n\x01 and 中文");
    json_decref(json);
}

static void bytes_that_are_no_text_still_make_a_line(void **state)
{
    (void)state;
    g_autofree char *said = line(LOG_JSON, "kb path=/\xff\xfe why=\xc3");
    json_t *json = json_loads(said, 0, NULL);
    assert_non_null(json);
    json_decref(json);
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    g_autofree char *words = g_strnfill(100000, 'x');
    g_autofree char *message = g_strconcat("kb why=", words, NULL);
    g_autofree char *said = line(LOG_LOGFMT, message);
    assert_in_range(strlen(said), LOG_LINE_BYTES, LOG_LINE_BYTES + 200);
}

static void a_secret_is_never_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *masked;
    } CASES[] = {
        {"token=xoxb-test-12-Secret9", "token=xoxb-[hidden]"},
        {"xapp-test-1-A0-Secret9 and more", "xapp-[hidden] and more"},
        {"XOXP-test-Secret9", "XOXP-[hidden]"},
        {"xoxe.xoxb-test-Secret9", "xoxe.[hidden]"},
        {"\"xoxb-test-Secret9\"", "\"xoxb-[hidden]\""},
        {"POST https://hooks.slack.com/commands/T1/2/Secret9 failed",
         "POST https://hooks.slack.com/[hidden] failed"},
        {"wss://127.0.0.1/link?ticket=Secret9&app_id=1",
         "wss://127.0.0.1/link?ticket=[hidden]&app_id=1"},
        {"Authorization: Bearer Secret9", "Authorization: Bearer [hidden]"},
        {"a bot token (xoxb-…) is wanted", "a bot token (xoxb-…) is wanted"},
        {"nothing to hide", "nothing to hide"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *masked = log_mask(CASES[i].text);
        assert_string_equal(masked, CASES[i].masked);
        g_autofree char *message = g_strconcat("slack why=", CASES[i].text, NULL);
        g_autofree char *said = line(LOG_JSON, message);
        assert_null(strstr(said, "Secret9"));
    }
}

/* What `speak` logs, as it reaches stderr. */
static char *heard(void (*speak)(void))
{
    FILE *file = tmpfile();
    int kept = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    speak();
    dup2(kept, STDERR_FILENO);
    close(kept);
    GString *text = g_string_new(NULL);
    rewind(file);
    for (int c; (c = fgetc(file)) != EOF;)
        g_string_append_c(text, (char)c);
    fclose(file);
    return g_string_free(text, FALSE);
}

static void speak_at_every_level(void)
{
    g_debug("quiet one=1");
    g_info("said two=2");
    g_warning("coped three=3");
    g_critical("lost four=4");
}

static void only_the_wanted_levels_are_written(void **state)
{
    (void)state;
    GLogLevelFlags level;
    assert_true(log_level_parse("warning", &level));
    log_start(LOG_LOGFMT, level);
    g_autofree char *said = heard(speak_at_every_level);
    assert_null(strstr(said, "quiet"));
    assert_null(strstr(said, "said"));
    assert_non_null(strstr(said, "level=warning area=tests event=coped three=3\n"));
    assert_non_null(strstr(said, "level=critical area=tests event=lost four=4\n"));

    assert_true(log_level_parse("debug", &level));
    log_start(LOG_LOGFMT, level);
    g_autofree char *all = heard(speak_at_every_level);
    assert_non_null(strstr(all, "level=debug area=tests event=quiet one=1\n"));
    assert_non_null(strstr(all, "level=info area=tests event=said two=2\n"));
}

static void flood(void)
{
    for (int i = 0; i < 5000; i++)
        g_warning("flood n=%d", i);
}

static void a_flood_of_one_warning_is_cut(void **state)
{
    (void)state;
    g_autofree char *said = heard(flood);
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    /* Twice the limit when a minute ends in between. */
    assert_in_range(g_strv_length(lines) - 1, LOG_LINES_MAX, 2 * LOG_LINES_MAX);
}

static void unknown_words_are_refused(void **state)
{
    (void)state;
    LogFormat format;
    GLogLevelFlags level;
    assert_false(log_format_parse("xml", &format));
    assert_false(log_level_parse("loud", &level));
    assert_false(log_level_parse("", &level));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_logfmt_line_has_time_level_area_and_event),
        cmocka_unit_test(a_json_line_is_one_object),
        cmocka_unit_test(bytes_that_are_no_text_still_make_a_line),
        cmocka_unit_test(a_long_message_is_cut),
        cmocka_unit_test(a_secret_is_never_written),
        cmocka_unit_test(only_the_wanted_levels_are_written),
        cmocka_unit_test(a_flood_of_one_warning_is_cut),
        cmocka_unit_test(unknown_words_are_refused),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
