/*
 * A person's words made into what FTS5 can match: never a syntax error, whatever they typed. Texts
 * go through the same door, so that both are spelt alike.
 */
#ifndef KNOWLEDGE_MATCH_H
#define KNOWLEDGE_MATCH_H

#include "knowledge/index/tokens.h"

/*
 * A text as FTS5 is to keep it: normalised words, a blank between each, and a blank between Chinese
 * characters, so that any stretch of them can be found. The caller's.
 */
char *match_text(Tokens *tokens, const char *text);

/* Which rows a search finds: those with all of the words, or with at least one. */
typedef enum MatchKind { MATCH_ALL, MATCH_ANY } MatchKind;

/*
 * An FTS5 expression for the first MATCH_WORDS_MAX words of a search: English ones find whatever
 * begins with them. One that matches nothing when there is no word. The caller's.
 */
enum { MATCH_WORDS_MAX = 20 };
char *match_expression(Tokens *tokens, const char *words, MatchKind kind);

#endif
