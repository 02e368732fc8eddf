/*
 * Messages that the app writes, changes and deletes.
 */
#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/posting.h"
#include "tests/slackbox/text.h"

/* Where to write: a channel, or the DM of a person whose id is given. */
static Channel *target(Call *call)
{
    const char *id = call_str(call, "channel");
    const Person *person = id && (*id == 'U' || *id == 'W') ? world_person(id) : NULL;
    return person && !person_is_bot(person) ? world_dm(person) : call_channel(call, "channel");
}

static bool may_write(Call *call, const Channel *channel)
{
    const char *error = NULL;
    if (channel->is_archived)
        error = "is_archived";
    else if (!channel_has(channel, BOT_USER))
        error = "not_in_channel";
    if (error)
        call_refuse(call, error);
    return !error;
}

/*
 * The thread a message belongs to: the parent's ts, also when a reply's was given. False: no such
 * message.
 */
static bool thread_of(Call *call, const Channel *channel, const char **thread)
{
    const char *ts = call_str(call, "thread_ts");
    const Message *parent = channel_message(channel, ts);
    *thread = NULL;
    if (!ts)
        return true;
    if (!parent || parent->only) {
        call_refuse(call, "thread_not_found");
        return false;
    }
    *thread = parent->thread_ts ? parent->thread_ts : parent->ts;
    return true;
}

static json_t *message_body(Call *call)
{
    return posting_body(call->args, &call->refusal);
}

static json_t *post_message(Call *call)
{
    const char *thread = NULL;
    Channel *channel = target(call);
    bool customised =
        call_str(call, "username") || call_str(call, "icon_emoji") || call_str(call, "icon_url");
    if (!channel || !may_write(call, channel) || !thread_of(call, channel, &thread))
        return NULL;
    if (customised && !call_scope(call, "chat:write.customize"))
        return NULL;
    json_t *body = message_body(call);
    if (!body)
        return NULL;
    if (thread && call_bool(call, "reply_broadcast"))
        json_object_set_new(body, "subtype", json_string("thread_broadcast"));
    const Message *message = posting_post(channel, thread, NULL, body);
    return json_pack("{s:b, s:s, s:s, s:o}", "ok", 1, "channel", channel->id, "ts", message->ts,
                     "message", json_deep_copy(message->json));
}

static json_t *post_ephemeral(Call *call)
{
    const char *thread = NULL;
    const char *id = call_str(call, "user");
    const Person *person = id ? world_person(id) : NULL;
    Channel *channel = call_channel(call, "channel");
    if (!channel || !may_write(call, channel) || !thread_of(call, channel, &thread))
        return NULL;
    if (!person || !channel_has(channel, person->id))
        return call_refuse(call, "user_not_in_channel");
    json_t *body = message_body(call);
    if (!body)
        return NULL;
    const Message *message = posting_post(channel, thread, person->id, body);
    return json_pack("{s:b, s:s}", "ok", 1, "message_ts", message->ts);
}

static json_t *update(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel)
        return NULL;
    Message *message = channel_message(channel, call_str(call, "ts"));
    const char *text = call_str(call, "text");
    if (!message || message->only)
        return call_refuse(call, "message_not_found");
    if (strcmp(message->user, BOT_USER))
        return call_refuse(call, "cant_update_message");
    if (text && text_units(text) > 4000)
        return call_refuse(call, "msg_too_long");
    json_t *body = message_body(call);
    if (!body)
        return NULL;
    bool edited = !json_object_get(body, "blocks");
    posting_replace(channel, message, body, edited);
    return json_pack("{s:b, s:s, s:s, s:O, s:o}", "ok", 1, "channel", channel->id, "ts",
                     message->ts, "text", json_object_get(message->json, "text"), "message",
                     json_deep_copy(message->json));
}

static json_t *delete_message(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel)
        return NULL;
    const Message *message = channel_message(channel, call_str(call, "ts"));
    if (!message || message->only)
        return call_refuse(call, "message_not_found");
    if (strcmp(message->user, BOT_USER))
        return call_refuse(call, "cant_delete_message");
    json_t *before = json_deep_copy(message->json);
    g_autofree char *ts = g_strdup(message->ts);
    channel_delete(channel, ts);
    event_deleted(channel, before);
    return json_pack("{s:b, s:s, s:s}", "ok", 1, "channel", channel->id, "ts", ts);
}

static json_t *permalink(Call *call)
{
    Channel *channel = call_channel(call, "channel");
    if (!channel)
        return NULL;
    const Message *message = channel_message(channel, call_str(call, "message_ts"));
    if (!message || message->only)
        return call_refuse(call, "message_not_found");
    g_auto(GStrv) halves = g_strsplit(message->ts, ".", 2);
    g_autofree char *link = g_strdup_printf("https://" TEAM_DOMAIN ".slack.com/archives/%s/p%s%s",
                                            channel->id, halves[0], halves[1]);
    g_autofree char *whole = message->thread_ts ? g_strdup_printf("%s?thread_ts=%s&cid=%s", link,
                                                                  message->thread_ts, channel->id)
                                                : g_strdup(link);
    return json_pack("{s:b, s:s, s:s}", "ok", 1, "channel", channel->id, "permalink", whole);
}

const Method chat_methods[] = {
    {"chat.postMessage", post_message, "chat:write", 300},
    {"chat.postEphemeral", post_ephemeral, "chat:write", 100},
    {"chat.update", update, "chat:write", 50},
    {"chat.delete", delete_message, "chat:write", 50},
    {"chat.getPermalink", permalink, NULL, 300},
    {0},
};
