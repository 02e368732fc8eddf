/*
 * The addresses that entries point to, and how each stood when it was last tried.
 */
#ifndef KNOWLEDGE_LINK_H
#define KNOWLEDGE_LINK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/entry.h"
#include "knowledge/kb.h"

/* An address and the entries that use it. */
typedef struct LinkUse {
    char *url;
    GPtrArray *slugs; /* char *, each once; borrowed from the entries */
} LinkUse;

/*
 * Of sources, venues' addresses and links within answers; http and https only. LinkUse *, by url.
 */
GPtrArray *link_uses(const GPtrArray *entries);

typedef struct Link {
    char *url;
    int64_t checked_ms;
    int64_t status;   /* HTTP; 0: nobody answered */
    char *why;        /* what is wrong, or NULL */
    int64_t failures; /* in a row; 0: it is alive */
} Link;

/* Link *, by url. */
GPtrArray *link_list(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Those that nobody answers at, as far as is known; *tried: some were ever tried. Link *, by url.
 */
GPtrArray *link_dead(Kb *kb, bool *tried, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* It was tried; `why` is NULL when it is alive. In a transaction. */
bool link_save(Kb *kb, const char *url, int64_t status, const char *why,
               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets those that `uses` does not hold. In a transaction. */
bool link_sweep(Kb *kb, const GPtrArray *uses, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
