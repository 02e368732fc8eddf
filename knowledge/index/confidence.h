/*
 * How sure to be of a first hit, and how sure is sure enough: four figures become a number from
 * 0 to 1, and the entries' own phrasings, each asked as if it were not there, tell what such
 * numbers look like when the answer is known. Pure.
 */
#ifndef KNOWLEDGE_INDEX_CONFIDENCE_H
#define KNOWLEDGE_INDEX_CONFIDENCE_H

#include <stdbool.h>
#include <stddef.h>

/* Many phrasings an entry, or few: they weigh what speaks for an entry differently. */
typedef enum Kind { KIND_FEW, KIND_MANY } Kind;

typedef struct Evidence {
    double score;    /* of the first hit */
    double margin;   /* to the second */
    double coverage; /* share of the question's weight that the first hit has */
    double unknown;  /* share that no entry has */
} Evidence;

double confidence_of(Kind kind, const Evidence *evidence);

enum { QUANTILES = 41 };

/* The confidences of held-out phrasings, from the least (0) to the most (QUANTILES - 1). */
typedef struct Quantiles {
    double at[QUANTILES];
} Quantiles;

/* Sorts `values`. For none: what an index without questions must ask for, 1 throughout. */
void quantiles_of(Quantiles *quantiles, double *values, size_t count);

/*
 * strictness 0 … 1, 0.5 as calibrated: 90 % of the held-out phrasings would be answered where they
 * are many, 80 % where they are few, and half of the rest offered.
 */
void confidence_thresholds(Kind kind, const Quantiles *quantiles, double strictness, double *answer,
                           double *suggest);

#endif
