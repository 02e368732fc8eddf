/*
 * Landscapes, glossaries and pages of questions, imported into a base in memory: what they become,
 * and what they leave alone.
 */
#include "tests/test.h"

#include <stdio.h>

#include "knowledge/entry.h"
#include "knowledge/files/import.h"

#define NOW INT64_C(1700000000000)
#define DATA "tests/unit/knowledge/data/"

static int open_base(void **state)
{
    g_autoptr(GError) error = NULL;
    *state = kb_open(":memory:", &error);
    return *state ? 0 : -1;
}

static int close_base(void **state)
{
    kb_close(*state);
    return 0;
}

static ImportCounts import_one(Kb *kb, const char *path, ImportOptions options)
{
    const char *const paths[] = {path, NULL};
    ImportCounts counts = {0};
    GError *error = NULL;
    options.author = "import";
    assert_ok(import_paths(kb, paths, NOW, &options, &counts, &error), error);
    return counts;
}

static Entry *find(Kb *kb, const char *slug)
{
    Entry *entry = NULL;
    GError *error = NULL;
    assert_ok(entry_find(kb, slug, &entry, &error), error);
    if (!entry)
        fail_msg("there is no %s", slug);
    return entry;
}

static bool has(Kb *kb, const char *slug)
{
    g_autoptr(Entry) entry = NULL;
    GError *error = NULL;
    assert_ok(entry_find(kb, slug, &entry, &error), error);
    return entry != NULL;
}

static bool asks(const EntryText *text, const char *question)
{
    for (unsigned i = 0; i < text->phrasings->len; i++)
        if (strcmp(text->phrasings->pdata[i], question) == 0)
            return true;
    return false;
}

static void save(Kb *kb, Entry *entry)
{
    g_autoptr(Entry) owned = entry;
    GError *error = NULL;
    EntryChange change;
    assert_ok(kb_begin(kb, NOW, &error), error);
    assert_ok(entry_save(kb, owned, "U0MOD", &change, &error), error);
    assert_ok(kb_commit(kb, &error), error);
}

static Entry *written(const char *slug, const char *title, const char *answer)
{
    Entry *entry = entry_new();
    entry->slug = g_strdup(slug);
    entry->texts[LANG_EN].title = g_strdup(title);
    entry->texts[LANG_EN].answer = g_strdup(answer);
    return entry;
}

/* What import says of a file with that text, from its name on. */
static char *refusal(Kb *kb, const char *name, const char *text, ImportOptions options)
{
    GError *error = NULL;
    ImportCounts counts;
    g_autofree char *folder = g_dir_make_tmp("community-XXXXXX", &error);
    assert_ok(folder, error);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_ok(g_file_set_contents(path, text, -1, &error), error);
    const char *const paths[] = {path, NULL};
    assert_false(import_paths(kb, paths, NOW, &options, &counts, &error));
    g_autofree char *said = g_strdup(error->message + strlen(folder) + 1);
    g_error_free(error);
    remove(path);
    remove(folder);
    return g_steal_pointer(&said);
}

static void assert_refused(Kb *kb, const char *name, const char *text, const char *expected)
{
    g_autofree char *said = refusal(kb, name, text, (ImportOptions){0});
    if (!g_str_has_prefix(said, expected))
        fail_msg("expected: %s\nbut got: %s", expected, said);
}

/* Landscapes. */

static void a_project_becomes_an_entry_in_both_languages(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) tulip = find(kb, "tulip-operator");
    const EntryText *en = &tulip->texts[LANG_EN], *zh = &tulip->texts[LANG_ZH];
    assert_string_equal(en->title, "What is Tulip Operator?");
    assert_string_equal(zh->title, "Tulip Operator 是什么？");
    assert_non_null(strstr(en->answer, "Plants \\*tulips\\* in rows."));
    assert_non_null(strstr(en->answer, "[docs.tulip.example](https://docs.tulip.example)"));
    assert_string_equal(en->now,
                        "Graduated CNCF project since 2022-05-03 (accepted on 2019-03-01).");
    assert_string_equal(zh->now, "CNCF 已毕业项目，2022-05-03 毕业（2019-03-01 被接收）。");
    assert_string_equal(en->now_date, "2025-01-15"); /* the newest day in the file */
    assert_true(asks(en, "what is TOP"));
    assert_true(asks(zh, "TOP 是什么"));
    assert_string_equal(entry_fact(tulip, "stage"), "graduated");
    assert_string_equal(entry_fact(tulip, "incubating"), "2020-04-02");
    assert_string_equal(entry_fact(tulip, "category"), "Gardening");
    assert_string_equal(entry_fact(tulip, "subcategory"), "Seeds & Soil");
    assert_string_equal(tulip->venue, "tulip-operator-chat");
}

