/*
 * How a change of an entry gets into the base: its author sees it as others will, the golden
 * questions judge it, and, where two persons are wanted, another moderator publishes it.
 */
#ifndef COMMANDS_PUBLISH_H
#define COMMANDS_PUBLISH_H

#include "commands/feature.h"
#include "knowledge/proposal.h"

/* Keeps it and opens a form that shows it, from where it is published. */
bool publish_preview(const Request *req, Kb *kb, Effects *out, Proposal *proposal,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * In answer to a submitted form, whose author needs no second look: published, or handed in where
 * another moderator must. Shown after all when something speaks against it.
 */
bool publish_at_once(const Request *req, Kb *kb, Effects *out, Proposal *proposal,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What it would do, in a message, with buttons to look at it and to drop it. */
bool publish_card(Message *m, const Request *req, Kb *kb, const Proposal *proposal, Lang lang,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What two entries differ by, as a block of code; either may be NULL. NULL: by nothing. The caller's. */
char *publish_diff(const Entry *before, const Entry *after);

#endif
