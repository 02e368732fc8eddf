/*
 * The tags that a question names: all words of the tag are among those that stand for the
 * question's. Pure.
 */
#ifndef KNOWLEDGE_INDEX_TAGS_H
#define KNOWLEDGE_INDEX_TAGS_H

#include "knowledge/index/inside.h"

/* Once all tags of an index are known. */
void tags_finish(Index *index);

/* While overlap_lay() holds. Marks them in the scratch, until tags_clear(). */
void tags_name(const Index *index, Scratch *s, Asked *asked);
void tags_clear(const Index *index, Scratch *s);

/* +1: the question names a tag of the entry; -1: only others'. */
double tag_of(const Index *index, const Scratch *s, const EntryParts *entry);

#endif
