/*
 * kill -9 right before every single write to a disk or a wire, in the life of a question: what Slack
 * was told is in the log, whoever asked is answered, and not twice.
 *
 * A story is told for n = 1, 2, 3, … until it ends without having been cut short. Then Slack does
 * what it does: an event that may not have arrived comes again, in a new envelope; a command or a
 * click does not. The daemon is started anew and ends in peace, so that everything owed is sent.
 */
#include "tests/story/die_at.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { STEPS_MAX = 400 /* no life of a question is as long as this */ };

typedef struct Life {
    const char *name;
    const char *channel;
    const char *question;  /* NULL: what is counted in the log is not this */
    bool comes_again;      /* what was not acked */
    json_t *(*act)(Story *s);
    const char *shown; /* what the asker then sees, once */
} Life;

static json_t *command(Story *s)
{
    return control(s, "slash", "{s:s, s:s, s:s, s:s}", "user", "U0ANA", "channel", "C0HELP",
                   "command", "/ask", "text", "what does containerd do?");
}

static json_t *mention(Story *s)
{
    return control(s, "say", "{s:s, s:s, s:s}", "user", "U0ANA", "channel", "C0HELP", "text",
                   "@askd what does containerd do?");
}

static json_t *direct_message(Story *s)
{
    return control(s, "say", "{s:s, s:s, s:s}", "user", "U0ANA", "channel", "dm", "text",
                   "what does containerd do?");
}

static const Life command_life = {"command", "C0HELP", "containerd", false, command,
                                  "standard container runtime"};
static const Life mention_life = {"mention", "C0HELP", "containerd", true, mention,
                                  "standard container runtime"};
static const Life message_life = {"direct message", "dm", "containerd", true, direct_message,
                                  "standard container runtime"};

typedef struct Tally {
    int deaths, unheard, twice;
} Tally;

static bool is_answered(Story *s, const void *what)
{
    const Life *life = what;
    return seen_count(s, "U0ANA", life->channel, life->shown) > 0;
}

static bool is_over(Story *s, const void *what)
{
    return is_answered(s, what) || askd_is_dead(s);
}

/* Whether any of the act's envelopes has been acked. */
static bool was_acked(Story *s, const json_t *act)
{
    size_t i;
    json_t *ack;
    json_t *acks = json_object_get(control(s, "acks", NULL), "acks");
    json_array_foreach(acks, i, ack)
        if (!json_is_null(json_object_get(ack, "ms")) &&
            json_equal(json_object_get(ack, "envelope_id"), json_object_get(act, "envelope_id")))
            return true;
    return false;
}

static void come_again(Story *s, const json_t *act)
{
    size_t i;
    json_t *id;
    json_array_foreach(json_object_get(act, "envelope_ids"), i, id)
        control(s, "socket", "{s:s, s:O, s:b}", "do", "redeliver", "envelope_id", id, "same", 0);
}

/* What must hold when it is all over. */
static void judge(Story *s, const Life *life, const json_t *act, size_t logged_before, int64_t n,
                  Tally *tally)
{
    size_t kept = logged(s, life->question, NULL) - logged_before;
    size_t answers = seen_count(s, "U0ANA", life->channel, life->shown);
    bool acked = was_acked(s, act);
    tally->unheard += kept == 0;
    tally->twice += answers > 1;
    if (kept > 1 || (acked && kept == 0) || (life->comes_again && kept == 0))
        fail_msg("%s, killed at %d: acked %d, %zu times in the log", life->name, (int)n, acked, kept);
    if (answers < kept || answers > 2 || (kept == 0 && answers > 0))
        fail_msg("%s, killed at %d: answered %zu times", life->name, (int)n, answers);
}

static bool wake_again(Story *s, const Life *life, const json_t *act, size_t logged_before)
{
    die_at(s, 0);
    askd_start(s);
    if (life->comes_again)
        come_again(s, act);
    bool answered = !life->comes_again && logged(s, life->question, NULL) == logged_before;
    answered = answered || eventually(s, is_answered, life);
    askd_stop(s);
    return answered;
}

/* False: it ended without dying. */
static bool live(Story *s, const Life *life, int64_t n, Tally *tally)
{
    story_reset(s);
    askd_start(s);
    size_t before = logged(s, life->question, NULL);
    die_at(s, n);
    json_t *act = life->act(s);
    assert_true(eventually(s, is_over, life));
    int code = -SIGKILL;
    if (s->askd) {
        kill(s->askd, SIGTERM);
        code = askd_wait(s);
    }
    assert_true(code == 0 || code == -SIGKILL);
    tally->deaths += code != 0;
    if (code != 0 && !wake_again(s, life, act, before))
        fail_msg("%s, killed at %d: never answered", life->name, (int)n);
    judge(s, life, act, before, n, tally);
    return code != 0;
}

static void tell(Story *s, const Life *life)
{
    Tally tally = {0};
    int64_t n = 1;
    while (n < STEPS_MAX && live(s, life, n, &tally))
        n++;
    assert_true(n < STEPS_MAX);
    printf("# %s: killed at each of %d steps; %d times before it was in the log and unacked, "
           "%d times answered twice, by a call in flight\n",
           life->name, tally.deaths, tally.unheard, tally.twice);
}

static void a_command_survives_a_kill_at_every_step(void **state)
{
    tell(*state, &command_life);
}

static void a_mention_survives_a_kill_at_every_step(void **state)
{
    tell(*state, &mention_life);
}

static void a_direct_message_survives_a_kill_at_every_step(void **state)
{
    tell(*state, &message_life);
}

/* The base is made, filled and indexed at the first start; whatever is left of it must do. */
static void a_first_start_cut_short_is_made_good_by_the_next(void **state)
{
    Story *s = *state;
    int code = -SIGKILL;
    for (int64_t n = 1; code != 0; n += 1 + n / 4) {
        g_autofree char *journal = g_strconcat(s->db, "-acks", NULL);
        g_autofree char *wal = g_strconcat(s->db, "-wal", NULL);
        g_autofree char *shm = g_strconcat(s->db, "-shm", NULL);
        unlink(s->db), unlink(journal), unlink(wal), unlink(shm);
        story_reset(s);
        die_at(s, n);
        askd_spawn(s);
        control(s, "wait", "{s:s, s:i, s:i}", "what", "connections", "count", 2, "timeout_ms", 300);
        kill(s->askd, SIGTERM);
        code = askd_wait(s);
        /* A slow machine may not have come as far as to listen to signals. */
        assert_true(code == 0 || code == -SIGKILL || code == -SIGTERM);
        die_at(s, 0);
        askd_start(s);
        expect_answering(s);
        askd_stop(s);
    }
}

/* With a single entry the daemon starts at once, and it starts hundreds of times here. */
static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    die_at_prepare(s);
    askd_teach_one(s);
    return 0;
}

/* Also after a test that failed in the middle. */
static int nobody_runs(void **state)
{
    askd_kill(*state);
    die_at(*state, 0);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, nobody_runs)
    const struct CMUnitTest tests[] = {
        TOLD(a_command_survives_a_kill_at_every_step),
        TOLD(a_mention_survives_a_kill_at_every_step),
        TOLD(a_direct_message_survives_a_kill_at_every_step),
        TOLD(a_first_start_cut_short_is_made_good_by_the_next),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
