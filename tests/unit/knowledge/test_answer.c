/*
 * The three ways to answer, out of a small library.
 */
#include "tests/unit/knowledge/base.h"

#include <glib/gstdio.h>

#include "knowledge/answer.h"
#include "knowledge/files/import.h"

typedef struct Asked {
    Library *library;
    Scratch *scratch;
    Answer answer;
} Asked;

static Entry *venue(const char *slug, const char *tag)
{
    Entry *entry = base_entry(slug, slug, NULL);
    entry->kind = ENTRY_VENUE;
    entry->url = g_strdup_printf("https://example.org/%s", slug);
    g_ptr_array_add(entry->tags, g_strdup(tag));
    return entry;
}

static int fill(void **state)
{
    base_open(state);
    Kb *kb = *state;
    base_save(kb, base_entry("containerd", "What is containerd?", "A container runtime."));
    base_save(kb, base_entry("prometheus", "What is Prometheus?", "Monitoring and alerting."));
    base_save(kb, base_entry("helm", "What is Helm?", "A package manager for Kubernetes."));
    base_save(kb, base_entry("storage-slow", "Why is my storage driver slow?", "Check overlay2."));
    base_save(kb, venue("forum", "storage-slow"));
    base_save(kb, venue("general", "default"));
    return 0;
}

static void ask(Kb *kb, Asked *asked, const char *question)
{
    g_autoptr(GError) error = NULL;
    asked->library = library_build(kb, 0.5, &error);
    assert_ok(asked->library, error);
    asked->scratch = scratch_new();
    answer_find(asked->library, asked->scratch, question, &asked->answer);
}

static void done(Asked *asked)
{
    scratch_free(asked->scratch);
    library_unref(asked->library);
}

static void a_greeting_is_not_looked_up_unless_an_entry_is_about_it(void **state)
{
    Asked asked;
    uint64_t before[OUTCOME_UNKNOWN + 1], after[OUTCOME_UNKNOWN + 1];
    answer_counts(before);
    base_save(*state, base_entry("origin", "What is the hello world of Moby?", "An old name."));
    ask(*state, &asked, "hello!");
    assert_int_equal(asked.answer.talk, TALK_GREETING);
    assert_int_equal(asked.answer.outcome, OUTCOME_UNKNOWN);
    assert_null(asked.answer.entry);
    assert_true(asked.answer.confidence == 0);
    answer_counts(after);
    assert_memory_equal(before, after, sizeof before);
    done(&asked);
    base_save(*state, base_entry("who", "Who are you?", "The helper of this place."));
    ask(*state, &asked, "who are you");
    assert_int_equal(asked.answer.talk, TALK_NONE);
    assert_string_equal(asked.answer.candidates[0].entry->slug, "who");
    done(&asked);
}

static void a_known_question_is_answered_with_its_entry(void **state)
{
    Asked asked;
    ask(*state, &asked, "what is containerd");
    assert_int_equal(asked.answer.outcome, OUTCOME_ANSWERED);
    assert_string_equal(asked.answer.entry->slug, "containerd");
    assert_ptr_equal(asked.answer.candidates[0].entry, asked.answer.entry);
    done(&asked);
}

static void an_unknown_question_is_never_answered(void **state)
{
    static const char *const strange[] = {"zzgrplf", "", "???", "how do I bake sourdough bread",
                                          "怎么做红烧肉"};
    for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
        Asked asked;
        ask(*state, &asked, strange[i]);
        assert_int_equal(asked.answer.outcome, OUTCOME_UNKNOWN);
        assert_null(asked.answer.entry);
        assert_string_equal(asked.answer.venue->slug, "general");
        done(&asked);
    }
}

static void a_venue_is_no_answer(void **state)
{
    Asked asked;
    ask(*state, &asked, "forum");
    for (size_t i = 0; i < asked.answer.candidate_count; i++)
        assert_int_equal(asked.answer.candidates[i].entry->kind, ENTRY_ANSWER);
    done(&asked);
}

static void the_venue_is_the_one_of_the_topic(void **state)
{
    Asked asked;
    ask(*state, &asked, "why is my storage driver slow");
    assert_string_equal(asked.answer.venue->slug, "forum");
    done(&asked);
}

static void the_same_question_gets_the_same_answer(void **state)
{
    Asked a, b;
    ask(*state, &a, "is prometheus a package manager");
    ask(*state, &b, "is prometheus a package manager");
    assert_int_equal(a.answer.candidate_count, b.answer.candidate_count);
    for (size_t i = 0; i < a.answer.candidate_count; i++)
        assert_memory_equal(&a.answer.candidates[i].score, &b.answer.candidates[i].score,
                            sizeof(double));
    assert_memory_equal(&a.answer.confidence, &b.answer.confidence, sizeof(double));
    done(&a);
    done(&b);
}

/*
 * The thresholds are a matter of the entries alone: drawn once, kept, drawn again when entries
 * change.
 */
static void thresholds_are_drawn_once_for_the_same_entries(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Library) first = library_build(kb, 0.5, &error);
    assert_true(library_is_news(first));
    assert_ok(kb_begin(kb, BASE_NOW_MS, &error), error);
    assert_ok(library_keep(first, kb, &error), error);
    assert_ok(kb_commit(kb, &error), error);
    g_autoptr(Library) second = library_build(kb, 0.5, &error);
    assert_false(library_is_news(second));
    double a[2], b[2];
    index_thresholds(library_index(first), &a[0], &a[1]);
    index_thresholds(library_index(second), &b[0], &b[1]);
    assert_memory_equal(a, b, sizeof a);
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    g_autoptr(Library) third = library_build(kb, 0.5, &error);
    assert_true(library_is_news(third));
}

