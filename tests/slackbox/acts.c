/*
 * What people do in channels: write, edit, join, react.
 */
#include "tests/slackbox/control.h"

#include <string.h>

#include "tests/slackbox/api.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/reactions.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/watch.h"

static json_t *post_as(const json_t *in, const Person *person, Channel *channel, json_t *body,
                       const char **error)
{
    const char *thread = in_str(in, "thread_ts");
    const Message *parent = channel_message(channel, thread);
    if (thread && (!parent || parent->only)) {
        json_decref(body);
        *error = "message_not_found";
        return NULL;
    }
    if (parent && parent->thread_ts)
        thread = parent->thread_ts;
    if (thread && in_bool(in, "broadcast"))
        json_object_set_new(body, "subtype", json_string("thread_broadcast"));
    const Message *message = world_post(channel, person->id, thread, NULL, body);
    event_message(channel, message);
    return json_pack("{s:s, s:s}", "channel", channel->id, "ts", message->ts);
}

static json_t *said(const char *typed)
{
    g_autofree char *stored = text_typed(typed);
    g_autofree char *id = world_uuid();
    return json_pack("{s:s, s:s, s:o}", "text", stored, "client_msg_id", id, "blocks",
                     text_rich(stored));
}

static json_t *say(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    Channel *channel = person ? in_channel(in, person, error) : NULL;
    const char *text = in_str(in, "text");
    if (!channel)
        return NULL;
    if (!text)
        *error = "missing_text";
    else if (channel->with && !manifest_has_messages())
        *error = "messages_tab_disabled";
    return *error ? NULL : post_as(in, person, channel, said(text), error);
}

static json_t *bot_say(const json_t *in, const char **error)
{
    const Person *other = world_person("U0OTHER");
    Channel *channel = in_channel(in, NULL, error);
    const char *text = in_str(in, "text");
    if (!channel || !text) {
        *error = channel ? "missing_text" : *error;
        return NULL;
    }
    g_autofree char *stored = text_typed(text);
    json_t *body = json_pack("{s:s, s:s, s:s, s:{s:s, s:s, s:s}}", "text", stored, "bot_id",
                             other->bot_id, "app_id", other->app_id, "bot_profile", "id",
                             other->bot_id, "name", other->name, "app_id", other->app_id);
    return post_as(in, other, channel, body, error);
}

static Message *own_message(const json_t *in, Channel **channel, const char **error)
{
    const Person *person = in_person(in, "user", error);
    *channel = person ? in_channel(in, person, error) : NULL;
    Message *message = *channel ? in_message(in, *channel, person, error) : NULL;
    if (message && strcmp(message->user, person->id)) {
        *error = "not_your_message";
        return NULL;
    }
    return message;
}

static json_t *edit(const json_t *in, const char **error)
{
    Channel *channel = NULL;
    Message *message = own_message(in, &channel, error);
    const char *text = in_str(in, "text");
    if (!message || !text) {
        *error = message ? "missing_text" : *error;
        return NULL;
    }
    json_t *before = json_deep_copy(message->json);
    json_auto_t *body = said(text);
    g_autofree char *now = world_ts();
    json_object_set(message->json, "text", json_object_get(body, "text"));
    json_object_set(message->json, "blocks", json_object_get(body, "blocks"));
    json_object_set_new(message->json, "edited",
                        json_pack("{s:s, s:s}", "user", message->user, "ts", now));
    channel_changed(channel, NULL);
    event_changed(channel, message, before);
    return NULL;
}

static json_t *delete_message(const json_t *in, const char **error)
{
    Channel *channel = NULL;
    const Message *message = own_message(in, &channel, error);
    if (!message)
        return NULL;
    json_t *before = json_deep_copy(message->json);
    channel_delete(channel, message->ts);
    event_deleted(channel, before);
    return NULL;
}

static json_t *change_reaction(const json_t *in, bool add, const char **error)
{
    const Person *person = in_person(in, "user", error);
    Channel *channel = person ? in_channel(in, person, error) : NULL;
    Message *message = channel ? in_message(in, channel, person, error) : NULL;
    const char *name = in_str(in, "name");
    if (message && !name)
        *error = "missing_name";
    else if (message)
        *error = reaction_change(channel, message, person->id, name, add);
    return NULL;
}

