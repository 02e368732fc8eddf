/*
 * What a question asks for of its subject, where that can be asked of anything: its licence, its
 * price, its logo. An entry about the same subject that never speaks of it is near, but no answer.
 * The words are those of dictionaries/aspects.tsv. Pure.
 */
#ifndef KNOWLEDGE_INDEX_ASPECTS_H
#define KNOWLEDGE_INDEX_ASPECTS_H

#include <glib.h>
#include <stdint.h>

#include "knowledge/index/shelf.h"
#include "knowledge/index/tokens.h"

/* A bit an aspect. */
typedef uint64_t AspectSet;

typedef struct Aspects Aspects;
Aspects *aspects_new(Tokens *tokens);
Aspects *aspects_empty(void); /* to be read into */
void aspects_shelve(Shelf *shelf, Aspects *aspects);
void aspects_free(Aspects *aspects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Aspects, aspects_free)

/* Those that the text which `tokens` has read speaks of. */
AspectSet aspects_of(const Aspects *aspects, const Tokens *tokens);

#endif
