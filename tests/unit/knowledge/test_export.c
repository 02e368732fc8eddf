/*
 * Exports: exact, whole or not at all.
 */
#include "tests/test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "knowledge/alias.h"
#include "knowledge/entry.h"
#include "knowledge/files/export.h"
#include "knowledge/files/import.h"
#include "knowledge/golden.h"

#define NOW INT64_C(1700000000000)

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    g_remove(path);
}

static int set_up(void **state)
{
    GError *error = NULL;
    assert_ok(*state = g_dir_make_tmp("export-XXXXXX", &error), error);
    return 0;
}

static int tear_down(void **state)
{
    remove_all(*state);
    g_free(*state);
    return 0;
}

static Kb *base(void)
{
    GError *error = NULL;
    Kb *kb = kb_open(":memory:", &error);
    assert_ok(kb, error);
    return kb;
}

/* Everything below the folder, "name\ncontents\n" each, sorted: two folders alike give the same. */
static void dump(const char *folder, GPtrArray *files)
{
    GError *error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    assert_ok(dir, error);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            dump(path, files);
            continue;
        }
        assert_ok(g_file_get_contents(path, &text, NULL, &error), error);
        g_autofree char *parent = g_path_get_basename(folder);
        bool in_venues = strcmp(parent, "venues") == 0;
        g_ptr_array_add(files, g_strdup_printf("%s%s\n%s", in_venues ? "venues/" : "", name, text));
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *all_of(const char *folder)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    dump(folder, files);
    g_ptr_array_sort(files, by_text);
    g_ptr_array_add(files, NULL);
    return g_strjoinv("\n", (char **)files->pdata);
}

static int64_t export_to(Kb *kb, const char *folder)
{
    int64_t count = 0;
    GError *error = NULL;
    assert_ok(export_folder(kb, folder, &count, &error), error);
    return count;
}

static void import_of(Kb *kb, const char *folder)
{
    const char *const paths[] = {folder, NULL};
    const ImportOptions options = {.author = "import"};
    ImportCounts counts;
    GError *error = NULL;
    assert_ok(import_paths(kb, paths, NOW, &options, &counts, &error), error);
}

