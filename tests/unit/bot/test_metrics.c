/*
 * The counters: what is counted shows, in the form that Prometheus reads.
 */
#include "tests/test.h"

#include "bot/metrics.h"

static void assert_line(const char *line)
{
    g_autoptr(GString) text = g_string_new(NULL);
    metrics_text(text, &(SocketModeCounts){.acks = 7}, 1);
    g_autofree char *whole = g_strdup_printf("\n%s\n", line);
    if (!strstr(text->str, whole))
        fail_msg("no line \"%s\" in:\n%s", line, text->str);
}

static void what_is_counted_shows(void **state)
{
    (void)state;
    metrics_envelope(&(Envelope){.kind = ENVELOPE_REQUEST, .is_event = true});
    metrics_envelope(&(Envelope){.kind = ENVELOPE_BROKEN, .is_event = true});
    metrics_count(METRIC_DUPLICATES);
    metrics_add(METRIC_DUPLICATES, 2);
    metrics_set(GAUGE_OUTBOX_OWED, 2);
    metrics_set(GAUGE_OUTBOX_OWED, 1);
    metrics_web_call("chat.postMessage", WEB_LIMITED);
    metrics_web_call("some.method", WEB_OK);
    assert_line("askd_envelopes_total{type=\"events_api\"} 1");
    assert_line("askd_envelopes_total{type=\"broken\"} 1");
    assert_line("askd_duplicates_total 3");
    assert_line("askd_acks_total 7");
    assert_line("askd_outbox_owed 1");
    assert_line("askd_envelopes_total{type=\"slash_commands\"} 0");
    assert_line("askd_questions_total{outcome=\"unknown\"} 0");
    assert_line("askd_socket_live 1");
    assert_line("askd_web_calls_total{method=\"chat.postMessage\",outcome=\"limited\"} 1");
    assert_line("askd_web_calls_total{method=\"other\",outcome=\"ok\"} 1");
}

static void the_ack_histogram_is_cumulative(void **state)
{
    (void)state;
    metrics_ack_us(100);
    metrics_ack_us(101);
    metrics_ack_us(4000000);
    assert_line("askd_ack_seconds_bucket{le=\"0.0001\"} 1");
    assert_line("askd_ack_seconds_bucket{le=\"0.00025\"} 2");
    assert_line("askd_ack_seconds_bucket{le=\"3\"} 2");
    assert_line("askd_ack_seconds_bucket{le=\"+Inf\"} 3");
    assert_line("askd_ack_seconds_sum 4.000201");
    assert_line("askd_ack_seconds_count 3");
}

/* Each family is declared before its first sample, once, and no line is torn. */
static void every_family_is_declared_once(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new(NULL);
    metrics_text(text, &(SocketModeCounts){.acks = 7}, 1);
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    g_autoptr(GHashTable) declared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **line = lines; *line && **line; line++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 4);
        if (strcmp(words[0], "#") == 0 && strcmp(words[1], "TYPE") == 0)
            assert_true(g_hash_table_add(declared, g_strdup(words[2])));
        if (strcmp(words[0], "#") == 0)
            continue;
        assert_int_equal(g_strv_length(words), 2);
        words[0][strcspn(words[0], "{")] = '\0';
        if (g_str_has_prefix(words[0], "askd_ack_seconds"))
            words[0][strlen("askd_ack_seconds")] = '\0';
        if (!g_hash_table_contains(declared, words[0]))
            fail_msg("%s is not declared", words[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_counted_shows),
        cmocka_unit_test(the_ack_histogram_is_cumulative),
        cmocka_unit_test(every_family_is_declared_once),
    };
    return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
