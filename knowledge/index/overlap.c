/*
 * Each word of the question has a slot, and a mark of 64: a phrasing whose marks promise too little
 * need not be looked at word by word.
 */
#include "knowledge/index/overlap.h"

#include <string.h>

/* What a sum of a question's floats may be off by, and more. */
static const float ROUNDING = 1.0001f;

/* Every word that may stand for a idea, by its number; the strongest where several may. */
static void lay_slots(const Index *index, Scratch *s)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++) {
        const Alternative *alternative = &s->meaning.alternatives[a];
        uint32_t *slot = &s->slots[alternative->word];
        if (*slot == 0 || alternative_gives(index, &s->meaning.alternatives[*slot - 1]) <
                              alternative_gives(index, alternative))
            *slot = (uint32_t)a + 1;
    }
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
        float value = alternative_gives(index, alternative);
        uint32_t idea = alternative->idea;
        float before = seen >> idea & 1 ? best[idea] : 0;
        if (value > before) {
            seen |= (uint64_t)1 << idea;
            best[idea] = value;
            sum += value - before;
        }
    }
    return sum;
}

/* What a phrasing that has the best word for every concept shares with the question. */
static float most_shared(const Index *index, const Meaning *meaning)
{
    float sum = 0;
    for (size_t i = 0; i < meaning->concept_count; i++) {
        float best = 0;
        for (uint32_t a = meaning->concepts[i].first; a != ALTERNATIVE_NONE;
             a = meaning->alternatives[a].next)
            best = MAX(best, alternative_gives(index, &meaning->alternatives[a]));
        sum += best;
    }
    return sum;
}

/* What the words of the question behind each mark give together. */
static void lay_marks(const Index *index, Scratch *s)
{
    memset(s->mark_gives, 0, sizeof s->mark_gives);
    s->marks = 0;
    for (size_t a = 0; a < s->meaning.alternative_count; a++) {
        const Alternative *alternative = &s->meaning.alternatives[a];
        unsigned mark = word_mark(alternative->word);
        s->marks |= (uint64_t)1 << mark;
        s->mark_gives[mark] += alternative_gives(index, alternative);
    }
}

/* At least what shared() comes to, by the marks alone. */
static float at_most_shared(const Scratch *s, uint64_t marks)
{
    float sum = 0;
    for (uint64_t common = s->marks & marks; common; common &= common - 1)
        sum += s->mark_gives[__builtin_ctzll(common)];
    return sum * ROUNDING;
}

/* The nearest phrasing by shared words; those that are too short or too long for it are passed by.
 */
float overlap_of(const Index *index, const Scratch *s, const Asked *asked, uint32_t first,
                 uint32_t count, float floor)
{
    float best = floor;
    for (uint32_t p = first; p < first + count; p++) {
        const Phrasing *phrasing = &g_array_index(index->phrasings, Phrasing, p);
        float whole = phrasing->mass + asked->mass;
        if (2 * MIN(phrasing->mass, asked->most) < best * whole ||
            2 * at_most_shared(s, phrasing->marks) <= best * whole)
            continue;
        best = MAX(best, 2 * shared(index, s, phrasing) / whole);
    }
    return best > floor ? best : 0;
}

void overlap_lay(const Index *index, Scratch *s, Asked *asked)
{
    lay_slots(index, s);
    lay_marks(index, s);
    asked->most = most_shared(index, &s->meaning);
}

void overlap_clear(Scratch *s)
{
    for (size_t a = 0; a < s->meaning.alternative_count; a++)
        s->slots[s->meaning.alternatives[a].word] = 0;
}