/* An entry with whatever could get lost on the way. */
static void add_awkward(Kb *kb)
{
    g_autoptr(Entry) e = entry_new();
    GError *error = NULL;
    EntryChange change;
    e->slug = g_strdup("awkward");
    e->owner = g_strdup("yes: no # \"x\" ");
    g_ptr_array_add(e->tags, g_strdup("1.10"));
    g_ptr_array_add(e->sources, g_strdup("C:\\path"));
    e->texts[LANG_EN].title = g_strdup("# en: שלום 🦭");
    e->texts[LANG_EN].answer = g_strdup("\n# zh: not a title\n```\nnever closed\n\n");
    e->texts[LANG_ZH].title = g_strdup("## then: 2018");
    e->texts[LANG_ZH].then = g_strdup("## now: 2019\n\\# en: x\n");
    e->texts[LANG_ZH].then_date = g_strdup("2018-02");
    g_ptr_array_add(e->texts[LANG_ZH].phrasings, g_strdup(" 空 格\n换行 "));
    assert_ok(kb_begin(kb, NOW, &error), error);
    assert_ok(entry_save(kb, e, "U1", &change, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

/* What stands beside entries, awkward as well. */
static void teach_awkward(Kb *kb)
{
    GError *error = NULL;
    bool changed;
    assert_ok(kb_begin(kb, NOW, &error), error);
    assert_ok(golden_add(kb, "# is this a comment?", NULL, &changed, &error), error);
    assert_ok(golden_add(kb, "“引号” 和 \\t 怎么写？", "awkward", &changed, &error), error);
    assert_ok(alias_add(kb, "#kubby the 2nd", "kubernetes", &changed, &error), error);
    assert_ok(alias_add(kb, "方向盘", "helm", &changed, &error), error);
    assert_ok(reject_add(kb, "#4 not ours?", "U1", &changed, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static void export_import_export_gives_the_same_bytes(void **state)
{
    g_autofree char *first = g_build_filename(*state, "first", NULL);
    g_autofree char *second = g_build_filename(*state, "second", NULL);
    g_autoptr(Kb) kb = base();
    g_autoptr(Kb) other = base();
    ImportCounts counts;
    GError *error = NULL;
    assert_ok(import_packaged(kb, NOW, &counts, &error), error);
    add_awkward(kb);
    teach_awkward(kb);
    assert_int_equal(export_to(kb, first), counts.added + 1);
    import_of(other, first);
    assert_int_equal(export_to(other, second), counts.added + 1);
    g_autofree char *a = all_of(first);
    g_autofree char *b = all_of(second);
    assert_string_equal(a, b);
    assert_non_null(strstr(a, "venues/cncf-slack.md\n---\nid: cncf-slack\n"));
    assert_non_null(
        strstr(a, "golden.tsv\nquestion\tlang\texpected\n # is this a comment?\ten\tunknown"));
    assert_non_null(
        strstr(a, "aliases.tsv\nword\tmeaning\n #kubby-the-2nd\tkubernetes\n方向盘\thelm\n"));
    assert_non_null(strstr(a, "rejects.tsv\nnot-ours\n #4 not ours?\n"));

    g_autoptr(GPtrArray) was = entry_list(kb, &error);
    g_autoptr(GPtrArray) is = entry_list(other, &error);
    assert_int_equal(was->len, is->len);
    for (unsigned i = 0; i < was->len; i++)
        assert_true(entry_equal(was->pdata[i], is->pdata[i]));
}

static void an_empty_folder_is_taken_and_a_full_one_refused(void **state)
{
    g_autofree char *place = g_build_filename(*state, "place/", NULL);
    g_autofree char *file = g_build_filename(*state, "file", NULL);
    g_autoptr(Kb) kb = base();
    g_autoptr(GError) error = NULL;
    int64_t count;
    add_awkward(kb);
    assert_int_equal(g_mkdir(place, 0700), 0);
    assert_int_equal(export_to(kb, place), 1);
    assert_false(export_folder(kb, place, &count, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    assert_non_null(strstr(error->message, "place: not empty; name a folder that does not exist"));
    g_clear_error(&error);

    assert_true(g_file_set_contents(file, "x", -1, NULL));
    assert_false(export_folder(kb, file, &count, &error));
    assert_non_null(strstr(error->message, "file: not a folder"));
}

static unsigned things_in(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned count = 0;
    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void nothing_is_left_of_a_failed_export(void **state)
{
    g_autofree char *place = g_build_filename(*state, "no", "such", NULL);
    g_autoptr(Kb) kb = base();
    g_autoptr(GError) error = NULL;
    int64_t count;
    add_awkward(kb);
    assert_false(export_folder(kb, place, &count, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_FAILED));
    assert_non_null(strstr(error->message, "no/such: No such file or directory"));
    assert_int_equal(things_in(*state), 0);
}

/* A limit of a byte a file stands for a full disk. */
static bool export_on_a_full_disk(Kb *kb, const char *folder, GError **error)
{
    struct rlimit was, full;
    int64_t count;
    getrlimit(RLIMIT_FSIZE, &was);
    full = was;
    full.rlim_cur = 1;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &full);
    bool exported = export_folder(kb, folder, &count, error);
    setrlimit(RLIMIT_FSIZE, &was);
    signal(SIGXFSZ, SIG_DFL);
    return exported;
}

static void a_full_disk_leaves_no_half_of_an_export(void **state)
{
    g_autofree char *place = g_build_filename(*state, "place", NULL);
    g_autoptr(Kb) kb = base();
    g_autoptr(GError) error = NULL;
    add_awkward(kb);
    assert_false(export_on_a_full_disk(kb, place, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_FAILED));
    assert_non_null(strstr(error->message, "awkward.md: File too large"));
    assert_int_equal(things_in(*state), 0);
}

static void an_empty_base_gives_an_empty_folder(void **state)
{
    g_autofree char *place = g_build_filename(*state, "place", NULL);
    g_autoptr(Kb) kb = base();
    assert_int_equal(export_to(kb, place), 0);
    assert_int_equal(things_in(place), 0);
    assert_int_equal(things_in(*state), 1);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(export_import_export_gives_the_same_bytes),
        IN_FOLDER(an_empty_folder_is_taken_and_a_full_one_refused),
        IN_FOLDER(nothing_is_left_of_a_failed_export),
        IN_FOLDER(a_full_disk_leaves_no_half_of_an_export),
        IN_FOLDER(an_empty_base_gives_an_empty_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
