/*
 * Opening, refusing, transactions, backup.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "knowledge/db.h"
#include "knowledge/member.h"

typedef struct Folder {
    char *path;
    char *file;
} Folder;

static int make_folder(void **state)
{
    Folder *folder = g_new0(Folder, 1);
    folder->path = g_dir_make_tmp("askd-kb-XXXXXX", NULL);
    folder->file = g_build_filename(folder->path, "askd.db", NULL);
    *state = folder;
    return 0;
}

static int remove_folder(void **state)
{
    Folder *folder = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder->path);
    int rc = system(command);
    g_free(folder->path);
    g_free(folder->file);
    g_free(folder);
    return rc;
}

static void sql(const char *file, const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void refused(const char *file, const char *words)
{
    g_autoptr(GError) error = NULL;
    assert_null(kb_open(file, &error));
    assert_non_null(error);
    if (!strstr(error->message, words) || !strstr(error->message, file))
        fail_msg("%s", error->message);
}

static void every_statement_can_be_prepared(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_ok(db_prepare_all(*state, &error), error);
}

static void a_new_file_is_made_and_found_again(void **state)
{
    const Folder *folder = *state;
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open(folder->file, &error);
    assert_ok(kb, error);
    assert_int_equal(base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy.")), ENTRY_ADDED);
    kb_close(kb);

    kb = kb_open(folder->file, &error);
    assert_ok(kb, error);
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(kb, "envoy", &entry, &error), error);
    assert_string_equal(entry->texts[LANG_EN].answer, "A proxy.");
    kb_close(kb);
}

static void a_newer_file_is_refused_in_words(void **state)
{
    const Folder *folder = *state;
    g_autoptr(GError) error = NULL;
    kb_close(kb_open(folder->file, &error));
    sql(folder->file, "PRAGMA user_version = 9999");
    refused(folder->file, "newer askd");
}

static void another_programs_file_is_refused(void **state)
{
    const Folder *folder = *state;
    sql(folder->file, "CREATE TABLE recipes (name TEXT)");
    refused(folder->file, "belongs to another program");
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    const Folder *folder = *state;
    assert_true(g_file_set_contents(folder->file, "Dear diary, today I wrote no SQLite at all. ....",
                                    -1, NULL));
    refused(folder->file, "not an SQLite file");
}

static void a_folder_in_place_of_the_file_is_refused(void **state)
{
    const Folder *folder = *state;
    refused(folder->path, "cannot open");
}

static void what_is_undone_is_gone_and_the_rest_stays(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) kept = base_entry("kept", "Kept?", "Yes.");
    g_autoptr(Entry) undone = base_entry("undone", "Undone?", "Yes.");
    EntryChange change;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, kept, "U0MOD", &change, &error), error);
    assert_ok(kb_mark(kb, &error), error);
    assert_ok(entry_save(kb, undone, "U0MOD", &change, &error), error);
    assert_ok(kb_undo(kb, &error), error);
    assert_ok(kb_commit(kb, &error), error);

    g_autoptr(GPtrArray) list = entry_list(kb, &error);
    assert_int_equal(list->len, 1);
    assert_string_equal(((Entry *)list->pdata[0])->slug, "kept");
}

static void the_version_moves_with_entries_and_only_with_them(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    int64_t before, after;
    assert_ok(kb_entries_version(kb, &before, &error), error);
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    assert_ok(kb_entries_version(kb, &after, &error), error);
    assert_true(after > before);

    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    assert_ok(kb_entries_version(kb, &before, &error), error);
    assert_int_equal(before, after);
}

/* The limit on a file's size stands in for a full disk: writes fail in the same way. */
static void a_full_disk_fails_the_commit_and_loses_only_that(void **state)
{
    const Folder *folder = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(folder->file, &error);
    assert_ok(kb, error);
    base_save(kb, base_entry("first", "First?", "Yes."));

    struct rlimit old, small = {.rlim_cur = 64 * 1024};
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    g_autofree char *long_answer = g_strnfill(ENTRY_ANSWER_MAX, 'x');
    bool ok = true;
    for (int i = 0; ok && i < 20; i++) {
        g_autofree char *slug = g_strdup_printf("big-%d", i);
        g_autoptr(Entry) entry = base_entry(slug, "Big?", long_answer);
        EntryChange change;
        ok = kb_begin(kb, BASE_NOW_MS, &error) && entry_save(kb, entry, "U0MOD", &change, &error) &&
             kb_commit(kb, &error);
    }
    kb_roll_back(kb);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(ok);
    assert_non_null(error);
    g_clear_error(&error);

    g_autoptr(Entry) first = NULL;
    assert_ok(entry_find(kb, "first", &first, &error), error);
    assert_non_null(first);
    base_save(kb, base_entry("after", "After?", "Room again."));
}

static bool holds(const char *file, const char *end, const char *bytes)
{
    g_autofree char *path = g_strconcat(file, end, NULL), *held = NULL;
    gsize len;
    return g_file_get_contents(path, &held, &len, NULL) && memmem(held, len, bytes, strlen(bytes));
}

