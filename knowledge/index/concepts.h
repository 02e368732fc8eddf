/*
 * What else a word is called: aliases ("k8s"), Chinese terms and their English, names that machine
 * translation has bent, and, where somebody has put one there, CC-CEDICT. A question becomes a
 * list of concepts, each with the words of the index that may stand for it. Pure but for the file.
 */
#ifndef KNOWLEDGE_INDEX_CONCEPTS_H
#define KNOWLEDGE_INDEX_CONCEPTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/index/lexicon.h"
#include "knowledge/index/tokens.h"

typedef struct Alternative {
    uint32_t word; /* of the index's lexicon */
    float weight;  /* 1 for the word itself */
    uint32_t idea;
    uint32_t next; /* of the same idea, or ALTERNATIVE_NONE */
} Alternative;
#define ALTERNATIVE_NONE UINT32_MAX

typedef struct Concept {
    uint64_t key;
    uint32_t word;    /* its own number, or LEXICON_NONE when the index has not got it */
    uint32_t first;   /* alternative, or ALTERNATIVE_NONE */
    uint32_t at, len; /* in the text of the tokens */
    Script script;
    bool function; /* a word of grammar: what, the, 怎么 */
    bool absorbed; /* part of a longer term that has been understood */
    bool whole;
    bool corrected;
    float mass; /* its weight in the question; the caller's to fill */
} Concept;

/* A question understood; its memory grows and stays. All zero is an empty one. */
enum { CONCEPTS_MAX = 64 }; /* further words of a question are not looked at */
typedef struct Meaning {
    Concept concepts[CONCEPTS_MAX];
    size_t concept_count;
    Alternative *alternatives;
    size_t alternative_count, alternative_room;
} Meaning;

typedef struct Concepts Concepts;

/* For the words of one lexicon: what the index has no words for is left out. */
Concepts *concepts_new(const Lexicon *lexicon, Tokens *tokens, const char *cedict_path);
/* One more row, with the weight of an alias. */
void concepts_teach(Concepts *concepts, const Lexicon *lexicon, Tokens *tokens, const char *word,
                    const char *meaning);
/* One that lexicon_shelve()'s lexicon goes with. */
void concepts_shelve(Shelf *shelf, Concepts *concepts);
Concepts *concepts_empty(void);
void concepts_free(Concepts *concepts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Concepts, concepts_free)

void concepts_read(const Concepts *concepts, const Lexicon *lexicon, const Tokens *tokens,
                   Meaning *meaning);
/* The number of the concept with that key, or CONCEPTS_MAX. */
uint32_t concept_find(const Meaning *meaning, uint64_t key);
void meaning_add(Meaning *meaning, uint32_t idea, uint32_t word, float weight);
void meaning_clear(Meaning *meaning);

/* The words of dictionaries/function_words.txt, whose weight is held down where phrasings are few.
 */
typedef void (*FunctionWordFn)(uint64_t key, void *data);
void concepts_each_function_word(const Concepts *concepts, FunctionWordFn each, void *data);

#endif
