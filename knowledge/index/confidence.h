/*
 * How sure to be of a first hit, and how sure is sure enough: some figures become a number from
 * 0 to 1, and the entries' own phrasings, each asked as if it were not there, tell what such
 * numbers look like when the answer is known. Pure.
 */
#ifndef KNOWLEDGE_INDEX_CONFIDENCE_H
#define KNOWLEDGE_INDEX_CONFIDENCE_H

#include <stddef.h>

/* Many phrasings an entry, or few: they weigh what speaks for an entry differently. */
typedef enum Kind { KIND_FEW, KIND_MANY } Kind;

typedef struct Evidence {
    double score;   /* of the first hit */
    double margin;  /* to the second */
    double unknown; /* share of the question's weight that no entry has */
    double missing; /* aspects that are asked for and the first hit does not speak of */
} Evidence;

double confidence_of(Kind kind, const Evidence *evidence);

enum { QUANTILES = 41 };

/* The confidences of held-out phrasings, from the least, [0], to the most; sorts `values`. */
void confidence_quantiles(double *values, size_t count, double quantiles[QUANTILES]);

/*
 * The share of held-out phrasings to refuse, as calibrated: where phrasings are few, each stands
 * for users less well than users do themselves; where a language has 50 of them an entry, they are
 * users.
 */
double confidence_refused(Kind kind, double phrasings);

/* What to think the confidences are when there are too few to ask: half sure is sure enough. */
void confidence_guess(double refused, double quantiles[QUANTILES]);

/*
 * strictness 0 … 1: at 0.5 the share `refused` is not answered, two fifths of that not even offered;
 * at 0 none, at 1 four times as many.
 */
void confidence_thresholds(double refused, const double quantiles[QUANTILES], double strictness,
                           double *answer, double *suggest);

#endif
