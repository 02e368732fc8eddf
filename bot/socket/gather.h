/*
 * One message out of the pieces in which it comes, up to a cap; of a longer one only its
 * envelope_id is wanted. Pure.
 */
#ifndef BOT_GATHER_H
#define BOT_GATHER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Gather Gather;

Gather *gather_new(size_t max);
void gather_free(Gather *gather);

void gather_add(Gather *gather, const char *bytes, size_t len);

/* What came so far, followed by a zero byte, or the first `max` bytes of it; borrowed. */
const char *gather_text(const Gather *gather);
size_t gather_len(const Gather *gather);

/* More came than was kept. */
bool gather_is_oversized(const Gather *gather);

/* Of an oversized message: named near its beginning or its end; NULL: nowhere. The caller's. */
char *gather_envelope_id(const Gather *gather);

/* The next message begins; the memory of a long one is given back. */
void gather_forget(Gather *gather);

#endif
