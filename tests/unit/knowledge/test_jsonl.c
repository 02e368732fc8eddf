/*
 * JSON lines, as the evaluation's knowledge bases are written.
 */
#include "tests/test.h"

#include "knowledge/entry.h"
#include "knowledge/files/format.h"

static GPtrArray *read_all(const char *text)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    GError *error = NULL;
    assert_ok(jsonl_read("f", text, strlen(text), entries, &error), error);
    return entries;
}

static void the_first_phrasing_of_a_language_is_its_title(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) entries = read_all(
        "{\"id\": \"a\", \"tags\": [\"x\", \"y\"], \"phrasings\": [{\"lang\": \"zh\", \"text\": "
        "\"问\"},"
        " {\"lang\": \"en\", \"text\": \" One \\n line \"}, {\"lang\": \"en\", \"text\": \"Two\"},"
        " {\"lang\": \"en\", \"text\": \"Two\"}, {\"lang\": \"en\", \"text\": \"One line\"}],"
        " \"answers\": [{\"lang\": \"en\", \"text\": \"Yes.\\nNo.\\n\"}], \"more\": {}}\r\n"
        "\n"
        "{\"id\": \"b\", \"phrasings\": [{\"lang\": \"en\", \"text\": \"Q\"}], \"answers\": []}");
    assert_int_equal(entries->len, 2);
    const Entry *a = entries->pdata[0], *b = entries->pdata[1];
    assert_string_equal(a->slug, "a");
    assert_int_equal(a->tags->len, 2);
    assert_string_equal(a->texts[LANG_ZH].title, "问");
    assert_string_equal(a->texts[LANG_EN].title, "One line");
    assert_int_equal(a->texts[LANG_EN].phrasings->len, 1);
    assert_string_equal(a->texts[LANG_EN].phrasings->pdata[0], "Two");
    assert_string_equal(a->texts[LANG_EN].answer, "Yes.\nNo.");
    assert_null(a->texts[LANG_ZH].answer);
    assert_string_equal(b->origin, "f:3");
}

static void a_source_becomes_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *source, *expected;
    } cases[] = {
        {"\"https://a.b\"", "https://a.b"},
        {"[\"https://a.b\", \"https://c.d\"]", "https://a.b https://c.d"},
        {"{\"repo\": \"o/n\", \"path\": [\"docs/FAQ.md\", \"a b.md\"], \"licence\": \"MIT\"}",
         "https://github.com/o/n/blob/HEAD/docs/FAQ.md https://github.com/o/n/blob/HEAD/a%20b.md"},
        {"{\"repo\": \"o/n\", \"path\": \"x\"}", "https://github.com/o/n/blob/HEAD/x"},
        {"{\"repo\": \"https://git.example/o/n\"}", "https://git.example/o/n"},
        {"{\"url\": \"https://e.f\"}", "https://e.f"},
        {"null", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup_printf("{\"id\": \"a\", \"source\": %s}", cases[i].source);
        g_autoptr(GPtrArray) entries = read_all(text);
        const Entry *a = entries->pdata[0];
        g_ptr_array_add(a->sources, NULL);
        g_autofree char *joined = g_strjoinv(" ", (char **)a->sources->pdata);
        assert_string_equal(joined, cases[i].expected);
    }
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"\n{\"id\": }", "f:2: not a JSON object: "},
        {"[1]", "f:1: not a JSON object: put {braces} around it"},
        {"{}", "f:1: no \"id\"; give the entry one"},
        {"{\"id\": \"a\", \"id\": \"b\"}", "f:1: not a JSON object: duplicate object key"},
        {"{\"id\": \"a\", \"tags\": \"x\"}", "f:1: \"tags\" must be a list"},
        {"{\"id\": \"a\", \"tags\": [1]}", "f:1: a tag must be a text"},
        {"{\"id\": \"a\", \"phrasings\": {}}", "f:1: \"phrasings\" must be a list"},
        {"{\"id\": \"a\", \"phrasings\": [{\"lang\": \"en\"}]}",
         "f:1: each of \"phrasings\" must be"},
        {"{\"id\": \"a\", \"phrasings\": [{\"lang\": \"fr\", \"text\": \"x\"}]}",
         "f:1: the lang \"fr\" is not en or zh"},
        {"{\"id\": \"a\", \"answers\": [{\"lang\": \"en\", \"text\": \"x\"}]}",
         "f:1: an answer in en needs a phrasing in en"},
        {"{\"id\": \"a\", \"phrasings\": [{\"lang\": \"en\", \"text\": \"x\"}], \"answers\": "
         "[{\"lang\": \"en\", \"text\": \"x\"}, {\"lang\": \"en\", \"text\": \"y\"}]}",
         "f:1: a second answer in en; keep one"},
        {"{}\n\xFF", "f:2: the byte 0xFF is not UTF-8 text"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
        g_autoptr(GError) error = NULL;
        assert_false(jsonl_read("f", cases[i].text, strlen(cases[i].text), entries, &error));
        assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
        if (!strstr(error->message, cases[i].expected))
            fail_msg("expected: %s\nbut got: %s", cases[i].expected, error->message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_phrasing_of_a_language_is_its_title),
        cmocka_unit_test(a_source_becomes_addresses),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
