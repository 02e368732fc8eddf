/*
 * One pass over the entries numbers their words, fills postings, pieces and the words of each
 * phrasing. A question is scored by BM25F over all entries; the fifty best are then looked at
 * closely. Where the numbers below come from: README.md beside this file.
 */
#include "knowledge/index/index.h"

#include <math.h>
#include <string.h>

#include "knowledge/index/concepts.h"
#include "knowledge/index/confidence.h"
#include "knowledge/index/grams.h"
#include "knowledge/index/lexicon.h"
#include "knowledge/index/postings.h"
#include "knowledge/index/tokens.h"

enum { MANY_PHRASINGS = 3, TAG_WORDS = 4 };
static const float FUNCTION_CEILING = 0.5f, FOREIGN_OVERLAP = 0.7f, IDEAL_SHARE = 0.75f;

typedef struct Weights {
    double bm25n, overlap, cosine, centroid, tag, classifier;
} Weights;

static const Weights WEIGHTS[] = {
    [KIND_FEW] = {9, 7, 2, 2.5, 1.2, 0},
    [KIND_MANY] = {4.5, 3.1, 0, 0.7, 1.0, 3.6},
};

typedef struct Phrasing {
    uint32_t at, count; /* its words */
    float mass;         /* Σ idf of them */
} Phrasing;

typedef struct Tag {
    uint32_t words[TAG_WORDS];
    uint32_t count;
} Tag;

typedef struct Entry {
    int64_t id;
    uint32_t phrasing_at, phrasing_count;
    uint32_t tag_at, tag_count;
    float centroid_length;
    bool speaks[LANG_COUNT]; /* has a phrasing in that language */
} Entry;

struct Index {
    gint references;
    Lexicon *lexicon;
    Concepts *concepts;
    Postings *postings;
    Grams *grams;
    float *idf;        /* by word */
    float unknown_idf; /* what a word that no entry has weighs */
    GArray *entries;   /* Entry */
    GArray *phrasings; /* Phrasing */
    GArray *words;     /* uint32_t, of the phrasings, each word once */
    GArray *tags;      /* Tag, of the entries */
    Kind kind;
    double answer, suggest;
};

struct Scratch {
    Tokens *tokens;
    Meaning meaning;
    Pieces pieces;
    GramQuery gram_query;
    float *sums, *best; /* by entry; best is all zero between uses */
    size_t entry_room;
    uint32_t *slots; /* by word: alternative + 1; all zero between questions */
    size_t word_room;
    uint32_t candidates[INDEX_HITS_MAX];
    size_t candidate_count;
    IndexHit hits[INDEX_HITS_MAX];
};

/* What building needs and asking does not. */
typedef struct Builder {
    Index *index;
    Tokens *tokens;
    Pieces pieces;
    GArray *scripts; /* uint8_t, by word */
    uint32_t entries_with[SCRIPT_COUNT];
    uint32_t texts_asked; /* languages that entries have phrasings in, summed */
} Builder;

static uint32_t number_of(Builder *b, const Word *word)
{
    uint32_t number = lexicon_add(b->index->lexicon, word->key);
    uint8_t script = (uint8_t)word->script;
    if (number == b->scripts->len)
        g_array_append_val(b->scripts, script);
    return number;
}

static void count_words(Builder *b, Field field, bool has[SCRIPT_COUNT])
{
    for (size_t i = 0; i < b->tokens->word_count; i++) {
        const Word *word = &b->tokens->words[i];
        postings_count(b->index->postings, number_of(b, word), field);
        has[word->script] = true;
    }
}

static bool among(const GArray *words, uint32_t from, uint32_t word)
{
    for (guint i = from; i < words->len; i++)
        if (g_array_index(words, uint32_t, i) == word)
            return true;
    return false;
}

