/*
 * The answering index as its callers see it.
 */
#include "tests/test.h"

#include <malloc.h>
#include <math.h>

#include "knowledge/index/index.h"

#define EN(words)                                                                                  \
    {                                                                                              \
        LANG_EN, words                                                                             \
    }
#define ZH(words)                                                                                  \
    {                                                                                              \
        LANG_ZH, words                                                                             \
    }

static const IndexText envoy[] = {EN("What is Envoy?"), ZH("Envoy 是什么？")};
static const IndexText envoy_says[] = {EN("Envoy is a layer 7 proxy, a graduated project."),
                                       ZH("Envoy 是一个七层代理。")};
static const IndexText restart[] = {EN("How do I restart a container?")};
static const IndexText restart_says[] = {EN("Run docker restart with the name of the container.")};
static const IndexText certificate[] = {ZH("证书过期了怎么办？")};
static const IndexText certificate_says[] = {ZH("重新签发证书，然后重启网关。")};
static const IndexText meetup[] = {EN("Where can I find a meetup near me?")};
static const IndexText helm[] = {EN("How do I install a chart with Helm?")};
static const IndexText cluster[] = {EN("How do I create a Kubernetes cluster?")};

static const char *const helm_tags[] = {"helm", NULL};

static const IndexEntry ENTRIES[] = {
    {.id = 11, .phrasings = envoy, .phrasing_count = 2, .answers = envoy_says, .answer_count = 2},
    {.id = 12,
     .phrasings = restart,
     .phrasing_count = 1,
     .answers = restart_says,
     .answer_count = 1},
    {.id = 13,
     .phrasings = certificate,
     .phrasing_count = 1,
     .answers = certificate_says,
     .answer_count = 1},
    {.id = 14, .phrasings = meetup, .phrasing_count = 1},
    {.id = 15, .phrasings = helm, .phrasing_count = 1, .tags = helm_tags},
    {.id = 16, .phrasings = cluster, .phrasing_count = 1},
};
static const IndexOptions OPTIONS = {.strictness = 0.5};

typedef struct Asking {
    Index *index;
    Scratch *scratch;
    IndexResult result;
} Asking;

static int build(void **state)
{
    Asking *a = g_new0(Asking, 1);
    a->index = index_build(ENTRIES, G_N_ELEMENTS(ENTRIES), &OPTIONS);
    a->scratch = scratch_new();
    *state = a;
    return 0;
}

static int drop(void **state)
{
    Asking *a = *state;
    index_unref(a->index);
    scratch_free(a->scratch);
    g_free(a);
    return 0;
}

static int64_t first(Asking *a, const char *question)
{
    index_ask(a->index, a->scratch, question, &a->result);
    return a->result.hit_count ? a->result.hits[0].id : 0;
}

static void questions_reach_their_entry_in_either_language(void **state)
{
    static const struct {
        const char *question;
        int64_t id;
    } cases[] = {
        {"what's envoy", 11},         {"envoy 是干嘛的", 11},
        {"特使是什么", 11},           {"container restarting", 12},
        {"怎么重启容器", 12},         {"怎麼重啟容器", 12},
        {"certificate expired", 13},  {"cert has expired, help", 13},
        {"meetups near berlin", 14},  {"helm chart 怎么安装", 15},
        {"create a k8s cluster", 16}, {"how do i creat a kuberentes cluster", 16},
        {"ＨＥＬＭ　ｃｈａｒｔ", 15},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        if (first(*state, cases[i].question) != cases[i].id)
            fail_msg("%s: entry %d", cases[i].question, (int)((Asking *)*state)->result.hits[0].id);
}

static void nothing_known_gives_no_hits(void **state)
{
    Asking *a = *state;
    static const char *const questions[] = {"", "   ", "?!", "🙂🙂", "xyzzy qwfp", "\xff\xfe"};
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        assert_int_equal(first(a, questions[i]), 0);
        assert_float_equal(a->result.confidence, 0, 0);
        assert_float_equal(a->result.unknown, 1, 0);
    }
}

