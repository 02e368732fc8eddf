/*
 * Markdown → mrkdwn: what each construct becomes, what stays inert, where text may be cut.
 */
#include "tests/test.h"

#include "bot/render/cut.h"
#include "bot/render/mrkdwn.h"

#define Z "\xE2\x80\x8B"

typedef struct Case {
    const char *in, *out;
} Case;

static void check(void (*fn)(GString *, const char *), const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        fn(out, cases[i].in);
        assert_string_equal(out->str, cases[i].out);
    }
}

static void markdown_becomes_mrkdwn(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"", ""},
        {"plain words, nothing else", "plain words, nothing else"},
        {"**bold** and *italic* and ***both***", "*bold* and _italic_ and _*both*_"},
        {"~~gone~~ stays ~~ open", "~gone~ stays ~" Z "~ open"},
        {"`code` here", "`code` here"},
        {"[a label](https://e.x/a?b=1&c=2)", "<https://e.x/a?b=1&amp;c=2|a label>"},
        {"<https://e.x>", "<https://e.x>"},
        {"[mail](mailto:a@e.x)", "<mailto:a@e.x|mail>"},
        {"[**bold** label](http://e.x)", "<http://e.x|bold label>"},
        {"![a picture](https://e.x/p.png)", "<https://e.x/p.png|a picture>"},
        {"# Heading with **bold**\n\ntext", "*Heading with bold*\n\ntext"},
        {"one\ntwo", "one two"},
        {"一行\n又一行", "一行又一行"},
        {"one  \ntwo", "one\ntwo"},
        {"**one  \ntwo**", "*one*\n*two*"},
        {"- a\n- b\n  - c\n", "• a\n• b\n  ◦ c"},
        {"intro:\n\n- a\n- b", "intro:\n• a\n• b"},
        {"3. a\n4. b", "3. a\n4. b"},
        {"> said\n> so", "> said so"},
        {"> one\n>\n> two", "> one\n>\n> two"},
        {"```sh\nls <a> && b\n```", "```\nls &lt;a&gt; &amp;&amp; b\n```"},
        {"    indented", "```\nindented\n```"},
        {"a\n\n---\n\nb", "a\n\n──────────\n\nb"},
    };
    check(mrkdwn_markdown, cases, G_N_ELEMENTS(cases));
}

static void marks_work_within_chinese(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"这是**中文**字", "这是" Z "*中文*" Z "字"},
        {"`容器`运行时", "`容器`" Z "运行时"},
        {"看 **重点**。", "看 *重点*" Z "。"},
        {"看[文档](https://e.x)吧", "看<https://e.x|文档>吧"},
    };
    check(mrkdwn_markdown, cases, G_N_ELEMENTS(cases));
}

static void what_is_no_markup_of_ours_stays_inert(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"},
        {"<b>html</b>", "&lt;b&gt;html&lt;/b&gt;"},
        {"<div>\n<!here>\n</div>", "&lt;div&gt;\n&lt;!here&gt;\n&lt;/div&gt;"},
        {"[x](javascript:alert(1))", "x"},
        {"[x](<https://e.x/a|b c>)", "<https://e.x/a%7Cb%20c|x>"},
        {"[a|b>c](https://e.x)", "<https://e.x|a¦b&gt;c>"},
        {"`<!channel>`", "`&lt;!channel&gt;`"},
        {"```\n<!channel>\n``` `\n```", "```\n&lt;!channel&gt;\n`" Z "`` `\n```"},
        {"@here and @channel", "@" Z "here and @" Z "channel"},
        {"\\*not bold\\*", "*" Z "not bold" Z "*"},
        {"snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"},
        {"&lt;!everyone&gt;", "&lt;!everyone&gt;"},
    };
    check(mrkdwn_markdown, cases, G_N_ELEMENTS(cases));
}