static void add_phrasing(Builder *b, const IndexText *text, Entry *entry, bool has[SCRIPT_COUNT])
{
    Index *index = b->index;
    tokens_read(b->tokens, text->text);
    count_words(b, FIELD_PHRASING, has);
    Phrasing phrasing = {.at = index->words->len};
    for (size_t i = 0; i < b->tokens->word_count; i++) {
        uint32_t number = number_of(b, &b->tokens->words[i]);
        if (!among(index->words, phrasing.at, number))
            g_array_append_val(index->words, number);
    }
    phrasing.count = index->words->len - phrasing.at;
    g_array_append_val(index->phrasings, phrasing);
    pieces_read(&b->pieces, b->tokens);
    grams_add(index->grams, &b->pieces);
    entry->phrasing_count++;
    b->texts_asked += !entry->speaks[text->lang];
    entry->speaks[text->lang] = true;
}

static void add_tag(Builder *b, const char *text, Entry *entry, bool has[SCRIPT_COUNT])
{
    tokens_read(b->tokens, text);
    count_words(b, FIELD_TAG, has);
    Tag tag = {0};
    for (size_t i = 0; i < b->tokens->word_count && tag.count < TAG_WORDS; i++)
        if (!b->tokens->words[i].whole)
            tag.words[tag.count++] = number_of(b, &b->tokens->words[i]);
    g_array_append_val(b->index->tags, tag);
    entry->tag_count++;
}

static void add_entry(Builder *b, const IndexEntry *from)
{
    Index *index = b->index;
    bool has[SCRIPT_COUNT] = {false};
    Entry entry = {
        .id = from->id, .phrasing_at = index->phrasings->len, .tag_at = index->tags->len};
    for (size_t i = 0; i < from->phrasing_count; i++)
        add_phrasing(b, &from->phrasings[i], &entry, has);
    for (size_t i = 0; i < from->answer_count; i++) {
        tokens_read(b->tokens, from->answers[i].text);
        count_words(b, FIELD_ANSWER, has);
    }
    for (size_t i = 0; from->tags && from->tags[i]; i++)
        add_tag(b, from->tags[i], &entry, has);
    postings_close_entry(index->postings);
    for (int s = 0; s < SCRIPT_COUNT; s++)
        b->entries_with[s] += has[s];
    g_array_append_val(index->entries, entry);
}

static void cap(uint64_t key, void *data)
{
    Index *index = data;
    uint32_t word = lexicon_find(index->lexicon, key);
    if (word != LEXICON_NONE)
        index->idf[word] = MIN(index->idf[word], FUNCTION_CEILING);
}

static void weigh_words(Builder *b)
{
    Index *index = b->index;
    uint32_t count = lexicon_count(index->lexicon);
    index->idf = g_new(float, count + 1);
    for (uint32_t w = 0; w < count; w++) {
        float n = (float)b->entries_with[g_array_index(b->scripts, uint8_t, w)];
        float df = (float)postings_df(index->postings, w);
        index->idf[w] = logf(1 + (n - df + 0.5f) / (df + 0.5f));
    }
    index->unknown_idf = logf(1 + (float)index->entries->len / 1.5f);
    if (index->kind == KIND_FEW)
        concepts_each_function_word(index->concepts, cap, index);
}

static void weigh_phrasings(Index *index)
{
    for (guint i = 0; i < index->phrasings->len; i++) {
        Phrasing *phrasing = &g_array_index(index->phrasings, Phrasing, i);
        for (uint32_t w = 0; w < phrasing->count; w++)
            phrasing->mass += index->idf[g_array_index(index->words, uint32_t, phrasing->at + w)];
    }
    for (guint i = 0; i < index->entries->len; i++) {
        Entry *entry = &g_array_index(index->entries, Entry, i);
        entry->centroid_length =
            grams_centroid_length(index->grams, entry->phrasing_at, entry->phrasing_count);
    }
}

