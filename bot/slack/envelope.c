/*
 * Reads Slack's envelopes. Slack adds fields at will and leaves others out, so nothing is taken for
 * granted: a member that is missing or of another type is absent.
 */
#include "bot/slack/envelope.h"

#include <string.h>

#include "bot/render/slack_text.h"
#include "bot/slack/document.h"
#include "bot/slack/fetched.h"
#include "bot/slack/wire.h"
#include "bot/socket/socket_mode.h"

enum { ID_MAX = 128 };

/* --- reading members -------------------------------------------------------------------------- */

static const char *text_of(const Node *object, const char *key)
{
    const char *text = node_text(node_member(object, key));
    return text && *text ? text : NULL;
}

static const char *text_at(const Node *object, const char *outer, const char *key)
{
    return text_of(node_member(object, outer), key);
}

/* `channel` and `user` are an id in some payloads and an object with one in others. */
static const char *id_of(const Node *object, const char *key)
{
    const Node *member = node_member(object, key);
    return node_is(member, NODE_OBJECT) ? text_of(member, "id") : text_of(object, key);
}

static const Node *first_item(const Node *object, const char *key)
{
    const Node *list = node_member(object, key);
    return node_is(list, NODE_LIST) ? node_first(list) : NULL;
}

static const char *keep(Envelope *e, char *text)
{
    if (!e->strings)
        e->strings = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(e->strings, text);
    return text;
}

static void ignore(Envelope *e, const char *why)
{
    e->kind = ENVELOPE_IGNORED;
    e->why = why;
}

static void read_words(Envelope *e, const Node *object, const char *key, const char *self,
                       bool keep_ids)
{
    const char *text = node_text(node_member(object, key));
    e->request.text =
        keep(e, slack_text_read(text ? text : "", text ? strlen(text) : 0, self, keep_ids));
}

/* --- slash commands --------------------------------------------------------------------------- */

/* "/cncf-ask" is "/ask" where commands are called so. */
static const char *without_prefix(Envelope *e, const char *command, const char *prefix)
{
    size_t len = prefix ? strlen(prefix) : 0;
    if (len == 0 || command[0] != '/' || strncmp(command + 1, prefix, len) != 0)
        return command;
    return keep(e, g_strconcat("/", command + 1 + len, NULL));
}

static void read_command(Envelope *e, const Node *payload, const Self *self)
{
    Request *req = &e->request;
    req->surface = SURFACE_COMMAND;
    const char *command = text_of(payload, "command");
    req->user = text_of(payload, "user_id");
    req->channel = text_of(payload, "channel_id");
    if (!command || !req->user) {
        ignore(e, "incomplete_command");
        return;
    }
    req->name = without_prefix(e, command, self->command_prefix);
    req->is_private = true;
    read_words(e, payload, "text", self->user, true);
    e->key = g_strdup_printf("envelope:%s", e->id);
}

/* --- events ----------------------------------------------------------------------------------- */

/* What people write, and no more: our own words, other bots' and Slack's notices pass by. */
static const char *unwanted(const Node *event, const Self *self)
{
    static const char *const wanted[] = {"file_share", "me_message", "thread_broadcast", NULL};
    const char *subtype = text_of(event, "subtype");
    const char *user = text_of(event, "user");
    if (subtype && !g_strv_contains(wanted, subtype))
        return strcmp(subtype, "bot_message") == 0 ? "bot_message" : "message_subtype";
    if (g_strcmp0(user, self->user) == 0 && user)
        return "own_message";
    if (text_of(event, "bot_id") || g_strcmp0(user, "USLACKBOT") == 0)
        return "bot_message";
    return user && text_of(event, "ts") && text_of(event, "channel") ? NULL : "incomplete_message";
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
    const char *type = text_of(event, "channel_type");
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(type, names[i].channel_type) == 0)
            return names[i].name;
    const char *channel = text_of(event, "channel");
    return !type && channel && *channel == 'D' ? "message.im" : "message.channels";
}

