#include "tests/slackbox/events.h"

#include <string.h>

#include "tests/slackbox/manifest.h"

static GPtrArray *collected; /* Envelope */

void event_collect(GPtrArray *envelopes)
{
    collected = envelopes;
}

Envelope *letter_send(const Letter *letter)
{
    Envelope *envelope = envelope_send(letter);
    if (collected)
        g_ptr_array_add(collected, envelope_ref(envelope));
    return envelope;
}

static json_t *outer(json_t *event)
{
    g_autofree char *tail = world_hex(10);
    g_autofree char *upper = g_ascii_strup(tail, -1);
    g_autofree char *id = g_strconcat("Ev", upper, NULL);
    return json_pack(
        "{s:s, s:s, s:s, s:n, s:s, s:o, s:s, s:s, s:I, s:[{s:n, s:s, s:s, s:b, s:b}], s:b, s:s}",
        "token", "legacyverificationtoken", "team_id", TEAM_ID, "context_team_id", TEAM_ID,
        "context_enterprise_id", "api_app_id", APP_ID, "event", event, "type", "event_callback",
        "event_id", id, "event_time", (json_int_t)(g_get_real_time() / G_USEC_PER_SEC),
        "authorizations", "enterprise_id", "team_id", TEAM_ID, "user_id", BOT_USER, "is_bot", 1,
        "is_enterprise_install", 0, "is_ext_shared_channel", 0, "event_context", tail);
}

static void stamp(json_t *event)
{
    g_autofree char *now = world_ts();
    if (!json_object_get(event, "event_ts"))
        json_object_set_new(event, "event_ts", json_string(now));
}

void event_raise(const char *subscription, json_t *event)
{
    if (!manifest_subscribes(subscription)) {
        json_decref(event);
        return;
    }
    stamp(event);
    letter_send(&(Letter){.type = "events_api", .payload = outer(event), .retry = true});
}

static const char *message_subscription(const Channel *channel)
{
    return channel->with         ? "message.im"
           : channel->is_private ? "message.groups"
                                 : "message.channels";
}

static bool mentions_bot(const Message *message)
{
    const char *text = json_string_value(json_object_get(message->json, "text"));
    return text && (strstr(text, "<@" BOT_USER ">") || strstr(text, "<@" BOT_USER "|")) &&
           strcmp(message->user, BOT_USER) != 0;
}

static json_t *in_channel(json_t *event, const Channel *channel)
{
    json_object_set_new(event, "channel", json_string(channel->id));
    json_object_set_new(event, "channel_type", json_string(channel_kind(channel)));
    return event;
}

void event_message(const Channel *channel, const Message *message)
{
    if (message->only || !channel_has(channel, BOT_USER))
        return;
    json_t *event = in_channel(json_deep_copy(message->json), channel);
    json_object_set_new(event, "event_ts", json_string(message->ts));
    if (mentions_bot(message) && !channel->with) {
        json_t *mention = json_deep_copy(event);
        json_object_set_new(mention, "type", json_string("app_mention"));
        json_object_del(mention, "channel_type");
        event_raise("app_mention", mention);
    }
    event_raise(message_subscription(channel), event);
}

static json_t *hidden(const Channel *channel, const char *subtype)
{
    g_autofree char *ts = world_ts();
    return in_channel(json_pack("{s:s, s:s, s:b, s:s, s:s}", "type", "message", "subtype", subtype,
                                "hidden", 1, "ts", ts, "event_ts", ts),
                      channel);
}

void event_changed(const Channel *channel, const Message *message, json_t *before)
{
    json_t *event = hidden(channel, "message_changed");
    json_object_set_new(event, "message", json_deep_copy(message->json));
    json_object_set_new(event, "previous_message", before);
    if (message->only || !channel_has(channel, BOT_USER))
        json_decref(event);
    else
        event_raise(message_subscription(channel), event);
}

void event_deleted(const Channel *channel, json_t *before)
{
    json_t *event = hidden(channel, "message_deleted");
    json_object_set(event, "deleted_ts", json_object_get(before, "ts"));
    json_object_set_new(event, "previous_message", before);
    if (channel_has(channel, BOT_USER))
        event_raise(message_subscription(channel), event);
    else
        json_decref(event);
}

void event_joined(const Channel *channel, const char *user, const char *inviter)
{
    if (!channel_has(channel, BOT_USER))
        return;
    event_raise("member_joined_channel",
                json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*}", "type", "member_joined_channel",
                          "user", user, "channel", channel->id, "channel_type",
                          channel->is_private ? "G" : "C", "team", TEAM_ID, "inviter", inviter));
}

void event_team_join(const Person *person, bool locale)
{
    event_raise("team_join", json_pack("{s:s, s:o, s:i}", "type", "team_join", "user",
                                       person_json(person, locale), "cache_ts", 1787400900));
}

void event_home_opened(const Person *person, const char *tab, json_t *view)
{
    json_t *event = json_pack("{s:s, s:s, s:s, s:s}", "type", "app_home_opened", "user", person->id,
                              "channel", world_dm(person)->id, "tab", tab);
    if (view)
        json_object_set_new(event, "view", view);
    event_raise("app_home_opened", event);
}

void event_reaction(const char *type, const Channel *channel, const Message *message,
                    const char *user, const char *name)
{
    if (!channel_has(channel, BOT_USER) || message->only)
        return;
    event_raise(type, json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s}}", "type", type, "user",
                                user, "reaction", name, "item_user", message->user, "item", "type",
                                "message", "channel", channel->id, "ts", message->ts));
}
