/*
 * Text → words. Normalised (NFKC, lower case, simplified characters), split by script: Chinese
 * by ICU's word boundaries, the rest at what is no letter; English words carry their Snowball
 * stem. A run such as "argo-cd.yaml" gives itself whole and each of its parts. No stop words.
 * This is the index's only door to ICU and Snowball. Pure.
 */
#ifndef KNOWLEDGE_INDEX_TOKENS_H
#define KNOWLEDGE_INDEX_TOKENS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Script { SCRIPT_LATIN, SCRIPT_HAN, SCRIPT_COUNT } Script;

typedef struct Word {
    uint64_t key;     /* of the stem; of the word itself in Chinese */
    uint64_t form;    /* the key of the word as it stands */
    uint32_t at, len; /* the word as it stands in the normalised text */
    Script script;
    bool whole; /* a joined run, whose parts follow as words of their own */
} Word;

/* An unbroken stretch of Chinese characters. */
typedef struct Run {
    uint32_t at, len;
} Run;

/* Reads one text at a time; its memory grows to the longest and stays. One thread's own. */
typedef struct Tokens {
    char *text; /* normalised, ended by a zero */
    size_t len;
    Word *words; /* in order of the text */
    size_t word_count;
    Run *runs;
    size_t run_count;
    size_t text_room, word_room, run_room;
    struct TokensTools *tools; /* of ICU and Snowball, opened when first needed */
} Tokens;

Tokens *tokens_new(void);
void tokens_free(Tokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tokens, tokens_free)

/* Fills `tokens` from a text, of which invalid UTF-8 is read as blanks. */
void tokens_read(Tokens *tokens, const char *text);

/* Reads a word as another one, of plain small letters. */
void tokens_correct(Tokens *tokens, size_t word, const char *meant);

#endif
