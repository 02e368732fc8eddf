/*
 * Asks a running askd's HTTP listener whether it is ready. A few bytes on a socket, so that a
 * health check starts and ends within milliseconds.
 */
#ifndef BOT_CLI_PROBE_H
#define BOT_CLI_PROBE_H

#include <glib.h>
#include <stdbool.h>

enum { PROBE_TIMEOUT_S = 5 };

/* At "ADDRESS:PORT". BOT_ERROR_FAILED with what it answered, or why it could not be asked. */
bool probe_ready(const char *listener, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
