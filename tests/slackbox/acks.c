#include "tests/slackbox/acks.h"

#include <string.h>

#include "tests/slackbox/blocks.h"
#include "tests/slackbox/forms.h"
#include "tests/slackbox/posting.h"
#include "tests/slackbox/text.h"
#include "tests/slackbox/views.h"

#define TROUBLE "We had some trouble connecting. Try again?"

typedef struct {
    char *user, *channel, *command, *line;
} Slash;

static void slash_free(void *data)
{
    Slash *slash = data;
    g_free(slash->user);
    g_free(slash->channel);
    g_free(slash->command);
    g_free(slash->line);
    g_free(slash);
}

static void slash_failed(const Slash *slash, const char *why)
{
    g_autofree char *text = g_strdup_printf("%s failed with the error \"%s\"", slash->command, why);
    posting_slackbot(world_channel(slash->channel), slash->user, text);
}

/* in_channel also shows the line that was typed. */
static void show_line(const Slash *slash, Channel *channel)
{
    g_autofree char *line = text_escape(slash->line);
    world_post(channel, slash->user, NULL, NULL,
               json_pack("{s:s, s:b}", "text", line, "command", 1));
}

static void slash_answered(const Slash *slash, const json_t *payload)
{
    Channel *channel = world_channel(slash->channel);
    const char *type = json_string_value(json_object_get(payload, "response_type"));
    bool open = type && !strcmp(type, "in_channel");
    json_auto_t *as_text = json_is_string(payload) ? json_pack("{s:O}", "text", payload) : NULL;
    json_auto_t *refusal = NULL;
    json_t *body = posting_body(as_text ? as_text : payload, &refusal);
    const char *error = json_string_value(json_object_get(refusal, "error"));
    bool nothing = error && !strcmp(error, "no_text");
    if (open && (body || nothing))
        show_line(slash, channel);
    if (body) {
        posting_post(channel, NULL, open ? NULL : slash->user, body);
    } else if (!nothing) {
        envelope_payload_invalid();
        slash_failed(slash, error);
    }
}

static void slash_settled(void *data, Settled how, const json_t *payload)
{
    if (how == TIMED_OUT)
        slash_failed(data, "operation_timeout");
    else if (how == UNDELIVERED)
        slash_failed(data, "dispatch_failed");
    else if (how == ACKED && payload)
        slash_answered(data, payload);
}

void ack_slash(Letter *letter, const char *user, const char *channel, const char *command,
               const char *text)
{
    Slash *slash = g_new0(Slash, 1);
    slash->user = g_strdup(user);
    slash->channel = g_strdup(channel);
    slash->command = g_strdup(command);
    slash->line = text && *text ? g_strconcat(command, " ", text, NULL) : g_strdup(command);
    letter->settled = slash_settled;
    letter->data = slash;
    letter->free_data = slash_free;
}

static void trouble(View *view)
{
    json_auto_t *errors = json_pack("{s:s}", "", TROUBLE);
    view_errors(view, errors);
}

static void refuse(View *view)
{
    envelope_payload_invalid();
    trouble(view);
}

/* Every key must be the block_id of an input block. */
static bool errors_fit(const View *view, const json_t *errors)
{
    const char *key;
    json_t *text;
    json_object_foreach((json_t *)errors, key, text)
    {
        Field field;
        bool known = form_find(json_object_get(view->body, "blocks"), key, NULL, NULL, &field);
        if (!known || strcmp(json_string_value(json_object_get(field.block, "type")), "input") ||
            !json_is_string(text))
            return false;
    }
    return json_is_object(errors) && json_object_size(errors) > 0;
}

static bool view_fits(const json_t *body)
{
    g_autoptr(GPtrArray) complaints = json_is_object(body) ? blocks_check_view(body) : NULL;
    const char *type = json_string_value(json_object_get(body, "type"));
    return complaints && complaints->len == 0 && !strcmp(type, "modal");
}

static void replace_or_push(View *view, const json_t *payload, bool push)
{
    const json_t *body = json_object_get(payload, "view");
    if (!view_fits(body))
        refuse(view);
    else if (!push)
        view_update(view, json_deep_copy(body));
    else if (!view_push(view->owner, json_deep_copy(body)))
        refuse(view);
}

static void submission_answered(View *view, const json_t *payload)
{
    const char *action = json_string_value(json_object_get(payload, "response_action"));
    const json_t *errors = json_object_get(payload, "errors");
    if (!action)
        refuse(view);
    else if (!strcmp(action, "errors") && errors_fit(view, errors))
        view_errors(view, errors);
    else if (!strcmp(action, "update") || !strcmp(action, "push"))
        replace_or_push(view, payload, *action == 'p');
    else if (!strcmp(action, "clear"))
        view_clear(view->owner);
    else
        refuse(view);
}

static void submission_settled(void *data, Settled how, const json_t *payload)
{
    View *view = view_find(data);
    if (!view)
        return;
    if (how == TIMED_OUT || how == UNDELIVERED)
        trouble(view);
    else if (how == ACKED && payload)
        submission_answered(view, payload);
    else if (how == ACKED)
        view_close(view);
}

void ack_submission(Letter *letter, const char *view_id)
{
    letter->settled = submission_settled;
    letter->data = g_strdup(view_id);
    letter->free_data = g_free;
}

static void suggestion_settled(void *data, Settled how, const json_t *payload)
{
    (void)data;
    if (how != ACKED || !payload)
        return;
    g_autoptr(GPtrArray) complaints = blocks_check_options(payload);
    if (complaints->len > 0)
        envelope_payload_invalid();
}

void ack_suggestion(Letter *letter)
{
    letter->settled = suggestion_settled;
}
