/*
 * The Slack app's manifest, out of what the features declare: commands, shortcuts, events, and the
 * fewest scopes that these need. Pure.
 */
#ifndef BOT_SLACK_MANIFEST_H
#define BOT_SLACK_MANIFEST_H

/*
 * JSON, indented, with a final newline; the caller's. `command_prefix`: as configured, or "".
 * `options`: of which features it shall also speak, as config_features() tells.
 */
char *manifest_json(const char *command_prefix, const char *const *options);

/* The scopes of it, in alphabetical order, NULL-terminated; the caller's (g_strfreev). */
char **manifest_scopes(const char *const *options);

#endif
