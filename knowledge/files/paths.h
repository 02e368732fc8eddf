/*
 * Paths, as a person hands them in, made the files they stand for.
 */
#ifndef KNOWLEDGE_FILES_PATHS_H
#define KNOWLEDGE_FILES_PATHS_H

#include <glib.h>
#include <stddef.h>

#include "knowledge/files/complaints.h"
#include "knowledge/files/kinds.h"

/*
 * char *: each file once, a folder's sorted by name. Folders are walked for files of a known kind,
 * hidden ones and README.md left out. What cannot be read is complained of.
 */
GPtrArray *paths_collect(const char *const *paths, Complaints *complaints);

/* The bytes of a file, at most FORMAT_FILE_MAX of them; NULL after a complaint. */
char *paths_load(const char *path, size_t *len, Complaints *complaints);

#endif
