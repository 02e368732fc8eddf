/*
 * The two first calls of a run, and again whenever an address is wanted.
 */
#include "bot/slack/enquiry.h"

#include <jansson.h>
#include <stdatomic.h>

#include "bot/clock.h"
#include "bot/metrics.h"
#include "bot/slack/refused.h"

enum {
    SELF_TIMEOUT_MS = 15000,
    SELF_RETRY_MS = 5000,
    ADDRESS_TIMEOUT_MS = 10000,
};

struct Enquiry {
    WebApi *api;
    EnquiryHooks hooks;
    atomic_bool address_wanted;
    bool address_asked, self_known, self_asked;
    bool address_early; /* it is asked for before anybody wants it: at the start */
    char *address_held; /* it came before anybody wanted it */
    int64_t self_due_us;
    char address_tag, self_tag; /* their addresses are the tags of the calls */
};

/* The first address is on its way while the database is opened; nobody can miss it before. */
static void ask_address(Enquiry *e)
{
    if (e->address_asked || !(e->address_early || atomic_exchange(&e->address_wanted, false)))
        return;
    g_autofree char *held = g_steal_pointer(&e->address_held);
    if (held) {
        e->hooks.address(held, false, 0, NULL, e->hooks.user);
        return;
    }
    e->address_asked = true;
    web_api_start(e->api, &(WebCall){.method = "apps.connections.open",
                                     .token = WEB_TOKEN_APP,
                                     .form = true,
                                     .body = "",
                                     .timeout_ms = ADDRESS_TIMEOUT_MS,
                                     .tag = &e->address_tag});
}

static void ask_self(Enquiry *e)
{
    if (e->self_known || e->self_asked || clock_monotonic_us() < e->self_due_us)
        return;
    e->self_asked = true;
    web_api_start(e->api, &(WebCall){.method = "auth.test",
                                     .token = WEB_TOKEN_BOT,
                                     .form = true,
                                     .body = "",
                                     .timeout_ms = SELF_TIMEOUT_MS,
                                     .tag = &e->self_tag});
}

static void say_refused(Enquiry *e, const WebResult *result, WebToken token)
{
    g_autofree char *why = refused_text(result, token);
    e->hooks.refused(why, e->hooks.user);
}

static void got_address(Enquiry *e, const WebResult *result)
{
    e->address_asked = false;
    metrics_web_call("apps.connections.open", result->outcome);
    json_auto_t *body =
        result->outcome == WEB_OK ? json_loadb(result->body, result->len, 0, NULL) : NULL;
    const char *url = json_string_value(json_object_get(body, "url"));
    bool refused = refused_is(result), off = refused_is_off(result);
    const char *why = url             ? NULL
                      : off           ? "Socket Mode is switched off in the app's settings"
                      : result->error ? result->error
                                      : "no url in the answer";
    if (refused)
        say_refused(e, result, WEB_TOKEN_APP);
    bool wanted = !e->address_early || atomic_exchange(&e->address_wanted, false);
    e->address_early = false;
    if (wanted)
        e->hooks.address(url, refused || off, result->retry_after_ms, why, e->hooks.user);
    else
        e->address_held = g_strdup(url);
}

static void got_self(Enquiry *e, const WebResult *result)
{
    e->self_asked = false;
    metrics_web_call("auth.test", result->outcome);
    e->self_due_us = clock_monotonic_us() + (int64_t)SELF_RETRY_MS * 1000;
    json_auto_t *body =
        result->outcome == WEB_OK ? json_loadb(result->body, result->len, 0, NULL) : NULL;
    const char *user = json_string_value(json_object_get(body, "user_id"));
    if (user) {
        e->self_known = true;
        e->hooks.self(json_string_value(json_object_get(body, "team_id")), user,
                      json_string_value(json_object_get(body, "bot_id")), e->hooks.user);
        return;
    }
    g_warning("auth_test_failed why=%s", result->error ? result->error : "no user_id");
    if (refused_is(result))
        say_refused(e, result, WEB_TOKEN_BOT);
}

void enquiry_want_address(Enquiry *e)
{
    atomic_store(&e->address_wanted, true);
}

void enquiry_ask(Enquiry *e)
{
    ask_address(e);
    ask_self(e);
}

int64_t enquiry_due_us(const Enquiry *e)
{
    return e->self_known || e->self_asked ? INT64_MAX : e->self_due_us;
}

bool enquiry_got(Enquiry *e, const WebResult *result)
{
    if (result->tag == &e->address_tag)
        got_address(e, result);
    else if (result->tag == &e->self_tag)
        got_self(e, result);
    else
        return false;
    return true;
}

Enquiry *enquiry_new(WebApi *api, const EnquiryHooks *hooks)
{
    Enquiry *e = g_new0(Enquiry, 1);
    e->api = api;
    e->hooks = *hooks;
    e->address_early = true;
    return e;
}

void enquiry_free(Enquiry *e)
{
    g_free(e->address_held);
    g_free(e);
}