/* --- an index that was kept ------------------------------------------------------------------- */

static char *kept_path(void)
{
    g_autofree char *folder = g_dir_make_tmp("askd-index-XXXXXX", NULL);
    return g_build_filename(folder, "askd.db-index", NULL);
}

static void forget(char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_unlink(path);
    assert_int_equal(g_rmdir(folder), 0);
    g_free(path);
}

static Library *opened(Kb *kb, const char *path, bool built)
{
    g_autoptr(GError) error = NULL;
    Library *library = library_open(kb, 0.5, path, &error);
    assert_ok(library, error);
    assert_int_equal(library_is_built(library), built);
    return library;
}

static void answers_alike(const Library *a, const Library *b, const char *question)
{
    Answer x, y;
    g_autoptr(Scratch) scratch = scratch_new();
    answer_look(a, scratch, question, &x);
    answer_look(b, scratch, question, &y);
    assert_int_equal(x.outcome, y.outcome);
    assert_memory_equal(&x.confidence, &y.confidence, sizeof x.confidence);
    assert_int_equal(x.candidate_count, y.candidate_count);
    for (size_t i = 0; i < x.candidate_count; i++) {
        assert_string_equal(x.candidates[i].entry->slug, y.candidates[i].entry->slug);
        assert_memory_equal(&x.candidates[i].score, &y.candidates[i].score, sizeof(double));
    }
}

static const char *const questions[] = {
    "what is containerd",  "promethues: what is it good for",
    "普罗米修斯能做告警吗", "how do I bake bread",
    "???",                 "k8s 上怎么装 helm chart",
};

static Kb *packaged_base(void)
{
    ImportCounts counts;
    g_autoptr(GError) error = NULL;
    Kb *kb = kb_open(":memory:", &error);
    assert_ok(kb && import_packaged(kb, BASE_NOW_MS, &counts, &error), error);
    return kb;
}

static void the_knowledge_that_comes_along_brings_its_index(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = packaged_base();
    g_autoptr(Library) brought = opened(kb, NULL, false);
    g_autoptr(Library) built = library_build_like(kb, 0.5, brought, &error);
    assert_true(library_is_built(built));
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        answers_alike(built, brought, questions[i]);
    base_save(kb, base_entry("blixt", "What is Blixt?", "A load balancer."));
    g_autoptr(Library) changed = opened(kb, NULL, true);
    assert_non_null(library_entry(changed, "blixt"));
}

/* With few phrasings, and with many, where there is a classifier. */
static void a_kept_index_answers_as_the_built_one_did(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) many = packaged_base();
    base_save(many, base_entry("blixt", "What is Blixt?", "A load balancer."));
    Kb *const bases[] = {*state, many};
    for (size_t b = 0; b < G_N_ELEMENTS(bases); b++) {
        char *path = kept_path();
        g_autoptr(Library) built = opened(bases[b], path, true);
        assert_ok(library_write(built, path, &error), error);
        g_autoptr(Library) kept = opened(bases[b], path, false);
        for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
            answers_alike(built, kept, questions[i]);
        forget(path);
    }
}

static void another_base_builds_an_index_of_its_own(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    char *path = kept_path();
    g_autoptr(Library) first = opened(kb, path, true);
    assert_ok(library_write(first, path, &error), error);
    base_save(kb, base_entry("envoy", "What is Envoy?", "A proxy."));
    g_autoptr(Library) second = opened(kb, path, true);
    assert_ok(library_write(second, path, &error), error);
    g_autoptr(Library) third = opened(kb, path, false);
    answers_alike(second, third, "what is envoy");
    forget(path);
}

static void a_damaged_file_is_not_believed(void **state)
{
    Kb *kb = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;
    gsize len;
    char *path = kept_path();
    g_autoptr(Library) built = opened(kb, path, true);
    assert_ok(library_write(built, path, &error), error);
    assert_ok(g_file_get_contents(path, &bytes, &len, &error), error);
    for (size_t at = 0; at < len; at += len / 50 + 1) {
        bytes[at] ^= 0x10;
        assert_ok(g_file_set_contents(path, bytes, (gssize)len, &error), error);
        library_unref(opened(kb, path, true));
        bytes[at] ^= 0x10;
    }
    for (size_t cut = 0; cut < len; cut += len / 20 + 1) {
        assert_ok(g_file_set_contents(path, bytes, (gssize)cut, &error), error);
        library_unref(opened(kb, path, true));
    }
    forget(path);
}

static void an_empty_base_knows_nothing(void **state)
{
    (void)state;
    Asked asked;
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(":memory:", &error);
    ask(kb, &asked, "what is containerd");
    assert_int_equal(asked.answer.outcome, OUTCOME_UNKNOWN);
    assert_null(asked.answer.venue);
    done(&asked);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fill, base_close)
    const struct CMUnitTest tests[] = {
        T(a_known_question_is_answered_with_its_entry),
        T(a_greeting_is_not_looked_up_unless_an_entry_is_about_it),
        T(an_unknown_question_is_never_answered),
        T(a_venue_is_no_answer),
        T(the_venue_is_the_one_of_the_topic),
        T(the_same_question_gets_the_same_answer),
        T(thresholds_are_drawn_once_for_the_same_entries),
        T(the_knowledge_that_comes_along_brings_its_index),
        T(a_kept_index_answers_as_the_built_one_did),
        T(another_base_builds_an_index_of_its_own),
        T(a_damaged_file_is_not_believed),
        T(an_empty_base_knows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
