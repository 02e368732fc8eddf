/*
 * Which of the known names a mistyped one was meant to be. Pure.
 */
#ifndef BOT_CLI_NEAREST_H
#define BOT_CLI_NEAREST_H

/* Of the NULL-terminated names, the one fewest changes away; NULL when none is near. Borrowed. */
const char *nearest(const char *word, const char *const *names);

#endif
