/*
 * How good the answers are, and the refusals: a base and questions whose right entries are known,
 * both as JSON lines, are run through a throw-away index. Percentages are those of the public
 * evaluation sets' own score.py.
 */
#ifndef KNOWLEDGE_EVAL_H
#define KNOWLEDGE_EVAL_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct EvalFigures {
    size_t entries, answerable, unanswerable; /* questions of each kind */
    double acc1, r3;     /* percent of answerable: the first, one of the first three is right */
    double auroc;        /* how well confidence tells the two kinds apart; NAN without both */
    double oos95, oos90; /* percent of unanswerable refused when 95, 90 % of the others are not */
    double accepted, joint, refused;  /* at the base's own threshold: answerable answered, answered
                                         and right; unanswerable not answered */
    double build_ms, mean_us, p99_us; /* processor time: the index, one question */
} EvalFigures;

/* `predictions`, or NULL, receives a JSON line a question, as score.py reads it. */
bool eval_measure(const char *kb_jsonl, const char *queries_jsonl, EvalFigures *figures,
                  FILE *predictions, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Measures, and prints the figures, one a line. */
bool eval_run(const char *kb_jsonl, const char *queries_jsonl, FILE *out,
              GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
