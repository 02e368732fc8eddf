/*
 * control `wait`: a long poll, looked at again whenever something has changed.
 */
#include "tests/slackbox/control.h"

#include <string.h>

#include "tests/slackbox/envelope.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/views.h"
#include "tests/slackbox/watch.h"

#define DEFAULT_MS 5000

/* Fills out with what is there; true: it is what was waited for. */
typedef bool (*HoldsFn)(const json_t *in, json_t *out, const char **error);

typedef struct {
    Exchange *ex;
    json_t *in;
    HoldsFn holds;
    Timer timer;
} Wait;

static GPtrArray *waits; /* Wait */
static Timer soon;
static bool looking;

static bool contains(const json_t *json, const char *wanted)
{
    if (!wanted)
        return true;
    g_autofree char *texts = text_of_blocks(json);
    g_autofree char *plain = text_unescape(texts);
    return strstr(texts, wanted) || strstr(plain, wanted);
}

static bool matches(const json_t *in, const Message *message)
{
    const char *from = in_str(in, "from"), *after = in_str(in, "after");
    if (from && strcmp(strcmp(from, "bot") ? from : BOT_USER, message->user))
        return false;
    return (!after || strcmp(message->ts, after) > 0) &&
           contains(message->json, in_str(in, "contains"));
}

static bool message_there(const json_t *in, json_t *out, const char **error)
{
    const Person *person = in_person(in, "user", error);
    const Channel *channel = person ? in_channel(in, person, error) : NULL;
    if (!channel)
        return false;
    const char *thread = in_str(in, "thread_ts");
    json_t *found = json_array();
    for (unsigned i = 0; i < channel->messages->len; i++) {
        const Message *message = channel->messages->pdata[i];
        if (seen_by(person, message, thread, !thread) && matches(in, message))
            json_array_append_new(found, seen_message(message));
    }
    json_object_set_new(out, "messages", found);
    return (int64_t)json_array_size(found) >= in_int(in, "count", 1);
}

static bool view_there(const json_t *in, json_t *out, const View *view)
{
    const char *callback = in_str(in, "callback_id");
    json_auto_t *json = view ? view_json(view) : json_null();
    const char *got = json_string_value(json_object_get(json, "callback_id"));
    if (view && view->errors)
        json_object_set(json, "errors", view->errors);
    json_object_set(out, "view", json);
    return view && (!callback || (got && !strcmp(callback, got))) &&
           contains(json, in_str(in, "contains"));
}

static bool modal_there(const json_t *in, json_t *out, const char **error)
{
    const Person *person = in_person(in, "user", error);
    return person && view_there(in, out, view_top(person->id));
}

static bool home_there(const json_t *in, json_t *out, const char **error)
{
    const Person *person = in_person(in, "user", error);
    return person && view_there(in, out, view_home(person->id));
}

static bool no_modal(const json_t *in, json_t *out, const char **error)
{
    (void)out;
    const Person *person = in_person(in, "user", error);
    return person && !view_top(person->id);
}

static bool connected(const json_t *in, json_t *out, const char **error)
{
    (void)error;
    unsigned now = socket_count();
    json_object_set_new(out, "connections", json_integer(now));
    return now == in_int(in, "count", 1);
}

static bool called(const json_t *in, json_t *out, const char **error)
{
    const char *method = in_str(in, "method");
    if (!method) {
        *error = "missing_method";
        return false;
    }
    int64_t count = (int64_t)record_calls(method);
    json_object_set_new(out, "count", json_integer(count));
    return count >= in_int(in, "count", 1);
}

static bool idle(const json_t *in, json_t *out, const char **error)
{
    (void)in, (void)error;
    json_object_set_new(out, "pending", json_integer(envelope_pending()));
    return envelope_pending() == 0;
}

static const struct {
    const char *what;
    HoldsFn holds;
} kinds[] = {
    {"message", message_there},
    {"modal", modal_there},
    {"no_modal", no_modal},
    {"home", home_there},
    {"connections", connected},
    {"calls", called},
    {"idle", idle},
};

static void wait_free(void *data)
{
    Wait *wait = data;
    timer_stop(&wait->timer);
    json_decref(wait->in);
    g_free(wait);
}

/* Answers if it holds, is wrong, or must end now; true: it has answered. */
static bool answer(Wait *wait, bool now)
{
    const char *error = NULL;
    json_t *out = json_object();
    bool holds = wait->holds(wait->in, out, &error);
    if (!holds && !error && !now) {
        json_decref(out);
        return false;
    }
    if (!holds && !error)
        error = "timeout";
    json_object_set_new(out, "ok", json_boolean(holds));
    if (error)
        json_object_set_new(out, "error", json_string(error));
    http_reply_json(wait->ex, 200, NULL, out);
    g_ptr_array_remove_fast(waits, wait);
    return true;
}

static void time_up(void *data)
{
    answer(data, true);
}

static void look(void *data)
{
    (void)data;
    looking = false;
    for (unsigned i = waits->len; i-- > 0;)
        answer(waits->pdata[i], false);
}

static void changed(Changed what, const char *user, const char *channel)
{
    (void)what, (void)user, (void)channel;
    if (looking || waits->len == 0)
        return;
    looking = true;
    timer_start(&soon, 1, look, NULL);
}

void wait_begin(Exchange *ex, json_t *in)
{
    const char *what = in_str(in, "what") ? in_str(in, "what") : "message";
    HoldsFn holds = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (!strcmp(kinds[i].what, what))
            holds = kinds[i].holds;
    if (!holds) {
        json_decref(in);
        http_reply_json(ex, 200, NULL, json_pack("{s:b, s:s}", "ok", 0, "error", "unknown_what"));
        return;
    }
    Wait *wait = g_new0(Wait, 1);
    wait->ex = ex;
    wait->in = in;
    wait->holds = holds;
    g_ptr_array_add(waits, wait);
    if (!answer(wait, false))
        timer_start(&wait->timer, in_int(in, "timeout_ms", DEFAULT_MS), time_up, wait);
}

void wait_start(void)
{
    waits = g_ptr_array_new_with_free_func(wait_free);
    watch_add(changed);
}

void wait_reset(void)
{
    timer_stop(&soon);
    looking = false;
    while (waits->len > 0)
        answer(waits->pdata[0], true);
}
