/*
 * Kinds of file that hold entries, each a pure reader of bytes and, where it is said, a writer. A
 * reader gives every entry with its `origin` set ("NAME:LINE"); its errors are whole sentences:
 * `NAME:LINE: what`.
 */
#ifndef KNOWLEDGE_FILES_FORMAT_H
#define KNOWLEDGE_FILES_FORMAT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/entry.h"
#include "knowledge/files/draft.h"

enum { FORMAT_FILE_MAX = 64 * 1024 * 1024 }; /* bytes of one file that is read */

/* Readers add what they read to `entries` (Entry *, owned). On failure these may hold a part. */

/*
 * Takes an entry over. False: no more, please; the reader ends, and what it returns then speaks
 * only of what it has read.
 */
typedef bool (*EntryFn)(Entry *entry, void *user);

/* The native one: one entry a file, YAML front matter, `# en: title`, `## then: date`. */
bool markdown_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The canonical text of an entry: reading it gives an equal entry, printing that the same bytes. */
char *markdown_print(const Entry *entry);

/*
 * `id lang question answer tags source` and whatever other columns; a row a language. By name: .tsv
 * or .csv.
 */
bool table_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, entry by entry as their last rows come: for tables too large to be kept. */
bool table_each(const char *name, const char *data, size_t len, EntryFn take, void *user,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A JSON object a line: id, tags, phrasings, answers, source. */
bool jsonl_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

bool jsonl_each(const char *name, const char *data, size_t len, EntryFn take, void *user,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Files of other communities: Draft *, which merge.h joins with what the base holds already.
 */

/* CNCF's landscape.yml; landscape_known() looks for its first key. */
bool landscape_known(const char *data, size_t len);
bool landscape_read(const char *name, const char *data, size_t len, GPtrArray *drafts,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * One page of the CNCF glossary's tree, `…/en/TERM.md` or `…/zh-cn/TERM.md`: a draft in one
 * language, or none when the page is no term. A page whose other language is among the drafts
 * already joins it.
 */
bool glossary_known(const char *data, size_t len);

/* A page of the same site that is no term, such as its search. */
bool glossary_has_beside(const char *data, size_t len);
bool glossary_read(const char *name, const char *data, size_t len, GPtrArray *drafts,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A page of questions and answers: each heading that ends in a question mark is an entry, what
 * stands below it the answer, up to the next heading of its rank or above. `base_url`, or NULL:
 * where the page is published; sources lead to its headings.
 */
bool faq_known(const char *data, size_t len);
bool faq_read(const char *name, const char *data, size_t len, const char *base_url,
              GPtrArray *entries, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
