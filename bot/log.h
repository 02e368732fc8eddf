/*
 * The one writer behind GLib's g_debug(), g_info(), g_warning() and g_critical(): a line an event
 * on stderr, logfmt or JSON, with time, level and area (the folder the caller stands in).
 *
 * A caller writes `name key=value … why=free words`; only why= may hold blanks. Tokens and the
 * addresses that work like tokens are masked in whatever is written. A call site that floods is cut
 * to LOG_LINES_MAX lines a minute (LOG_INFO_MAX at info); its next line says how many were left
 * out.
 */
#ifndef BOT_LOG_H
#define BOT_LOG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    LOG_LINES_MAX = 20,
    LOG_INFO_MAX = 600,
    LOG_LINE_BYTES = 4096, /* of a caller's message; the rest is cut away */
};

typedef enum LogFormat { LOG_LOGFMT, LOG_JSON } LogFormat;

/* False, and the output untouched, for anything but Config's words. */
bool log_format_parse(const char *word, LogFormat *format);
bool log_level_parse(const char *word, GLogLevelFlags *level);

/* Takes over GLib's log for this process, before any thread starts. Once; later calls only set. */
void log_start(LogFormat format, GLogLevelFlags level);

/* One event as one line with its newline. Pure. */
void log_line(GString *out, LogFormat format, int64_t now_ms, GLogLevelFlags level,
              const char *area, const char *message, unsigned suppressed);

/* The text with every secret in it masked: xoxb-[hidden]. To be freed. Pure. */
char *log_mask(const char *text);

#endif
