/*
 * Tables, as spreadsheets write them.
 */
#include "tests/test.h"

#include "knowledge/entry.h"
#include "knowledge/files/format.h"

static GPtrArray *read_all(const char *name, const char *text)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    GError *error = NULL;
    assert_ok(table_read(name, text, strlen(text), entries, &error), error);
    return entries;
}

static void assert_refused(const char *name, const char *text, const char *expected)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GError) error = NULL;
    assert_false(table_read(name, text, strlen(text), entries, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    if (!strstr(error->message, expected))
        fail_msg("expected: %s\nbut got: %s", expected, error->message);
}

static void rows_of_one_id_become_one_entry(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) entries = read_all(
        "f.tsv", "id\tlang\tquestion\tanswer\ttags\tsource\n"
                 "envoy\ten\tWhat is Envoy?\tA proxy.\tproxy, cncf\thttps://a.b\n"
                 "helm\tzh-CN\tHelm 是什么？\t包管理器。\t\t\n"
                 "envoy\tzh\tEnvoy 是什么？\t代理。\tproxy、mesh\thttps://a.b https://c.d\n");
    assert_int_equal(entries->len, 2);
    /* Each leaves with its last row. */
    const Entry *helm = entries->pdata[0], *envoy = entries->pdata[1];
    assert_string_equal(envoy->slug, "envoy");
    assert_string_equal(envoy->origin, "f.tsv:2");
    assert_string_equal(envoy->texts[LANG_EN].answer, "A proxy.");
    assert_string_equal(envoy->texts[LANG_ZH].title, "Envoy 是什么？");
    assert_int_equal(envoy->tags->len, 3);
    assert_int_equal(envoy->sources->len, 2);
    assert_string_equal(helm->texts[LANG_ZH].answer, "包管理器。");
    assert_null(helm->texts[LANG_EN].title);
    assert_int_equal(helm->tags->len, 0);
}

static void columns_come_in_any_order_and_others_are_left_alone(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) entries =
        read_all("f.csv", "Question,notes,LANG,Id\nWhat?,mine,en,a\n\n,,,\nWhy?,,en,b");
    assert_int_equal(entries->len, 2);
    const Entry *last = entries->pdata[1];
    assert_string_equal(last->texts[LANG_EN].title, "Why?");
    assert_null(last->texts[LANG_EN].answer);
    assert_string_equal(last->origin, "f.csv:5");
}

static void quotes_windows_line_ends_and_a_byte_order_mark_are_understood(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) entries =
        read_all("f.csv", "\xEF\xBB\xBFid,lang,question,answer\r\n"
                          "a,en,\"What, \"\"now\"\"?\",\"one\r\ntwo, \n\nthree\"\r\n"
                          "b,en,say \"hi\",\"\"\r\n");
    assert_int_equal(entries->len, 2);
    const Entry *a = entries->pdata[0], *b = entries->pdata[1];
    assert_string_equal(a->texts[LANG_EN].title, "What, \"now\"?");
    assert_string_equal(a->texts[LANG_EN].answer, "one\r\ntwo, \n\nthree");
    assert_string_equal(b->texts[LANG_EN].title, "say \"hi\"");
    assert_null(b->texts[LANG_EN].answer);
    assert_string_equal(b->origin, "f.csv:6");
}

static void a_quote_in_a_tsv_may_be_the_texts_own(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) entries = read_all("f.tsv", "id\tlang\tquestion\tanswer\n"
                                                     "a\ten\t\"Moby\" is what?\t\"open\n"
                                                     "b\ten\t\"with \"\"both\"\"\"\t\"x\ty\"\n");
    const Entry *a = entries->pdata[0], *b = entries->pdata[1];
    assert_string_equal(a->texts[LANG_EN].title, "\"Moby\" is what?");
    assert_string_equal(a->texts[LANG_EN].answer, "\"open");
    assert_string_equal(b->texts[LANG_EN].title, "with \"both\"");
    assert_string_equal(b->texts[LANG_EN].answer, "x\ty");
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    const char *head = "id,lang,question,answer\n";
    static const struct {
        const char *rows, *expected;
    } cases[] = {
        {",en,Q,A\n", "f.csv:2: the id is empty"},
        {"a,,Q,A\n", "f.csv:2: the lang is empty; write en or zh"},
        {"a,fr,Q,A\n", "f.csv:2: the lang `fr` is not en or zh"},
        {"a,en,,A\n", "f.csv:2: the question is empty"},
        {"a,en,Q,A\nb,zh,Q\na,en-GB,R,B\n",
         "f.csv:4: a second row of `a` in en (the entry begins at f.csv:2); keep one"},
        {"a,en,Q,A,more\n", "f.csv:2: more cells than the first row names"},
        {"a,en,\"Q\"x,A\n", "f.csv:2: text follows the closing quote of a cell"},
        {"b,en,\"1\n2\",A\na,en,\"Q,A\n", "f.csv:4: a quote is never closed"},
        {"a,en,\xC3(,A\n", "f.csv:2: the byte 0xC3 is not UTF-8 text"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(head, cases[i].rows, NULL);
        assert_refused("f.csv", text, cases[i].expected);
    }
    assert_refused("f.csv", "", "f.csv:1: the first row does not name the column `id`");
    assert_refused("f.csv", "id;lang;question\n", "does not name the column `id`");
    assert_refused("f.tsv", "id\tquestion\n",
                   "f.tsv:1: the first row does not name the column `lang`");
}

static void twenty_mistakes_are_enough(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("id,lang,question\n");
    for (int i = 0; i < 100; i++)
        g_string_append(text, "a,xx,Q\n");
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GError) error = NULL;
    assert_false(table_read("f.csv", text->str, text->len, entries, &error));
    g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
    assert_int_equal(g_strv_length(lines), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_one_id_become_one_entry),
        cmocka_unit_test(columns_come_in_any_order_and_others_are_left_alone),
        cmocka_unit_test(quotes_windows_line_ends_and_a_byte_order_mark_are_understood),
        cmocka_unit_test(a_quote_in_a_tsv_may_be_the_texts_own),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(twenty_mistakes_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
