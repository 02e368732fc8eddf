#include "tests/test.h"

#include <pthread.h>

#include <curl/curl.h>

#include "bot/slack/web_api.h"
#include "tests/unit/bot/peer.h"

/* The last result, copied; what is borrowed goes with the call. */
typedef struct Seen {
    unsigned count;
    WebOutcome outcome;
    long status;
    int retry_after_ms;
    void *tag;
    char *error, *detail, *body, *channel, *ts;
} Seen;

typedef struct Fixture {
    WebApi *api;
    Config config;
    int listener, port;
    Seen seen;
} Fixture;

static void forget(Seen *s)
{
    g_free(s->error);
    g_free(s->detail);
    g_free(s->body);
    g_free(s->channel);
    g_free(s->ts);
    *s = (Seen){.count = s->count};
}

static void keep(const WebResult *r, void *user)
{
    Seen *s = user;
    forget(s);
    s->count++;
    s->outcome = r->outcome;
    s->status = r->status;
    s->retry_after_ms = r->retry_after_ms;
    s->tag = r->tag;
    s->error = g_strdup(r->error);
    s->detail = g_strdup(r->detail);
    s->body = r->body ? g_strndup(r->body, r->len) : NULL;
    s->channel = g_strdup(r->channel);
    s->ts = g_strdup(r->ts);
}

static int setup(void **state)
{
    Fixture *f = g_new0(Fixture, 1);
    f->listener = peer_listen(&f->port);
    f->config.app_token = g_strdup("xapp-test-1");
    f->config.bot_token = g_strdup("xoxb-test-1");
    f->config.api_url = g_strdup_printf("http://127.0.0.1:%d/api/", f->port);
    g_autoptr(GError) error = NULL;
    f->api = web_api_new(&f->config, &error);
    assert_ok(f->api, error);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    web_api_free(f->api);
    close(f->listener);
    forget(&f->seen);
    g_free(f->config.app_token);
    g_free(f->config.bot_token);
    g_free(f->config.api_url);
    g_free(f);
    return 0;
}

static void post(Fixture *f, const char *method, const char *body, int timeout_ms)
{
    const WebCall call = {
        .method = method,
        .token = WEB_TOKEN_BOT,
        .body = body,
        .len = strlen(body),
        .timeout_ms = timeout_ms,
        .tag = f,
    };
    web_api_start(f->api, &call);
}

/* libcurl's side runs while the test waits for the peer's. */
static int accept_call(Fixture *f)
{
    int fd = -1;
    for (int i = 0; fd < 0 && i < 2000; i++) {
        web_api_poll(f->api, 1, keep, &f->seen);
        fd = peer_accept_within(f->listener, 1);
    }
    assert_true(fd >= 0);
    return fd;
}

/* The request with its body, to be freed. */
static char *read_call(Fixture *f, int fd)
{
    g_autoptr(GString) got = g_string_new(NULL);
    for (int i = 0; i < 5000; i++) {
        web_api_poll(f->api, 1, keep, &f->seen);
        char buffer[65536];
        ssize_t len = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
        if (len > 0)
            g_string_append_len(got, buffer, len);
        const char *end = strstr(got->str, "\r\n\r\n");
        g_autofree char *length = end ? peer_header(got->str, "Content-Length") : NULL;
        if (length && strlen(end + 4) >= (size_t)atoi(length))
            return g_strdup(got->str);
    }
    fail_msg("no whole request: %s", got->str);
    return NULL;
}

static void await_result(Fixture *f)
{
    unsigned before = f->seen.count;
    for (int i = 0; f->seen.count == before && i < 2000; i++)
        web_api_poll(f->api, 10, keep, &f->seen);
    assert_int_equal(f->seen.count, before + 1);
    assert_int_equal(web_api_active(f->api), 0);
}

static char *answer_of(const char *status, const char *headers, const char *body)
{
    return g_strdup_printf("HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status, headers,
                           strlen(body), body);
}

