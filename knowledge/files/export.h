/*
 * The knowledge base as a folder of Markdown files: SLUG.md, venues in venues/SLUG.md. What it
 * holds beside entries is in golden.tsv, aliases.tsv and rejects.tsv, where there is any.
 */
#ifndef KNOWLEDGE_FILES_EXPORT_H
#define KNOWLEDGE_FILES_EXPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

/*
 * The folder is made; one that holds anything is refused. Written beside and renamed into place
 * whole. Export, import, export gives the same bytes.
 */
bool export_folder(Kb *kb, const char *folder, int64_t *count,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
