/*
 * The answering index: held in memory, built from the entries, asked with a
 * question, gives candidates best first, with what speaks for them. Immutable once
 * built, so any thread may ask it, each with a Scratch of its own. Pure.
 *
 * The ranking and the confidence are those of the measured study summed up in
 * knowledge/index/README.md: BM25F over ICU words and Snowball stems, nearest phrasing,
 * character n-grams, centroid, tags, and a softmax classifier where phrasings are many.
 */
#ifndef KNOWLEDGE_INDEX_INDEX_H
#define KNOWLEDGE_INDEX_INDEX_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/text.h"

/* Goes up with whatever makes the same entries give other figures: old calibrations are void then.
 */
enum { INDEX_VERSION = 5 };

typedef struct Index Index;
typedef struct Scratch Scratch;

typedef struct IndexText {
    Lang lang;
    const char *text;
} IndexText;

/* What the index wants to know of an entry. Everything is borrowed for the call. */
typedef struct IndexEntry {
    int64_t id;                 /* equal scores: the lower id first */
    const IndexText *phrasings; /* the title of each language first; what people might type */
    size_t phrasing_count;
    const IndexText *answers; /* plain text, a language each */
    size_t answer_count;
    const char *const *tags; /* NULL-terminated, or NULL */
    /*
     * Made by an importer, not written by people: beside entries that are, it changes nothing of
     * how those are found. Alone it is like any other.
     */
    bool drafted;
} IndexEntry;

/*
 * What the entries' own phrasings, each asked as if it were not there, say of confidence. It costs
 * several builds, so keep it, as the plain bytes it is, with its key, and hand it in again.
 */
enum { CALIBRATION_STEPS = 41 };
typedef struct Calibration {
    uint64_t key; /* of the entries and rejects it was drawn from: index_key() */
    double at[CALIBRATION_STEPS];
} Calibration;

/* A word that people use and what it means; "-" joins the words of a phrase. */
typedef struct IndexAlias {
    const char *word, *meaning;
} IndexAlias;

typedef struct IndexOptions {
    double strictness; /* 0 lax … 0.5 as calibrated … 1 strict; moves both thresholds */
    const char *const *rejects; /* questions known not to be ours, NULL-terminated, or NULL */
    /*
     * Used as it stands, without a look at its key: after a change of a few entries an old one is
     * good enough to answer by until a new one is drawn. NULL: index_build() draws its own.
     */
    const Calibration *calibration;
    const IndexAlias *aliases; /* beside the packaged ones; or NULL */
    size_t alias_count;
    const char *cedict_path; /* a CC-CEDICT file, read if it is there; or NULL */
} IndexOptions;

enum { INDEX_HITS_MAX = 50 };

typedef struct IndexHit {
    int64_t id;
    double score;
    /* What speaks for it, as in the study: */
    double bm25n, overlap, cosine, centroid, tag, classifier;
} IndexHit;

typedef struct IndexResult {
    IndexHit hits[INDEX_HITS_MAX]; /* best first */
    size_t hit_count;
    double confidence; /* 0..1 that the first hit is right */
    double coverage;   /* share of the question's weight that the first hit has */
    double unknown;    /* share of the question's weight that no entry has */
    bool corrected;    /* some word was read as another, a typing error */
    float missing; /* aspects (licence, price, …) asked for that the first hit never speaks of */
} IndexResult;

/* Takes an instant for hundreds of entries, seconds for a hundred thousand. Never fails. */
Index *index_build(const IndexEntry *entries, size_t count, const IndexOptions *options);
/* A fingerprint of what a calibration depends on; takes no longer than reading the texts. */
uint64_t index_key(const IndexEntry *entries, size_t count, const IndexOptions *options);

/* The one in use, drawn or handed in. Belongs to the index. */
const Calibration *index_calibration(const Index *index);

/*
 * The index as bytes, to be read again by this very program on this machine; `key` says what it was
 * made from. index_read() takes a reference to them, and gives NULL if they are of another program or
 * of another key. It reads no more of them than it needs, so it does not see damage: of what lay in
 * a file index_is_whole() is asked first.
 */
GBytes *index_write(const Index *index, uint64_t key);
bool index_is_whole(GBytes *bytes);
Index *index_read(GBytes *bytes, uint64_t key, double strictness);

Index *index_ref(Index *index);
void index_unref(Index *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_unref)

size_t index_entry_count(const Index *index);

/* At or above `answer` the first hit is stated; at or above `suggest` the first three are offered.
 */
void index_thresholds(const Index *index, double *answer, double *suggest);

/* Working memory for one thread's questions; serves any index, grows to the largest and stays. */
Scratch *scratch_new(void);
void scratch_free(Scratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scratch, scratch_free)

/* Fills all of `result`; no hits when nothing in the question is known. Allocates nothing once
 * warm. */
void index_ask(const Index *index, Scratch *scratch, const char *question, IndexResult *result);

/* A word of a question as it was understood. Texts are lent for the call; absent ones NULL. */
typedef struct IndexWord {
    const char *word;   /* normalised */
    const char *meant;  /* when it was read as another, a typing error */
    const char *others; /* what else may stand for it and some entry has, parted by ", " */
    double mass;        /* its share of the question's weight */
    bool known;         /* some entry has it */
    bool function;      /* a word of grammar */
    bool matched;       /* the first hit has it */
} IndexWord;
typedef void (*IndexWordFn)(const IndexWord *word, void *user);

/* How the question is read, in its order. For explaining, so slow: milliseconds. */
void index_explain(const Index *index, Scratch *scratch, const char *question, IndexWordFn fn,
                   void *user);

#endif
