/*
 * The packaged knowledge says every item of what it was to say, in both languages
 * (data/facts.tsv), with its source, and is asked for it by its title.
 */
#include "tests/test.h"

#include "knowledge/answer.h"
#include "knowledge/files/import.h"

enum { ITEMS = 90 };

static int load(void **state)
{
    GError *error = NULL;
    ImportCounts counts;
    g_autoptr(Kb) kb = kb_open(":memory:", &error);
    assert_ok(kb && import_packaged(kb, 0, &counts, &error), error);
    *state = library_build(kb, 0.5, &error);
    assert_ok(*state, error);
    return 0;
}

static int drop(void **state)
{
    library_unref(*state);
    return 0;
}

/* All that a reader in that language gets to see. */
static char *said(const Entry *entry, Lang lang)
{
    const EntryText *text = &entry->texts[lang];
    const char *const parts[] = {text->title,     text->answer,   text->then, text->now,
                                 text->then_date, text->now_date, entry->url};
    GString *all = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        g_string_append_printf(all, "%s\n", parts[i] ? parts[i] : "");
    for (unsigned i = 0; i < entry->sources->len; i++)
        g_string_append_printf(all, "%s\n", (const char *)entry->sources->pdata[i]);
    return g_string_free(all, FALSE);
}

static bool says_one(const char *text, const char *ways)
{
    g_auto(GStrv) either = g_strsplit(ways, "~", -1);
    for (char **way = either; *way; way++)
        if (strstr(text, *way))
            return true;
    return false;
}

static unsigned check(const Library *library, char *const *row)
{
    unsigned faults = 0;
    const Entry *entry = library_entry(library, row[1]);
    if (!entry)
        fail_msg("%s: no entry %s", row[0], row[1]);
    g_auto(GStrv) must = g_strsplit(row[2], "|", -1);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        g_autofree char *text = said(entry, (Lang)lang);
        for (char **one = must; *one; one++) {
            if (says_one(text, *one))
                continue;
            print_message("%s: %s does not say `%s` in %s\n", row[0], row[1], *one,
                          lang_code((Lang)lang));
            faults++;
        }
    }
    return faults;
}

static void every_item_is_said_in_both_languages(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    bool met[ITEMS + 1] = {false};
    unsigned faults = 0;
    assert_ok(g_file_get_contents("tests/unit/knowledge/data/facts.tsv", &text, NULL, &error),
              error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        g_auto(GStrv) row = g_strsplit(*line, "\t", -1);
        if (**line != 'I' || g_strv_length(row) != 3)
            continue;
        met[CLAMP(atoi(row[0] + 1), 0, ITEMS)] = true;
        faults += check(*state, row);
    }
    assert_int_equal(faults, 0);
    for (int item = 1; item <= ITEMS; item++)
        if (!met[item])
            fail_msg("I%02d is said nowhere", item);
}

/* What machine translation made of names leads to what was meant. */
static void bent_names_lead_to_what_was_meant(void **state)
{
    static const char *const CASES[][2] = {
        {"特使是什么", "envoy"},
        {"公证员是做什么的", "notary"},
        {"普罗米修斯是谁捐的", "prometheus"},
        {"库本内特斯是什么", "kubernetes"},
        {"开放跟踪是什么", "opentracing"},
        {"码头工人是什么", "docker"},
        {"更新框架是什么", "tuf"},
        {"风景是什么", "landscape"},
    };
    g_autoptr(Scratch) scratch = scratch_new();
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        Answer answer;
        answer_look(*state, scratch, CASES[i][0], &answer);
        if (!answer.entry || strcmp(answer.entry->slug, CASES[i][1]) != 0)
            fail_msg("%s: %s", CASES[i][0], answer.entry ? answer.entry->slug : "unknown");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_said_in_both_languages),
        cmocka_unit_test(bent_names_lead_to_what_was_meant),
    };
    return cmocka_run_group_tests(tests, load, drop);
}
