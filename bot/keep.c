/*
 * Where each effect goes. Slack's ways differ: an answer rides in the ack, goes to a response_url,
 * or is a call of its own; a lane keeps the calls for one place in order.
 */
#include "bot/keep.h"

#include <string.h>

#include "bot/render/render.h"
#include "bot/socket/socket_mode.h"
#include "knowledge/delivery.h"
#include "knowledge/timer.h"

enum {
    RESPONSE_URL_MS = 28 * 60 * 1000, /* Slack lets it live for 30 minutes */
    TRIGGER_MS = 3000,
    PAYLOAD_ROOM = SOCKET_SEND_MAX - 512, /* what an ack says besides its payload */
};

void ack_clear(Ack *ack)
{
    g_free(ack->bytes);
    g_free(ack->errand);
    *ack = (Ack){0};
}

static const RenderTo riding = {.response_type = "ephemeral", .replace_original = -1};

typedef struct Keeping {
    const Envelope *envelope;
    const Request *req;
    Kb *kb;
    Ack *ack;
} Keeping;

/* `owed` says what and whither; its body is taken. life_ms 0: for as long as it takes. */
static bool owe(Keeping *k, Owed owed, int64_t life_ms, GError **error)
{
    int64_t id;
    owed.cause = k->envelope->press;
    owed.due_ms = kb_now_ms(k->kb);
    owed.until_ms = life_ms ? owed.due_ms + life_ms : 0;
    k->ack->owes = true;
    bool kept = delivery_owe(k->kb, &owed, &id, error);
    g_free(owed.body);
    return kept;
}

static bool post(Keeping *k, const char *channel, const char *thread, const char *name,
                 const char *or_to, const Message *message, GError **error)
{
    RenderTo to = {.channel = channel, .thread = thread, .replace_original = -1};
    g_autofree char *lane = g_strconcat("channel:", channel, NULL);
    Owed owed = {.lane = lane,
                 .method = (char *)"chat.postMessage",
                 .target = (char *)channel,
                 .fallback = (char *)or_to,
                 .name = (char *)name};
    owed.body = render_message(message, &to, &owed.len);
    return owe(k, owed, 0, error);
}

static bool whisper(Keeping *k, const char *channel, const char *user, const Message *message,
                    GError **error)
{
    RenderTo to = {.channel = channel, .user = user, .replace_original = -1};
    g_autofree char *lane = g_strconcat("whisper:", user, NULL);
    Owed owed = {.lane = lane, .method = (char *)"chat.postEphemeral", .target = (char *)user};
    owed.body = render_message(message, &to, &owed.len);
    return owe(k, owed, 0, error);
}

static bool respond(Keeping *k, const Message *message, const char *type, bool replace,
                    GError **error)
{
    RenderTo to = {.response_type = type, .replace_original = replace};
    g_autofree char *lane = g_strconcat("person:", k->req->user, NULL);
    Owed owed = {.lane = lane,
                 .method = (char *)"response_url",
                 .target = (char *)k->envelope->response_url,
                 .fallback = (char *)k->req->user};
    owed.body = render_message(message, &to, &owed.len);
    return owe(k, owed, RESPONSE_URL_MS, error);
}

/* The answer in the ack: also a row, until it is known that the ack has left. */
static bool ride(Keeping *k, const Effect *effect, GError **error)
{
    size_t len;
    g_autofree char *payload = render_message(effect->message, &riding, &len);
    k->ack->bytes = envelope_ack(k->envelope->id, payload, len, &k->ack->len);
    if (!k->ack->bytes) /* longer than Slack reads from a socket */
        return respond(k, effect->message, "ephemeral", false, error);
    Reply kept = {.key = k->envelope->key,
                  .body = payload,
                  .len = len,
                  .recipe = effect->recall,
                  .url = k->envelope->response_url,
                  .fallback = k->req->user,
                  .until_ms = kb_now_ms(k->kb) + RESPONSE_URL_MS};
    return delivery_reply(k->kb, &kept, &k->ack->reply, error);
}

/* Where they asked and no more widely than they asked. */
static bool reply(Keeping *k, const Effect *effect, GError **error)
{
    const Request *req = k->req;
    const Message *message = effect->message;
    if (req->surface == SURFACE_COMMAND && k->envelope->takes_payload && !k->ack->bytes)
        return ride(k, effect, error);
    if (k->envelope->response_url && req->user)
        return respond(k, message, "ephemeral", false, error);
    if ((req->surface == SURFACE_MENTION || req->surface == SURFACE_DM) && req->channel)
        return post(k, req->channel, req->thread, NULL, req->user, message, error);
    return !req->user || post(k, req->user, NULL, NULL, NULL, message, error);
}