/* In a direct message a mention is only a way of speaking. */
static bool names(const Node *event, const char *user)
{
    const char *text = text_of(event, "text"), *channel = text_of(event, "channel");
    g_autofree char *mention = g_strconcat("<@", user ? user : "?", NULL);
    return *channel != 'D' && text && strstr(text, mention);
}

static void read_message(Envelope *e, const Node *event, const Self *self, bool mention)
{
    Request *req = &e->request;
    const char *why = unwanted(event, self);
    if (why) {
        ignore(e, why);
        return;
    }
    if (!mention && names(event, self->user)) {
        ignore(e, "mention_comes_apart");
        return;
    }
    const char *ts = text_of(event, "ts"), *thread = text_of(event, "thread_ts");
    req->name = mention ? "app_mention" : message_event(event);
    bool dm = strcmp(req->name, "message.im") == 0;
    req->surface = mention ? SURFACE_MENTION : dm ? SURFACE_DM : SURFACE_EVENT;
    req->message = ts;
    req->thread = thread || dm ? thread : ts;
    req->is_private = dm;
    read_words(e, event, "text", self->user, false);
    /* Only of what is answered: else the same words, heard as a channel's, would silence the mention. */
    if (mention || dm)
        e->content_key = g_strdup_printf("message:%s:%s", req->channel, ts);
}

static void read_home(Envelope *e, const Node *event)
{
    e->request.surface = SURFACE_HOME;
    e->request.value = text_of(event, "tab");
    e->request.is_private = true;
    if (!e->request.user)
        ignore(e, "incomplete_event");
}

static void read_inner_event(Envelope *e, const Node *event, const Self *self)
{
    Request *req = &e->request;
    const char *type = text_of(event, "type");
    req->surface = SURFACE_EVENT;
    req->name = type;
    req->user = id_of(event, "user");
    req->channel = id_of(event, "channel");
    if (!type)
        ignore(e, "event_without_type");
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
    const char *id = text_of(payload, "event_id");
    e->is_event = true;
    e->key = id ? g_strdup_printf("event:%s", id) : g_strdup_printf("envelope:%s", e->id);
    if (node_is(event, NODE_OBJECT)) {
        read_inner_event(e, event, self);
        return;
    }
    /* app_rate_limited comes without an event in it. */
    e->request.surface = SURFACE_EVENT;
    e->request.name = text_of(payload, "type");
    if (!e->request.name || strcmp(e->request.name, "event_callback") == 0)
        ignore(e, "event_without_event");
}

/* --- interactions ----------------------------------------------------------------------------- */

static const char *selected_options(Envelope *e, const Node *list)
{
    GString *all = g_string_new(NULL);
    for (const Node *option = node_first(list); option; option = node_next(option)) {
        const char *value = text_of(option, "value");
        if (value)
            g_string_append_printf(all, "%s%s", all->len > 0 ? "," : "", value);
    }
    return keep(e, g_string_free(all, FALSE));
}

