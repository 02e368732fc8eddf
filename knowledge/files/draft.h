/*
 * An entry as an importer of another community's files makes it: not yet the base's, for somebody
 * may have written of the same thing already. merge.c finds that out. Pure.
 */
#ifndef KNOWLEDGE_FILES_DRAFT_H
#define KNOWLEDGE_FILES_DRAFT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/entry.h"

typedef struct Draft {
    Entry *entry;
    GPtrArray *names; /* char *: what the thing is called, the first one first */
    /*
     * Its facts, by their keys, and its "now" go to an entry that others wrote; else that is left
     * alone.
     */
    const char *const *facts;
    char *changed; /* when that last became otherwise, YYYY-MM-DD, or NULL: what others wrote later
                      stays */
    const char *importer; /* "landscape", "glossary": a drafted entry bears it, see merge.h */
} Draft;

Draft *draft_new(const char *importer, const char *slug, const char *name, const char *file,
                 size_t line);
void draft_free(Draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)

/*
 * "Open Policy Agent (OPA)": what stands before the bracket, within it, and the whole. Also a name
 * without " Project".
 */
void draft_add_names(Draft *draft, const char *name);

/*
 * An id made of a name: "cloud-custodian"; letters and digits that ASCII lacks are left out. NULL:
 * none is left.
 */
char *draft_slug(const char *name);

/* Of the printf kind; what is there is not added twice, nor what is the title. */
void draft_phrase(Draft *draft, Lang lang, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* A person's or a file's words as Markdown that shows them as they are. The caller's. */
char *draft_quote(const char *words);

#endif
