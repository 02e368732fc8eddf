/*
 * A posting is one 32-bit number: the entry in the upper bits, as many as the number of entries
 * needs, and the saturated weight in what is left, never less than 12 bits for a million entries.
 */
#include "knowledge/index/postings.h"

#define K1 1.2f
#define B 0.5f
static const float FIELD_WEIGHT[FIELD_COUNT] = {3, 1, 1};

/* Postings from one mark to the next, or somewhat more: they lie in a line of the cache or two. */
enum { MARKED = 8 };

typedef struct Count {
    uint32_t word;
    uint16_t in[FIELD_COUNT];
} Count;

typedef struct Bounds {
    uint32_t begin; /* in counts */
    uint32_t len[FIELD_COUNT];
} Bounds;

struct Postings {
    GArray *counts; /* Count, entry after entry; while building */
    GArray *bounds; /* Bounds, by entry; while building */
    GArray *last;   /* uint32_t, by word: its latest count + 1; while building */
    Bounds open;    /* of the entry at hand */
    uint32_t *starts;
    uint32_t *packed;
    float *most; /* by word: the largest of its weights */
    /* Words with many postings have a mark every so many entries: where the next posting is. */
    uint32_t *mark_starts, *marks;
    /* Of all these, in bytes. */
    size_t starts_size, packed_size, most_size, mark_starts_size, marks_size;
    uint32_t count; /* of entries */
    unsigned shift; /* of the entry */
    uint32_t mask;  /* of the weight */
    float unit;     /* a weight's step */
};

Postings *postings_new(void)
{
    Postings *postings = g_new0(Postings, 1);
    postings->counts = g_array_new(FALSE, FALSE, sizeof(Count));
    postings->bounds = g_array_new(FALSE, FALSE, sizeof(Bounds));
    postings->last = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    return postings;
}

static void end_building(Postings *postings)
{
    g_clear_pointer(&postings->counts, g_array_unref);
    g_clear_pointer(&postings->bounds, g_array_unref);
    g_clear_pointer(&postings->last, g_array_unref);
}

void postings_free(Postings *postings)
{
    if (!postings)
        return;
    end_building(postings);
    g_free(postings->starts);
    g_free(postings->packed);
    g_free(postings->most);
    g_free(postings->mark_starts);
    g_free(postings->marks);
    g_free(postings);
}

/* The entry at hand's count of a word: that of an earlier entry lies before `open.begin`. */
static Count *count_of(Postings *postings, uint32_t word)
{
    if (word >= postings->last->len)
        g_array_set_size(postings->last, word + 1);
    uint32_t *last = &g_array_index(postings->last, uint32_t, word);
    if (*last <= postings->open.begin) {
        Count count = {.word = word};
        g_array_append_val(postings->counts, count);
        *last = postings->counts->len;
    }
    return &g_array_index(postings->counts, Count, *last - 1);
}

void postings_count(Postings *postings, uint32_t word, Field field)
{
    Count *count = count_of(postings, word);
    if (count->in[field] < UINT16_MAX)
        count->in[field]++;
    postings->open.len[field]++;
}

void postings_close_entry(Postings *postings)
{
    g_array_append_val(postings->bounds, postings->open);
    postings->open = (Bounds){.begin = postings->counts->len};
}

/* The mean length of each field over the entries that have it. */
static void mean_lengths(const Postings *postings, uint32_t usual, float mean[FIELD_COUNT])
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        double sum = 0;
        unsigned having = 0;
        for (guint i = 0; i < MIN(usual, postings->bounds->len); i++) {
            uint32_t len = g_array_index(postings->bounds, Bounds, i).len[f];
            sum += len;
            having += len > 0;
        }
        mean[f] = having ? (float)(sum / having) : 1;
    }
}

static float saturated(const Count *count, const Bounds *bounds, const float mean[FIELD_COUNT])
{
    float tf = 0;
    for (int f = 0; f < FIELD_COUNT; f++)
        if (count->in[f])
            tf += FIELD_WEIGHT[f] * count->in[f] / (1 - B + B * (float)bounds->len[f] / mean[f]);
    return tf * (K1 + 1) / (tf + K1);
}

/* starts[word + 1] = where the word's postings end. */
static void lay_out(Postings *postings, uint32_t word_count)
{
    postings->starts_size = ((size_t)word_count + 2) * sizeof *postings->starts;
    postings->starts = g_malloc0(postings->starts_size);
    for (guint i = 0; i < postings->counts->len; i++)
        postings->starts[g_array_index(postings->counts, Count, i).word + 2]++;
    for (uint32_t w = 2; w < word_count + 2; w++)
        postings->starts[w] += postings->starts[w - 1];
    postings->packed_size = postings->counts->len * sizeof *postings->packed;
    postings->packed = g_malloc(postings->packed_size + 1);
}

