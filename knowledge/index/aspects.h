/*
 * What a question asks for of its subject, where that can be asked of anything: its licence, its
 * price, who made it, whether it works with something else that has a name. An entry about the same
 * subject that never speaks of it is near, but no answer. The words are those of
 * dictionaries/aspects.tsv. Pure.
 */
#ifndef KNOWLEDGE_INDEX_ASPECTS_H
#define KNOWLEDGE_INDEX_ASPECTS_H

#include <glib.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"
#include "knowledge/index/tokens.h"

/* A bit an aspect; names share the last of them, as there are more. All zero: none. */
enum { ASPECT_WORDS = 4 };
typedef struct AspectSet {
    uint64_t bits[ASPECT_WORDS];
} AspectSet;

typedef struct Aspects Aspects;
Aspects *aspects_new(Tokens *tokens);
Aspects *aspects_empty(void); /* to be read into */
void aspects_shelve(Shelf *shelf, Aspects *aspects);
void aspects_free(Aspects *aspects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Aspects, aspects_free)

/* Those that the question which `tokens` has read asks for. */
AspectSet aspects_of(const Aspects *aspects, const Tokens *tokens);

/* Adds what an entry speaks of in the text that `tokens` has read, a phrasing or an answer. */
void aspects_hear(const Aspects *aspects, const Tokens *tokens, bool is_phrasing,
                  AspectSet *spoken);

/* How many of those asked for are not spoken of; a form of asking counts half. */
float aspects_missing(const Aspects *aspects, const AspectSet *asked, const AspectSet *spoken);

#endif
