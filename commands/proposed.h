/*
 * What a proposal would do to the base, as people see it.
 */
#ifndef COMMANDS_PROPOSED_H
#define COMMANDS_PROPOSED_H

#include "commands/feature.h"
#include "knowledge/proposal.h"

/* The entry as it would read, and what changes. */
bool proposed_show(Message *m, Kb *kb, const Proposal *proposal, Lang lang,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same with its author, and buttons to publish it from and to drop it. */
bool proposed_card(Message *m, Kb *kb, const Proposal *proposal, Lang lang,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same in a few lines, for a list. */
bool proposed_line(Message *m, Kb *kb, const Proposal *proposal, Lang lang,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What somebody who does not ask just now reads; *lang stays when that is not known. */
bool proposed_language(Kb *kb, const char *user, Lang *lang,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
