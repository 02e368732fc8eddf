/*
 * How much of a question's words a phrasing shares, and the phrasing of the question's: twice the
 * weight that is shared by the weight of both. Pure.
 */
#ifndef KNOWLEDGE_INDEX_OVERLAP_H
#define KNOWLEDGE_INDEX_OVERLAP_H

#include "knowledge/index/inside.h"

/* Lays the question's words out by their numbers, until overlap_clear(). */
void overlap_lay(const Index *index, Scratch *s, Asked *asked);
void overlap_clear(Scratch *s);

/* The nearest of some phrasings; 0 where none is nearer than `floor`, which costs less. */
float overlap_of(const Index *index, const Scratch *s, const Asked *asked, uint32_t first,
                 uint32_t count, float floor);

#endif
