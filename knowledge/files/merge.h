/*
 * Drafts of importers joined with what the base holds, so that no words of a person are lost and no
 * two entries answer one question. Pure.
 *
 * A draft finds the entry of the same thing by its id, by who is asked "what is NAME", by its
 * address. An entry that its importer made and nobody changed since (the fact "importer" holds a
 * checksum of its words) is made anew. One that people wrote or changed keeps its words: it gets
 * the draft's facts, and its "now" only when there is none or when the fact became otherwise after
 * the day that people checked. A draft without facts is left out then. A chat that some venue leads
 * to already is that venue. Phrasings that another entry has are dropped.
 */
#ifndef KNOWLEDGE_FILES_MERGE_H
#define KNOWLEDGE_FILES_MERGE_H

#include <glib.h>

/*
 * `base`: Entry *, those that there are. Returns what is to be saved, Entry *, in the order of the
 * drafts (Draft *); most of them unchanged, when they were imported before.
 */
GPtrArray *merge_drafts(const GPtrArray *base, const GPtrArray *drafts);

#endif
