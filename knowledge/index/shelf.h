/*
 * Parts of an index to bytes and back: one call for both ways, so that neither forgets a part. The
 * bytes are this program's on this machine, a cache and no format: whoever reads them has made sure
 * that they are whole and its own. Pure.
 */
#ifndef KNOWLEDGE_INDEX_SHELF_H
#define KNOWLEDGE_INDEX_SHELF_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Shelf Shelf;

/* Writes to `out`, which must outlive it. */
Shelf *shelf_writer(GByteArray *out);
/* Reads from bytes, eight-byte aligned, which must outlive it and what shelf_lend() fills. */
Shelf *shelf_reader(const void *bytes, size_t len);
void shelf_free(Shelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shelf, shelf_free)

bool shelf_reads(const Shelf *shelf);
/* Reading has come to the end, and to nothing but what was written. */
bool shelf_is_done(const Shelf *shelf);

void shelf_value(Shelf *shelf, void *value, size_t size);
#define shelf_item(shelf, value) shelf_value(shelf, &(value), sizeof(value))

/* Reading, *memory is filled with g_malloc()'s; shelf_lend(): with a place within the bytes. */
void shelf_memory(Shelf *shelf, void **memory, size_t *size);
void shelf_lend(Shelf *shelf, const void **memory, size_t *size);
void shelf_array(Shelf *shelf, GArray *array); /* reading, it was empty */
void shelf_text(Shelf *shelf, GString *text);

#endif
