/*
 * Numbers for words: the first key met is 0, the next 1, and so on. A key is a 64-bit hash and
 * stands for the word itself; at a million words two of them meet once in forty million builds.
 * Also the hash. Pure.
 */
#ifndef KNOWLEDGE_INDEX_LEXICON_H
#define KNOWLEDGE_INDEX_LEXICON_H

#include <glib.h>
#include <stdint.h>
#include <stddef.h>

#include "knowledge/index/shelf.h"

enum { LEXICON_MAX = UINT32_MAX - 1 };
#define LEXICON_NONE UINT32_MAX

typedef struct Lexicon Lexicon;

uint64_t key_of(const char *bytes, size_t len);
/* The key of a sequence: that of what stood before, and one more. */
uint64_t key_join(uint64_t before, uint64_t next);

Lexicon *lexicon_new(void);
void lexicon_free(Lexicon *lexicon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lexicon, lexicon_free)

/* The key's number, a new one if it is new. */
uint32_t lexicon_add(Lexicon *lexicon, uint64_t key);
/* The key's number or LEXICON_NONE. */
uint32_t lexicon_find(const Lexicon *lexicon, uint64_t key);
void lexicon_shelve(Shelf *shelf, Lexicon *lexicon);
uint32_t lexicon_count(const Lexicon *lexicon);

#endif