Index *index_build(const IndexEntry *entries, size_t count, const IndexOptions *options)
{
    Index *index = g_new0(Index, 1);
    *index = (Index){.references = 1,
                     .lexicon = lexicon_new(),
                     .postings = postings_new(),
                     .grams = grams_new(),
                     .entries = g_array_new(FALSE, FALSE, sizeof(Entry)),
                     .phrasings = g_array_new(FALSE, FALSE, sizeof(Phrasing)),
                     .words = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     .tags = g_array_new(FALSE, FALSE, sizeof(Tag))};
    Builder b = {.index = index,
                 .tokens = tokens_new(),
                 .scripts = g_array_new(FALSE, FALSE, sizeof(uint8_t))};
    for (size_t i = 0; i < count; i++)
        add_entry(&b, &entries[i]);

    index->kind = b.texts_asked > 0 && index->phrasings->len >= MANY_PHRASINGS * b.texts_asked
                      ? KIND_MANY
                      : KIND_FEW;
    postings_finish(index->postings, lexicon_count(index->lexicon));
    grams_finish(index->grams);
    index->concepts = concepts_new(index->lexicon, b.tokens, NULL);
    weigh_words(&b);
    weigh_phrasings(index);
    index->answer = 0.5;
    index->suggest = 0.3;
    (void)options;

    g_array_free(b.scripts, TRUE);
    pieces_clear(&b.pieces);
    tokens_free(b.tokens);
    return index;
}

Index *index_ref(Index *index)
{
    g_atomic_int_inc(&index->references);
    return index;
}

void index_unref(Index *index)
{
    if (!index || !g_atomic_int_dec_and_test(&index->references))
        return;
    lexicon_free(index->lexicon);
    concepts_free(index->concepts);
    postings_free(index->postings);
    grams_free(index->grams);
    g_free(index->idf);
    g_array_free(index->entries, TRUE);
    g_array_free(index->phrasings, TRUE);
    g_array_free(index->words, TRUE);
    g_array_free(index->tags, TRUE);
    g_free(index);
}

size_t index_entry_count(const Index *index)
{
    return index->entries->len;
}

void index_thresholds(const Index *index, double *answer, double *suggest)
{
    *answer = index->answer;
    *suggest = index->suggest;
}

Scratch *scratch_new(void)
{
    Scratch *scratch = g_new0(Scratch, 1);
    scratch->tokens = tokens_new();
    return scratch;
}

void scratch_free(Scratch *scratch)
{
    if (!scratch)
        return;
    tokens_free(scratch->tokens);
    meaning_clear(&scratch->meaning);
    pieces_clear(&scratch->pieces);
    gram_query_clear(&scratch->gram_query);
    g_free(scratch->sums);
    g_free(scratch->best);
    g_free(scratch->slots);
    g_free(scratch);
}

static void make_room(const Index *index, Scratch *s)
{
    if (s->entry_room < index->entries->len) {
        s->entry_room = index->entries->len;
        g_free(s->best);
        s->best = g_new0(float, s->entry_room);
        s->sums = g_renew(float, s->sums, s->entry_room);
    }
    if (s->word_room < lexicon_count(index->lexicon)) {
        s->word_room = lexicon_count(index->lexicon);
        g_free(s->slots);
        s->slots = g_new0(uint32_t, s->word_room);
    }
}

/* What each concept weighs in the question. Returns their sum. */
static float weigh(const Index *index, Meaning *meaning)
{
    float sum = 0;
    for (size_t i = 0; i < meaning->concept_count; i++) {
        Concept *concept = &meaning->concepts[i];
        concept->mass = 0;
        if (concept->word != LEXICON_NONE)
        concept->mass = index->idf[concept->word];
        else if (concept->first !=
                 ALTERNATIVE_NONE) for (uint32_t a = concept->first; a != ALTERNATIVE_NONE;
                                        a = meaning->alternatives[a].next) concept->mass =
            MAX(concept->mass, index->idf[meaning->alternatives[a].word]);
        else if (!concept->absorbed) concept->mass =
            concept->function && index->kind == KIND_FEW ? FUNCTION_CEILING : index->unknown_idf;
        sum += concept->mass;
    }
    return sum;
}

