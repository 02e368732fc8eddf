/*
 * Tokens, connections and reactions.
 */
#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/reactions.h"
#include "tests/slackbox/socket.h"

static json_t *api_test(Call *call)
{
    const char *error = call_str(call, "error");
    if (error)
        return call_refuse(call, error);
    return json_pack("{s:b, s:O}", "ok", 1, "args", call->args);
}

static json_t *auth_test(Call *call)
{
    (void)call;
    return json_pack("{s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "ok", 1, "url",
                     "https://" TEAM_DOMAIN ".slack.com/", "team", "Slackbox", "user", "askd",
                     "team_id", TEAM_ID, "user_id", BOT_USER, "bot_id", BOT_ID, "app_id", APP_ID,
                     "is_enterprise_install", 0);
}

static json_t *connections_open(Call *call)
{
    const char *error = NULL;
    const char *host = http_header(call->ex, "host");
    g_autofree char *url = socket_ticket(host ? host : "127.0.0.1", &error);
    return url ? json_pack("{s:b, s:s}", "ok", 1, "url", url) : call_refuse(call, error);
}

static bool user_listed(const json_t *users, const char *user, size_t *where)
{
    size_t at;
    json_t *item;
    json_array_foreach(users, at, item)
    {
        if (!strcmp(json_string_value(item), user)) {
            *where = at;
            return true;
        }
    }
    return false;
}

static json_t *reaction_of(Message *message, const char *name, bool make)
{
    json_t *all = json_object_get(message->json, "reactions"), *item;
    size_t at;
    json_array_foreach(all, at, item)
    {
        if (!strcmp(json_string_value(json_object_get(item, "name")), name))
            return item;
    }
    if (!make)
        return NULL;
    if (!all) {
        all = json_array();
        json_object_set_new(message->json, "reactions", all);
    }
    item = json_pack("{s:s, s:[], s:i}", "name", name, "users", "count", 0);
    json_array_append_new(all, item);
    return item;
}

const char *reaction_change(Channel *channel, Message *message, const char *user, const char *name,
                            bool add)
{
    json_t *reaction = reaction_of(message, name, add);
    json_t *users = json_object_get(reaction, "users");
    size_t at = 0;
    if (user_listed(users, user, &at) == add)
        return add ? "already_reacted" : "no_reaction";
    if (add)
        json_array_append_new(users, json_string(user));
    else
        json_array_remove(users, at);
    json_object_set_new(reaction, "count", json_integer((json_int_t)json_array_size(users)));
    channel_changed(channel, NULL);
    event_reaction(add ? "reaction_added" : "reaction_removed", channel, message, user, name);
    return NULL;
}

static json_t *change_reaction(Call *call, bool add)
{
    const char *name = call_str(call, "name");
    Channel *channel = call_channel(call, "channel");
    if (!channel)
        return NULL;
    Message *message = channel_message(channel, call_str(call, "timestamp"));
    if (!message || message->only)
        return call_refuse(call, "message_not_found");
    if (!name || strchr(name, ' '))
        return call_refuse(call, "invalid_name");
    const char *error = reaction_change(channel, message, BOT_USER, name, add);
    return error ? call_refuse(call, error) : call_done();
}

static json_t *add_reaction(Call *call)
{
    return change_reaction(call, true);
}

static json_t *remove_reaction(Call *call)
{
    return change_reaction(call, false);
}

const Method other_methods[] = {
    {"api.test", api_test, NULL, 0},
    {"auth.test", auth_test, NULL, 300},
    {"apps.connections.open", connections_open, NULL, 50},
    {"reactions.add", add_reaction, "reactions:write", 50},
    {"reactions.remove", remove_reaction, "reactions:write", 20},
    {0},
};
