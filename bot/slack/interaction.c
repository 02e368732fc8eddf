/*
 * Each kind of interaction says the same things at other places.
 */
#include "bot/slack/interaction.h"

#include <string.h>

#include "bot/render/slack_text.h"
#include "bot/slack/members.h"

static const char *selected_options(Envelope *e, const Node *list)
{
    GString *all = g_string_new(NULL);
    for (const Node *option = node_first(list); option; option = node_next(option)) {
        const char *value = member_text(option, "value");
        if (value)
            g_string_append_printf(all, "%s%s", all->len > 0 ? "," : "", value);
    }
    return envelope_keep(e, g_string_free(all, FALSE));
}

/* What an element holds, whatever kind it is of; NULL for nothing. */
static const char *element_value(Envelope *e, const Node *element)
{
    static const char *const members[] = {
        "value",         "selected_user", "selected_channel", "selected_conversation",
        "selected_date", "selected_time",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (member_text(element, members[i]))
            return member_text(element, members[i]);
    const Node *many = node_member(element, "selected_options");
    if (node_is(many, NODE_LIST))
        return selected_options(e, many);
    return member_text_at(element, "selected_option", "value");
}

/* The "#2" that render appends where an action stands twice in a block. */
static const char *action_name(Envelope *e, const char *action_id)
{
    const char *hash = strchr(action_id, '#');
    return hash ? envelope_keep(e, g_strndup(action_id, (gsize)(hash - action_id))) : action_id;
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
    e->request.values = (const FormValue *)envelope_keep(e, g_array_free(values, FALSE));
}

/*
 * What it was pressed for is a part of it: a list's next page has the same button as this one.
 * Selects go to and fro, and each time counts.
 */
static char *press_of(const Envelope *e, const Node *action, const char *action_id)
{
    const Request *req = &e->request;
    const char *type = member_text(action, "type");
    if (g_strcmp0(type, "button") != 0 && g_strcmp0(type, "overflow") != 0)
        return NULL;
    const char *where = e->view_id ? e->view_id : req->message;
    return g_strdup_printf("press:%s:%s:%s:%s", req->user, where ? where : "", action_id,
                           req->value ? req->value : "");
}

static void read_action(Envelope *e, const Node *payload)
{
    Request *req = &e->request;
    const Node *action = member_first(payload, "actions");
    const Node *container = node_member(payload, "container");
    const Node *view = node_member(payload, "view");
    const char *action_id = member_text(action, "action_id");
    req->surface = SURFACE_ACTION;
    if (!action_id || !req->user) {
        envelope_ignore(e, "incomplete_action");
        return;
    }
    if (member_text(action, "url")) {
        envelope_ignore(e, "link_button");
        return;
    }
    req->name = action_name(e, action_id);
    req->value = element_value(e, action);
    req->message = member_text(container, "message_ts");
    req->thread = member_text(container, "thread_ts");
    if (!req->channel)
        req->channel = member_text(container, "channel_id");
    e->view_id = member_text(container, "view_id") ? member_text(container, "view_id")
                                                   : member_text(view, "id");
    e->is_ephemeral = node_is(node_member(container, "is_ephemeral"), NODE_TRUE);
    e->is_in_form = g_strcmp0(member_text(view, "type"), "modal") == 0;
    req->is_private = e->is_ephemeral || !req->channel || *req->channel == 'D';
    read_values(e, node_member(view ? view : payload, "state"));
    e->press = press_of(e, action, action_id);
    if (!e->key)
        e->key = g_strdup_printf("action:%s:%s:%s", req->user, action_id,
                                 member_text(action, "action_ts") ? member_text(action, "action_ts")
                                                                  : e->id);
}

static void read_form(Envelope *e, const Node *payload)
{
    const Node *view = node_member(payload, "view");
    e->request.surface = SURFACE_FORM;
    e->request.name = member_text(view, "callback_id");
    e->request.value = member_text(view, "private_metadata");
    e->request.is_private = true;
    e->view_id = member_text(view, "id");
    if (!e->request.name || !e->request.user)
        envelope_ignore(e, "incomplete_form");
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
    const char *text = member_text(message, "text");
    const char *domain = member_text_at(payload, "team", "domain");
    if (!member_text(message, "bot_id") &&
        g_strcmp0(member_text(message, "user"), "USLACKBOT") != 0)
        req->author = member_text(message, "user");
    req->parent = member_text(message, "thread_ts");
    if (text)
        req->lines = envelope_keep(e, read_lines(text, self->user));
    if (domain && req->channel && req->message)
        req->link = envelope_keep(e, address_of(domain, req->channel, req->message));
}

static void read_shortcut(Envelope *e, const Node *payload, const Self *self)
{
    Request *req = &e->request;
    const Node *message = node_member(payload, "message");
    req->surface = SURFACE_SHORTCUT;
    req->name = member_text(payload, "callback_id");
    req->is_private = true;
    req->message = member_text(payload, "message_ts");
    if (!req->message)
        req->message = member_text(message, "ts");
    if (!req->name || !req->user)
        envelope_ignore(e, "incomplete_shortcut");
    if (message)
        read_origin(e, payload, message, self);
    /* What integrations post has its words in attachments. */
    if (member_text(message, "text"))
        envelope_words(e, message, "text", self->user, false);
    else
        envelope_words(e, member_first(message, "attachments"), "fallback", self->user, false);
}

static void read_typing(Envelope *e, const Node *payload)
{
    Request *req = &e->request;
    const char *action_id = member_text(payload, "action_id");
    const char *typed = node_text(node_member(payload, "value"));
    req->surface = SURFACE_TYPING;
    req->is_private = true;
    if (!action_id || !req->user) {
        envelope_ignore(e, "incomplete_typing");
        return;
    }
    req->name = action_name(e, action_id);
    req->value = typed ? typed : "";
    req->kept = member_text_at(payload, "view", "private_metadata");
    e->view_id = member_text_at(payload, "view", "id");
}

void interaction_read(Envelope *e, const Node *payload, const Self *self)
{
    const char *type = member_text(payload, "type");
    e->trigger = member_text(payload, "trigger_id");
    e->request.user = member_id(payload, "user");
    e->request.channel = member_id(payload, "channel");
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
        envelope_ignore(e, type ? "unwanted_interaction" : "interaction_without_type");
    if (!e->key)
        e->key = g_strdup_printf("envelope:%s", e->id);
}
