/*
 * Options, environment and key file → Config. What may be configured is a table; what each key
 * means is its reader's business.
 */
#include "bot/config.h"

#include <string.h>

#include "bot/error.h"
#include "bot/log.h"
#include "bot/nearest.h"
#include "bot/token.h"
#include "knowledge/text.h"

/* Where one value came from, for the error that names it: "askd.conf:12" or "ASKD_DB". */
typedef struct Value {
    char *text, *where;
} Value;

static void value_clear(Value *value)
{
    g_free(value->text);
    g_free(value->where);
    *value = (Value){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Value, value_clear)

typedef bool (*ReadFn)(Config *config, size_t offset, const Value *value, GError **error);

static bool refuse(GError **error, const Value *value, const char *what)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: %s", value->where, what);
    return false;
}

static char **text_at(Config *config, size_t offset)
{
    return (char **)((char *)config + offset);
}

static bool read_text(Config *config, size_t offset, const Value *value, GError **error)
{
    (void)error;
    char **to = text_at(config, offset);
    g_free(*to);
    *to = g_strdup(value->text);
    return true;
}

static bool read_list(Config *config, size_t offset, const Value *value, GError **error)
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

static bool read_people(Config *config, size_t offset, const Value *value, GError **error)
{
    if (!read_list(config, offset, value, error))
        return false;
    for (char **id = *(char ***)((char *)config + offset); *id; id++)
        if (!strchr("UWS", **id) || strlen(*id) < 3 ||
            strspn(*id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(*id))
            return refuse(error, value,
                          "people are named by their id (U…), groups by theirs (S…), with commas "
                          "between; a profile's menu has \"Copy member ID\"");
    return true;
}

static bool read_channel(Config *config, size_t offset, const Value *value, GError **error)
{
    if (!strchr("CG", value->text[0]) ||
        strspn(value->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != strlen(value->text))
        return refuse(
            error, value,
            "a channel is named by its id (C…), which stands at the end of its \"About\"");
    return read_text(config, offset, value, error);
}

static bool read_prefix(Config *config, size_t offset, const Value *value, GError **error)
{
    if (strspn(value->text, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(value->text) ||
        strlen(value->text) > 20)
        return refuse(error, value, "a prefix is up to 20 of a-z, 0-9, - and _, such as cncf-");
    return read_text(config, offset, value, error);
}

static bool read_format(Config *config, size_t offset, const Value *value, GError **error)
{
    LogFormat format;
    if (!log_format_parse(value->text, &format))
        return refuse(error, value, "the log format is logfmt or json");
    return read_text(config, offset, value, error);
}

static bool read_level(Config *config, size_t offset, const Value *value, GError **error)
{
    GLogLevelFlags level;
    if (!log_level_parse(value->text, &level))
        return refuse(error, value, "the log level is debug, info, warning or critical");
    return read_text(config, offset, value, error);
}

static bool read_http(Config *config, size_t offset, const Value *value, GError **error)
{
    const char *colon = strrchr(value->text, ':');
    guint64 port;
    if (!colon || colon == value->text ||
        !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return refuse(error, value, "the HTTP listener is ADDRESS:PORT, such as 127.0.0.1:9464");
    return read_text(config, offset, value, error);
}

static bool read_url(Config *config, size_t offset, const Value *value, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse(value->text, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    if (!(strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0) || !g_uri_get_host(uri) ||
        !*g_uri_get_host(uri) || g_uri_get_userinfo(uri) || g_uri_get_query(uri) ||
        g_uri_get_fragment(uri))
        return refuse(error, value, "this is no address such as https://slack.com/api/");
    if (!config_url_is_safe(value->text))
        return refuse(error, value,
                      "http:// would show the tokens to the network and is taken for loopback "
                      "addresses only; use https://");
    char **to = text_at(config, offset);
    g_free(*to);
    *to = g_strconcat(value->text, g_str_has_suffix(value->text, "/") ? NULL : "/", NULL);
    return true;
}

static bool read_share(Config *config, size_t offset, const Value *value, GError **error)
{
    char *end = NULL;
    double share = g_ascii_strtod(value->text, &end);
    if (end == value->text || *end || !(share >= 0 && share <= 1))
        return refuse(error, value,
                      "strictness is a number from 0 (lax) to 1 (strict), 0.5 as made");
    *(double *)((char *)config + offset) = share;
    return true;
}

static bool read_connections(Config *config, size_t offset, const Value *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 1, 4, &number, NULL))
        return refuse(error, value, "connections is 1, 2, 3 or 4; 2 leaves no gap at a refresh");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_count(Config *config, size_t offset, const Value *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 2, 1000, &number, NULL))
        return refuse(error, value, "alert_count is a number from 2 to 1000");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_yes(Config *config, size_t offset, const Value *value, GError **error)
{
    bool yes = strcmp(value->text, "true") == 0 || strcmp(value->text, "yes") == 0;
    if (!yes && strcmp(value->text, "false") != 0 && strcmp(value->text, "no") != 0)
        return refuse(error, value, "this is true or false");
    *(bool *)((char *)config + offset) = yes;
    return true;
}

static bool read_pace(Config *config, size_t offset, const Value *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 0, 200, &number, NULL))
        return refuse(error, value,
                      "welcomes_per_minute is a number from 0 (nobody is welcomed unasked) to 200");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_language(Config *config, size_t offset, const Value *value, GError **error)
{
    Lang lang;
    if (!lang_parse(value->text, &lang))
        return refuse(error, value, "the language is en or zh");
    return read_text(config, offset, value, error);
}

static bool read_days(Config *config, size_t offset, const Value *value, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(value->text, 10, 0, 36500, &number, NULL))
        return refuse(error, value, "this is a number of days, or 0: kept for ever");
    *(int *)((char *)config + offset) = (int)number;
    return true;
}

static bool read_zone(Config *config, size_t offset, const Value *value, GError **error)
{
    GTimeZone *zone = g_time_zone_new_identifier(value->text);
    if (!zone)
        return refuse(error, value,
                      "no such time zone here; name one as in Asia/Shanghai, Europe/Berlin or UTC");
    GTimeZone **to = (GTimeZone **)((char *)config + offset);
    g_time_zone_unref(*to);
    *to = zone;
    return true;
}

static bool read_weekly(Config *config, size_t offset, const Value *value, GError **error)
{
    if (!weekly_parse(value->text, (Weekly *)((char *)config + offset)))
        return refuse(error, value, "this is no day and time such as \"monday 9:00\", nor off");
    return true;
}

static const struct Key {
    const char *group, *name;
    size_t offset; /* in Config */
    ReadFn read;
    const char *env;
    const char *option;
    size_t option_offset; /* in ConfigOptions; 0 with no `option` */
} KEYS[] = {
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
    {"community", "alert_count", offsetof(Config, alert_count), read_count, NULL, NULL, 0},
    {"community", "two_person", offsetof(Config, two_person), read_yes, NULL, NULL, 0},
    {"community", "welcomes_per_minute", offsetof(Config, welcomes_per_minute), read_pace, NULL,
     NULL, 0},
    {"community", "language", offsetof(Config, language), read_language, NULL, NULL, 0},
    {"community", "time_zone", offsetof(Config, zone), read_zone, NULL, NULL, 0},
    {"community", "digest", offsetof(Config, digest), read_weekly, NULL, NULL, 0},
    {"retention", "askers", offsetof(Config, retention.askers), read_days, NULL, NULL, 0},
    {"retention", "questions", offsetof(Config, retention.questions), read_days, NULL, NULL, 0},
    {"retention", "audit", offsetof(Config, retention.audit), read_days, NULL, NULL, 0},
    {"community", "moderators", offsetof(Config, moderators), read_people, NULL, NULL, 0},
    {"community", "maintainers", offsetof(Config, maintainers), read_people, NULL, NULL, 0},
};

/* --- the key file -------------------------------------------------------------------------- */

enum { FILE_BYTES_MAX = 1024 * 1024 };

typedef struct File {
    const char *path, *named_by;
    GHashTable *values; /* "group.name" → Value * */
} File;

static void value_free(void *value)
{
    value_clear(value);
    g_free(value);
}

static bool known_group(const char *group)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++)
        if (strcmp(KEYS[i].group, group) == 0)
            return true;
    return false;
}

