/*
 * A maintainer answers at a shell: whoever waits in Slack is told, once, where they asked.
 */
#include "tests/story/story.h"

#include <stdio.h>
#include <string.h>

static const char QUESTION[] = "@askd which frobnicator fits a quux of brass?";
static const char ANSWER[] = "The blue frobnicator, with a washer.";

/* It exits so, and prints this. */
static void expect_questions(Story *s, int code, const char *printed, const char *verb)
{
    g_autofree char *got = NULL;
    int exit_code = askd_run(s, &got, "questions", verb, "1", ANSWER, NULL);
    if (exit_code != code || !strstr(got, printed))
        fail_msg("questions %s: %d, not %d with \"%s\": %.600s", verb, exit_code, code, printed,
                 got);
}

static void expect_told_once(Story *s, const char *user, const char *channel)
{
    expect_seen(s, user, channel, ANSWER);
    assert_int_equal(seen_count(s, user, channel, ANSWER), 1);
}

static void who_waits_is_told_by_the_daemon_that_runs(void **state)
{
    Story *s = *state;
    askd_start(s);
    say(s, "U0ANA", "C0HELP", QUESTION);
    expect_seen(s, "U0ANA", "C0HELP", "I don't know");
    slash(s, "U0LIN", "C0HELP", "/ask", QUESTION + strlen("@askd "));
    expect_questions(s, 0, "question 1 is answered", "answer");
    expect_told_once(s, "U0ANA", "C0HELP");
    expect_told_once(s, "U0LIN", "dm");
    expect_questions(s, 2, "question 1 is not open, it is answered", "answer");
    assert_int_equal(logged(s, "frobnicator", "answered"), 2);
    askd_stop(s);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", ANSWER), 1);
}

static void who_waits_is_told_by_the_next_daemon(void **state)
{
    Story *s = *state;
    askd_start(s);
    say(s, "U0ANA", "dm", QUESTION + strlen("@askd "));
    expect_seen(s, "U0ANA", "dm", "I don't know");
    askd_stop(s);
    expect_questions(s, 0, "question 1 is answered", "answer");
    assert_int_equal(seen_count(s, "U0ANA", "dm", ANSWER), 0);
    askd_start(s);
    expect_told_once(s, "U0ANA", "dm");
    askd_stop(s);
}

static int afresh(void **state)
{
    Story *s = *state;
    g_autofree char *wal = g_strconcat(s->db, "-wal", NULL),
                    *shm = g_strconcat(s->db, "-shm", NULL);
    g_autofree char *acks = g_strconcat(s->db, "-acks", NULL);
    askd_kill(s);
    story_reset(s);
    remove(s->db);
    remove(wal);
    remove(shm);
    remove(acks);
    askd_teach_one(s);
    return 0;
}

static int begin(void **state)
{
    *state = story_begin("--no-rate-limit", NULL);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, afresh)
    const struct CMUnitTest tests[] = {
        TOLD(who_waits_is_told_by_the_daemon_that_runs),
        TOLD(who_waits_is_told_by_the_next_daemon),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