static void a_single_character_of_grammar_is_no_question(void **state)
{
    Asking *a = *state;
    static const char *const questions[] = {"a", "的", "I?", "¿a"};
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        first(a, questions[i]);
        assert_float_equal(a->result.confidence, 0, 0);
    }
    first(a, "envoy");
    assert_true(a->result.confidence > 0);
}

static void hits_are_ranked_and_figures_are_within_bounds(void **state)
{
    Asking *a = *state;
    first(a, "how do i restart or install a kubernetes container with helm");
    assert_true(a->result.hit_count >= 3);
    for (size_t i = 0; i < a->result.hit_count; i++) {
        const IndexHit *hit = &a->result.hits[i];
        assert_true(i == 0 || hit->score <= hit[-1].score);
        assert_true(hit->overlap >= 0 && hit->overlap <= 1.001);
        assert_true(hit->cosine >= 0 && hit->cosine <= 1.001);
        assert_true(hit->centroid >= 0 && hit->centroid <= 1.001);
        assert_true(isfinite(hit->score));
    }
    assert_in_range((int)(a->result.confidence * 1000), 0, 1000);
}

static void a_typing_error_is_said_and_counts_as_unknown(void **state)
{
    Asking *a = *state;
    first(a, "create a kubernetes cluster");
    assert_false(a->result.corrected);
    double sure = a->result.confidence, unknown = a->result.unknown;
    first(a, "create a kuberentes cluster");
    assert_true(a->result.corrected);
    assert_true(a->result.unknown > unknown);
    assert_true(a->result.confidence < sure);
}

static void a_named_tag_speaks_for_its_entry_and_against_others(void **state)
{
    Asking *a = *state;
    assert_int_equal(first(a, "install kubernetes with helm"), 15);
    for (size_t i = 0; i < a->result.hit_count; i++)
        assert_float_equal(a->result.hits[i].tag, a->result.hits[i].id == 15 ? 1 : -1, 0);
    first(a, "what is envoy");
    assert_float_equal(a->result.hits[0].tag, 0, 0);
}

static void the_same_question_gets_the_same_answer_to_the_bit(void **state)
{
    Asking *a = *state;
    g_autoptr(Index) again = index_build(ENTRIES, G_N_ELEMENTS(ENTRIES), &OPTIONS);
    g_autoptr(Scratch) fresh = scratch_new();
    static const char *const questions[] = {"restart container helm", "证书 expired envoy",
                                            "where is teh meetup"};
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        IndexResult other = {0};
        index_ask(again, fresh, questions[i], &other);
        first(a, "something else entirely about clusters");
        first(a, questions[i]);
        assert_int_equal(a->result.hit_count, other.hit_count);
        assert_memory_equal(a->result.hits, other.hits, other.hit_count * sizeof *other.hits);
        assert_memory_equal(&a->result.confidence, &other.confidence, sizeof other.confidence);
    }
}

static void equal_scores_go_to_the_lower_id(void **state)
{
    (void)state;
    IndexEntry twins[] = {{.id = 9, .phrasings = meetup, .phrasing_count = 1},
                          {.id = 3, .phrasings = meetup, .phrasing_count = 1},
                          {.id = 5, .phrasings = helm, .phrasing_count = 1}};
    Asking a = {.index = index_build(twins, 3, &OPTIONS), .scratch = scratch_new()};
    assert_int_equal(first(&a, "find a meetup"), 3);
    assert_int_equal(a.result.hits[1].id, 9);
    index_unref(a.index);
    scratch_free(a.scratch);
}

static void a_warm_scratch_asks_without_allocating(void **state)
{
    Asking *a = *state;
    static const char *const questions[] = {"how do i creat a kuberentes cluster",
                                            "restart argo-cd container"};
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
            first(a, questions[i]);
    struct mallinfo2 before = mallinfo2();
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        first(a, questions[i]);
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(before.uordblks, after.uordblks);
}

