/*
 * The three ways to answer out of a library, by the thresholds of its index.
 */
#include "knowledge/answer.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* Of a greeting's words, as a share, that an entry's phrasing must have to be what is asked for. */
static const double SAME_WORDS = 0.6;

const char *outcome_code(Outcome outcome)
{
    static const char *const codes[] = {"answered", "suggested", "unknown"};
    return codes[outcome];
}

static _Atomic uint64_t outcomes[OUTCOME_UNKNOWN + 1];

void answer_counts(uint64_t counts[OUTCOME_UNKNOWN + 1])
{
    for (int i = 0; i <= OUTCOME_UNKNOWN; i++)
        counts[i] = atomic_load_explicit(&outcomes[i], memory_order_relaxed);
}

static Outcome outcome_of(const Library *library, const IndexResult *why)
{
    double state, suggest;
    index_thresholds(library_index(library), &state, &suggest);
    if (why->hit_count == 0 || why->confidence < suggest)
        return OUTCOME_UNKNOWN;
    return why->confidence >= state ? OUTCOME_ANSWERED : OUTCOME_SUGGESTED;
}

/* A question without an answer still has a topic when it names the product of the nearest entry. */
static bool names_its_topic(const IndexResult *why)
{
    return why->hit_count > 0 && why->hits[0].tag > 0;
}

/* Unless the community has an entry for just these words. */
static SmallTalk talk_of(const char *question, const IndexResult *why)
{
    bool is_known = why->hit_count > 0 && why->hits[0].overlap >= SAME_WORDS;
    return is_known ? TALK_NONE : small_talk(question);
}

void answer_look(const Library *library, Scratch *scratch, const char *question, Answer *answer)
{
    memset(answer, 0, offsetof(Answer, why));
    index_ask(library_index(library), scratch, question, &answer->why);
    answer->lang = text_language(question);
    answer->talk = talk_of(question, &answer->why);
    if (answer->talk != TALK_NONE)
        answer->why.confidence = 0;
    answer->outcome =
        answer->talk != TALK_NONE ? OUTCOME_UNKNOWN : outcome_of(library, &answer->why);
    answer->confidence = answer->why.confidence;
    for (size_t i = 0; i < answer->why.hit_count && i < ANSWER_CANDIDATES_MAX; i++) {
        const IndexHit *hit = &answer->why.hits[i];
        answer->candidates[answer->candidate_count++] = (Candidate){
            .entry = library_entry_by_id(library, hit->id),
            .score = hit->score,
        };
    }
    const Entry *first = answer->candidate_count ? answer->candidates[0].entry : NULL;
    if (answer->outcome == OUTCOME_ANSWERED)
        answer->entry = first;
    bool is_about = answer->outcome != OUTCOME_UNKNOWN || names_its_topic(&answer->why);
    answer->venue = library_venue(library, is_about ? first : NULL);
}

void answer_find(const Library *library, Scratch *scratch, const char *question, Answer *answer)
{
    answer_look(library, scratch, question, answer);
    if (answer->talk == TALK_NONE)
        atomic_fetch_add_explicit(&outcomes[answer->outcome], 1, memory_order_relaxed);
}
