/*
 * What the dictionaries say, row by row: aliases, names, terms and everyday words in two languages,
 * each with how much one side may stand for the other. Reads a file of CC-CEDICT if one is there.
 */
#ifndef KNOWLEDGE_INDEX_DICTIONARIES_H
#define KNOWLEDGE_INDEX_DICTIONARIES_H

#include <stdint.h>

/* Words of one side are parted by blanks. Both are the callee's to read, for the call. */
typedef void (*DictionaryRowFn)(const char *left, const char *right, float weight, void *data);
void dictionaries_rows(const char *cedict_path, DictionaryRowFn each, void *data);

/* Words of grammar, in both languages. */
typedef void (*DictionaryWordFn)(const char *word, void *data);
void dictionaries_function_words(DictionaryWordFn each, void *data);

/* A fingerprint of all that the packaged ones say. */
uint64_t dictionaries_key(void);

#endif
