/*
 * The native format: what is read, what is refused and in which words, and that printing is exact.
 */
#include "tests/test.h"

#include "knowledge/entry.h"
#include "knowledge/files/format.h"
#include "knowledge/packaged.h"

#define FRONT "---\nid: envoy\n---\n"

static Entry *read_one(const char *text)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    GError *error = NULL;
    assert_ok(markdown_read("a.md", text, strlen(text), entries, &error), error);
    assert_int_equal(entries->len, 1);
    return entries->pdata[0];
}

static char *refusal(const char *data, size_t len)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_autoptr(GError) error = NULL;
    assert_false(markdown_read("a.md", data, len, entries, &error));
    assert_true(g_error_matches(error, KB_ERROR, KB_ERROR_INPUT));
    return g_strdup(error->message);
}

static void every_part_of_an_entry_is_read(void **state)
{
    (void)state;
    g_autoptr(Entry) e =
        read_one("---\n"
                 "id: envoy\n"
                 "tags: [proxy, \"a: b\"]\n"
                 "venue: envoy-slack\n"
                 "owner: maintainers\n"
                 "review-by: 2027-02-28\n"
                 "sources:\n  - https://www.envoyproxy.io\n"
                 "phrasings:\n  en: [what is envoy]\n  zh:\n    - 特使\n    - Envoy\n"
                 "---\n"
                 "# en: What is Envoy?\n\nA **proxy**.\n\nFast.\n\n"
                 "## then: 2018\n\nIncubating.\n\n"
                 "## now: 2026-08-07\n\nGraduated.\n\n"
                 "# zh: Envoy 是什么？\n\n代理。\n");
    assert_string_equal(e->slug, "envoy");
    assert_int_equal(e->kind, ENTRY_ANSWER);
    assert_int_equal(e->tags->len, 2);
    assert_string_equal(e->tags->pdata[1], "a: b");
    assert_string_equal(e->venue, "envoy-slack");
    assert_string_equal(e->review_by, "2027-02-28");
    assert_string_equal(e->sources->pdata[0], "https://www.envoyproxy.io");
    assert_string_equal(e->texts[LANG_EN].phrasings->pdata[0], "what is envoy");
    assert_int_equal(e->texts[LANG_ZH].phrasings->len, 2);
    assert_string_equal(e->texts[LANG_EN].title, "What is Envoy?");
    assert_string_equal(e->texts[LANG_EN].answer, "A **proxy**.\n\nFast.");
    assert_string_equal(e->texts[LANG_EN].then, "Incubating.");
    assert_string_equal(e->texts[LANG_EN].then_date, "2018");
    assert_string_equal(e->texts[LANG_EN].now, "Graduated.");
    assert_string_equal(e->texts[LANG_EN].now_date, "2026-08-07");
    assert_string_equal(e->texts[LANG_ZH].answer, "代理。");
    assert_null(e->texts[LANG_ZH].then);
    assert_string_equal(e->origin, "a.md:1");
}

static void facts_are_read_in_order_of_their_keys(void **state)
{
    (void)state;
    g_autoptr(Entry) e = read_one("---\nid: a\nkind: term\nfacts:\n  stage: sandbox\n"
                                  "  accepted: 2021-09-14\n---\n# en: A\n");
    g_autofree char *printed = markdown_print(e);
    assert_int_equal(e->kind, ENTRY_TERM);
    assert_true(e->facts_said);
    assert_string_equal(entry_fact(e, "stage"), "sandbox");
    assert_null(entry_fact(e, "sta"));
    assert_string_equal(printed, "---\nid: a\nkind: term\nfacts:\n  accepted: \"2021-09-14\"\n"
                                 "  stage: sandbox\n---\n# en: A\n");
}

static void a_byte_order_mark_and_windows_line_ends_do_not_matter(void **state)
{
    (void)state;
    g_autoptr(Entry) e =
        read_one("\xEF\xBB\xBF---\r\nid: envoy\r\n---\r\n# en: Q?\r\n\r\nA\r\nB\r\n");
    assert_string_equal(e->texts[LANG_EN].title, "Q?");
    assert_string_equal(e->texts[LANG_EN].answer, "A\nB");
}

static void headings_within_code_belong_to_the_answer(void **state)
{
    (void)state;
    g_autoptr(Entry) e =
        read_one(FRONT "# en: Q\n\n```sh\n# zh: a comment\n## then: 2018\n```\n\nend\n");
    assert_string_equal(e->texts[LANG_EN].answer,
                        "```sh\n# zh: a comment\n## then: 2018\n```\n\nend");
    assert_null(e->texts[LANG_ZH].title);
}

