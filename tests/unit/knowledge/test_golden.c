/*
 * Golden questions: asked, counted, and standing between a change and the base. With them the
 * other small tables beside the entries.
 */
#include "tests/unit/knowledge/base.h"

#include "knowledge/alias.h"
#include "knowledge/files/import.h"
#include "knowledge/files/import.h"
#include "knowledge/golden.h"
#include "knowledge/sidecar.h"

static int fill(void **state)
{
    base_open(state);
    Kb *kb = *state;
    base_save(kb, base_entry("containerd", "What is containerd?", "A container runtime."));
    base_save(kb, base_entry("prometheus", "What is Prometheus?", "Monitoring and alerting."));
    base_save(kb, base_entry("helm", "What is Helm?", "A package manager for Kubernetes."));
    base_save(kb, base_entry("storage-slow", "Why is my storage driver slow?", "Check overlay2."));
    return 0;
}

static bool read_text(Sidecar *sidecar, const char *text, GError **error)
{
    return sidecar_read(sidecar, "x.tsv", text, strlen(text), error);
}

/* Reads and saves in a transaction of its own. */
static void take(Kb *kb, const char *text, bool replace)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Sidecar) sidecar = sidecar_new();
    assert_ok(read_text(sidecar, text, &error), error);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(sidecar_save(sidecar, kb, replace, "U0MOD", &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static GoldenTrial *before(Kb *kb)
{
    g_autoptr(GError) error = NULL;
    GoldenTrial *trial = golden_before(kb, NULL, 0.5, &error);
    assert_ok(trial, error);
    return trial;
}

/* --- judging --------------------------------------------------------------------------------- */

static void a_change_that_takes_an_answer_away_is_refused_and_named(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL, refusal = NULL;
    bool retired;
    take(kb,
         "question\tlang\texpected\nwhat is helm\ten\thelm\nwhat is prometheus\ten\tprometheus\n",
         false);
    g_autoptr(GoldenTrial) trial = before(kb);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_retire(kb, "helm", "U0MOD", &retired, &error), error);
    assert_false(golden_judge(trial, kb, &refusal));
    kb_roll_back(kb);
    assert_true(g_error_matches(refusal, KB_ERROR, KB_ERROR_INPUT));
    assert_non_null(strstr(refusal->message, "1 golden question would be worse off"));
    assert_non_null(strstr(refusal->message, "what is helm: was answered with helm, would be "));
    assert_non_null(strstr(refusal->message, "; must reach helm"));
    assert_null(strstr(refusal->message, "what is prometheus"));
}

static void a_change_that_answers_what_must_not_be_is_refused(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL, refusal = NULL;
    g_autoptr(Entry) taxes = base_entry("taxes", "How do I file my taxes?", "With a form.");
    EntryChange change;
    take(kb, "question\tlang\texpected\nhow do i file my taxes\ten\tunknown\n", false);
    g_autoptr(GoldenTrial) trial = before(kb);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, taxes, "U0MOD", &change, &error), error);
    assert_false(golden_judge(trial, kb, &refusal));
    kb_roll_back(kb);
    assert_non_null(strstr(refusal->message, "was unknown, would be answered with taxes"));
    assert_non_null(strstr(refusal->message, "must not be answered"));
}

/* A base of the size of the packaged one: whatever is taught moves every figure a little. */
static void teaching_something_new_is_no_worse_for_what_stands_on_the_brink(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) fresh =
        base_entry("etcd-certificates", "How do I rotate the certificates of etcd?",
                   "Let kubeadm renew them, then restart etcd.");
    EntryChange change;
    ImportCounts counts;
    assert_ok(import_packaged(kb, BASE_NOW_MS, &counts, &error), error);
    g_autoptr(Library) library = library_build(kb, 0.5, &error);
    assert_ok(library, error);
    g_autoptr(GoldenTrial) trial = golden_before(kb, library, 0.5, &error);
    assert_ok(trial, error);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, fresh, "U0MOD", &change, &error), error);
    assert_ok(golden_judge(trial, kb, &error), error);
    kb_roll_back(kb);
}

static void what_a_changed_entry_takes_from_another_is_its_own_doing(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) thief = base_entry("thief", "How do I file my taxes?", "With a form.");
    EntryChange change;
    take(kb, "question\tlang\texpected\nhow do i file my taxes\ten\tunknown\n", false);
    g_autoptr(GoldenTrial) trial = before(kb);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, thief, "U0MOD", &change, &error), error);
    g_autoptr(GPtrArray) its = golden_falls(trial, kb, "thief", &error);
    assert_int_equal(its->len, 1);
    g_autoptr(GPtrArray) others = golden_falls(trial, kb, "helm", &error);
    assert_int_equal(others->len, 0);
    kb_roll_back(kb);
}

