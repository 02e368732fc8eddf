#include "tests/slackbox/control.h"

#include <string.h>

#include "tests/slackbox/envelope.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/page.h"
#include "tests/slackbox/watch.h"

static const Verb *const tables[] = {person_verbs, interaction_verbs, seeing_verbs, machine_verbs};

/* An act whose answer waits for acks. */
typedef struct {
    Exchange *ex;
    const Verb *verb;
    json_t *in, *out;
    GPtrArray *envelopes; /* Envelope */
    Timer timer;
} Pending;

static GPtrArray *pendings; /* Pending */
static Timer soon;
static bool looking;

const char *in_str(const json_t *in, const char *name)
{
    return json_string_value(json_object_get(in, name));
}

bool in_bool(const json_t *in, const char *name)
{
    return json_is_true(json_object_get(in, name));
}

int64_t in_int(const json_t *in, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(in, name);
    return json_is_number(value) ? (int64_t)json_number_value(value) : absent;
}

Person *in_person(const json_t *in, const char *name, const char **error)
{
    const char *id = in_str(in, name);
    Person *person = id ? world_person(id) : NULL;
    if (!person)
        *error = id ? "user_not_found" : "missing_user";
    return person;
}

Channel *in_channel(const json_t *in, const Person *person, const char **error)
{
    const char *id = in_str(in, "channel");
    Channel *channel = !id                           ? NULL
                       : person && !strcmp(id, "dm") ? world_dm(person)
                                                     : world_channel(id);
    if (channel && person && !channel_visible(channel, person->id))
        channel = NULL;
    if (!channel)
        *error = id ? "channel_not_found" : "missing_channel";
    return channel;
}

Message *in_message(const json_t *in, const Channel *channel, const Person *person,
                    const char **error)
{
    const char *ts = in_str(in, "ts");
    Message *message = channel_message(channel, ts);
    if (message && message->only && person && strcmp(message->only, person->id))
        message = NULL;
    if (!message)
        *error = ts ? "message_not_found" : "missing_ts";
    return message;
}

static void reply(Exchange *ex, json_t *out, const char *error)
{
    json_t *answer = json_pack("{s:b, s:s*}", "ok", !error, "error", error);
    json_object_update_missing(answer, out);
    json_decref(out);
    http_reply_json(ex, 200, NULL, answer);
}

static void add_ids(json_t *out, const GPtrArray *envelopes)
{
    json_t *ids = json_array();
    for (unsigned i = 0; i < envelopes->len; i++)
        json_array_append_new(ids, json_string(envelope_id(envelopes->pdata[i])));
    json_t *first = json_array_get(ids, 0);
    json_object_set_new(out, "envelope_id", first ? json_incref(first) : json_null());
    json_object_set_new(out, "envelope_ids", ids);
}

static const char *trouble(Settled state)
{
    switch (state) {
    case ACKED:
        return NULL;
    case WAITING:
        return "pending";
    case TIMED_OUT:
        return "operation_timeout";
    default:
        return "dispatch_failed";
    }
}

/* Adds what became of the envelopes: of several, the first in trouble speaks for all. */
static void add_outcome(json_t *out, const GPtrArray *envelopes)
{
    const char *error = NULL;
    for (unsigned i = 0; i < envelopes->len; i++) {
        Envelope *envelope = envelopes->pdata[i];
        error = error ? error : trouble(envelope_state(envelope));
        const json_t *payload = envelope_ack(envelope);
        if (payload)
            json_object_set(out, "payload", (json_t *)payload);
        if (envelope_state(envelope) == ACKED)
            json_object_set_new(out, "ack_ms", json_real(envelope_ack_ms(envelope)));
    }
    json_object_set_new(out, "acked", json_boolean(!error));
    if (error)
        json_object_set_new(out, "error", json_string(error));
}

static void finish(const Verb *verb, json_t *in, json_t *out)
{
    const char *ignored = NULL;
    if (!verb->finish)
        return;
    json_object_set(in, "out", out);
    json_object_set(in, "payload", json_object_get(out, "payload"));
    json_t *more = verb->finish(in, &ignored);
    json_object_del(in, "out");
    json_object_update(out, more);
    json_decref(more);
}

static void pending_free(void *data)
{
    Pending *pending = data;
    timer_stop(&pending->timer);
    json_decref(pending->in);
    json_decref(pending->out);
    g_ptr_array_unref(pending->envelopes);
    g_free(pending);
}