/* One call that is answered so. */
static void exchange(Fixture *f, const char *method, const char *status, const char *headers,
                     const char *body)
{
    post(f, method, "{\"channel\":\"C1\"}", 10000);
    int fd = accept_call(f);
    g_free(read_call(f, fd));
    g_autofree char *closing = g_strconcat(headers, "Connection: close\r\n", NULL);
    g_autofree char *answer = answer_of(status, closing, body);
    peer_say(fd, answer);
    close(fd);
    await_result(f);
}

/* ---------------------------------------------------------------------------------------------- */

static void a_call_carries_its_token_and_body(void **state)
{
    Fixture *f = *state;
    post(f, "chat.postMessage", "{\"channel\":\"C1\",\"text\":\"你好\"}", 10000);
    int fd = accept_call(f);
    g_autofree char *request = read_call(f, fd);
    assert_true(g_str_has_prefix(request, "POST /api/chat.postMessage HTTP/1.1\r\n"));
    g_autofree char *auth = peer_header(request, "Authorization"),
                    *type = peer_header(request, "Content-Type"),
                    *agent = peer_header(request, "User-Agent"),
                    *expect = peer_header(request, "Expect"),
                    *encoding = peer_header(request, "Transfer-Encoding");
    assert_string_equal(auth, "Bearer xoxb-test-1");
    assert_string_equal(type, "application/json; charset=utf-8");
    assert_true(g_str_has_prefix(agent, "askd/"));
    assert_null(expect);
    assert_null(encoding);
    assert_true(g_str_has_suffix(request, "\r\n\r\n{\"channel\":\"C1\",\"text\":\"你好\"}"));
    assert_int_equal(web_api_active(f->api), 1);
    g_autofree char *answer =
        answer_of("200 OK", "", "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"1.000100\"}");
    peer_say(fd, answer);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_OK);
    assert_int_equal(f->seen.status, 200);
    assert_ptr_equal(f->seen.tag, f);
    assert_string_equal(f->seen.channel, "C1");
    assert_string_equal(f->seen.ts, "1.000100");
    assert_non_null(strstr(f->seen.body, "\"ok\":true"));
    close(fd);
}

static void an_empty_form_is_posted_with_the_app_token(void **state)
{
    Fixture *f = *state;
    const WebCall call = {.method = "apps.connections.open",
                          .token = WEB_TOKEN_APP,
                          .form = true,
                          .timeout_ms = 10000};
    web_api_start(f->api, &call);
    int fd = accept_call(f);
    g_autofree char *request = read_call(f, fd);
    g_autofree char *auth = peer_header(request, "Authorization"),
                    *type = peer_header(request, "Content-Type");
    assert_string_equal(auth, "Bearer xapp-test-1");
    assert_string_equal(type, "application/x-www-form-urlencoded");
    g_autofree char *answer = answer_of("200 OK", "", "{\"ok\":true,\"url\":\"wss:\\/\\/x\"}");
    peer_say(fd, answer);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_OK);
    close(fd);
}

static void a_response_url_never_sees_a_token(void **state)
{
    Fixture *f = *state;
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/commands/T1/2/secret", f->port);
    post(f, url, "{\"text\":\"hello\"}", 10000);
    int fd = accept_call(f);
    g_autofree char *request = read_call(f, fd);
    g_autofree char *auth = peer_header(request, "Authorization");
    assert_null(auth);
    g_autofree char *answer = answer_of("200 OK", "", "ok");
    peer_say(fd, answer);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_OK);
    close(fd);
}

