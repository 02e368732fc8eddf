/*
 * A question → answered, suggested or unknown, with the ranking behind it.
 */
#ifndef KNOWLEDGE_ANSWER_H
#define KNOWLEDGE_ANSWER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/entry.h"
#include "knowledge/index/index.h"
#include "knowledge/library.h"
#include "knowledge/small_talk.h"

typedef enum Outcome { OUTCOME_ANSWERED, OUTCOME_SUGGESTED, OUTCOME_UNKNOWN } Outcome;
const char *outcome_code(Outcome outcome); /* "answered", "suggested", "unknown" */

enum { ANSWER_CANDIDATES_MAX = 5, ANSWER_SUGGESTIONS_MAX = 3 };

typedef struct Candidate {
    const Entry *entry;
    double score;
} Candidate;

typedef struct Answer {
    Lang lang; /* of the question */
    Outcome outcome;
    SmallTalk talk; /* no question at all: unknown then, whatever looks like it */
    double confidence;
    const Entry *entry; /* what is stated; NULL unless answered */
    const Entry *venue; /* where else to ask; NULL when the base has none */
    Candidate candidates[ANSWER_CANDIDATES_MAX]; /* best first, whatever the outcome */
    size_t candidate_count;
    IndexResult why;
} Answer;

/* The question is clean text (text_clean). What *answer points to lives as long as the library. */
void answer_find(const Library *library, Scratch *scratch, const char *question, Answer *answer);

/* The same for a trial or an explanation: answer_counts() does not learn of it. */
void answer_look(const Library *library, Scratch *scratch, const char *question, Answer *answer);

/* How often this process came to each outcome with a question. Any thread. */
void answer_counts(uint64_t counts[OUTCOME_UNKNOWN + 1]);

#endif
