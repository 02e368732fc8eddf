/*
 * Imports from real folders into a base in memory.
 */
#include "tests/test.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "knowledge/entry.h"
#include "knowledge/files/import.h"

#define NOW INT64_C(1700000000000)
#define ENTRY(id, more) "---\nid: " id "\n" more "---\n# en: Q " id "\n\nA\n"

typedef struct World {
    Kb *kb;
    char *folder;
    GString *told; /* "added a, " … */
} World;

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir =
        g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    g_remove(path);
}

static int set_up(void **state)
{
    World *w = g_new0(World, 1);
    GError *error = NULL;
    assert_ok(w->kb = kb_open(":memory:", &error), error);
    assert_ok(w->folder = g_dir_make_tmp("import-XXXXXX", &error), error);
    w->told = g_string_new(NULL);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    World *w = *state;
    remove_all(w->folder);
    kb_close(w->kb);
    g_free(w->folder);
    g_string_free(w->told, TRUE);
    g_free(w);
    return 0;
}

static void put(World *w, const char *name, const char *text)
{
    GError *error = NULL;
    g_autofree char *path = g_build_filename(w->folder, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700);
    assert_ok(g_file_set_contents(path, text, -1, &error), error);
}

static void tell(const char *what, const char *slug, void *user)
{
    World *w = user;
    g_string_append_printf(w->told, "%s %s, ", what, slug);
}

static ImportOptions options_for(World *w)
{
    return (ImportOptions){.author = "import", .changed = tell, .user = w};
}

static ImportCounts import_all(World *w, ImportOptions options)
{
    const char *const paths[] = {w->folder, NULL};
    ImportCounts counts;
    GError *error = NULL;
    assert_ok(import_paths(w->kb, paths, NOW, &options, &counts, &error), error);
    return counts;
}

