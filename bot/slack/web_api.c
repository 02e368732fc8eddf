/*
 * A call is an easy handle from a small pool, so that its connection and TLS session are used
 * again. What Slack answered is verdict.c's to judge, what never came through is judged here;
 * retrying is the outbox's. Neither a token nor a response URL enters any text that leaves this
 * file.
 */
#include "bot/slack/web_api.h"

#include <string.h>

#include <curl/curl.h>

#include "bot/clock.h"
#include "bot/error.h"
#include "bot/proxy.h"
#include "bot/slack/verdict.h"
#include "bot/tls.h"

enum {
    CONNECT_MS = 5000,
    ANSWER_MAX = 4 * 1024 * 1024,
    POOL_MAX = 8, /* easy handles kept between calls */
    HELD_CONNECTIONS = 8,
    FOREVER_MS = 3600 * 1000, /* an hour is long enough to come back and wait again */
};

typedef struct Call {
    WebApi *api;
    CURL *easy;
    struct curl_slist *headers;
    GString *body; /* of the answer */
    bool is_too_long;
    bool is_url; /* a response URL: its answer is not Slack's usual JSON */
    char *request;
    size_t request_len, request_at;
    void *tag;
    char why[CURL_ERROR_SIZE];
} Call;

struct WebApi {
    const Config *config;
    CURLM *multi;
    GPtrArray *calls; /* Call, ours, under way */
    GPtrArray *pool;  /* CURL, idle */
    const char *ca_file, *ca_folder;
    int watched; /* -1: nothing */
};

/* ---- sending --------------------------------------------------------------------------------- */

static void free_call(void *data)
{
    Call *call = data;
    curl_multi_remove_handle(call->api->multi, call->easy);
    if (call->api->pool->len < POOL_MAX) {
        curl_easy_reset(call->easy); /* keeps what is worth keeping: sessions, names */
        g_ptr_array_add(call->api->pool, call->easy);
    } else {
        curl_easy_cleanup(call->easy);
    }
    curl_slist_free_all(call->headers);
    g_string_free(call->body, TRUE);
    g_free(call->request);
    g_free(call);
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *user)
{
    Call *call = user;
    size_t len = size * count;
    if (call->body->len + len > ANSWER_MAX) {
        call->is_too_long = true;
        return 0;
    }
    g_string_append_len(call->body, bytes, (gssize)len);
    return len;
}

/*
 * Handed out once and not again: when a kept connection breaks, curl would send the body anew, and
 * Slack may have posted it already. So it reports the break, and the outbox decides.
 */
static size_t on_request(char *out, size_t size, size_t count, void *user)
{
    Call *call = user;
    size_t len = MIN(size * count, call->request_len - call->request_at);
    if (len > 0)
        memcpy(out, call->request + call->request_at, len);
    call->request_at += len;
    return len;
}

static bool is_loopback_url(const char *url)
{
    g_autofree char *host = NULL;
    return g_uri_split_network(url, G_URI_FLAGS_NONE, NULL, &host, NULL, NULL) && host &&
           proxy_is_loopback(host);
}

static void add_header(Call *call, const char *line)
{
    call->headers = curl_slist_append(call->headers, line);
}

static void add_token(Call *call, WebToken token)
{
    const Config *config = call->api->config;
    const char *secret = token == WEB_TOKEN_APP   ? config->app_token
                         : token == WEB_TOKEN_BOT ? config->bot_token
                                                  : NULL;
    if (!secret || call->is_url)
        return; /* nobody but Slack's API sees one, whatever a response URL points to */
    g_autofree char *line = g_strdup_printf("Authorization: Bearer %s", secret);
    add_header(call, line);
}

static void set_headers(Call *call, const WebCall *want)
{
    add_header(call, want->form ? "Content-Type: application/x-www-form-urlencoded"
                                : "Content-Type: application/json; charset=utf-8");
    add_header(call, "Accept: application/json");
    add_header(call, "Expect:");
    add_token(call, want->token);
    curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers);
}

static void set_trust(Call *call, bool is_loopback)
{
    const WebApi *api = call->api;
    CURL *easy = call->easy;
    /* "http" is for a workspace on this machine; else a token could leave in clear. */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, is_loopback ? "http,https" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (is_loopback)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    if (!api->ca_file && !api->ca_folder)
        return;
    curl_easy_setopt(easy, CURLOPT_CAINFO, api->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, api->ca_folder);
}

static void set_limits(Call *call, const WebCall *want)
{
    CURL *easy = call->easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(CONNECT_MS, want->timeout_ms));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)want->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)ANSWER_MAX);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static void set_request(Call *call, const WebCall *want, const char *url)
{
    CURL *easy = call->easy;
    call->request = g_memdup2(want->body, want->len);
    call->request_len = want->len;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (want->len == 0)
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "");
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_request);
    curl_easy_setopt(easy, CURLOPT_READDATA, call);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)want->len);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "askd/" ASKD_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->why);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
}

static CURL *take_easy(WebApi *api)
{
    if (api->pool->len > 0)
        return g_ptr_array_steal_index_fast(api->pool, api->pool->len - 1);
    CURL *easy = curl_easy_init();
    g_assert(easy); /* only without memory */
    return easy;
}

