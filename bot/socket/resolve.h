/*
 * A host name → an address, in a thread of its own: the resolver may take many seconds, and the
 * loop must go on reading and acknowledging meanwhile.
 */
#ifndef BOT_RESOLVE_H
#define BOT_RESOLVE_H

#include <glib.h>
#include <stdbool.h>

typedef struct Resolve Resolve;

/* On the resolver's thread: `address` is numeric, or NULL and why. Both are borrowed. */
typedef void (*ResolveFn)(const char *address, const char *why, void *user);

/* `turn` chooses among several addresses, so that the next attempt takes the next. */
Resolve *resolve_start(const char *host, unsigned turn, ResolveFn done, void *user);

/* Must be called once, before or after it is done. Afterwards `done` is not called any more. */
void resolve_end(Resolve *resolve);

/* "192.0.2.7", "2001:db8::1": needs no resolver. Pure. */
bool resolve_is_numeric(const char *host);

#endif