/* What import says of `path` within the folder, the folder's own name left out. */
static char *refusal(World *w, const char *path, ImportOptions options)
{
    g_autofree char *whole = *path ? g_build_filename(w->folder, path, NULL) : g_strdup(w->folder);
    const char *const paths[] = {whole, NULL};
    ImportCounts counts;
    g_autoptr(GError) error = NULL;
    assert_false(import_paths(w->kb, paths, NOW, &options, &counts, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    g_autofree char *prefix = g_strconcat(w->folder, "/", NULL);
    g_auto(GStrv) parts = g_strsplit(error->message, prefix, -1);
    return g_strjoinv("", parts);
}

static void assert_refused(World *w, const char *path, const char *expected)
{
    g_autofree char *said = refusal(w, path, options_for(w));
    if (!strstr(said, expected))
        fail_msg("expected: %s\nbut got: %s", expected, said);
}

static int64_t entries_in(World *w)
{
    int64_t counts[ENTRY_KIND_COUNT];
    GError *error = NULL;
    assert_ok(entry_counts(w->kb, counts, &error), error);
    return counts[ENTRY_ANSWER] + counts[ENTRY_VENUE];
}

static void files_of_every_kind_are_taken_and_others_left(void **state)
{
    World *w = *state;
    put(w, "b.md", ENTRY("b", "venue: home\n"));
    put(w, "deep/er/a.md", ENTRY("a", ""));
    put(w, "home.md", ENTRY("home", "kind: venue\nurl: https://a.b\n"));
    put(w, "t.tsv", "id\tlang\tquestion\nt\ten\tQ\n");
    put(w, "c.csv", "id,lang,question\nc,en,Q\n");
    put(w, "j.jsonl", "{\"id\": \"j\", \"phrasings\": [{\"lang\": \"en\", \"text\": \"Q\"}]}\n");
    put(w, "README.md", "not an entry");
    put(w, ".hidden.md", "not an entry");
    put(w, ".git/x.md", "not an entry");
    put(w, "picture.png", "not an entry");
    ImportCounts counts = import_all(w, options_for(w));
    assert_int_equal(counts.files, 6);
    assert_int_equal(counts.read, 6);
    assert_int_equal(counts.added, 6);
    assert_string_equal(w->told->str, "added b, added c, added a, added home, added j, added t, ");
    assert_int_equal(entries_in(w), 6);
}

static void the_same_import_again_changes_nothing(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", "tags: [x]\n"));
    put(w, "t.csv", "id,lang,question,answer\nt,zh,问,\" 答\r\n\r\n答 \"\n");
    import_all(w, options_for(w));
    g_string_truncate(w->told, 0);
    ImportCounts counts = import_all(w, options_for(w));
    assert_int_equal(counts.unchanged, 2);
    assert_int_equal(counts.added + counts.changed + counts.retired, 0);
    assert_string_equal(w->told->str, "");
    GError *error = NULL;
    g_autoptr(GPtrArray) history = entry_history(w->kb, "a", &error);
    assert_ok(history, error);
    assert_int_equal(history->len, 1);
}

static void a_changed_file_is_one_changed_entry(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    put(w, "b.md", ENTRY("b", ""));
    import_all(w, options_for(w));
    put(w, "a.md", ENTRY("a", "tags: [new]\n"));
    ImportCounts counts = import_all(w, options_for(w));
    assert_int_equal(counts.changed, 1);
    assert_int_equal(counts.unchanged, 1);
}

static void a_dry_run_tells_and_keeps_nothing(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    ImportOptions options = options_for(w);
    options.dry_run = true;
    ImportCounts counts = import_all(w, options);
    assert_int_equal(counts.added, 1);
    assert_string_equal(w->told->str, "added a, ");
    assert_int_equal(entries_in(w), 0);
}

static void pruning_retires_what_no_file_holds(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    put(w, "b.md", ENTRY("b", ""));
    import_all(w, options_for(w));
    g_autofree char *path = g_build_filename(w->folder, "b.md", NULL);
    g_remove(path);
    assert_int_equal(import_all(w, options_for(w)).retired, 0);
    ImportOptions options = options_for(w);
    options.prune = true;
    assert_int_equal(import_all(w, options).retired, 1);
    assert_true(g_str_has_suffix(w->told->str, "retired b, "));
    assert_int_equal(entries_in(w), 1);
    assert_int_equal(import_all(w, options).retired, 0);
}

static void note_difference(const char *slug, const char *before, const char *after, void *user)
{
    World *w = user;
    g_string_append_printf(w->told, "(%s: %s -> %s) ", slug, strstr(before, "# en:"),
                           strstr(after, "# en:"));
}

static void a_dry_run_tells_what_would_differ(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    import_all(w, options_for(w));
    put(w, "a.md", "---\nid: a\n---\n# en: New\n");
    put(w, "b.md", ENTRY("b", ""));
    g_string_truncate(w->told, 0);
    ImportOptions options = options_for(w);
    options.dry_run = true;
    options.differs = note_difference;
    ImportCounts counts = import_all(w, options);
    assert_int_equal(counts.changed, 1);
    assert_string_equal(w->told->str,
                        "changed a, (a: # en: Q a\n\nA\n -> # en: New\n) added b, ");
    assert_int_equal(entries_in(w), 1);
}

static void count_saved(int64_t count, int64_t of, void *user)
{
    World *w = user;
    g_string_append_printf(w->told, "%d/%d ", (int)count, (int)of);
}

static void long_work_tells_how_far_it_is(void **state)
{
    World *w = *state;
    g_autoptr(GString) table = g_string_new("id,lang,question\n");
    for (int i = 0; i < 600; i++)
        g_string_append_printf(table, "e-%d,en,Q%d\n", i, i);
    put(w, "t.csv", table->str);
    import_all(w, (ImportOptions){.author = "import", .saved = count_saved, .user = w});
    assert_string_equal(w->told->str, "256/600 512/600 ");
}

static void one_bad_file_keeps_all_others_out(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    put(w, "b.md", "---\nid: b\ncolour: red\n---\n# en: Q\n");
    put(w, "c.md", ENTRY("B@d", ""));
    put(w, "t.tsv", "id\tlang\tquestion\nt\tfr\tQ\n");
    g_autofree char *said = refusal(w, "", options_for(w));
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    assert_int_equal(g_strv_length(lines), 3);
    assert_true(g_str_has_prefix(lines[0], "b.md:3: unknown key `colour`"));
    assert_true(g_str_has_prefix(lines[1], "c.md:1: "));
    assert_true(g_str_has_prefix(lines[2], "t.tsv:2: the lang `fr`"));
    assert_int_equal(entries_in(w), 0);
}

static void at_most_twenty_mistakes_are_told(void **state)
{
    World *w = *state;
    for (int i = 0; i < 30; i++) {
        g_autofree char *name = g_strdup_printf("%d.md", i);
        put(w, name, "nothing");
    }
    g_autofree char *said = refusal(w, "", options_for(w));
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    assert_int_equal(g_strv_length(lines), 20);
}

static void an_id_that_is_taken_twice_names_both_places(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("same", ""));
    put(w, "b/t.tsv", "id\tlang\tquestion\nx\ten\tQ\nsame\ten\tQ\n");
    const char *expected = "b/t.tsv:3: the id `same` is taken by a.md:1; give one";
    assert_refused(w, "", expected);
}

static void a_venue_must_exist_somewhere(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", "venue: home\n"));
    assert_refused(w, "", "a.md:1: no such venue: home; import an entry of `kind: venue`");
    put(w, "home.md", ENTRY("home", ""));
    assert_refused(w, "", "a.md:1: no such venue: home");
    put(w, "home.md", ENTRY("home", "kind: venue\nurl: https://a.b\n"));
    import_all(w, options_for(w));

    g_autofree char *home = g_build_filename(w->folder, "home.md", NULL);
    g_remove(home);
    put(w, "a.md", ENTRY("a", "venue: home\ntags: [from-the-base]\n"));
    assert_int_equal(import_all(w, options_for(w)).changed, 1);
    ImportOptions options = options_for(w);
    options.prune = true;
    g_autofree char *said = refusal(w, "", options);
    assert_non_null(strstr(said, "no such venue: home"));
    assert_int_equal(entries_in(w), 2);
}

static void paths_that_hold_nothing_are_told(void **state)
{
    World *w = *state;
    g_autofree char *fifo = g_build_filename(w->folder, "pipe.md", NULL);
    g_autofree char *loop = g_build_filename(w->folder, "loop.md", NULL);
    put(w, "empty/x.txt", "");
    put(w, "x.yaml", "");
    put(w, "blank.md", "");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(symlink("loop.md", loop), 0);
    assert_refused(w, "none", "none: No such file or directory");
    assert_refused(w, "empty", "empty: no files to import in this folder; known are .md, .tsv");
    assert_refused(w, "x.yaml", "x.yaml:1: YAML is read when it is a landscape");
    assert_refused(w, "blank.md", "blank.md:1: no front matter");
    assert_refused(w, "pipe.md", "pipe.md: not a regular file");
    assert_refused(w, "loop.md", "loop.md: Too many levels of symbolic links");
    assert_refused(w, "", "loop.md: Too many levels of symbolic links");
}

/* Root may read everything, so it becomes somebody else for the while. */
static void a_file_that_may_not_be_read_is_told(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    g_autofree char *path = g_build_filename(w->folder, "a.md", NULL);
    uid_t me = geteuid();
    assert_int_equal(chmod(w->folder, 0755), 0);
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(me == 0 ? seteuid(65534) : 0, 0);
    g_autofree char *said = refusal(w, "", options_for(w));
    assert_int_equal(seteuid(me), 0);
    assert_non_null(strstr(said, "a.md: Permission denied"));
}

static void a_folder_that_links_to_itself_is_walked_once(void **state)
{
    World *w = *state;
    put(w, "in/a.md", ENTRY("a", ""));
    g_autofree char *up = g_build_filename(w->folder, "in", "up", NULL);
    g_autofree char *again = g_build_filename(w->folder, "again.md", NULL);
    assert_int_equal(symlink("..", up), 0);
    assert_int_equal(symlink("in/a.md", again), 0);
    assert_int_equal(import_all(w, options_for(w)).files, 1);
}

static void a_file_named_twice_is_read_once(void **state)
{
    World *w = *state;
    put(w, "a.md", ENTRY("a", ""));
    g_autofree char *path = g_build_filename(w->folder, "a.md", NULL);
    const char *const paths[] = {path, w->folder, path, NULL};
    ImportOptions options = options_for(w);
    ImportCounts counts;
    GError *error = NULL;
    assert_ok(import_paths(w->kb, paths, NOW, &options, &counts, &error), error);
    assert_int_equal(counts.files, 1);
}

static void a_large_file_is_refused_before_it_is_read(void **state)
{
    World *w = *state;
    put(w, "a.jsonl", "");
    g_autofree char *path = g_build_filename(w->folder, "a.jsonl", NULL);
    assert_int_equal(truncate(path, 65LL * 1024 * 1024), 0);
    assert_refused(w, "a.jsonl", "a.jsonl: the file is larger than 64 MiB; split it");
}

static void a_large_table_is_imported(void **state)
{
    World *w = *state;
    g_autoptr(GString) table = g_string_new("id\tlang\tquestion\tanswer\ttags\tsource\n");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(table,
                               "e-%d\ten\tWhat is %d?\tIt is %d.\tn\thttps://a.b/%d\n"
                               "e-%d\tzh\t%d 是什么？\t是 %d。\tn\t\n",
                               i, i, i, i, i, i, i);
    put(w, "t.tsv", table->str);
    ImportCounts counts = import_all(w, options_for(w));
    assert_int_equal(counts.added, 5000);
    assert_int_equal(import_all(w, options_for(w)).unchanged, 5000);
}

static void the_packaged_knowledge_is_loaded_and_loaded_once(void **state)
{
    World *w = *state;
    ImportCounts counts;
    GError *error = NULL;
    assert_ok(import_packaged(w->kb, NOW, &counts, &error), error);
    assert_true(counts.added >= 40);
    assert_int_equal(counts.added, counts.files);
    assert_ok(import_packaged(w->kb, NOW, &counts, &error), error);
    assert_int_equal(counts.unchanged, counts.files);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(files_of_every_kind_are_taken_and_others_left),
        WITH_WORLD(the_same_import_again_changes_nothing),
        WITH_WORLD(a_changed_file_is_one_changed_entry),
        WITH_WORLD(a_dry_run_tells_and_keeps_nothing),
        WITH_WORLD(pruning_retires_what_no_file_holds),
        WITH_WORLD(a_dry_run_tells_what_would_differ),
        WITH_WORLD(long_work_tells_how_far_it_is),
        WITH_WORLD(one_bad_file_keeps_all_others_out),
        WITH_WORLD(at_most_twenty_mistakes_are_told),
        WITH_WORLD(an_id_that_is_taken_twice_names_both_places),
        WITH_WORLD(a_venue_must_exist_somewhere),
        WITH_WORLD(paths_that_hold_nothing_are_told),
        WITH_WORLD(a_file_that_may_not_be_read_is_told),
        WITH_WORLD(a_folder_that_links_to_itself_is_walked_once),
        WITH_WORLD(a_file_named_twice_is_read_once),
        WITH_WORLD(a_large_file_is_refused_before_it_is_read),
        WITH_WORLD(a_large_table_is_imported),
        WITH_WORLD(the_packaged_knowledge_is_loaded_and_loaded_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