static void commit_member(Kb *kb, bool forget)
{
    g_autoptr(GError) error = NULL;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    if (forget)
        assert_ok(member_forget(kb, "U0TRACE", &error), error);
    else
        assert_ok(member_choose_language(kb, "U0TRACE", false, LANG_ZH, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static void what_is_forgotten_is_nowhere_on_the_disk(void **state)
{
    Folder *folder = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(folder->file, &error);
    assert_ok(kb, error);
    commit_member(kb, false);
    assert_true(holds(folder->file, "-wal", "U0TRACE"));

    /* Somebody reads an older state: the journal has to stay, until a later commit. */
    sqlite3 *reader = NULL;
    assert_int_equal(sqlite3_open(folder->file, &reader), SQLITE_OK);
    sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM member", NULL, NULL, NULL);
    commit_member(kb, true);
    assert_true(holds(folder->file, "-wal", "U0TRACE"));
    sqlite3_close(reader);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    assert_false(holds(folder->file, "-wal", "U0TRACE"));
    assert_false(holds(folder->file, "", "U0TRACE"));
}

static void a_backup_is_a_whole_copy_and_never_overwrites(void **state)
{
    const Folder *folder = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *copy = g_build_filename(folder->path, "copy.db", NULL);
    g_autoptr(Kb) kb = kb_open(folder->file, &error);
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    assert_ok(kb_backup(kb, copy, &error), error);
    assert_false(kb_backup(kb, copy, &error));
    assert_non_null(strstr(error->message, "exists already"));
    g_clear_error(&error);

    g_autoptr(Kb) second = kb_open_reader(copy, &error);
    assert_ok(second, error);
    assert_ok(kb_check(second, &error), error);
    g_autoptr(Entry) entry = NULL;
    assert_ok(entry_find(second, "envoy", &entry, &error), error);
    assert_non_null(entry);
}

static void count_due(void *user)
{
    ++*(unsigned *)user;
}

/* Writes until the log has been told to be due `times` more, or far more than that takes. */
static unsigned commits_until_due(Kb *kb, const unsigned *due, unsigned times)
{
    unsigned commits = 0, wanted = *due + times;
    for (; *due < wanted && commits < 20000; commits++) {
        g_autofree char *slug = g_strdup_printf("entry-%u", g_random_int());
        base_save(kb, base_entry(slug, "What is it?", "Something."));
    }
    return commits;
}

static void the_log_is_copied_by_another_connection_when_due(void **state)
{
    (void)state;
    unsigned due = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("askd-kb-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "askd.db", NULL);
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    g_autoptr(Kb) kb = kb_open(path, &error);
    g_autoptr(Kb) other = kb_open(path, &error);
    assert_ok(kb && other, error);
    kb_checkpoint_aside(kb, count_due, &due);
    unsigned first = commits_until_due(kb, &due, 1);
    assert_in_range(first, 2, 1000);
    /* Not copied meanwhile, it is said again only after as much again. */
    assert_true(commits_until_due(kb, &due, 1) > first / 2);
    GStatBuf before, after;
    assert_int_equal(g_stat(path, &before), 0);
    assert_ok(kb_checkpoint(other, &error), error);
    assert_int_equal(g_stat(path, &after), 0);
    assert_true(after.st_size > before.st_size);
    /* The log begins anew: it does not grow for as long as it did. */
    GStatBuf log_before, log_after;
    assert_int_equal(g_stat(log, &log_before), 0);
    assert_true(commits_until_due(kb, &due, 1) > first / 2);
    assert_int_equal(g_stat(log, &log_after), 0);
    assert_int_equal(log_after.st_size, log_before.st_size);
    g_clear_pointer(&kb, kb_close);
    g_clear_pointer(&other, kb_close);
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

/* Nobody copies it: commits do so in the end, and it does not grow for ever. */
static void a_log_that_nobody_copies_has_a_limit(void **state)
{
    (void)state;
    unsigned due = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("askd-kb-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "askd.db", NULL);
    g_autofree char *log = g_strconcat(path, "-wal", NULL);
    g_autoptr(Kb) kb = kb_open(path, &error);
    assert_ok(kb, error);
    kb_checkpoint_aside(kb, count_due, &due);
    commits_until_due(kb, &due, 8);
    GStatBuf grown;
    assert_int_equal(g_stat(log, &grown), 0);
    assert_in_range(grown.st_size, 4 * 1024 * 1024, 17 * 1024 * 1024);
    g_clear_pointer(&kb, kb_close);
    assert_int_equal(g_unlink(path), 0);
    assert_int_equal(g_rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_statement_can_be_prepared, base_open, base_close),
        cmocka_unit_test_setup_teardown(a_new_file_is_made_and_found_again, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_newer_file_is_refused_in_words, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(another_programs_file_is_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_database_is_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_folder_in_place_of_the_file_is_refused, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_undone_is_gone_and_the_rest_stays, base_open, base_close),
        cmocka_unit_test_setup_teardown(the_version_moves_with_entries_and_only_with_them, base_open, base_close),
        cmocka_unit_test_setup_teardown(a_full_disk_fails_the_commit_and_loses_only_that, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_forgotten_is_nowhere_on_the_disk, make_folder, remove_folder),
        cmocka_unit_test(the_log_is_copied_by_another_connection_when_due),
        cmocka_unit_test(a_log_that_nobody_copies_has_a_limit),
        cmocka_unit_test_setup_teardown(a_backup_is_a_whole_copy_and_never_overwrites, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
