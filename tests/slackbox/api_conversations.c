/*
 * Channels, their members and what was said in them.
 */
#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/events.h"

static const char *scope_of(const Channel *channel, const char *im, const char *group,
                            const char *open)
{
    return channel->with ? im : channel->is_private ? group : open;
}

static bool may_read(Call *call, const Channel *channel)
{
    return call_scope(call, scope_of(channel, "im:read", "groups:read", "channels:read"));
}

static json_t *answer_page(Call *call, json_t *list, int64_t most, const char *name)
{
    g_autofree char *next = NULL;
    json_t *page = call_page(call, list, most, &next);
    return page ? json_pack("{s:b, s:o, s:{s:s}}", "ok", 1, name, page, "response_metadata",
                            "next_cursor", next)
                : NULL;
}

static json_t *open_dm(Call *call)
{
    const char *users = call_str(call, "users"), *id = call_str(call, "channel");
    if (!users && !id)
        return call_refuse(call, "users_list_not_supplied");
    if (users && strchr(users, ',')) /* group DMs exist in Slack, not here */
        return call_scope(call, "mpim:write") ? call_refuse(call, "invalid_user_combination")
                                              : NULL;
    const Person *person = users ? world_person(users) : NULL;
    if (users && (!person || person_is_bot(person)))
        return call_refuse(call, "user_not_found");
    Channel *channel = person ? world_dm(person) : call_channel(call, "channel");
    if (!channel)
        return NULL;
    json_t *json = call_bool(call, "return_im") ? channel_json(channel)
                                                : json_pack("{s:s}", "id", channel->id);
    return json_pack("{s:b, s:o}", "ok", 1, "channel", json);
}

static json_t *info(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel || !may_read(call, channel))
        return NULL;
    return json_pack("{s:b, s:o}", "ok", 1, "channel", channel_json(channel));
}

static bool wanted(const char *types, const Channel *channel)
{
    g_autofree char *list = g_strdup_printf(",%s,", types);
    const char *kind = scope_of(channel, ",im,", ",private_channel,", ",public_channel,");
    return strstr(list, kind) && channel_visible(channel, BOT_USER);
}

static json_t *list(Call *call)
{
    const char *types = call_str(call, "types") ? call_str(call, "types") : "public_channel";
    json_t *all = json_array();
    const GPtrArray *channels = world_channels();
    for (unsigned i = 0; i < channels->len; i++) {
        const Channel *channel = channels->pdata[i];
        if (!wanted(types, channel))
            continue;
        if (!may_read(call, channel)) {
            json_decref(all);
            return NULL;
        }
        json_array_append_new(all, channel_json(channel));
    }
    return answer_page(call, all, 100, "channels");
}

static json_t *members(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel || !may_read(call, channel))
        return NULL;
    json_t *all = json_array();
    for (unsigned i = 0; i < channel->members->len; i++)
        json_array_append_new(all, json_string(channel->members->pdata[i]));
    return answer_page(call, all, 100, "members");
}

static Channel *readable(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel ||
        !call_scope(call, scope_of(channel, "im:history", "groups:history", "channels:history")))
        return NULL;
    if (!channel_has(channel, BOT_USER)) {
        call_refuse(call, "not_in_channel");
        return NULL;
    }
    return channel;
}

static bool within(Call *call, const Message *message)
{
    const char *oldest = call_str(call, "oldest"), *latest = call_str(call, "latest");
    bool inclusive = call_bool(call, "inclusive");
    int after = oldest ? strcmp(message->ts, oldest) : 1;
    int before = latest ? strcmp(latest, message->ts) : 1;
    return (after > 0 || (after == 0 && inclusive)) && (before > 0 || (before == 0 && inclusive));
}

static json_t *answer_messages(Call *call, json_t *all, int64_t most)
{
    json_t *answer = answer_page(call, all, most, "messages");
    const json_t *meta = json_object_get(answer, "response_metadata");
    const char *next = json_string_value(json_object_get(meta, "next_cursor"));
    if (answer)
        json_object_set_new(answer, "has_more", json_boolean(next && *next));
    return answer;
}

static json_t *history(Call *call)
{
    Channel *channel = readable(call);
    if (!channel)
        return NULL;
    json_t *all = json_array();
    for (unsigned i = channel->messages->len; i-- > 0;) {
        const Message *message = channel->messages->pdata[i];
        if (!message->only && !message->thread_ts && within(call, message))
            json_array_append_new(all, message_json(message));
    }
    return answer_messages(call, all, 100);
}

static json_t *replies(Call *call)
{
    Channel *channel = readable(call);
    const Message *any = channel ? channel_message(channel, call_str(call, "ts")) : NULL;
    if (!channel)
        return NULL;
    if (!any || any->only)
        return call_refuse(call, "thread_not_found");
    const char *parent = any->thread_ts ? any->thread_ts : any->ts;
    json_t *all = json_array();
    for (unsigned i = 0; i < channel->messages->len; i++) {
        const Message *message = channel->messages->pdata[i];
        bool first = !strcmp(message->ts, parent);
        bool reply =
            message->thread_ts && !strcmp(message->thread_ts, parent) && within(call, message);
        if (!message->only && (first || reply))
            json_array_append_new(all, message_json(message));
    }
    return answer_messages(call, all, 1000);
}

static json_t *join(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel)
        return NULL;
    if (channel->is_private)
        return call_refuse(call, "method_not_supported_for_channel_type");
    bool new_here = !channel_has(channel, BOT_USER);
    channel_add(channel, BOT_USER);
    if (new_here)
        event_joined(channel, BOT_USER, NULL);
    return json_pack("{s:b, s:o}", "ok", 1, "channel", channel_json(channel));
}

const Method conversation_methods[] = {
    {"conversations.open", open_dm, "im:write", 50},
    {"conversations.info", info, NULL, 50},
    {"conversations.list", list, NULL, 20},
    {"conversations.members", members, NULL, 100},
    {"conversations.history", history, NULL, 50},
    {"conversations.replies", replies, NULL, 50},
    {"conversations.join", join, "channels:join", 50},
    {0},
};
