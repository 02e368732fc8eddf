/*
 * A question against an index: BM25F adds up over all entries; the fifty best are then looked at
 * closely. Where the numbers come from: README.md beside this file.
 */
#include "knowledge/index/inside.h"

#include <string.h>

#include "knowledge/index/candidates.h"
#include "knowledge/index/overlap.h"
#include "knowledge/index/reading.h"
#include "knowledge/index/tags.h"

enum { CLOSEST = 20, EXACT = 5, HAN_BYTES = 3 };
/* What stands in for a foreign entry's letters; what classifier figures are divided by. */
static const float FOREIGN_OVERLAP = 0.7f, FIGURES = 5;
/* How much likeness to a question known not to be ours takes from the score. */
static const double REJECT_FIGURE = 1.2;
/* The classifier learns from people only; elsewhere the overlap stands in for it, times this. */
static const double DRAFTED_FIGURE = 1.5;
/* The overlap from which on a phrasing is as good as the question itself. */
static const double WHOLE = 0.95;
/* More than rounding can make of one. */
static const double NARROWLY = 1.001;
/* Scores that are no further apart say little of which is right. */
static const double NEARLY = 1;

typedef struct Weights {
    double bm25n, overlap, cosine, centroid, tag, classifier;
} Weights;

static const Weights WEIGHTS[] = {
    [KIND_FEW] = {9, 7, 2, 2.5, 1.2, 0},
    [KIND_MANY] = {4.3, 4.2, 0, 0, 0.3, 4.9},
};

/* The nearest phrasing by letters, and the centroid of all; a foreign entry's overlap stands in. */
static void compare_pieces(const Index *index, const Scratch *s, const Asked *asked,
                           const EntryParts *entry, IndexHit *hit)
{
    if (!entry->speaks[asked->lang]) {
        hit->cosine = hit->centroid = FOREIGN_OVERLAP * hit->overlap;
        return;
    }
    float letters = 0, all = 0;
    for (uint32_t p = entry->phrasing_at; p < entry->phrasing_at + entry->phrasing_count; p++) {
        Likeness likeness = grams_compare(index->grams, &s->gram_query, p);
        letters = MAX(letters, likeness.letters);
        all += likeness.all;
    }
    hit->cosine = letters;
    if (entry->centroid_length > 0)
        hit->centroid = all / (float)entry->phrasing_count / entry->centroid_length;
}

static double score_of(Kind kind, const IndexHit *hit)
{
    const Weights *w = &WEIGHTS[kind];
    return w->bm25n * hit->bm25n + w->overlap * hit->overlap + w->cosine * hit->cosine +
           w->centroid * hit->centroid + w->tag * hit->tag + w->classifier * hit->classifier;
}

/* The candidates lie anywhere in memory: so they come all at once, not one after the other. */
static void fetch_entries(const Index *index, const Scratch *s)
{
    for (size_t i = 0; i < s->candidate_count; i++)
        __builtin_prefetch(&g_array_index(index->entries, EntryParts, s->candidates[i]));
}

static void fetch_words(const Index *index, const Scratch *s)
{
    for (size_t i = 0; i < s->candidate_count; i++) {
        uint32_t entry = s->candidates[s->order[i]];
        uint32_t first = g_array_index(index->entries, EntryParts, entry).phrasing_at;
        if (first < index->phrasings->len) {
            uint32_t at = g_array_index(index->phrasings, Phrasing, first).at;
            __builtin_prefetch(&g_array_index(index->words, uint32_t, at));
        }
    }
}

/* All but the overlap, which costs most. */
static void look(const Index *index, Scratch *s, const Asked *asked, size_t candidate)
{
    IndexHit *hit = &s->hits[candidate];
    uint32_t number = s->candidates[candidate];
    const EntryParts *entry = &g_array_index(index->entries, EntryParts, number);
    __builtin_prefetch(&g_array_index(index->phrasings, Phrasing, entry->phrasing_at));
    *hit = (IndexHit){.id = entry->id, .bm25n = s->given[candidate] / asked->ideal};
    bool is_written = number < index->written;
    if (is_written ? asked->written_tag_named : asked->tag_named)
        hit->tag = tag_of(index, s, entry);
    if (index->classifier && is_written)
        hit->classifier = s->figures[number] / FIGURES;
    hit->score = score_of(index->kind, hit);
}

static bool better(const IndexHit *x, const IndexHit *y)
{
    return x->score > y->score || (x->score == y->score && x->id < y->id);
}

/* By insertion: fifty are few, mostly in order already, and qsort() would allocate. */
static void rank(Scratch *s)
{
    for (size_t i = 1; i < s->candidate_count; i++) {
        uint8_t hit = s->order[i];
        size_t at = i;
        for (; at > 0 && better(&s->hits[hit], &s->hits[s->order[at - 1]]); at--)
            s->order[at] = s->order[at - 1];
        s->order[at] = hit;
    }
}

