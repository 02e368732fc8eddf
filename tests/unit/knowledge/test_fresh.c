/*
 * Questions about the packaged knowledge that nobody tuned it on (tests/eval/fresh.tsv): how many
 * reach their entry, and how many that it cannot answer get an answer all the same.
 */
#include "tests/test.h"

#include "knowledge/answer.h"
#include "knowledge/files/import.h"

typedef enum Sort { KNOWN_EN, KNOWN_ZH, NEAR, BESIDE_EN, BESIDE_ZH, TUNED, OFF, SORT_COUNT } Sort;

/* In percent: of those known, what must be right, at least; of the others, what may be answered. */
static const struct {
    const char *name;
    double held;
    bool at_least;
} SORTS[SORT_COUNT] = {
    [KNOWN_EN] = {"known, en: right", 96, true},
    [KNOWN_ZH] = {"known, zh: right", 96, true},
    [NEAR] = {"near: answered", 2, false},
    [BESIDE_EN] = {"beside, en: answered", 5, false},
    [BESIDE_ZH] = {"beside, zh: answered", 5, false},
    [TUNED] = {"tuned: answered", 10, false},
    [OFF] = {"off: answered", 0, false},
};

typedef struct Count {
    unsigned asked, counted;
} Count;

static Sort sort_of(const char *lang, const char *expected)
{
    bool zh = strcmp(lang, "zh") == 0;
    return strcmp(expected, "near") == 0     ? NEAR
           : strcmp(expected, "beside") == 0 ? (zh ? BESIDE_ZH : BESIDE_EN)
           : strcmp(expected, "tuned") == 0  ? TUNED
           : strcmp(expected, "off") == 0    ? OFF
           : zh                              ? KNOWN_ZH
                                             : KNOWN_EN;
}

static bool counts(Sort sort, const Answer *answer, const char *expected)
{
    if (sort != KNOWN_EN && sort != KNOWN_ZH)
        return answer->outcome == OUTCOME_ANSWERED;
    g_auto(GStrv) entries = g_strsplit(expected, "|", -1);
    return answer->outcome != OUTCOME_UNKNOWN &&
           g_strv_contains((const char *const *)entries, answer->candidates[0].entry->slug);
}

static void ask_all(const Library *library, Count table[SORT_COUNT])
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autoptr(Scratch) scratch = scratch_new();
    assert_ok(g_file_get_contents("tests/eval/fresh.tsv", &text, NULL, &error), error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines + 1; *line; line++) {
        g_auto(GStrv) cells = g_strsplit(*line, "\t", -1);
        if (g_strv_length(cells) != 3)
            continue;
        Answer answer;
        Sort sort = sort_of(cells[1], cells[2]);
        answer_look(library, scratch, cells[0], &answer);
        table[sort].asked++;
        table[sort].counted += counts(sort, &answer, cells[2]);
    }
}

static void questions_nobody_tuned_it_on_are_answered_or_refused_as_they_should(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Kb) kb = kb_open(":memory:", &error);
    ImportCounts imported;
    assert_ok(kb && import_packaged(kb, 0, &imported, &error), error);
    g_autoptr(Library) library = library_build(kb, 0.5, &error);
    assert_ok(library, error);
    Count table[SORT_COUNT] = {0};
    ask_all(library, table);
    for (int i = 0; i < SORT_COUNT; i++) {
        assert_true(table[i].asked >= 60);
        double share = 100.0 * table[i].counted / table[i].asked;
        print_message("# %s %u of %u, %.1f %% (held: %.0f)\n", SORTS[i].name, table[i].counted,
                      table[i].asked, share, SORTS[i].held);
        assert_true(SORTS[i].at_least ? share >= SORTS[i].held : share <= SORTS[i].held);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_nobody_tuned_it_on_are_answered_or_refused_as_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
