/*
 * How sure to be of a first hit, and how sure is sure enough: some figures become a number from
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
    double score;   /* of the first hit */
    double margin;  /* to the second */
    double unknown; /* share of the question's weight that no entry has */
    double lacking; /* words of it, rare ones counting 1, that the first hit has not */
    double missing; /* aspects that are asked for and the first hit does not speak of */
    bool elsewhere; /* the first hit has subjects, and the question names none of them */
} Evidence;

double confidence_of(Kind kind, const Evidence *evidence);

enum { QUANTILES = 41 };

/* The confidences of held-out phrasings, from the least, [0], to the most; sorts `values`. */
void confidence_quantiles(double *values, size_t count, double quantiles[QUANTILES]);

/*
 * What shares of the held-out phrasings, as calibrated, not to answer, and not even to offer. Where
 * phrasings are few, each stands for users less well than users do themselves; where entries are
 * `telling`, for having answers, beside questions stand out, so that it pays to refuse more; where
 * a language has 50 of them an entry, or 100 there, they are users.
 */
typedef struct Shares {
    double refused, silent;
} Shares;
Shares confidence_shares(Kind kind, bool telling, double phrasings);

/* What to think the confidences are when there are too few to ask: half sure is sure enough to
 * answer, a fifth to offer. */
void confidence_guess(const Shares *shares, double quantiles[QUANTILES]);

/* strictness 0 … 1: at 0.5 the shares as they are, at 0 none, at 1 four times as much. */
void confidence_thresholds(const Shares *shares, const double quantiles[QUANTILES],
                           double strictness, double *answer, double *suggest);

#endif
