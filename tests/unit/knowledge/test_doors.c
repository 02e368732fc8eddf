#include "tests/test.h"

#include "knowledge/doors.h"
#include "tests/unit/knowledge/base.h"

static Entry *venue(const char *slug, const char *title, const char *title_zh, const char *tag)
{
    Entry *entry = base_entry(slug, title, NULL);
    entry->kind = ENTRY_VENUE;
    entry->texts[LANG_ZH].title = g_strdup(title_zh);
    g_ptr_array_add(entry->tags, g_strdup(tag));
    return entry;
}

static int fill(void **state)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_ptr_array_add(entries, base_entry("answer", "What are drivers?", "Storage drivers."));
    g_ptr_array_add(entries, venue("one", "Storage people", "存储频道", "drivers"));
    g_ptr_array_add(entries, venue("two", "A logging room", "日志频道", "kubernetes"));
    g_ptr_array_add(entries, venue("three", "Everything else", "其他频道", "logging"));
    *state = entries;
    return 0;
}

static int end(void **state)
{
    g_ptr_array_unref(*state);
    return 0;
}

typedef struct Scores {
    double of[3];
} Scores;

static Scores weigh(const GPtrArray *entries, const char *topic)
{
    Scores scores = {{0}};
    Doors *doors = doors_new(entries);
    assert_int_equal(doors_count(doors), 3);
    doors_weigh(doors, topic, scores.of);
    doors_free(doors);
    return scores;
}

static void only_venues_are_doors(void **state)
{
    const GPtrArray *entries = *state;
    Doors *doors = doors_new(entries);
    assert_int_equal(doors_count(doors), 3);
    assert_string_equal(doors_venue(doors, 0)->slug, "one");
    doors_free(doors);
}

static void a_tag_says_more_than_a_title(void **state)
{
    Scores s = weigh(*state, "Logging!");
    assert_true(s.of[2] > s.of[1]);
    assert_true(s.of[1] > 0);
    assert_true(s.of[0] == 0);
}

static void a_word_counts_in_either_number_and_once(void **state)
{
    Scores one = weigh(*state, "driver"), many = weigh(*state, "drivers DRIVERS driver");
    assert_true(one.of[0] > 0);
    assert_memory_equal(&one, &many, sizeof one);
}

static void a_word_cut_short_is_almost_the_tag(void **state)
{
    Scores almost = weigh(*state, "kuber"), exact = weigh(*state, "kubernetes");
    assert_true(almost.of[1] > 0 && almost.of[1] < exact.of[1]);
    assert_true(weigh(*state, "kube").of[1] == 0);
}

static void chinese_words_are_found_within_a_sentence(void **state)
{
    Scores s = weigh(*state, "我的存储很慢，怎么办？");
    assert_true(s.of[0] > 0);
    assert_true(s.of[1] == 0 && s.of[2] == 0);
}

static void words_of_any_topic_say_nothing(void **state)
{
    static const char *const idle[] = {"", "???", "where do I ask the channel", "频道 哪里 问题"};
    for (size_t i = 0; i < G_N_ELEMENTS(idle); i++) {
        Scores s = weigh(*state, idle[i]);
        assert_true(s.of[0] == 0 && s.of[1] == 0 && s.of[2] == 0);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fill, end)
    const struct CMUnitTest tests[] = {
        T(only_venues_are_doors),
        T(a_tag_says_more_than_a_title),
        T(a_word_counts_in_either_number_and_once),
        T(a_word_cut_short_is_almost_the_tag),
        T(chinese_words_are_found_within_a_sentence),
        T(words_of_any_topic_say_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
