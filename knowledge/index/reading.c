/*
 * What nothing stands for is read as what was meant, where that can be told, and weighed as what
 * nobody has.
 */
#include "knowledge/index/reading.h"

/* What a corrected word still says; the share of the ideal score that is thought reachable. */
static const float CORRECTED = 0.8f, IDEAL_SHARE = 0.75f;

/* Reads each word of the question that nothing stands for as the word that was meant, if any. */
static bool correct(const Index *index, Scratch *s)
{
    bool any = false;
    for (size_t i = 0; i < s->tokens->word_count; i++) {
        const Word *word = &s->tokens->words[i];
        uint32_t c = concept_find(&s->meaning, word->key);
        if (c == CONCEPTS_MAX || word->script != SCRIPT_LATIN || word->whole)
            continue;
        Concept *idea = &s->meaning.concepts[c];
        if (idea->first != ALTERNATIVE_NONE || idea->function || idea->absorbed)
            continue;
        const char *meant =
            spelling_correct(index->spelling, s->tokens->text + word->at, word->len);
        if (!meant)
            continue;
        tokens_correct(s->tokens, i, meant);
        uint32_t number = lexicon_find(index->lexicon, s->tokens->words[i].key);
        if (number == LEXICON_NONE)
            continue;
        meaning_add(&s->meaning, c, number, CORRECTED);
        idea->corrected = any = true;
    }
    return any;
}

static float mass_of(const Index *index, const Meaning *meaning, const Concept *idea)
{
    if (idea->word != LEXICON_NONE)
        return index->idf[idea->word];
    if (idea->first == ALTERNATIVE_NONE && idea->absorbed)
        return 0;
    if (idea->first == ALTERNATIVE_NONE || idea->corrected)
        return idea->function ? FUNCTION_CEILING : index->unknown_idf;
    float most = 0;
    for (uint32_t a = idea->first; a != ALTERNATIVE_NONE; a = meaning->alternatives[a].next)
        most = MAX(most, index->idf[meaning->alternatives[a].word]);
    return most;
}

/* What each concept weighs in the question. Returns their sum. */
static float weigh(const Index *index, Meaning *meaning)
{
    float sum = 0;
    for (size_t i = 0; i < meaning->concept_count; i++) {
        Concept *idea = &meaning->concepts[i];
        idea->mass = mass_of(index, meaning, idea);
        sum += idea->mass;
    }
    return sum;
}

void question_read(const Index *index, Scratch *s, const char *question, Asked *asked)
{
    tokens_read(s->tokens, question);
    concepts_read(index->concepts, index->lexicon, s->tokens, &s->meaning);
    s->asked_for = aspects_of(index->aspects, s->tokens);
    bool corrected = correct(index, s);
    *asked = (Asked){.mass = weigh(index, &s->meaning),
                     .corrected = corrected,
                     .lang = s->tokens->run_count > 0 ? LANG_ZH : LANG_EN};
    asked->ideal = IDEAL_SHARE * POSTINGS_CEILING * asked->mass;
}
