/*
 * What a pong proves, and what it does not.
 */
#include "tests/test.h"

#include <string.h>

#include "bot/socket/evidence.h"

enum { SECOND_US = 1000 * 1000 };

static GString *told;

static void tell(int64_t tag, bool arrived, void *user)
{
    assert_ptr_equal(user, &told);
    g_string_append_printf(told, "%d%c ", (int)tag, arrived ? '+' : '-');
}

static int begin(void **state)
{
    told = g_string_new(NULL);
    *state = evidence_new(tell, &told);
    return 0;
}

static int end(void **state)
{
    evidence_free(*state);
    g_string_free(told, TRUE);
    return 0;
}

static void expect_told(const char *what)
{
    assert_string_equal(told->str, what);
    g_string_truncate(told, 0);
}

static char *ping(Evidence *e)
{
    char text[EVIDENCE_TEXT_MAX];
    size_t len = evidence_ping(e, 0, text);
    assert_int_equal(len, strlen(text));
    return g_strdup(text);
}

static void pong(Evidence *e, const char *text)
{
    evidence_pong(e, text, strlen(text));
}

static void a_pong_proves_what_was_written_before_its_ping(void **state)
{
    evidence_wrote(*state, 1);
    evidence_wrote(*state, 2);
    g_autofree char *first = ping(*state);
    evidence_wrote(*state, 3);
    expect_told("");
    pong(*state, first);
    expect_told("1+ 2+ ");
    evidence_end(*state, false);
    expect_told("3- ");
}

static void an_old_ping_proves_nothing_later(void **state)
{
    g_autofree char *first = ping(*state);
    evidence_wrote(*state, 1);
    pong(*state, first);
    expect_told("");
}

static void a_late_pong_proves_all_before_its_ping(void **state)
{
    evidence_wrote(*state, 1);
    g_autofree char *first = ping(*state);
    evidence_wrote(*state, 2);
    g_autofree char *second = ping(*state);
    pong(*state, second); /* the first one's was left out, as a peer may */
    expect_told("1+ 2+ ");
    pong(*state, first);
    expect_told("");
}

static void what_slack_adds_to_a_pong_does_not_matter(void **state)
{
    evidence_wrote(*state, 1);
    g_autofree char *first = ping(*state);
    g_autofree char *stamped = g_strconcat(first, "; timestamp:1712345678901", NULL);
    pong(*state, stamped);
    expect_told("1+ ");
}

static void a_pong_that_says_nothing_answers_the_oldest_ping(void **state)
{
    static const char *const texts[] = {"", "Ping from askd ", "Ping from askd 99", "pong",
                                        "Ping from askd 99999999999999999999"};
    evidence_wrote(*state, 1);
    g_free(ping(*state));
    evidence_wrote(*state, 2);
    g_free(ping(*state));
    pong(*state, texts[0]);
    expect_told("1+ ");
    for (size_t i = 1; i < G_N_ELEMENTS(texts); i++)
        pong(*state, texts[i]);
    expect_told("2+ ");
    evidence_wrote(*state, 3);
    pong(*state, ""); /* nobody asked */
    expect_told("");
}

static void the_end_decides_what_nothing_proved(void **state)
{
    evidence_wrote(*state, 1);
    evidence_wrote(*state, 0);
    evidence_end(*state, true);
    expect_told("1+ ");
    evidence_end(*state, false);
    expect_told("");
}

static void a_busy_connection_is_proved_bit_by_bit(void **state)
{
    enum { ROUNDS = 5000 };
    g_autofree char *before = ping(*state);
    for (int i = 1; i <= ROUNDS; i++) {
        evidence_wrote(*state, i);
        g_autofree char *next = ping(*state);
        evidence_wrote(*state, ROUNDS + i); /* there is always one that is not proved */
        pong(*state, before);
        g_free(g_steal_pointer(&before));
        before = g_steal_pointer(&next);
    }
    pong(*state, before);
    g_auto(GStrv) words = g_strsplit(told->str, " ", -1);
    assert_int_equal(g_strv_length(words) - 1, 2 * ROUNDS - 1);
    g_string_truncate(told, 0);
    evidence_end(*state, false);
    expect_told("10000- ");
}

static void a_ping_is_wanted_behind_a_frame_one_at_a_time(void **state)
{
    assert_false(evidence_wants_ping(*state));
    evidence_wrote(*state, 0);
    assert_false(evidence_wants_ping(*state));
    evidence_wrote(*state, 1);
    assert_true(evidence_wants_ping(*state));
    g_autofree char *first = ping(*state);
    evidence_wrote(*state, 2);
    assert_false(evidence_wants_ping(*state)); /* one is under way */
    pong(*state, first);
    assert_true(evidence_wants_ping(*state));
    g_autofree char *second = ping(*state);
    pong(*state, second);
    assert_false(evidence_wants_ping(*state));
}

static void a_peer_that_answers_no_ping_is_overdue(void **state)
{
    char text[EVIDENCE_TEXT_MAX];
    assert_false(evidence_is_overdue(*state, 9 * SECOND_US));
    evidence_ping(*state, SECOND_US, text);
    evidence_ping(*state, 2 * SECOND_US, text);
    assert_false(evidence_is_overdue(*state, 3 * SECOND_US - 1));
    assert_true(evidence_is_overdue(*state, 3 * SECOND_US));
    pong(*state, ""); /* the first one's */
    assert_false(evidence_is_overdue(*state, 3 * SECOND_US));
    assert_true(evidence_is_overdue(*state, 4 * SECOND_US));
    pong(*state, text);
    assert_false(evidence_is_overdue(*state, 9 * SECOND_US));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        T(a_pong_proves_what_was_written_before_its_ping),
        T(an_old_ping_proves_nothing_later),
        T(a_late_pong_proves_all_before_its_ping),
        T(what_slack_adds_to_a_pong_does_not_matter),
        T(a_pong_that_says_nothing_answers_the_oldest_ping),
        T(the_end_decides_what_nothing_proved),
        T(a_peer_that_answers_no_ping_is_overdue),
        T(a_busy_connection_is_proved_bit_by_bit),
        T(a_ping_is_wanted_behind_a_frame_one_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
