#include "tests/slackbox/credentials.h"

#include <string.h>

#include "tests/slackbox/faults.h"
#include "tests/slackbox/form_body.h"
#include "tests/slackbox/load.h"
#include "tests/slackbox/posting.h"
#include "tests/slackbox/record.h"

#define TRIGGER_US (3 * G_USEC_PER_SEC)
#define URL_MS (30 * 60 * 1000LL)
#define URL_USES 5
#define TRIGGERS_MAX 20000

typedef struct {
    char *user;
    int64_t made_us;
    bool used;
} Trigger;

typedef struct {
    char *user, *channel;
    char *ts; /* the message an action came from; NULL: a command's */
    bool action;
    int64_t made_ms;
    unsigned uses;
} Url;

static struct {
    GHashTable *triggers; /* id → Trigger */
    GHashTable *urls;     /* path → Url */
    GQueue order;         /* char *: trigger ids, oldest first; borrowed from triggers */
    char *base;
    unsigned numbers;
} given = {.order = G_QUEUE_INIT};

static void trigger_free(void *data)
{
    Trigger *trigger = data;
    g_free(trigger->user);
    g_free(trigger);
}

static void url_free(void *data)
{
    Url *url = data;
    g_free(url->user);
    g_free(url->channel);
    g_free(url->ts);
    g_free(url);
}

void credentials_reset(void)
{
    g_queue_clear(&given.order);
    g_clear_pointer(&given.triggers, g_hash_table_unref);
    g_clear_pointer(&given.urls, g_hash_table_unref);
    given.triggers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, trigger_free);
    given.urls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, url_free);
}

void url_set_base(const char *base)
{
    g_free(given.base);
    given.base = g_strdup(base);
}

char *trigger_make(const char *user)
{
    g_autofree char *tail = world_hex(32);
    char *id = g_strdup_printf("81234500%05u.5802665753.%s", ++given.numbers, tail);
    Trigger *trigger = g_new0(Trigger, 1);
    trigger->user = g_strdup(user);
    trigger->made_us = net_us();
    char *key = g_strdup(id);
    g_hash_table_insert(given.triggers, key, trigger);
    g_queue_push_tail(&given.order, key);
    if (given.order.length > TRIGGERS_MAX)
        g_hash_table_remove(given.triggers, g_queue_pop_head(&given.order));
    return id;
}

char *trigger_take(const char *id, const char **error)
{
    Trigger *trigger = id ? g_hash_table_lookup(given.triggers, id) : NULL;
    *error = !trigger                                   ? "invalid_trigger_id"
             : trigger->used                            ? "exchanged_trigger_id"
             : net_us() - trigger->made_us > TRIGGER_US ? "expired_trigger_id"
                                                        : NULL;
    if (*error)
        return NULL;
    trigger->used = true;
    return g_strdup(trigger->user);
}

char *url_make(const char *kind, const char *user, const char *channel, const char *ts)
{
    g_autofree char *secret = world_hex(24);
    char *path = g_strdup_printf("/%s/" TEAM_ID "/81234500%05u/%s", kind, ++given.numbers, secret);
    Url *url = g_new0(Url, 1);
    *url = (Url){.user = g_strdup(user),
                 .channel = g_strdup(channel),
                 .ts = g_strdup(ts),
                 .action = strcmp(kind, "commands") != 0,
                 .made_ms = net_ms()};
    g_hash_table_insert(given.urls, path, url);
    return g_strconcat(given.base, path, NULL);
}

char *url_of_load(uint64_t number)
{
    return g_strdup_printf("%s/commands/load/%" G_GUINT64_FORMAT, given.base, number);
}

unsigned url_count(void)
{
    GHashTableIter iter;
    gpointer url;
    unsigned count = 0;
    g_hash_table_iter_init(&iter, given.urls);
    while (g_hash_table_iter_next(&iter, NULL, &url))
        count +=
            net_ms() - ((Url *)url)->made_ms < net_scaled(URL_MS) && ((Url *)url)->uses < URL_USES;
    return count;
}

static bool is_true(const json_t *args, const char *name)
{
    const json_t *value = json_object_get(args, name);
    return json_is_true(value) ||
           (json_is_string(value) && !strcmp(json_string_value(value), "true"));
}

static bool is_false(const json_t *args, const char *name)
{
    const json_t *value = json_object_get(args, name);
    return json_is_false(value) ||
           (json_is_string(value) && !strcmp(json_string_value(value), "false"));
}

/* Posts a new message where the url says; NULL or a refusal. */
static json_t *post_new(const Url *url, Channel *channel, const json_t *args)
{
    const char *type = json_string_value(json_object_get(args, "response_type"));
    const char *thread = json_string_value(json_object_get(args, "thread_ts"));
    bool open = type && !strcmp(type, "in_channel");
    const Message *source = channel_message(channel, url->ts);
    json_t *refusal = NULL;
    json_t *body = posting_body(args, &refusal);
    if (!body)
        return refusal;
    if (!open || !is_false(args, "replace_original"))
        thread = NULL;
    if (!thread && source)
        thread = source->thread_ts; /* an answer to a click shows where the button is */
    posting_post(channel, thread, open ? NULL : url->user, body);
    return NULL;
}

static json_t *replace(Channel *channel, Message *source, const json_t *args)
{
    json_t *refusal = NULL;
    json_t *body = posting_body(args, &refusal);
    if (body)
        posting_replace(channel, source, body, false);
    return refusal;
}

static bool has_content(const json_t *args)
{
    return json_object_get(args, "text") || json_object_get(args, "blocks") ||
           json_object_get(args, "attachments");
}

static json_t *use(Url *url, const json_t *args)
{
    Channel *channel = world_channel(url->channel);
    Message *source = url->action ? channel_message(channel, url->ts) : NULL;
    if (is_true(args, "delete_original") && source) {
        channel_delete(channel, url->ts);
        return has_content(args) ? post_new(url, channel, args) : NULL;
    }
    if (is_true(args, "replace_original") && source)
        return replace(channel, source, args);
    return post_new(url, channel, args);
}

static Answer gone(int status, const char *error)
{
    Answer answer = answer_json(json_pack("{s:b, s:s}", "ok", 0, "error", error));
    answer.status = status;
    return answer;
}

static Answer serve(Exchange *ex, json_t *args, const char *method)
{
    (void)method;
    if (load_answered(ex->path))
        return answer_text(200, "ok");
    Url *url = g_hash_table_lookup(given.urls, ex->path);
    if (!url)
        return gone(404, "no_such_url");
    if (net_ms() - url->made_ms > net_scaled(URL_MS))
        return gone(404, "Expired url");
    if (url->uses >= URL_USES)
        return gone(404, "used_url");
    url->uses++;
    counters.url_uses++;
    json_t *refusal = use(url, args);
    if (!refusal)
        return answer_text(200, "ok");
    Answer answer = answer_json(refusal);
    answer.status = 400;
    return answer;
}

void url_serve(Exchange *ex)
{
    json_t *args = json_loadb((const char *)ex->body->data, ex->body->len, 0, NULL);
    if (!json_is_object(args)) {
        json_decref(args);
        http_reply(ex, 400, "text/plain", NULL, "invalid_payload", 15);
        return;
    }
    fault_serve(ex, args, "response_url", serve);
}
