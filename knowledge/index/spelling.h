/*
 * Typing errors: a word that the entries have not got, read as the word of theirs that it was meant
 * for. Only plain English letters, and only words that begin alike. Pure.
 */
#ifndef KNOWLEDGE_INDEX_SPELLING_H
#define KNOWLEDGE_INDEX_SPELLING_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"

typedef struct Spelling Spelling;

Spelling *spelling_new(void);
void spelling_free(Spelling *spelling);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spelling, spelling_free)

/* One occurrence, in an entry, of a word that has that number among those there are; what has
 * anything but small letters is passed over. */
void spelling_add(Spelling *spelling, uint32_t number, const char *word, size_t len);
void spelling_finish(Spelling *spelling);
/* Once finished; one to read into is new. */
void spelling_shelve(Shelf *shelf, Spelling *spelling);

/*
 * The nearest word within one error (two from ten letters on; two letters changing places are
 * one), of those the most frequent; NULL for none. Ended by a zero, lives as long as `spelling`.
 */
const char *spelling_correct(const Spelling *spelling, const char *word, size_t len);

#endif
