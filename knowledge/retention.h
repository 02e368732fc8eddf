/*
 * How long rows are kept, and taking away, a bite at a time, what was kept long enough. A question
 * that still waits for a person is never taken; entries and their history, which are the
 * community's, neither, nor who wants to hear nothing unasked. Drafts have a time of their own: see
 * proposal_expire().
 */
#ifndef KNOWLEDGE_RETENTION_H
#define KNOWLEDGE_RETENTION_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/kb.h"

/* In days; 0: for ever. */
typedef struct Retention {
    /* who asked, and where; who was told. The question stays, without a name. Newcomers' steps */
    int askers;
    int questions; /* their words and outcome, what became of them, where their cards stand */
    int audit;     /* who did what with special rights */
} Retention;

enum { RETENTION_BITE = 200 /* rows of a kind that one call takes at most */ };

/*
 * In a transaction. *more: something is left for another bite. A dismissed group is known as long
 * as one of its questions, so that it is dismissed when it is asked again.
 */
bool retention_bite(Kb *kb, const Retention *retention, bool *more,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
