/*
 * GLib's structured log → lines on stderr. Each line is one write(2), so lines of several threads
 * never mix. Knows the shape of an event, nothing of what events mean.
 */
#include "bot/log.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot/clock.h"

static struct {
    LogFormat format;
    GLogLevelFlags level;
    bool started;
} log_settings = {LOG_LOGFMT, G_LOG_LEVEL_INFO, false};

static const struct {
    GLogLevelFlags level;
    const char *word;
} LEVELS[] = {
    {G_LOG_LEVEL_ERROR, "critical"},  {G_LOG_LEVEL_CRITICAL, "critical"},
    {G_LOG_LEVEL_WARNING, "warning"}, {G_LOG_LEVEL_MESSAGE, "info"},
    {G_LOG_LEVEL_INFO, "info"},       {G_LOG_LEVEL_DEBUG, "debug"},
};

static const char *level_word(GLogLevelFlags level)
{
    for (size_t i = 0; i < G_N_ELEMENTS(LEVELS); i++)
        if (level & LEVELS[i].level)
            return LEVELS[i].word;
    return "info";
}

bool log_format_parse(const char *word, LogFormat *format)
{
    if (strcmp(word, "logfmt") == 0)
        *format = LOG_LOGFMT;
    else if (strcmp(word, "json") == 0)
        *format = LOG_JSON;
    else
        return false;
    return true;
}

bool log_level_parse(const char *word, GLogLevelFlags *level)
{
    /* From the end: "info" is INFO then, which lets MESSAGE through too. */
    for (size_t i = G_N_ELEMENTS(LEVELS); i-- > 0;) {
        if (strcmp(word, LEVELS[i].word) == 0) {
            *level = LEVELS[i].level;
            return true;
        }
    }
    return false;
}

/* --- secrets ------------------------------------------------------------------------------- */

/* What a secret begins with; what follows, up to a byte that no secret holds, is masked. */
static const char *const SECRETS[] = {
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xoxr-",
    "xoxs-",
    "xoxc-",
    "xoxd-",
    "xoxe-",
    "xoxe.",
    "xapp-",
    "ticket=",
    "Bearer ",
    "hooks.slack.com/",
};

static bool in_secret(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("-_.~%+/=", c));
}

char *log_mask(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text; *at;) {
        size_t begins = 0;
        for (size_t i = 0; i < G_N_ELEMENTS(SECRETS) && !begins; i++)
            if (g_ascii_strncasecmp(at, SECRETS[i], strlen(SECRETS[i])) == 0)
                begins = strlen(SECRETS[i]);
        if (!begins) {
            g_string_append_c(out, *at++);
            continue;
        }
        g_string_append_len(out, at, (gssize)begins);
        at += begins;
        if (in_secret(*at))
            g_string_append(out, "[hidden]");
        while (in_secret(*at))
            at++;
    }
    return g_string_free(out, FALSE);
}

/* --- one line ------------------------------------------------------------------------------ */

static void append_time(GString *out, int64_t now_ms)
{
    time_t seconds = (time_t)(now_ms / 1000);
    struct tm tm;
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &tm));
    g_string_append_printf(out, "%s.%03dZ", text, (int)(now_ms % 1000));
}

/* In double quotes, as JSON has it; logfmt's readers understand the same. */
static void append_quoted(GString *out, const char *value, size_t len)
{
    g_string_append_c(out, '"');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", c);
        else if (c == '\n')
            g_string_append(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_c(out, (char)c);
    }
    g_string_append_c(out, '"');
}

/* Fit to stand in logfmt without quotes. */
static bool is_bare(const char *value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)value[i] <= ' ' || value[i] == '"' || value[i] == '=' ||
            value[i] == '\\' || value[i] == 0x7f)
            return false;
    return len > 0;
}

/* Whole numbers only: a message's ts, read as a number, would lose its last digits. */
static bool is_whole_number(const char *value, size_t len)
{
    size_t sign = len > 1 && value[0] == '-';
    if (len == sign || len > 15 || (value[sign] == '0' && len > sign + 1))
        return false;
    for (size_t i = sign; i < len; i++)
        if (!g_ascii_isdigit(value[i]))
            return false;
    return true;
}

static void append_field(GString *out, LogFormat format, const char *key, size_t key_len,
                         const char *value, size_t len)
{
    if (format == LOG_JSON) {
        g_string_append(out, ",");
        append_quoted(out, key, key_len);
        g_string_append_c(out, ':');
        if (is_whole_number(value, len))
            g_string_append_len(out, value, (gssize)len);
        else
            append_quoted(out, value, len);
        return;
    }
    g_string_append_c(out, ' ');
    g_string_append_len(out, key, (gssize)key_len);
    g_string_append_c(out, '=');
    if (is_bare(value, len))
        g_string_append_len(out, value, (gssize)len);
    else
        append_quoted(out, value, len);
}

/* The length of the key that `text` begins with, up to its '='; 0 when it begins with none. */
static size_t key_length(const char *text)
{
    size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    return text[len] == '=' ? len : 0;
}