static void look_at_all(const Index *index, Scratch *s, const Asked *asked)
{
    if (index->classifier) {
        pieces_read(&s->pieces, s->tokens);
        classifier_ask(index->classifier, s->pieces.items, s->pieces.count, s->figures);
    }
    fetch_entries(index, s);
    for (size_t i = 0; i < s->candidate_count; i++) {
        /* They come with the worst ahead, which rank() would have to turn round. */
        s->order[s->candidate_count - 1 - i] = (uint8_t)i;
        look(index, s, asked, i);
    }
    rank(s);
}

/* Keeps the best scores there were, best first. */
static void note_score(double best[EXACT], double score)
{
    size_t at = EXACT;
    for (; at > 0 && score > best[at - 1]; at--)
        if (at < EXACT)
            best[at] = best[at - 1];
    if (at < EXACT)
        best[at] = score;
}

/* What each unit of overlap gives a candidate. */
static double overlap_gives(const Index *index, uint32_t candidate)
{
    const Weights *w = &WEIGHTS[index->kind];
    bool is_drafted = index->classifier && candidate >= index->written;
    return w->overlap + (is_drafted ? w->classifier * DRAFTED_FIGURE : 0);
}

/*
 * Adds the overlap, from the most promising on. Where that decides, a candidate that its overlap
 * does not bring among the first five goes without: its place is below them.
 */
static void look_closely(const Index *index, Scratch *s, const Asked *asked)
{
    fetch_words(index, s);
    double best[EXACT] = {-G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE};
    double most = NARROWLY * 2 * asked->most / (asked->most + asked->mass);
    for (size_t i = 0; i < s->candidate_count; i++) {
        uint8_t at = s->order[i];
        IndexHit *hit = &s->hits[at];
        const EntryParts *entry = &g_array_index(index->entries, EntryParts, s->candidates[at]);
        double needed = 0;
        if (index->kind == KIND_MANY)
            needed = (best[EXACT - 1] - hit->score) / overlap_gives(index, s->candidates[at]);
        if (needed > most)
            continue;
        hit->overlap = overlap_of(index, s, asked, entry->phrasing_at, entry->phrasing_count,
                                  (float)MAX(0, needed / NARROWLY));
        if (index->classifier && s->candidates[at] >= index->written)
            hit->classifier = DRAFTED_FIGURE * hit->overlap;
        hit->score = score_of(index->kind, hit);
        note_score(best, hit->score);
    }
    rank(s);
}

/* The best so far are compared by pieces too, which costs most of all, and ranked again. */
static void look_closest(const Index *index, Scratch *s, const Asked *asked)
{
    pieces_read(&s->pieces, s->tokens);
    gram_query_set(&s->gram_query, index->grams, &s->pieces);
    for (size_t i = 0; i < MIN(s->candidate_count, CLOSEST); i++) {
        uint8_t at = s->order[i];
        const EntryParts *entry = &g_array_index(index->entries, EntryParts, s->candidates[at]);
        compare_pieces(index, s, asked, entry, &s->hits[at]);
        s->hits[at].score = score_of(index->kind, &s->hits[at]);
    }
    rank(s);
}

bool entry_has(const Index *index, const Meaning *meaning, const Concept *idea, uint32_t entry)
{
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next)
        if (postings_has(index->postings, meaning->alternatives[a].word, entry))
            return true;
    return false;
}

/*
 * Whether none of the first entries has a word for it: what only questions that are not ours have
 * is unknown.
 */
static bool nobody_has(const Index *index, const Meaning *meaning, const Concept *idea,
                       uint32_t entries)
{
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next)
        if (postings_df(index->postings, meaning->alternatives[a].word, entries) > 0)
            return false;
    return true;
}

/* Whether a tag of the entry has the word that a concept was read as. */
static bool names_subject(const Index *index, const Meaning *meaning, const Concept *idea,
                          const EntryParts *entry)
{
    for (uint32_t t = entry->tag_at; t < entry->tag_at + entry->tag_count; t++) {
        uint32_t number = g_array_index(index->entry_tags, uint32_t, t);
        const Tag *tag = &g_array_index(index->tags, Tag, number);
        for (uint32_t i = 0; i < tag->count; i++)
            for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next)
                if (meaning->alternatives[a].word == tag->words[i])
                    return true;
    }
    return false;
}

/* Nobody has it, among the first entries; or it was mistyped, and so may be another word after all.
 */
static bool is_unknown(const Index *index, const Meaning *meaning, const Concept *idea,
                       const EntryParts *first, uint32_t entries)
{
    if (idea->corrected)
        return !names_subject(index, meaning, idea, first);
    return nobody_has(index, meaning, idea, entries);
}

/* What of the question the first hit has and lacks, and what nobody has: weights, in turn. */
typedef struct Cover {
    float has, lacks, unknown;
} Cover;

