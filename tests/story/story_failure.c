/*
 * Something goes wrong within a feature: it is said, it is undone, and nothing else suffers.
 */
#include "tests/story/story.h"

#include <sqlite3.h>

#define SORRY "Something went wrong on my side"

/* Makes the base refuse questions about turnips. */
static void refuse_turnips(const Story *s)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(s->db, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE TRIGGER turnips BEFORE INSERT ON question"
                                  " WHEN NEW.text LIKE '%turnip%'"
                                  " BEGIN SELECT RAISE(ABORT, 'no turnips'); END",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

static char *reply_to(Story *s, const char *text)
{
    json_t *done = control(s, "slash", "{s:s, s:s, s:s, s:s, s:i}", "user", "U0ANA", "channel",
                           "C0HELP", "command", "/ask", "text", text, "wait_ms", PATIENCE_MS);
    assert_true(json_is_true(json_object_get(done, "acked")));
    return json_dumps(done, JSON_COMPACT);
}

static void a_feature_that_fails_says_so_and_leaves_nothing(void **state)
{
    Story *s = *state;
    g_autofree char *reply = reply_to(s, "how do I cook a turnip?");
    assert_non_null(strstr(reply, SORRY));
    assert_int_equal(logged(s, "turnip", NULL), 0);
    expect_said(s, "feature_failed");
    assert_false(askd_said(s, "batch_failed"));
}

static bool all_are_answered(Story *s, const void *what)
{
    (void)what;
    return seen_count(s, "U0ANA", "C0HELP", "standard container runtime") == 4;
}

/* Those that came with it are kept, and answered once. */
static void what_came_with_it_is_answered_all_the_same(void **state)
{
    Story *s = *state;
    for (int i = 0; i < 5; i++) {
        say(s, "U0ANA", "C0HELP",
            i == 2 ? "@askd what is a turnip?" : "@askd what does containerd do?");
    }
    expect_seen(s, "U0ANA", "C0HELP", SORRY);
    assert_true(eventually(s, all_are_answered, NULL));
    settled_wait(s);
    assert_true(all_are_answered(s, NULL));
    assert_int_equal(logged(s, "turnip", NULL), 0);
    assert_int_equal(logged(s, "containerd", NULL), 4);
    assert_false(askd_said(s, "batch_failed"));
}

static int begin(void **state)
{
    Story *s = story_begin("--no-rate-limit", NULL);
    *state = s;
    askd_teach_one(s);
    refuse_turnips(s);
    askd_start(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_feature_that_fails_says_so_and_leaves_nothing, story_test_begin),
        cmocka_unit_test_setup(what_came_with_it_is_answered_all_the_same, story_test_begin),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