static void a_stage_is_told_as_it_is(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) moss = find(kb, "moss"), hedge = find(kb, "hedge-project"),
                     wall = find(kb, "wall");
    assert_string_equal(moss->texts[LANG_EN].now, "CNCF sandbox project, accepted on 2025-01-15.");
    assert_string_equal(moss->texts[LANG_ZH].now, "CNCF 沙箱项目，2025-01-15 被接收。");
    assert_string_equal(hedge->texts[LANG_EN].now,
                        "CNCF incubating project since 2023-07-07 (accepted on 2021-06-01).");
    assert_string_equal(wall->texts[LANG_EN].now,
                        "Archived by the CNCF on 2024-12-24 (accepted on 2018-02-03).");
    assert_string_equal(wall->texts[LANG_ZH].now,
                        "已被 CNCF 归档的项目，2024-12-24 归档（2018-02-03 被接收）。");
}

static void a_chat_becomes_a_venue_and_a_shared_one_only_once(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) own = find(kb, "tulip-operator-chat"), shared = find(kb, "chat-example-org");
    g_autoptr(Entry) moss = find(kb, "moss"), wall = find(kb, "wall");
    assert_int_equal(own->kind, ENTRY_VENUE);
    assert_string_equal(own->url, "https://chat.example.org/archives/C0TULIP");
    assert_non_null(strstr(own->texts[LANG_EN].answer, "#tulip"));
    assert_string_equal(shared->texts[LANG_EN].title, "chat.example.org");
    assert_string_equal(moss->venue, "chat-example-org");
    assert_string_equal(wall->venue, "chat-example-org");
}

static void a_venue_that_is_known_is_used(void **state)
{
    Kb *kb = *state;
    Entry *venue = written("our-chat", "Our chat", "Come in.");
    venue->kind = ENTRY_VENUE;
    venue->url = g_strdup("http://www.chat.example.org/");
    save(kb, venue);
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) moss = find(kb, "moss"), wall = find(kb, "wall");
    assert_string_equal(moss->venue, "our-chat");
    assert_string_equal(wall->venue, "our-chat");
    assert_false(has(kb, "chat-example-org"));
}

static void products_and_members_are_counted_and_not_kept(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) figures = find(kb, "landscape-figures");
    assert_string_equal(entry_fact(figures, "items"), "7");
    assert_string_equal(entry_fact(figures, "projects"), "4");
    assert_string_equal(entry_fact(figures, "graduated"), "1");
    assert_string_equal(entry_fact(figures, "in-gardening"), "5");
    assert_string_equal(entry_fact(figures, "members-gold"), "2");
    assert_string_equal(figures->texts[LANG_EN].now,
                        "7 items; 4 projects: 1 graduated, 1 incubating, 1 in the sandbox, "
                        "1 archived.");
    assert_false(has(kb, "shovel"));
    assert_false(has(kb, "spade-works"));
}

static void imported_twice_nothing_changes(void **state)
{
    Kb *kb = *state;
    ImportCounts once = import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    ImportCounts twice = import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    assert_int_equal(once.added, 7); /* four projects, two chats, the figures */
    assert_int_equal(twice.unchanged, 7);
    assert_int_equal(twice.added + twice.changed + twice.retired, 0);
    once = import_one(kb, DATA "glossary", (ImportOptions){0});
    twice = import_one(kb, DATA "glossary", (ImportOptions){0});
    assert_int_equal(once.added, 3);
    assert_int_equal(twice.unchanged, 3);
}

static void words_of_people_stay_and_get_the_facts(void **state)
{
    Kb *kb = *state;
    Entry *entry = written("flowers", "What is TOP?", "Our words.");
    entry->texts[LANG_EN].then = g_strdup("A sandbox project.");
    entry->texts[LANG_EN].then_date = g_strdup("2019");
    g_ptr_array_add(entry->tags, g_strdup("ours"));
    save(kb, entry);
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) kept = find(kb, "flowers");
    assert_false(has(kb, "tulip-operator"));
    assert_false(has(kb, "tulip-operator-chat"));
    assert_string_equal(kept->texts[LANG_EN].answer, "Our words.");
    assert_null(kept->texts[LANG_ZH].title);
    assert_int_equal(kept->tags->len, 1);
    assert_string_equal(entry_fact(kept, "stage"), "graduated");
    assert_null(entry_fact(kept, "importer"));
    assert_string_equal(kept->texts[LANG_EN].now,
                        "Graduated CNCF project since 2022-05-03 (accepted on 2019-03-01).");
    ImportCounts again = import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    assert_int_equal(again.changed, 0);
}

