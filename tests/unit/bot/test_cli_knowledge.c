/*
 * What a maintainer does to the knowledge at a shell: golden questions, aliases, links, and why an
 * answer came. The program itself ($ASKD) is run.
 */
#include "tests/test.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/wait.h>

static char *program, *folder, *database;

typedef struct Ran {
    char *out, *err;
    int code;
} Ran;

static void ran_clear(Ran *ran)
{
    g_free(ran->out);
    g_free(ran->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ran, ran_clear)

static Ran run_words(const char *const *words)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "ASKD_DB", database, TRUE);
    Ran ran = {0};
    int status = -1;
    g_ptr_array_add(argv, program);
    for (; *words; words++)
        g_ptr_array_add(argv, (void *)*words);
    g_ptr_array_add(argv, NULL);
    assert_true(g_spawn_sync(folder, (char **)argv->pdata, environment, G_SPAWN_DEFAULT, NULL, NULL,
                             &ran.out, &ran.err, &status, NULL));
    if (!WIFEXITED(status))
        fail_msg("askd ended by signal %d: %s", WTERMSIG(status), ran.err);
    ran.code = WEXITSTATUS(status);
    return ran;
}
#define ASKD(...) run_words((const char *const[]){__VA_ARGS__, NULL})

static void assert_ran(const Ran *ran, int code)
{
    if (ran->code != code)
        fail_msg("exit %d, not %d: %s%s", ran->code, code, ran->out, ran->err);
}

static void assert_holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

static void write_file(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static const char *const HELM = "---\nid: helm\nsources: [https://helm.example]\n---\n"
                                "# en: What is Helm?\n\nA package manager.\n";
static const char *const MOON = "---\nid: moon\nsources: [http://127.0.0.1:9/gone]\n---\n"
                                "# en: How far is the moon?\n\nFar.\n";

static int fresh_base(void **state)
{
    (void)state;
    write_file("helm.md", HELM);
    write_file("moon.md", MOON);
    write_file("golden.tsv", "question\tlang\texpected\nwhat is helm\ten\thelm\n"
                             "how far is the moon\ten\tunknown\n");
    g_auto(Ran) ran = ASKD("import", "helm.md", "golden.tsv");
    return ran.code;
}

static int remove_base(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", NULL};
    (void)state;
    for (const char *const *end = ends; *end; end++) {
        g_autofree char *path = g_strconcat(database, *end, NULL);
        g_remove(path);
    }
    return 0;
}

static void golden_counts_a_language_each_and_minds_the_floor(void **state)
{
    (void)state;
    g_auto(Ran) fine = ASKD("golden");
    assert_ran(&fine, 0);
    assert_holds(fine.out, "en     1 of 1 right, 1 of 1 rightly not answered: 100.0 %");
    g_auto(Ran) forced = ASKD("import", "--force", "moon.md");
    assert_ran(&forced, 0);
    g_auto(Ran) low = ASKD("golden");
    assert_ran(&low, 1);
    assert_holds(low.out,
                 "wrong  en  how far is the moon: answered with moon; must not be answered");
    g_auto(Ran) enough = ASKD("golden", "--floor", "50");
    assert_ran(&enough, 0);
    g_auto(Ran) odd = ASKD("golden", "--floor", "many");
    assert_ran(&odd, 2);
}

static void an_import_that_makes_a_golden_question_worse_changes_nothing(void **state)
{
    (void)state;
    g_auto(Ran) refused = ASKD("import", "moon.md");
    assert_ran(&refused, 2);
    assert_holds(refused.err, "--force");
    assert_holds(refused.err, "how far is the moon: was unknown, would be answered with moon");
    g_auto(Ran) dry = ASKD("import", "--dry-run", "moon.md");
    assert_ran(&dry, 2);
    g_auto(Ran) asked = ASKD("ask", "how far is the moon");
    assert_ran(&asked, 3);
}

static void aliases_are_taught_listed_and_taken_back(void **state)
{
    (void)state;
    g_auto(Ran) added = ASKD("alias", "add", "Chartmaster", "helm");
    assert_ran(&added, 0);
    g_auto(Ran) listed = ASKD("alias");
    assert_string_equal(listed.out, "chartmaster\thelm\n");
    g_auto(Ran) why = ASKD("ask", "--explain", "what is chartmaster");
    assert_holds(why.out, "chartmaster, also helm");
    g_auto(Ran) removed = ASKD("alias", "remove", "chartmaster");
    assert_string_equal(removed.out, "removed\n");
    g_auto(Ran) none = ASKD("alias", "remove", "chartmaster");
    assert_string_equal(none.out, "there was none\n");
    g_auto(Ran) typo = ASKD("alias", "ad", "a", "b");
    assert_ran(&typo, 2);
    assert_holds(typo.err, "did you mean add");
}

static void a_search_names_entries_and_open_questions(void **state)
{
    (void)state;
    g_auto(Ran) found = ASKD("search", "package");
    assert_ran(&found, 0);
    assert_holds(found.out, "helm ");
    assert_holds(found.out, "What is Helm?\n");
    g_auto(Ran) none = ASKD("search", "\"mount -v");
    assert_ran(&none, 3);
    assert_holds(none.err, "no entry and no open question");
    g_auto(Ran) empty = ASKD("search");
    assert_ran(&empty, 2);
}

static void explain_names_file_and_revision(void **state)
{
    (void)state;
    g_auto(Ran) why = ASKD("ask", "--explain", "what is helm");
    assert_ran(&why, 0);
    assert_holds(why.out, "Outcome: answered\n");
    assert_holds(why.out, "helm.md:1, revision 1\n");
    g_auto(Ran) both = ASKD("ask", "--explain", "--json", "what is helm");
    assert_ran(&both, 2);
}

static void dead_links_are_named_and_remembered(void **state)
{
    (void)state;
    g_auto(Ran) forced = ASKD("import", "--prune", "--force", "moon.md");
    assert_ran(&forced, 0);
    g_auto(Ran) tried = ASKD("check", "--links");
    assert_ran(&tried, 0);
    assert_holds(tried.out, "1, of which 1 are known to be dead\n");
    assert_holds(tried.out, "http://127.0.0.1:9/gone: leads to a private address");
    assert_holds(tried.out, "used by moon\n");
    g_auto(Ran) later = ASKD("check");
    assert_holds(later.out, "dead link      http://127.0.0.1:9/gone");
    g_auto(Ran) odd = ASKD("check", "--allow-private");
    assert_ran(&odd, 2);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fresh_base, remove_base)
    const struct CMUnitTest tests[] = {
        T(golden_counts_a_language_each_and_minds_the_floor),
        T(an_import_that_makes_a_golden_question_worse_changes_nothing),
        T(aliases_are_taught_listed_and_taken_back),
        T(a_search_names_entries_and_open_questions),
        T(explain_names_file_and_revision),
        T(dead_links_are_named_and_remembered),
    };
    const char *named = g_getenv("ASKD");
    program = g_canonicalize_filename(named ? named : "build/askd", NULL);
    folder = g_dir_make_tmp("askd-knowledge-XXXXXX", NULL);
    database = g_build_filename(folder, "askd.db", NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const files[] = {"helm.md", "moon.md", "golden.tsv"};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_remove(path);
    }
    g_rmdir(folder);
    g_free(database);
    g_free(folder);
    g_free(program);
    return failed;
}
