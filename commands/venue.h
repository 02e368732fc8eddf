/*
 * Which venue fits a topic: by its words in either language, by the project it is about, by what
 * the index takes it to mean. Pure.
 */
#ifndef COMMANDS_VENUE_H
#define COMMANDS_VENUE_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/answer.h"

typedef struct VenueHit {
    const Entry *venue;
    double score;
} VenueHit;

/* Below this a venue shares a word with the topic and little more. */
#define VENUE_FITS 1.0

/* VenueHit, best first, at most `max`; empty when nothing fits. */
GArray *venue_find(const Library *library, Scratch *scratch, const char *topic, unsigned max);

/* Whether it is asked where to ask: "where do I ask about …?", "……去哪里问？". */
bool venue_wanted(const char *question);

/*
 * One to send a question to, after what was found for it; NULL when the base has no venue at all.
 */
const Entry *venue_for(const Library *library, const char *question, const Answer *answer);

#endif