static bool known_key(const char *group, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++)
        if (strcmp(KEYS[i].group, group) == 0 && strcmp(KEYS[i].name, name) == 0)
            return true;
    return false;
}

/* The error for a name that is none of ours, with the one that was meant where that can be seen. */
static bool unknown(GError **error, const char *where, const char *group, const char *name)
{
    const char *names[G_N_ELEMENTS(KEYS) + 1];
    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++)
        if (!group || strcmp(KEYS[i].group, group) == 0)
            names[count++] = group ? KEYS[i].name : KEYS[i].group;
    names[count] = NULL;
    const char *near = nearest(name, names);
    g_autofree char *meant = near ? g_strdup_printf("; did you mean %s?", near) : NULL;
    g_autofree char *in = group ? g_strdup_printf(" in [%s]", group) : NULL;
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: no such %s: %s%s%s", where,
                group ? "key" : "group", name, in ? in : "",
                meant ? meant : "; the example askd.conf shows them all");
    return false;
}

static bool refuse_line(GError **error, const char *where, const char *what)
{
    return refuse(error, &(Value){.where = (char *)where}, what);
}

/* `name = value` in a group. */
static bool take_pair(File *file, const char *where, const char *group, const char *line,
                      GError **error)
{
    const char *equals = strchr(line, '=');
    if (!equals)
        return refuse_line(error, where, "neither [group], name = value nor # comment");
    if (!group)
        return refuse_line(error, where, "this stands in no group; begin with one, such as [askd]");
    g_autofree char *name = g_strstrip(g_strndup(line, (size_t)(equals - line)));
    if (strcmp(name, "app_token") == 0 || strcmp(name, "bot_token") == 0)
        return refuse_line(error, where,
                           "tokens do not belong in this file; put it in a file that only its "
                           "owner can read and name that with app_token_file or bot_token_file");
    if (!known_key(group, name))
        return unknown(error, where, group, name);
    char *id = g_strdup_printf("%s.%s", group, name);
    if (g_hash_table_contains(file->values, id)) {
        g_free(id);
        return refuse_line(error, where, "this key was given before; keep one of the two");
    }
    Value *value = g_new0(Value, 1);
    value->text = g_strstrip(g_strdup(equals + 1));
    value->where = g_strdup(where);
    g_hash_table_insert(file->values, id, value);
    return true;
}

