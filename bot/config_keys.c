/*
 * A reader a kind of value, and at the end the table: a new key is a member of Config and a row.
 */
#include "bot/config_keys.h"

#include <string.h>

#include "bot/error.h"
#include "bot/log.h"
#include "knowledge/text.h"

void config_value_clear(ConfigValue *value)
{
    g_free(value->text);
    g_free(value->where);
    *value = (ConfigValue){0};
}

bool config_refuse(GError **error, const ConfigValue *value, const char *what)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: %s", value->where, what);
    return false;
}

static char **text_at(Config *config, size_t offset)
{
    return (char **)((char *)config + offset);
}

static bool read_text(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    (void)error;
    char **to = text_at(config, offset);
    g_free(*to);
    *to = g_strdup(value->text);
    return true;
}

static bool read_list(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    (void)error;
    char ***to = (char ***)((char *)config + offset);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_auto(GStrv) words = g_strsplit_set(value->text, " ,;\t", -1);
    for (char **word = words; *word; word++)
        if (**word)
            g_ptr_array_add(ids, g_strdup(*word));
    g_ptr_array_add(ids, NULL);
    g_strfreev(*to);
    *to = (char **)g_ptr_array_steal(ids, NULL);
    return true;
}

static bool read_people(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    if (!read_list(config, offset, value, error))
        return false;
    for (char **id = *(char ***)((char *)config + offset); *id; id++)
        if (!strchr("UWS", **id) || strlen(*id) < 3 ||
            strspn(*id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(*id))
            return config_refuse(
                error, value,
                "people are named by their id (U…), groups by theirs (S…), with commas "
                "between; a profile's menu has \"Copy member ID\"");
    return true;
}

static bool read_channels(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    if (!read_list(config, offset, value, error))
        return false;
    for (char **id = *(char ***)((char *)config + offset); *id; id++)
        if (**id != 'C' || strlen(*id) < 3 ||
            strspn(*id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(*id))
            return config_refuse(error, value,
                                 "channels are named by their ids (C…), with commas between; one "
                                 "stands at the end of a channel's \"About\"");
    return true;
}

static bool read_channel(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    if (!strchr("CG", value->text[0]) ||
        strspn(value->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(value->text))
        return config_refuse(
            error, value,
            "a channel is named by its id (C…), which stands at the end of its \"About\"");
    return read_text(config, offset, value, error);
}

static bool read_prefix(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    if (strspn(value->text, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(value->text) ||
        strlen(value->text) > 20)
        return config_refuse(error, value,
                             "a prefix is up to 20 of a-z, 0-9, - and _, such as cncf-");
    return read_text(config, offset, value, error);
}

static bool read_format(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    LogFormat format;
    if (!log_format_parse(value->text, &format))
        return config_refuse(error, value, "the log format is logfmt or json");
    return read_text(config, offset, value, error);
}

static bool read_level(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    GLogLevelFlags level;
    if (!log_level_parse(value->text, &level))
        return config_refuse(error, value, "the log level is debug, info, warning or critical");
    return read_text(config, offset, value, error);
}

static bool read_http(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    const char *colon = strrchr(value->text, ':');
    guint64 port;
    if (!colon || colon == value->text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return config_refuse(error, value,
                             "the HTTP listener is ADDRESS:PORT, such as 127.0.0.1:9464");
    return read_text(config, offset, value, error);
}

static bool read_url(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(value->text, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    if (!(strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0) || !g_uri_get_host(uri) ||
        !*g_uri_get_host(uri) || g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        g_uri_get_fragment(uri))
        return config_refuse(error, value, "this is no address such as https://slack.com/api/");
    if (!config_url_is_safe(value->text))
        return config_refuse(
            error, value,
            "http:// would show the tokens to the network and is taken for loopback "
            "addresses only; use https://");
    char **to = text_at(config, offset);
    g_free(*to);
    *to = g_strconcat(value->text, g_str_has_suffix(value->text, "/") ? NULL : "/", NULL);
    return true;
}

static bool read_share(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    char *end = NULL;
    double share = g_ascii_strtod(value->text, &end);
    if (end == value->text || *end || !(share >= 0 && share <= 1))
        return config_refuse(error, value,
                             "strictness is a number from 0 (lax) to 1 (strict), 0.5 as made");
    *(double *)((char *)config + offset) = share;
    return true;
}

static bool read_connections(Config *config, size_t offset, const ConfigValue *value,
                             GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 1, 4, &number, NULL))
        return config_refuse(error, value,
                             "connections is 1, 2, 3 or 4; 2 leaves no gap at a refresh");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_count(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 2, 1000, &number, NULL))
        return config_refuse(error, value, "alert_count is a number from 2 to 1000");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_yes(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    bool yes = strcmp(value->text, "true") == 0 || strcmp(value->text, "yes") == 0;
    if (!yes && strcmp(value->text, "false") != 0 && strcmp(value->text, "no") != 0)
        return config_refuse(error, value, "this is true or false");
    *(bool *)((char *)config + offset) = yes;
    return true;
}

static bool read_pace(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 0, 200, &number, NULL))
        return config_refuse(
            error, value,
            "welcomes_per_minute is a number from 0 (nobody is welcomed unasked) to 200");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_allowance(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 0, 100000, &number, NULL))
        return config_refuse(error, value,
                             "asks_per_hour is a number up to 100000, or 0: no limit");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_language(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    Lang lang;
    if (!lang_parse(value->text, &lang))
        return config_refuse(error, value, "the language is en or zh");
    return read_text(config, offset, value, error);
}

static bool read_days(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 0, 36500, &number, NULL))
        return config_refuse(error, value, "this is a number of days, or 0: kept for ever");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_zone(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    GTimeZone *zone = g_time_zone_new_identifier(value->text);
    if (!zone)
        return config_refuse(
            error, value,
            "no such time zone here; name one as in Asia/Shanghai, Europe/Berlin or UTC");
    GTimeZone **to = (GTimeZone **)((char *)config + offset);
    g_time_zone_unref(*to);
    *to = zone;
    return true;
}

static bool read_weekly(Config *config, size_t offset, const ConfigValue *value, GError **error)
{
    if (!weekly_parse(value->text, (Weekly *)((char *)config + offset)))
        return config_refuse(error, value,
                             "this is no day and time such as \"monday 9:00\", nor off");
    return true;
}

const ConfigKey config_keys[] = {
    {"askd", "db", offsetof(Config, db), read_text, "ASKD_DB", "--db", offsetof(ConfigOptions, db)},
    {"slack", "app_token_file", 0, NULL, NULL, NULL, 0},
    {"slack", "bot_token_file", 0, NULL, NULL, NULL, 0},
    {"slack", "api_url", offsetof(Config, api_url), read_url, "SLACK_API_URL", "--api-url",
     offsetof(ConfigOptions, api_url)},
    {"slack", "connections", offsetof(Config, connections), read_connections, NULL, NULL, 0},
    {"slack", "command_prefix", offsetof(Config, command_prefix), read_prefix, NULL, NULL, 0},
    {"http", "listen", offsetof(Config, http), read_http, NULL, "--http",
     offsetof(ConfigOptions, http)},
    {"log", "format", offsetof(Config, log_format), read_format, NULL, "--log-format",
     offsetof(ConfigOptions, log_format)},
    {"log", "level", offsetof(Config, log_level), read_level, NULL, "--log-level",
     offsetof(ConfigOptions, log_level)},
    {"answers", "strictness", offsetof(Config, strictness), read_share, NULL, NULL, 0},
    {"community", "triage_channel", offsetof(Config, triage_channel), read_channel, NULL, NULL, 0},
    {"community", "report_channel", offsetof(Config, report_channel), read_channel, NULL, NULL, 0},
    {"community", "auto_answer", offsetof(Config, auto_answer), read_channels, NULL, NULL, 0},
    {"community", "alert_count", offsetof(Config, alert_count), read_count, NULL, NULL, 0},
    {"community", "two_person", offsetof(Config, two_person), read_yes, NULL, NULL, 0},
    {"community", "welcomes_per_minute", offsetof(Config, welcomes_per_minute), read_pace, NULL,
     NULL, 0},
    {"community", "asks_per_hour", offsetof(Config, asks_per_hour), read_allowance, NULL, NULL, 0},
    {"community", "language", offsetof(Config, language), read_language, NULL, NULL, 0},
    {"community", "time_zone", offsetof(Config, zone), read_zone, NULL, NULL, 0},
    {"community", "digest", offsetof(Config, digest), read_weekly, NULL, NULL, 0},
    {"retention", "askers", offsetof(Config, retention.askers), read_days, NULL, NULL, 0},
    {"retention", "questions", offsetof(Config, retention.questions), read_days, NULL, NULL, 0},
    {"retention", "audit", offsetof(Config, retention.audit), read_days, NULL, NULL, 0},
    {"community", "moderators", offsetof(Config, moderators), read_people, NULL, NULL, 0},
    {"community", "maintainers", offsetof(Config, maintainers), read_people, NULL, NULL, 0},
    {0},
};
