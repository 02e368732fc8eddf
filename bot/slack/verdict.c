/*
 * A status, a body in JSON or in none, and words that mean "later", "never" or "ask an operator".
 */
#include "bot/slack/verdict.h"

#include <jansson.h>
#include <string.h>

enum {
    LIMITED_MS = 30000, /* where Slack does not say */
    LIMITED_MOST_S = 3600,
    DETAIL_MAX = 1000, /* bytes */
};

struct Verdict {
    json_t *json; /* NULL: the body is none */
    char *detail;
};

static bool is_one_of(const char *word, const char *const *words)
{
    return word && g_strv_contains(words, word);
}

static const char *const LIMITED[] = {"ratelimited", "rate_limited", NULL};
static const char *const TRANSIENT[] = {"internal_error",
                                        "fatal_error",
                                        "service_unavailable",
                                        "request_timeout",
                                        "team_added_to_org",
                                        "org_login_required",
                                        NULL};

static int retry_after_ms(int64_t seconds)
{
    return seconds <= 0 ? LIMITED_MS : (int)MIN(seconds, LIMITED_MOST_S) * 1000;
}

static const char *text_at(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* One line of what Slack adds to an error; it quotes places in our JSON, no more. */
static void add_detail(GString *detail, const char *text)
{
    if (!text || !*text || detail->len >= DETAIL_MAX)
        return;
    if (detail->len > 0)
        g_string_append(detail, "; ");
    g_string_append_len(detail, text, (gssize)MIN(strlen(text), DETAIL_MAX));
}

static char *detail_of(const json_t *json)
{
    GString *detail = g_string_new(NULL);
    const char *needed = text_at(json, "needed");
    if (needed) {
        g_autofree char *sentence = g_strdup_printf("the app needs the scope %s", needed);
        add_detail(detail, sentence);
    }
    const json_t *messages =
        json_object_get(json_object_get(json, "response_metadata"), "messages");
    if (!messages)
        messages = json_object_get(json, "errors");
    for (size_t i = 0; i < json_array_size(messages); i++)
        add_detail(detail, json_string_value(json_array_get(messages, i)));
    return g_string_free(detail, detail->len == 0);
}

/* chat.* name channel and ts at the top; conversations.open has an object there. */
static const char *channel_of(const json_t *json)
{
    const json_t *channel = json_object_get(json, "channel");
    return json_is_object(channel) ? text_at(channel, "id") : json_string_value(channel);
}

static WebOutcome judge_word(const char *error)
{
    if (is_one_of(error, LIMITED))
        return WEB_LIMITED;
    return is_one_of(error, TRANSIENT) ? WEB_TRANSIENT : WEB_REFUSED;
}

/* "ok", or nothing; a page in HTML is not Slack's, but of some network on the way. */
static bool is_usual_answer(const Answered *a, const json_t *json)
{
    g_autofree char *text = g_strstrip(g_strndup(a->body, MIN(a->len, 64)));
    return json || *text == '\0' || strcmp(text, "ok") == 0;
}

/* A response URL answers `ok`, or {"ok":true}, or nothing; an error may be plain text. */
static void judge_url(const Answered *a, WebResult *result, const json_t *json)
{
    bool is_done = result->status >= 200 && result->status < 300;
    if (is_done && !is_usual_answer(a, json)) {
        result->outcome = WEB_TRANSIENT;
        result->error = "not_json";
        return;
    }
    if (is_done && !json_is_false(json_object_get(json, "ok"))) {
        result->outcome = WEB_OK;
        return;
    }
    result->error = text_at(json, "error");
    result->outcome = judge_word(result->error);
    if (!result->error)
        result->error = result->status == 404   ? "expired_url"
                        : result->status >= 400 ? "response_url_refused"
                                                : "not_ok";
}

static void judge_api(WebResult *result, const json_t *json)
{
    const json_t *ok = json_object_get(json, "ok");
    if (!json_is_boolean(ok)) {
        result->outcome = WEB_TRANSIENT;
        result->error = result->len == 0 ? "empty_answer" : "not_json";
    } else if (json_is_true(ok)) {
        result->outcome = WEB_OK;
    } else {
        result->error = text_at(json, "error");
        if (!result->error)
            result->error = "unknown_error";
        result->outcome = judge_word(result->error);
    }
}

static void judge_answer(const Answered *a, WebResult *result, const json_t *json)
{
    bool is_limited = result->status == 429;
    if (is_limited || result->status >= 500 || (result->status >= 300 && result->status < 400)) {
        result->outcome = is_limited ? WEB_LIMITED : WEB_TRANSIENT;
        result->error = text_at(json, "error");
        if (!result->error)
            result->error = is_limited              ? "ratelimited"
                            : result->status >= 500 ? "server_error"
                                                    : "redirected";
    } else if (a->is_url) {
        judge_url(a, result, json);
    } else {
        judge_api(result, json);
    }
    if (result->outcome == WEB_LIMITED)
        result->retry_after_ms = retry_after_ms(a->retry_after_s);
}

Verdict *verdict_new(const Answered *answered, WebResult *result)
{
    Verdict *verdict = g_new0(Verdict, 1);
    json_t *json = verdict->json = json_loadb(answered->body, answered->len, 0, NULL);
    verdict->detail = detail_of(json);
    result->status = answered->status;
    result->len = answered->len;
    result->detail = verdict->detail;
    judge_answer(answered, result, json);
    if (result->outcome == WEB_OK) {
        result->body = answered->body;
        result->channel = channel_of(json);
        result->ts = text_at(json, "ts");
    } else {
        result->len = 0;
    }
    return verdict;
}

void verdict_free(Verdict *verdict)
{
    if (!verdict)
        return;
    json_decref(verdict->json);
    g_free(verdict->detail);
    g_free(verdict);
}
