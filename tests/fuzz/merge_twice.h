/*
 * What drafts must stand: whatever is made of them is fit to be printed, and made again of the same
 * drafts it is the same.
 */
#ifndef TESTS_FUZZ_MERGE_TWICE_H
#define TESTS_FUZZ_MERGE_TWICE_H

#include "knowledge/files/draft.h"
#include "knowledge/files/merge.h"
#include "tests/fuzz/round_trip.h"

static inline GPtrArray *drafts_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)draft_free);
}

static inline void merge_twice(const GPtrArray *drafts)
{
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    g_autoptr(GPtrArray) once = merge_drafts(nothing, drafts);
    g_autoptr(GPtrArray) twice = merge_drafts(once, drafts);
    g_assert_cmpuint(once->len, ==, twice->len);
    for (unsigned i = 0; i < once->len; i++) {
        print_and_read_back(once->pdata[i]);
        g_assert_true(entry_equal(once->pdata[i], twice->pdata[i]));
    }
}

#endif
