/*
 * Splits what follows a command into words. Pure.
 */
#ifndef COMMANDS_ARGS_H
#define COMMANDS_ARGS_H

/*
 * The next word, which is the caller's, and *at behind it and the blanks that follow; NULL when
 * there is none. Quotation marks hold words together, straight or “curly” as phones and macOS type
 * them; a dash that stands for `--` at a word's beginning is taken for it.
 */
char *args_next(const char **at);

#endif
