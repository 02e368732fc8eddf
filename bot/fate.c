/*
 * Slack's and the network's many ways to refuse, by what can help: another try, another way,
 * nothing.
 */
#include "bot/fate.h"

#include <string.h>

#include "bot/keep.h"
#include "bot/render/splice.h"
#include "bot/slack/pace.h"

enum {
    TRIES_MAX = 20 /* with a minute between the last ones: some 15 minutes of Slack being down */
};

void call_result_free(CallResult *result)
{
    g_free(result->lane);
    g_free(result->channel);
    g_free(result->ts);
    g_free(result->why);
    g_free(result->target);
    g_free(result->body);
    g_free(result->name);
    fetched_free(result->answer);
    g_free(result);
}

static CallResult *result_new(const Owed *owed, CallFate fate)
{
    CallResult *r = g_new0(CallResult, 1);
    r->id = owed->id;
    r->fate = fate;
    r->lane = g_strdup(owed->lane);
    return r;
}

bool fate_is_fetch(const Owed *owed)
{
    return g_str_has_prefix(owed->lane, KEEP_FETCH);
}

static CallResult *fetched(const Owed *owed, FetchedBody *answer)
{
    CallResult *r = result_new(owed, CALL_FETCHED);
    r->name = g_strdup(owed->name);
    r->answer = answer;
    return r;
}

static CallResult *not_fetched(const Owed *owed, const char *why, const char *detail)
{
    g_warning("fetch_refused method=%s why=%s %s", owed->method, why, detail ? detail : "");
    return fetched(owed, fetched_refused(why));
}

CallResult *fate_dead(const Owed *owed, const char *why, const char *detail)
{
    CallResult *r = result_new(owed, CALL_DEAD);
    r->why = g_strdup(why);
    g_critical("dead id=%" G_GINT64_FORMAT " method=%s tries=%d why=%s %s", owed->id, owed->method,
               owed->tries, why, detail ? detail : "");
    return r;
}

static bool is_post(const Owed *owed)
{
    return strcmp(owed->method, "chat.postMessage") == 0;
}

/* The channel or the thread is closed to us; the message itself is not to blame. */
static bool is_unreachable(const char *why)
{
    static const char *const words[] = {
        "channel_not_found",       "not_in_channel",    "is_archived",   "thread_not_found",
        "cannot_reply_to_message", "message_not_found", "no_permission", NULL};
    return g_strv_contains(words, why) || g_str_has_prefix(why, "restricted_action");
}

static bool is_form(const Owed *owed)
{
    return strcmp(owed->method, "views.open") == 0 || strcmp(owed->method, "views.push") == 0;
}

/* A form cannot be sent another way. In both languages, as nobody knows here which is theirs. */
static const char NOT_OPENED[] = "{\"text\":\"The form did not open in time. Please try again.\\n"
                                 "表单没能及时打开，请再试一次。\"}";

static char *body_elsewhere(const Owed *owed, size_t *len)
{
    if (is_form(owed))
        return splice_target(NOT_OPENED, strlen(NOT_OPENED), owed->fallback, NULL, len);
    return is_post(owed) ? splice_elsewhere(owed->body, owed->len, owed->fallback, len)
                         : splice_target(owed->body, owed->len, owed->fallback, NULL, len);
}

/*
 * A response_url that is used up or gone, a channel that is closed: the same words to the same
 * person, by a direct message.
 */
static CallResult *fall_back(const Owed *owed, const char *why)
{
    CallResult *r = result_new(owed, CALL_REDIRECT);
    r->target = g_strdup(owed->fallback);
    r->body = body_elsewhere(owed, &r->len);
    g_info("fallback method=%s id=%" G_GINT64_FORMAT " why=%s", owed->method, owed->id, why);
    return r;
}

CallResult *fate_given_up(const Owed *owed, const char *why, const char *detail)
{
    if (fate_is_fetch(owed))
        return not_fetched(owed, why, detail);
    bool elsewhere = owed->fallback && (!is_post(owed) || is_unreachable(why));
    return elsewhere ? fall_back(owed, why) : fate_dead(owed, why, detail);
}

/* A call that Slack has only asked to wait is tried for as long as it has worth. */
static CallResult *try_again(const Owed *owed, bool limited, int64_t due_ms, const char *why)
{
    if ((!limited && owed->tries + 1 >= TRIES_MAX) || (owed->until_ms && due_ms >= owed->until_ms))
        return fate_given_up(owed, why, "after many tries");
    CallResult *r = result_new(owed, CALL_AGAIN);
    r->due_ms = due_ms;
    r->why = g_strdup(why);
    return r;
}

static CallResult *done(const Owed *owed, const WebResult *result)
{
    if (fate_is_fetch(owed))
        return fetched(owed, fetched_read(result->body, result->len));
    CallResult *r = result_new(owed, CALL_DONE);
    if (is_post(owed)) {
        r->channel = g_strdup(result->channel);
        r->ts = g_strdup(result->ts);
    }
    return r;
}

CallResult *fate_of(const Owed *owed, const WebResult *result, int64_t now_ms, uint32_t random)
{
    const char *why = result->error ? result->error : "?";
    switch (result->outcome) {
    case WEB_OK:
        return done(owed, result);
    case WEB_REFUSED:
        if (owed->tries > 0 && strcmp(why, "exchanged_trigger_id") == 0)
            return done(owed, result); /* the try before it had opened the form */
        return fate_given_up(owed, why, result->detail);
    case WEB_LIMITED:
        return try_again(owed, true, now_ms + result->retry_after_ms, why);
    case WEB_UNKNOWN:
    case WEB_TRANSIENT:
    case WEB_UNSENT:
        break;
    }
    return try_again(owed, false, now_ms + pace_backoff_ms((unsigned)owed->tries + 1, random), why);
}

bool fate_is_post(const Owed *owed)
{
    static const char *const posts[] = {"chat.postMessage", "chat.postEphemeral", "response_url",
                                        NULL};
    return g_strv_contains(posts, owed->method);
}
