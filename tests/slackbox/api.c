#include "tests/slackbox/api.h"

#include <string.h>

#include "tests/slackbox/credentials.h"
#include "tests/slackbox/files.h"
#include "tests/slackbox/form_body.h"
#include "tests/slackbox/manifest.h"
#include "tests/slackbox/posting.h"
#include "tests/slackbox/rate.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"

static const Method *const families[] = {chat_methods, view_methods, conversation_methods,
                                         user_methods, file_methods, other_methods};

static struct {
    bool unlimited, revoked;
} api;

const char *call_str(const Call *call, const char *name)
{
    const char *value = json_string_value(json_object_get(call->args, name));
    return value && *value ? value : NULL;
}

bool call_bool(const Call *call, const char *name)
{
    const json_t *value = json_object_get(call->args, name);
    const char *text = json_string_value(value);
    return json_is_true(value) || (text && (!strcmp(text, "true") || !strcmp(text, "1")));
}

int64_t call_int(const Call *call, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(call->args, name);
    const char *text = json_string_value(value);
    if (json_is_integer(value))
        return json_integer_value(value);
    return text && *text ? g_ascii_strtoll(text, NULL, 10) : absent;
}

json_t *call_refuse(Call *call, const char *error)
{
    json_decref(call->refusal);
    call->refusal = refusal_of(error, NULL);
    return NULL;
}

bool call_scope(Call *call, const char *scope)
{
    if (!scope || manifest_grants(scope))
        return true;
    call_refuse(call, "missing_scope");
    json_object_set_new(call->refusal, "needed", json_string(scope));
    json_object_set_new(call->refusal, "provided", json_string(manifest_scopes()));
    return false;
}

Channel *call_channel(Call *call, const char *name)
{
    const char *id = call_str(call, name);
    Channel *channel = id ? world_channel(id) : NULL;
    if (channel && !strcmp(channel->id, id) && channel_visible(channel, BOT_USER))
        return channel;
    call_refuse(call, "channel_not_found");
    return NULL;
}

/* Cursors name where the next page begins, and end in "=" as Slack's do. */
static int64_t from_cursor(const char *cursor, bool *bad)
{
    gsize len = 0;
    g_autofree char *text = cursor ? (char *)g_base64_decode(cursor, &len) : NULL;
    g_autofree char *ended = text ? g_strndup(text, len) : NULL;
    *bad = cursor && (!ended || !g_str_has_prefix(ended, "at:"));
    return cursor && !*bad ? g_ascii_strtoll(ended + 3, NULL, 10) : 0;
}

static char *to_cursor(int64_t at)
{
    g_autofree char *text = g_strdup_printf("at:%04d", (int)at);
    return g_base64_encode((const guchar *)text, strlen(text));
}

json_t *call_page(Call *call, json_t *list, int64_t most, char **next)
{
    bool bad = false;
    int64_t from = from_cursor(call_str(call, "cursor"), &bad);
    int64_t limit = call_int(call, "limit", most);
    json_auto_t *whole = list;
    if (bad)
        return call_refuse(call, "invalid_cursor");
    if (limit < 1 || limit > 1000)
        return call_refuse(call, "invalid_limit");
    json_t *page = json_array();
    int64_t size = (int64_t)json_array_size(whole);
    for (int64_t i = from; i < MIN(from + limit, size); i++)
        json_array_append(page, json_array_get(whole, (size_t)i));
    *next = from + limit < size ? to_cursor(from + limit) : g_strdup("");
    return page;
}

json_t *call_done(void)
{
    return json_pack("{s:b}", "ok", 1);
}

static const Method *method_named(const char *name)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(families); i++)
        for (const Method *method = families[i]; method->name; method++)
            if (!strcmp(method->name, name))
                return method;
    return NULL;
}

static char *token_of(const Exchange *ex, const json_t *args)
{
    const char *header = http_header(ex, "authorization");
    const char *type = http_header(ex, "content-type");
    const char *field = json_string_value(json_object_get(args, "token"));
    if (header && !g_ascii_strncasecmp(header, "Bearer ", 7))
        return g_strdup(header + 7);
    bool json = type && g_str_has_prefix(type, "application/json");
    return field && !json ? g_strdup(field) : NULL;
}

