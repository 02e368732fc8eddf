/*
 * The workspace: people, channels, messages. What Slack keeps, without any protocol.
 */
#ifndef SLACKBOX_WORLD_H
#define SLACKBOX_WORLD_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define TEAM_ID "T0SLACKBOX"
#define TEAM_DOMAIN "slackbox"
#define BOT_USER "U0ASKD"
#define BOT_ID "B0ASKD"
#define APP_ID "A0ASKD"
#define SLACKBOT "USLACKBOT"
#define MODERATORS "S0MODS"

typedef struct {
    char *id, *name, *real_name, *locale;
    char *bot_id; /* NULL: a person */
    char *app_id;
    bool is_restricted, is_ultra_restricted, deleted;
} Person;

typedef struct {
    char *ts;
    char *thread_ts; /* NULL: not in a thread; a parent has none of its own */
    char *user;
    char *only;         /* an ephemeral message: who sees it; else NULL */
    json_t *json;       /* as Slack would show it, without thread counters */
    GPtrArray *replies; /* Message, of a parent, oldest first; NULL: none */
    json_t *state;      /* block_id → action_id → value: what people picked in its elements */
} Message;

typedef struct {
    char *id, *name;
    char *with; /* a DM: the person on the other side of the bot; else NULL */
    bool is_private, is_archived;
    char *topic;
    GPtrArray *members;  /* char *, user ids */
    GPtrArray *messages; /* Message, by ts */
    GHashTable *by_ts;   /* borrowed ts → Message */
} Channel;

void world_seed(void); /* forgets everything and begins again */
void world_free(void);

/* By id or handle; NULL: nobody. */
Person *world_person(const char *name);
GPtrArray *world_people(void); /* Person */
Person *world_invite(const char *id, const char *name, const char *real_name, const char *locale);
json_t *person_json(const Person *person, bool with_locale);
bool person_is_bot(const Person *person);

/* By id or name; NULL: none. */
Channel *world_channel(const char *name);
GPtrArray *world_channels(void); /* Channel */
/* The DM of a person and the bot, made when there is none. */
Channel *world_dm(const Person *person);
bool channel_has(const Channel *channel, const char *user);
void channel_add(Channel *channel, const char *user);
void channel_remove(Channel *channel, const char *user);
/* channel, group or im, as message events name it. */
const char *channel_kind(const Channel *channel);
bool channel_visible(const Channel *channel, const char *user);
json_t *channel_json(const Channel *channel);

/*
 * Takes json and stamps it with type, ts, user, team. thread_ts, only may be NULL. Whoever sees it
 * is told.
 */
Message *world_post(Channel *channel, const char *user, const char *thread_ts, const char *only,
                    json_t *json);
Message *channel_message(const Channel *channel, const char *ts);
/* The message with its thread counters; a new reference. */
json_t *message_json(const Message *message);
void channel_delete(Channel *channel, const char *ts);
void channel_changed(const Channel *channel, const char *only);

/* Ids and times that never repeat; world_ts() belongs to the caller. */
char *world_ts(void);
char *world_id(const char *prefix);
char *world_uuid(void);
char *world_hex(unsigned digits);

/* User groups: the one there is. */
json_t *world_moderators(void); /* ids */
void world_moderate(json_t *ids);

#endif