static void a_stage_that_people_checked_since_stays_and_an_older_one_goes(void **state)
{
    static const struct {
        const char *checked, *expected;
    } cases[] = {
        {"2022-06-01", "Ours."},
        {"2022-05-03", "Ours."},
        {"2022-05", "Ours."},
        {"2022-05-02", "Graduated CNCF project since 2022-05-03 (accepted on 2019-03-01)."},
        {"2021", "Graduated CNCF project since 2022-05-03 (accepted on 2019-03-01)."}};
    Kb *kb = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Entry *entry = written("tulip-operator", "TOP?", "Ours, too.");
        entry->texts[LANG_EN].now = g_strdup("Ours.");
        entry->texts[LANG_EN].now_date = g_strdup(cases[i].checked);
        save(kb, entry);
        import_one(kb, DATA "landscape.yml", (ImportOptions){0});
        g_autoptr(Entry) kept = find(kb, "tulip-operator");
        assert_string_equal(kept->texts[LANG_EN].now, cases[i].expected);
        assert_string_equal(kept->texts[LANG_EN].answer, "Ours, too.");
    }
}

static void an_entry_is_known_by_its_repository(void **state)
{
    Kb *kb = *state;
    Entry *entry = written("green-wall", "Everything about the Hedge project", "Our words.");
    g_ptr_array_add(entry->sources, g_strdup("http://github.com/Hedge/hedge/"));
    save(kb, entry);
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) kept = find(kb, "green-wall");
    assert_string_equal(entry_fact(kept, "stage"), "incubating");
    assert_false(has(kb, "hedge-project"));
}

static void an_imported_entry_that_people_changed_is_theirs(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    Entry *moss = find(kb, "moss");
    g_free(moss->texts[LANG_EN].answer);
    moss->texts[LANG_EN].answer = g_strdup("Better words.");
    entry_set_fact(moss, "stage", "incubating");
    save(kb, moss);
    ImportCounts counts = import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) kept = find(kb, "moss");
    assert_int_equal(counts.changed, 1);
    assert_string_equal(kept->texts[LANG_EN].answer, "Better words.");
    assert_string_equal(entry_fact(kept, "stage"), "sandbox");
}

static void no_two_entries_are_asked_the_same(void **state)
{
    Kb *kb = *state;
    Entry *entry = written("mossy", "Is there moss?", "Yes.");
    g_ptr_array_add(entry->texts[LANG_EN].phrasings, g_strdup("What does MOSS do?"));
    save(kb, entry);
    import_one(kb, DATA "landscape.yml", (ImportOptions){0});
    g_autoptr(Entry) moss = find(kb, "moss");
    assert_false(asks(&moss->texts[LANG_EN], "what does Moss do"));
    assert_true(asks(&moss->texts[LANG_EN], "when was Moss accepted"));
}

static void what_is_wrong_in_a_landscape_is_said_with_its_line(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"landscape:\n", "l.yml:1: no items"},
        {"landscape: [\n", "l.yml:2: YAML: "},
        {"other:\n", "l.yml:1: YAML is read when it is a landscape"},
        {"landscape:\n  - name: A\n    subcategories:\n      - name: B\n        items:\n"
         "          - name: C\n            project: seed\n",
         "l.yml:7: the stage `seed` is not known"},
        {"landscape:\n  - name: A\n    subcategories:\n      - name: B\n        items:\n"
         "          - name: C\n            project: sandbox\n            extra:\n"
         "              accepted: 2024-02-30\n",
         "l.yml:9: `accepted: 2024-02-30` is not a date"},
        {"landscape:\n  - name: A\n    subcategories:\n      - name: B\n        items:\n"
         "          - project: sandbox\n",
         "l.yml:6: an item without `name:`"},
        {"landscape:\n  - items:\n      - name: C\n        project: sandbox\n",
         "l.yml:3: an item outside of a category"},
        {"landscape:\n  - &a {items: [*a]}\n", "l.yml:2: a YAML alias"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(*state, "l.yml", cases[i].text, cases[i].expected);
}

