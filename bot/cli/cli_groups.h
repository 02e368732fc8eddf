/*
 * Groups of questions at a shell: those that wait, and all about one.
 */
#ifndef BOT_CLI_GROUPS_H
#define BOT_CLI_GROUPS_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/group.h"

/* One a line, the most asked first, for a terminal of `width` columns; 0: nothing is cut. */
bool cli_groups_list(Kb *kb, const GroupFilter *filter, size_t width,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Its state, its questions, its history; *found is false when there is none. */
bool cli_groups_show(Kb *kb, int64_t id, bool *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
