#include "tests/slackbox/world.h"

#include <string.h>

#include "tests/slackbox/watch.h"

static struct {
    GPtrArray *people;   /* Person */
    GPtrArray *channels; /* Channel */
    GHashTable *by_id;   /* borrowed id → Channel */
    json_t *moderators;  /* ids */
    int64_t last_us;
    unsigned ids;
} world;

static void person_free(void *data)
{
    Person *person = data;
    g_free(person->id);
    g_free(person->name);
    g_free(person->real_name);
    g_free(person->locale);
    g_free(person->bot_id);
    g_free(person->app_id);
    g_free(person);
}

static void message_free(void *data)
{
    Message *message = data;
    g_free(message->ts);
    g_free(message->thread_ts);
    g_free(message->user);
    g_free(message->only);
    json_decref(message->json);
    json_decref(message->state);
    if (message->replies)
        g_ptr_array_unref(message->replies);
    g_free(message);
}

static void channel_free(void *data)
{
    Channel *channel = data;
    g_free(channel->id);
    g_free(channel->name);
    g_free(channel->with);
    g_free(channel->topic);
    g_hash_table_unref(channel->by_ts);
    g_ptr_array_unref(channel->members);
    g_ptr_array_unref(channel->messages);
    g_free(channel);
}

void world_free(void)
{
    g_clear_pointer(&world.by_id, g_hash_table_unref);
    g_clear_pointer(&world.people, g_ptr_array_unref);
    g_clear_pointer(&world.moderators, json_decref);
    g_clear_pointer(&world.channels, g_ptr_array_unref);
}

Person *world_invite(const char *id, const char *name, const char *real_name, const char *locale)
{
    Person *person = g_new0(Person, 1);
    person->id = id ? g_strdup(id) : world_id("U0NEW");
    person->name = g_strdup(name);
    person->real_name = g_strdup(real_name ? real_name : name);
    person->locale = g_strdup(locale ? locale : "en-US");
    g_ptr_array_add(world.people, person);
    return person;
}

static Channel *new_channel(const char *id, const char *name)
{
    Channel *channel = g_new0(Channel, 1);
    channel->id = g_strdup(id);
    channel->name = g_strdup(name);
    channel->topic = g_strdup("");
    channel->members = g_ptr_array_new_with_free_func(g_free);
    channel->messages = g_ptr_array_new_with_free_func(message_free);
    channel->by_ts = g_hash_table_new(g_str_hash, g_str_equal);
    g_ptr_array_add(world.channels, channel);
    g_hash_table_insert(world.by_id, channel->id, channel);
    return channel;
}

static void seed_people(void)
{
    static const char *const seeds[][4] = {
        {"U0ANA", "ana", "Ana Lima", "en-US"},
        {"U0WEI", "wei", "王伟 Wei Wang", "zh-CN"},
        {"U0MOD", "mod", "Mo Derator", "en-US"},
        {"U0LIN", "lin", "林静", "zh-CN"},
        {"U0SAM", "sam", "Sam", "en-GB"},
        {BOT_USER, "askd", "askd", "en-US"},
        {"U0OTHER", "otherbot", "otherbot", "en-US"},
        {SLACKBOT, "slackbot", "Slackbot", "en-US"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(seeds); i++)
        world_invite(seeds[i][0], seeds[i][1], seeds[i][2], seeds[i][3]);
    world_person(BOT_USER)->bot_id = g_strdup(BOT_ID);
    world_person(BOT_USER)->app_id = g_strdup(APP_ID);
    world_person("U0OTHER")->bot_id = g_strdup("B0OTHER");
    world_person("U0OTHER")->app_id = g_strdup("A0OTHER");
    world_person(SLACKBOT)->bot_id = g_strdup("B0SLACKBOT");
}

static void seed_channels(void)
{
    static const struct {
        const char *id, *name;
        bool is_private, bot;
    } seeds[] = {
        {"C0GENERAL", "general", false, true},  {"C0HELP", "help", false, true},
        {"C0STORAGE", "storage", false, false}, {"C0CHINA", "china", false, true},
        {"C0TRIAGE", "triage", true, true},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(seeds); i++) {
        Channel *channel = new_channel(seeds[i].id, seeds[i].name);
        channel->is_private = seeds[i].is_private;
        for (unsigned k = 0; k < world.people->len; k++) {
            const Person *person = world.people->pdata[k];
            if (!person->bot_id && (!channel->is_private || !strcmp(person->id, "U0MOD")))
                channel_add(channel, person->id);
        }
        if (seeds[i].bot)
            channel_add(channel, BOT_USER);
        if (!channel->is_private)
            channel_add(channel, "U0OTHER");
    }
}

void world_seed(void)
{
    world_free();
    world.people = g_ptr_array_new_with_free_func(person_free);
    world.channels = g_ptr_array_new_with_free_func(channel_free);
    world.by_id = g_hash_table_new(g_str_hash, g_str_equal);
    world.moderators = json_pack("[s]", "U0MOD");
    seed_people();
    seed_channels();
}

Person *world_person(const char *name)
{
    if (name && *name == '@')
        name++;
    for (unsigned i = 0; name && i < world.people->len; i++) {
        Person *person = world.people->pdata[i];
        if (!strcmp(person->id, name) || !strcmp(person->name, name))
            return person;
    }
    return NULL;
}

GPtrArray *world_people(void)
{
    return world.people;
}

bool person_is_bot(const Person *person)
{
    return person->bot_id != NULL;
}

static int tz_offset(const Person *person)
{
    return g_str_has_prefix(person->locale, "zh") ? 28800 : 0;
}

json_t *person_json(const Person *person, bool with_locale)
{
    bool china = g_str_has_prefix(person->locale, "zh");
    json_t *profile = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "real_name", person->real_name,
                                "display_name", person->name, "title", "", "status_text", "",
                                "status_emoji", "", "team", TEAM_ID);
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:i, s:o, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:i}",
        "id", person->id, "team_id", TEAM_ID, "name", person->name, "deleted", person->deleted,
        "real_name", person->real_name, "tz", china ? "Asia/Shanghai" : "Europe/London", "tz_label",
        china ? "China Standard Time" : "Greenwich Mean Time", "tz_offset", tz_offset(person),
        "profile", profile, "is_admin", 0, "is_owner", 0, "is_primary_owner", 0, "is_restricted",
        person->is_restricted, "is_ultra_restricted", person->is_ultra_restricted, "is_bot",
        person_is_bot(person), "is_app_user", 0, "updated", 1700000000);
    if (with_locale)
        json_object_set_new(json, "locale", json_string(person->locale));
    return json;
}

