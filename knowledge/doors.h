/*
 * Which venues a topic's words lead to. A word that few venues have says much, one that all have
 * says nothing. Made once from the venues and immutable, so any thread may ask. Pure.
 */
#ifndef KNOWLEDGE_DOORS_H
#define KNOWLEDGE_DOORS_H

#include <glib.h>

#include "knowledge/entry.h"

typedef struct Doors Doors;

/* Of the venues among these entries, which are borrowed and must outlive it. */
Doors *doors_new(const GPtrArray *entries);
void doors_free(Doors *doors);

/* Venues, numbered from 0 in the order of the entries. */
unsigned doors_count(const Doors *doors);
const Entry *doors_venue(const Doors *doors, unsigned number);

/* Adds to each venue's score, by its number, what the words of the topic say for it. */
void doors_weigh(const Doors *doors, const char *topic, double *scores);

#endif
