/*
 * A heap of fifty costs more than adding up the sums, if everything is offered to it. So a first
 * pass finds each group's peak, a histogram of the peaks tells below what nothing can be among the
 * best, and the heap sees only what is left.
 */
#include "knowledge/index/best.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { STEPS = 128 };

typedef struct Heap { /* the worst on top */
    const float *sums;
    uint32_t *items;
    size_t count, most;
} Heap;

static bool ahead(const float *sums, uint32_t x, uint32_t y)
{
    return sums[x] > sums[y] || (sums[x] == sums[y] && x < y);
}

static void sift(Heap *heap, size_t at)
{
    for (;;) {
        size_t worst = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < heap->count; child++)
            if (ahead(heap->sums, heap->items[worst], heap->items[child]))
                worst = child;
        if (worst == at)
            return;
        uint32_t swap = heap->items[at];
        heap->items[at] = heap->items[worst];
        heap->items[worst] = swap;
        at = worst;
    }
}

static void offer(Heap *heap, uint32_t item)
{
    if (heap->count < heap->most) {
        heap->items[heap->count++] = item;
        if (heap->count == heap->most)
            for (size_t i = heap->most / 2; i-- > 0;)
                sift(heap, i);
    } else if (ahead(heap->sums, item, heap->items[0])) {
        heap->items[0] = item;
        sift(heap, 0);
    }
}

/* Fills the peaks; returns the highest. */
static float find_peaks(const float *sums, size_t groups, float *peaks)
{
    float top = 0;
    for (size_t g = 0; g < groups; g++, sums += BEST_GROUP) {
        float a = MAX(sums[0], sums[1]), b = MAX(sums[2], sums[3]);
        peaks[g] = MAX(a, b);
        top = MAX(top, peaks[g]);
    }
    return top;
}

/* Where, from the top, `most` have been counted. */
static float floor_by(const uint32_t at_step[STEPS], float factor, size_t most)
{
    size_t above = 0;
    for (int step = STEPS - 1; step > 0; step--) {
        above += at_step[step];
        if (above >= most)
            return (float)step / factor * 0.999f;
    }
    return 0;
}

/* At least `most` groups have a peak at or above it, if as many have any. */
static float floor_of(const float *peaks, size_t groups, float top, size_t most)
{
    uint32_t at_step[STEPS] = {0};
    float factor = (STEPS - 1) / top;
    for (size_t g = 0; g < groups; g++)
        at_step[(int)(peaks[g] * factor)]++;
    return floor_by(at_step, factor, most);
}

float best_floor(const float *sums, const uint32_t *items, size_t count, float top, size_t most)
{
    uint32_t at_step[STEPS] = {0};
    float factor = (STEPS - 1) / top;
    for (size_t i = 0; i < count; i++)
        at_step[(int)(sums[items[i]] * factor)]++;
    return floor_by(at_step, factor, most);
}

size_t best_among(const float *sums, const uint32_t *items, size_t count, uint32_t *best,
                  size_t most)
{
    Heap heap = {.sums = sums, .items = best, .most = most};
    for (size_t i = 0; i < count; i++)
        if (sums[items[i]] > 0)
            offer(&heap, items[i]);
    return heap.count;
}

size_t best_of(const float *sums, size_t count, float *peaks, uint32_t *best, size_t most)
{
    size_t groups = BEST_ROOM(count) / BEST_GROUP;
    float top = find_peaks(sums, groups, peaks);
    if (top <= 0)
        return 0;
    float floor = floor_of(peaks, groups, top, most);
    Heap heap = {.sums = sums, .items = best, .most = most};
    for (size_t g = 0; g < groups; g++) {
        if (peaks[g] < floor || peaks[g] <= 0)
            continue;
        for (size_t i = g * BEST_GROUP; i < (g + 1) * BEST_GROUP; i++)
            if (sums[i] >= floor && sums[i] > 0)
                offer(&heap, (uint32_t)i);
    }
    return heap.count;
}