static void every_way_slack_answers_is_judged(void **state)
{
    Fixture *f = *state;
    static const char LIMIT[] = "Retry-After: 7\r\n", NONE[] = "";
    static const struct {
        const char *status, *headers, *body;
        WebOutcome outcome;
        const char *error;
        int retry_after_ms;
    } ROWS[] = {
        {"200 OK", NONE, "{\"ok\":true}", WEB_OK, NULL, 0},
        {"200 OK", NONE, "{\"ok\":true,\"warning\":\"missing_charset\"}", WEB_OK, NULL, 0},
        {"200 OK", NONE, "{\"ok\":false,\"error\":\"channel_not_found\"}", WEB_REFUSED,
         "channel_not_found", 0},
        {"200 OK", NONE, "{\"ok\":false}", WEB_REFUSED, "unknown_error", 0},
        {"403 Forbidden", NONE, "{\"ok\":false,\"error\":\"invalid_auth\"}", WEB_REFUSED,
         "invalid_auth", 0},
        {"429 Too Many", LIMIT, "{\"ok\":false,\"error\":\"ratelimited\"}", WEB_LIMITED,
         "ratelimited", 7000},
        {"429 Too Many", NONE, "", WEB_LIMITED, "ratelimited", 30000},
        {"429 Too Many", "Retry-After: soon\r\n", "<html>", WEB_LIMITED, "ratelimited", 30000},
        {"429 Too Many", "Retry-After: 0\r\n", "", WEB_LIMITED, "ratelimited", 30000},
        {"429 Too Many", "Retry-After: 99999999\r\n", "", WEB_LIMITED, "ratelimited", 3600000},
        {"200 OK", LIMIT, "{\"ok\":false,\"error\":\"rate_limited\"}", WEB_LIMITED, "rate_limited",
         7000},
        {"200 OK", NONE, "{\"ok\":false,\"error\":\"ratelimited\"}", WEB_LIMITED, "ratelimited",
         30000},
        {"200 OK", NONE, "{\"ok\":false,\"error\":\"internal_error\"}", WEB_TRANSIENT,
         "internal_error", 0},
        {"200 OK", NONE, "{\"ok\":false,\"error\":\"team_added_to_org\"}", WEB_TRANSIENT,
         "team_added_to_org", 0},
        {"500 Oops", NONE, "<html>sorry</html>", WEB_TRANSIENT, "server_error", 0},
        {"503 Busy", NONE, "{\"ok\":false,\"error\":\"service_unavailable\"}", WEB_TRANSIENT,
         "service_unavailable", 0},
        {"302 Found", "Location: http://127.0.0.1:9/\r\n", "", WEB_TRANSIENT, "redirected", 0},
        {"200 OK", NONE, "<html>log in first</html>", WEB_TRANSIENT, "not_json", 0},
        {"200 OK", NONE, "{\"ok\":tr", WEB_TRANSIENT, "not_json", 0},
        {"200 OK", NONE, "", WEB_TRANSIENT, "empty_answer", 0},
        {"200 OK", NONE, "{\"message\":\"no ok\"}", WEB_TRANSIENT, "not_json", 0},
        {"200 OK", NONE, "{\"ok\":\"true\"}", WEB_TRANSIENT, "not_json", 0},
        {"200 OK", NONE, "[]", WEB_TRANSIENT, "not_json", 0},
        {"200 OK", NONE, "null", WEB_TRANSIENT, "not_json", 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        exchange(f, "chat.postMessage", ROWS[i].status, ROWS[i].headers, ROWS[i].body);
        assert_int_equal(f->seen.outcome, ROWS[i].outcome);
        assert_int_equal(g_strcmp0(f->seen.error, ROWS[i].error), 0);
        assert_int_equal(f->seen.retry_after_ms, ROWS[i].retry_after_ms);
        assert_int_equal(f->seen.body != NULL, f->seen.outcome == WEB_OK);
    }
}

static void a_response_url_is_judged_by_its_status(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *status, *body;
        WebOutcome outcome;
        const char *error;
    } ROWS[] = {
        {"200 OK", "ok", WEB_OK, NULL},
        {"200 OK", "", WEB_OK, NULL},
        {"200 OK", "{\"ok\":true}", WEB_OK, NULL},
        {"200 OK", " ok\n", WEB_OK, NULL},
        {"200 OK", "<html>log in first</html>", WEB_TRANSIENT, "not_json"},
        {"200 OK", "{\"ok\":false,\"error\":\"invalid_blocks\"}", WEB_REFUSED, "invalid_blocks"},
        {"404 Not Found", "{\"ok\":false,\"error\":\"used_url\"}", WEB_REFUSED, "used_url"},
        {"404 Not Found", "expired_url", WEB_REFUSED, "expired_url"},
        {"410 Gone", "", WEB_REFUSED, "response_url_refused"},
        {"500 Oops", "", WEB_TRANSIENT, "server_error"},
        {"429 Too Many", "", WEB_LIMITED, "ratelimited"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/commands/T1/2/secret", f->port);
        exchange(f, url, ROWS[i].status, "", ROWS[i].body);
        assert_int_equal(f->seen.outcome, ROWS[i].outcome);
        assert_int_equal(g_strcmp0(f->seen.error, ROWS[i].error), 0);
    }
}

static void what_slack_says_about_an_error_is_kept_for_the_log(void **state)
{
    Fixture *f = *state;
    exchange(f, "chat.update", "200 OK", "",
             "{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"chat:write\"}");
    assert_string_equal(f->seen.detail, "the app needs the scope chat:write");
    exchange(f, "chat.update", "200 OK", "",
             "{\"ok\":false,\"error\":\"invalid_blocks\",\"errors\":[\"a\"],"
             "\"response_metadata\":{\"messages\":[\"[ERROR] one\",7,\"[ERROR] two\"]}}");
    assert_string_equal(f->seen.detail, "[ERROR] one; [ERROR] two");
    exchange(f, "chat.update", "200 OK", "",
             "{\"ok\":false,\"error\":\"invalid_blocks\",\"errors\":[\"a\"]}");
    assert_string_equal(f->seen.detail, "a");
}

static void a_channel_object_names_its_id(void **state)
{
    Fixture *f = *state;
    exchange(f, "conversations.open", "200 OK", "", "{\"ok\":true,\"channel\":{\"id\":\"D1\"}}");
    assert_string_equal(f->seen.channel, "D1");
    assert_null(f->seen.ts);
}

static void no_connection_is_certainly_unsent(void **state)
{
    Fixture *f = *state;
    close(f->listener);
    post(f, "chat.postMessage", "{}", 10000);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNSENT);
    f->listener = peer_listen(&f->port);
    post(f, "http://no-such-host.invalid/secret", "{}",
         10000); /* plain http: for this machine only */
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNSENT);
    assert_null(strstr(f->seen.error, "secret"));
}