/* What an element holds, whatever kind it is of; NULL for nothing. */
static const char *element_value(Envelope *e, const Node *element)
{
    static const char *const members[] = {
        "value",         "selected_user", "selected_channel", "selected_conversation",
        "selected_date", "selected_time",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (text_of(element, members[i]))
            return text_of(element, members[i]);
    const Node *many = node_member(element, "selected_options");
    if (node_is(many, NODE_LIST))
        return selected_options(e, many);
    return text_at(element, "selected_option", "value");
}

/* The "#2" that render appends where an action stands twice in a block. */
static const char *action_name(Envelope *e, const char *action_id)
{
    const char *hash = strchr(action_id, '#');
    return hash ? keep(e, g_strndup(action_id, (gsize)(hash - action_id))) : action_id;
}

static void read_values(Envelope *e, const Node *state)
{
    const Node *blocks = node_member(state, "values");
    GArray *values = NULL;
    for (const Node *block = node_first(blocks); block; block = node_next(block)) {
        const Node *element = node_is(block, NODE_OBJECT) ? node_first(block) : NULL;
        for (; element; element = node_next(element)) {
            const char *value = element_value(e, element);
            FormValue filled = {action_name(e, node_key(element)), value ? value : ""};
            if (!values)
                values = g_array_new(FALSE, FALSE, sizeof(FormValue));
            g_array_append_val(values, filled);
        }
    }
    if (!values)
        return;
    e->request.value_count = values->len;
    e->request.values = (const FormValue *)keep(e, g_array_free(values, FALSE));
}

/*
 * What it was pressed for is a part of it: a list's next page has the same button as this one.
 * Selects go to and fro, and each time counts.
 */
static char *press_of(const Envelope *e, const Node *action, const char *action_id)
{
    const Request *req = &e->request;
    const char *type = text_of(action, "type");
    if (g_strcmp0(type, "button") != 0 && g_strcmp0(type, "overflow") != 0)
        return NULL;
    const char *where = e->view_id ? e->view_id : req->message;
    return g_strdup_printf("press:%s:%s:%s:%s", req->user, where ? where : "", action_id,
                           req->value ? req->value : "");
}

static void read_action(Envelope *e, const Node *payload)
{
    Request *req = &e->request;
    const Node *action = first_item(payload, "actions");
    const Node *container = node_member(payload, "container");
    const Node *view = node_member(payload, "view");
    const char *action_id = text_of(action, "action_id");
    req->surface = SURFACE_ACTION;
    if (!action_id || !req->user) {
        ignore(e, "incomplete_action");
        return;
    }
    if (text_of(action, "url")) {
        ignore(e, "link_button");
        return;
    }
    req->name = action_name(e, action_id);
    req->value = element_value(e, action);
    req->message = text_of(container, "message_ts");
    req->thread = text_of(container, "thread_ts");
    if (!req->channel)
        req->channel = text_of(container, "channel_id");
    e->view_id =
        text_of(container, "view_id") ? text_of(container, "view_id") : text_of(view, "id");
    e->is_ephemeral = node_is(node_member(container, "is_ephemeral"), NODE_TRUE);
    e->is_in_form = g_strcmp0(text_of(view, "type"), "modal") == 0;
    req->is_private = e->is_ephemeral || !req->channel || *req->channel == 'D';
    read_values(e, node_member(view ? view : payload, "state"));
    e->press = press_of(e, action, action_id);
    if (!e->key)
        e->key =
            g_strdup_printf("action:%s:%s:%s", req->user, action_id,
                            text_of(action, "action_ts") ? text_of(action, "action_ts") : e->id);
}

static void read_form(Envelope *e, const Node *payload)
{
    const Node *view = node_member(payload, "view");
    e->request.surface = SURFACE_FORM;
    e->request.name = text_of(view, "callback_id");
    e->request.value = text_of(view, "private_metadata");
    e->request.is_private = true;
    e->view_id = text_of(view, "id");
    if (!e->request.name || !e->request.user)
        ignore(e, "incomplete_form");
    else
        read_values(e, node_member(view, "state"));
}

/* Clean line by line: what is to be kept keeps its lines. */
static char *read_lines(const char *text, const char *self)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *all = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        g_autofree char *clean = slack_text_read(*line, strlen(*line), self, false);
        if (all->len + strlen(clean) >= SLACK_TEXT_MAX)
            break;
        g_string_append_printf(all, "%s%s", line > lines ? "\n" : "", clean);
    }
    return g_strstrip(g_string_free(all, FALSE));
}

/* The address under which Slack shows a message: its ts without the point. */
static char *address_of(const char *domain, const char *channel, const char *ts)
{
    g_auto(GStrv) parts = g_strsplit(ts, ".", 2);
    g_autofree char *digits = g_strjoinv("", parts);
    return g_strdup_printf("https://%s.slack.com/archives/%s/p%s", domain, channel, digits);
}

static void read_origin(Envelope *e, const Node *payload, const Node *message, const Self *self)
{
    Request *req = &e->request;
    const char *text = text_of(message, "text");
    const char *domain = text_at(payload, "team", "domain");
    if (!text_of(message, "bot_id") && g_strcmp0(text_of(message, "user"), "USLACKBOT") != 0)
        req->author = text_of(message, "user");
    req->parent = text_of(message, "thread_ts");
    if (text)
        req->lines = keep(e, read_lines(text, self->user));
    if (domain && req->channel && req->message)
        req->link = keep(e, address_of(domain, req->channel, req->message));
}

