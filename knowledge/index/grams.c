/*
 * A question marks its buckets in a bitmap of 8 kB, which stays in the first cache; a phrasing is
 * then a walk over its own pieces that seldom leaves it.
 */
#include "knowledge/index/grams.h"

#include <math.h>
#include <string.h>

#include "knowledge/index/lexicon.h"

enum { SHORTEST = 3, LONGEST = 4 };

struct Grams {
    GArray *items;  /* uint16_t, phrasing after phrasing */
    GArray *spans;  /* Span, by phrasing */
    float *idf;     /* by bucket */
    uint32_t *seen; /* by bucket, while adding: phrasings that have it */
    uint32_t *last; /* by bucket, while adding: the last of them, from 1 */
    size_t shared;  /* buckets that two have */
};

typedef struct Span {
    uint32_t at, letter_count, count;
    float letter_norm, norm; /* 1 / length */
} Span;

static void put(Pieces *pieces, uint64_t x)
{
    if (pieces->count == pieces->room) {
        pieces->room = MAX(256, 2 * pieces->room);
        pieces->items = g_renew(uint16_t, pieces->items, pieces->room);
    }
    pieces->items[pieces->count++] = (uint16_t)((x * 0x9E3779B97F4A7C15u) >> 48);
}

/* "^word$" in threes to fives; bytes stand for letters, the few beyond ASCII included. */
static void put_letters(Pieces *pieces, const char *word, size_t len)
{
    char framed[80];
    len = MIN(len, sizeof framed - 2);
    framed[0] = '^';
    memcpy(framed + 1, word, len);
    framed[len + 1] = '$';
    for (size_t at = 0; at + SHORTEST <= len + 2; at++) {
        uint64_t packed = 0;
        for (size_t i = 0; i < LONGEST && at + i < len + 2; i++) {
            packed = packed << 8 | (unsigned char)framed[at + i];
            if (i + 1 >= SHORTEST)
                put(pieces, packed);
        }
    }
}

static void put_characters(Pieces *pieces, const char *run, size_t len)
{
    uint64_t before = 0;
    for (const char *at = run; at < run + len; at = g_utf8_next_char(at)) {
        uint64_t c = g_utf8_get_char(at);
        put(pieces, c | (uint64_t)1 << 60);
        if (before)
            put(pieces, before << 24 | c | (uint64_t)1 << 61);
        before = c;
    }
}

void pieces_read(Pieces *pieces, const Tokens *tokens)
{
    pieces->count = 0;
    for (size_t i = 0; i < tokens->word_count; i++) {
        const Word *word = &tokens->words[i];
        if (word->script == SCRIPT_LATIN && !word->whole)
            put_letters(pieces, tokens->text + word->at, word->len);
    }
    for (size_t i = 0; i < tokens->run_count; i++)
        put_characters(pieces, tokens->text + tokens->runs[i].at, tokens->runs[i].len);
    pieces->letter_count = pieces->count;

    uint64_t before = 0;
    for (size_t i = 0; i < tokens->word_count; i++) {
        const Word *word = &tokens->words[i];
        if (word->script != SCRIPT_LATIN || word->whole)
            continue;
        put(pieces, word->key);
        put(pieces, key_join(before, word->key));
        before = word->key;
    }
}

void pieces_clear(Pieces *pieces)
{
    g_free(pieces->items);
    *pieces = (Pieces){0};
}

Grams *grams_new(void)
{
    Grams *grams = g_new0(Grams, 1);
    grams->items = g_array_new(FALSE, FALSE, sizeof(uint16_t));
    grams->spans = g_array_new(FALSE, FALSE, sizeof(Span));
    grams->seen = g_new0(uint32_t, GRAM_BUCKETS);
    grams->last = g_new0(uint32_t, GRAM_BUCKETS);
    return grams;
}

void grams_free(Grams *grams)
{
    if (!grams)
        return;
    g_array_free(grams->items, TRUE);
    g_array_free(grams->spans, TRUE);
    g_free(grams->seen);
    g_free(grams->last);
    g_free(grams->idf);
    g_free(grams);
}

void grams_add(Grams *grams, const Pieces *pieces)
{
    Span span = {.at = grams->items->len,
                 .letter_count = (uint32_t)pieces->letter_count,
                 .count = (uint32_t)pieces->count};
    g_array_append_vals(grams->items, pieces->items, (guint)pieces->count);
    g_array_append_val(grams->spans, span);

    for (size_t i = 0; i < pieces->count; i++) {
        uint16_t bucket = pieces->items[i];
        if (grams->last[bucket] != grams->spans->len) {
            grams->last[bucket] = grams->spans->len;
            grams->shared += ++grams->seen[bucket] == 2;
        }
    }
}

size_t grams_shared(const Grams *grams)
{
    return grams->shared;
}

/* Of `items`: Σ (tf · idf)², as Σ over each occurrence of tf · idf². */
static float squares(const uint16_t *items, size_t count, const float *idf, uint8_t *tf)
{
    float sum = 0;
    for (size_t i = 0; i < count; i++)
        tf[items[i]] = (uint8_t)MIN(255, tf[items[i]] + 1);
    for (size_t i = 0; i < count; i++)
        sum += tf[items[i]] * idf[items[i]] * idf[items[i]];
    for (size_t i = 0; i < count; i++)
        tf[items[i]] = 0;
    return sum;
}

static float inverse_root(float x)
{
    return x > 0 ? 1 / sqrtf(x) : 0;
}

