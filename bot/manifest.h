/*
 * The Slack app's manifest, out of what the features declare: commands, shortcuts, events, and the
 * fewest scopes that these need. Pure.
 */
#ifndef BOT_MANIFEST_H
#define BOT_MANIFEST_H

/* JSON, indented, with a final newline; the caller's. `command_prefix`: as configured, or "". */
char *manifest_json(const char *command_prefix);

/* The scopes of it, in alphabetical order, NULL-terminated; the caller's (g_strfreev). */
char **manifest_scopes(void);

#endif