static void an_empty_index_and_an_endless_question_are_fine(void **state)
{
    (void)state;
    Asking a = {.index = index_build(NULL, 0, &OPTIONS), .scratch = scratch_new()};
    double answer, suggest;
    index_thresholds(a.index, &answer, &suggest);
    assert_int_equal(index_entry_count(a.index), 0);
    assert_true(answer > 0 && suggest <= answer);
    assert_int_equal(first(&a, "what is envoy"), 0);
    index_unref(a.index);

    a.index = index_build(ENTRIES, G_N_ELEMENTS(ENTRIES), &OPTIONS);
    GString *words = g_string_new(NULL);
    for (int i = 0; i < 20000; i++)
        g_string_append_printf(words, "word%d 集群%d restart ", i, i);
    assert_int_equal(first(&a, words->str), 12);
    g_string_free(words, TRUE);
    index_unref(a.index);
    scratch_free(a.scratch);
}

/* A base with many phrasings an entry: topic words of its own, and common ones. */
enum { TOPICS = 12, WAYS = 6 };
typedef struct Base {
    IndexEntry entries[TOPICS];
    IndexText texts[TOPICS][WAYS];
} Base;

static Base *many_phrasings(void)
{
    static const char *const topics[TOPICS] = {"refund",   "invoice", "password", "shipping",
                                               "warranty", "coupon",  "account",  "language",
                                               "holiday",  "parking", "printer",  "coffee"};
    static const char *const ways[WAYS] = {
        "how do i get my %s",      "tell me about the %s please", "i have a question on %s",
        "who can help me with %s", "is there any %s left today",  "my %s is not working"};
    Base *base = g_new0(Base, 1);
    for (int t = 0; t < TOPICS; t++) {
        for (int w = 0; w < WAYS; w++) {
            GString *text = g_string_new(ways[w]);
            char *slot = strstr(text->str, "%s");
            gssize at = slot - text->str;
            g_string_erase(text, at, 2);
            g_string_insert(text, at, topics[t]);
            base->texts[t][w] = (IndexText){LANG_EN, g_string_free(text, FALSE)};
        }
        base->entries[t] =
            (IndexEntry){.id = t + 1, .phrasings = base->texts[t], .phrasing_count = WAYS};
    }
    return base;
}

static void free_base(Base *base)
{
    for (int t = 0; t < TOPICS; t++)
        for (int w = 0; w < WAYS; w++)
            g_free((char *)base->texts[t][w].text);
    g_free(base);
}

static void many_phrasings_bring_the_classifier_and_a_calibration(void **state)
{
    (void)state;
    Base *base = many_phrasings();
    Asking a = {.index = index_build(base->entries, TOPICS, &OPTIONS), .scratch = scratch_new()};
    assert_int_equal(first(&a, "where is the password"), 3);
    assert_true(a.result.hits[0].classifier > 0);
    const Calibration *drawn = index_calibration(a.index);
    assert_true(drawn->at[CALIBRATION_STEPS - 1] > drawn->at[0]);
    assert_true(drawn->key == index_key(base->entries, TOPICS, &OPTIONS));

    IndexOptions given = {.strictness = 0.5, .calibration = drawn};
    g_autoptr(Index) again = index_build(base->entries, TOPICS, &given);
    double one[2], two[2];
    index_thresholds(a.index, &one[0], &one[1]);
    index_thresholds(again, &two[0], &two[1]);
    assert_memory_equal(one, two, sizeof one);

    given.strictness = 0.9;
    g_autoptr(Index) strict = index_build(base->entries, TOPICS, &given);
    index_thresholds(strict, &two[0], &two[1]);
    assert_true(two[0] >= one[0]);
    index_unref(a.index);
    scratch_free(a.scratch);
    free_base(base);
}

