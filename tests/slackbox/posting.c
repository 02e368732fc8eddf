#include "tests/slackbox/posting.h"

#include <string.h>

#include "tests/slackbox/blocks.h"
#include "tests/slackbox/events.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/text.h"

#define TEXT_MAX 40000
#define MARKDOWN_MAX 12000
#define BLOCKS_UNITS_MAX 13200
#define ATTACHMENTS_MAX 100

json_t *refusal_of(const char *error, GPtrArray *complaints)
{
    json_t *refusal = json_pack("{s:b, s:s}", "ok", 0, "error", error);
    if (!complaints)
        return refusal;
    json_t *plain = json_array(), *messages = json_array();
    for (unsigned i = 0; i < complaints->len; i++) {
        g_autofree char *text = g_strconcat("[ERROR] ", complaints->pdata[i], NULL);
        json_array_append_new(plain, json_string(complaints->pdata[i]));
        json_array_append_new(messages, json_string(text));
    }
    json_object_set_new(refusal, "errors", plain);
    json_object_set_new(refusal, "response_metadata", json_pack("{s:o}", "messages", messages));
    g_ptr_array_unref(complaints);
    return refusal;
}

json_t *json_member(const json_t *args, const char *name, bool *bad)
{
    json_t *value = json_object_get(args, name);
    if (!value || json_is_null(value))
        return NULL;
    if (!json_is_string(value))
        return json_incref(value);
    if (*json_string_value(value) == '\0')
        return NULL;
    json_t *parsed = json_loads(json_string_value(value), JSON_DECODE_ANY, NULL);
    *bad = !parsed;
    return parsed;
}

static bool set_text(json_t *body, const json_t *args)
{
    const char *text = json_string_value(json_object_get(args, "text"));
    const char *markdown = json_string_value(json_object_get(args, "markdown_text"));
    g_autofree char *cut = text_cut(text ? text : markdown ? markdown : "", TEXT_MAX);
    json_object_set_new(body, "text", json_string(cut));
    return (text && *text) || (markdown && *markdown);
}

/* Checks and takes the blocks over; false with *refusal set. */
static bool set_blocks(json_t *body, const json_t *args, json_t **refusal)
{
    bool bad = false;
    json_auto_t *blocks = json_member(args, "blocks", &bad);
    if (bad || (blocks && !json_is_array(blocks))) {
        *refusal = refusal_of("invalid_blocks_format", NULL);
        return false;
    }
    if (!blocks || json_array_size(blocks) == 0)
        return true;
    g_autoptr(GPtrArray) complaints = blocks_check_message(blocks);
    if (complaints->len > 0) {
        *refusal = refusal_of("invalid_blocks", g_steal_pointer(&complaints));
        return false;
    }
    if (blocks_units(blocks) > BLOCKS_UNITS_MAX) {
        *refusal = refusal_of("msg_blocks_too_long", NULL);
        return false;
    }
    json_t *own = json_deep_copy(blocks);
    blocks_complete(own);
    json_object_set_new(body, "blocks", own);
    return true;
}

static bool set_attachments(json_t *body, const json_t *args, json_t **refusal)
{
    bool bad = false;
    json_auto_t *attachments = json_member(args, "attachments", &bad);
    if (bad || (attachments && !json_is_array(attachments))) {
        *refusal = refusal_of("invalid_attachments", NULL);
        return false;
    }
    if (json_array_size(attachments) > ATTACHMENTS_MAX) {
        *refusal = refusal_of("too_many_attachments", NULL);
        return false;
    }
    if (json_array_size(attachments) > 0)
        json_object_set(body, "attachments", attachments);
    return true;
}

static const char *markdown_trouble(const json_t *args)
{
    const char *markdown = json_string_value(json_object_get(args, "markdown_text"));
    if (!markdown)
        return NULL;
    if (json_object_get(args, "text") || json_object_get(args, "blocks"))
        return "markdown_text_conflict";
    return text_units(markdown) > MARKDOWN_MAX ? "msg_too_long" : NULL;
}

static const char *metadata_trouble(json_t *body, const json_t *args)
{
    bool bad = false;
    json_auto_t *metadata = json_member(args, "metadata", &bad);
    if (!metadata && !bad)
        return NULL;
    if (bad || !json_is_object(metadata))
        return "invalid_metadata_format";
    if (json_object_size(metadata) == 0)
        return NULL;
    if (!json_is_string(json_object_get(metadata, "event_type")) ||
        !json_is_object(json_object_get(metadata, "event_payload")))
        return "invalid_metadata_schema";
    json_object_set(body, "metadata", metadata);
    return NULL;
}

json_t *posting_body(const json_t *args, json_t **refusal)
{
    json_auto_t *body = json_object();
    const char *trouble = markdown_trouble(args);
    if (!trouble)
        trouble = metadata_trouble(body, args);
    if (trouble) {
        *refusal = refusal_of(trouble, NULL);
        return NULL;
    }
    bool has_text = set_text(body, args);
    if (!set_blocks(body, args, refusal) || !set_attachments(body, args, refusal))
        return NULL;
    if (!has_text && !json_object_get(body, "blocks") && !json_object_get(body, "attachments")) {
        *refusal = refusal_of("no_text", NULL);
        return NULL;
    }
    return g_steal_pointer(&body);
}

static void sign(json_t *body)
{
    json_object_set_new(body, "bot_id", json_string(BOT_ID));
    json_object_set_new(body, "app_id", json_string(APP_ID));
    json_object_set_new(body, "bot_profile",
                        json_pack("{s:s, s:b, s:s, s:i, s:s, s:s}", "id", BOT_ID, "deleted", 0,
                                  "name", "askd", "updated", 1700000000, "app_id", APP_ID,
                                  "team_id", TEAM_ID));
}

Message *posting_post(Channel *channel, const char *thread_ts, const char *only, json_t *body)
{
    sign(body);
    Message *message = world_post(channel, BOT_USER, thread_ts, only, body);
    if (!only)
        record_posted(channel->id);
    event_message(channel, message);
    return message;
}

void posting_replace(Channel *channel, Message *message, json_t *body, bool edited)
{
    static const char *const said[] = {"text", "blocks", "attachments"};
    json_t *before = json_deep_copy(message->json);
    for (unsigned i = 0; i < G_N_ELEMENTS(said); i++)
        json_object_del(message->json, said[i]);
    json_object_update(message->json, body);
    json_decref(body);
    if (edited) {
        g_autofree char *now = world_ts();
        json_object_set_new(message->json, "edited",
                            json_pack("{s:s, s:s}", "user", message->user, "ts", now));
    }
    channel_changed(channel, message->only);
    event_changed(channel, message, before);
}

void posting_slackbot(Channel *channel, const char *user, const char *text)
{
    world_post(channel, SLACKBOT, NULL, user, json_pack("{s:s}", "text", text));
}