static void a_harmless_change_is_let_through(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Entry) envoy = base_entry("envoy", "What is Envoy?", "A proxy.");
    EntryChange change;
    take(kb, "question\tlang\texpected\nwhat is helm\ten\thelm\nwhat is envoy\ten\tenvoy\n", false);
    g_autoptr(GoldenTrial) trial = before(kb);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_save(kb, envoy, "U0MOD", &change, &error), error);
    assert_ok(golden_judge(trial, kb, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static void a_question_that_the_change_takes_back_is_not_judged(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool retired;
    take(kb, "question\tlang\texpected\nwhat is helm\ten\thelm\n", false);
    g_autoptr(GoldenTrial) trial = before(kb);
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(entry_retire(kb, "helm", "U0MOD", &retired, &error), error);
    assert_ok(golden_clear(kb, &error), error);
    assert_ok(golden_judge(trial, kb, &error), error);
    kb_roll_back(kb);
}

static void results_are_counted_a_language_each(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    take(kb,
         "question\tlang\texpected\nwhat is helm\ten\thelm\nwhat is containerd\ten\thelm\n"
         "who paints clouds\ten\tunknown\n天空为什么是蓝色的\tzh\tunknown\n",
         false);
    g_autoptr(GPtrArray) golden = golden_list(kb, &error);
    g_autoptr(Library) library = library_build(kb, 0.5, &error);
    assert_ok(library, error);
    g_autoptr(GPtrArray) results = golden_run(golden, library);
    GoldenCounts counts[LANG_COUNT];
    golden_count(results, counts);
    assert_int_equal(counts[LANG_EN].known, 2);
    assert_int_equal(counts[LANG_EN].right, 1);
    assert_int_equal(counts[LANG_EN].unknown, 1);
    assert_int_equal(counts[LANG_EN].refused, 1);
    assert_int_equal(counts[LANG_ZH].known, 0);
    assert_int_equal(counts[LANG_ZH].refused, 1);
    assert_true(golden_share(&counts[LANG_ZH]) == 100);
}

/* --- files ----------------------------------------------------------------------------------- */

static void what_is_wrong_in_a_file_is_told_by_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"question\tlang\texpected\nwhat\ten\n", "x.tsv:2: the header has 3 columns, this row 2"},
        {"question\tlang\texpected\nwhat\tfr\thelm\n", "x.tsv:2: the second column"},
        {"question\tlang\texpected\nwhat\ten\tThe Helm\n", "x.tsv:2: the third column"},
        {"question\tlang\texpected\n\nwhat\ten\thelm\nwhat\ten\tunknown\n",
         "x.tsv:4: this question is here twice"},
        {"word\tmeaning\nk8s\t\n", "x.tsv:2: a column is empty"},
        {"not-ours\n\xff\n", "x.tsv:2: the byte 0xFF"},
        {"what\never\n", "x.tsv:1: no such header row"},
        {"", "x.tsv:1: no such header row"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Sidecar) sidecar = sidecar_new();
        assert_false(read_text(sidecar, rows[i].text, &error));
        if (!strstr(error->message, rows[i].says))
            fail_msg("%s: says %s", rows[i].says, error->message);
    }
}

