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

#endif