static void other_headings_belong_to_the_answer(void **state)
{
    (void)state;
    g_autoptr(Entry) e = read_one(FRONT "# en: Q\n\n# Install\n## note: x\n#zh: y\n ## now: z\n");
    assert_string_equal(e->texts[LANG_EN].answer, "# Install\n## note: x\n#zh: y\n ## now: z");
}

static void an_escaped_heading_is_text(void **state)
{
    (void)state;
    g_autoptr(Entry) e = read_one(FRONT "# en: Q\n\n\\# zh: x\n\\\\## now: 2018\n\\## fine\n");
    assert_string_equal(e->texts[LANG_EN].answer, "# zh: x\n\\## now: 2018\n\\## fine");
}

static void a_title_alone_is_an_entry(void **state)
{
    (void)state;
    g_autoptr(Entry) e = read_one(FRONT "# zh: 问题");
    assert_string_equal(e->texts[LANG_ZH].title, "问题");
    assert_null(e->texts[LANG_ZH].answer);
}

static void what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "a.md:1: no front matter; begin the file with a line `---`, then `id: some-words`, "
             "then `---`"},
        {"# en: Q\n", "a.md:1: no front matter; begin"},
        {"---\nid: x\n# en: Q\n",
         "a.md:1: the front matter has no end; close it with a line `---`"},
        {"---\n---\n# en: Q\n", "a.md:2: there is no YAML here"},
        {"---\ntags: [a]\n---\n# en: Q\n", "a.md:1: no id; add a line `id: some-words`"},
        {"---\nid: x\nfacts: [a]\n---\n# en: Q\n", "a.md:3: `facts` must be keys"},
        {"---\nid: x\nfacts: {a: [b]}\n---\n# en: Q\n", "a.md:3: the fact `a` must be one"},
        {"---\nid: x\ncolour: red\n---\n# en: Q\n", "a.md:3: unknown key `colour`; known are id,"},
        {"---\nid: x\nid: y\n---\n# en: Q\n",
         "a.md:3: the key `id` stands twice (first at line 2)"},
        {"---\nid: x\nkind: thing\n---\n# en: Q\n",
         "a.md:3: kind is `entry`, `venue`, `term` or `welcome`, not `thing`"},
        {"---\nid: x\ntags: a\n---\n# en: Q\n", "a.md:3: `tags` must be a list"},
        {"---\nid: x\ntags: [[a]]\n---\n# en: Q\n", "a.md:3: an item of `tags` is no text"},
        {"---\nid: x\nreview-by: 2027-2-3\n---\n# en: Q\n", "a.md:3: review-by `2027-2-3` is not"},
        {"---\nid: [x]\n---\n# en: Q\n", "a.md:2: `id` must be one value, not a list or a map"},
        {"---\nid: x\nphrasings: [a]\n---\n# en: Q\n", "a.md:3: `phrasings` must name languages"},
        {"---\nid: x\nphrasings: {fr: [a]}\n---\n# en: Q\n", "a.md:3: `fr` is not a language"},
        {"---\n- x\n---\n# en: Q\n", "a.md:2: the front matter must be keys with values"},
        {"---\nid: x\ntags:\n\t- a\n---\n# en: Q\n", "indent with blanks, not with tabs"},
        {"---\nid: x\nowner: a: b\n---\n# en: Q\n",
         "a.md:3: YAML: mapping values are not allowed in this context; put a value"},
        {"---\nid: x\nowner: *me\n---\n# en: Q\n", "a.md:3: a YAML alias (*name) is not read here"},
        {FRONT "hello\n# en: Q\n", "a.md:4: text before the first title; begin it with `# en: …`"},
        {FRONT, "a.md:3: no text; add a title and an answer"},
        {FRONT "# en: Q\n# en: R\n", "a.md:5: a second `# en:` (first at line 4); keep one"},
        {FRONT "# fr: Q\n", "a.md:4: `fr` is not a language that is kept; en or zh"},
        {FRONT "# en:\n\nA\n", "a.md:4: the title is empty; write `# en: ` and the question"},
        {FRONT "# en: Q\n## then: 2018-13\nx\n", "a.md:5: `2018-13` is not a date; write"},
        {FRONT "# en: Q\n## now: 2018-02-30\nx\n", "a.md:5: `2018-02-30` is not a date; write"},
        {FRONT "# en: Q\n## now: 0000\nx\n", "a.md:5: `0000` is not a date"},
        {FRONT "# en: Q\n## then: 2018\n\n# zh: x\n",
         "a.md:5: `## then: 2018` has no text below it"},
        {FRONT "# en: Q\n## now: 2018\nx\n## now: 2019\ny\n", "a.md:7: a second `## now:` in one"},
        {FRONT "## now: 2018\nx\n", "a.md:4: `## now:` must stand below a title"},
        {FRONT "# en: Q\n\n```\n# zh: x\n", "a.md:4: a code fence (```) in this section is never"},
        {FRONT "# en: Q\n\xFF\n",
         "a.md:5: the byte 0xFF is not UTF-8 text; save the file as UTF-8"},
        {"\xFF\xFE-", "a.md:1: this is UTF-16; save the file as UTF-8"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = refusal(cases[i].text, strlen(cases[i].text));
        if (!strstr(said, cases[i].expected))
            fail_msg("expected: %s\nbut got: %s", cases[i].expected, said);
    }
}