static void a_table_is_known_by_its_header(void **state)
{
    (void)state;
    const char *ours[] = {"question\tlang\texpected\r\n", "word\tmeaning\n", "not-ours",
                          "\xEF\xBB\xBFword\tmeaning\n"};
    const char *theirs[] = {"", "id\tlang\tquestion\tanswer\n", "word\tmeaning\tmore\n",
                            "not-ours?\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        assert_true(sidecar_known(ours[i], strlen(ours[i])));
    for (size_t i = 0; i < G_N_ELEMENTS(theirs); i++)
        assert_false(sidecar_known(theirs[i], strlen(theirs[i])));
}

static void the_same_file_twice_changes_nothing_and_replacing_takes_away(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *once = NULL, *twice = NULL, *replaced = NULL;
    const char *two = "word\tmeaning\nkubby\tkubernetes\nthe mesh\tistio\n";
    take(kb, two, false);
    assert_ok(sidecar_print_aliases(kb, &once, &error), error);
    take(kb, two, false);
    assert_ok(sidecar_print_aliases(kb, &twice, &error), error);
    assert_string_equal(once, "word\tmeaning\nkubby\tkubernetes\nthe-mesh\tistio\n");
    assert_string_equal(twice, once);
    take(kb, "word\tmeaning\nprom\tprometheus\n", true);
    assert_ok(sidecar_print_aliases(kb, &replaced, &error), error);
    assert_string_equal(replaced, "word\tmeaning\nprom\tprometheus\n");
}

static void what_is_printed_can_be_read_again(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *golden = NULL, *rejects = NULL, *none = NULL;
    assert_ok(sidecar_print_golden(kb, &none, &error), error);
    assert_null(none);
    take(kb, "question\tlang\texpected\nwhat is helm\ten\thelm\n天气如何\tzh\tunknown\n", false);
    take(kb, "not-ours\nwhere is my parcel\n", false);
    assert_ok(sidecar_print_golden(kb, &golden, &error), error);
    assert_ok(sidecar_print_rejects(kb, &rejects, &error), error);
    assert_string_equal(
        golden, "question\tlang\texpected\nwhat is helm\ten\thelm\n天气如何\tzh\tunknown\n");
    assert_string_equal(rejects, "not-ours\nwhere is my parcel\n");
    take(kb, golden, true);
    take(kb, rejects, true);
}

/* --- aliases and rejects --------------------------------------------------------------------- */

static void aliases_and_rejects_make_the_library_out_of_date(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    int64_t first, second, third;
    assert_ok(kb_entries_version(kb, &first, &error), error);
    take(kb, "word\tmeaning\nkubby\tkubernetes\n", false);
    assert_ok(kb_entries_version(kb, &second, &error), error);
    take(kb, "not-ours\nwhere is my parcel\n", false);
    assert_ok(kb_entries_version(kb, &third, &error), error);
    assert_true(first != second && second != third);
}

static void an_alias_is_a_word_and_another(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    bool changed;
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(alias_add(kb, " KUBBY ", "Kubernetes", &changed, &error), error);
    assert_true(changed);
    assert_ok(alias_add(kb, "kubby", "kubernetes", &changed, &error), error);
    assert_false(changed);
    assert_false(alias_add(kb, "same", "SAME", &changed, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    g_clear_error(&error);
    assert_false(alias_add(kb, "", "x", &changed, &error));
    g_clear_error(&error);
    assert_ok(alias_remove(kb, "kubby", NULL, &changed, &error), error);
    assert_true(changed);
    assert_ok(alias_remove(kb, "kubby", NULL, &changed, &error), error);
    assert_false(changed);
    kb_roll_back(kb);
}

static void an_alias_is_understood(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Scratch) scratch = scratch_new();
    Answer was, is;
    g_autoptr(Library) first = library_build(kb, 0.5, &error);
    assert_ok(first, error);
    answer_look(first, scratch, "what is the steering wheel", &was);
    assert_int_not_equal(was.outcome, OUTCOME_ANSWERED);
    take(kb, "word\tmeaning\nsteering-wheel\thelm\n", false);
    g_autoptr(Library) second = library_build(kb, 0.5, &error);
    assert_ok(second, error);
    answer_look(second, scratch, "what is the steering wheel", &is);
    assert_true(is.confidence > was.confidence);
    assert_string_equal(is.candidates[0].entry->slug, "helm");
}

static void a_question_that_is_not_ours_is_not_answered(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Scratch) scratch = scratch_new();
    Answer was, is;
    g_autoptr(Library) first = library_build(kb, 0.5, &error);
    assert_ok(first, error);
    answer_look(first, scratch, "helm chart does not install", &was);
    take(kb, "not-ours\nmy helm chart does not install\n", false);
    g_autoptr(Library) second = library_build(kb, 0.5, &error);
    assert_ok(second, error);
    answer_look(second, scratch, "helm chart does not install", &is);
    assert_true(is.confidence < was.confidence);
    assert_int_not_equal(is.outcome, OUTCOME_ANSWERED);
}

static void the_packaged_tables_are_loaded_with_the_packaged_entries(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    ImportCounts counts;
    assert_ok(import_packaged(kb, BASE_NOW_MS, &counts, &error), error);
    g_autoptr(GPtrArray) golden = golden_list(kb, &error);
    g_autoptr(GPtrArray) rejects = reject_list(kb, &error);
    assert_true(golden && golden->len >= 500);
    assert_true(rejects && rejects->len > 100);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fill, base_close)
    const struct CMUnitTest tests[] = {
        T(a_change_that_takes_an_answer_away_is_refused_and_named),
        T(a_change_that_answers_what_must_not_be_is_refused),
        T(a_harmless_change_is_let_through),
        T(teaching_something_new_is_no_worse_for_what_stands_on_the_brink),
        T(what_a_changed_entry_takes_from_another_is_its_own_doing),
        T(a_question_that_the_change_takes_back_is_not_judged),
        T(results_are_counted_a_language_each),
        T(what_is_wrong_in_a_file_is_told_by_line),
        T(a_table_is_known_by_its_header),
        T(the_same_file_twice_changes_nothing_and_replacing_takes_away),
        T(what_is_printed_can_be_read_again),
        T(aliases_and_rejects_make_the_library_out_of_date),
        T(an_alias_is_a_word_and_another),
        T(an_alias_is_understood),
        T(a_question_that_is_not_ours_is_not_answered),
        cmocka_unit_test_setup_teardown(the_packaged_tables_are_loaded_with_the_packaged_entries,
                                        base_open, base_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
