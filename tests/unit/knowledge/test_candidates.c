/*
 * The narrow way to the candidates against the plain one, in a base large enough for it.
 */
#include "tests/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "knowledge/index/candidates.h"

enum { ENTRIES = 12000, WORDS = 400, NAMED = 8, LENGTH = 10, QUESTIONS = 300 };

typedef struct Base {
    IndexEntry entries[ENTRIES];
    IndexText texts[ENTRIES][2];
    GPtrArray *strings;
    uint64_t state;
} Base;

static double next(Base *base)
{
    base->state = base->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(base->state >> 11) / (double)((uint64_t)1 << 53);
}

/* Few words often, many seldom; among the frequent ones those that stand for each other. */
static void append_word(Base *base, GString *text)
{
    static const char *const names[NAMED] = {"kubernetes", "k8s",  "container", "容器",
                                             "cluster",    "集群", "docker",    "image"};
    unsigned word = (unsigned)pow(WORDS, next(base)) - 1;
    if (word % 5 == 2)
        g_string_append_printf(text, "%s ", names[word / 5 % NAMED]);
    else
        g_string_append_printf(text, "w%ux ", word);
}

static const char *make_text(Base *base, unsigned length)
{
    GString *text = g_string_new(NULL);
    while (length-- > 0)
        append_word(base, text);
    char *made = g_string_free(text, FALSE);
    g_ptr_array_add(base->strings, made);
    return made;
}

/* Every third is somebody's draft when there are to be some. */
static Index *build(Base *base, bool has_drafts)
{
    static const Calibration calibration;
    IndexOptions options = {.strictness = 0.5, .calibration = &calibration};
    for (int i = 0; i < ENTRIES; i++) {
        for (int t = 0; t < 2; t++)
            base->texts[i][t] = (IndexText){LANG_EN, make_text(base, LENGTH)};
        base->entries[i] = (IndexEntry){.id = i,
                                        .phrasings = base->texts[i],
                                        .phrasing_count = 1,
                                        .answers = base->texts[i] + 1,
                                        .answer_count = 1,
                                        .drafted = has_drafts && i % 3 == 0};
    }
    return index_build(base->entries, ENTRIES, &options);
}

typedef struct Given {
    uint32_t entry;
    float sum;
} Given;

static int by_entry(const void *a, const void *b)
{
    const Given *x = a, *y = b;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static size_t given(const Scratch *scratch, Given all[INDEX_HITS_MAX])
{
    memset(all, 0, INDEX_HITS_MAX * sizeof *all);
    for (size_t i = 0; i < scratch->candidate_count; i++)
        all[i] = (Given){scratch->candidates[i], scratch->given[i]};
    qsort(all, scratch->candidate_count, sizeof *all, by_entry);
    return scratch->candidate_count;
}

static void assert_same_both_ways(const Index *index, Scratch *scratch, const char *question)
{
    static IndexResult result;
    Given narrow[INDEX_HITS_MAX], plain[INDEX_HITS_MAX];
    index_ask(index, scratch, question, &result);
    size_t count = given(scratch, narrow);
    candidates_find_plainly(index, scratch);
    assert_int_equal(given(scratch, plain), count);
    assert_memory_equal(narrow, plain, sizeof plain);
}

static void the_narrow_way_finds_what_the_plain_one_does_to_the_bit(void **state)
{
    (void)state;
    g_autofree Base *base = g_new0(Base, 1);
    base->strings = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Scratch) scratch = scratch_new();
    for (int has_drafts = 0; has_drafts < 2; has_drafts++) {
        g_autoptr(Index) index = build(base, has_drafts);
        for (unsigned i = 0; i < QUESTIONS; i++)
            assert_same_both_ways(index, scratch, make_text(base, 1 + i % 9));
    }
    g_ptr_array_unref(base->strings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_narrow_way_finds_what_the_plain_one_does_to_the_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
