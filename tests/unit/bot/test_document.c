/*
 * JSON that came in: what is read, what is mended, what is refused.
 */
#include "tests/test.h"

#include "bot/slack/document.h"

static Document *read_text(const char *text)
{
    return document_read(text, strlen(text));
}

static void values_are_read_as_they_are(void **state)
{
    (void)state;
    g_autoptr(Document) d = read_text(" {\"n\":-7, \"t\":true,\"f\":false,\"z\":null,\"o\":{\"k\":"
                                      "\"v\"},\"l\":[1,[],{},\"x\"],\"e\":{},\"n\":12} \n");
    const Node *root = document_root(d);
    assert_true(node_is(root, NODE_OBJECT));
    assert_int_equal(node_integer(node_member(root, "n")), 12); /* the last of two */
    assert_true(node_is(node_member(root, "t"), NODE_TRUE));
    assert_true(node_is(node_member(root, "f"), NODE_FALSE));
    assert_true(node_is(node_member(root, "z"), NODE_NULL));
    assert_string_equal(node_text(node_member(node_member(root, "o"), "k")), "v");
    const Node *item = node_first(node_member(root, "l"));
    assert_int_equal(node_integer(item), 1);
    item = node_next(item);
    assert_true(node_is(item, NODE_LIST));
    assert_null(node_first(item));
    item = node_next(node_next(item));
    assert_string_equal(node_text(item), "x");
    assert_null(node_next(item));
    assert_string_equal(node_key(node_first(root)), "n");
}

static void what_is_not_there_is_nothing(void **state)
{
    (void)state;
    g_autoptr(Document) d = read_text("[\"x\"]");
    const Node *root = document_root(d);
    assert_null(node_member(root, "x"));
    assert_null(node_member(NULL, "x"));
    assert_null(node_first(NULL));
    assert_null(node_text(root));
    assert_null(node_text(NULL));
    assert_int_equal(node_integer(root), 0);
    assert_false(node_is(NULL, NODE_NULL));
}

static void strings_are_unescaped_and_mended(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"\"\"", ""},
        {"\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"},
        {"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"},
        {"\"\\u4e2d\\u00e9\\ud83d\\ude00\"", "中é😀"},
        {"\"\\ud83d\"", "\xEF\xBF\xBD"},
        {"\"\\ud83dx\"", "\xEF\xBF\xBDx"},
        {"\"\\ud83d\\u0041\"", "\xEF\xBF\xBD"
                               "A"},
        {"\"\\ude00\"", "\xEF\xBF\xBD"},
        {"\"\\u0000\"", "\xEF\xBF\xBD"},
        {"\"a\xFF\"", "a\xEF\xBF\xBD"},
        {"\"tab\there\"", "tab\there"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Document) d = read_text(cases[i].json);
        assert_string_equal(node_text(document_root(d)), cases[i].text);
    }
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "}",
        "[1",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{,}",
        "\"open",
        "\"\\x\"",
        "\"\\u12\"",
        "tru",
        "nul",
        "[1]x",
        "{\"a\":1,}",
        "\"\\",
        "\"\\u123g\"",
        "'a'",
        "[1 2]",
        "{\"a\" 1}",
        "\"\\ud83d\\u12\"",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Document) d = read_text(texts[i]);
        if (d)
            fail_msg("was read: %s", texts[i]);
    }
}

static void there_is_a_limit_to_everything(void **state)
{
    (void)state;
    for (int over = 0; over < 2; over++) {
        g_autofree char *open = g_strnfill(DOCUMENT_DEPTH_MAX + (gsize)over, '[');
        g_autofree char *close = g_strnfill(DOCUMENT_DEPTH_MAX + (gsize)over, ']');
        g_autofree char *deep = g_strconcat(open, close, NULL);
        g_autoptr(Document) d = read_text(deep);
        assert_true((d == NULL) == (over == 1));
    }
    g_autoptr(GString) many = g_string_new("[0");
    for (int i = 0; i < DOCUMENT_NODES_MAX; i++)
        g_string_append(many, ",0");
    g_string_append_c(many, ']');
    g_autoptr(Document) d = read_text(many->str);
    assert_null(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_as_they_are),
        cmocka_unit_test(what_is_not_there_is_nothing),
        cmocka_unit_test(strings_are_unescaped_and_mended),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(there_is_a_limit_to_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
