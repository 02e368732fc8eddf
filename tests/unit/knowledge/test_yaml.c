/*
 * YAML read as a tree of texts, and texts written so that they come back.
 */
#include "tests/test.h"

#include "knowledge/files/yaml.h"
#include "knowledge/kb.h"

static YamlNode *read_all(const char *text)
{
    GError *error = NULL;
    YamlNode *root = yaml_read("f", 1, text, strlen(text), &error);
    assert_ok(root, error);
    return root;
}

static void a_document_is_a_tree_with_lines(void **state)
{
    (void)state;
    g_autoptr(YamlNode) root = read_all("a: 1\nb:\n  - x\n  - {c: yes}\nd:\n");
    assert_true(yaml_node_is_map(root));
    assert_int_equal(yaml_node_count(root), 3);
    assert_string_equal(yaml_node_key(root, 1), "b");
    assert_string_equal(yaml_node_text(yaml_node_find(root, "a")), "1");
    const YamlNode *list = yaml_node_find(root, "b");
    assert_false(yaml_node_is_map(list));
    assert_int_equal(yaml_node_count(list), 2);
    assert_int_equal(yaml_node_line(list), 3);
    const YamlNode *inner = yaml_node_item(list, 1);
    assert_int_equal(yaml_node_line(inner), 4);
    assert_string_equal(yaml_node_text(yaml_node_find(inner, "c")), "yes");
    assert_string_equal(yaml_node_text(yaml_node_find(root, "d")), "");
    assert_null(yaml_node_find(root, "e"));
    assert_null(yaml_node_find(list, "e"));
    assert_null(yaml_node_text(list));
}

static void what_cannot_be_read_is_said_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "f:11: there is no YAML here"},
        {"a: [1\n", "f:12: YAML: did not find expected ',' or ']'; close the list"},
        {"a: 1\n---\nb: 2\n", "a second YAML document; keep one"},
        {"a: 1\na: 2\n", "f:12: the key `a` stands twice (first at line 11); keep one of them"},
        {"[a, b]: c\n", "f:11: a key must be a plain word"},
        {"a: &x 1\nb: *x\n", "f:12: a YAML alias (*name) is not read here"},
        {"a:\n\tb: c\n", "indent with blanks, not with tabs"},
        {"a: \"x\\0y\"\n", "f:11: a text must not hold a zero byte"},
        {"a: \"\\xZZ\"\n", "f:11: YAML: did not find expected hexdecimal number"},
        {"a: \"open\n", "YAML: found unexpected end of stream"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(yaml_read("f", 11, cases[i].text, strlen(cases[i].text), &error));
        assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
        if (!strstr(error->message, cases[i].expected))
            fail_msg("expected: %s\nbut got: %s", cases[i].expected, error->message);
    }
}

static void a_deep_document_is_refused(void **state)
{
    (void)state;
    g_autofree char *deep = g_strnfill(100000, '[');
    g_autoptr(GError) error = NULL;
    assert_null(yaml_read("f", 1, deep, strlen(deep), &error));
    assert_non_null(strstr(error->message, "f:1: YAML nested too deeply"));
}

static void only_what_needs_quotes_is_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *text, *block, *flow;
    } cases[] = {
        {"what is envoy?", "what is envoy?", "\"what is envoy?\""},
        {"https://x.y/z#a", "https://x.y/z#a", "\"https://x.y/z#a\""},
        {"特使：是什么？", "特使：是什么？", "特使：是什么？"},
        {"a, b", "a, b", "\"a, b\""},
        {"it's", "it's", "it's"},
        {"12-factor app", "12-factor app", "12-factor app"},
        {"", "\"\"", "\"\""},
        {"yes", "\"yes\"", "\"yes\""},
        {"NULL", "\"NULL\"", "\"NULL\""},
        {"1.10", "\"1.10\"", "\"1.10\""},
        {"2018-01-01", "\"2018-01-01\"", "\"2018-01-01\""},
        {"a: b", "\"a: b\"", "\"a: b\""},
        {"a #b", "\"a #b\"", "\"a #b\""},
        {" a", "\" a\"", "\" a\""},
        {"a ", "\"a \"", "\"a \""},
        {"- a", "\"- a\"", "\"- a\""},
        {"\"a\"\\", "\"\\\"a\\\"\\\\\"", "\"\\\"a\\\"\\\\\""},
        {"a\nb\tc\x01", "\"a\\nb\\tc\\x01\"", "\"a\\nb\\tc\\x01\""},
        {"\u2028x\uFEFF", "\"\\u2028x\\uFEFF\"", "\"\\u2028x\\uFEFF\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) block = g_string_new(NULL);
        g_autoptr(GString) flow = g_string_new(NULL);
        yaml_append(block, cases[i].text, false);
        yaml_append(flow, cases[i].text, true);
        assert_string_equal(block->str, cases[i].block);
        assert_string_equal(flow->str, cases[i].flow);
    }
}

/* Any character but NUL, those with a meaning in YAML often. */
static char *random_string(GRand *rand)
{
    static const char signs[] = " \t\n\r:#-?,[]{}&*!|>'\"%@`\\~=<./0123456789aenortuy\x01\x7F";
    GString *text = g_string_new(NULL);
    for (int i = g_rand_int_range(rand, 0, 12); i > 0; i--) {
        gunichar c = (gunichar)g_rand_int_range(rand, 1, 0x110000);
        if (g_rand_int_range(rand, 0, 5) > 0)
            g_string_append_c(text, signs[g_rand_int_range(rand, 0, sizeof signs - 1)]);
        else if (c < 0xD800 || c > 0xDFFF)
            g_string_append_unichar(text, g_rand_boolean(rand) ? c : c % 0x3000 + 1);
    }
    return g_string_free(text, FALSE);
}

static void any_text_is_read_back_as_it_was_written(void **state)
{
    (void)state;
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    for (int i = 0; i < 50000; i++) {
        g_autofree char *text = random_string(rand);
        g_autoptr(GString) yaml = g_string_new("k:\n  - ");
        yaml_append(yaml, text, false);
        g_string_append(yaml, "\nf: [");
        yaml_append(yaml, text, true);
        g_string_append(yaml, ", z]\n");
        g_autoptr(YamlNode) root = read_all(yaml->str);
        const YamlNode *block = yaml_node_item(yaml_node_find(root, "k"), 0);
        const YamlNode *flow = yaml_node_item(yaml_node_find(root, "f"), 0);
        if (g_strcmp0(yaml_node_text(block), text) != 0 ||
            g_strcmp0(yaml_node_text(flow), text) != 0)
            fail_msg("text %d is read back otherwise: %s", i, yaml->str);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_a_tree_with_lines),
        cmocka_unit_test(what_cannot_be_read_is_said_with_its_line),
        cmocka_unit_test(a_deep_document_is_refused),
        cmocka_unit_test(only_what_needs_quotes_is_quoted),
        cmocka_unit_test(any_text_is_read_back_as_it_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
