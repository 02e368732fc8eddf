/*
 * What a person sees: the verbs that look, and change nothing.
 */
#include "tests/slackbox/control.h"

#include <string.h>

#include "tests/slackbox/manifest.h"
#include "tests/slackbox/views.h"

static void copy(json_t *to, const json_t *from, const char *name)
{
    json_t *value = json_object_get(from, name);
    if (value)
        json_object_set(to, name, value);
}

json_t *seen_message(const Message *message)
{
    static const char *const kept[] = {"blocks",      "attachments", "thread_ts",
                                       "reply_count", "reactions",   "files",
                                       "edited",      "command",     "metadata"};
    json_auto_t *full = message_json(message);
    const Person *author = world_person(message->user);
    const char *text = json_string_value(json_object_get(full, "text"));
    const char *subtype = json_string_value(json_object_get(full, "subtype"));
    json_t *json = json_pack("{s:s, s:s, s:s, s:b, s:s, s:b}", "ts", message->ts, "user",
                             message->user, "name", author ? author->real_name : message->user,
                             "is_bot", author && person_is_bot(author), "text", text ? text : "",
                             "ephemeral", message->only != NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(kept); i++)
        copy(json, full, kept[i]);
    if (subtype && !strcmp(subtype, "thread_broadcast"))
        json_object_set_new(json, "broadcast", json_true());
    return json;
}

static bool in_view(const Message *message, const char *thread_ts, bool all)
{
    const char *subtype = json_string_value(json_object_get(message->json, "subtype"));
    bool broadcast = subtype && !strcmp(subtype, "thread_broadcast");
    if (all)
        return true;
    if (thread_ts)
        return !strcmp(message->ts, thread_ts) ||
               (message->thread_ts && !strcmp(message->thread_ts, thread_ts));
    return !message->thread_ts || broadcast;
}

bool seen_by(const Person *person, const Message *message, const char *thread_ts, bool all)
{
    bool mine = !message->only || !strcmp(message->only, person->id);
    return mine && in_view(message, thread_ts, all);
}

static json_t *see(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    const Channel *channel = person ? in_channel(in, person, error) : NULL;
    if (!channel)
        return NULL;
    json_t *messages = json_array();
    for (unsigned i = 0; i < channel->messages->len; i++) {
        const Message *message = channel->messages->pdata[i];
        if (seen_by(person, message, in_str(in, "thread_ts"), in_bool(in, "all")))
            json_array_append_new(messages, seen_message(message));
    }
    return json_pack("{s:s, s:o}", "channel", channel->id, "messages", messages);
}

static json_t *with_errors(const View *view)
{
    json_t *json = view_json(view);
    if (view->errors)
        json_object_set(json, "errors", view->errors);
    return json;
}

static json_t *modals(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    if (!person)
        return NULL;
    g_autoptr(GPtrArray) stack = view_stack(person->id);
    json_t *list = json_array();
    for (unsigned i = 0; i < stack->len; i++)
        json_array_append_new(list, with_errors(stack->pdata[i]));
    return json_pack("{s:o}", "views", list);
}

static json_t *home_view(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    const View *view = person ? view_home(person->id) : NULL;
    return person ? json_pack("{s:o}", "view", view ? view_json(view) : json_null()) : NULL;
}

static json_t *people(const json_t *in, const char **error)
{
    (void)in, (void)error;
    json_t *users = json_array();
    const GPtrArray *all = world_people();
    for (unsigned i = 0; i < all->len; i++) {
        const Person *person = all->pdata[i];
        json_array_append_new(
            users, json_pack("{s:s, s:s, s:s, s:s, s:b, s:b}", "id", person->id, "name",
                             person->name, "real_name", person->real_name, "locale", person->locale,
                             "is_bot", person_is_bot(person), "is_restricted",
                             person->is_restricted || person->is_ultra_restricted));
    }
    return json_pack("{s:o, s:s}", "users", users, "bot", BOT_USER);
}

static json_t *members_of(const Channel *channel)
{
    json_t *members = json_array();
    for (unsigned i = 0; i < channel->members->len; i++)
        json_array_append_new(members, json_string(channel->members->pdata[i]));
    return members;
}

static json_t *seen_channel(const Channel *channel, const Person *person)
{
    const Message *latest = NULL;
    for (unsigned i = channel->messages->len; i-- > 0 && !latest;) {
        const Message *message = channel->messages->pdata[i];
        if (!message->only || (person && !strcmp(message->only, person->id)))
            latest = message;
    }
    json_t *json = json_pack("{s:s, s:s, s:s, s:b, s:o, s:s*, s:s*}", "id", channel->id, "name",
                             channel->with ? "askd" : channel->name, "kind", channel_kind(channel),
                             "is_member", !person || channel_has(channel, person->id), "members",
                             members_of(channel), "with", channel->with ? BOT_USER : NULL, "latest",
                             latest ? latest->ts : NULL);
    return json;
}

static json_t *channels(const json_t *in, const char **error)
{
    const Person *person = in_str(in, "user") ? in_person(in, "user", error) : NULL;
    if (in_str(in, "user") && !person)
        return NULL;
    if (person && !person_is_bot(person))
        world_dm(person);
    json_t *list = json_array();
    const GPtrArray *all = world_channels();
    for (unsigned i = 0; i < all->len; i++)
        if (!person || channel_visible(all->pdata[i], person->id))
            json_array_append_new(list, seen_channel(all->pdata[i], person));
    return json_pack("{s:o}", "channels", list);
}

static json_t *commands(const json_t *in, const char **error)
{
    (void)in, (void)error;
    return manifest_commands();
}

const Verb seeing_verbs[] = {
    {.name = "see", .run = see},
    {.name = "modals", .run = modals},
    {.name = "home_view", .run = home_view},
    {.name = "people", .run = people},
    {.name = "channels", .run = channels},
    {.name = "commands", .run = commands},
    {0},
};