/* How many entries are from one mark to the next, as a power of two. */
static unsigned mark_shift(const Postings *postings, uint32_t count)
{
    unsigned shift = 0;
    while ((uint64_t)(postings->count >> shift) * MARKED > count)
        shift++;
    return shift;
}

/* A word's postings, to look entries up in. */
typedef struct Row {
    const uint32_t *packed, *marks;
    uint32_t count;
    unsigned shift, mark_shift;
} Row;

static Row row_of(const Postings *postings, uint32_t word)
{
    uint32_t first = postings->starts[word], count = postings->starts[word + 1] - first;
    return (Row){.packed = postings->packed + first,
                 .marks = count < MARKED ? NULL : postings->marks + postings->mark_starts[word],
                 .count = count,
                 .shift = postings->shift,
                 .mark_shift = mark_shift(postings, count)};
}

/* The first of the row's postings of that entry or a later one: at the mark, then counted. */
static uint32_t place_in(const Row *row, uint32_t entry)
{
    const uint32_t *packed = row->packed;
    uint32_t low = 0, high = row->count, target = entry << row->shift;
    if (row->marks) {
        low = row->marks[entry >> row->mark_shift];
        high = row->marks[(entry >> row->mark_shift) + 1];
    }
    while (high - low > 2 * MARKED) {
        uint32_t middle = low + (high - low) / 2;
        if (packed[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t place = low;
    for (; low < high; low++)
        place += packed[low] < target;
    return place;
}

static void find_most(Postings *postings, uint32_t word_count)
{
    postings->most_size = ((size_t)word_count + 1) * sizeof *postings->most;
    postings->most = g_malloc0(postings->most_size);
    for (uint32_t w = 0; w < word_count; w++) {
        uint32_t most = 0;
        for (uint32_t at = postings->starts[w]; at < postings->starts[w + 1]; at++)
            most = MAX(most, postings->packed[at] & postings->mask);
        postings->most[w] = postings->unit * (float)most;
    }
}

static void set_marks(Postings *postings, uint32_t word)
{
    Row row = row_of(postings, word);
    uint32_t *mark = postings->marks + postings->mark_starts[word], at = 0;
    for (uint64_t next = 0; next <= postings->count; next += (uint64_t)1 << row.mark_shift) {
        while (at < row.count && row.packed[at] >> row.shift < next)
            at++;
        *mark++ = at;
    }
    *mark = row.count;
}

static void mark_words(Postings *postings, uint32_t word_count)
{
    uint32_t at = 0;
    postings->mark_starts_size = ((size_t)word_count + 1) * sizeof *postings->mark_starts;
    postings->mark_starts = g_malloc(postings->mark_starts_size);
    for (uint32_t w = 0; w < word_count; w++) {
        uint32_t count = postings->starts[w + 1] - postings->starts[w];
        postings->mark_starts[w] = at;
        if (count >= MARKED)
            at += (postings->count >> mark_shift(postings, count)) + 2;
    }
    postings->mark_starts[word_count] = at;
    postings->marks_size = at * sizeof *postings->marks;
    postings->marks = g_malloc(postings->marks_size + 1);
    for (uint32_t w = 0; w < word_count; w++)
        if (postings->starts[w + 1] - postings->starts[w] >= MARKED)
            set_marks(postings, w);
}

void postings_finish(Postings *postings, uint32_t word_count, uint32_t usual)
{
    unsigned bits = 1;
    while (postings->bounds->len >> bits)
        bits++;
    postings->shift = 32 - bits;
    postings->mask = ((uint32_t)1 << postings->shift) - 1;
    postings->unit = POSTINGS_CEILING / (float)postings->mask;
    postings->count = postings->bounds->len;

    float mean[FIELD_COUNT];
    mean_lengths(postings, usual, mean);
    lay_out(postings, word_count);
    for (guint entry = 0; entry < postings->bounds->len; entry++) {
        const Bounds *bounds = &g_array_index(postings->bounds, Bounds, entry);
        guint end = entry + 1 < postings->bounds->len ? bounds[1].begin : postings->counts->len;
        for (guint at = bounds->begin; at < end; at++) {
            const Count *count = &g_array_index(postings->counts, Count, at);
            float weight = saturated(count, bounds, mean);
            uint32_t *next = &postings->starts[count->word + 1];
            postings->packed[(*next)++] =
                entry << postings->shift | MIN(postings->mask, (uint32_t)(weight / postings->unit));
        }
    }
    find_most(postings, word_count);
    mark_words(postings, word_count);
    end_building(postings);
}

void postings_shelve(Shelf *shelf, Postings *postings)
{
    if (shelf_reads(shelf))
        end_building(postings);
    shelf_item(shelf, postings->shift);
    shelf_item(shelf, postings->mask);
    shelf_item(shelf, postings->unit);
    shelf_memory(shelf, (void **)&postings->starts, &postings->starts_size);
    shelf_memory(shelf, (void **)&postings->packed, &postings->packed_size);
    shelf_memory(shelf, (void **)&postings->most, &postings->most_size);
    shelf_memory(shelf, (void **)&postings->mark_starts, &postings->mark_starts_size);
    shelf_memory(shelf, (void **)&postings->marks, &postings->marks_size);
    shelf_item(shelf, postings->count);
}

bool postings_has(const Postings *postings, uint32_t word, uint32_t entry)
{
    Row row = row_of(postings, word);
    uint32_t place = place_in(&row, entry);
    return place < row.count && row.packed[place] >> row.shift == entry;
}

uint32_t postings_df(const Postings *postings, uint32_t word, uint32_t entries)
{
    Row row = row_of(postings, word);
    return entries < postings->count ? place_in(&row, entries) : row.count;
}

uint32_t postings_total(const Postings *postings, uint32_t word)
{
    return postings->starts[word + 1] - postings->starts[word];
}

float postings_most(const Postings *postings, uint32_t word)
{
    return postings->most[word];
}

void postings_add(const Postings *postings, uint32_t word, float factor, float *sums)
{
    const uint32_t *end = postings->packed + postings->starts[word + 1];
    float step = factor * postings->unit;
    for (const uint32_t *p = postings->packed + postings->starts[word]; p < end; p++)
        sums[*p >> postings->shift] += step * (float)(int32_t)(*p & postings->mask);
}

void postings_raise(const Postings *postings, uint32_t word, float factor, float *best, float *sums)
{
    const uint32_t *end = postings->packed + postings->starts[word + 1];
    float step = factor * postings->unit;
    for (const uint32_t *p = postings->packed + postings->starts[word]; p < end; p++) {
        uint32_t entry = *p >> postings->shift;
        float gives = step * (float)(int32_t)(*p & postings->mask);
        if (gives > best[entry]) {
            sums[entry] += gives - best[entry];
            best[entry] = gives;
        }
    }
}

size_t postings_meet(const Postings *postings, uint32_t word, float *sums, uint32_t *met,
                     size_t count)
{
    const uint32_t *end = postings->packed + postings->starts[word + 1];
    for (const uint32_t *p = postings->packed + postings->starts[word]; p < end; p++) {
        uint32_t entry = met[count] = *p >> postings->shift;
        count += sums[entry] == 0;
        sums[entry] = MAX(sums[entry], POSTINGS_MET);
    }
    return count;
}

size_t postings_add_meeting(const Postings *postings, uint32_t word, float factor, float *sums,
                            uint32_t *met, size_t count)
{
    const uint32_t *end = postings->packed + postings->starts[word + 1];
    float step = factor * postings->unit;
    for (const uint32_t *p = postings->packed + postings->starts[word]; p < end; p++) {
        uint32_t entry = met[count] = *p >> postings->shift;
        count += sums[entry] == 0;
        sums[entry] += step * (float)(int32_t)(*p & postings->mask) + POSTINGS_MET;
    }
    return count;
}

void postings_raise_some(const Postings *postings, uint32_t word, float factor,
                         const uint32_t *entries, size_t count, float *best, float *sums)
{
    Row row = row_of(postings, word);
    float step = factor * postings->unit;
    for (size_t i = 0; i < count; i++) {
        uint32_t entry = entries[i], place = place_in(&row, entry);
        if (place == row.count || row.packed[place] >> row.shift != entry)
            continue;
        float gives = step * (float)(int32_t)(row.packed[place] & postings->mask);
        if (gives > best[entry]) {
            sums[entry] += gives - best[entry];
            best[entry] = gives;
        }
    }
}

void postings_lower(const Postings *postings, uint32_t word, float *best)
{
    const uint32_t *end = postings->packed + postings->starts[word + 1];
    for (const uint32_t *p = postings->packed + postings->starts[word]; p < end; p++)
        best[*p >> postings->shift] = 0;
}
