/*
 * The largest of many sums, most of which are zero or small. Pure.
 */
#ifndef KNOWLEDGE_INDEX_BEST_H
#define KNOWLEDGE_INDEX_BEST_H

#include <stddef.h>
#include <stdint.h>

enum { BEST_GROUP = 4 };
/* Sums are looked at in groups; what rounds their number up must be zero. */
#define BEST_ROOM(count) (((size_t)(count) + BEST_GROUP - 1) & ~(size_t)(BEST_GROUP - 1))

/*
 * Numbers of the `most` largest sums above zero, in no order; of equal ones the lower numbers.
 * `peaks` is working memory for BEST_ROOM(count) / BEST_GROUP. Returns how many.
 */
size_t best_of(const float *sums, size_t count, float *peaks, uint32_t *best, size_t most);

/* The same of the sums of `count` items, none of them twice. */
size_t best_among(const float *sums, const uint32_t *items, size_t count, uint32_t *best,
                  size_t most);
/* What at least `most` of the items' sums, none of them above `top`, are not below; 0 if fewer
 * items have any. */
float best_floor(const float *sums, const uint32_t *items, size_t count, float top, size_t most);

#endif