static void the_key_changes_with_every_text(void **state)
{
    (void)state;
    Base *base = many_phrasings();
    uint64_t key = index_key(base->entries, TOPICS, &OPTIONS);
    const char *kept = base->texts[4][2].text;
    base->texts[4][2].text = "another one";
    assert_true(index_key(base->entries, TOPICS, &OPTIONS) != key);
    base->texts[4][2].text = kept;
    assert_true(index_key(base->entries, TOPICS, &OPTIONS) == key);
    const char *const rejects[] = {"what is the weather", NULL};
    IndexOptions options = {.strictness = 0.5, .rejects = rejects};
    assert_true(index_key(base->entries, TOPICS, &options) != key);
    free_base(base);
}

/* As of a landscape: of each topic, in words that others use too, and with a name of its own. */
static void draft_beside(const Base *base, IndexEntry entries[2 * TOPICS],
                         IndexText texts[TOPICS][2])
{
    static const char *const tags[] = {"project", NULL};
    memcpy(entries, base->entries, sizeof base->entries);
    for (int t = 0; t < TOPICS; t++) {
        g_autofree char *name = g_strdup_printf("zorp%c", 'a' + t);
        texts[t][0] = (IndexText){LANG_EN, g_strdup_printf("what is %s", name)};
        texts[t][1] = (IndexText){
            LANG_EN, g_strdup_printf("%s is a project, %s", name, base->texts[t][0].text)};
        entries[TOPICS + t] = (IndexEntry){.id = 100 + t,
                                           .phrasings = &texts[t][0],
                                           .phrasing_count = 1,
                                           .answers = &texts[t][1],
                                           .answer_count = 1,
                                           .tags = tags,
                                           .drafted = true};
    }
}

static void drafted_entries_change_nothing_of_how_written_ones_are_found(void **state)
{
    (void)state;
    static const char *const questions[] = {"where is the password", "help with my project invoice",
                                            "coffee left?", "is there any parking in moscow",
                                            "tell me about weather"};
    IndexEntry entries[2 * TOPICS];
    IndexText texts[TOPICS][2];
    Base *base = many_phrasings();
    draft_beside(base, entries, texts);
    Asking alone = {.index = index_build(base->entries, TOPICS, &OPTIONS),
                    .scratch = scratch_new()};
    Asking beside = {.index = index_build(entries, 2 * TOPICS, &OPTIONS), .scratch = scratch_new()};
    double one[2], two[2];
    index_thresholds(alone.index, &one[0], &one[1]);
    index_thresholds(beside.index, &two[0], &two[1]);
    assert_memory_equal(one, two, sizeof one);
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        assert_int_equal(first(&beside, questions[i]), first(&alone, questions[i]));
        assert_float_equal(beside.result.hits[0].score, alone.result.hits[0].score, 1e-3);
        assert_float_equal(beside.result.confidence, alone.result.confidence, 1e-3);
    }
    assert_int_equal(first(&beside, "what is zorpc"), 102);
    assert_true(beside.result.confidence >= two[0]);
    for (int t = 0; t < TOPICS; t++)
        for (int i = 0; i < 2; i++)
            g_free((char *)texts[t][i].text);
    index_unref(alone.index);
    index_unref(beside.index);
    scratch_free(alone.scratch);
    scratch_free(beside.scratch);
    free_base(base);
}

typedef struct Case {
    const char *question;
    double missing;
} Case;

static void check_missing(Asking *a, const Case *cases, size_t count)
{
    double answer, suggest;
    index_thresholds(a->index, &answer, &suggest);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(first(a, cases[i].question), 6);
        if (fabs(a->result.missing - cases[i].missing) > 1e-6)
            fail_msg("%s: %f missing", cases[i].question, (double)a->result.missing);
        if (cases[i].missing >= 1 && a->result.confidence >= answer)
            fail_msg("%s: answered", cases[i].question);
    }
    first(a, "how do i get my coupon today");
    assert_true(a->result.confidence >= answer);
}

