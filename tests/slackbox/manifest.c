#include "tests/slackbox/manifest.h"

#include <glib.h>
#include <string.h>

#include "tests/slackbox/watch.h"

static const char all_scopes[] =
    "app_mentions:read,channels:history,channels:join,channels:read,chat:write,chat:write.public,"
    "chat:write.customize,commands,files:read,files:write,groups:history,groups:read,im:history,im:"
    "read,"
    "im:write,mpim:history,mpim:read,mpim:write,reactions:read,reactions:write,usergroups:read,"
    "users:read,users:read.email";

static struct {
    json_t *manifest;
    char *scopes;
} app;

static const json_t *at(const char *a, const char *b, const char *c)
{
    const json_t *json = json_object_get(json_object_get(app.manifest, a), b);
    return c ? json_object_get(json, c) : json;
}

static bool lists(const json_t *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        if (json_is_string(item) && !strcmp(json_string_value(item), name))
            return true;
    }
    return false;
}

static char *joined(const json_t *list)
{
    GString *text = g_string_new(NULL);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
    {
        g_string_append_printf(text, "%s%s", text->len ? "," : "", json_string_value(item));
    }
    return g_string_free(text, FALSE);
}

void manifest_load(const json_t *manifest)
{
    json_decref(app.manifest);
    g_clear_pointer(&app.scopes, g_free);
    app.manifest = manifest ? json_deep_copy(manifest) : NULL;
    const json_t *scopes = json_object_get(at("oauth_config", "scopes", NULL), "bot");
    app.scopes = app.manifest ? joined(scopes) : g_strdup(all_scopes);
    watch_tell(CHANGED_COMMANDS, NULL, NULL);
}

bool manifest_read(const char *path, char **why)
{
    json_error_t error;
    json_auto_t *manifest = json_load_file(path, 0, &error);
    if (!manifest) {
        *why = g_strdup_printf("%s:%d: %s", path, error.line, error.text);
        return false;
    }
    manifest_load(manifest);
    return true;
}

bool manifest_grants(const char *scope)
{
    return !app.manifest || lists(at("oauth_config", "scopes", "bot"), scope);
}

const char *manifest_scopes(void)
{
    return app.scopes ? app.scopes : all_scopes;
}

bool manifest_subscribes(const char *event)
{
    return !app.manifest || lists(at("settings", "event_subscriptions", "bot_events"), event);
}

bool manifest_has_home(void)
{
    return !app.manifest || json_is_true(at("features", "app_home", "home_tab_enabled"));
}

bool manifest_has_messages(void)
{
    return !app.manifest ||
           (json_is_true(at("features", "app_home", "messages_tab_enabled")) &&
            !json_is_true(at("features", "app_home", "messages_tab_read_only_enabled")));
}

static const json_t *row(const char *table, const char *key, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(at("features", table, NULL), i, item)
    {
        const char *value = json_string_value(json_object_get(item, key));
        if (value && !strcmp(value, name))
            return item;
    }
    return NULL;
}

const json_t *manifest_command(const char *command, bool *known)
{
    const json_t *found = row("slash_commands", "command", command);
    *known = !app.manifest || found;
    return found;
}

const json_t *manifest_shortcut(const char *callback_id)
{
    return row("shortcuts", "callback_id", callback_id);
}

static json_t *copy_or_none(const json_t *list)
{
    return list ? json_deep_copy(list) : json_array();
}

json_t *manifest_commands(void)
{
    return json_pack("{s:o, s:o}", "commands", copy_or_none(at("features", "slash_commands", NULL)),
                     "shortcuts", copy_or_none(at("features", "shortcuts", NULL)));
}
