/*
 * The weights are the study's: a logistic fitted on the public question sets. They travel between
 * bases of a kind; thresholds do not, hence the quantiles.
 */
#include "knowledge/index/confidence.h"

#include <math.h>
#include <stdlib.h>

/* A long question tells a story, too: what it says beyond so many words is not asked for. */
static const double LACKING_MOST = 2;
static const double LEAST_REFUSED = 0.05;
/* What is guessed while there is nothing to draw thresholds from. */
static const double ANSWERED_FROM = 0.5, OFFERED_FROM = 0.2;
/* Of those refused, what is not even offered; where entries tell, less. */
static const double SILENT = 0.4, SILENT_TELLING = 0.125;

typedef struct Weights {
    double bias, score, margin, unknown, lacking, missing, elsewhere;
} Weights;

static const Weights WEIGHTS[] = {
    [KIND_FEW] = {-4.9, 0.7, -0.1, -2, 0, 0, 0},
    [KIND_MANY] = {-3.2, 0.6, 0, -2, -0.8, -4.5, -2},
};

double confidence_of(Kind kind, const Evidence *e)
{
    const Weights *w = &WEIGHTS[kind];
    double x = w->bias + w->score * e->score + w->margin * e->margin + w->unknown * e->unknown +
               w->lacking * fmin(e->lacking, LACKING_MOST) + w->missing * e->missing +
               w->elsewhere * e->elsewhere;
    return 1 / (1 + exp(-x));
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Between the two values nearest to a share of a sorted list. */
static double interpolated(const double *values, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t low = (size_t)place, high = low + 1 < count ? low + 1 : low;
    return values[low] + (values[high] - values[low]) * (place - (double)low);
}

void confidence_quantiles(double *values, size_t count, double quantiles[QUANTILES])
{
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < QUANTILES; i++)
        quantiles[i] = interpolated(values, count, (double)i / (QUANTILES - 1));
}

/* `most` up to so many phrasings, LEAST_REFUSED from so many on, in a straight line between. */
static double falling(double most, double from, double to, double phrasings)
{
    double way = fmax(0, fmin(1, (phrasings - from) / (to - from)));
    return most - (most - LEAST_REFUSED) * way;
}

Shares confidence_shares(Kind kind, bool telling, double phrasings)
{
    double refused = kind == KIND_FEW ? 0.15
                     : telling        ? falling(0.185, 50, 100, phrasings)
                                      : falling(0.14, 10, 50, phrasings);
    bool tells = kind == KIND_MANY && telling;
    return (Shares){.refused = refused, .silent = (tells ? SILENT_TELLING : SILENT) * refused};
}

void confidence_guess(const Shares *shares, double quantiles[QUANTILES])
{
    double slope = (ANSWERED_FROM - OFFERED_FROM) / (shares->refused - shares->silent);
    for (size_t i = 0; i < QUANTILES; i++) {
        double share = (double)i / (QUANTILES - 1);
        double low = OFFERED_FROM * share / shares->silent;
        double high = OFFERED_FROM + slope * (share - shares->silent);
        quantiles[i] = fmin(1, fmin(low, high));
    }
}

void confidence_thresholds(const Shares *shares, const double quantiles[QUANTILES],
                           double strictness, double *answer, double *suggest)
{
    double clamped = fmax(0, fmin(1, strictness));
    double times = clamped <= 0.5 ? 2 * clamped : 1 + 6 * (clamped - 0.5);
    *answer = interpolated(quantiles, QUANTILES, shares->refused * times);
    *suggest = interpolated(quantiles, QUANTILES, shares->silent * times);
}
