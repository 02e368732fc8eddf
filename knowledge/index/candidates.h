/*
 * The fifty entries that have most of a question's words: the sums of BM25F, exact, and as few
 * postings walked for them as may be. Pure.
 */
#ifndef KNOWLEDGE_INDEX_CANDIDATES_H
#define KNOWLEDGE_INDEX_CANDIDATES_H

#include "knowledge/index/inside.h"

/* From the question's meaning: the scratch's candidates, in no order, and what each was given. */
void candidates_find(const Index *index, Scratch *s);
/* The same by the plain way, which candidates_find() takes when there is little to walk. */
void candidates_find_plainly(const Index *index, Scratch *s);

#endif
