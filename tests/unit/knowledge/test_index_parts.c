/*
 * The pure pieces of the index, each by itself.
 */
#include "tests/test.h"

#include <math.h>

#include "knowledge/index/best.h"
#include "knowledge/index/classifier.h"
#include "knowledge/index/confidence.h"
#include "knowledge/index/grams.h"
#include "knowledge/index/postings.h"
#include "knowledge/index/spelling.h"

static void the_best_are_those_a_sort_would_give(void **state)
{
    (void)state;
    enum { COUNT = 1003, MOST = 50 };
    float sums[BEST_ROOM(COUNT)] = {0}, peaks[BEST_ROOM(COUNT) / BEST_GROUP];
    uint32_t best[MOST];
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT; i++)
            sums[i] = (float)(g_rand_int_range(rand, 0, 40 + round) / 3);
        size_t found = best_of(sums, COUNT, peaks, best, MOST);
        assert_int_equal(found, MOST);
        for (size_t i = 0; i < COUNT; i++) {
            size_t ahead = 0;
            bool in = false;
            for (size_t j = 0; j < COUNT; j++)
                ahead += sums[j] > sums[i] || (sums[j] == sums[i] && j < i);
            for (size_t j = 0; j < found; j++)
                in = in || best[j] == i;
            assert_int_equal(in, ahead < MOST);
        }
    }
    memset(sums, 0, sizeof sums);
    assert_int_equal(best_of(sums, COUNT, peaks, best, MOST), 0);
    sums[1002] = 1;
    assert_int_equal(best_of(sums, COUNT, peaks, best, MOST), 1);
    assert_int_equal(best[0], 1002);
}

static void a_phrasing_outweighs_an_answer_and_rarity_of_words_a_long_text(void **state)
{
    (void)state;
    g_autoptr(Postings) postings = postings_new();
    postings_count(postings, 0, FIELD_PHRASING);
    postings_close_entry(postings);
    postings_count(postings, 0, FIELD_ANSWER);
    postings_close_entry(postings);
    postings_count(postings, 1, FIELD_PHRASING);
    for (int i = 0; i < 20; i++)
        postings_count(postings, 2, FIELD_PHRASING);
    postings_count(postings, 0, FIELD_PHRASING);
    postings_close_entry(postings);
    postings_finish(postings, 3, 3);

    float sums[4] = {0};
    postings_add(postings, 0, 1, sums);
    assert_true(sums[0] > sums[1]);
    assert_true(sums[0] > sums[2]);
    assert_true(sums[0] <= POSTINGS_CEILING);
    assert_int_equal(postings_df(postings, 0, 3), 3);
    assert_int_equal(postings_df(postings, 0, 2), 2);
    assert_int_equal(postings_df(postings, 1, 3), 1);
    assert_true(postings_has(postings, 1, 2));
    assert_false(postings_has(postings, 1, 0));
}

static void of_two_words_for_one_idea_the_stronger_counts(void **state)
{
    (void)state;
    g_autoptr(Postings) postings = postings_new();
    postings_count(postings, 0, FIELD_PHRASING);
    postings_count(postings, 1, FIELD_PHRASING);
    postings_close_entry(postings);
    postings_finish(postings, 2, UINT32_MAX);
    float sums[4] = {0}, best[4] = {0}, one[4] = {0};
    postings_add(postings, 0, 1, one);
    postings_raise(postings, 0, 1, best, sums);
    postings_raise(postings, 1, 0.5f, best, sums);
    assert_float_equal(sums[0], one[0], 1e-6);
    postings_lower(postings, 0, best);
    assert_float_equal(best[0], 0, 0);
}

