/*
 * Paths in, entries saved: all or nothing. Files are read twice, to be checked and then to be
 * saved, so that a table of 100,000 rows is never in memory as entries. What kind a file is,
 * kinds.h says.
 */
#ifndef KNOWLEDGE_FILES_IMPORT_H
#define KNOWLEDGE_FILES_IMPORT_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/files/kinds.h"
#include "knowledge/kb.h"

typedef struct ImportOptions {
    bool dry_run;         /* say what would change, change nothing */
    bool prune;           /* retire entries that no file of this import holds */
    FileKind as;          /* every file is of this kind; KIND_UNKNOWN: told file by file */
    const char *base_url; /* where pages of questions are published, or NULL */
    const char *author;
    /* Told of every change, with a word for it ("added", "changed", "retired"); may be NULL. */
    void (*changed)(const char *what, const char *slug, void *user);
    /* Told of an entry that changes, as Markdown, before and after; may be NULL. */
    void (*differs)(const char *slug, const char *before, const char *after, void *user);
    /* Told now and then how many of how many entries are saved; may be NULL. */
    void (*saved)(int64_t count, int64_t of, void *user);
    void *user;
    /*
     * Judges the base as it would be, within the transaction, also in a dry run: false, with the
     * error, takes everything back. NULL: nobody does.
     */
    bool (*judge)(Kb *kb, void *judge_user, GError **error);
    void *judge_user;
} ImportOptions;

typedef struct ImportCounts {
    int64_t files, read, added, changed, retired, unchanged;
} ImportCounts;

/*
 * Files and folders (walked for files of a known kind, hidden ones and README.md left out). Tables
 * of sidecar.h are known by their header and taken too; pruned, they replace what the base has. Its
 * own transaction at wall time now_ms. On failure nothing has changed and the error says
 * `file:line: what`; up to twenty of them, a line each.
 */
bool import_paths(Kb *kb, const char *const *paths, int64_t now_ms, const ImportOptions *options,
                  ImportCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first community's entries, with what stands beside them, which askd carries within itself. */
bool import_packaged(Kb *kb, int64_t now_ms, ImportCounts *counts,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