static bool replace(Keeping *k, const Effect *effect, GError **error)
{
    if (k->envelope->response_url && k->req->user)
        return respond(k, effect->message, NULL, true, error);
    return reply(k, effect, error);
}

static bool publish(Keeping *k, const Message *message, GError **error)
{
    if (k->envelope->response_url && k->req->user)
        return respond(k, message, "in_channel", false, error);
    return !k->req->channel || post(k, k->req->channel, k->req->thread, NULL, NULL, message, error);
}

/* Where the named message stands or will stand; NULL when it was never posted. */
static bool lane_of(Keeping *k, const char *name, char **lane, GError **error)
{
    g_autofree char *channel = NULL, *ts = NULL;
    *lane = NULL;
    if (!delivery_post(k->kb, name, &channel, &ts, error))
        return false;
    if (!channel)
        return delivery_lane(k->kb, name, lane, error);
    *lane = g_strconcat("channel:", channel, NULL);
    return true;
}

/*
 * An update waits behind the message it updates: in that one's lane. One that waits there already
 * says the news in its place: of a burst Slack hears the beginning and the end.
 */
static bool update(Keeping *k, const char *name, const Message *message, GError **error)
{
    RenderTo to = {.replace_original = -1};
    g_autofree char *lane = NULL;
    bool rewritten;
    if (!lane_of(k, name, &lane, error))
        return false;
    if (!lane) {
        g_warning("update_without_post name=%s", name);
        return true;
    }
    Owed owed = {.lane = lane,
                 .method = (char *)"chat.update",
                 .target = (char *)name,
                 .name = (char *)name};
    owed.body = render_message(message, &to, &owed.len);
    if (!delivery_rewrite(k->kb, &owed, &rewritten, error) || rewritten) {
        g_free(owed.body);
        return rewritten;
    }
    return owe(k, owed, 0, error);
}

static bool home(Keeping *k, const Message *message, GError **error)
{
    g_autofree char *lane = g_strconcat("home:", k->req->user, NULL);
    Owed owed = {.lane = lane, .method = (char *)"views.publish", .target = (char *)k->req->user};
    owed.body = render_home(message, k->req->user, &owed.len);
    return owe(k, owed, 0, error);
}

static bool open_form(Keeping *k, const Form *form, GError **error)
{
    if (!k->envelope->trigger) {
        g_warning("form_without_trigger action=%s", form->action);
        return true;
    }
    g_autofree char *lane = g_strconcat("view:", k->envelope->trigger, NULL);
    Owed owed = {.lane = lane, .target = (char *)k->req->user, .fallback = (char *)k->req->user};
    owed.method = (char *)(k->envelope->is_in_form ? "views.push" : "views.open");
    owed.body = render_form(form, k->envelope->trigger, &owed.len);
    return owe(k, owed, TRIGGER_MS, error);
}

/* A form in answer to a form is in the ack: see answer_form(). */
static bool rides(const Keeping *k)
{
    return k->req->surface == SURFACE_FORM && k->envelope->takes_payload;
}

/* Slack's reading methods take forms only. */
static char *form_body(const GPtrArray *args)
{
    GString *body = g_string_new(NULL);
    for (unsigned i = 0; i + 1 < args->len; i += 2) {
        g_string_append_printf(body, "%s%s=", i > 0 ? "&" : "", (const char *)args->pdata[i]);
        g_string_append_uri_escaped(body, args->pdata[i + 1], NULL, false);
    }
    return g_string_free(body, FALSE);
}

static bool fetch(Keeping *k, const Effect *effect, GError **error)
{
    g_autofree char *lane = g_strconcat(KEEP_FETCH, effect->id, NULL);
    g_autofree char *name = g_strconcat(effect->name, " ", effect->text, NULL);
    Owed owed = {.lane = lane, .method = effect->id, .target = effect->text, .name = name};
    owed.body = form_body(effect->args);
    owed.len = strlen(owed.body);
    return owe(k, owed, 0, error);
}