static void add_concept(const Index *index, Scratch *s, const Concept *concept)
{
    const Alternative *alternatives = s->meaning.alternatives;
    if (concept->first == ALTERNATIVE_NONE)
        return;
    const Alternative *first = &alternatives[concept->first];
    if (first->next == ALTERNATIVE_NONE) {
        postings_add(index->postings, first->word, first->weight * index->idf[first->word],
                     s->sums);
        return;
    }
    for (uint32_t a = concept->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
        postings_raise(index->postings, alternatives[a].word,
                       alternatives[a].weight * index->idf[alternatives[a].word], s->best, s->sums);
    for (uint32_t a = concept->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
        postings_lower(index->postings, alternatives[a].word, s->best);
}

/* Is x a better candidate than y? */
static bool ahead(const Scratch *s, uint32_t x, uint32_t y)
{
    return s->sums[x] > s->sums[y] || (s->sums[x] == s->sums[y] && x < y);
}

/* Candidates are a heap with the worst on top. */
static void sift(Scratch *s, size_t at)
{
    for (;;) {
        size_t worst = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
            if (child < s->candidate_count && ahead(s, s->candidates[worst], s->candidates[child]))
                worst = child;
        if (worst == at)
            return;
        uint32_t swap = s->candidates[at];
        s->candidates[at] = s->candidates[worst];
        s->candidates[worst] = swap;
        at = worst;
    }
}

static void offer(Scratch *s, uint32_t entry)
{
    if (s->candidate_count < INDEX_HITS_MAX) {
        s->candidates[s->candidate_count++] = entry;
        if (s->candidate_count == INDEX_HITS_MAX)
            for (size_t i = INDEX_HITS_MAX / 2; i-- > 0;)
                sift(s, i);
    } else if (ahead(s, entry, s->candidates[0])) {
        s->candidates[0] = entry;
        sift(s, 0);
    }
}

static void find_candidates(const Index *index, Scratch *s)
{
    memset(s->sums, 0, index->entries->len * sizeof *s->sums);
    for (size_t i = 0; i < s->meaning.concept_count; i++)
        add_concept(index, s, &s->meaning.concepts[i]);
    s->candidate_count = 0;
    for (uint32_t e = 0; e < index->entries->len; e++)
        if (s->sums[e] > 0 &&
            (s->candidate_count < INDEX_HITS_MAX || s->sums[e] > s->sums[s->candidates[0]]))
            offer(s, e);
}

static float gives(const Index *index, const Alternative *alternative)
{
    return alternative->weight * index->idf[alternative->word];
}

/* Every word that may stand for a concept, by its number; the strongest where several may. */
static void lay_slots(const Index *index, Scratch *s)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++) {
        const Alternative *alternative = &s->meaning.alternatives[a];
        uint32_t *slot = &s->slots[alternative->word];
        if (*slot == 0 ||
            gives(index, &s->meaning.alternatives[*slot - 1]) < gives(index, alternative))
            *slot = (uint32_t)a + 1;
    }
}

static void clear_slots(Scratch *s)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++)
        s->slots[s->meaning.alternatives[a].word] = 0;
}

/* The weight of what a phrasing shares with the question, each concept once. */
static float shared(const Index *index, const Scratch *s, const Phrasing *phrasing)
{
    const uint32_t *words = &g_array_index(index->words, uint32_t, phrasing->at);
    float best[CONCEPTS_MAX], sum = 0;
    uint64_t seen = 0;
    for (uint32_t w = 0; w < phrasing->count; w++) {
        uint32_t slot = s->slots[words[w]];
        if (slot == 0)
            continue;
        const Alternative *alternative = &s->meaning.alternatives[slot - 1];
        float value = gives(index, alternative);
        uint32_t concept = alternative->concept;
        float before = seen >> concept & 1 ? best[concept] : 0;
        if (value > before) {
            seen |= (uint64_t)1 << concept;
            best[concept] = value;
            sum += value - before;
        }
    }
    return sum;
}

static bool names(const Index *index, const Scratch *s, const Tag *tag)
{
    for (uint32_t i = 0; i < tag->count; i++)
        if (s->slots[tag->words[i]] == 0)
            return false;
    (void)index;
    return tag->count > 0;
}

