/*
 * Which entries have a word, and what BM25F gives each of them for it: word weights come from
 * three fields (phrasings weigh 3, answers and tags 1), saturated, before the word's idf. A posting
 * takes four bytes. Built entry by entry, then asked. Pure.
 */
#ifndef KNOWLEDGE_INDEX_POSTINGS_H
#define KNOWLEDGE_INDEX_POSTINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"

typedef enum Field { FIELD_PHRASING, FIELD_ANSWER, FIELD_TAG, FIELD_COUNT } Field;

/* The most a word of idf 1 can give. */
#define POSTINGS_CEILING 2.2f

typedef struct Postings Postings;

Postings *postings_new(void);
void postings_free(Postings *postings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Postings, postings_free)

/* A word of the entry at hand; postings_close_entry() ends it and begins the next. */
void postings_count(Postings *postings, uint32_t word, Field field);
void postings_close_entry(Postings *postings);
/* After the last entry, for words numbered below word_count. How long texts are is told by the first
 * `usual` entries. */
void postings_finish(Postings *postings, uint32_t word_count, uint32_t usual);

/* Once finished; one to read into is new. */
void postings_shelve(Shelf *shelf, Postings *postings);

/* How many of the first `entries` entries have the word. */
uint32_t postings_df(const Postings *postings, uint32_t word, uint32_t entries);

/* How many entries have the word, and the most that it gives to any of them. */
uint32_t postings_total(const Postings *postings, uint32_t word);
float postings_most(const Postings *postings, uint32_t word);

bool postings_has(const Postings *postings, uint32_t word, uint32_t entry);

/* Adds factor × what the word gives to each of its entries' sums. */
void postings_add(const Postings *postings, uint32_t word, float factor, float *sums);
/* The same, but where best[entry] holds more for this concept already only the difference. */
void postings_raise(const Postings *postings, uint32_t word, float factor, float *best,
                    float *sums);
/*
 * Adds to `met`, which holds `count`, the word's entries whose sum is 0 as yet, and makes it next
 * to nothing; returns how many there are then. There must be room for all of the word's, and one.
 */
#define POSTINGS_MET 1e-30f
size_t postings_meet(const Postings *postings, uint32_t word, float *sums, uint32_t *met,
                     size_t count);
/* The same to the bit, but to those entries only, one by one. */
void postings_raise_some(const Postings *postings, uint32_t word, float factor,
                         const uint32_t *entries, size_t count, float *best, float *sums);
/* postings_meet() and postings_add() in one, the sums next to nothing more. */
size_t postings_add_meeting(const Postings *postings, uint32_t word, float factor, float *sums,
                            uint32_t *met, size_t count);
/* Sets best[] to 0 again for the word's entries. */
void postings_lower(const Postings *postings, uint32_t word, float *best);

#endif
