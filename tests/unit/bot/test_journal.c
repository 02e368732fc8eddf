/*
 * What the journal remembers across the death of a process.
 */
#include "tests/test.h"

#include <glib/gstdio.h>

#include "bot/journal.h"

typedef struct Heard {
    GArray *replies; /* int64_t */
    unsigned runs;
    bool fail;
} Heard;

static bool hear(int64_t first, int64_t last, void *user, GError **error)
{
    Heard *heard = user;
    if (heard->fail) {
        g_set_error(error, g_quark_from_static_string("test"), 0, "disk full");
        return false;
    }
    for (int64_t reply = first; reply <= last; reply++)
        g_array_append_val(heard->replies, reply);
    heard->runs++;
    return true;
}

static unsigned count(Journal *journal, bool forget)
{
    g_autoptr(GError) error = NULL;
    Heard heard = {.replies = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    assert_ok(journal_replies(journal, hear, &heard, &error), error);
    if (forget)
        journal_forget(journal);
    unsigned n = heard.replies->len;
    g_array_unref(heard.replies);
    return n;
}

static void note(Journal *journal, int64_t reply)
{
    journal_left(journal, reply);
    journal_arrived(journal, reply);
}

static int make_path(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("askd-journal-XXXXXX", NULL);
    *state = g_build_filename(folder, "askd.db", NULL);
    return 0;
}

static int remove_path(void **state)
{
    g_autofree char *path = *state;
    g_autofree char *acks = g_strconcat(path, "-acks", NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_unlink(acks);
    return g_rmdir(folder);
}

static Journal *open_journal(void **state)
{
    g_autoptr(GError) error = NULL;
    Journal *journal = journal_open(*state, &error);
    assert_ok(journal, error);
    return journal;
}

static void what_was_noted_outlives_the_process(void **state)
{
    Journal *journal = open_journal(state);
    note(journal, 7);
    note(journal, 8);
    journal_close(journal); /* no more is done when a process is killed */

    journal = open_journal(state);
    assert_int_equal(count(journal, true), 2);
    assert_int_equal(count(journal, true), 0);
    journal_close(journal);
}

static void what_is_forgotten_is_gone_for_the_next_process(void **state)
{
    Journal *journal = open_journal(state);
    count(journal, true);
    note(journal, 7);
    assert_int_equal(count(journal, true), 1);
    note(journal, 8);
    journal_close(journal);

    journal = open_journal(state);
    assert_int_equal(count(journal, true), 1);
    journal_close(journal);
}

static void a_failed_batch_hears_it_again(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    g_autoptr(GError) error = NULL;
    count(journal, true);
    note(journal, 7);
    Heard heard = {.fail = true};
    assert_false(journal_replies(journal, hear, &heard, &error));
    assert_int_equal(count(journal, false), 1);
    assert_int_equal(count(journal, true), 1);
    assert_int_equal(count(journal, true), 0);
}

static void ids_that_follow_each_other_come_together(void **state)
{
    static const int64_t ARRIVED[] = {9, 7, 20, 8, 11};
    g_autoptr(Journal) journal = open_journal(state);
    g_autoptr(GError) error = NULL;
    count(journal, true);
    for (size_t i = 0; i < G_N_ELEMENTS(ARRIVED); i++)
        note(journal, ARRIVED[i]);
    g_autoptr(GArray) replies = g_array_new(FALSE, FALSE, sizeof(int64_t));
    Heard heard = {.replies = replies};
    assert_ok(journal_replies(journal, hear, &heard, &error), error);
    assert_int_equal(heard.runs, 3);
    assert_int_equal(replies->len, G_N_ELEMENTS(ARRIVED));
    assert_int_equal(g_array_index(replies, int64_t, 0), 7);
    assert_int_equal(g_array_index(replies, int64_t, 4), 20);
}

static void what_comes_meanwhile_is_not_forgotten(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    note(journal, 7);
    assert_int_equal(count(journal, false), 1);
    note(journal, 8); /* after the batch looked, before it was committed */
    journal_forget(journal);
    assert_int_equal(count(journal, true), 1);
}

static void what_left_is_settled_once_it_is_known_to_have_arrived(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    journal_left(journal, 7);
    assert_int_equal(count(journal, true), 0);
    journal_arrived(journal, 7);
    assert_int_equal(count(journal, true), 1);
}

static void what_left_counts_as_arrived_when_the_process_ends(void **state)
{
    Journal *journal = open_journal(state);
    journal_left(journal, 7);
    journal_close(journal);

    journal = open_journal(state);
    assert_int_equal(count(journal, true), 1);
    journal_close(journal);
}

static void what_was_lost_does_not(void **state)
{
    Journal *journal = open_journal(state);
    journal_left(journal, 7);
    journal_lost(journal, 7);
    journal_close(journal);

    journal = open_journal(state);
    assert_int_equal(count(journal, true), 0);
    journal_close(journal);
}

static void there_is_room_for_as_many_as_ever_come(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    for (int round = 0; round < 3; round++) {
        for (int i = 1; i < 2 * JOURNAL_REPLIES; i++)
            note(journal, round * 2 * JOURNAL_REPLIES + i);
        assert_int_equal(count(journal, true), 2 * JOURNAL_REPLIES - 1);
    }
}

/* --- posts ------------------------------------------------------------------------------------ */

static bool hear_post(int64_t call, const char *channel, const char *ts, void *user, GError **error)
{
    GString *heard = user;
    (void)error;
    g_string_append_printf(heard, "%" G_GINT64_FORMAT "@%s/%s ", call, channel ? channel : "-",
                           ts ? ts : "-");
    return true;
}

static void expect_posts(Journal *journal, const char *posts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) heard = g_string_new(NULL);
    assert_ok(journal_posts(journal, hear_post, heard, &error), error);
    assert_string_equal(heard->str, posts);
}

static void a_confirmed_post_outlives_the_process(void **state)
{
    Journal *journal = open_journal(state);
    assert_true(journal_posted(journal, 7, "C0HELP", "17.25") > 0);
    assert_true(journal_posted(journal, 8, NULL, NULL) > 0);
    journal_close(journal);

    journal = open_journal(state);
    expect_posts(journal, "7@C0HELP/17.25 8@-/- ");
    journal_forget_posts(journal);
    expect_posts(journal, "");
    journal_close(journal);
}

static void a_post_that_is_written_down_needs_no_note(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    unsigned first = journal_posted(journal, 7, "C0HELP", "17.25");
    journal_posted(journal, 8, NULL, NULL);
    journal_settled(journal, first);
    expect_posts(journal, "8@-/- ");
}

static void more_posts_than_there_is_room_for_are_not_noted(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    for (int i = 1; i <= JOURNAL_POSTS; i++)
        assert_int_equal(journal_posted(journal, i, NULL, NULL), i);
    assert_int_equal(journal_posted(journal, 1000, NULL, NULL), 0);
    journal_settled(journal, 0);
    journal_settled(journal, 5);
    assert_int_equal(journal_posted(journal, 1000, NULL, NULL), 5);
}

/* Half an address would send an update to a stranger. */
static void an_address_that_does_not_fit_is_not_noted(void **state)
{
    g_autoptr(Journal) journal = open_journal(state);
    g_autofree char *channel = g_strnfill(1000, 'C');
    assert_int_equal(journal_posted(journal, 7, channel, "17.25"), 0);
    expect_posts(journal, "");
}

/* A hole in the file would have to be filled at the first note, and kill us on a full disk. */
static void its_room_is_taken_when_it_is_opened(void **state)
{
    GStatBuf status;
    Journal *journal = open_journal(state);
    g_autofree char *acks = g_strconcat(*state, "-acks", NULL);
    assert_int_equal(g_stat(acks, &status), 0);
    assert_true(status.st_size > 0);
    assert_true((int64_t)status.st_blocks * 512 >= (int64_t)status.st_size);
    journal_close(journal);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, make_path, remove_path)
    const struct CMUnitTest tests[] = {
        T(what_was_noted_outlives_the_process),
        T(what_is_forgotten_is_gone_for_the_next_process),
        T(a_failed_batch_hears_it_again),
        T(ids_that_follow_each_other_come_together),
        T(what_comes_meanwhile_is_not_forgotten),
        T(what_left_is_settled_once_it_is_known_to_have_arrived),
        T(what_left_counts_as_arrived_when_the_process_ends),
        T(what_was_lost_does_not),
        T(there_is_room_for_as_many_as_ever_come),
        T(a_confirmed_post_outlives_the_process),
        T(a_post_that_is_written_down_needs_no_note),
        T(more_posts_than_there_is_room_for_are_not_noted),
        T(an_address_that_does_not_fit_is_not_noted),
        T(its_room_is_taken_when_it_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