/* +1: the question names a tag of the entry. */
static bool tag_named(const Index *index, const Scratch *s, const Entry *entry)
{
    for (uint32_t t = 0; t < entry->tag_count; t++)
        if (names(index, s, &g_array_index(index->tags, Tag, entry->tag_at + t)))
            return true;
    return false;
}

static bool any_tag_named(const Index *index, const Scratch *s)
{
    for (guint t = 0; t < index->tags->len; t++)
        if (names(index, s, &g_array_index(index->tags, Tag, t)))
            return true;
    return false;
}

typedef struct Asked {
    float mass, ideal;
    Lang lang;
    bool tag_named;
} Asked;

static void look_closely(const Index *index, Scratch *s, const Asked *asked, uint32_t number,
                         IndexHit *hit)
{
    const Entry *entry = &g_array_index(index->entries, Entry, number);
    float overlap = 0, letters = 0, all = 0;
    for (uint32_t p = entry->phrasing_at; p < entry->phrasing_at + entry->phrasing_count; p++) {
        const Phrasing *phrasing = &g_array_index(index->phrasings, Phrasing, p);
        float dice = 2 * shared(index, s, phrasing) / (phrasing->mass + asked->mass);
        overlap = MAX(overlap, dice);
        Likeness likeness = grams_compare(index->grams, &s->gram_query, p);
        letters = MAX(letters, likeness.letters);
        all += likeness.all;
    }
    float centroid = entry->centroid_length > 0
                         ? all / (float)entry->phrasing_count / entry->centroid_length
                         : 0;
    if (!entry->speaks[asked->lang])
        letters = centroid = FOREIGN_OVERLAP * overlap;
    *hit = (IndexHit){.id = entry->id,
                      .bm25n = s->sums[number] / asked->ideal,
                      .overlap = overlap,
                      .cosine = letters,
                      .centroid = centroid};
    if (asked->tag_named)
        hit->tag = tag_named(index, s, entry) ? 1 : -1;
    const Weights *w = &WEIGHTS[index->kind];
    hit->score = w->bm25n * hit->bm25n + w->overlap * hit->overlap + w->cosine * hit->cosine +
                 w->centroid * hit->centroid + w->tag * hit->tag + w->classifier * hit->classifier;
}

static int best_first(const void *a, const void *b)
{
    const IndexHit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

void index_ask(const Index *index, Scratch *s, const char *question, IndexResult *result)
{
    result->hit_count = 0;
    result->confidence = result->coverage = 0;
    result->unknown = 1;
    result->corrected = false;
    make_room(index, s);
    tokens_read(s->tokens, question);
    concepts_read(index->concepts, index->lexicon, s->tokens, &s->meaning);
    Asked asked = {.mass = weigh(index, &s->meaning),
                   .lang = s->tokens->run_count > 0 ? LANG_ZH : LANG_EN};
    asked.ideal = IDEAL_SHARE * POSTINGS_CEILING * asked.mass;
    if (asked.mass <= 0)
        return;

    find_candidates(index, s);
    pieces_read(&s->pieces, s->tokens);
    gram_query_set(&s->gram_query, index->grams, &s->pieces);
    lay_slots(index, s);
    asked.tag_named = any_tag_named(index, s);
    for (size_t i = 0; i < s->candidate_count; i++)
        look_closely(index, s, &asked, s->candidates[i], &result->hits[i]);
    result->hit_count = s->candidate_count;
    qsort(result->hits, result->hit_count, sizeof *result->hits, best_first);
    clear_slots(s);
    if (result->hit_count == 0)
        return;

    float unknown = 0;
    for (size_t i = 0; i < s->meaning.concept_count; i++)
        if (s->meaning.concepts[i].first == ALTERNATIVE_NONE)
            unknown += s->meaning.concepts[i].mass;
    result->unknown = unknown / asked.mass;
    result->coverage = 1 - result->unknown;
    Evidence evidence = {.score = result->hits[0].score,
                         .margin = result->hit_count > 1
                                       ? result->hits[0].score - result->hits[1].score
                                       : result->hits[0].score,
                         .coverage = result->coverage,
                         .unknown = result->unknown};
    result->confidence = confidence_of(index->kind, &evidence);
}