static void typing_errors_find_the_word_that_was_meant(void **state)
{
    (void)state;
    g_autoptr(Spelling) spelling = spelling_new();
    static const char *const words[] = {"kubernetes", "prometheus", "i18next",
                                        "install",    "installs",   "back",
                                        "docker",     "docker",     "locker"};
    static const uint32_t numbers[] = {0, 1, 2, 4, 5, 6, 7, 7, 9}; /* 3 and 8 are no words here */
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        spelling_add(spelling, numbers[i], words[i], strlen(words[i]));
    spelling_finish(spelling);
    static const struct {
        const char *typed, *meant;
    } cases[] = {
        {"kuberentes", "kubernetes"},
        {"kubernets", "kubernetes"},
        {"promehteus", "prometheus"},
        {"prometeuss", "prometheus"},
        {"instal", "install"},
        {"dcoker", "docker"},
        {"bcak", "back"},
        {"bake", NULL},
        {"envoy", NULL},
        {"xocker", NULL},
        {"k8s", NULL},
        {"i18nex", NULL},
        {"kubxxxetes", NULL}, /* three errors are too many */
        {"instxlx", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *found = spelling_correct(spelling, cases[i].typed, strlen(cases[i].typed));
        if (cases[i].meant)
            assert_string_equal(found, cases[i].meant);
        else
            assert_null(found);
    }
}

static Pieces pieces_of(Tokens *tokens, const char *text)
{
    Pieces pieces = {0};
    tokens_read(tokens, text);
    pieces_read(&pieces, tokens);
    return pieces;
}

static void likeness_is_one_for_the_same_and_less_for_others(void **state)
{
    (void)state;
    g_autoptr(Tokens) tokens = tokens_new();
    g_autoptr(Grams) grams = grams_new();
    static const char *const texts[] = {"how do i restart envoy", "what is a service mesh",
                                        "如何重启容器"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Pieces pieces = pieces_of(tokens, texts[i]);
        grams_add(grams, &pieces);
        pieces_clear(&pieces);
    }
    assert_int_equal(grams_shared(grams), 0);
    Pieces again = pieces_of(tokens, "mesh");
    grams_add(grams, &again);
    assert_int_equal(grams_shared(grams), again.count - 1); /* all but "mesh" after nothing */
    pieces_clear(&again);
    grams_finish(grams);
    GramQuery query = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Pieces pieces = pieces_of(tokens, texts[i]);
        gram_query_set(&query, grams, &pieces);
        for (size_t j = 0; j < G_N_ELEMENTS(texts); j++) {
            Likeness likeness = grams_compare(grams, &query, j);
            if (i == j)
                assert_float_equal(likeness.all, 1, 1e-4);
            else
                assert_true(likeness.all < 0.5f);
        }
        pieces_clear(&pieces);
    }
    assert_float_equal(grams_centroid_length(grams, &query, 0, 1), 1, 1e-4);
    for (int round = 0; round < 2; round++) /* nothing is left over */
        assert_float_equal(grams_centroid_length(grams, &query, 0, 2), 0.71, 0.01);
    gram_query_clear(&query);
}

static void a_classifier_names_the_class_and_learns_the_same_twice(void **state)
{
    (void)state;
    uint16_t pieces[30][4];
    Example examples[30];
    for (uint16_t i = 0; i < 30; i++) {
        uint16_t base = (uint16_t)(i % 3 * 100);
        uint16_t drawn[4] = {base, (uint16_t)(base + 1 + i / 3 % 4), (uint16_t)(base + 9), 999};
        memcpy(pieces[i], drawn, sizeof drawn);
        examples[i] = (Example){pieces[i], 4, i % 3, 1};
    }
    g_autoptr(Classifier) one = classifier_train(examples, 30, 3, 1 << 20);
    g_autoptr(Classifier) two = classifier_train(examples, 30, 3, 1 << 20);
    assert_non_null(one);
    for (uint32_t i = 0; i < 30; i++) {
        float a[CLASSIFIER_WIDTH(3)], b[CLASSIFIER_WIDTH(3)];
        classifier_ask(one, pieces[i], 4, a);
        classifier_ask(two, pieces[i], 4, b);
        assert_memory_equal(a, b, sizeof a);
        for (uint32_t c = 0; c < 3; c++)
            assert_true(c == i % 3 || a[c] < a[i % 3]);
        assert_float_equal(a[0] + a[1] + a[2], 0, 1e-3);
    }
    assert_null(classifier_train(examples, 30, 3, 10));
}

