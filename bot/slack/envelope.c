/*
 * Reads Slack's envelopes. Slack adds fields at will and leaves others out, so nothing is taken for
 * granted: a member that is missing or of another type is absent.
 */
#include "bot/slack/envelope.h"

#include <string.h>

#include "bot/slack/document.h"
#include "bot/slack/fetched.h"
#include "bot/slack/interaction.h"
#include "bot/slack/members.h"
#include "bot/slack/wire.h"
#include "bot/socket/socket_mode.h"

enum { ID_MAX = 128 };

/* --- slash commands --------------------------------------------------------------------------- */

/* "/cncf-ask" is "/ask" where commands are called so. */
static const char *without_prefix(Envelope *e, const char *command, const char *prefix)
{
    size_t len = prefix ? strlen(prefix) : 0;
    if (len == 0 || command[0] != '/' || strncmp(command + 1, prefix, len) != 0)
        return command;
    return envelope_keep(e, g_strconcat("/", command + 1 + len, NULL));
}

static void read_command(Envelope *e, const Node *payload, const Self *self)
{
    Request *req = &e->request;
    req->surface = SURFACE_COMMAND;
    const char *command = member_text(payload, "command");
    req->user = member_text(payload, "user_id");
    req->channel = member_text(payload, "channel_id");
    if (!command || !req->user) {
        envelope_ignore(e, "incomplete_command");
        return;
    }
    req->name = without_prefix(e, command, self->command_prefix);
    req->is_private = true;
    envelope_words(e, payload, "text", self->user, true);
    e->key = g_strdup_printf("envelope:%s", e->id);
}

/* --- events ----------------------------------------------------------------------------------- */

/* What people write, and no more: our own words, other bots' and Slack's notices pass by. */
static const char *unwanted(const Node *event, const Self *self)
{
    static const char *const wanted[] = {"file_share", "me_message", "thread_broadcast", NULL};
    const char *subtype = member_text(event, "subtype");
    const char *user = member_text(event, "user");
    if (subtype && !g_strv_contains(wanted, subtype))
        return strcmp(subtype, "bot_message") == 0 ? "bot_message" : "message_subtype";
    if (g_strcmp0(user, self->user) == 0 && user)
        return "own_message";
    if (member_text(event, "bot_id") || g_strcmp0(user, "USLACKBOT") == 0)
        return "bot_message";
    return user && member_text(event, "ts") && member_text(event, "channel") ? NULL
                                                                             : "incomplete_message";
}

/* As the manifest names it: Slack's own word is "message" for all of them. */
static const char *message_event(const Node *event)
{
    static const struct {
        const char *channel_type, *name;
    } names[] = {{"im", "message.im"},
                 {"app_home", "message.im"},
                 {"mpim", "message.mpim"},
                 {"group", "message.groups"}};
    const char *type = member_text(event, "channel_type");
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(type, names[i].channel_type) == 0)
            return names[i].name;
    const char *channel = member_text(event, "channel");
    return !type && channel && *channel == 'D' ? "message.im" : "message.channels";
}

/* In a direct message a mention is only a way of speaking. */
static bool names(const Node *event, const char *user)
{
    const char *text = member_text(event, "text"), *channel = member_text(event, "channel");
    g_autofree char *mention = g_strconcat("<@", user ? user : "?", NULL);
    return *channel != 'D' && text && strstr(text, mention);
}

static void read_message(Envelope *e, const Node *event, const Self *self, bool mention)
{
    Request *req = &e->request;
    const char *why = unwanted(event, self);
    if (why) {
        envelope_ignore(e, why);
        return;
    }
    if (!mention && names(event, self->user)) {
        envelope_ignore(e, "mention_comes_apart");
        return;
    }
    const char *ts = member_text(event, "ts"), *thread = member_text(event, "thread_ts");
    req->name = mention ? "app_mention" : message_event(event);
    bool dm = strcmp(req->name, "message.im") == 0;
    req->surface = mention ? SURFACE_MENTION : dm ? SURFACE_DM : SURFACE_EVENT;
    req->message = ts;
    req->thread = thread || dm ? thread : ts;
    req->is_private = dm;
    envelope_words(e, event, "text", self->user, false);
    /* Only of what is answered: else the same words, heard as a channel's, would silence the
     * mention. */
    if (mention || dm)
        e->content_key = g_strdup_printf("message:%s:%s", req->channel, ts);
}

static void read_home(Envelope *e, const Node *event)
{
    e->request.surface = SURFACE_HOME;
    e->request.value = member_text(event, "tab");
    e->request.is_private = true;
    if (!e->request.user)
        envelope_ignore(e, "incomplete_event");
}

static void read_inner_event(Envelope *e, const Node *event, const Self *self)
{
    Request *req = &e->request;
    const char *type = member_text(event, "type");
    req->surface = SURFACE_EVENT;
    req->name = type;
    req->user = member_id(event, "user");
    req->channel = member_id(event, "channel");
    if (!type)
        envelope_ignore(e, "event_without_type");
    else if (strcmp(type, "message") == 0 || strcmp(type, "app_mention") == 0)
        read_message(e, event, self, *type == 'a');
    else if (strcmp(type, "app_home_opened") == 0)
        read_home(e, event);
    else if (node_is(node_member(event, "user"), NODE_OBJECT)) {
        e->person = fetched_person(node_member(event, "user"));
        req->person = &e->person;
    }
}

