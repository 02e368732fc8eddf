/*
 * Files that askd carries within itself: "content/…", the first community's entries, and
 * "dictionaries/…". Ended by a NULL path; the data of each is followed by a zero byte.
 */
#ifndef KNOWLEDGE_PACKAGED_H
#define KNOWLEDGE_PACKAGED_H

#include <stddef.h>

typedef struct PackagedFile {
    const char *path;
    const char *data;
    size_t len;
} PackagedFile;

extern const PackagedFile packaged_files[];

/* The index of a base that holds just these (library.h), or nothing: also ended by a NULL path. */
extern const PackagedFile packaged_index[];

/* The file of that path, or NULL. */
const PackagedFile *packaged_find(const char *path);

#endif