static json_t *react(const json_t *in, const char **error)
{
    return change_reaction(in, true, error);
}

static json_t *unreact(const json_t *in, const char **error)
{
    return change_reaction(in, false, error);
}

static void enter(Channel *channel, const Person *person, const char *inviter)
{
    if (channel_has(channel, person->id))
        return;
    channel_add(channel, person->id);
    watch_tell(CHANGED_CHANNELS, NULL, NULL);
    event_joined(channel, person->id, inviter);
}

static json_t *join(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    /* By invitation into private channels too: so it may not be visible yet. */
    Channel *channel = person ? in_channel(in, NULL, error) : NULL;
    const Person *inviter = in_str(in, "inviter") ? world_person(in_str(in, "inviter")) : NULL;
    if (channel)
        enter(channel, person, inviter ? inviter->id : NULL);
    return NULL;
}

static json_t *leave(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    Channel *channel = person ? in_channel(in, person, error) : NULL;
    if (!channel)
        return NULL;
    channel_remove(channel, person->id);
    watch_tell(CHANGED_CHANNELS, NULL, NULL);
    return NULL;
}

static Person *newcomer(const json_t *in)
{
    Person *person = world_invite(in_str(in, "id"), in_str(in, "name"), in_str(in, "real_name"),
                                  in_str(in, "locale"));
    person->is_restricted = in_bool(in, "is_restricted");
    person->is_ultra_restricted = in_bool(in, "is_ultra_restricted");
    if (in_bool(in, "is_bot"))
        person->bot_id = g_strconcat("B", person->id + 1, NULL);
    return person;
}

/* Everyone but guests lands in general; the list names the rest. */
static void enter_all(const json_t *in, const Person *person)
{
    size_t at;
    json_t *name;
    if (!person->is_restricted && !person->is_ultra_restricted && !person->bot_id)
        enter(world_channel("general"), person, NULL);
    json_array_foreach(json_object_get(in, "channels"), at, name)
    {
        Channel *channel = world_channel(json_string_value(name));
        if (channel)
            enter(channel, person, "U0MOD");
    }
}

static json_t *invite(const json_t *in, const char **error)
{
    const char *id = in_str(in, "id"), *name = in_str(in, "name");
    if (!name)
        *error = "missing_name";
    else if (world_person(name) || (id && world_person(id)))
        *error = "already_in_team";
    if (*error)
        return NULL;
    const Person *person = newcomer(in);
    watch_tell(CHANGED_PEOPLE, NULL, NULL);
    event_team_join(person, in_bool(in, "tells_locale"));
    enter_all(in, person);
    return json_pack("{s:s}", "user", person->id);
}

static json_t *describe(const json_t *in, const char **error)
{
    Channel *channel = in_channel(in, NULL, error);
    if (!channel)
        return NULL;
    g_free(channel->topic);
    channel->topic = g_strdup(in_str(in, "topic") ? in_str(in, "topic") : "");
    return NULL;
}

/* Who is in the user group from now on. */
static json_t *usergroup(const json_t *in, const char **error)
{
    json_t *users = json_object_get(in, "users");
    if (json_is_array(users))
        world_moderate(users);
    else
        *error = "missing_users";
    return NULL;
}

static json_t *uninstall(const json_t *in, const char **error)
{
    (void)in, (void)error;
    event_raise("tokens_revoked", json_pack("{s:s, s:{s:[], s:[s]}}", "type", "tokens_revoked",
                                            "tokens", "oauth", "bot", BOT_USER));
    event_raise("app_uninstalled", json_pack("{s:s}", "type", "app_uninstalled"));
    api_revoke();
    return NULL;
}

const Verb person_verbs[] = {
    {.name = "say", .run = say, .act = true},
    {.name = "bot_say", .run = bot_say, .act = true},
    {.name = "edit", .run = edit, .act = true},
    {.name = "delete", .run = delete_message, .act = true},
    {.name = "react", .run = react, .act = true},
    {.name = "unreact", .run = unreact, .act = true},
    {.name = "join", .run = join, .act = true},
    {.name = "leave", .run = leave},
    {.name = "invite", .run = invite, .act = true},
    {.name = "describe", .run = describe},
    {.name = "usergroup", .run = usergroup},
    {.name = "uninstall", .run = uninstall, .act = true},
    {0},
};