/* `name key=value … why=free words`; words that fit nowhere are why. */
static void append_message(GString *out, LogFormat format, const char *message)
{
    const char *at = message + strspn(message, " \n");
    if (key_length(at) == 0) {
        size_t len = strcspn(at, " \n");
        append_field(out, format, "event", 5, at, len);
        at += len;
    }
    for (at += strspn(at, " \n"); *at; at += strspn(at, " \n")) {
        size_t key = key_length(at);
        if (key == 0 || g_str_has_prefix(at, "why=")) {
            at += key ? key + 1 : 0;
            append_field(out, format, "why", 3, at, strlen(at));
            return;
        }
        size_t len = strcspn(at + key + 1, " \n");
        append_field(out, format, at, key, at + key + 1, len);
        at += key + 1 + len;
    }
}

void log_line(GString *out, LogFormat format, int64_t now_ms, GLogLevelFlags level,
              const char *area, const char *message, unsigned suppressed)
{
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    if (strlen(valid) > LOG_LINE_BYTES)
        *g_utf8_find_prev_char(valid, valid + LOG_LINE_BYTES) = '\0';
    g_autofree char *masked = log_mask(valid);

    g_string_append(out, format == LOG_JSON ? "{\"time\":\"" : "time=");
    append_time(out, now_ms);
    g_string_append(out, format == LOG_JSON ? "\"" : "");
    const char *word = level_word(level);
    append_field(out, format, "level", 5, word, strlen(word));
    append_field(out, format, "area", 4, area, strlen(area));
    if (suppressed > 0) {
        g_autofree char *number = g_strdup_printf("%u", suppressed);
        append_field(out, format, "suppressed", 10, number, strlen(number));
    }
    append_message(out, format, masked);
    g_string_append(out, format == LOG_JSON ? "}\n" : "\n");
}

/* --- no flood ------------------------------------------------------------------------------ */

enum { SITES = 64, WINDOW_MS = 60 * 1000 };

/* Call sites share a slot when their hashes do: then they are cut together. */
static struct {
    int64_t window; /* number of the minute */
    unsigned lines, suppressed;
} sites[SITES];
static pthread_mutex_t sites_mutex = PTHREAD_MUTEX_INITIALIZER;

static bool allows(unsigned site, GLogLevelFlags level, int64_t now_ms, unsigned *suppressed)
{
    if (level & G_LOG_LEVEL_DEBUG)
        return true; /* who asks for it wants it all */
    unsigned max = level & (G_LOG_LEVEL_INFO | G_LOG_LEVEL_MESSAGE) ? LOG_INFO_MAX : LOG_LINES_MAX;
    site %= SITES;
    pthread_mutex_lock(&sites_mutex);
    if (sites[site].window != now_ms / WINDOW_MS) {
        sites[site].window = now_ms / WINDOW_MS;
        sites[site].lines = 0;
        *suppressed = sites[site].suppressed;
        sites[site].suppressed = 0;
    }
    bool allowed = sites[site].lines < max;
    if (allowed)
        sites[site].lines++;
    else
        sites[site].suppressed++;
    pthread_mutex_unlock(&sites_mutex);
    return allowed;
}

/* --- the writer ---------------------------------------------------------------------------- */

static void write_all(const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDERR_FILENO, bytes, len);
        if (n < 0 && errno != EINTR)
            return; /* nobody reads our log: there is nowhere to say so */
        if (n > 0) {
            bytes += n;
            len -= (size_t)n;
        }
    }
}

static GLogWriterOutput write_event(GLogLevelFlags level, const GLogField *fields, gsize count,
                                    gpointer user)
{
    (void)user;
    if ((level & G_LOG_LEVEL_MASK) > log_settings.level)
        return G_LOG_WRITER_HANDLED;
    const char *message = "", *area = "glib", *file = "", *line = "";
    for (gsize i = 0; i < count; i++) {
        if (fields[i].length >= 0)
            continue; /* not a string */
        if (strcmp(fields[i].key, "MESSAGE") == 0)
            message = fields[i].value;
        else if (strcmp(fields[i].key, "GLIB_DOMAIN") == 0)
            area = fields[i].value;
        else if (strcmp(fields[i].key, "CODE_FILE") == 0)
            file = fields[i].value;
        else if (strcmp(fields[i].key, "CODE_LINE") == 0)
            line = fields[i].value;
    }
    unsigned suppressed = 0;
    int64_t now_ms = clock_ms();
    if (!allows(g_str_hash(file) * 31 + g_str_hash(line), level, now_ms, &suppressed))
        return G_LOG_WRITER_HANDLED;
    g_autoptr(GString) out = g_string_sized_new(256);
    log_line(out, log_settings.format, now_ms, level, area, message, suppressed);
    write_all(out->str, out->len);
    return G_LOG_WRITER_HANDLED;
}

void log_start(LogFormat format, GLogLevelFlags level)
{
    log_settings.format = format;
    log_settings.level = level;
    if (!log_settings.started)
        g_log_set_writer_func(write_event, NULL, NULL);
    log_settings.started = true;
}