static void an_answer_that_never_comes_leaves_it_open_whether_it_was_done(void **state)
{
    Fixture *f = *state;
    post(f, "chat.postMessage", "{\"n\":1}", 300);
    int fd = accept_call(f);
    g_free(read_call(f, fd));
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNKNOWN);
    close(fd);

    post(f, "chat.postMessage", "{\"n\":2}", 10000);
    fd = accept_call(f);
    g_free(read_call(f, fd));
    peer_reset(fd);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNKNOWN);

    post(f, "chat.postMessage", "{\"n\":3}", 10000);
    fd = accept_call(f);
    g_free(read_call(f, fd));
    peer_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":true");
    close(fd);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNKNOWN);
}

/* Else a message would be posted twice and nobody would know: curl tries anew by itself. */
static void a_kept_connection_that_breaks_is_reported_and_not_tried_again(void **state)
{
    Fixture *f = *state;
    post(f, "chat.postMessage", "{\"n\":1}", 10000);
    int fd = accept_call(f);
    g_free(read_call(f, fd));
    g_autofree char *answer = answer_of("200 OK", "", "{\"ok\":true}");
    peer_say(fd, answer);
    await_result(f);

    post(f, "chat.postMessage", "{\"n\":2}", 10000);
    g_autofree char *second = read_call(f, fd); /* on the same connection */
    assert_non_null(strstr(second, "{\"n\":2}"));
    peer_reset(fd);
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNKNOWN);
    int again =
        peer_accept_within(f->listener, 50); /* curl may connect anew, but sends nothing of it */
    if (again >= 0) {
        char byte;
        assert_true(recv(again, &byte, 1, 0) <= 0);
        close(again);
    }
}

