#include "tests/slackbox/faults.h"

#include <string.h>

#include "tests/slackbox/record.h"

typedef struct {
    unsigned id;
    json_t *spec;
    int left; /* below 0: for ever */
    int skip; /* calls to let pass first */
} Fault;

/* An exchange whose reply waits for a fault's delay. */
typedef struct {
    Exchange *ex;
    json_t *args, *spec;
    char *method;
    ServeFn serve;
    Timer timer;
} Held;

static struct {
    GPtrArray *list; /* Fault */
    GPtrArray *held; /* Held */
    unsigned ids;
} faults;

Answer answer_json(json_t *json)
{
    const char *error = json_string_value(json_object_get(json, "error"));
    return (Answer){.status = 200, .json = json, .error = error};
}

Answer answer_text(int status, const char *text)
{
    return (Answer){.status = status, .text = g_strdup(text), .error = status == 200 ? NULL : text};
}

static void fault_free(void *data)
{
    Fault *fault = data;
    json_decref(fault->spec);
    g_free(fault);
}

static const char *str(const json_t *json, const char *name)
{
    return json_string_value(json_object_get(json, name));
}

static int number(const json_t *json, const char *name, int absent)
{
    const json_t *value = json_object_get(json, name);
    return json_is_number(value) ? (int)json_number_value(value) : absent;
}

static bool meant(const Fault *fault, const char *method, const json_t *args)
{
    const char *wanted = str(fault->spec, "method");
    const char *channel = str(fault->spec, "channel");
    const char *got = str(args, "channel");
    if (wanted && strcmp(wanted, "*") && strcmp(wanted, method))
        return false;
    return !channel || (got && !strcmp(channel, got));
}

/* The spec of the first fault that applies, used up by one; NULL: none. */
static json_t *take(const char *method, const json_t *args)
{
    for (unsigned i = 0; faults.list && i < faults.list->len; i++) {
        Fault *fault = faults.list->pdata[i];
        if (!meant(fault, method, args))
            continue;
        if (fault->skip > 0) {
            fault->skip--;
            continue;
        }
        json_t *spec = json_incref(fault->spec);
        if (fault->left > 0 && --fault->left == 0)
            g_ptr_array_remove_index(faults.list, i);
        return spec;
    }
    return NULL;
}

static void reply(Exchange *ex, const json_t *args, const char *method, Answer answer)
{
    g_autofree char *request = json_dumps(args, JSON_COMPACT);
    g_autofree char *text = answer.json ? json_dumps(answer.json, JSON_COMPACT) : answer.text;
    g_autofree char *headers = answer.headers;
    record_call(method, answer.error);
    record_http(method, request, answer.status, text);
    http_reply(ex, answer.status,
               answer.json ? "application/json; charset=utf-8" : "text/html; charset=utf-8",
               headers, text, strlen(text));
    json_decref(answer.json);
}

static void discard(Answer answer)
{
    json_decref(answer.json);
    g_free(answer.text);
    g_free(answer.headers);
}

/* The answer that the fault gives instead. */
static Answer spoiled(const json_t *spec)
{
    const char *error = str(spec, "error"), *body = str(spec, "body");
    int status = number(spec, "status", 200);
    const json_t *wait = json_object_get(spec, "retry_after");
    Answer answer = body ? answer_text(status, body)
                         : answer_json(json_pack("{s:b, s:s}", "ok", 0, "error",
                                                 error           ? error
                                                 : status == 429 ? "ratelimited"
                                                                 : "internal_error"));
    answer.status = status;
    answer.error = body ? "fault" : answer.error;
    if (json_is_number(wait))
        answer.headers = g_strdup_printf("Retry-After: %d\r\n", (int)json_number_value(wait));
    return answer;
}

static bool spoils(const json_t *spec)
{
    return json_object_get(spec, "status") || json_object_get(spec, "error") ||
           json_object_get(spec, "body") || json_is_true(json_object_get(spec, "drop"));
}

static void spoil(const Held *held)
{
    if (!spoils(held->spec)) {
        reply(held->ex, held->args, held->method, held->serve(held->ex, held->args, held->method));
        return;
    }
    if (json_is_true(json_object_get(held->spec, "after_effect")))
        discard(held->serve(held->ex, held->args, held->method));
    if (json_is_true(json_object_get(held->spec, "drop"))) {
        record_call(held->method, "dropped");
        record_http(held->method, NULL, 0, NULL);
        http_drop(held->ex, DROP_RST);
        return;
    }
    reply(held->ex, held->args, held->method, spoiled(held->spec));
}

static void held_free(void *data)
{
    Held *held = data;
    timer_stop(&held->timer);
    json_decref(held->args);
    json_decref(held->spec);
    g_free(held->method);
    g_free(held);
}

static void release(void *data)
{
    spoil(data);
    g_ptr_array_remove_fast(faults.held, data);
}

void fault_serve(Exchange *ex, json_t *args, const char *method, ServeFn serve)
{
    json_t *spec = take(method, args);
    if (!spec) {
        reply(ex, args, method, serve(ex, args, method));
        json_decref(args);
        return;
    }
    g_autofree char *text = json_dumps(spec, JSON_COMPACT);
    record_note("fault", 0, "%s %s", method, text);
    if (!faults.held)
        faults.held = g_ptr_array_new_with_free_func(held_free);
    Held *held = g_new0(Held, 1);
    g_ptr_array_add(faults.held, held);
    *held =
        (Held){.ex = ex, .args = args, .spec = spec, .method = g_strdup(method), .serve = serve};
    timer_start(&held->timer, number(spec, "delay_ms", 0), release, held);
}

unsigned fault_plan(const json_t *spec)
{
    if (!faults.list)
        faults.list = g_ptr_array_new_with_free_func(fault_free);
    Fault *fault = g_new0(Fault, 1);
    fault->id = ++faults.ids;
    fault->spec = json_deep_copy(spec);
    fault->left = number(spec, "times", 1);
    fault->skip = MAX(number(spec, "nth", 1) - 1, 0);
    g_ptr_array_add(faults.list, fault);
    return fault->id;
}

bool fault_remove(unsigned id)
{
    bool found = id == 0;
    for (unsigned i = faults.list ? faults.list->len : 0; i-- > 0;) {
        if (id != 0 && ((Fault *)faults.list->pdata[i])->id != id)
            continue;
        g_ptr_array_remove_index(faults.list, i);
        found = true;
    }
    return found;
}

void fault_reset(void)
{
    g_clear_pointer(&faults.list, g_ptr_array_unref);
    for (unsigned i = 0; faults.held && i < faults.held->len; i++)
        http_drop(((Held *)faults.held->pdata[i])->ex, DROP_FIN);
    g_clear_pointer(&faults.held, g_ptr_array_unref);
}

json_t *fault_list(void)
{
    json_t *list = json_array();
    for (unsigned i = 0; faults.list && i < faults.list->len; i++) {
        const Fault *fault = faults.list->pdata[i];
        json_array_append_new(list, json_pack("{s:i, s:i, s:O}", "fault_id", (int)fault->id, "left",
                                              fault->left, "fault", fault->spec));
    }
    return list;
}