static void a_landscape_without_end_is_refused(void **state)
{
    g_autoptr(GString) text = g_string_new("landscape:\n  - name: A\n    subcategories:\n");
    for (int i = 0; i < 1100; i++)
        g_string_append_printf(text, "      - {name: S%d, items: [{name: I}]}\n", i);
    assert_refused(*state, "l.yml", text->str, "l.yml:1004: more than 1000 subcategories");
}

/* Glossaries. */

static void a_term_of_two_pages_is_one_entry(void **state)
{
    Kb *kb = *state;
    ImportCounts counts = import_one(kb, DATA "glossary", (ImportOptions){0});
    g_autoptr(Entry) term = find(kb, "compost");
    const EntryText *en = &term->texts[LANG_EN], *zh = &term->texts[LANG_ZH];
    assert_int_equal(counts.read, 3);
    assert_int_equal(term->kind, ENTRY_TERM);
    assert_string_equal(en->title, "What is Compost (CMP)?");
    assert_string_equal(en->answer,
                        "Compost is what leaves become after a while, see [a book]"
                        "(https://example.org/book).\n\nIt takes a year:\n\n- warm it\n- turn it");
    assert_string_equal(zh->title, "堆肥 是什么？");
    assert_string_equal(zh->answer, "堆肥是树叶慢慢变成的东西。");
    assert_true(asks(en, "what is CMP"));
    assert_true(asks(zh, "Compost 是什么"));
    assert_string_equal(term->sources->pdata[0], "https://glossary.cncf.io/compost/");
    assert_string_equal(term->sources->pdata[1], "https://glossary.cncf.io/zh-cn/compost/");
    assert_string_equal(term->sources->pdata[2], "https://creativecommons.org/licenses/by/4.0/");
    assert_int_equal(term->tags->len, 2);
}

/* Both are called CMP; asked for that, the first one answers. */
static void terms_that_share_a_short_form_stay_two(void **state)
{
    Kb *kb = *state;
    for (int time = 0; time < 2; time++) {
        ImportCounts counts = import_one(kb, DATA "glossary", (ImportOptions){0});
        g_autoptr(Entry) compost = find(kb, "compost"), pump = find(kb, "garden-pump");
        assert_string_equal(compost->texts[LANG_EN].title, "What is Compost (CMP)?");
        assert_string_equal(pump->texts[LANG_EN].title, "What is Garden Pump (CMP)?");
        assert_true(asks(&compost->texts[LANG_EN], "what is CMP"));
        assert_false(asks(&pump->texts[LANG_EN], "what is CMP"));
        assert_int_equal(counts.changed, 0);
    }
}

static void pages_that_are_no_terms_are_left(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "glossary", (ImportOptions){0});
    g_autoptr(Entry) mulch = find(kb, "mulch");
    assert_string_equal(mulch->texts[LANG_EN].answer, "Mulch lies on the ground.");
    assert_false(has(kb, "rake"));
    assert_false(has(kb, "search"));
}

static void a_term_that_people_explained_is_left_to_them(void **state)
{
    Kb *kb = *state;
    save(kb, written("soil-stuff", "What is compost (CMP)?", "Our words."));
    save(kb, written("mulch", "About mulch", "Our words."));
    ImportCounts counts = import_one(kb, DATA "glossary", (ImportOptions){0});
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.changed, 0);
    assert_false(has(kb, "compost"));
}

static void a_project_that_is_a_term_gets_its_facts_and_keeps_them(void **state)
{
    Kb *kb = *state;
    import_one(kb, DATA "glossary", (ImportOptions){0});
    Entry *mulch = find(kb, "mulch");
    mulch->facts_said = true;
    entry_set_fact(mulch, "stage", "sandbox");
    save(kb, mulch);
    ImportCounts counts = import_one(kb, DATA "glossary", (ImportOptions){0});
    assert_int_equal(counts.unchanged, 3);
}

/* Pages of questions. */

static void a_heading_that_asks_is_an_entry(void **state)
{
    Kb *kb = *state;
    ImportCounts counts =
        import_one(kb, DATA "faq.md", (ImportOptions){.base_url = "https://a.example/faq"});
    assert_int_equal(counts.added, 4);
    g_autoptr(Entry) water = find(kb, "faq-how-often-must-i-water");
    assert_string_equal(water->texts[LANG_EN].title, "How often must I water?");
    assert_string_equal(water->texts[LANG_EN].answer, "Every evening.\n\n**In winter**\n\nNever.");
    assert_string_equal(water->sources->pdata[0], "https://a.example/faq#how-often-must-i-water");
    assert_true(has(kb, "faq-what-about-rain"));
    assert_true(has(kb, "faq-how-often-must-i-water-tulips"));
}

