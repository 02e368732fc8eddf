/*
 * Whether two questions mean the same, also across languages: their words, what the dictionaries
 * say stands for them, the kind of question. Errs on the side of "no": two groups can be merged, an
 * answer that went to the wrong person cannot be taken back. Pure.
 */
#ifndef KNOWLEDGE_ALIKE_H
#define KNOWLEDGE_ALIKE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads questions; one thread's own. Holds the dictionaries. */
typedef struct Alike Alike;
Alike *alike_new(void);
void alike_free(Alike *alike);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Alike, alike_free)

/* What a question is about, read once to be compared often. */
typedef struct Gist Gist;
Gist *gist_new(Alike *alike, const char *question);
void gist_free(Gist *gist);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Gist, gist_free)

/* Of the text without case, width and punctuation: equal ones are the same question. */
uint64_t gist_text_key(const Gist *gist);

/*
 * By what it may be found: keys of its words that carry meaning, and, with `translated`, of the
 * words that may stand for them. File the former, look for the latter. Borrowed.
 */
const uint64_t *gist_words(const Gist *gist, bool translated, size_t *count);

bool gist_alike(const Gist *a, const Gist *b);

#endif