static const char *token_trouble(const Exchange *ex, const json_t *args, const char *method)
{
    g_autofree char *token = token_of(ex, args);
    bool opens = !strcmp(method, "apps.connections.open");
    if (!strcmp(method, "api.test"))
        return NULL;
    if (!token || !*token)
        return "not_authed";
    if (opens && !http_header(ex, "authorization"))
        return "not_authed"; /* this one takes it in the header only */
    if (strcmp(token, APP_TOKEN) && strcmp(token, BOT_TOKEN))
        return "invalid_auth";
    if (opens != !strcmp(token, APP_TOKEN))
        return "not_allowed_token_type";
    return api.revoked ? "account_inactive" : NULL;
}

static unsigned limited(const Method *method, const json_t *args)
{
    if (api.unlimited)
        return 0;
    if (method->per_minute > 0) {
        unsigned wait = rate_take(method->name, method->per_minute / 60.0, method->per_minute);
        if (wait > 0)
            return wait;
    }
    if (strcmp(method->name, "chat.postMessage"))
        return 0;
    const char *channel = json_string_value(json_object_get(args, "channel"));
    g_autofree char *bucket = g_strdup_printf("post %s", channel ? channel : "");
    return rate_take(bucket, 1, 5);
}

static Answer too_fast(unsigned wait)
{
    counters.limited++;
    Answer answer = answer_json(refusal_of("ratelimited", NULL));
    answer.status = 429;
    answer.headers = g_strdup_printf("Retry-After: %u\r\n", wait);
    return answer;
}

static json_t *run(Exchange *ex, const json_t *args, const Method *method)
{
    Call call = {.method = method->name, .ex = ex, .args = args};
    json_t *result = call_scope(&call, method->scope) ? method->run(&call) : NULL;
    if (result && call.refusal)
        g_clear_pointer(&result, json_decref);
    if (result)
        return result;
    return call.refusal ? call.refusal : refusal_of("internal_error", NULL);
}

static Answer serve(Exchange *ex, json_t *args, const char *name)
{
    const Method *method = method_named(name);
    const char *trouble = method ? token_trouble(ex, args, name) : "unknown_method";
    if (trouble)
        return answer_json(refusal_of(trouble, NULL));
    unsigned wait = limited(method, args);
    if (wait > 0)
        return too_fast(wait);
    Answer answer = answer_json(run(ex, args, method));
    bool opens = !strcmp(name, "apps.connections.open");
    g_autofree char *request = world_hex(32);
    answer.headers = g_strdup_printf("x-oauth-scopes: %s\r\nx-accepted-oauth-scopes: %s\r\n"
                                     "x-slack-req-id: %s\r\n",
                                     opens ? "connections:write" : manifest_scopes(),
                                     opens           ? "connections:write"
                                     : method->scope ? method->scope
                                                     : "",
                                     request);
    return answer;
}

static void serve_call(Exchange *ex)
{
    const char *error = NULL;
    g_autofree char *method = g_strdup(ex->path + strlen("/api/"));
    json_t *args = form_body(ex, &error);
    if (args) {
        fault_serve(ex, args, method, serve);
        return;
    }
    record_call(method, error);
    http_reply_json(ex, 200, NULL, refusal_of(error, NULL));
}

void api_route(Exchange *ex)
{
    if (g_str_has_prefix(ex->path, "/api/"))
        serve_call(ex);
    else if (!strcmp(ex->path, "/link/") || !strcmp(ex->path, "/link"))
        socket_upgrade(ex);
    else if (g_str_has_prefix(ex->path, "/upload/v1/"))
        file_upload(ex);
    else if (g_str_has_prefix(ex->path, "/commands/") || g_str_has_prefix(ex->path, "/actions/") ||
             g_str_has_prefix(ex->path, "/app-actions/"))
        url_serve(ex);
    else
        http_reply(ex, 404, "text/plain", NULL, "not found", 9);
}

void api_limit(bool on)
{
    api.unlimited = !on;
}

void api_revoke(void)
{
    api.revoked = true;
}

void api_reset(void)
{
    api.revoked = false;
    rate_reset();
    files_reset();
}
