/*
 * The first knowledge as it is packaged: whole in both languages, with sources, short enough for
 * Slack, and no two entries that answer the same question.
 */
#include "tests/unit/knowledge/base.h"

#include <stdio.h>

#include "knowledge/answer.h"
#include "knowledge/files/import.h"
#include "knowledge/golden.h"

enum { ANSWER_SLACK_MAX = 1500, PHRASINGS_LEAST = 3, WRONG_SHOWN_MAX = 30 };

/* What is reached today, less a point: the share of golden questions, and wrongly answered ones. */
static const double FLOORS[LANG_COUNT] = {[LANG_EN] = 95.5, [LANG_ZH] = 95.0};
enum { UNKNOWN_ANSWERED_MAX = 3 };

typedef struct Content {
    Kb *kb;
    GPtrArray *entries; /* Entry * */
    Library *library;
} Content;

static int load(void **state)
{
    g_autoptr(GError) error = NULL;
    Content *content = g_new0(Content, 1);
    ImportCounts counts;
    *state = content;
    content->kb = kb_open(":memory:", &error);
    if (!content->kb || !import_packaged(content->kb, BASE_NOW_MS, &counts, &error) ||
        !(content->entries = entry_list(content->kb, &error)) ||
        !(content->library = library_build(content->kb, 0.5, &error)))
        fprintf(stderr, "%s\n", error->message);
    return content->library ? 0 : -1;
}

static int unload(void **state)
{
    Content *content = *state;
    library_unref(content->library);
    g_ptr_array_unref(content->entries);
    kb_close(content->kb);
    g_free(content);
    return 0;
}

/* Says all that is wrong before it fails: their author mends them in one go. */
typedef struct Faults {
    unsigned count;
} Faults;

static void fault(Faults *faults, const Entry *entry, const char *what)
{
    if (++faults->count <= WRONG_SHOWN_MAX)
        fprintf(stderr, "%s (%s): %s\n", entry->slug, entry->origin, what);
}

/* --- each for itself ------------------------------------------------------------------------- */

static void look_at_text(Faults *faults, const Entry *entry, const EntryText *text)
{
    if (!text->title || !text->answer) {
        fault(faults, entry, "a language has no title or no answer");
        return;
    }
    size_t len = strlen(text->answer) + (text->then ? strlen(text->then) : 0) +
                 (text->now ? strlen(text->now) : 0);
    if (len > ANSWER_SLACK_MAX)
        fault(faults, entry, "too long to be read in Slack");
    if (text->then && text->now && strcmp(text->then_date, text->now_date) >= 0)
        fault(faults, entry, "`then` is not before `now`");
    if (entry->kind == ENTRY_ANSWER && text->phrasings->len < PHRASINGS_LEAST)
        fault(faults, entry, "fewer than three phrasings in a language");
}

/* Within Slack nothing but a whole address leads anywhere. */
static void look_at_links(Faults *faults, const Entry *entry, const char *markdown)
{
    for (const char *at = markdown; at && (at = strstr(at, "](")); at += 2)
        if (!g_str_has_prefix(at + 2, "https://") && !g_str_has_prefix(at + 2, "http://"))
            fault(faults, entry, "a link that leads nowhere");
}

static void look_at_sources(Faults *faults, const Entry *entry)
{
    if (entry->sources->len == 0 && !entry->url)
        fault(faults, entry, "no source");
    for (unsigned i = 0; i < entry->sources->len; i++)
        if (!g_str_has_prefix(entry->sources->pdata[i], "http"))
            fault(faults, entry, "a source that is no address");
}

static void every_entry_is_whole_in_both_languages(void **state)
{
    const Content *content = *state;
    Faults faults = {0};
    for (unsigned i = 0; i < content->entries->len; i++) {
        const Entry *entry = content->entries->pdata[i];
        look_at_sources(&faults, entry);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            look_at_text(&faults, entry, &entry->texts[lang]);
            look_at_links(&faults, entry, entry->texts[lang].answer);
            look_at_links(&faults, entry, entry->texts[lang].then);
            look_at_links(&faults, entry, entry->texts[lang].now);
        }
        if (!entry->review_by)
            fault(&faults, entry, "no date to look at it again");
    }
    assert_int_equal(faults.count, 0);
}

static void every_answer_names_a_venue_that_there_is(void **state)
{
    const Content *content = *state;
    Faults faults = {0};
    for (unsigned i = 0; i < content->entries->len; i++) {
        const Entry *entry = content->entries->pdata[i];
        const Entry *venue = entry->venue ? library_entry(content->library, entry->venue) : NULL;
        if (entry->kind == ENTRY_ANSWER && (!venue || venue->kind != ENTRY_VENUE))
            fault(&faults, entry, "no such venue");
        if (entry->kind == ENTRY_VENUE && !entry->url)
            fault(&faults, entry, "a venue without an address");
    }
    assert_int_equal(faults.count, 0);
}

