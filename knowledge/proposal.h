/*
 * Changes of entries that were written and are not published yet: while their author looks at them,
 * while another moderator is to, while somebody is asked whether their words may be used.
 */
#ifndef KNOWLEDGE_PROPOSAL_H
#define KNOWLEDGE_PROPOSAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/entry.h"
#include "knowledge/kb.h"

typedef enum ProposalKind {
    PROPOSAL_SAVE,   /* the entry becomes `markdown` */
    PROPOSAL_RETIRE, /* it is not answered with any more */
    PROPOSAL_BACK,   /* it becomes what it was at `back_to` */
} ProposalKind;

typedef struct Proposal {
    int64_t id; /* 0: not kept yet */
    int64_t at_ms;
    ProposalKind kind;
    char *author; /* a user id */
    char *slug;
    int64_t base; /* the newest revision that its author knows of; 0: of a new entry */
    int64_t back_to;
    char *markdown; /* SAVE: in the native format; else NULL */
    int64_t group;  /* of questions that it answers, or 0 */
    char *asked;    /* whose words they are, a user id; NULL: the author's own */
    bool agreed;    /* they may be used */
    bool offered;   /* for another moderator to publish */
} Proposal;
void proposal_free(Proposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Proposal, proposal_free)

/* Keeps it, as new or as changed; sets id and at_ms. In a transaction, as all that change. */
bool proposal_put(Kb *kb, Proposal *proposal, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One that nobody waits for is kept for a day, others for thirty: the older ones go. */
bool proposal_expire(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *found is NULL when there is none any more. */
bool proposal_find(Kb *kb, int64_t id, Proposal **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those that wait for somebody, newest first: Proposal *. */
GPtrArray *proposal_waiting(Kb *kb, size_t limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* It was published, or nobody wants it. */
bool proposal_remove(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The entry as it would be; *entry is NULL when it would be none, or the revision is not there. */
bool proposal_entry(Kb *kb, const Proposal *proposal, Entry **entry,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Does it to the entries, as a revision by `who`. False with KB_ERROR_INPUT for what they refuse.
 */
bool proposal_apply(Kb *kb, const Proposal *proposal, const char *who,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
