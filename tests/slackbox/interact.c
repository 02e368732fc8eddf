/*
 * What people do with the app: commands, buttons, menus, modals, shortcuts, the home tab. Each
 * makes an interaction payload, and what the ack says is done to what that person sees.
 */
#include "tests/slackbox/control.h"

#include <string.h>

#include "tests/slackbox/acks.h"
#include "tests/slackbox/blocks.h"
#include "tests/slackbox/credentials.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/forms.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/views.h"

static json_t *base(const char *type, const Person *person)
{
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s, s:s, s:s}, s:s, s:b, s:n}", "type",
                     type, "token", "legacyverificationtoken", "team", "id", TEAM_ID, "domain",
                     TEAM_DOMAIN, "user", "id", person->id, "username", person->name, "name",
                     person->name, "team_id", TEAM_ID, "api_app_id", APP_ID,
                     "is_enterprise_install", 0, "enterprise");
}

static void add_trigger(json_t *payload, const Person *person)
{
    g_autofree char *trigger = trigger_make(person->id);
    json_object_set_new(payload, "trigger_id", json_string(trigger));
}

static void add_url(json_t *payload, const char *kind, const Person *person, const Channel *channel,
                    const char *ts)
{
    g_autofree char *url = url_make(kind, person->id, channel->id, ts);
    json_object_set_new(payload, "response_url", json_string(url));
}

static const char *shown_name(const Channel *channel)
{
    return channel->with ? "directmessage" : channel->is_private ? "privategroup" : channel->name;
}

static json_t *slash_payload(const json_t *in, const Person *person, const Channel *channel,
                             const json_t *row)
{
    const char *typed = in_str(in, "text") ? in_str(in, "text") : "";
    bool wraps = json_is_true(json_object_get(row, "should_escape"));
    g_autofree char *text = wraps ? text_typed(typed) : text_escape(typed);
    json_t *payload =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "token",
                  "legacyverificationtoken", "team_id", TEAM_ID, "team_domain", TEAM_DOMAIN,
                  "channel_id", channel->id, "channel_name", shown_name(channel), "user_id",
                  person->id, "user_name", person->name, "command", in_str(in, "command"), "text",
                  text, "api_app_id", APP_ID, "is_enterprise_install", "false");
    add_trigger(payload, person);
    add_url(payload, "commands", person, channel, NULL);
    return payload;
}

static json_t *slash(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    const Channel *channel = person ? in_channel(in, person, error) : NULL;
    const char *command = in_str(in, "command");
    bool known = false;
    if (!channel)
        return NULL;
    const json_t *row = command ? manifest_command(command, &known) : NULL;
    if (!command || *command != '/' || !known) {
        *error = command ? "unknown_command" : "missing_command";
        return NULL;
    }
    Letter letter = {.type = "slash_commands",
                     .payload = slash_payload(in, person, channel, row),
                     .accepts = true};
    ack_slash(&letter, person->id, channel->id, command, in_str(in, "text"));
    letter_send(&letter);
    return NULL;
}

/* Where an element stands: in a message or in a view. */
typedef struct {
    const Person *person;
    Channel *channel;
    Message *message;
    View *view;
    json_t *blocks, *picked; /* borrowed */
} Place;

static bool find_place(const json_t *in, Place *place, const char **error)
{
    place->person = in_person(in, "user", error);
    if (!place->person)
        return false;
    bool home = in_bool(in, "home");
    if (home || in_str(in, "view_id")) {
        place->view = home ? view_home(place->person->id) : view_find(in_str(in, "view_id"));
        if (!place->view || strcmp(place->view->owner, place->person->id)) {
            *error = "view_not_found";
            return false;
        }
        place->blocks = json_object_get(place->view->body, "blocks");
        place->picked = place->view->picked;
        return true;
    }
    place->channel = in_channel(in, place->person, error);
    place->message = place->channel ? in_message(in, place->channel, place->person, error) : NULL;
    if (!place->message)
        return false;
    place->blocks = json_object_get(place->message->json, "blocks");
    place->picked = place->message->state;
    return true;
}