static void read_event(Envelope *e, const Node *payload, const Self *self)
{
    const Node *event = node_member(payload, "event");
    const char *id = member_text(payload, "event_id");
    e->is_event = true;
    e->key = id ? g_strdup_printf("event:%s", id) : g_strdup_printf("envelope:%s", e->id);
    if (node_is(event, NODE_OBJECT)) {
        read_inner_event(e, event, self);
        return;
    }
    /* app_rate_limited comes without an event in it. */
    e->request.surface = SURFACE_EVENT;
    e->request.name = member_text(payload, "type");
    if (!e->request.name || strcmp(e->request.name, "event_callback") == 0)
        envelope_ignore(e, "event_without_event");
}

/* --- the envelope ----------------------------------------------------------------------------- */

static bool surface_takes_payload(Surface surface)
{
    return surface == SURFACE_COMMAND || surface == SURFACE_FORM || surface == SURFACE_TYPING;
}

static void read_payload(Envelope *e, const Node *root, const Self *self)
{
    const Node *payload = node_member(root, "payload");
    const char *type = member_text(root, "type");
    Request *req = &e->request;
    e->kind = ENVELOPE_REQUEST;
    if (!node_is(payload, NODE_OBJECT)) {
        envelope_ignore(e, "payload_not_an_object");
        return;
    }
    req->team = member_text(payload, "team_id") ? member_text(payload, "team_id")
                                                : member_id(payload, "team");
    e->app = member_text(payload, "api_app_id");
    e->response_url = member_text(payload, "response_url");
    e->trigger = member_text(payload, "trigger_id");
    if (g_strcmp0(type, "slash_commands") == 0)
        read_command(e, payload, self);
    else if (g_strcmp0(type, "events_api") == 0)
        read_event(e, payload, self);
    else if (g_strcmp0(type, "interactive") == 0)
        interaction_read(e, payload, self);
    else
        envelope_ignore(e, type ? "unknown_type" : "no_type");
    req->has_trigger = e->trigger != NULL;
    e->takes_payload = node_is(node_member(root, "accepts_response_payload"), NODE_TRUE) &&
                       surface_takes_payload(req->surface);
}

/* The envelope's id in text that is no JSON; within a string its quotes would bear backslashes. */
static char *scan_id(const char *bytes, size_t len)
{
    static const char KEY[] = "\"envelope_id\"";
    const char *end = bytes + len;
    const char *at = memmem(bytes, len, KEY, sizeof KEY - 1);
    if (!at)
        return NULL;
    at += sizeof KEY - 1;
    while (at < end && strchr(" \t\r\n:", *at) && *at)
        at++;
    if (at == end || *at++ != '"')
        return NULL;
    const char *start = at;
    while (at < end && (g_ascii_isalnum(*at) || *at == '-' || *at == '_'))
        at++;
    bool whole = at > start && at < end && *at == '"' && at - start <= ID_MAX;
    return whole ? g_strndup(start, (gsize)(at - start)) : NULL;
}

static bool is_id(const char *id)
{
    return id && strlen(id) <= ID_MAX;
}

Envelope *envelope_parse(const char *bytes, size_t len, const Self *self)
{
    Envelope *e = g_new0(Envelope, 1);
    e->json = document_read(bytes, len);
    const Node *root = document_root(e->json);
    e->request.prefix = self->command_prefix ? self->command_prefix : "";
    e->request.text = "";
    if (!node_is(root, NODE_OBJECT)) {
        e->kind = ENVELOPE_BROKEN;
        e->why = root ? "not_an_object" : "not_json";
        e->id = root ? NULL : scan_id(bytes, len);
        return e;
    }
    if (!is_id(member_text(root, "envelope_id"))) {
        e->kind = ENVELOPE_BROKEN;
        e->why = "no_envelope_id";
        return e;
    }
    e->id = g_strdup(member_text(root, "envelope_id"));
    e->retry = (int)CLAMP(node_integer(node_member(root, "retry_attempt")), 0, 1000);
    read_payload(e, root, self);
    return e;
}

void envelope_free(Envelope *e)
{
    if (!e)
        return;
    g_free(e->id);
    g_free(e->key);
    g_free(e->content_key);
    g_free(e->press);
    if (e->strings)
        g_ptr_array_unref(e->strings);
    document_free(e->json);
    g_free(e);
}

char *envelope_ack(const char *id, const char *payload, size_t payload_len, size_t *len)
{
    GString *out = g_string_sized_new(payload_len + 128);
    wire_open(out, NULL, '{');
    wire_text(out, "envelope_id", id);
    if (payload)
        wire_json(out, "payload", payload, payload_len);
    wire_close(out, '}');
    *len = out->len;
    if (out->len <= SOCKET_SEND_MAX)
        return g_string_free(out, FALSE);
    g_string_free(out, TRUE);
    return NULL;
}