/* The base with its sixth entry about "coupon", the name of a product, and what that one says. */
static Asking about_coupon(Base *base, const IndexText *says, size_t count)
{
    static const char *const tags[] = {"coupon", NULL};
    base->entries[5].tags = tags;
    base->entries[5].answers = says;
    base->entries[5].answer_count = count;
    return (Asking){.index = index_build(base->entries, TOPICS, &OPTIONS),
                    .scratch = scratch_new()};
}

static void drop_asking(Asking *a)
{
    index_unref(a->index);
    scratch_free(a->scratch);
}

/* Nobody ever wrote what it costs, or whether it goes with Kafka; why, nobody is known to ask. */
static void what_an_entry_never_speaks_of_it_does_not_answer(void **state)
{
    (void)state;
    static const IndexText says[] = {EN("A coupon is sent by mail since 2019."), ZH("每人一张。")};
    static const Case cases[] = {
        {"how do i get my coupon today", 0},
        {"how do i get my coupon licensed", 1},
        {"coupon 多少钱，用什么许可证", 2.5},
        {"coupon for kafka", 1},
        {"coupon of 2019", 0},
        {"coupon of 2023", 1},
        {"why is my coupon not working", 0.5},
        {"为什么 coupon is not working", 0.5},
    };
    Base *base = many_phrasings();
    Asking a = about_coupon(base, says, G_N_ELEMENTS(says));
    check_missing(&a, cases, G_N_ELEMENTS(cases));
    drop_asking(&a);
    free_base(base);
}

static void what_an_entry_speaks_of_is_not_missing(void **state)
{
    (void)state;
    static const IndexText says[] = {EN("It is free of charge, why not try it with Kafka in 2023."),
                                     ZH("采用开源协议。")};
    static const Case cases[] = {
        {"how do i get my coupon licensed", 0},
        {"coupon for kafka in 2023", 0},
        {"why is my coupon not working", 0.5}, /* an answer that has the word is not asked so */
    };
    Base *base = many_phrasings();
    Asking a = about_coupon(base, says, G_N_ELEMENTS(says));
    check_missing(&a, cases, G_N_ELEMENTS(cases));
    drop_asking(&a);
    a = about_coupon(base, NULL, 0);
    first(&a, "how do i get my coupon licensed");
    assert_float_equal(a.result.missing, 0, 0); /* without an answer its silence says nothing */
    drop_asking(&a);
    free_base(base);
}

static void an_entry_whose_subject_is_not_named_is_less_sure(void **state)
{
    (void)state;
    static const IndexText says[] = {EN("A coupon is sent by mail.")};
    static const char *const others[] = {"voucher", NULL};
    Base *base = many_phrasings();
    Asking a = about_coupon(base, says, 1);
    first(&a, "tell me about my coupon");
    double sure = a.result.confidence;
    index_unref(a.index);
    base->entries[5].tags = others;
    a.index = index_build(base->entries, TOPICS, &OPTIONS);
    assert_int_equal(first(&a, "tell me about my coupon"), 6);
    assert_true(1 - a.result.confidence > 3 * (1 - sure));
    drop_asking(&a);
    free_base(base);
}

static void a_mistyped_subject_is_known_all_the_same(void **state)
{
    (void)state;
    static const IndexText says[] = {EN("A coupon is sent by mail.")};
    Base *base = many_phrasings();
    Asking a = about_coupon(base, says, 1);
    assert_int_equal(first(&a, "tell me about the cuopon please"), 6);
    assert_true(a.result.corrected);
    assert_float_equal(a.result.unknown, 0, 1e-6);
    assert_int_equal(first(&a, "tell me about the pasword please"), 3);
    assert_true(a.result.unknown > 0);
    drop_asking(&a);
    free_base(base);
}

