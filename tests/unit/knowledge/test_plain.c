/*
 * What Markdown leaves to read.
 */
#include "tests/test.h"

#include "knowledge/plain.h"

static void markdown_is_left_without_its_signs(void **state)
{
    (void)state;
    static const struct {
        const char *markdown, *expected;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"**bold** and *soft* and `code`", "bold and soft and code"},
        {"one\ntwo\\\nthree", "one\ntwo\nthree"},
        {"one\n\n\ntwo", "one\n\ntwo"},
        {"# Title\ntext", "Title\n\ntext"},
        {"[site](https://a.b)", "site (https://a.b)"},
        {"[**the** site](https://a.b \"t\") now", "the site (https://a.b) now"},
        {"[https://a.b](https://a.b)", "https://a.b"},
        {"<https://a.b>", "https://a.b"},
        {"<me@a.b>", "me@a.b"},
        {"[](https://a.b)", "https://a.b"},
        {"[text]()", "text"},
        {"![a whale](w.png)", "a whale"},
        {"- one\n- two\n  - deep\n- three", "- one\n- two\n  - deep\n- three"},
        {"text:\n\n3. one\n4. two\n   more", "text:\n\n3. one\n4. two\n   more"},
        {"- one\n\n  para\n- two", "- one\n\n  para\n\n- two"},
        {"- one\n\nafter", "- one\n\nafter"},
        {"- - a\n-\n- b", "- - a\n- \n- b"},
        {"- x\n\n  ```\n  code\n\n  more\n  ```", "- x\n\n  code\n\n  more"},
        {"```sh\ndocker run <image>\n  two\n```\nafter", "docker run <image>\n  two\n\nafter"},
        {"> quoted\n> words", "quoted\nwords"},
        {"one\n\n---\n\ntwo", "one\n\ntwo"},
        {"run <name> & <!-- not --> &amp; &lt;b&gt;", "run <name> &  & <b>"},
        {"<div>\nhtml\n</div>\n\nx", "<div>\nhtml\n</div>\n\nx"},
        {"<!-- hidden -->\n\nx", "x"},
        {"Envoy（**代理**）是[官网](https://a.b)。", "Envoy（代理）是官网 (https://a.b)。"},
        {"🦭 שלום", "🦭 שלום"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *plain = plain_text(cases[i].markdown);
        if (strcmp(plain, cases[i].expected) != 0)
            fail_msg("of <%s>\nexpected <%s>\nbut got <%s>", cases[i].markdown, cases[i].expected,
                     plain);
    }
}

static void deep_nesting_is_harmless(void **state)
{
    (void)state;
    GString *deep = g_string_new(NULL);
    for (int i = 0; i < 3000; i++)
        g_string_append(deep, "- ");
    g_string_append(deep, "x\n");
    for (int i = 0; i < 3000; i++)
        g_string_append(deep, "> ");
    g_string_append(deep, "y");
    g_autofree char *markdown = g_string_free(deep, FALSE);
    g_autofree char *plain = plain_text(markdown);
    assert_true(g_str_has_suffix(plain, "y"));
    assert_true(strlen(plain) < 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_is_left_without_its_signs),
        cmocka_unit_test(deep_nesting_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
