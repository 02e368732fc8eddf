/*
 * Gathers the features' rows into the manifest's shape. Commands are described in English and
 * Chinese at once, because Slack keeps one description for everybody.
 */
#include "bot/slack/manifest.h"

#include <jansson.h>
#include <string.h>

#include "commands/feature.h"

enum {
    SHORTCUTS_MAX = 10,
    SHORTCUT_DESCRIPTION_MAX = 150,
};

static const char DESCRIPTION[] = "Answers the community's questions, with sources, from what the "
                                  "community has written down · 根据社区资料回答问题";

/* Events that bot/ itself heeds, whatever the features listen to; they need no scope. */
static const char *const own_events[] = {"app_uninstalled", "tokens_revoked", NULL};

static bool contains(const json_t *list, const char *text)
{
    size_t i;
    const json_t *each;
    json_array_foreach(list, i, each) if (strcmp(json_string_value(each), text) == 0) return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each name once, in alphabetical order. */
static json_t *sorted(GPtrArray *names)
{
    json_t *list = json_array();
    g_ptr_array_sort(names, by_name);
    for (unsigned i = 0; i < names->len; i++)
        if (!contains(list, names->pdata[i]))
            json_array_append_new(list, json_string(names->pdata[i]));
    return list;
}

static bool is_wanted(const Feature *feature, const char *const *options)
{
    return !feature->option || g_strv_contains(options, feature->option);
}

static json_t *scopes(const char *const *options)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Feature *const *feature = features; *feature; feature++)
        for (const char *const *scope = (*feature)->scopes; scope && *scope; scope++)
            if (is_wanted(*feature, options))
                g_ptr_array_add(names, (char *)*scope);
    return sorted(names);
}

static json_t *events(const char *const *options)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const char *const *event = own_events; *event; event++)
        g_ptr_array_add(names, (char *)*event);
    for (const Feature *const *feature = features; *feature; feature++)
        for (const Event *row = (*feature)->events; row && row->name; row++)
            if (is_wanted(*feature, options))
                g_ptr_array_add(names, (char *)row->name);
    return sorted(names);
}

static char *both(Words words)
{
    return strcmp(words.en, words.zh) == 0 ? g_strdup(words.en)
                                           : g_strconcat(words.en, " · ", words.zh, NULL);
}

static json_t *command(const Command *row, const char *prefix)
{
    g_autofree char *name = g_strconcat("/", prefix, row->name + 1, NULL);
    g_autofree char *description = both(row->summary);
    g_autofree char *usage = row->usage.en ? both(row->usage) : NULL;
    json_t *json = json_pack("{s:s, s:s, s:b}", "command", name, "description", description,
                             "should_escape", 1);
    if (usage)
        json_object_set_new(json, "usage_hint", json_string(usage));
    return json;
}

static json_t *commands(const char *prefix)
{
    json_t *list = json_array();
    for (const Feature *const *feature = features; *feature; feature++)
        for (const Command *row = (*feature)->commands; row && row->name; row++)
            json_array_append_new(list, command(row, prefix));
    return list;
}

static json_t *shortcut(const Shortcut *row)
{
    g_autofree char *summary = both(row->summary);
    g_autofree char *description = text_shorten(summary, SHORTCUT_DESCRIPTION_MAX);
    return json_pack("{s:s, s:s, s:s, s:s}", "name", row->label.en, "type",
                     row->of_message ? "message" : "global", "callback_id", row->name,
                     "description", description);
}

static json_t *shortcuts(void)
{
    json_t *list = json_array();
    for (const Feature *const *feature = features; *feature; feature++)
        for (const Shortcut *row = (*feature)->shortcuts; row && row->name; row++)
            if (json_array_size(list) < SHORTCUTS_MAX)
                json_array_append_new(list, shortcut(row));
    return list;
}

/* Slack refuses an array that is there and empty. */
static void set_list(json_t *object, const char *key, json_t *list)
{
    if (json_array_size(list) > 0)
        json_object_set_new(object, key, list);
    else
        json_decref(list);
}

static json_t *feature_settings(const char *prefix)
{
    json_t *json = json_pack("{s:{s:b, s:b, s:b}, s:{s:s, s:b}}", "app_home", "home_tab_enabled", 1,
                             "messages_tab_enabled", 1, "messages_tab_read_only_enabled", 0,
                             "bot_user", "display_name", "askd", "always_online", 1);
    set_list(json, "shortcuts", shortcuts());
    set_list(json, "slash_commands", commands(prefix));
    return json;
}

static json_t *settings(const char *const *options)
{
    return json_pack("{s:{s:o}, s:{s:b}, s:b, s:b, s:b}", "event_subscriptions", "bot_events",
                     events(options), "interactivity", "is_enabled", 1, "org_deploy_enabled", 0,
                     "socket_mode_enabled", 1, "token_rotation_enabled", 0);
}

static json_t *display_information(void)
{
    return json_pack("{s:s, s:s, s:s}", "name", "askd", "description", DESCRIPTION,
                     "background_color", "#1d3557");
}

char *manifest_json(const char *command_prefix, const char *const *options)
{
    json_auto_t *json =
        json_pack("{s:{s:i, s:i}, s:o, s:o, s:{s:{s:o}}, s:o}", "_metadata", "major_version", 1,
                  "minor_version", 1, "display_information", display_information(), "features",
                  feature_settings(command_prefix), "oauth_config", "scopes", "bot",
                  scopes(options), "settings", settings(options));
    g_assert(json);
    g_autofree char *text = json_dumps(json, JSON_INDENT(2));
    return g_strconcat(text, "\n", NULL);
}

char **manifest_scopes(const char *const *options)
{
    json_auto_t *names = scopes(options);
    GPtrArray *list = g_ptr_array_new();
    for (size_t i = 0; i < json_array_size(names); i++)
        g_ptr_array_add(list, g_strdup(json_string_value(json_array_get(names, i))));
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}
