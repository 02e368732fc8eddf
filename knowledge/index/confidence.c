/*
 * The weights are the study's: a logistic fitted on the public question sets. They travel between
 * bases of a kind; thresholds do not, hence the quantiles.
 */
#include "knowledge/index/confidence.h"

#include <math.h>
#include <stdlib.h>

typedef struct Weights {
    double bias, score, margin, unknown, missing;
} Weights;

static const Weights WEIGHTS[] = {
    [KIND_FEW] = {-4.9, 0.7, -0.1, -2, 0},
    [KIND_MANY] = {-3.9, 0.6, 0, -2, -4},
};

double confidence_of(Kind kind, const Evidence *e)
{
    const Weights *w = &WEIGHTS[kind];
    double x = w->bias + w->score * e->score + w->margin * e->margin + w->unknown * e->unknown +
               w->missing * e->missing;
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

double confidence_refused(Kind kind, double phrasings)
{
    if (kind == KIND_FEW)
        return 0.15;
    return fmax(0.05, fmin(0.14, 0.14 - 0.09 * (phrasings - 10) / 40));
}

void confidence_guess(double refused, double quantiles[QUANTILES])
{
    for (size_t i = 0; i < QUANTILES; i++)
        quantiles[i] = fmin(1, 0.5 * (double)i / (QUANTILES - 1) / refused);
}

void confidence_thresholds(double refused, const double quantiles[QUANTILES], double strictness,
                           double *answer, double *suggest)
{
    double clamped = fmax(0, fmin(1, strictness));
    double share = refused * (clamped <= 0.5 ? 2 * clamped : 1 + 6 * (clamped - 0.5));
    *answer = interpolated(quantiles, QUANTILES, share);
    *suggest = interpolated(quantiles, QUANTILES, 0.4 * share);
}
