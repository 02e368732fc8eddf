/*
 * The weights are the study's: a logistic fitted on the public question sets. They travel between
 * bases of a kind; thresholds do not, hence the quantiles.
 */
#include "knowledge/index/confidence.h"

#include <math.h>
#include <stdlib.h>

typedef struct Weights {
    double bias, score, margin, coverage, unknown;
} Weights;

static const Weights WEIGHTS[] = {
    [KIND_FEW] = {-4.38, 0.553, -0.076, 1.681, -3.048},
    [KIND_MANY] = {-3.84, 0.732, 0.004, -1.467, -1.973},
};

/* The share of held-out phrasings below the threshold, as calibrated. */
static const double REFUSED[] = {[KIND_FEW] = 0.20, [KIND_MANY] = 0.10};

double confidence_of(Kind kind, const Evidence *e)
{
    const Weights *w = &WEIGHTS[kind];
    double x = w->bias + w->score * e->score + w->margin * e->margin + w->coverage * e->coverage +
               w->unknown * e->unknown;
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

void quantiles_of(Quantiles *quantiles, double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    for (size_t i = 0; i < QUANTILES; i++)
        quantiles->at[i] = count > 0 ? interpolated(values, count, (double)i / (QUANTILES - 1)) : 1;
}

void confidence_thresholds(Kind kind, const Quantiles *quantiles, double strictness, double *answer,
                           double *suggest)
{
    double clamped = strictness < 0 ? 0 : strictness > 1 ? 1 : strictness;
    /* 0.5 refuses the kind's own share, 0 none of them, 1 four times as many. */
    double share = REFUSED[kind] * (clamped <= 0.5 ? 2 * clamped : 1 + 6 * (clamped - 0.5));
    *answer = interpolated(quantiles->at, QUANTILES, share);
    *suggest = interpolated(quantiles->at, QUANTILES, share / 2);
}