/* `[group]`; *group is the caller's. */
static bool take_group(const char *where, const char *line, char **group, GError **error)
{
    size_t len = strlen(line);
    if (line[len - 1] != ']')
        return refuse_line(error, where, "a group is its name in brackets, such as [askd]");
    g_free(*group);
    *group = g_strstrip(g_strndup(line + 1, len - 2));
    return known_group(*group) || unknown(error, where, NULL, *group);
}

static bool read_lines(File *file, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *group = NULL;
    for (unsigned i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        g_autofree char *where = g_strdup_printf("%s:%u", file->path, i + 1);
        if (line[0] == '\0' || line[0] == '#' || line[0] == ';')
            continue;
        bool taken = line[0] == '[' ? take_group(where, line, &group, error)
                                    : take_pair(file, where, group, line, error);
        if (!taken)
            return false;
    }
    return true;
}

/*
 * The syntax is GKeyFile's. It is read by hand because GKeyFile forgets on which line a key stood,
 * lets a key be given twice, and says "not a key-value pair" without a line.
 */
static bool read_file(File *file, GError **error)
{
    g_autofree char *text = NULL;
    gsize len = 0;
    g_autoptr(GError) why = NULL;
    if (!g_file_get_contents(file->path, &text, &len, &why)) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: the configuration cannot be read: %s",
                    file->named_by, why->message);
        return false;
    }
    if (len > FILE_BYTES_MAX || strlen(text) != len || !g_utf8_validate(text, -1, NULL))
        return refuse_line(error, file->path, "this is no text file in UTF-8 of at most 1 MiB");
    const char *begin = g_str_has_prefix(text, "\xEF\xBB\xBF") ? text + 3 : text;
    return read_lines(file, begin, error);
}

/* --- who is asked first -------------------------------------------------------------------- */

/* The value of a variable; an empty one is none, as in `ASKD_DB= askd run`. */
static const char *from_environment(const char *name)
{
    const char *text = name ? g_getenv(name) : NULL;
    return text && *text ? text : NULL;
}

/* Option, environment, file; text NULL when none of them speaks. */
static void find_value(const struct Key *key, const ConfigOptions *options, const File *file,
                       Value *found)
{
    const char *option =
        key->option ? *(const char *const *)((const char *)options + key->option_offset) : NULL;
    const char *env = from_environment(key->env);
    g_autofree char *id = g_strdup_printf("%s.%s", key->group, key->name);
    const Value *kept = g_hash_table_lookup(file->values, id);
    if (option)
        *found = (Value){g_strdup(option), g_strdup(key->option)};
    else if (env)
        *found = (Value){g_strdup(env), g_strdup(key->env)};
    else if (kept)
        *found = (Value){g_strdup(kept->text), g_strdup(kept->where)};
}

