/*
 * What the app was granted and subscribed to. Without a manifest: everything.
 */
#ifndef SLACKBOX_MANIFEST_H
#define SLACKBOX_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>

/* Keeps its own copy; NULL: back to everything. Stays over a reset. */
void manifest_load(const json_t *manifest);
/* From a file of JSON; false with *why (the caller's) set. */
bool manifest_read(const char *path, char **why);

bool manifest_grants(const char *scope);
const char *manifest_scopes(void); /* comma list, for missing_scope and x-oauth-scopes */
bool manifest_subscribes(const char *event);
bool manifest_has_home(void);
bool manifest_has_messages(void); /* people may write to the bot */
/* The command's row; NULL: there is none of that name (with a manifest), *known false. */
const json_t *manifest_command(const char *command, bool *known);
const json_t *manifest_shortcut(const char *callback_id);
json_t *manifest_commands(void); /* {commands, shortcuts} */

#endif
