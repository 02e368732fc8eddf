/*
 * A Markdown page of another community: front matter of whatever kind, then text under headings.
 * Pure.
 */
#ifndef KNOWLEDGE_FILES_PAGE_H
#define KNOWLEDGE_FILES_PAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/files/body.h"
#include "knowledge/files/complaints.h"
#include "knowledge/files/yaml.h"

typedef struct PageSection {
    size_t line;    /* of the heading; 0 for what stands before the first */
    unsigned level; /* of the heading: 1 to 6; 0 */
    char *heading;  /* "" before the first one */
    char *text;     /* what stands below it, up to the next heading; "" for nothing */
} PageSection;

typedef struct Page {
    YamlNode *front;     /* NULL when there is none */
    GPtrArray *sections; /* PageSection *, in order */
} Page;

/* Complains of bad UTF-8 and of front matter that is no YAML: NULL then. */
Page *page_read(const char *name, const char *data, size_t len, Complaints *complaints);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* The front matter has such a key, in letters of either case; looked for as text. */
bool page_has_key(const char *data, size_t len, const char *key);

/* The value of a key, in letters of either case, or NULL; and a value that is one text, or NULL. */
const YamlNode *page_node(const Page *page, const char *key);
const char *page_value(const Page *page, const char *key);

/*
 * As much of the text as fits into `max` bytes in whole paragraphs, the first one in any case (cut
 * between characters when even that is too long). Links within the page's own site become their
 * words, lines of one paragraph are joined, HTML and templates go. The caller's.
 */
char *page_shorten(const char *text, size_t max);

#endif
