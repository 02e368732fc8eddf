/*
 * The entries that there are, to be found by what an importer's draft knows of its thing: an id,
 * what people ask, an address. Pure.
 */
#ifndef KNOWLEDGE_FILES_KNOWN_H
#define KNOWLEDGE_FILES_KNOWN_H

#include <glib.h>

#include "knowledge/entry.h"
#include "knowledge/files/draft.h"

/* The fact of an entry that an importer made: its name, a space, a checksum of the words. */
#define KNOWN_IMPORTER "importer"

typedef struct Known Known;

Known *known_new(void);
void known_free(Known *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Known, known_free)

/* Borrows the entry. Who is learnt first keeps its words; its slug is the last one's. */
void known_learn(Known *known, Entry *entry);

/* Whose title or phrasing this is, but for case and punctuation; or NULL. */
Entry *known_by_words(const Known *known, const char *words);

/* The entry of the same thing, or NULL. Of one importer two ids are two things. */
Entry *known_find(const Known *known, const Draft *draft);

#endif