static void one_venue_is_for_whatever_has_none(void **state)
{
    const Content *content = *state;
    unsigned count = 0;
    for (unsigned i = 0; i < content->entries->len; i++) {
        const Entry *entry = content->entries->pdata[i];
        count += entry->kind == ENTRY_VENUE && entry_has_tag(entry, "default");
    }
    assert_int_equal(count, 1);
    assert_true(entry_has_tag(library_venue(content->library, NULL), "default"));
}

/* --- one beside the other -------------------------------------------------------------------- */

/* Letters and digits alone, small. */
static char *bare(const char *text)
{
    g_autofree char *small = g_utf8_strdown(text, -1);
    GString *out = g_string_new(NULL);
    for (const char *c = small; *c; c = g_utf8_next_char(c))
        if (g_unichar_isalnum(g_utf8_get_char(c)))
            g_string_append_unichar(out, g_utf8_get_char(c));
    return g_string_free(out, FALSE);
}

static void no_two_entries_share_a_phrasing(void **state)
{
    const Content *content = *state;
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Faults faults = {0};
    for (unsigned i = 0; i < content->entries->len; i++) {
        Entry *entry = content->entries->pdata[i];
        for (int lang = 0; lang < LANG_COUNT && entry->kind == ENTRY_ANSWER; lang++) {
            const EntryText *text = &entry->texts[lang];
            for (unsigned p = 0; p <= text->phrasings->len; p++) {
                const char *said = p ? text->phrasings->pdata[p - 1] : text->title;
                char *key = bare(said);
                const Entry *owner = g_hash_table_lookup(owners, key);
                if (owner && owner != entry)
                    fault(&faults, entry, said);
                g_hash_table_insert(owners, key, entry);
            }
        }
    }
    assert_int_equal(faults.count, 0);
}

static void ask(const Content *content, Scratch *scratch, const Entry *entry, const char *question,
                Faults *faults)
{
    Answer answer;
    answer_look(content->library, scratch, question, &answer);
    const char *first = answer.candidate_count ? answer.candidates[0].entry->slug : "nothing";
    if (strcmp(first, entry->slug) == 0)
        return;
    g_autofree char *what = g_strdup_printf("`%s` leads to %s", question, first);
    fault(faults, entry, what);
}

static void each_phrasing_leads_to_its_own_entry(void **state)
{
    const Content *content = *state;
    g_autoptr(Scratch) scratch = scratch_new();
    Faults faults = {0};
    for (unsigned i = 0; i < content->entries->len; i++) {
        const Entry *entry = content->entries->pdata[i];
        for (int lang = 0; lang < LANG_COUNT && entry->kind == ENTRY_ANSWER; lang++) {
            const EntryText *text = &entry->texts[lang];
            ask(content, scratch, entry, text->title, &faults);
            for (unsigned p = 0; p < text->phrasings->len; p++)
                ask(content, scratch, entry, text->phrasings->pdata[p], &faults);
        }
    }
    assert_int_equal(faults.count, 0);
}

/* --- the golden questions -------------------------------------------------------------------- */

static void the_golden_questions_hold_their_floors(void **state)
{
    const Content *content = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) golden = golden_list(content->kb, &error);
    assert_ok(golden, error);
    assert_true(golden->len >= 500);
    g_autoptr(GPtrArray) results = golden_run(golden, content->library);
    GoldenCounts counts[LANG_COUNT];
    golden_count(results, counts);
    unsigned answered = 0;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        const GoldenCounts *c = &counts[lang];
        double right = 100.0 * c->right / c->known;
        if (right < FLOORS[lang])
            fail_msg("%s: %.1f %% right, %.1f is the floor", lang_code((Lang)lang), right,
                     FLOORS[lang]);
        answered += c->unknown - c->refused;
    }
    assert_true(answered <= UNKNOWN_ANSWERED_MAX);
}

static void no_golden_question_is_one_of_the_phrasings(void **state)
{
    const Content *content = *state;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) golden = golden_list(content->kb, &error);
    g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    assert_ok(golden, error);
    for (unsigned i = 0; i < golden->len; i++)
        g_hash_table_add(asked, bare(((Golden *)golden->pdata[i])->question));
    Faults faults = {0};
    for (unsigned i = 0; i < content->entries->len; i++) {
        const Entry *entry = content->entries->pdata[i];
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            const EntryText *text = &entry->texts[lang];
            for (unsigned p = 0; p < text->phrasings->len; p++) {
                g_autofree char *key = bare(text->phrasings->pdata[p]);
                if (g_hash_table_contains(asked, key))
                    fault(&faults, entry, text->phrasings->pdata[p]);
            }
        }
    }
    assert_int_equal(faults.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_whole_in_both_languages),
        cmocka_unit_test(every_answer_names_a_venue_that_there_is),
        cmocka_unit_test(one_venue_is_for_whatever_has_none),
        cmocka_unit_test(no_two_entries_share_a_phrasing),
        cmocka_unit_test(each_phrasing_leads_to_its_own_entry),
        cmocka_unit_test(the_golden_questions_hold_their_floors),
        cmocka_unit_test(no_golden_question_is_one_of_the_phrasings),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