static void the_language_of_a_question_is_that_of_its_text(void **state)
{
    Kb *kb = *state;
    GError *error = NULL;
    import_one(kb, DATA "faq.md", (ImportOptions){0});
    g_autoptr(GPtrArray) all = entry_list(kb, &error);
    assert_ok(all, error);
    unsigned chinese = 0;
    for (unsigned i = 0; i < all->len; i++) {
        const EntryText *zh = &((const Entry *)all->pdata[i])->texts[LANG_ZH];
        if (!zh->title)
            continue;
        chinese++;
        assert_string_equal(zh->title, "什么时候浇水？");
        assert_non_null(strstr(zh->answer, "## not a heading?"));
    }
    assert_int_equal(chinese, 1);
}

static void what_is_wrong_on_a_page_is_said_with_its_line(void **state)
{
    assert_refused(*state, "q.md", "# A?\n\nYes.\n\n# B?\n",
                   "q.md:5: a question without an answer");
    assert_refused(*state, "q.md", "# A?\n\nYes.\n\n# A?\n\nNo.\n",
                   "q.md:5: this question stands in the page already: A?");
    g_autofree char *said =
        refusal(*state, "q.md", "# A\n\nYes.\n", (ImportOptions){.as = KIND_FAQ});
    assert_true(g_str_has_prefix(said, "q.md:1: no questions"));
}

static void what_a_file_is_can_be_told(void **state)
{
    FileKind kind = KIND_UNKNOWN;
    assert_true(kind_parse("glossary", &kind));
    assert_int_equal(kind, KIND_GLOSSARY);
    assert_false(kind_parse("poem", &kind));
    assert_false(kind_parse(NULL, &kind));
    ImportCounts counts =
        import_one(*state, DATA "landscape.yml", (ImportOptions){.as = KIND_LANDSCAPE});
    assert_int_equal(counts.added, 7);
}

/* The real ones, where they lie beside the project. */

static void the_real_files_are_taken(void **state)
{
    static const char *const paths[] = {"../shared/data/cncf-landscape.yml",
                                        "../shared/data/cncf-glossary", NULL};
    if (!g_file_test(paths[0], G_FILE_TEST_EXISTS)) {
        printf("# left out: %s is not there\n", paths[0]);
        return;
    }
    ImportCounts counts;
    GError *error = NULL;
    const ImportOptions options = {.author = "import"};
    assert_ok(import_paths(*state, paths, NOW, &options, &counts, &error), error);
    assert_true(counts.added > 400);
    g_autoptr(Entry) figures = find(*state, "landscape-figures");
    assert_string_equal(entry_fact(figures, "projects"), "255");
    assert_ok(import_paths(*state, paths, NOW, &options, &counts, &error), error);
    assert_int_equal(counts.added + counts.changed + counts.retired, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_base, close_base)
    const struct CMUnitTest tests[] = {
        T(a_project_becomes_an_entry_in_both_languages),
        T(a_stage_is_told_as_it_is),
        T(a_chat_becomes_a_venue_and_a_shared_one_only_once),
        T(a_venue_that_is_known_is_used),
        T(products_and_members_are_counted_and_not_kept),
        T(imported_twice_nothing_changes),
        T(words_of_people_stay_and_get_the_facts),
        T(a_stage_that_people_checked_since_stays_and_an_older_one_goes),
        T(an_entry_is_known_by_its_repository),
        T(an_imported_entry_that_people_changed_is_theirs),
        T(no_two_entries_are_asked_the_same),
        T(what_is_wrong_in_a_landscape_is_said_with_its_line),
        T(a_landscape_without_end_is_refused),
        T(a_term_of_two_pages_is_one_entry),
        T(terms_that_share_a_short_form_stay_two),
        T(pages_that_are_no_terms_are_left),
        T(a_term_that_people_explained_is_left_to_them),
        T(a_project_that_is_a_term_gets_its_facts_and_keeps_them),
        T(a_heading_that_asks_is_an_entry),
        T(the_language_of_a_question_is_that_of_its_text),
        T(what_is_wrong_on_a_page_is_said_with_its_line),
        T(what_a_file_is_can_be_told),
        T(the_real_files_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
