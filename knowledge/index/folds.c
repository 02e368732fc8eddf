/*
 * Thresholds do not travel between bases, so each base is asked its own phrasings. In four folds,
 * a quarter of them held out at a time; in a large base a thousand are held out at once, which
 * costs one more build instead of four.
 */
#include "knowledge/index/inside.h"

/* A phrasing with a double that stays behind says nothing about questions to come. */
static const double DOUBLE = 0.85;

enum { FOLDS = 4, ALL_AT_MOST = 2000, SAMPLE = 1000, ENOUGH = 20 };

/* Is anything left of an entry, for its phrasing to be found by, while others are held out? */
static bool findable(const IndexEntry *entry, uint32_t first_phrasing, const Held *hold)
{
    if (entry->answer_count > 0)
        return true;
    for (uint32_t i = 0; i < entry->phrasing_count; i++)
        if (!held(hold, first_phrasing + i))
            return true;
    return false;
}

static void ask_fold(const IndexEntry *entries, size_t count, const IndexOptions *options,
                     const Held *hold, GArray *confidences)
{
    g_autoptr(Index) index = index_build_held(entries, count, options, hold);
    g_autoptr(Scratch) scratch = scratch_new();
    g_autofree IndexResult *result = g_new(IndexResult, 1);
    uint32_t phrasing = 0;
    bool has_written = entries_written(entries, count);
    for (size_t e = 0; e < count; e++) {
        if (has_written && entries[e].drafted)
            continue;
        bool asks = findable(&entries[e], phrasing, hold);
        for (size_t i = 0; i < entries[e].phrasing_count; i++)
            if (held(hold, phrasing++) && asks) {
                index_ask(index, scratch, entries[e].phrasings[i].text, result);
                if (result->missing <= 0 &&
                    (result->hit_count == 0 || result->hits[0].overlap < DOUBLE))
                    g_array_append_val(confidences, result->confidence);
            }
    }
}

void folds_calibrate(const IndexEntry *entries, size_t count, const IndexOptions *options,
                     const Shares *shares, Calibration *calibration)
{
    g_autoptr(GArray) confidences = g_array_new(FALSE, FALSE, sizeof(double));
    uint32_t phrasings = 0;
    bool has_written = entries_written(entries, count);
    for (size_t e = 0; e < count; e++)
        if (!(has_written && entries[e].drafted))
            phrasings += (uint32_t)entries[e].phrasing_count;
    Held hold = {.every = phrasings <= ALL_AT_MOST ? FOLDS : MAX(FOLDS, phrasings / SAMPLE)};
    uint32_t folds = phrasings <= ALL_AT_MOST ? FOLDS : 1;
    for (; hold.first < folds && phrasings >= ENOUGH; hold.first++)
        ask_fold(entries, count, options, &hold, confidences);
    if (confidences->len >= ENOUGH)
        confidence_quantiles((double *)(void *)confidences->data, confidences->len,
                             calibration->at);
    else
        confidence_guess(shares, calibration->at);
}