static void somebodys_words_mean_nothing_but_themselves(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"*bold* _it_ ~no~ `code`",
         "*" Z "bold" Z "* _" Z "it" Z "_ ~" Z "no" Z "~ `" Z "code" Z "`"},
        {"<https://evil.example|bank>", "&lt;https://evil.example|bank&gt;"},
        {"> no quote", Z "&gt; no quote"},
        {"[x](https://e.x)", "[x](https://e.x)"},
    };
    check(mrkdwn_literal, cases, G_N_ELEMENTS(cases));

    static const Case quotes[] = {
        {"one\ntwo", "> one\n> two"},
        {"<!channel>", "> &lt;!channel&gt;"},
    };
    check(mrkdwn_quote, quotes, G_N_ELEMENTS(quotes));
}

/* Whatever is put in, an unescaped `<` begins a link of ours, to a scheme that may be linked. */
static void assert_only_our_links(const char *text)
{
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        assert_true(g_str_has_prefix(at, "<http://") || g_str_has_prefix(at, "<https://") ||
                    g_str_has_prefix(at, "<mailto:"));
        size_t inside = strcspn(at + 1, "<>");
        assert_int_equal(at[1 + inside], '>');
    }
}

static void no_unescaped_angle_gets_through(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "<",   ">",     "&",  "!channel", "@U1", "[x](", ")",        "https://e.x", "javascript:a",
        "`",   "```\n", "**", "_",        "\n",  "> ",   "- ",       "|",           "<b>",
        "](<", "中",    "\\", "&lt;",     "#",   "![",   "mailto:a",
    };
    GRand *rand = g_rand_new_with_seed(7);
    for (int round = 0; round < 4000; round++) {
        g_autoptr(GString) in = g_string_new(NULL), out = g_string_new(NULL);
        for (int i = g_rand_int_range(rand, 1, 14); i > 0; i--)
            g_string_append(in, parts[g_rand_int_range(rand, 0, G_N_ELEMENTS(parts))]);
        mrkdwn_markdown(out, in->str);
        assert_only_our_links(out->str);
        assert_true(g_utf8_validate(out->str, -1, NULL));
        g_string_truncate(out, 0);
        mrkdwn_quote(out, in->str);
        assert_null(strchr(out->str, '<'));
    }
    g_rand_free(rand);
}

static void what_nests_too_deeply_is_flattened(void **state)
{
    (void)state;
    g_autoptr(GString) in = g_string_new(NULL), out = g_string_new(NULL);
    for (int i = 0; i < 3000; i++)
        g_string_append(in, "> ");
    g_string_append(in, "deep <!here>");
    mrkdwn_markdown(out, in->str);
    assert_non_null(strstr(out->str, "deep &lt;!here&gt;"));
    assert_true(out->len < 2000);
}

static void text_is_cut_where_it_may_be(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t units, bytes;
        bool in_code;
    } cases[] = {
        {"short", 10, 5, false},
        {"one two three", 7, 7, false},
        {"a first paragraph\n\nsecond", 22, 18, false},
        {"line one\nline two", 12, 9, false},
        {"ab &amp; cd", 5, 3, false},                /* never within an entity */
        {"ab <https://e.x|label> cd", 10, 3, false}, /* never within a link */
        {"a😀b", 2, 1, false},                        /* two units, or none of it */
        {"中文字", 2, 6, false},
        {"```\ncode that goes on\n```", 10, 10, true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        bool in_code = false;
        assert_int_equal(cut_at(cases[i].text, cases[i].units, &in_code), cases[i].bytes);
        assert_int_equal(in_code, cases[i].in_code);
    }
    assert_int_equal(cut_units("a中😀"), 4);
    assert_int_equal(cut_units("中文字符测试😀😀 and abc"), 6 + 4 + 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_becomes_mrkdwn),
        cmocka_unit_test(marks_work_within_chinese),
        cmocka_unit_test(what_is_no_markup_of_ours_stays_inert),
        cmocka_unit_test(somebodys_words_mean_nothing_but_themselves),
        cmocka_unit_test(no_unescaped_angle_gets_through),
        cmocka_unit_test(what_nests_too_deeply_is_flattened),
        cmocka_unit_test(text_is_cut_where_it_may_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
