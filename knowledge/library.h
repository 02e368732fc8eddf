/*
 * A ready set: the answering index and every entry it was built from, in memory and immutable, so
 * that answering reads no row. It stands between the threads: a builder makes it, those who answer
 * take a reference. Any thread.
 */
#ifndef KNOWLEDGE_LIBRARY_H
#define KNOWLEDGE_LIBRARY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/doors.h"
#include "knowledge/entry.h"
#include "knowledge/index/index.h"
#include "knowledge/kb.h"

typedef struct Library Library;

/*
 * Of the entries that the base holds now. `strictness` is the index's: 0 lax … 1 strict. Where they
 * are just those that come with askd, so does their index, and nothing is built.
 */
Library *library_build(Kb *kb, double strictness, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same with the thresholds of `like`, a fifth of the work: for a trial of a few changes. */
Library *library_build_like(Kb *kb, double strictness, const Library *like,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same, but where the file at `path` holds the index of just these entries it is read, which
 * takes a twentieth of the time. The file is a cache beside the database: gone or damaged, the
 * index is built, and library_write() puts it there anew. Its memory is the file's, so it is
 * replaced and never written over.
 */
Library *library_open(Kb *kb, double strictness, const char *path,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *library_path(const char *database);      /* where it is kept; NULL for one in memory */
bool library_is_built(const Library *library); /* it had to be, so that it is worth writing */
bool library_write(Library *library, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

Library *library_ref(Library *library);
void library_unref(Library *library);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Library, library_unref)

/*
 * The thresholds are drawn from the entries themselves, which takes several builds, so they are
 * kept beside the entries. True when this library had to draw them: then library_keep() spares the
 * next one that. In a transaction.
 */
bool library_is_news(const Library *library);
bool library_keep(const Library *library, Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

int64_t library_version(const Library *library); /* kb_entries_version() it was built at */
const Index *library_index(const Library *library);
const Doors *library_doors(const Library *library); /* of its venues */

/* NULL when there is none, also for the slug NULL. Borrowed from the library. */
const Entry *library_entry(const Library *library, const char *slug);
const Entry *library_entry_by_id(const Library *library, int64_t id);

/* All of them, by slug: Entry *, borrowed. */
const GPtrArray *library_entries(const Library *library);

/*
 * Where to ask about a topic: the entry's venue, else the first that shares a tag with it, else
 * (also for NULL) the one tagged "default". NULL: there are no venues.
 */
const Entry *library_venue(const Library *library, const Entry *about);

#endif
