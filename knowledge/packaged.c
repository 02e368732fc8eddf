/*
 * Looks up the files that the Makefile has put into the program.
 */
#include "knowledge/packaged.h"

#include <string.h>

const PackagedFile *packaged_find(const char *path)
{
    for (const PackagedFile *file = packaged_files; file->path; file++)
        if (strcmp(file->path, path) == 0)
            return file;
    return NULL;
}
