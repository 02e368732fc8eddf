/*
 * The configuration: options, environment, key file, in this order of precedence; checked whole at
 * start. Immutable afterwards. Tokens come from the environment or from files that only their owner
 * can read, never from arguments.
 */
#ifndef BOT_CONFIG_H
#define BOT_CONFIG_H

#include <glib.h>
#include <stdbool.h>

#include "commands/weekly.h"
#include "knowledge/retention.h"

typedef struct Config {
    char *path;       /* of the key file, or NULL */
    char *db;         /* ASKD_DB; default askd.db in $STATE_DIRECTORY, else in the current folder */
    char *app_token;  /* xapp-…, or NULL */
    char *bot_token;  /* xoxb-…, or NULL */
    char *api_url;    /* ends in a slash */
    char *http;       /* "127.0.0.1:9464", or NULL: no listener */
    char *log_format; /* "logfmt" or "json" */
    char *log_level;  /* "debug", "info", "warning", "critical" */
    double strictness;       /* 0..1, 0.5 */
    int connections;         /* 1..4, 2 */
    char *triage_channel;    /* or NULL */
    char *report_channel;    /* or NULL: each moderator is told directly */
    int asks_per_hour;       /* of one person; 0: no limit */
    int alert_count;         /* 3: a question asked so often is said aloud there */
    bool two_person;         /* what one moderator writes another publishes */
    int welcomes_per_minute; /* 0..200, 60; 0: nobody is welcomed unasked */
    char *language;          /* "en" or "zh": of what is written there */
    char **moderators;       /* user ids and user group ids, NULL-terminated, never NULL */
    char **maintainers;
    char **auto_answer;   /* ids of channels, NULL-terminated, never NULL */
    GTimeZone *zone;      /* in which days are counted; UTC */
    Weekly digest;        /* when the week is told in the triage channel; monday 9:00 */
    Retention retention;  /* 90 days, 2 years, 2 years */
    char *command_prefix; /* "" or e.g. "cncf-": /ask becomes /cncf-ask */
} Config;

/* What the command line said; NULL where it said nothing. */
typedef struct ConfigOptions {
    const char *config, *db, *api_url, *http, *log_format, *log_level;
    bool without_tokens; /* leave token files alone: a command that never speaks to Slack */
} ConfigOptions;

/*
 * BOT_ERROR_CONFIG, `file:line: what` or `NAME: what`, and what to do. Tokens may be absent: see
 * below.
 */
Config *config_load(const ConfigOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/*
 * The options of features (see feature.h) that the configuration asks for; borrowed,
 * NULL-terminated.
 */
const char *const *config_features(const Config *config);

/* Both tokens are there and of the right kind, and the API address is one they may be sent to. */
bool config_check_tokens(const Config *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether a token may be sent there: https and wss anywhere, http and ws on loopback addresses
 * only.
 */
bool config_url_is_safe(const char *url);

#endif
