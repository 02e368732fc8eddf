/*
 * Words and quotation marks, as keyboards type them.
 */
#include "tests/test.h"

#include "commands/args.h"

static void words_are_split_as_meant(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words[5];
    } cases[] = {
        {"", {NULL}},
        {"   ", {NULL}},
        {"one two", {"one", "two"}},
        {"  one　two ", {"one", "two"}},
        {"\"two words\" --tag x", {"two words", "--tag", "x"}},
        {"“two words” x", {"two words", "x"}},
        {"“mixed quotes\" x", {"mixed quotes", "x"}},
        {"「两个 词」 x", {"两个 词", "x"}},
        {"—tag –tag a-b", {"--tag", "--tag", "a-b"}},
        {"title:\"two words\"", {"title:two words"}},
        {"\"unclosed quote", {"unclosed quote"}},
        {"\"\" x", {"", "x"}},
        {"it's fine", {"it's", "fine"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *at = cases[i].text;
        for (size_t j = 0; j < 4; j++) {
            g_autofree char *word = args_next(&at);
            if (!cases[i].words[j]) {
                assert_null(word);
                break;
            }
            assert_string_equal(word, cases[i].words[j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_split_as_meant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
