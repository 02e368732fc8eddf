/*
 * eval: the packaged knowledge asked its golden questions, beside what is demanded.
 * eval FOLDER: a table over the public sets, what is reached beside what is demanded.
 * eval KB.jsonl QUERIES.jsonl [PREDICTIONS]: one set; the third file is for score.py.
 */
#include <math.h>
#include <stdio.h>

#include "knowledge/eval.h"
#include "knowledge/files/import.h"
#include "knowledge/golden.h"

/*
 * Of the packaged knowledge: least share right and most between the languages, in percent; most of
 * the questions without an answer that may get one.
 */
enum { RIGHT_LEAST = 92, APART_MOST = 3, ANSWERED_MOST_IN_20 = 1 };

/* What must be reached; 0 where nothing is demanded. */
typedef struct Set {
    const char *name, *kb, *queries;
    double acc1, r3, auroc, oos95, joint, refused;
} Set;

/* The typing errors may cost 1.5 points of what their questions reach without: 83.0. */
static const Set SETS[] = {
    {"FAQ", "faq/kb.jsonl", "faq/queries.jsonl", 83, 93, 91, 60, 0, 70},
    {"translated zh->en", "faq/kb_en_only.jsonl", "faq/translation_zh_to_en.jsonl", 97, 0, 0, 0, 0,
     0},
    {"translated en->zh", "faq/kb_zh_only.jsonl", "faq/translation_en_to_zh.jsonl", 93, 0, 0, 0, 0,
     0},
    {"CLINC k=1", "clinc150/kb_k1.jsonl", "clinc150/queries.jsonl", 0, 0, 0, 0, 0, 0},
    {"CLINC k=5", "clinc150/kb_k5.jsonl", "clinc150/queries.jsonl", 0, 0, 0, 0, 0, 0},
    {"CLINC k=10", "clinc150/kb_k10.jsonl", "clinc150/queries.jsonl", 83, 0, 0, 66, 0, 0},
    {"CLINC k=10 typos", "clinc150/kb_k10.jsonl", "clinc150/queries_typo.jsonl", 81.5, 0, 0, 0, 0,
     0},
    {"CLINC k=100", "clinc150/kb_k100.jsonl", "clinc150/queries.jsonl", 92, 0, 0, 0, 88, 85},
    {"glossary en", "glossary/kb_en.jsonl", "glossary/queries.jsonl", 0, 0, 0, 0, 0, 0},
    {"glossary zh", "glossary/kb_zh.jsonl", "glossary/queries.jsonl", 0, 0, 0, 0, 0, 0},
};

/* A figure, and a mark behind it: '+' reached, '!' missed, nothing where nothing is demanded. */
static bool show(double figure, double demand)
{
    bool missed = demand > 0 && !(figure >= demand);
    printf(" %6.1f%c", figure, missed ? '!' : demand > 0 ? '+' : ' ');
    return !missed;
}

static bool show_set(const Set *set, const EvalFigures *f)
{
    printf("%-18s", set->name);
    bool held = show(f->acc1, set->acc1);
    held = show(f->r3, set->r3) && held;
    held = show(f->auroc, set->auroc) && held;
    held = show(f->oos95, set->oos95) && held;
    held = show(f->oos90, 0) && held;
    held = show(f->accepted, 0) && held;
    held = show(f->joint, set->joint) && held;
    held = show(f->refused, set->refused) && held;
    printf(" %8.1f %7.1f %7.1f\n", f->build_ms, f->mean_us, f->p99_us);
    fflush(stdout);
    return held;
}

/* False, without an error, when a demand is missed. */
static bool table(const char *folder, GError **error)
{
    bool held = true;
    printf("%-18s %7s %7s %7s %7s %7s %7s %7s %7s %8s %7s %7s\n", "set (+ reached)", "acc1", "r3",
           "auroc", "oos@95", "oos@90", "own:acc", "joint", "oosrec", "build ms", "mean us",
           "p99 us");
    for (size_t i = 0; i < G_N_ELEMENTS(SETS); i++) {
        g_autofree char *kb = g_build_filename(folder, SETS[i].kb, NULL);
        g_autofree char *queries = g_build_filename(folder, SETS[i].queries, NULL);
        EvalFigures f;
        if (!eval_measure(kb, queries, &f, NULL, error))
            return false;
        held = show_set(&SETS[i], &f) && held;
    }
    return held;
}

static bool one(const char *kb, const char *queries, const char *path, GError **error)
{
    if (!path)
        return eval_run(kb, queries, stdout, error);
    FILE *predictions = fopen(path, "w");
    if (!predictions) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: cannot be written", path);
        return false;
    }
    EvalFigures f;
    bool done = eval_measure(kb, queries, &f, predictions, error);
    fclose(predictions);
    return done;
}

static bool count_golden(Kb *kb, GoldenCounts counts[LANG_COUNT], GError **error)
{
    ImportCounts imported;
    if (!import_packaged(kb, 0, &imported, error))
        return false;
    g_autoptr(GPtrArray) golden = golden_list(kb, error);
    g_autoptr(Library) library = golden ? library_build(kb, 0.5, error) : NULL;
    if (!library)
        return false;
    g_autoptr(GPtrArray) results = golden_run(golden, library);
    golden_count(results, counts);
    return true;
}

/* False without an error: a demand is missed. */
static bool packaged(GError **error)
{
    g_autoptr(Kb) kb = kb_open(":memory:", error);
    GoldenCounts counts[LANG_COUNT];
    if (!kb || !count_golden(kb, counts, error))
        return false;
    double right[LANG_COUNT];
    unsigned unknown = 0, answered = 0;
    bool met = true;
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        right[lang] = 100.0 * counts[lang].right / MAX(1, counts[lang].known);
        unknown += counts[lang].unknown;
        answered += counts[lang].unknown - counts[lang].refused;
        met = met && right[lang] >= RIGHT_LEAST;
    }
    met = met && fabs(right[LANG_EN] - right[LANG_ZH]) <= APART_MOST &&
          answered * 20 <= unknown * ANSWERED_MOST_IN_20;
    printf(
        "packaged knowledge, golden questions: en %.1f, zh %.1f right (demand %d, %d apart); %u of "
        "%u without an answer got one (demand %u)%s\n",
        right[LANG_EN], right[LANG_ZH], (int)RIGHT_LEAST, (int)APART_MOST, answered, unknown,
        unknown * ANSWERED_MOST_IN_20 / 20, met ? "" : " !");
    return met;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc > 4) {
        fprintf(stderr, "usage: eval | eval FOLDER | eval KB.jsonl QUERIES.jsonl [PREDICTIONS]\n");
        return 2;
    }
    bool done = argc < 2    ? packaged(&error)
                : argc == 2 ? table(argv[1], &error)
                            : one(argv[1], argv[2], argc == 4 ? argv[3] : NULL, &error);
    if (!done)
        fprintf(stderr, "eval: %s\n", error ? error->message : "a demand is missed (marked !)");
    return done ? 0 : 1;
}
