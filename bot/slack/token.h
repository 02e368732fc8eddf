/*
 * Slack's tokens: where they may come from and what each kind looks like. A token is never printed.
 */
#ifndef BOT_SLACK_TOKEN_H
#define BOT_SLACK_TOKEN_H

#include <glib.h>
#include <stdbool.h>

/* The one line in the file at `path`, which nobody but its owner may read; `where` named it. */
char *token_read(const char *path, const char *where, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The credential that systemd handed over under this name; NULL with no error when there is none.
 */
char *token_credential(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum TokenKind { TOKEN_APP, TOKEN_BOT } TokenKind;

/* True when it is there and of that kind; else what it is instead, and what to do. */
bool token_check(const char *token, TokenKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