Channel *world_channel(const char *name)
{
    if (!name)
        return NULL;
    if (*name == '#')
        name++;
    Channel *found = g_hash_table_lookup(world.by_id, name);
    for (unsigned i = 0; !found && i < world.channels->len; i++) {
        Channel *channel = world.channels->pdata[i];
        if (!channel->with && !strcmp(channel->name, name))
            found = channel;
    }
    return found;
}

GPtrArray *world_channels(void)
{
    return world.channels;
}

Channel *world_dm(const Person *person)
{
    g_autofree char *id = g_strconcat("D", person->id + 1, NULL);
    Channel *channel = g_hash_table_lookup(world.by_id, id);
    if (channel)
        return channel;
    channel = new_channel(id, person->name);
    channel->with = g_strdup(person->id);
    channel->is_private = true;
    channel_add(channel, person->id);
    channel_add(channel, BOT_USER);
    watch_tell(CHANGED_CHANNELS, person->id, NULL);
    return channel;
}

static bool find_member(const Channel *channel, const char *user, guint *at)
{
    return g_ptr_array_find_with_equal_func(channel->members, user, g_str_equal, at);
}

bool channel_has(const Channel *channel, const char *user)
{
    return find_member(channel, user, NULL);
}

void channel_add(Channel *channel, const char *user)
{
    if (!channel_has(channel, user))
        g_ptr_array_add(channel->members, g_strdup(user));
}

void channel_remove(Channel *channel, const char *user)
{
    guint at = 0;
    if (find_member(channel, user, &at))
        g_ptr_array_remove_index(channel->members, at);
}

const char *channel_kind(const Channel *channel)
{
    return channel->with ? "im" : channel->is_private ? "group" : "channel";
}

bool channel_visible(const Channel *channel, const char *user)
{
    return !channel->is_private || channel_has(channel, user);
}

json_t *channel_json(const Channel *channel)
{
    bool im = channel->with != NULL;
    json_t *json = json_pack(
        "{s:s, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:i, s:s}", "id", channel->id,
        "is_channel", !im && !channel->is_private, "is_group", !im && channel->is_private, "is_im",
        im, "is_mpim", 0, "is_private", channel->is_private, "is_archived", channel->is_archived,
        "is_general", !strcmp(channel->name, "general"), "is_shared", 0, "is_ext_shared", 0,
        "is_org_shared", 0, "created", 1700000000, "context_team_id", TEAM_ID);
    if (im) {
        json_object_set_new(json, "user", json_string(channel->with));
        return json;
    }
    json_object_set_new(json, "name", json_string(channel->name));
    json_object_set_new(json, "is_member", json_boolean(channel_has(channel, BOT_USER)));
    json_object_set_new(json, "creator", json_string("U0MOD"));
    json_object_set_new(json, "num_members", json_integer(channel->members->len));
    json_object_set_new(
        json, "topic",
        json_pack("{s:s, s:s, s:i}", "value", channel->topic, "creator", "U0MOD", "last_set", 0));
    json_object_set_new(json, "purpose",
                        json_pack("{s:s, s:s, s:i}", "value", "", "creator", "", "last_set", 0));
    return json;
}

