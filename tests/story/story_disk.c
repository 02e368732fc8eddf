/*
 * The disk is full, and then it is not: nothing is acked that could not be kept, it is said loudly,
 * and all goes on by itself when there is room.
 */
#include "tests/story/preload.h"

#include <glib/gstdio.h>

#define FULL "database or disk is full (make room"

static void set_full(Story *s, bool full)
{
    g_autofree char *path = g_build_filename(s->folder, "no-room", NULL);
    if (full)
        assert_true(g_file_set_contents(path, "", 0, NULL));
    else
        assert_int_equal(g_unlink(path), 0);
}

static void a_command_is_not_acked_while_the_disk_is_full(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "", NULL);
    set_full(s, true);
    json_t *done =
        control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0ANA", "channel", "C0HELP",
                "command", "/ask", "text", "what does containerd do?", "wait_ms", PATIENCE_MS);
    assert_true(json_is_false(json_object_get(done, "acked")));
    expect_said(s, FULL);
    assert_false(askd_is_dead(s));
    set_full(s, false);
    assert_int_equal(logged(s, "", NULL), before);
    expect_answering(s);
}

/* Slack sends it again and again until then. */
static void a_mention_is_answered_once_when_there_is_room_again(void **state)
{
    Story *s = *state;
    size_t before = logged(s, "containerd", NULL);
    set_full(s, true);
    say(s, "U0ANA", "C0HELP", "@askd what does containerd do?");
    expect_said(s, FULL);
    assert_int_equal(stat_of(s, "acked"), 0);
    set_full(s, false);
    expect_seen(s, "U0ANA", "C0HELP", "standard container runtime");
    settled_wait(s);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "standard container runtime"), 1);
    assert_int_equal(logged(s, "containerd", NULL), before + 1);
}

static bool is_logged_as_full(Story *s, const void *what)
{
    (void)what;
    return askd_said(s, FULL);
}

/* What is known of a call that was made waits in memory until it can be noted. */
static void an_answer_that_is_on_its_way_is_not_sent_twice(void **state)
{
    Story *s = *state;
    fault(s, "{\"method\":\"chat.postMessage\",\"delay_ms\":4000}");
    control(s, "say", "{s:s, s:s, s:s, s:i}", "user", "U0ANA", "channel", "C0HELP", "text",
            "@askd what does containerd do?", "wait_ms", PATIENCE_MS);
    set_full(s, true);
    assert_true(eventually(s, is_logged_as_full, NULL));
    set_full(s, false);
    say(s, "U0WEI", "C0HELP", "@askd what does containerd do, for me?");
    json_t *look =
        control(s, "wait", "{s:s, s:s, s:s, s:i, s:i}", "user", "U0ANA", "channel", "C0HELP",
                "contains", "standard container runtime", "count", 2, "timeout_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(look, "ok")));
    askd_stop(s);
    assert_int_equal(seen_count(s, "U0ANA", "C0HELP", "standard container runtime"), 2);
}

static void expect_no_start(Story *s, const char *path)
{
    g_autofree char *printed = NULL;
    story_env(s, "ASKD_DB", path);
    set_full(s, true);
    int code = askd_run(s, &printed, "run", NULL);
    set_full(s, false);
    story_env(s, "ASKD_DB", s->db);
    if (code != 2 || !strstr(printed, "disk") || !strstr(printed, "full"))
        fail_msg("exit code %d: %.600s", code, printed);
}

static void a_start_without_room_ends_with_a_sentence(void **state)
{
    Story *s = *state;
    g_autofree char *path = g_build_filename(s->folder, "new.db", NULL);
    expect_no_start(s, path);
    askd_stop(s);
    expect_no_start(s, s->db);
    askd_start(s);
    expect_answering(s);
}

static int start_afresh(void **state)
{
    Story *s = *state;
    askd_kill(s);
    story_reset(s);
    askd_start(s); /* with a new log */
    return 0;
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", "--time-scale", "0.05", NULL);
    g_autofree char *path = g_build_filename(s->folder, "no-room", NULL);
    *state = s;
    preload(s, "no_room");
    story_env(s, "NO_ROOM", path);
    askd_teach_one(s);
    return 0;
}

int main(void)
{
#define TOLD(name) cmocka_unit_test_setup(name, start_afresh)
    const struct CMUnitTest tests[] = {
        TOLD(a_command_is_not_acked_while_the_disk_is_full),
        TOLD(a_mention_is_answered_once_when_there_is_room_again),
        TOLD(an_answer_that_is_on_its_way_is_not_sent_twice),
        TOLD(a_start_without_room_ends_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
