/*
 * What an index is made of: for building (build.c), asking (ask.c) and calibrating (folds.c).
 */
#ifndef KNOWLEDGE_INDEX_INSIDE_H
#define KNOWLEDGE_INDEX_INSIDE_H

#include "knowledge/index/index.h"

#include "knowledge/index/aspects.h"
#include "knowledge/index/classifier.h"
#include "knowledge/index/concepts.h"
#include "knowledge/index/confidence.h"
#include "knowledge/index/grams.h"
#include "knowledge/index/lexicon.h"
#include "knowledge/index/postings.h"
#include "knowledge/index/spelling.h"
#include "knowledge/index/tokens.h"

enum { TAG_WORDS = 4 };
G_STATIC_ASSERT((int)CALIBRATION_STEPS == (int)QUANTILES);
/* The most that a word of grammar weighs, where phrasings are few. */
#define FUNCTION_CEILING 0.5f

typedef struct Phrasing {
    uint32_t at, count; /* its words */
    float mass;         /* Σ idf of them */
    uint64_t marks;     /* of them: bits, 1 << word_mark() */
} Phrasing;

/* One of MARKS for a word: a phrasing without a word's mark has not the word. */
enum { MARKS = 64 };
static inline unsigned word_mark(uint32_t word)
{
    return word * 0x9E3779B1u >> 26;
}

typedef struct Tag {
    uint32_t words[TAG_WORDS];
    uint32_t count;
} Tag;

typedef struct EntryParts {
    int64_t id;
    uint32_t phrasing_at, phrasing_count;
    uint32_t tag_at, tag_count;
    float centroid_length;
    bool speaks[LANG_COUNT]; /* has a phrasing in that language */
    bool tells;              /* has an answer, so that its silence says something */
    AspectSet aspects;       /* that its texts speak of */
} EntryParts;

struct Index {
    gint references;
    Kind kind;
    Lexicon *lexicon;
    Concepts *concepts;
    Aspects *aspects;
    Postings *postings;
    Grams *grams;
    Spelling *spelling;
    Classifier *classifier; /* or NULL; a class an entry, one more for the rejects if any */
    float *idf;             /* by word */
    float unknown_idf;      /* what a word that no entry has weighs */
    GArray *entries;        /* EntryParts; those that people wrote come first */
    uint32_t written;       /* how many of them */
    uint32_t written_tags;  /* that these have, which come first too */
    GArray *phrasings;      /* Phrasing: the entries', then the rejects' */
    GArray *words;          /* uint32_t, of the phrasings, each word once */
    GArray *tags;           /* Tag, each kind of tag once */
    GArray *tags_by_word;   /* uint32_t, numbers of tags in the order of their first words */
    GArray *entry_tags;     /* uint32_t, numbers of tags, entry after entry */
    uint32_t reject_at, reject_count; /* phrasings */
    GPtrArray *taught;                /* char *: both sides of aliases, for index_explain() */
    Shares shares;                    /* confidence_shares() */
    Calibration calibration;
    double answer, suggest;
    GBytes *bytes; /* what it was read from, or NULL */
};

/* Which phrasings of the entries are to be left out: each `every`th, from `first` on. */
typedef struct Held {
    uint32_t every, first; /* every 0: none */
} Held;

bool held(const Held *held, uint32_t phrasing);

/* Whether people wrote any of them; where they did not, drafted ones count as written. */
bool entries_written(const IndexEntry *entries, size_t count);

static inline bool has_drafts(const Index *index)
{
    return index->written < index->entries->len;
}

/* Without anything in it. */
Index *index_new(void);

/* An index that answers, without thresholds. */
Index *index_build_held(const IndexEntry *entries, size_t count, const IndexOptions *options,
                        const Held *held);

/* Asks the entries' own phrasings, each of an index without it; guesses if there are too few. */
void folds_calibrate(const IndexEntry *entries, size_t count, const IndexOptions *options,
                     const Shares *shares, Calibration *calibration);

/* What an alternative gives, times what the word gives an entry. */
static inline float alternative_gives(const Index *index, const Alternative *alternative)
{
    return alternative->weight * index->idf[alternative->word];
}

enum { MET_SHARE = 2 };

/* What asking leaves behind: the question as it was read, and the candidates. */
struct Scratch {
    Tokens *tokens;
    Meaning meaning;
    AspectSet asked_for;
    Pieces pieces;
    GramQuery gram_query;
    float *figures;     /* by entry: the classifier's */
    float *peaks;       /* for best_of() */
    float *sums, *best; /* by entry; both all zero between uses */
    uint32_t *met;      /* entries, at most one of MET_SHARE, and room for one more */
    size_t entry_room;
    bool *named; /* by tag; all false between questions */
    size_t tag_room;
    uint64_t marks; /* of the words that stand for the question's */
    float mark_gives[MARKS];
    uint32_t *slots; /* by word: alternative + 1; all zero between questions */
    size_t word_room;
    uint32_t candidates[INDEX_HITS_MAX];
    float given[INDEX_HITS_MAX]; /* to each candidate, for its words */
    size_t candidate_count;
    IndexHit hits[INDEX_HITS_MAX]; /* as the candidates stand */
    uint8_t order[INDEX_HITS_MAX]; /* of them, best first */
};

/* What is known of a question beside its meaning. */
typedef struct Asked {
    float mass, ideal, most; /* most: no phrasing can share more */
    Lang lang;
    bool corrected;
    bool tag_named, written_tag_named;
} Asked;

/* Makes room for questions to that index. */
void scratch_fit(const Index *index, Scratch *s);

/* Whether the entry, by its number, has any word that stands for the concept. */
bool entry_has(const Index *index, const Meaning *meaning, const Concept *idea, uint32_t entry);

#endif