static void too_long_an_answer_is_cut_off(void **state)
{
    Fixture *f = *state;
    post(f, "conversations.list", "{}", 10000);
    int fd = accept_call(f);
    g_free(read_call(f, fd));
    peer_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{");
    await_result(f);
    assert_int_equal(f->seen.outcome, WEB_UNKNOWN);
    assert_string_equal(f->seen.error, "the answer is longer than 4 MiB");
    close(fd);
}

static void many_calls_are_under_way_at_once(void **state)
{
    Fixture *f = *state;
    enum { MANY = 12 };
    int fds[MANY];
    for (int i = 0; i < MANY; i++)
        post(f, "chat.update", "{}", 10000);
    assert_int_equal(web_api_active(f->api), MANY);
    for (int i = 0; i < MANY; i++)
        fds[i] = accept_call(f);
    g_autofree char *answer = answer_of("200 OK", "", "{\"ok\":true}");
    for (int i = 0; i < MANY; i++) {
        g_free(read_call(f, fds[i]));
        peer_say(fds[i], answer);
    }
    for (int i = 0; web_api_active(f->api) > 0 && i < 1000; i++)
        web_api_poll(f->api, 10, keep, &f->seen);
    assert_int_equal(f->seen.count, MANY);
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
}

static void start_another(const WebResult *r, void *user)
{
    Fixture *f = user;
    keep(r, &f->seen);
    if (f->seen.count == 1)
        post(f, "chat.update", "{\"second\":1}", 10000);
}

static void a_result_may_start_the_next_call(void **state)
{
    Fixture *f = *state;
    g_autofree char *answer = answer_of("200 OK", "", "{\"ok\":true}");
    post(f, "chat.update", "{}", 10000);
    int fd = accept_call(f);
    g_free(read_call(f, fd));
    peer_say(fd, answer);
    for (int i = 0; f->seen.count == 0 && i < 1000; i++)
        web_api_poll(f->api, 10, start_another, f);
    g_free(read_call(f, fd));
    peer_say(fd, answer);
    for (int i = 0; f->seen.count == 1 && i < 1000; i++)
        web_api_poll(f->api, 10, start_another, f);
    assert_int_equal(f->seen.count, 2);
    close(fd);
}

static void *wake(void *user)
{
    web_api_wake(user);
    return NULL;
}

static void a_poll_is_woken_from_any_thread(void **state)
{
    Fixture *f = *state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake, f->api), 0);
    web_api_poll(f->api, -1, keep, &f->seen); /* returns, or the test never ends */
    pthread_join(thread, NULL);
    assert_int_equal(f->seen.count, 0);
}

static void what_is_under_way_at_the_end_is_dropped(void **state)
{
    Fixture *f = *state;
    post(f, "chat.update", "{}", 10000);
    int fd = accept_call(f);
    close(fd);
    post(f, "chat.update", "{}", 10000); /* for teardown, under ASan */
}

int main(void)
{
    g_unsetenv("http_proxy");
    curl_global_init(CURL_GLOBAL_DEFAULT);
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_call_carries_its_token_and_body),
        TEST(an_empty_form_is_posted_with_the_app_token),
        TEST(a_response_url_never_sees_a_token),
        TEST(every_way_slack_answers_is_judged),
        TEST(a_response_url_is_judged_by_its_status),
        TEST(what_slack_says_about_an_error_is_kept_for_the_log),
        TEST(a_channel_object_names_its_id),
        TEST(no_connection_is_certainly_unsent),
        TEST(an_answer_that_never_comes_leaves_it_open_whether_it_was_done),
        TEST(a_kept_connection_that_breaks_is_reported_and_not_tried_again),
        TEST(too_long_an_answer_is_cut_off),
        TEST(many_calls_are_under_way_at_once),
        TEST(a_result_may_start_the_next_call),
        TEST(a_poll_is_woken_from_any_thread),
        TEST(what_is_under_way_at_the_end_is_dropped),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