static void several_mistakes_are_told_at_once(void **state)
{
    (void)state;
    const char *text = "---\nid: x\ncolour: red\nkind: thing\n---\n# fr: Q\n";
    g_autofree char *said = refusal(text, strlen(text));
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    assert_int_equal(g_strv_length(lines), 3);
}

static void a_zero_byte_and_a_huge_file_are_refused(void **state)
{
    (void)state;
    g_autofree char *zero = refusal(FRONT "# en: a\0b\n", sizeof(FRONT "# en: a\0b\n") - 1);
    assert_non_null(strstr(zero, "a.md:4: the byte 0x00"));
    size_t len = 5 * 1024 * 1024;
    g_autofree char *data = g_malloc(len);
    memset(data, 'x', len);
    g_autofree char *large = refusal(data, len);
    assert_non_null(strstr(large, "too large for one entry"));
}

static void the_canonical_text_is_as_agreed(void **state)
{
    (void)state;
    const char *text = "---\n"
                       "id: moby-site\n"
                       "kind: venue\n"
                       "tags: [moby, \"1.10\", \"a, b\"]\n"
                       "url: https://mobyproject.org/\n"
                       "owner: maintainers\n"
                       "review-by: 2027-02-28\n"
                       "sources:\n"
                       "  - https://mobyproject.org/\n"
                       "phrasings:\n"
                       "  en:\n"
                       "    - \"yes\"\n"
                       "  zh:\n"
                       "    - 莫比 项目：主页\n"
                       "    - \"#莫比\"\n"
                       "---\n"
                       "# en: Moby\n"
                       "\n"
                       "The site.\n"
                       "\n"
                       "## then: 2017-04\n"
                       "\n"
                       "New.\n"
                       "\n"
                       "# zh: 莫比\n";
    g_autoptr(Entry) e = read_one(text);
    g_autofree char *printed = markdown_print(e);
    assert_string_equal(printed, text);
}

static void packaged_content_is_read_and_printed_back(void **state)
{
    (void)state;
    unsigned canonical = 0, count = 0;
    for (const PackagedFile *file = packaged_files; file->path; file++) {
        if (!g_str_has_suffix(file->path, ".md"))
            continue;
        g_autoptr(Entry) e = read_one(file->data);
        g_autofree char *printed = markdown_print(e);
        g_autoptr(Entry) again = read_one(printed);
        assert_true(entry_equal(e, again));
        canonical += strcmp(printed, file->data) == 0;
        count++;
    }
    print_message("# %u of %u packaged files are canonical\n", canonical, count);
}

/* Random entries out of the pieces that could break the format. */

static const char *const bits[] = {
    "# en: x",
    "# zh: 标题",
    "\\# en: x",
    "\\\\## then: 2018",
    "## now: 2018-01-01",
    "## note: x",
    "# fr: q",
    "# Title",
    "```",
    "```sh",
    "````",
    "~~~",
    "   ```",
    "    ```",
    "``` a`b",
    "",
    "",
    " ",
    "\t",
    "\\",
    "\\\\ ",
    "<!-- never closed -->",
    "\\<!-- never closed -->",
    "---",
    "text",
    "  indented",
    "trailing  ",
    "cr\r",
    "\r",
    "- item",
    "> quote",
    "a: b # c",
    "🦭 emoji 👩‍💻",
    "שלום עולם",
    "مرحبا",
    "\"quoted\"",
    "'single'",
    "\xC2\x85\u2028\uFEFF",
    "id: x",
    "容器",
};

static const char *const words[] = {
    "yes",
    "No",
    "null",
    "~",
    "1",
    "1.10",
    "0x1F",
    "2018-01-01",
    "12:30",
    "true",
    "on",
    "=",
    "-",
    "- a",
    "a: b",
    "a:",
    ":a",
    "#a",
    "a #b",
    "a# b",
    " lead",
    "trail ",
    "[a]",
    "{a}",
    "a, b",
    "a]b",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "?",
    "? a",
    "\"",
    "'",
    "a\"b",
    "\\",
    "a\tb",
    "a\nb",
    "\n",
    "\r\n",
    "\x01",
    "\x1F\x7F",
    "\xC2\x85",
    "\u00A0",
    "\u2028\u2029",
    "\uFEFF",
    "\uFFFE",
    "🦭",
    "👩‍💻",
    "שלום",
    "容器：是什么？",
    "，",
    "...",
    "---",
    "<<",
    "https://x.y/?a=b&c#d",
    "a?b",
    "e5",
    ".5",
    "+1",
    "::",
    "１２",
    "“quoted”",
    "a 'b' c",
    "!!str x",
    "__proto__",
    "\u200Fright",
    "\U0010FFFF",
};

