/*
 * The links of the entries, for `askd check`.
 */
#ifndef BOT_CLI_CLI_LINKS_H
#define BOT_CLI_CLI_LINKS_H

#include <glib.h>
#include <stdbool.h>

#include "knowledge/kb.h"

/* Tries every one, and keeps in the base how each stands. Takes minutes; says so on a terminal. */
bool cli_links_try(Kb *kb, bool allow_private, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* On stdout: how many there are, and those known to be dead with the entries that use them. */
bool cli_links_print(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