static void answer_pending(void *data)
{
    Pending *pending = data;
    add_outcome(pending->out, pending->envelopes);
    finish(pending->verb, pending->in, pending->out);
    json_object_set_new(pending->out, "ok", json_true());
    http_reply_json(pending->ex, 200, NULL, g_steal_pointer(&pending->out));
    g_ptr_array_remove_fast(pendings, pending);
}

static bool all_settled(const GPtrArray *envelopes)
{
    for (unsigned i = 0; i < envelopes->len; i++)
        if (envelope_state(envelopes->pdata[i]) == WAITING)
            return false;
    return true;
}

static void look(void *data)
{
    (void)data;
    looking = false;
    for (unsigned i = pendings->len; i-- > 0;)
        if (all_settled(((Pending *)pendings->pdata[i])->envelopes))
            answer_pending(pendings->pdata[i]);
}

static void changed(Changed what, const char *user, const char *channel)
{
    (void)user;
    (void)channel;
    if (what != CHANGED_OTHER || looking || pendings->len == 0)
        return;
    looking = true;
    timer_start(&soon, 0, look, NULL);
}

static void wait_for_acks(Exchange *ex, const Verb *verb, json_t *in, json_t *out,
                          GPtrArray *envelopes)
{
    Pending *pending = g_new0(Pending, 1);
    pending->ex = ex;
    pending->verb = verb;
    pending->in = json_incref(in);
    pending->out = out;
    pending->envelopes = g_ptr_array_ref(envelopes);
    g_ptr_array_add(pendings, pending);
    if (envelopes->len > 0)
        timer_start(&pending->timer, in_int(in, "wait_ms", 0), answer_pending, pending);
    else
        answer_pending(pending);
}

static void act(Exchange *ex, const Verb *verb, json_t *in)
{
    const char *error = NULL;
    g_autoptr(GPtrArray) envelopes = g_ptr_array_new_with_free_func(envelope_unref);
    json_auto_t *mine = in;
    event_collect(envelopes);
    json_t *out = verb->run(mine, &error);
    event_collect(NULL);
    if (error) {
        reply(ex, out, error);
        return;
    }
    out = out ? out : json_object();
    add_ids(out, envelopes);
    if (in_int(mine, "wait_ms", 0) > 0)
        wait_for_acks(ex, verb, mine, out, envelopes);
    else
        reply(ex, out, NULL);
}

static const Verb *verb_named(const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const Verb *verb = tables[i]; verb->name; verb++)
            if (!strcmp(verb->name, name))
                return verb;
    return NULL;
}

static void serve(Exchange *ex, const char *name)
{
    json_t *in = ex->body->len ? json_loadb((const char *)ex->body->data, ex->body->len, 0, NULL)
                               : json_object();
    const Verb *verb = verb_named(name);
    const char *error = !json_is_object(in) ? "invalid_json" : NULL;
    if (!error && !strcmp(name, "wait")) {
        wait_begin(ex, in);
        return;
    }
    if (!error && verb && verb->act) {
        act(ex, verb, in);
        return;
    }
    if (!error && !verb)
        error = "unknown_verb";
    json_t *out = error ? NULL : verb->run(in, &error);
    json_decref(in);
    reply(ex, out, error);
}

static bool loopback(const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    const char *at = host ? strstr(host, "://") : NULL;
    const char *name = at ? at + 3 : host;
    for (unsigned i = 0; name && i < G_N_ELEMENTS(names); i++) {
        size_t len = strlen(names[i]);
        if (!strncmp(name, names[i], len) && (name[len] == '\0' || name[len] == ':'))
            return true;
    }
    return false;
}

void control_route(Exchange *ex)
{
    const char *origin = http_header(ex, "origin");
    bool control = g_str_has_prefix(ex->path, "/control/");
    if (!loopback(http_header(ex, "host")) || (origin && !loopback(origin))) {
        http_reply(ex, 403, "text/plain", NULL, "loopback only", 13);
    } else if (control && strcmp(ex->verb, "POST")) {
        http_reply(ex, 400, "text/plain", NULL, "POST, please", 12);
    } else if (control) {
        g_autofree char *name = g_strdup(ex->path + strlen("/control/"));
        serve(ex, name);
    } else {
        page_serve(ex);
    }
}

void control_start(void)
{
    pendings = g_ptr_array_new_with_free_func(pending_free);
    watch_add(changed);
}

void control_reset(void)
{
    timer_stop(&soon);
    looking = false;
    while (pendings->len > 0)
        answer_pending(pendings->pdata[0]);
}