/* The texts inside the blocks of interaction payloads come escaped, plain_text ones too. */
static void escape_plain(json_t *json)
{
    const char *type = json_string_value(json_object_get(json, "type")), *key;
    const char *text = json_string_value(json_object_get(json, "text"));
    json_t *value;
    size_t at;
    if (type && text && !strcmp(type, "plain_text")) {
        g_autofree char *escaped = text_escape(text);
        json_object_set_new(json, "text", json_string(escaped));
    }
    json_array_foreach(json, at, value) escape_plain(value);
    json_object_foreach(json, key, value) escape_plain(value);
}

static void add_message(json_t *payload, const Place *place)
{
    const Message *message = place->message;
    json_t *container = json_pack("{s:s, s:s, s:s, s:b, s:s*}", "type", "message", "message_ts",
                                  message->ts, "channel_id", place->channel->id, "is_ephemeral",
                                  message->only != NULL, "thread_ts", message->thread_ts);
    json_object_set_new(payload, "container", container);
    json_object_set_new(
        payload, "channel",
        json_pack("{s:s, s:s}", "id", place->channel->id, "name", shown_name(place->channel)));
    json_object_set_new(payload, "state",
                        json_pack("{s:o}", "values", form_values(place->blocks, place->picked)));
    if (message->only)
        return;
    json_t *copy = message_json(message);
    escape_plain(json_object_get(copy, "blocks"));
    json_object_set_new(payload, "message", copy);
}

static void add_view(json_t *payload, const Place *place)
{
    json_object_set_new(payload, "container",
                        json_pack("{s:s, s:s}", "type", "view", "view_id", place->view->id));
    json_object_set_new(payload, "view", view_json(place->view));
}

static void add_place(json_t *payload, const Place *place)
{
    if (place->view)
        add_view(payload, place);
    else
        add_message(payload, place);
}

static json_t *action_of(const Field *field, const json_t *picked)
{
    static const char *const kept[] = {"text", "value",       "style",
                                       "url",  "placeholder", "initial_option"};
    g_autofree char *now = world_ts();
    json_t *action = json_pack("{s:s, s:s, s:s, s:s}", "type", field->type, "action_id",
                               field->action_id, "block_id", field->block_id, "action_ts", now);
    for (unsigned i = 0; i < G_N_ELEMENTS(kept); i++) {
        json_t *value = json_object_get(field->element, kept[i]);
        if (value && (!strcmp(field->type, "button") || i >= 4))
            json_object_set(action, kept[i], value);
    }
    json_t *known = json_object_get(json_object_get(picked, field->block_id), field->action_id);
    json_object_update(action, known);
    escape_plain(json_object_get(action, "text"));
    return action;
}

/* What the person chose: option, options or value. */
static const json_t *choice_in(const json_t *in)
{
    static const char *const names[] = {"option", "options", "value"};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (json_object_get(in, names[i]))
            return json_object_get(in, names[i]);
    return NULL;
}

static bool find_element(const json_t *in, const Place *place, Field *field, const char **error)
{
    const char *action_id = in_str(in, "action_id"), *label = in_str(in, "text");
    if (!action_id && !label)
        *error = "missing_action_id";
    else if (!form_find(place->blocks, in_str(in, "block_id"), action_id, label, field))
        *error = "element_not_found";
    return !*error;
}

static json_t *click(const json_t *in, const char **error)
{
    Place place = {0};
    Field field;
    if (!find_place(in, &place, error) || !find_element(in, &place, &field, error))
        return NULL;
    const json_t *choice = choice_in(in);
    if (strcmp(field.type, "button") && (!choice || !form_pick(place.picked, &field, choice))) {
        *error = choice ? "option_not_found" : "missing_option";
        return NULL;
    }
    bool input = !strcmp(json_string_value(json_object_get(field.block, "type")), "input");
    if (input && !json_is_true(json_object_get(field.block, "dispatch_action")))
        return NULL;
    json_t *payload = base("block_actions", place.person);
    add_trigger(payload, place.person);
    add_place(payload, &place);
    if (place.message)
        add_url(payload, "actions", place.person, place.channel, place.message->ts);
    json_object_set_new(payload, "actions", json_pack("[o]", action_of(&field, place.picked)));
    letter_send(&(Letter){.type = "interactive", .payload = payload});
    const char *url = json_string_value(json_object_get(field.element, "url"));
    return json_pack("{s:s*}", "url", url);
}

