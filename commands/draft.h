/*
 * The form in which an entry is written, and what it makes of what was typed: for answers to
 * questions that wait, and for teaching.
 */
#ifndef COMMANDS_DRAFT_H
#define COMMANDS_DRAFT_H

#include "commands/feature.h"
#include "knowledge/entry.h"
#include "knowledge/group.h"

/* Prefilled from a group's questions (Question *); both NULL: empty, for teaching. */
void draft_form(const Request *req, Effects *out, const Group *group, const GPtrArray *questions);

/*
 * The entry that was written, with an id that no other has; *entry is NULL, and the form says at
 * which input, when something is wrong with it. *save: it shall be kept.
 */
bool draft_read(const Request *req, Kb *kb, Effects *out, int64_t group, Entry **entry, bool *save,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps it; *done is false, and the form says why, when the base refuses it. */
bool draft_save(const Request *req, Kb *kb, Effects *out, Entry *entry, bool *done,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What people asked (Question *) becomes what the entry is asked by, if it is new to it. */
void draft_add_wordings(Entry *entry, const GPtrArray *questions);

/* The base's venues: Entry *. */
GPtrArray *draft_venues(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