void grams_finish(Grams *grams)
{
    float phrasings = (float)grams->spans->len;
    grams->idf = g_new(float, GRAM_BUCKETS);
    for (size_t i = 0; i < GRAM_BUCKETS; i++)
        grams->idf[i] = logf((1 + phrasings) / (1 + (float)grams->seen[i])) + 1;
    g_clear_pointer(&grams->seen, g_free);
    g_clear_pointer(&grams->last, g_free);

    g_autofree uint8_t *tf = g_new0(uint8_t, GRAM_BUCKETS);
    const uint16_t *items = (const uint16_t *)(void *)grams->items->data;
    for (guint i = 0; i < grams->spans->len; i++) {
        Span *span = &g_array_index(grams->spans, Span, i);
        float letters = squares(items + span->at, span->letter_count, grams->idf, tf);
        float all = squares(items + span->at, span->count, grams->idf, tf);
        span->letter_norm = inverse_root(letters);
        span->norm = inverse_root(all);
    }
}

void grams_shelve(Shelf *shelf, Grams *grams)
{
    size_t size = GRAM_BUCKETS * sizeof *grams->idf;
    if (shelf_reads(shelf)) {
        g_clear_pointer(&grams->seen, g_free);
        g_clear_pointer(&grams->last, g_free);
    }
    shelf_array(shelf, grams->items);
    shelf_array(shelf, grams->spans);
    shelf_memory(shelf, (void **)&grams->idf, &size);
}

const uint16_t *grams_pieces(const Grams *grams, size_t phrasing, size_t *count)
{
    const Span *span = &g_array_index(grams->spans, Span, phrasing);
    *count = span->count;
    return (const uint16_t *)(void *)grams->items->data + span->at;
}

static void open_query(GramQuery *query)
{
    if (query->marked)
        return;
    query->marked = g_new0(uint64_t, GRAM_BUCKETS / 64);
    query->weight = g_new0(float, GRAM_BUCKETS);
}

static void unmark(GramQuery *query)
{
    for (size_t i = 0; i < query->bucket_count; i++) {
        query->marked[query->buckets[i] >> 6] = 0;
        query->weight[query->buckets[i]] = 0;
    }
    query->bucket_count = 0;
}

static void mark(GramQuery *query, const Grams *grams, uint16_t bucket)
{
    float idf = grams->idf[bucket];
    query->marked[bucket >> 6] |= (uint64_t)1 << (bucket & 63);
    query->weight[bucket] += idf * idf;
    query->buckets[query->bucket_count++] = bucket;
}

static float own_norm(const GramQuery *query)
{
    float sum = 0;
    for (size_t i = 0; i < query->bucket_count; i++)
        sum += query->weight[query->buckets[i]];
    return inverse_root(sum);
}

void gram_query_set(GramQuery *query, const Grams *grams, const Pieces *pieces)
{
    open_query(query);
    unmark(query);
    if (query->bucket_room < pieces->count) {
        query->bucket_room = 2 * pieces->count;
        query->buckets = g_renew(uint16_t, query->buckets, query->bucket_room);
    }
    for (size_t i = 0; i < pieces->letter_count; i++)
        mark(query, grams, pieces->items[i]);
    query->letter_norm = own_norm(query);
    for (size_t i = pieces->letter_count; i < pieces->count; i++)
        mark(query, grams, pieces->items[i]);
    query->norm = own_norm(query);
}

void gram_query_clear(GramQuery *query)
{
    g_free(query->marked);
    g_free(query->weight);
    g_free(query->buckets);
    *query = (GramQuery){0};
}

static float dot(const GramQuery *query, const uint16_t *items, size_t count)
{
    float sum = 0;
    for (size_t i = 0; i < count; i++)
        if (query->marked[items[i] >> 6] >> (items[i] & 63) & 1)
            sum += query->weight[items[i]];
    return sum;
}

Likeness grams_compare(const Grams *grams, const GramQuery *query, size_t phrasing)
{
    const Span *span = &g_array_index(grams->spans, Span, phrasing);
    const uint16_t *items = (const uint16_t *)(void *)grams->items->data + span->at;
    float letters = dot(query, items, span->letter_count);
    float rest = dot(query, items + span->letter_count, span->count - span->letter_count);
    return (Likeness){letters * span->letter_norm * query->letter_norm,
                      (letters + rest) * span->norm * query->norm};
}

/* Σ x² over what has been summed, from the lowest bucket up; leaves nothing behind. */
static float take_squares(GramQuery *room)
{
    float squared = 0;
    for (size_t w = 0; w < GRAM_BUCKETS / 64; w++) {
        for (uint64_t bits = room->marked[w]; bits; bits &= bits - 1) {
            float *sum = &room->weight[w * 64 + (size_t)__builtin_ctzll(bits)];
            squared += *sum * *sum;
            *sum = 0;
        }
        room->marked[w] = 0;
    }
    return squared;
}

float grams_centroid_length(const Grams *grams, GramQuery *room, size_t first, size_t count)
{
    if (count <= 1)
        return (float)count;
    open_query(room);
    unmark(room);
    const uint16_t *items = (const uint16_t *)(void *)grams->items->data;
    for (size_t p = first; p < first + count; p++) {
        const Span *span = &g_array_index(grams->spans, Span, p);
        for (size_t i = 0; i < span->count; i++) {
            uint16_t bucket = items[span->at + i];
            room->weight[bucket] += grams->idf[bucket] * span->norm;
            room->marked[bucket >> 6] |= (uint64_t)1 << (bucket & 63);
        }
    }
    return sqrtf(take_squares(room)) / (float)count;
}
