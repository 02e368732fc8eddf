/*
 * A question read: its ideas, what each weighs, and what it asks for. Pure.
 */
#ifndef KNOWLEDGE_INDEX_READING_H
#define KNOWLEDGE_INDEX_READING_H

#include "knowledge/index/inside.h"

/* Fills the scratch's tokens and meaning, and all of `asked` but what it shares and names. */
void question_read(const Index *index, Scratch *s, const char *question, Asked *asked);

#endif