static bool keep_one(Keeping *k, const Effect *effect, GError **error)
{
    switch (effect->kind) {
    case EFFECT_REPLY:
        return reply(k, effect, error);
    case EFFECT_REPLACE:
        return replace(k, effect, error);
    case EFFECT_POST:
        return post(k, effect->to, effect->thread, effect->name, effect->or_to, effect->message,
                    error);
    case EFFECT_WHISPER:
        return whisper(k, effect->to, effect->name, effect->message, error);
    case EFFECT_UPDATE:
        return update(k, effect->name, effect->message, error);
    case EFFECT_PUBLISH:
        return publish(k, effect->message, error);
    case EFFECT_HOME:
        return home(k, effect->message, error);
    case EFFECT_FORM:
        return rides(k) || open_form(k, effect->form, error);
    case EFFECT_FETCH:
        return fetch(k, effect, error);
    case EFFECT_ERRAND:
        g_assert(k->req->surface == SURFACE_COMMAND);
        g_free(k->ack->errand);
        k->ack->errand = g_strdup(effect->name);
        return true;
    case EFFECT_REFUSE:
    case EFFECT_CLOSE:
    case EFFECT_OPTION:
        return true; /* all of them together make the ack: see answer_form() */
    case EFFECT_LATER:
        return timer_set(k->kb, effect->name, effect->id, effect->due_ms, effect->text, error);
    case EFFECT_NEVER:
        return timer_cancel(k->kb, effect->name, effect->id, error);
    }
    return true;
}

static const Effect *first(const Effects *effects, EffectKind kind)
{
    for (size_t i = 0; i < effects_count(effects); i++)
        if (effects_at(effects, i)->kind == kind)
            return effects_at(effects, i);
    return NULL;
}

/* What is wrong with a form goes before what would follow it. */
static char *submission_payload(const Effects *effects, size_t *len)
{
    static const char CLEAR[] = "{\"response_action\":\"clear\"}";
    const Effect *form = first(effects, EFFECT_FORM);
    if (first(effects, EFFECT_REFUSE))
        return render_refusal(effects, len);
    if (form)
        return render_form_ack(form->form, PAYLOAD_ROOM, len);
    if (!first(effects, EFFECT_CLOSE))
        return NULL;
    *len = sizeof CLEAR - 1;
    return g_strdup(CLEAR);
}

/* What a form or a select is told belongs to the ack alone: nobody waits for it later. */
static void answer_form(Keeping *k, const Effects *effects)
{
    size_t len = 0;
    g_autofree char *payload = NULL;
    if (k->req->surface == SURFACE_TYPING)
        payload = render_options(effects, PAYLOAD_ROOM, &len);
    else if (k->req->surface == SURFACE_FORM)
        payload = submission_payload(effects, &len);
    if (payload)
        k->ack->bytes = envelope_ack(k->envelope->id, payload, len, &k->ack->len);
}

bool keep_effects(const Envelope *envelope, const Effects *effects, Kb *kb, Ack *ack,
                  GError **error)
{
    memset(ack, 0, sizeof *ack);
    Keeping k = {.envelope = envelope, .req = &envelope->request, .kb = kb, .ack = ack};
    if (envelope->id && envelope->takes_payload)
        answer_form(&k, effects);
    for (size_t i = 0; i < effects_count(effects); i++)
        if (!keep_one(&k, effects_at(effects, i), error))
            return false;
    if (!ack->bytes && !ack->errand)
        keep_nothing(envelope, NULL, ack);
    return true;
}

bool keep_again(const Envelope *envelope, int64_t reply, Kb *kb, Ack *ack, GError **error)
{
    g_autofree char *payload = NULL, *recipe = NULL;
    size_t len = 0;
    memset(ack, 0, sizeof *ack);
    if (!delivery_reply_get(kb, reply, &payload, &len, &recipe, error))
        return false;
    ack->reply = reply;
    if (envelope->id)
        ack->bytes = envelope_ack(envelope->id, payload, len, &ack->len);
    return true;
}

bool keep_remade(int64_t reply, const Effects *effects, Kb *kb, GError **error)
{
    size_t len;
    const Effect *effect = first(effects, EFFECT_REPLY);
    if (!effect) /* the question was forgotten, and nobody waits for it any more */
        return delivery_replies_written(kb, reply, reply, error);
    g_autofree char *payload = render_message(effect->message, &riding, &len);
    return delivery_reply_made(kb, reply, payload, len, error);
}

void keep_nothing(const Envelope *envelope, const char *sentence, Ack *ack)
{
    g_autofree char *payload = NULL;
    size_t len = 0;
    if (!envelope->id)
        return;
    if (sentence && envelope->takes_payload && envelope->request.surface == SURFACE_COMMAND) {
        g_autoptr(Effects) effects = effects_new();
        payload = render_message(effects_reply(effects, sentence), &riding, &len);
    }
    ack->bytes = envelope_ack(envelope->id, payload, len, &ack->len);
}
