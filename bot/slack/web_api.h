/*
 * Calls to Slack's Web API and to response URLs by libcurl, many under way at a time. One thread
 * owns it (the sender); any thread may wake it.
 */
#ifndef BOT_SLACK_WEB_API_H
#define BOT_SLACK_WEB_API_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "bot/config.h"

typedef struct WebApi WebApi;

typedef enum WebToken { WEB_TOKEN_NONE, WEB_TOKEN_APP, WEB_TOKEN_BOT } WebToken;

typedef struct WebCall {
    const char *method; /* "chat.postMessage", or a whole http(s) URL: a response_url */
    WebToken token;
    bool form;        /* body is application/x-www-form-urlencoded, else JSON */
    const char *body; /* copied */
    size_t len;
    int timeout_ms;
    void *tag; /* comes back with the result */
} WebCall;

typedef enum WebOutcome {
    WEB_OK,        /* ok: true (of a response_url: 2xx, and no ok: false) */
    WEB_REFUSED,   /* ok: false; `error` is Slack's word; again would be the same */
    WEB_LIMITED,   /* 429 or ratelimited; retry_after_ms says when */
    WEB_TRANSIENT, /* 5xx, not JSON, internal_error …: it may or may not have been done */
    WEB_UNSENT,    /* no connection, TLS, DNS: certainly not done */
    WEB_UNKNOWN,   /* timed out or broken off after it was sent */
} WebOutcome;

/* Borrowed for the call of WebResultFn; strings may be NULL. */
typedef struct WebResult {
    void *tag;
    WebOutcome outcome;
    long status;
    const char *error;  /* Slack's word, or curl's sentence */
    const char *detail; /* needed scope, validation messages: for the log */
    int retry_after_ms; /* WEB_LIMITED: at least 1 */
    const char *body;   /* of WEB_OK, JSON as it came; NUL-terminated */
    size_t len;
    const char *channel, *ts; /* out of the body, where it has them */
    const char *scopes;       /* that the token has, commas between; NULL: Slack did not say */
} WebResult;
typedef void (*WebResultFn)(const WebResult *result, void *user);

/* curl_global_init() has been run. Honours HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR. */
WebApi *web_api_new(const Config *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void web_api_free(WebApi *api); /* calls under way are dropped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebApi, web_api_free)

void web_api_start(WebApi *api, const WebCall *call);
unsigned web_api_active(const WebApi *api);

/*
 * Works on the calls for at most wait_ms (-1: for ever), hands out results, returns when woken or
 * when something ended.
 */
void web_api_poll(WebApi *api, int wait_ms, WebResultFn fn, void *user);
void web_api_wake(WebApi *api); /* any thread */

/* Returns also when this descriptor can be read; -1: of none. */
void web_api_watch(WebApi *api, int fd);

#endif