void web_api_start(WebApi *api, const WebCall *want)
{
    Call *call = g_new0(Call, 1);
    call->api = api;
    call->tag = want->tag;
    call->easy = take_easy(api);
    call->body = g_string_new(NULL);
    call->is_url = strstr(want->method, "://") != NULL;
    g_autofree char *url = call->is_url ? g_strdup(want->method)
                                        : g_strconcat(api->config->api_url, want->method, NULL);
    set_request(call, want, url);
    set_headers(call, want);
    set_trust(call, is_loopback_url(url));
    set_limits(call, want);
    g_ptr_array_add(api->calls, call);
    curl_multi_add_handle(api->multi, call->easy);
}

/* ---- what came of it ------------------------------------------------------------------------- */

/* Only where not a byte of the request can have left is it certain that nothing was done. */
static bool is_unsent(const Call *call, CURLcode code)
{
    curl_off_t sent = 0;
    long request_bytes = 0;
    curl_easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_PROXY:
        return true;
    case CURLE_SEND_FAIL_REWIND:
        return false;
    default: /* a time-out or a reset while connecting */
        return sent == 0 && request_bytes == 0;
    }
}

static const char *scopes_of(const Call *call)
{
    struct curl_header *header;
    bool is_there =
        curl_easy_header(call->easy, "x-oauth-scopes", 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
    return is_there ? header->value : NULL;
}

/* What to do about it is not to be guessed from curl's words. */
static const char *tls_advice(CURLcode code)
{
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return "; " TLS_ADVICE;
    case CURLE_SSL_CACERT_BADFILE:
        return "; SSL_CERT_FILE is to name a file of PEM certificates";
    default:
        return "";
    }
}

/* curl's own sentence may quote the address, and of a response URL that is a secret. */
static void judge_failure(Call *call, CURLcode code, WebResult *result)
{
    g_strlcat(call->why, tls_advice(code), sizeof call->why);
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &result->status);
    result->outcome = is_unsent(call, code) ? WEB_UNSENT : WEB_UNKNOWN;
    result->error = call->is_too_long || code == CURLE_FILESIZE_EXCEEDED
                        ? "the answer is longer than 4 MiB"
                    : call->is_url || !*call->why ? curl_easy_strerror(code)
                                                  : call->why;
}

static Answered answer_of(const Call *call)
{
    long status = 0;
    curl_off_t retry_after_s = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    return (Answered){.status = status,
                      .body = call->body->str,
                      .len = call->body->len,
                      .retry_after_s = retry_after_s,
                      .is_url = call->is_url};
}

static void finish(WebApi *api, const CURLMsg *message, WebResultFn fn, void *user)
{
    Call *call = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
    WebResult result = {.tag = call->tag};
    g_autoptr(Verdict) verdict = NULL;
    if (message->data.result == CURLE_OK) {
        Answered answered = answer_of(call);
        verdict = verdict_new(&answered, &result);
    } else {
        judge_failure(call, message->data.result, &result);
    }
    if (result.outcome == WEB_OK)
        result.scopes = scopes_of(call);
    unsigned at = 0;
    g_assert(g_ptr_array_find(api->calls, call, &at));
    g_ptr_array_steal_index_fast(api->calls, at); /* fn() may start the next */
    fn(&result, user);
    free_call(call);
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* True when there were any. */
static bool hand_out(WebApi *api, WebResultFn fn, void *user)
{
    bool any = false;
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(api->multi, &left)))
        if (message->msg == CURLMSG_DONE) {
            const CURLMsg copy = *message; /* goes with its handle */
            any = true;
            finish(api, &copy, fn, user);
        }
    return any;
}

void web_api_poll(WebApi *api, int wait_ms, WebResultFn fn, void *user)
{
    int64_t end_us = clock_monotonic_us() + (int64_t)(wait_ms < 0 ? FOREVER_MS : wait_ms) * 1000;
    int running, events = 1;
    curl_multi_perform(api->multi, &running);
    while (!hand_out(api, fn, user) && events > 0) {
        int64_t left_ms = (end_us - clock_monotonic_us() + 999) / 1000;
        if (left_ms <= 0)
            return;
        struct curl_waitfd also = {.fd = api->watched, .events = CURL_WAIT_POLLIN};
        curl_multi_poll(api->multi, &also, api->watched >= 0, (int)left_ms,
                        &events); /* woken: no events */
        curl_multi_perform(api->multi, &running);
        if (also.revents)
            return;
    }
}

void web_api_watch(WebApi *api, int fd)
{
    api->watched = fd;
}

void web_api_wake(WebApi *api)
{
    curl_multi_wakeup(api->multi);
}

unsigned web_api_active(const WebApi *api)
{
    return api->calls->len;
}

WebApi *web_api_new(const Config *config, GError **error)
{
    g_autoptr(WebApi) api = g_new0(WebApi, 1);
    api->config = config;
    api->watched = -1;
    api->calls = g_ptr_array_new_with_free_func(free_call);
    api->pool = g_ptr_array_new_with_free_func(curl_easy_cleanup);
    api->multi = curl_multi_init();
    if (!api->multi) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "libcurl could not be set up");
        return NULL;
    }
    curl_multi_setopt(api->multi, CURLMOPT_MAXCONNECTS, (long)HELD_CONNECTIONS);
    tls_authorities(&api->ca_file, &api->ca_folder);
    return g_steal_pointer(&api);
}

void web_api_free(WebApi *api)
{
    if (!api)
        return;
    g_ptr_array_unref(api->calls);
    g_ptr_array_unref(api->pool);
    curl_multi_cleanup(api->multi);
    g_free(api);
}
