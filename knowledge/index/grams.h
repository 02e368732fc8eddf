/*
 * Pieces of words, and how alike two texts are by them: letters in threes to fives of "^word$",
 * Chinese characters alone and in pairs; and whole stems with their neighbours. A piece is known by
 * a bucket of 16 bits, so a phrasing of ten words takes 300 bytes; two pieces that share a bucket
 * count as one. Pure.
 */
#ifndef KNOWLEDGE_INDEX_GRAMS_H
#define KNOWLEDGE_INDEX_GRAMS_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"
#include "knowledge/index/tokens.h"

enum { GRAM_BUCKETS = 65536 };

/* The pieces of one text: first those of letters and characters, then stems and their pairs. */
typedef struct Pieces {
    uint16_t *items;
    size_t count;
    size_t letter_count;
    size_t room;
} Pieces;

void pieces_read(Pieces *pieces, const Tokens *tokens);
void pieces_clear(Pieces *pieces);

/* The pieces of all phrasings of an index. */
typedef struct Grams Grams;

Grams *grams_new(void);
void grams_free(Grams *grams);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grams, grams_free)

/* The next phrasing's; they are numbered from 0. */
void grams_add(Grams *grams, const Pieces *pieces);
/* How many pieces two phrasings or more have; no classifier has more rows. Until grams_finish(). */
size_t grams_shared(const Grams *grams);
/* After the last: what each piece weighs, and how long each phrasing is. */
void grams_finish(Grams *grams);

/* Once finished; one to read into is new. */
void grams_shelve(Shelf *shelf, Grams *grams);

/* A phrasing's pieces; they stay where they are once grams_finish() is done. */
const uint16_t *grams_pieces(const Grams *grams, size_t phrasing, size_t *count);

/* A question laid out to be compared; all zero is one never used. 264 kB once it was. */
typedef struct GramQuery {
    uint64_t *marked; /* bit set: the question has the bucket */
    float *weight;    /* by bucket, where marked: tf · idf² */
    uint16_t *buckets;
    size_t bucket_count, bucket_room;
    float letter_norm, norm; /* of the letters' part, of the whole */
} GramQuery;

void gram_query_set(GramQuery *query, const Grams *grams, const Pieces *pieces);
void gram_query_clear(GramQuery *query);

typedef struct Likeness {
    float letters; /* cosine over letters and characters */
    float all;     /* cosine over everything */
} Likeness;

Likeness grams_compare(const Grams *grams, const GramQuery *query, size_t phrasing);

/* The length of the mean of phrasings first … first + count - 1, each of length 1. `room` is working
 * memory, of no use as a query afterwards until it is set again. */
float grams_centroid_length(const Grams *grams, GramQuery *room, size_t first, size_t count);

#endif