static void confidence_grows_with_the_score_and_falls_with_what_is_unknown(void **state)
{
    (void)state;
    for (Kind kind = KIND_FEW; kind <= KIND_MANY; kind++) {
        double low = confidence_of(kind, &(Evidence){.score = 4, .unknown = 0.2});
        double high = confidence_of(kind, &(Evidence){.score = 9, .unknown = 0.2});
        double strange = confidence_of(kind, &(Evidence){.score = 9, .unknown = 0.7});
        double beside = confidence_of(kind, &(Evidence){.score = 9, .unknown = 0.2, .missing = 1});
        double lacks = confidence_of(kind, &(Evidence){.score = 9, .unknown = 0.2, .lacking = 1});
        double other =
            confidence_of(kind, &(Evidence){.score = 9, .unknown = 0.2, .elsewhere = true});
        bool tells = kind == KIND_MANY; /* what an entry has not says something */
        assert_true(low < high && strange < high);
        assert_true((beside < high) == tells && (lacks < high) == tells && (other < high) == tells);
        assert_true(low > 0 && high < 1);
    }
}

static void strictness_moves_both_thresholds(void **state)
{
    (void)state;
    double values[101], quantiles[QUANTILES], before = -1;
    for (int i = 0; i < 101; i++)
        values[i] = (100 - i) / 100.0;
    confidence_quantiles(values, 101, quantiles);
    assert_float_equal(quantiles[0], 0, 1e-9);
    assert_float_equal(quantiles[QUANTILES - 1], 1, 1e-9);
    for (int s = 0; s <= 10; s++) {
        double answer, suggest;
        confidence_thresholds(&(Shares){0.10, 0.04}, quantiles, s / 10.0, &answer, &suggest);
        assert_true(answer > before && suggest <= answer);
        if (s == 5)
            assert_float_equal(answer, 0.10, 1e-9);
        before = answer;
    }
}

static double refused(Kind kind, bool telling, double phrasings)
{
    Shares shares = confidence_shares(kind, telling, phrasings);
    assert_true(shares.silent > 0 && shares.silent < shares.refused);
    return shares.refused;
}

static void the_more_phrasings_the_less_is_refused(void **state)
{
    (void)state;
    assert_true(refused(KIND_FEW, false, 1) > refused(KIND_MANY, false, 5));
    assert_true(refused(KIND_MANY, false, 5) > refused(KIND_MANY, false, 100));
    assert_true(refused(KIND_MANY, true, 5) > refused(KIND_MANY, true, 100));
    assert_true(refused(KIND_MANY, true, 5) > refused(KIND_MANY, false, 5));
}

static void with_nothing_to_draw_from_half_sure_is_sure_enough(void **state)
{
    (void)state;
    double quantiles[QUANTILES], answer, suggest;
    for (int telling = 0; telling < 2; telling++) {
        Shares shares = confidence_shares(KIND_MANY, telling, 5);
        confidence_guess(&shares, quantiles);
        confidence_thresholds(&shares, quantiles, 0.5, &answer, &suggest);
        assert_float_equal(answer, 0.5, 0.02);
        assert_float_equal(suggest, 0.2, 0.02);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_are_those_a_sort_would_give),
        cmocka_unit_test(a_phrasing_outweighs_an_answer_and_rarity_of_words_a_long_text),
        cmocka_unit_test(of_two_words_for_one_idea_the_stronger_counts),
        cmocka_unit_test(typing_errors_find_the_word_that_was_meant),
        cmocka_unit_test(likeness_is_one_for_the_same_and_less_for_others),
        cmocka_unit_test(a_classifier_names_the_class_and_learns_the_same_twice),
        cmocka_unit_test(confidence_grows_with_the_score_and_falls_with_what_is_unknown),
        cmocka_unit_test(strictness_moves_both_thresholds),
        cmocka_unit_test(the_more_phrasings_the_less_is_refused),
        cmocka_unit_test(with_nothing_to_draw_from_half_sure_is_sure_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
