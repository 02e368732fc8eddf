#include "tests/test.h"

#include "knowledge/text.h"

static void languages_are_told_by_their_codes(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        bool known;
        Lang lang;
    } cases[] = {
        {"en", true, LANG_EN},       {"zh", true, LANG_ZH},    {"zh-CN", true, LANG_ZH},
        {"zh_TW", true, LANG_ZH},    {"en-GB", true, LANG_EN}, {"EN", true, LANG_EN},
        {"zh.UTF-8", true, LANG_ZH}, {"fr", false, LANG_EN},   {"english", false, LANG_EN},
        {"", false, LANG_EN},        {"z", false, LANG_EN},    {NULL, false, LANG_EN},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Lang lang = LANG_COUNT;
        assert_int_equal(lang_parse(cases[i].code, &lang), cases[i].known);
        assert_int_equal(lang, cases[i].known ? cases[i].lang : LANG_COUNT);
    }
    assert_string_equal(lang_code(LANG_EN), "en");
    assert_string_equal(lang_code(LANG_ZH), "zh");
}

static void one_han_character_makes_a_text_chinese(void **state)
{
    (void)state;
    assert_int_equal(text_language("what is envoy"), LANG_EN);
    assert_int_equal(text_language("envoy 是什么"), LANG_ZH);
    assert_int_equal(text_language("𠀀"), LANG_ZH);
    assert_int_equal(text_language("¿qué?"), LANG_EN);
    assert_int_equal(text_language("\xff\xfe 特"), LANG_ZH);
    assert_int_equal(text_language(""), LANG_EN);
}

static void clean_text_is_valid_folded_and_short(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len, max;
        const char *clean;
    } cases[] = {
        {"  a\t\n b  ", 9, 100, "a b"},
        {"a\xff"
         "b",
         3, 100,
         "a\xEF\xBF\xBD"
         "b"},
        {"a\x01\x7f"
         "b",
         4, 100, "ab"},
        {"特使特使", 12, 7, "特使"},
        {"ab cd", 5, 3, "ab"},
        {"a\xE2\x80\xAE"
         "b",
         5, 100, "ab"},
        {"特　使", 9, 100, "特 使"},
        {"", 0, 10, ""},
        {"   ", 3, 10, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = text_clean(cases[i].text, cases[i].len, cases[i].max);
        assert_string_equal(clean, cases[i].clean);
        assert_true(g_utf8_validate(clean, -1, NULL));
    }
}

static void shortened_text_ends_between_characters(void **state)
{
    (void)state;
    g_autofree char *whole = text_shorten("特使", 6);
    assert_string_equal(whole, "特使");
    g_autofree char *cut = text_shorten("特使代理", 10);
    assert_string_equal(cut, "特使…");
    g_autofree char *words = text_shorten("one two three", 9);
    assert_string_equal(words, "one tw…");
    g_autofree char *tiny = text_shorten("特使", 2);
    assert_string_equal(tiny, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_told_by_their_codes),
        cmocka_unit_test(one_han_character_makes_a_text_chinese),
        cmocka_unit_test(clean_text_is_valid_folded_and_short),
        cmocka_unit_test(shortened_text_ends_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
