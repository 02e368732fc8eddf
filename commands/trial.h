/*
 * Publishing on trial: a change that makes golden questions worse, or that the base does not take,
 * is taken back, and what speaks against it is said.
 */
#ifndef COMMANDS_TRIAL_H
#define COMMANDS_TRIAL_H

#include "commands/feature.h"
#include "knowledge/proposal.h"

typedef struct Doubts {
    char *changed_by; /* who did, since its author opened the entry; NULL: nobody, as below */
    char *worse;      /* golden questions, in lines */
    char *refused;    /* why the base does not take it */
} Doubts;
void doubts_clear(Doubts *doubts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Doubts, doubts_clear)

/* False: the base is too large for golden questions to be asked while a person waits. */
bool trial_is_possible(const Request *req);

/* Done and kept; or undone, and *doubts says why. `anyway`: golden questions are not asked. */
bool trial_publish(const Request *req, Kb *kb, const Proposal *proposal, bool anyway,
                   Doubts *doubts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
