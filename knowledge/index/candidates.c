/*
 * Two ways to the same fifty. The plain one adds up all postings of all words. The other begins
 * with the rarest ideas: once fifty entries have more than all the ideas that are left could give
 * one, no entry without a rare word can be among the best, and the common words, which have nearly
 * all the postings, are looked up for the few entries that still may. Floats depend on the order
 * in which they are added, so those few are then summed once more in the question's own order.
 */
#include "knowledge/index/candidates.h"

#include <string.h>

#include "knowledge/index/best.h"

/* So many postings and entries are walked in less time than is saved; looking one up costs as much
 * as walking eight. */
enum { LITTLE_WORK = 8192, LOOK_UP = 8 };
/* What sums of the same floats in another order may differ by, and more. */
static const float SLACK = 1.0002f;

/* An idea that some word stands for. */
typedef struct Term {
    const Concept *idea;
    uint64_t postings;
    float most; /* that it gives any entry */
} Term;

typedef struct Search {
    const Index *index;
    Scratch *s;
    Term terms[CONCEPTS_MAX]; /* the rarest first */
    size_t term_count;
    float rest[CONCEPTS_MAX + 1]; /* what the terms from there on give at most */
    float had;                    /* what those before have given at most */
    size_t count;                 /* of s->met: entries that may be among the best */
    bool is_spread;               /* others have sums, too */
} Search;

static void add_idea(const Index *index, Scratch *s, const Concept *idea)
{
    const Alternative *alternatives = s->meaning.alternatives;
    if (idea->first == ALTERNATIVE_NONE)
        return;
    const Alternative *first = &alternatives[idea->first];
    if (first->next == ALTERNATIVE_NONE) {
        postings_add(index->postings, first->word, alternative_gives(index, first), s->sums);
        return;
    }
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
        postings_raise(index->postings, alternatives[a].word,
                       alternative_gives(index, &alternatives[a]), s->best, s->sums);
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
        postings_lower(index->postings, alternatives[a].word, s->best);
}

static void clear_sums(const Index *index, Scratch *s)
{
    memset(s->sums, 0, BEST_ROOM(index->entries->len) * sizeof *s->sums);
}

/* Notes what each candidate was given, before the sums go. */
static void keep_given(Scratch *s)
{
    for (size_t i = 0; i < s->candidate_count; i++)
        s->given[i] = s->sums[s->candidates[i]];
}

void candidates_find_plainly(const Index *index, Scratch *s)
{
    for (size_t i = 0; i < s->meaning.concept_count; i++)
        add_idea(index, s, &s->meaning.concepts[i]);
    s->candidate_count =
        best_of(s->sums, index->entries->len, s->peaks, s->candidates, INDEX_HITS_MAX);
    keep_given(s);
    clear_sums(index, s);
}

static Term term_of(const Index *index, const Meaning *meaning, const Concept *idea)
{
    Term term = {.idea = idea};
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next) {
        const Alternative *alternative = &meaning->alternatives[a];
        float most = alternative_gives(index, alternative) *
                     postings_most(index->postings, alternative->word) * SLACK;
        term.postings += postings_total(index->postings, alternative->word);
        term.most = MAX(term.most, most);
    }
    return term;
}

/* Returns how many postings there are to walk. */
static uint64_t list_terms(Search *search)
{
    const Meaning *meaning = &search->s->meaning;
    uint64_t postings = 0;
    for (size_t i = 0; i < meaning->concept_count; i++) {
        Term term = term_of(search->index, meaning, &meaning->concepts[i]);
        if (term.postings == 0)
            continue;
        size_t at = search->term_count++;
        for (; at > 0 && search->terms[at - 1].postings > term.postings; at--)
            search->terms[at] = search->terms[at - 1];
        search->terms[at] = term;
        postings += term.postings;
    }
    for (size_t t = search->term_count; t-- > 0;)
        search->rest[t] = search->rest[t + 1] + search->terms[t].most;
    return postings;
}

