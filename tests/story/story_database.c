/*
 * A database that cannot be used ends the start with a sentence and exit code 2, is left as it was,
 * and is told of by `askd check` in the same words.
 */
#include "tests/story/story.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

enum { PAGE = 4096 };

typedef struct Bytes {
    char *bytes;
    gsize len;
} Bytes;

static Bytes read_all(const char *path)
{
    Bytes all = {0};
    assert_true(g_file_get_contents(path, &all.bytes, &all.len, NULL));
    return all;
}

static void sql(const char *path, const char *statement)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A good base of ours, closed. */
static void make_base(Story *s)
{
    g_remove(s->db);
    askd_teach_one(s);
}

static void make_newer(Story *s)
{
    make_base(s);
    sql(s->db, "PRAGMA user_version = 9999");
}

static void make_foreign(Story *s)
{
    g_remove(s->db);
    sql(s->db, "CREATE TABLE recipes (name TEXT)");
}

static void make_letter(Story *s)
{
    assert_true(g_file_set_contents(s->db, "This is a letter to my aunt.\n", -1, NULL));
}

static void make_cut(Story *s)
{
    make_base(s);
    Bytes all = read_all(s->db);
    assert_true(all.len > 4 * PAGE);
    assert_true(g_file_set_contents(s->db, all.bytes, (gssize)all.len / 2, NULL));
    g_free(all.bytes);
}

static void make_scribbled(Story *s)
{
    make_base(s);
    Bytes all = read_all(s->db);
    memset(all.bytes + 100, 0xa5, all.len - 100);
    assert_true(g_file_set_contents(s->db, all.bytes, (gssize)all.len, NULL));
    g_free(all.bytes);
}

static const struct {
    void (*make)(Story *s);
    const char *words, *advice;
} SPOILED[] = {
    {make_newer, "written by a newer askd", "use that version, or a backup"},
    {make_foreign, "belongs to another program", "name another file for askd"},
    {make_letter, "not a database", "name another, or restore a backup"},
    {make_cut, "malformed", "restore a backup"},
    {make_scribbled, "malformed", "restore a backup"},
};

static void expect_words(Story *s, const char *command, const char *words, const char *advice)
{
    g_autofree char *printed = NULL;
    int code = askd_run(s, &printed, command, NULL);
    if (code != 2 || !strstr(printed, words) || !strstr(printed, advice) || !strstr(printed, s->db))
        fail_msg("askd %s: exit code %d, without \"%s\", \"%s\" or the path: %.600s", command, code,
                 words, advice, printed);
}

static void a_file_that_is_no_base_of_ours_is_told_of_and_left_alone(void **state)
{
    Story *s = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(SPOILED); i++) {
        SPOILED[i].make(s);
        Bytes before = read_all(s->db);
        expect_words(s, "run", SPOILED[i].words, SPOILED[i].advice);
        expect_words(s, "check", SPOILED[i].words, SPOILED[i].advice);
        Bytes after = read_all(s->db);
        assert_int_equal(after.len, before.len);
        assert_memory_equal(after.bytes, before.bytes, before.len);
        g_free(before.bytes);
        g_free(after.bytes);
    }
}

static void a_path_that_cannot_be_one_is_told_of(void **state)
{
    Story *s = *state;
    g_autofree char *kept = s->db;
    s->db = g_build_filename(s->folder, "nowhere", "askd.db", NULL);
    story_env(s, "ASKD_DB", s->db);
    expect_words(s, "run", "there is no such folder", "name another file with --db or ASKD_DB");
    g_free(s->db);
    s->db = g_strdup(s->folder);
    story_env(s, "ASKD_DB", s->db);
    expect_words(s, "run", "this is a folder", "name the database file in it");
    g_free(s->db);
    s->db = g_steal_pointer(&kept);
    story_env(s, "ASKD_DB", s->db);
}

/* --- what another user may not touch ---------------------------------------------------------- */

/* Root may write everywhere: then askd runs as somebody else, from where they can read it. */
static char *run_as_somebody(Story *s, const char *command, int *code)
{
    static const char *const PREFIX[] = {"setpriv", "--reuid=65534", "--regid=65534",
                                         "--clear-groups", NULL};
    g_autofree char *copy = g_build_filename(s->folder, "askd", NULL);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *out = NULL;
    char *err = NULL;
    Bytes program = read_all(g_getenv("ASKD") ? g_getenv("ASKD") : "build/askd");
    assert_true(g_file_set_contents(copy, program.bytes, (gssize)program.len, NULL));
    g_free(program.bytes);
    assert_int_equal(g_chmod(copy, 0755), 0);
    for (const char *const *word = PREFIX; *word && geteuid() == 0; word++)
        g_ptr_array_add(argv, (void *)*word);
    g_ptr_array_add(argv, copy);
    g_ptr_array_add(argv, (void *)command);
    g_ptr_array_add(argv, NULL);
    int status = 0;
    assert_true(g_spawn_sync(NULL, (char **)argv->pdata, s->env, G_SPAWN_SEARCH_PATH, NULL, NULL,
                             &out, &err, &status, NULL));
    *code = g_spawn_check_wait_status(status, NULL) ? 0 : WEXITSTATUS(status);
    return err;
}

static void expect_forbidden(Story *s, const char *command, const char *words)
{
    int code;
    g_autofree char *printed = run_as_somebody(s, command, &code);
    if (code != 2 || !strstr(printed, words) || !strstr(printed, s->db))
        fail_msg("askd %s: exit code %d, without \"%s\" or the path: %.600s", command, code, words,
                 printed);
}

static void a_base_that_may_not_be_read_or_written_is_told_of(void **state)
{
    static const char WRITABLE[] = "make the file and its folder writable for askd";
    Story *s = *state;
    assert_int_equal(g_chmod(s->folder, 0755), 0);
    g_remove(s->db);
    expect_forbidden(s, "run", WRITABLE);
    expect_forbidden(s, "check", WRITABLE);
    make_base(s);
    assert_int_equal(g_chmod(s->db, 0444), 0);
    expect_forbidden(s, "run", WRITABLE);
    expect_forbidden(s, "check", WRITABLE);
    assert_int_equal(g_chmod(s->folder, 0777), 0);
    expect_forbidden(s, "run", WRITABLE);
    expect_forbidden(s, "check", WRITABLE);
    assert_int_equal(g_chmod(s->db, 0000), 0);
    expect_forbidden(s, "run", "you may not read this file");
    assert_int_equal(g_chmod(s->folder, 0700), 0);
    assert_int_equal(g_chmod(s->db, 0600), 0);
}

/* An empty file is one that a person, or a container's mount, has put there. */
static void an_empty_file_becomes_a_base(void **state)
{
    Story *s = *state;
    g_remove(s->db);
    assert_true(g_file_set_contents(s->db, "", 0, NULL));
    askd_start(s);
    askd_stop(s);
    assert_true(askd_said(s, "knowledge_loaded"));
}

static int begin(void **state)
{
    *state = story_begin("--no-rate-limit", NULL);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_no_base_of_ours_is_told_of_and_left_alone),
        cmocka_unit_test(a_path_that_cannot_be_one_is_told_of),
        cmocka_unit_test(a_base_that_may_not_be_read_or_written_is_told_of),
        cmocka_unit_test(an_empty_file_becomes_a_base),
    };
    return cmocka_run_group_tests(tests, begin, story_group_end);
}
