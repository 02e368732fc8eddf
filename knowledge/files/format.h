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

enum { FORMAT_FILE_MAX = 64 * 1024 * 1024 }; /* bytes of one file that is read */

/* Adds what it reads to `entries` (Entry *, owned). On failure `entries` may hold a part. */
typedef bool (*FormatReadFn)(const char *name, const char *data, size_t len, GPtrArray *entries, GError **error);

/* The native one: one entry a file, YAML front matter, `# en: title`, `## then: date`. */
bool markdown_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The canonical text of an entry: reading it gives an equal entry, printing that the same bytes. */
char *markdown_print(const Entry *entry);

/* `id lang question answer tags source` and whatever other columns; a row a language. By name: .tsv or .csv. */
bool table_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A JSON object a line: id, tags, phrasings, answers, source. */
bool jsonl_read(const char *name, const char *data, size_t len, GPtrArray *entries,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