static json_t *suggest(const json_t *in, const char **error)
{
    Place place = {0};
    Field field;
    if (!find_place(in, &place, error) || !find_element(in, &place, &field, error))
        return NULL;
    const char *value = in_str(in, "value") ? in_str(in, "value") : "";
    const json_t *least = json_object_get(field.element, "min_query_length");
    if (text_units(value) < (size_t)(least ? json_integer_value(least) : 3)) {
        *error = "query_too_short";
        return NULL;
    }
    json_t *payload = base("block_suggestion", place.person);
    json_object_set_new(payload, "action_id", json_string(field.action_id));
    json_object_set_new(payload, "block_id", json_string(field.block_id));
    json_object_set_new(payload, "value", json_string(value));
    add_place(payload, &place);
    Letter letter = {.type = "interactive", .payload = payload, .accepts = true};
    ack_suggestion(&letter);
    letter_send(&letter);
    return NULL;
}

static json_t *suggested(const json_t *in, const char **error)
{
    (void)error;
    json_t *out = json_object();
    const json_t *payload = json_object_get(in, "payload");
    g_autoptr(GPtrArray) complaints = payload ? blocks_check_options(payload) : NULL;
    if (!complaints || complaints->len > 0)
        return out;
    json_object_update(out, (json_t *)payload);
    return out;
}

static View *in_view(const json_t *in, const Person **person, const char **error)
{
    *person = in_person(in, "user", error);
    if (!*person)
        return NULL;
    const char *id = in_str(in, "view_id");
    View *view = id ? view_find(id) : view_top((*person)->id);
    if (!view || view->home || strcmp(view->owner, (*person)->id)) {
        *error = "view_not_found";
        return NULL;
    }
    return view;
}

static View *filled_view(const json_t *in, const Person **person, const char **error)
{
    View *view = in_view(in, person, error);
    const char *odd = view ? form_fill(view->picked, json_object_get(view->body, "blocks"),
                                       json_object_get(in, "values"))
                           : NULL;
    if (odd)
        *error = "element_not_found";
    return odd ? NULL : view;
}

static json_t *fill(const json_t *in, const char **error)
{
    const Person *person = NULL;
    const View *view = filled_view(in, &person, error);
    return view ? json_pack("{s:o}", "view", view_json(view)) : NULL;
}

static json_t *submit(const json_t *in, const char **error)
{
    const Person *person = NULL;
    View *view = filled_view(in, &person, error);
    if (!view)
        return NULL;
    json_t *complaints = form_complaints(json_object_get(view->body, "blocks"), view->picked);
    if (complaints) {
        view_errors(view, complaints);
        *error = "form_invalid";
        return json_pack("{s:o}", "errors", complaints);
    }
    g_clear_pointer(&view->errors, json_decref);
    json_t *payload = base("view_submission", person);
    add_trigger(payload, person);
    json_object_set_new(payload, "view", view_json(view));
    json_object_set_new(payload, "response_urls", json_array());
    Letter letter = {.type = "interactive", .payload = payload, .accepts = true};
    ack_submission(&letter, view->id);
    letter_send(&letter);
    return json_pack("{s:s}", "view_id", view->id);
}

static json_t *submitted(const json_t *in, const char **error)
{
    (void)error;
    const Person *person = world_person(in_str(in, "user"));
    const View *view =
        view_find(json_string_value(json_object_get(json_object_get(in, "out"), "view_id")));
    const View *top = view_top(person->id);
    json_t *out =
        json_pack("{s:b, s:o}", "closed", !view, "view", top ? view_json(top) : json_null());
    if (view && view->errors)
        json_object_set(out, "errors", view->errors);
    return out;
}

