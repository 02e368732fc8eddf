/*
 * eval FOLDER: a table over the public sets, what is reached beside what is demanded.
 * eval KB.jsonl QUERIES.jsonl [PREDICTIONS]: one set; the third file is for score.py.
 */
#include <math.h>
#include <stdio.h>

#include "knowledge/eval.h"

typedef struct Set {
    const char *name, *kb, *queries, *demand;
} Set;

static const Set SETS[] = {
    {"FAQ", "faq/kb.jsonl", "faq/queries.jsonl", "83 / 93 / 91 / 60"},
    {"translated zh->en", "faq/kb_en_only.jsonl", "faq/translation_zh_to_en.jsonl", "97"},
    {"translated en->zh", "faq/kb_zh_only.jsonl", "faq/translation_en_to_zh.jsonl", "93"},
    {"CLINC k=1", "clinc150/kb_k1.jsonl", "clinc150/queries.jsonl", ""},
    {"CLINC k=5", "clinc150/kb_k5.jsonl", "clinc150/queries.jsonl", ""},
    {"CLINC k=10", "clinc150/kb_k10.jsonl", "clinc150/queries.jsonl", "83 / - / - / 66"},
    {"CLINC k=10 typos", "clinc150/kb_k10.jsonl", "clinc150/queries_typo.jsonl", "-1.5"},
    {"CLINC k=100", "clinc150/kb_k100.jsonl", "clinc150/queries.jsonl", "92, own 88 / 85"},
    {"glossary en", "glossary/kb_en.jsonl", "glossary/queries.jsonl", ""},
    {"glossary zh", "glossary/kb_zh.jsonl", "glossary/queries.jsonl", ""},
};

static bool table(const char *folder, GError **error)
{
    printf("%-18s %5s %5s %5s %6s %6s | own: %6s %5s %6s | %8s %7s %7s | demand\n", "set", "acc1",
           "r3", "auroc", "oos@95", "oos@90", "accept", "joint", "oosrec", "build ms", "mean us",
           "p99 us");
    for (size_t i = 0; i < G_N_ELEMENTS(SETS); i++) {
        g_autofree char *kb = g_build_filename(folder, SETS[i].kb, NULL);
        g_autofree char *queries = g_build_filename(folder, SETS[i].queries, NULL);
        EvalFigures f;
        if (!eval_measure(kb, queries, &f, NULL, error))
            return false;
        printf("%-18s %5.1f %5.1f %5.1f %6.1f %6.1f |      %6.1f %5.1f %6.1f | %8.1f %7.1f %7.1f | "
               "%s\n",
               SETS[i].name, f.acc1, f.r3, f.auroc, f.oos95, f.oos90, f.accepted, f.joint,
               f.refused, f.build_ms, f.mean_us, f.p99_us, SETS[i].demand);
        fflush(stdout);
    }
    return true;
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

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: eval FOLDER | eval KB.jsonl QUERIES.jsonl [PREDICTIONS]\n");
        return 2;
    }
    bool done = argc == 2 ? table(argv[1], &error)
                          : one(argv[1], argv[2], argc == 4 ? argv[3] : NULL, &error);
    if (!done)
        fprintf(stderr, "eval: %s\n", error->message);
    return done ? 0 : 1;
}