void channel_changed(const Channel *channel, const char *only)
{
    if (!only && channel->is_private) {
        for (unsigned i = 0; i < channel->members->len; i++)
            watch_tell(CHANGED_CHANNEL, channel->members->pdata[i], channel->id);
        return;
    }
    watch_tell(CHANGED_CHANNEL, only, channel->id);
}

static void stamp(Message *message)
{
    json_object_set_new(message->json, "type", json_string("message"));
    json_object_set_new(message->json, "ts", json_string(message->ts));
    json_object_set_new(message->json, "user", json_string(message->user));
    json_object_set_new(message->json, "team", json_string(TEAM_ID));
    if (!message->thread_ts)
        return;
    json_object_set_new(message->json, "thread_ts", json_string(message->thread_ts));
}

static void join_thread(const Channel *channel, Message *message)
{
    Message *parent = message->thread_ts ? channel_message(channel, message->thread_ts) : NULL;
    if (!parent)
        return;
    json_object_set_new(message->json, "parent_user_id", json_string(parent->user));
    if (message->only)
        return;
    if (!parent->replies)
        parent->replies = g_ptr_array_new();
    g_ptr_array_add(parent->replies, message);
}

Message *world_post(Channel *channel, const char *user, const char *thread_ts, const char *only,
                    json_t *json)
{
    Message *message = g_new0(Message, 1);
    message->ts = world_ts();
    message->thread_ts = g_strdup(thread_ts);
    message->user = g_strdup(user);
    message->only = g_strdup(only);
    message->json = json;
    message->state = json_object();
    stamp(message);
    join_thread(channel, message);
    g_ptr_array_add(channel->messages, message);
    g_hash_table_insert(channel->by_ts, message->ts, message);
    channel_changed(channel, only);
    return message;
}

Message *channel_message(const Channel *channel, const char *ts)
{
    return ts ? g_hash_table_lookup(channel->by_ts, ts) : NULL;
}

static unsigned message_replies(const Message *message)
{
    return message->replies ? message->replies->len : 0;
}

/* Who replied, each once. */
static json_t *repliers(const Message *message)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    json_t *users = json_array();
    for (unsigned i = 0; i < message->replies->len; i++) {
        const Message *reply = message->replies->pdata[i];
        if (g_hash_table_add(known, reply->user))
            json_array_append_new(users, json_string(reply->user));
    }
    return users;
}

json_t *message_json(const Message *message)
{
    json_t *json = json_deep_copy(message->json);
    if (message_replies(message) == 0)
        return json;
    json_t *users = repliers(message);
    const Message *latest = message->replies->pdata[message->replies->len - 1];
    json_object_set_new(json, "thread_ts", json_string(message->ts));
    json_object_set_new(json, "reply_count", json_integer(message_replies(message)));
    json_object_set_new(json, "reply_users_count",
                        json_integer((json_int_t)json_array_size(users)));
    json_object_set_new(json, "reply_users", users);
    json_object_set_new(json, "latest_reply", json_string(latest->ts));
    return json;
}

static void leave_thread(const Channel *channel, Message *message)
{
    const Message *parent =
        message->thread_ts ? channel_message(channel, message->thread_ts) : NULL;
    if (parent && parent->replies)
        g_ptr_array_remove(parent->replies, message);
}

void channel_delete(Channel *channel, const char *ts)
{
    Message *message = channel_message(channel, ts);
    if (!message)
        return;
    g_autofree char *only = g_strdup(message->only);
    leave_thread(channel, message);
    g_hash_table_remove(channel->by_ts, ts);
    g_ptr_array_remove(channel->messages, message);
    channel_changed(channel, only);
}

char *world_ts(void)
{
    int64_t now = g_get_real_time();
    world.last_us = MAX(now, world.last_us + 1);
    return g_strdup_printf("%" G_GINT64_FORMAT ".%06d", world.last_us / 1000000,
                           (int)(world.last_us % 1000000));
}

char *world_id(const char *prefix)
{
    return g_strdup_printf("%s%04u", prefix, ++world.ids);
}

char *world_uuid(void)
{
    return g_uuid_string_random();
}

char *world_hex(unsigned digits)
{
    GString *hex = g_string_new(NULL);
    while (hex->len < digits)
        g_string_append_printf(hex, "%08x", g_random_int());
    g_string_truncate(hex, digits);
    return g_string_free(hex, FALSE);
}

json_t *world_moderators(void)
{
    return json_incref(world.moderators);
}

void world_moderate(json_t *ids)
{
    json_decref(world.moderators);
    world.moderators = json_incref(ids);
}