static json_t *close_view(const json_t *in, const char **error)
{
    const Person *person = NULL;
    View *view = in_view(in, &person, error);
    if (!view)
        return NULL;
    bool all = in_bool(in, "all") || json_is_true(json_object_get(view->body, "clear_on_close"));
    const View *told = all ? view_find(view->root) : view;
    told = told ? told : view;
    if (json_is_true(json_object_get(told->body, "notify_on_close"))) {
        json_t *payload = base("view_closed", person);
        json_object_set_new(payload, "view", view_json(told));
        json_object_set_new(payload, "is_cleared", json_boolean(all));
        letter_send(&(Letter){.type = "interactive", .payload = payload});
    }
    if (all)
        view_clear(person->id);
    else
        view_close(view);
    return NULL;
}

static json_t *shortcut(const json_t *in, const char **error)
{
    Place place = {0};
    const char *callback = in_str(in, "callback_id");
    bool on_message = in_str(in, "ts") != NULL;
    place.person = in_person(in, "user", error);
    if (!place.person || !callback) {
        *error = callback ? *error : "missing_callback_id";
        return NULL;
    }
    if (on_message && !find_place(in, &place, error))
        return NULL;
    g_autofree char *now = world_ts();
    json_t *payload = base(on_message ? "message_action" : "shortcut", place.person);
    json_object_set_new(payload, "callback_id", json_string(callback));
    json_object_set_new(payload, "action_ts", json_string(now));
    add_trigger(payload, place.person);
    if (on_message) {
        add_message(payload, &place);
        json_object_del(payload, "container");
        json_object_del(payload, "state");
        json_object_set_new(payload, "message_ts", json_string(place.message->ts));
        add_url(payload, "app-actions", place.person, place.channel, place.message->ts);
    }
    letter_send(&(Letter){.type = "interactive", .payload = payload});
    return NULL;
}

static json_t *home_shown(const json_t *in, const char **error)
{
    (void)error;
    const View *view = view_home(world_person(in_str(in, "user"))->id);
    return json_pack("{s:o}", "view", view ? view_json(view) : json_null());
}

static json_t *home(const json_t *in, const char **error)
{
    const Person *person = in_person(in, "user", error);
    const char *tab = in_str(in, "tab") ? in_str(in, "tab") : "home";
    if (!person)
        return NULL;
    const View *view = view_home(person->id);
    event_home_opened(person, tab, view && !strcmp(tab, "home") ? view_json(view) : NULL);
    return home_shown(in, error);
}

static json_t *raw_envelope(const json_t *in, const char **error)
{
    static const char *const types[] = {"events_api", "slash_commands", "interactive"};
    const char *type = in_str(in, "type");
    json_t *payload = json_object_get(in, "payload");
    for (unsigned i = 0; type && payload && i < G_N_ELEMENTS(types); i++) {
        if (strcmp(type, types[i]))
            continue;
        letter_send(&(Letter){.type = types[i],
                              .payload = json_incref(payload),
                              .accepts = in_bool(in, "accepts"),
                              .retry = in_bool(in, "retry")});
        return NULL;
    }
    *error = payload ? "unknown_type" : "missing_payload";
    return NULL;
}

const Verb interaction_verbs[] = {
    {.name = "slash", .run = slash, .act = true},
    {.name = "click", .run = click, .act = true},
    {.name = "suggest", .run = suggest, .act = true, .finish = suggested},
    {.name = "fill", .run = fill},
    {.name = "submit", .run = submit, .act = true, .finish = submitted},
    {.name = "close_view", .run = close_view, .act = true},
    {.name = "shortcut", .run = shortcut, .act = true},
    {.name = "home", .run = home, .act = true, .finish = home_shown},
    {.name = "envelope", .run = raw_envelope, .act = true},
    {0},
};
