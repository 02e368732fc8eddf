/*
 * Options, environment and key file → Config. What may be configured, and what each key means,
 * stands in config_keys.c.
 */
#include "bot/config.h"

#include <string.h>

#include "bot/cli/nearest.h"
#include "bot/config_keys.h"
#include "bot/error.h"
#include "bot/proxy.h"
#include "bot/slack/token.h"
#include "commands/feature.h"
#include "knowledge/usergroup.h"

enum { ASKS_PER_HOUR = 120, ALLOWANCE_UNSAID = -1 };

/* --- the key file -------------------------------------------------------------------------- */

enum { FILE_BYTES_MAX = 1024 * 1024 };

typedef struct File {
    const char *path, *named_by;
    GHashTable *values; /* "group.name" → ConfigValue * */
} File;

static void value_free(void *value)
{
    config_value_clear(value);
    g_free(value);
}

/* Of any name when that is NULL. */
static bool known(const char *group, const char *name)
{
    for (const ConfigKey *key = config_keys; key->name; key++)
        if (strcmp(key->group, group) == 0 && (!name || strcmp(key->name, name) == 0))
            return true;
    return false;
}

/* The error for a name that is none of ours, with the one that was meant where that can be seen. */
static bool unknown(GError **error, const char *where, const char *group, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const ConfigKey *key = config_keys; key->name; key++)
        if (!group || strcmp(key->group, group) == 0)
            g_ptr_array_add(names, (void *)(group ? key->name : key->group));
    g_ptr_array_add(names, NULL);
    const char *near = nearest(name, (const char *const *)names->pdata);
    g_autofree char *meant = near ? g_strdup_printf("; did you mean %s?", near) : NULL;
    g_autofree char *in = group ? g_strdup_printf(" in [%s]", group) : NULL;
    g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG, "%s: no such %s: %s%s%s", where,
                group ? "key" : "group", name, in ? in : "",
                meant ? meant : "; the example askd.conf shows them all");
    return false;
}

static bool refuse_line(GError **error, const char *where, const char *what)
{
    return config_refuse(error, &(ConfigValue){.where = (char *)where}, what);
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
    if (!known(group, name))
        return unknown(error, where, group, name);
    char *id = g_strdup_printf("%s.%s", group, name);
    if (g_hash_table_contains(file->values, id)) {
        g_free(id);
        return refuse_line(error, where, "this key was given before; keep one of the two");
    }
    ConfigValue *value = g_new0(ConfigValue, 1);
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
    return known(*group, NULL) || unknown(error, where, NULL, *group);
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
static void find_value(const ConfigKey *key, const ConfigOptions *options, const File *file,
                       ConfigValue *found)
{
    const char *option =
        key->option ? *(const char *const *)((const char *)options + key->option_offset) : NULL;
    const char *env = from_environment(key->env);
    g_autofree char *id = g_strdup_printf("%s.%s", key->group, key->name);
    const ConfigValue *kept = g_hash_table_lookup(file->values, id);
    if (option)
        *found = (ConfigValue){g_strdup(option), g_strdup(key->option)};
    else if (env)
        *found = (ConfigValue){g_strdup(env), g_strdup(key->env)};
    else if (kept)
        *found = (ConfigValue){g_strdup(kept->text), g_strdup(kept->where)};
}

static bool apply(Config *config, const ConfigOptions *options, const File *file, GError **error)
{
    for (const ConfigKey *key = config_keys; key->name; key++) {
        g_auto(ConfigValue) value = {0};
        find_value(key, options, file, &value);
        if (!key->read || !value.text)
            continue;
        if (!g_utf8_validate(value.text, -1, NULL))
            return config_refuse(error, &value, "this is not UTF-8");
        /* An empty key of the file leaves things as they are, so that it can stand there unset. */
        if (!*value.text && strchr(value.where, ':'))
            continue;
        if (!*value.text)
            return config_refuse(error, &value, "this is empty");
        if (!key->read(config, key->offset, &value, error))
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
    const ConfigValue *kept = g_hash_table_lookup(file->values, id);
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
    config->asks_per_hour = ALLOWANCE_UNSAID;
    config->alert_count = 3;
    config->welcomes_per_minute = 60;
    config->language = g_strdup("en");
    config->zone = g_time_zone_new_utc();
    config->digest = (Weekly){.weekday = 1, .minute = 9 * 60};
    config->retention = (Retention){.askers = 90, .questions = 730, .audit = 730};
    config->connections = 2;
    config->moderators = g_new0(char *, 1);
    config->maintainers = g_new0(char *, 1);
    config->auto_answer = g_new0(char *, 1);
    config->command_prefix = g_strdup("");
    return config;
}

/* A workspace on this machine is for trying things out, and for tests. */
static bool is_local(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    return host && proxy_is_loopback(host);
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
    if (config->asks_per_hour == ALLOWANCE_UNSAID)
        config->asks_per_hour = is_local(config->api_url) ? 0 : ASKS_PER_HOUR;
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
    g_strfreev(config->auto_answer);
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

static bool names_group(char **ids)
{
    for (; *ids; ids++)
        if (usergroup_is_id(*ids))
            return true;
    return false;
}

const char *const *config_features(const Config *config)
{
    static const char *const sets[][3] = {
        {NULL}, {FEATURE_GROUPS}, {FEATURE_AUTO_ANSWER}, {FEATURE_GROUPS, FEATURE_AUTO_ANSWER}};
    int groups = names_group(config->moderators) || names_group(config->maintainers);
    int overhears = *config->auto_answer != NULL;
    return sets[groups + 2 * overhears];
}

bool config_check_tokens(const Config *config, GError **error)
{
    return token_check(config->app_token, TOKEN_APP, error) &&
           token_check(config->bot_token, TOKEN_BOT, error);
}
