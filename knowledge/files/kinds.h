/*
 * What kind a file is: told by its name and, where several kinds share one, by its content. Pure.
 */
#ifndef KNOWLEDGE_FILES_KINDS_H
#define KNOWLEDGE_FILES_KINDS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/files/format.h"

typedef enum FileKind {
    KIND_UNKNOWN, /* told file by file */
    KIND_MARKDOWN,
    KIND_TABLE,
    KIND_JSONL,
    KIND_LANDSCAPE,
    KIND_GLOSSARY,
    KIND_FAQ,
    KIND_COUNT
} FileKind;

/* "markdown", "table", "jsonl", "landscape", "glossary", "faq"; false for anything else. */
bool kind_parse(const char *word, FileKind *kind);

/* A file of that name could be imported: by its ending. */
bool kind_may_be(const char *name);

/* The same within a folder, where much lies about: of .yml only those called a landscape. */
bool kind_wanted(const char *name);

/* KIND_UNKNOWN when its name is none of ours, or a .yml that is no landscape. */
FileKind kind_of(const char *name, const char *data, size_t len);

/*
 * Reads a file of a kind that holds entries, each handed to `take`. Not for those that hold drafts.
 */
bool kind_each(FileKind kind, const char *name, const char *data, size_t len, const char *base_url,
               EntryFn take, void *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The kind holds drafts: landscape and glossary. */
bool kind_is_drafted(FileKind kind);
bool kind_draft(FileKind kind, const char *name, const char *data, size_t len, GPtrArray *drafts,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