static void read_shortcut(Envelope *e, const Node *payload, const Self *self)
{
    Request *req = &e->request;
    const Node *message = node_member(payload, "message");
    req->surface = SURFACE_SHORTCUT;
    req->name = text_of(payload, "callback_id");
    req->is_private = true;
    req->message = text_of(payload, "message_ts");
    if (!req->message)
        req->message = text_of(message, "ts");
    if (!req->name || !req->user)
        ignore(e, "incomplete_shortcut");
    if (message)
        read_origin(e, payload, message, self);
    /* What integrations post has its words in attachments. */
    if (text_of(message, "text"))
        read_words(e, message, "text", self->user, false);
    else
        read_words(e, first_item(message, "attachments"), "fallback", self->user, false);
}

static void read_typing(Envelope *e, const Node *payload)
{
    Request *req = &e->request;
    const char *action_id = text_of(payload, "action_id");
    const char *typed = node_text(node_member(payload, "value"));
    req->surface = SURFACE_TYPING;
    req->is_private = true;
    if (!action_id || !req->user) {
        ignore(e, "incomplete_typing");
        return;
    }
    req->name = action_name(e, action_id);
    req->value = typed ? typed : "";
    req->kept = text_at(payload, "view", "private_metadata");
    e->view_id = text_at(payload, "view", "id");
}

static void read_interaction(Envelope *e, const Node *payload, const Self *self)
{
    const char *type = text_of(payload, "type");
    e->trigger = text_of(payload, "trigger_id");
    e->request.user = id_of(payload, "user");
    e->request.channel = id_of(payload, "channel");
    if (e->trigger)
        e->key = g_strdup_printf("action:%s", e->trigger);
    if (g_strcmp0(type, "block_actions") == 0)
        read_action(e, payload);
    else if (g_strcmp0(type, "view_submission") == 0)
        read_form(e, payload);
    else if (g_strcmp0(type, "message_action") == 0 || g_strcmp0(type, "shortcut") == 0)
        read_shortcut(e, payload, self);
    else if (g_strcmp0(type, "block_suggestion") == 0)
        read_typing(e, payload);
    else
        ignore(e, type ? "unwanted_interaction" : "interaction_without_type");
    if (!e->key)
        e->key = g_strdup_printf("envelope:%s", e->id);
}

/* --- the envelope ----------------------------------------------------------------------------- */

static bool surface_takes_payload(Surface surface)
{
    return surface == SURFACE_COMMAND || surface == SURFACE_FORM || surface == SURFACE_TYPING;
}

static void read_payload(Envelope *e, const Node *root, const Self *self)
{
    const Node *payload = node_member(root, "payload");
    const char *type = text_of(root, "type");
    Request *req = &e->request;
    e->kind = ENVELOPE_REQUEST;
    if (!node_is(payload, NODE_OBJECT)) {
        ignore(e, "payload_not_an_object");
        return;
    }
    req->team = text_of(payload, "team_id") ? text_of(payload, "team_id") : id_of(payload, "team");
    e->app = text_of(payload, "api_app_id");
    e->response_url = text_of(payload, "response_url");
    e->trigger = text_of(payload, "trigger_id");
    if (g_strcmp0(type, "slash_commands") == 0)
        read_command(e, payload, self);
    else if (g_strcmp0(type, "events_api") == 0)
        read_event(e, payload, self);
    else if (g_strcmp0(type, "interactive") == 0)
        read_interaction(e, payload, self);
    else
        ignore(e, type ? "unknown_type" : "no_type");
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
    if (!is_id(text_of(root, "envelope_id"))) {
        e->kind = ENVELOPE_BROKEN;
        e->why = "no_envelope_id";
        return e;
    }
    e->id = g_strdup(text_of(root, "envelope_id"));
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