/* Adds the term, and the entries that it is the first to give anything. */
static void meet_term(Search *search, const Term *term)
{
    const Postings *postings = search->index->postings;
    Scratch *s = search->s;
    const Alternative *alternatives = s->meaning.alternatives;
    const Alternative *first = &alternatives[term->idea->first];
    if (first->next == ALTERNATIVE_NONE) {
        search->count =
            postings_add_meeting(postings, first->word, alternative_gives(search->index, first),
                                 s->sums, s->met, search->count);
    } else {
        for (uint32_t a = term->idea->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
            search->count =
                postings_meet(postings, alternatives[a].word, s->sums, s->met, search->count);
        add_idea(search->index, s, term->idea);
    }
    search->had += term->most;
}

/* Adds the idea to some entries only, in the steps that add_idea() takes. */
static void add_to(const Search *search, const Concept *idea, const uint32_t *entries, size_t count)
{
    Scratch *s = search->s;
    const Alternative *alternatives = s->meaning.alternatives;
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = alternatives[a].next)
        postings_raise_some(search->index->postings, alternatives[a].word,
                            alternative_gives(search->index, &alternatives[a]), entries, count,
                            s->best, s->sums);
    for (size_t i = 0; i < count; i++)
        s->best[entries[i]] = 0;
}

/* What fifty have already; 0 when so many have not been met. */
static float floor_now(const Search *search)
{
    const Scratch *s = search->s;
    if (search->count < INDEX_HITS_MAX || search->had <= 0)
        return 0;
    return best_floor(s->sums, s->met, search->count, search->had * SLACK, INDEX_HITS_MAX);
}

/* Leaves out whom the terms from `next` on cannot bring up to the floor any more. */
static void narrow(Search *search, size_t next, float floor)
{
    Scratch *s = search->s;
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++) {
        uint32_t entry = s->met[i];
        if ((s->sums[entry] + search->rest[next]) * SLACK >= floor)
            s->met[kept++] = entry;
        else
            s->sums[entry] = 0;
    }
    search->count = kept;
}

/* For those that are left, by whichever way is shorter. */
static void complete_term(Search *search, const Term *term)
{
    Scratch *s = search->s;
    if (search->count * LOOK_UP >= term->postings) {
        add_idea(search->index, s, term->idea);
        search->is_spread = true;
    } else {
        add_to(search, term->idea, s->met, search->count);
    }
    search->had += term->most;
}

static void clear_met(Search *search)
{
    if (search->is_spread)
        clear_sums(search->index, search->s);
    for (size_t i = 0; i < search->count; i++)
        search->s->sums[search->s->met[i]] = 0;
}

/* The sums of those that are left, in the question's own order, and of these the best. */
static void choose(Search *search)
{
    Scratch *s = search->s;
    for (size_t i = 0; i < search->count; i++)
        s->sums[s->met[i]] = 0;
    for (size_t c = 0; c < s->meaning.concept_count; c++)
        add_to(search, &s->meaning.concepts[c], s->met, search->count);
    s->candidate_count = best_among(s->sums, s->met, search->count, s->candidates, INDEX_HITS_MAX);
    keep_given(s);
}

/*
 * Meets entries until the terms that are left could not bring a new one among the best. False when
 * they are too many; nothing is left behind then.
 */
static bool meet(Search *search, size_t *next, float *floor)
{
    size_t most = search->index->entries->len / MET_SHARE;
    for (; *next < search->term_count; ++*next) {
        if (search->rest[*next] * SLACK < search->had) {
            *floor = floor_now(search);
            if (search->rest[*next] * SLACK < *floor)
                return true;
        }
        if (search->count + search->terms[*next].postings > most) {
            clear_met(search);
            return false;
        }
        meet_term(search, &search->terms[*next]);
    }
    *floor = floor_now(search);
    return true;
}

static bool find_narrowly(Search *search)
{
    size_t next = 0;
    float floor = 0;
    if (!meet(search, &next, &floor))
        return false;
    narrow(search, next, floor);
    for (; next < search->term_count; next++) {
        complete_term(search, &search->terms[next]);
        narrow(search, next + 1, floor_now(search));
    }
    choose(search);
    clear_met(search);
    return true;
}

void candidates_find(const Index *index, Scratch *s)
{
    Search search = {.index = index, .s = s};
    uint64_t work = list_terms(&search) + index->entries->len;
    if (work < LITTLE_WORK || !find_narrowly(&search))
        candidates_find_plainly(index, s);
}
