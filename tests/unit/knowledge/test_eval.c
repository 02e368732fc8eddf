#include "tests/test.h"

#include <math.h>

#include "knowledge/eval.h"
#include "knowledge/kb.h"

static const char BASE[] =
    "{\"id\":\"envoy\",\"tags\":[],\"phrasings\":[{\"lang\":\"en\",\"text\":\"what is envoy\"}],"
    "\"answers\":[{\"lang\":\"en\",\"text\":\"a proxy\"}]}\n"
    "\n"
    "{\"id\":\"helm\",\"phrasings\":[{\"lang\":\"en\",\"text\":\"install helm charts\"}]}\n";
static const char QUERIES[] =
    "{\"id\":\"q1\",\"query\":\"what is envoy\",\"lang\":\"en\",\"gold\":[\"envoy\"]}\n"
    "{\"id\":\"q2\",\"query\":\"charts for helm\",\"lang\":\"en\",\"gold\":[\"helm\"]}\n"
    "{\"id\":\"q3\",\"query\":\"envoy\",\"lang\":\"en\",\"gold\":[\"helm\"]}\n"
    "{\"id\":\"q4\",\"query\":\"bake me a cake\",\"lang\":\"en\",\"gold\":[]}\n";

typedef struct Files {
    char *folder, *base, *queries;
} Files;

static int write_files(void **state)
{
    Files *files = g_new0(Files, 1);
    files->folder = g_dir_make_tmp("askd-eval-XXXXXX", NULL);
    files->base = g_build_filename(files->folder, "kb.jsonl", NULL);
    files->queries = g_build_filename(files->folder, "queries.jsonl", NULL);
    g_file_set_contents(files->base, BASE, -1, NULL);
    g_file_set_contents(files->queries, QUERIES, -1, NULL);
    *state = files;
    return 0;
}

static int remove_files(void **state)
{
    Files *files = *state;
    remove(files->base);
    remove(files->queries);
    remove(files->folder);
    g_free(files->folder);
    g_free(files->base);
    g_free(files->queries);
    g_free(files);
    return 0;
}

static void figures_are_shares_of_the_right_questions(void **state)
{
    Files *files = *state;
    g_autoptr(GError) error = NULL;
    EvalFigures f;
    assert_ok(eval_measure(files->base, files->queries, &f, NULL, &error), error);
    assert_int_equal(f.entries, 2);
    assert_int_equal(f.answerable, 3);
    assert_int_equal(f.unanswerable, 1);
    assert_float_equal(f.acc1, 66.667, 0.01);
    assert_float_equal(f.oos95, 100, 0);
    assert_float_equal(f.auroc, 100, 0);
    assert_float_equal(f.refused, 100, 0);
    assert_true(f.joint <= f.accepted && f.joint <= f.acc1 && f.r3 >= f.acc1);
}

static void the_figures_are_printed_a_line_each(void **state)
{
    Files *files = *state;
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_ok(eval_run(files->base, files->queries, out, &error), error);
    fclose(out);
    assert_non_null(strstr(text, "acc1 66.7\n"));
    assert_non_null(strstr(text, "mean_us "));
    free(text);
}

static void a_bad_line_is_named(void **state)
{
    Files *files = *state;
    g_autoptr(GError) error = NULL;
    EvalFigures f;
    g_file_set_contents(files->base, "{\"id\":\"a\"}\n{\"id\":\n", -1, NULL);
    assert_false(eval_measure(files->base, files->queries, &f, NULL, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    assert_non_null(strstr(error->message, "kb.jsonl:2: "));
    g_clear_error(&error);
    g_file_set_contents(files->base, "[1]\n", -1, NULL);
    assert_false(eval_measure(files->base, files->queries, &f, NULL, &error));
    assert_non_null(strstr(error->message, "kb.jsonl:1: no object with an id"));
    g_clear_error(&error);
    assert_false(eval_measure("/nowhere/kb.jsonl", files->queries, &f, NULL, &error));
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(figures_are_shares_of_the_right_questions, write_files,
                                        remove_files),
        cmocka_unit_test_setup_teardown(the_figures_are_printed_a_line_each, write_files,
                                        remove_files),
        cmocka_unit_test_setup_teardown(a_bad_line_is_named, write_files, remove_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
