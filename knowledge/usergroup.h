/*
 * Slack's user groups that the configuration names, and who is in them, as Slack told last.
 */
#ifndef KNOWLEDGE_USERGROUP_H
#define KNOWLEDGE_USERGROUP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "knowledge/kb.h"

/* Whether an id is a group's, S…, and not a member's. */
bool usergroup_is_id(const char *id);

/* In a transaction: these are its members now, and nobody else. */
bool usergroup_set(Kb *kb, const char *group, const char *const *users, size_t count,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *is: the user is listed, or in a listed group. NULL for nobody. */
bool usergroup_has(Kb *kb, const char *const *ids, const char *user, bool *is,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Its members: char *. */
GPtrArray *usergroup_members(Kb *kb, const char *group, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
