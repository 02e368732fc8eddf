/*
 * make_index FILE: builds the index of the packaged knowledge, for the Makefile to put into askd.
 */
#include <stdio.h>

#include "knowledge/files/import.h"
#include "knowledge/library.h"

static bool make(const char *path, GError **error)
{
    ImportCounts counts;
    g_autoptr(Kb) kb = kb_open(":memory:", error);
    if (!kb || !import_packaged(kb, 1, &counts, error))
        return false;
    g_autoptr(Library) library = library_build(kb, 0.5, error);
    return library && library_write(library, path, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc == 2 && make(argv[1], &error))
        return 0;
    fprintf(stderr, "make_index: %s\n", error ? error->message : "one file, please");
    return 1;
}
