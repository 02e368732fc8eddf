/*
 * Full-text search for those who look after the knowledge. It finds words where they stand, as any
 * search box does; what is answered is the index's business (answer.h). Entries are filed when they
 * are saved, questions when they join a group; groups are searched by GroupFilter.search.
 */
#ifndef KNOWLEDGE_SEARCH_H
#define KNOWLEDGE_SEARCH_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/entry.h"
#include "knowledge/kb.h"

/*
 * Entries of any kind that have all of the words, in either language, best first; when there are
 * none, those that have at least one. `words` is what a person typed. Entry *, at most `max`;
 * empty when nothing is found.
 */
GPtrArray *search_entries(Kb *kb, const char *words, size_t max,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called in the transaction that deleted questions or emptied their texts. */
bool search_forget(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