static void what_is_known_not_to_be_ours_is_less_sure(void **state)
{
    (void)state;
    static const char *const rejects[] = {"how do i get my weather report",
                                          "tell me about the weather please",
                                          "is there any rain left today", NULL};
    Base *base = many_phrasings();
    Calibration calibration = {0};
    IndexOptions plain = {.strictness = 0.5, .calibration = &calibration};
    IndexOptions with = {.strictness = 0.5, .calibration = &calibration, .rejects = rejects};
    for (int many = 0; many <= 1; many++) {
        const IndexEntry *entries = many ? base->entries : ENTRIES;
        size_t count = many ? TOPICS : G_N_ELEMENTS(ENTRIES);
        const char *question =
            many ? "tell me about the weather" : "how do i get the weather report";
        Asking a = {.index = index_build(entries, count, &plain), .scratch = scratch_new()};
        first(&a, question);
        double before = a.result.confidence;
        index_unref(a.index);
        a.index = index_build(entries, count, &with);
        first(&a, question);
        assert_true(a.result.confidence < before);
        index_unref(a.index);
        scratch_free(a.scratch);
    }
    free_base(base);
}

static void a_cedict_file_is_read_where_there_is_one(void **state)
{
    (void)state;
    static const char file[] = "# CC-CEDICT\n"
                               "蝴蝶 蝴蝶 [hu2 die2] /(zool.) butterfly/CL:隻|只[zhi1]/\n"
                               "幽靈 幽灵 [you1 ling2] /surname Chart/\n"
                               "broken line\n/\n";
    static const IndexText butterfly[] = {EN("The butterfly page")};
    const IndexEntry entries[] = {{.id = 1, .phrasings = butterfly, .phrasing_count = 1},
                                  {.id = 2, .phrasings = helm, .phrasing_count = 1}};
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "askd-test-cedict.u8", NULL);
    assert_true(g_file_set_contents(path, file, -1, NULL));
    static const int64_t with[] = {0, 1, 0};
    for (int i = 0; i < 3; i++) {
        IndexOptions options = {.strictness = 0.5, .cedict_path = i == 0 ? NULL : path};
        if (i == 2)
            remove(path); /* configured, but not there */
        Asking a = {.index = index_build(entries, 2, &options), .scratch = scratch_new()};
        assert_int_equal(first(&a, "蝴蝶是什么"), with[i]);
        assert_int_equal(first(&a, "幽灵"), 0);
        index_unref(a.index);
        scratch_free(a.scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(questions_reach_their_entry_in_either_language, build,
                                        drop),
        cmocka_unit_test_setup_teardown(nothing_known_gives_no_hits, build, drop),
        cmocka_unit_test_setup_teardown(a_single_character_of_grammar_is_no_question, build, drop),
        cmocka_unit_test_setup_teardown(hits_are_ranked_and_figures_are_within_bounds, build, drop),
        cmocka_unit_test_setup_teardown(a_typing_error_is_said_and_counts_as_unknown, build, drop),
        cmocka_unit_test_setup_teardown(a_named_tag_speaks_for_its_entry_and_against_others, build,
                                        drop),
        cmocka_unit_test_setup_teardown(the_same_question_gets_the_same_answer_to_the_bit, build,
                                        drop),
        cmocka_unit_test(equal_scores_go_to_the_lower_id),
        cmocka_unit_test_setup_teardown(a_warm_scratch_asks_without_allocating, build, drop),
        cmocka_unit_test(an_empty_index_and_an_endless_question_are_fine),
        cmocka_unit_test(many_phrasings_bring_the_classifier_and_a_calibration),
        cmocka_unit_test(a_cedict_file_is_read_where_there_is_one),
        cmocka_unit_test(the_key_changes_with_every_text),
        cmocka_unit_test(drafted_entries_change_nothing_of_how_written_ones_are_found),
        cmocka_unit_test(what_an_entry_never_speaks_of_it_does_not_answer),
        cmocka_unit_test(what_an_entry_speaks_of_is_not_missing),
        cmocka_unit_test(an_entry_whose_subject_is_not_named_is_less_sure),
        cmocka_unit_test(a_mistyped_subject_is_known_all_the_same),
        cmocka_unit_test(what_is_known_not_to_be_ours_is_less_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