static Cover cover_of(const Index *index, const Scratch *s)
{
    Cover cover = {0};
    uint32_t first = s->candidates[s->order[0]];
    const EntryParts *entry = &g_array_index(index->entries, EntryParts, first);
    uint32_t known_to = first < index->written ? index->written : index->entries->len;
    for (size_t i = 0; i < s->meaning.concept_count; i++) {
        const Concept *idea = &s->meaning.concepts[i];
        bool has = entry_has(index, &s->meaning, idea, first);
        if (is_unknown(index, &s->meaning, idea, entry, known_to))
            cover.unknown += idea->mass;
        else if (has)
            cover.has += idea->mass;
        if (!has && !idea->function)
            cover.lacks += idea->mass;
    }
    return cover;
}

/*
 * What likeness to a question known not to be ours takes from the first hit's score: its figure of
 * the classifier's class of rejects, or where there is none, how much nearer one of them is.
 */
static double rejection(const Index *index, const Scratch *s, const Asked *asked,
                        const IndexHit *first)
{
    if (index->reject_count == 0)
        return 0;
    if (index->classifier)
        return REJECT_FIGURE * s->figures[index->written];
    float nearest = overlap_of(index, s, asked, index->reject_at, index->reject_count, 0);
    return WEIGHTS[index->kind].overlap * MAX(0, nearest - first->overlap);
}

/*
 * Whether the silence of an entry says something: where phrasings are few, or it has no answer, it
 * says nothing.
 */
static bool is_telling(const Index *index, const EntryParts *entry)
{
    return index->kind == KIND_MANY && entry->tells;
}

/* A single character of grammar, "a" or 的, is no question, unless it is a phrasing. */
static bool says_nothing(const Meaning *meaning)
{
    const Concept *first = &meaning->concepts[0];
    return meaning->concept_count == 1 && first->function &&
           first->len <= (first->script == SCRIPT_HAN ? HAN_BYTES : 1);
}

/* How much of what is asked for the hit with that place in the order never speaks of. */
static float silence(const Index *index, const Scratch *s, size_t place)
{
    const EntryParts *entry =
        &g_array_index(index->entries, EntryParts, s->candidates[s->order[place]]);
    if (!is_telling(index, entry))
        return 0;
    return aspects_missing(index->aspects, &s->asked_for, &entry->aspects);
}

/* Of two that are nearly as good, the one that speaks of more of what is asked for. */
static void prefer_speaking(const Index *index, Scratch *s)
{
    if (s->candidate_count < 2 || silence(index, s, 0) <= silence(index, s, 1))
        return;
    uint8_t first = s->order[0], second = s->order[1];
    if (s->hits[first].score - s->hits[second].score >= NEARLY)
        return;
    s->hits[second].score = s->hits[first].score;
    s->order[0] = second;
    s->order[1] = first;
}

static void fill(const Index *index, Scratch *s, const Asked *asked, IndexResult *result)
{
    prefer_speaking(index, s);
    for (size_t i = 0; i < s->candidate_count; i++)
        result->hits[i] = s->hits[s->order[i]];
    result->hit_count = s->candidate_count;
    if (result->hit_count == 0)
        return;
    Cover cover = cover_of(index, s);
    result->coverage = cover.has / asked->mass;
    result->unknown = cover.unknown / asked->mass;
    const EntryParts *first =
        &g_array_index(index->entries, EntryParts, s->candidates[s->order[0]]);
    bool telling = is_telling(index, first);
    result->missing = silence(index, s, 0);
    double second = result->hit_count > 1 ? result->hits[1].score : 0;
    double rejected = rejection(index, s, asked, &result->hits[0]);
    Evidence evidence = {.score = result->hits[0].score - rejected,
                         .margin = result->hits[0].score - second,
                         .unknown = result->unknown,
                         .lacking = telling ? cover.lacks / index->unknown_idf : 0,
                         .missing = result->missing,
                         .elsewhere = telling && first->tag_count > 0 && result->hits[0].tag <= 0};
    bool empty = says_nothing(&s->meaning) && result->hits[0].overlap < WHOLE;
    result->confidence = empty ? 0 : confidence_of(index->kind, &evidence);
}

void index_ask(const Index *index, Scratch *s, const char *question, IndexResult *result)
{
    result->hit_count = 0;
    result->confidence = result->coverage = 0;
    result->unknown = 1;
    result->corrected = false;
    result->missing = 0;
    if (index->entries->len == 0)
        return;
    Asked asked;
    scratch_fit(index, s);
    question_read(index, s, question, &asked);
    result->corrected = asked.corrected;
    if (asked.mass <= 0)
        return;

    candidates_find(index, s);
    overlap_lay(index, s, &asked);
    tags_name(index, s, &asked);
    look_at_all(index, s, &asked);
    look_closely(index, s, &asked);
    if (index->kind == KIND_FEW)
        look_closest(index, s, &asked);
    fill(index, s, &asked, result);
    tags_clear(index, s);
    overlap_clear(s);
}