static bool apply(Config *config, const ConfigOptions *options, const File *file, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        g_auto(Value) value = {0};
        find_value(&KEYS[i], options, file, &value);
        if (!KEYS[i].read || !value.text)
            continue;
        if (!g_utf8_validate(value.text, -1, NULL))
            return refuse(error, &value, "this is not UTF-8");
        /* An empty key of the file leaves things as they are, so that it can stand there unset. */
        if (!*value.text && strchr(value.where, ':'))
            continue;
        if (!*value.text)
            return refuse(error, &value, "this is empty");
        if (!KEYS[i].read(config, KEYS[i].offset, &value, error))
            return false;
    }
    return true;
}

/*
 * A token: from the variable NAME, the file that NAME_FILE names, the file that the key names, or
 * systemd's credential of that name. NULL with no error set when there is none.
 */
static char *find_token(const char *name, const char *key, const File *file, GError **error)
{
    const char *text = from_environment(name);
    if (text)
        return g_strstrip(g_strdup(text));
    g_autofree char *name_file = g_strconcat(name, "_FILE", NULL);
    const char *path = from_environment(name_file);
    if (path)
        return token_read(path, name_file, error);
    g_autofree char *id = g_strconcat("slack.", key, NULL);
    const Value *kept = g_hash_table_lookup(file->values, id);
    if (kept && *kept->text)
        return token_read(kept->text, kept->where, error);
    return token_credential(name, error);
}

static bool find_tokens(Config *config, const File *file, GError **error)
{
    GError *why = NULL;
    config->app_token = find_token("SLACK_APP_TOKEN", "app_token_file", file, &why);
    if (!why)
        config->bot_token = find_token("SLACK_BOT_TOKEN", "bot_token_file", file, &why);
    if (why)
        g_propagate_error(error, why);
    return !why;
}

static char *default_db(void)
{
    const char *state = from_environment("STATE_DIRECTORY"); /* systemd's; may be a list */
    if (!state)
        return g_strdup("askd.db");
    g_autofree char *first = g_strndup(state, strcspn(state, ":"));
    return g_build_filename(first, "askd.db", NULL);
}

static Config *config_new(void)
{
    Config *config = g_new0(Config, 1);
    config->db = default_db();
    config->api_url = g_strdup("https://slack.com/api/");
    config->log_format = g_strdup("logfmt");
    config->log_level = g_strdup("info");
    config->strictness = 0.5;
    config->alert_count = 3;
    config->welcomes_per_minute = 60;
    config->language = g_strdup("en");
    config->zone = g_time_zone_new_utc();
    config->digest = (Weekly){.weekday = 1, .minute = 9 * 60};
    config->retention = (Retention){.askers = 90, .questions = 730, .audit = 730};
    config->connections = 2;
    config->moderators = g_new0(char *, 1);
    config->maintainers = g_new0(char *, 1);
    config->command_prefix = g_strdup("");
    return config;
}

Config *config_load(const ConfigOptions *options, GError **error)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(GHashTable) values =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, value_free);
    File file = {.path = options->config ? options->config : from_environment("ASKD_CONFIG"),
                 .named_by = options->config ? "--config" : "ASKD_CONFIG",
                 .values = values};
    config->path = g_strdup(file.path);
    if (file.path && !read_file(&file, error))
        return NULL;
    if (!apply(config, options, &file, error))
        return NULL;
    if (!options->without_tokens && !find_tokens(config, &file, error))
        return NULL;
    return g_steal_pointer(&config);
}

void config_free(Config *config)
{
    if (!config)
        return;
    g_free(config->path);
    g_free(config->db);
    g_free(config->app_token);
    g_free(config->bot_token);
    g_free(config->api_url);
    g_free(config->http);
    g_free(config->log_format);
    g_free(config->log_level);
    g_free(config->triage_channel);
    g_free(config->report_channel);
    g_free(config->language);
    g_time_zone_unref(config->zone);
    g_strfreev(config->moderators);
    g_strfreev(config->maintainers);
    g_free(config->command_prefix);
    g_free(config);
}

bool config_url_is_safe(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    if (strcmp(scheme, "https") == 0 || strcmp(scheme, "wss") == 0)
        return host && *host;
    if ((strcmp(scheme, "http") != 0 && strcmp(scheme, "ws") != 0) || !host)
        return false;
    /* 127.… must be an address, or 127.evil.example would be one. */
    return g_ascii_strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (g_str_has_prefix(host, "127.") && strspn(host, "0123456789.") == strlen(host));
}

bool config_check_tokens(const Config *config, GError **error)
{
    return token_check(config->app_token, TOKEN_APP, error) &&
           token_check(config->bot_token, TOKEN_BOT, error);
}