static char *random_body(GRand *rand)
{
    GString *body = g_string_new(NULL);
    int lines = g_rand_int_range(rand, 1, 8);
    for (int i = 0; i < lines; i++)
        g_string_append_printf(body, "%s%s", i ? "\n" : "",
                               bits[g_rand_int_range(rand, 0, G_N_ELEMENTS(bits))]);
    return g_string_free(body, FALSE);
}

static void random_words(GRand *rand, GPtrArray *list)
{
    for (int i = g_rand_int_range(rand, 0, 4); i > 0; i--)
        g_ptr_array_add(list, g_strdup(words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))]));
}

static char *maybe_word(GRand *rand)
{
    return g_rand_boolean(rand) ? g_strdup(words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))])
                                : NULL;
}

static void random_text(GRand *rand, EntryText *text)
{
    static const char *const titles[] = {"What?",    "# en: x",  "\\",   "---",
                                         "a: \"b\"", "是什么？", "🦭", "## then: 2018",
                                         "``` x",    "שלום",     "1",    "a\tb"};
    static const char *const dates[] = {"2018", "2018-05", "2018-05-31", "2020-02-29"};
    text->title = g_strdup(titles[g_rand_int_range(rand, 0, G_N_ELEMENTS(titles))]);
    if (g_rand_int_range(rand, 0, 5) > 0)
        text->answer = random_body(rand);
    random_words(rand, text->phrasings);
    int then = g_rand_int_range(rand, 0, 4);
    if (g_rand_boolean(rand)) {
        text->then = random_body(rand);
        text->then_date = g_strdup(dates[then]);
    }
    if (g_rand_boolean(rand)) {
        text->now = random_body(rand);
        text->now_date = g_strdup(dates[g_rand_int_range(rand, then, 4)]);
    }
}

static Entry *random_entry(GRand *rand)
{
    Entry *e = entry_new();
    e->slug = g_strdup_printf("e-%d", g_rand_int_range(rand, 0, 1000));
    e->kind = g_rand_boolean(rand) ? ENTRY_VENUE : ENTRY_ANSWER;
    e->venue = maybe_word(rand);
    e->url = maybe_word(rand);
    e->owner = maybe_word(rand);
    e->review_by = g_rand_boolean(rand) ? g_strdup("2027-02-28") : NULL;
    random_words(rand, e->tags);
    random_words(rand, e->sources);
    for (int facts = g_rand_int_range(rand, 0, 3); facts > 0; facts--) {
        g_autofree char *key = g_strdup_printf("y-%d", g_rand_int_range(rand, 0, 9));
        g_autofree char *value = maybe_word(rand);
        entry_set_fact(e, key, value && *value ? value : "no");
    }
    int languages = g_rand_int_range(rand, 1, 4);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (languages & (1 << lang))
            random_text(rand, &e->texts[lang]);
    return e;
}

static void any_entry_is_read_back_as_it_was_printed(void **state)
{
    (void)state;
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260807);
    for (int i = 0; i < 20000; i++) {
        g_autoptr(Entry) e = random_entry(rand);
        g_autofree char *printed = markdown_print(e);
        g_autoptr(Entry) back = read_one(printed);
        g_autofree char *again = markdown_print(back);
        if (!entry_equal(e, back) || strcmp(printed, again) != 0)
            fail_msg("entry %d is not read back as it was:\n%s\nbut as:\n%s", i, printed, again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_of_an_entry_is_read),
        cmocka_unit_test(facts_are_read_in_order_of_their_keys),
        cmocka_unit_test(a_byte_order_mark_and_windows_line_ends_do_not_matter),
        cmocka_unit_test(headings_within_code_belong_to_the_answer),
        cmocka_unit_test(other_headings_belong_to_the_answer),
        cmocka_unit_test(an_escaped_heading_is_text),
        cmocka_unit_test(a_title_alone_is_an_entry),
        cmocka_unit_test(what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(several_mistakes_are_told_at_once),
        cmocka_unit_test(a_zero_byte_and_a_huge_file_are_refused),
        cmocka_unit_test(the_canonical_text_is_as_agreed),
        cmocka_unit_test(packaged_content_is_read_and_printed_back),
        cmocka_unit_test(any_entry_is_read_back_as_it_was_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
