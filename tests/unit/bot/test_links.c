/*
 * Links tried against a small server of our own on loopback, and addresses that nobody may be
 * sent to.
 */
#include "tests/unit/bot/peer.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>

#include "bot/cli/links.h"

/* --- the server: a connection a request, answered by its method and path ---------------------- */

typedef struct Rule {
    const char *request; /* "GET /path" */
    const char *answer;  /* status line and headers, without the empty line */
} Rule;

typedef struct Server {
    int listener, port;
    pthread_t thread;
    pthread_mutex_t mutex;
    GString *seen; /* request lines, a line each */
} Server;

static const Rule RULES[] = {
    {"HEAD /fine", "HTTP/1.1 200 OK\r\n"},
    {"HEAD /gone", "HTTP/1.1 410 Gone\r\n"},
    {"HEAD /get-only", "HTTP/1.1 405 Method Not Allowed\r\n"},
    {"GET /get-only", "HTTP/1.1 200 OK\r\n"},
    {"HEAD /login", "HTTP/1.1 403 Forbidden\r\n"},
    {"GET /login", "HTTP/1.1 403 Forbidden\r\n"},
    {"HEAD /broken", "HTTP/1.1 503 Service Unavailable\r\n"},
    {"HEAD /moved", "HTTP/1.1 302 Found\r\nLocation: /fine\r\n"},
    {"HEAD /loop", "HTTP/1.1 302 Found\r\nLocation: /loop\r\n"},
    {"HEAD /to-file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n"},
};

static const char *answer_to(const char *head)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++) {
        size_t len = strlen(RULES[i].request);
        if (strncmp(head, RULES[i].request, len) == 0 && head[len] == ' ')
            return RULES[i].answer;
    }
    return "HTTP/1.1 404 Not Found\r\n";
}

static void serve_one(Server *server, int fd)
{
    g_autofree char *head = peer_read_head(fd);
    g_autofree char *answer =
        g_strconcat(answer_to(head), "Content-Length: 0\r\nConnection: close\r\n\r\n", NULL);
    pthread_mutex_lock(&server->mutex);
    g_string_append_len(server->seen, head, (gssize)strcspn(head, "\r"));
    g_string_append_c(server->seen, '\n');
    pthread_mutex_unlock(&server->mutex);
    send(fd, answer, strlen(answer), MSG_NOSIGNAL);
    close(fd);
}

static void *serve(void *user)
{
    Server *server = user;
    for (;;) {
        int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            return NULL;
        serve_one(server, fd);
    }
}

static int server_start(void **state)
{
    Server *server = g_new0(Server, 1);
    server->listener = peer_listen(&server->port);
    server->seen = g_string_new(NULL);
    pthread_mutex_init(&server->mutex, NULL);
    *state = server;
    return pthread_create(&server->thread, NULL, serve, server);
}

static int server_stop(void **state)
{
    Server *server = *state;
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
    pthread_mutex_destroy(&server->mutex);
    g_string_free(server->seen, TRUE);
    g_free(server);
    return 0;
}

/* --- one link -------------------------------------------------------------------------------- */

typedef struct Got {
    long status;
    char *why;
    bool tried;
    unsigned count;
} Got;

static void on_result(const LinkResult *result, void *user)
{
    Got *got = user;
    g_free(got->why);
    *got = (Got){.status = result->status,
                 .why = g_strdup(result->why),
                 .tried = result->tried,
                 .count = got->count + 1};
}

static Got try_url(const char *url, bool allow_private, int total_ms)
{
    const LinksOptions options = {
        .allow_private = allow_private, .total_ms = total_ms, .pause_ms = 1};
    Got got = {0};
    links_check(&url, 1, &options, on_result, &got);
    assert_int_equal(got.count, 1);
    return got;
}

static Got try_path(const Server *server, const char *host, const char *path, bool allow_private)
{
    g_autofree char *url = g_strdup_printf("http://%s:%d%s", host, server->port, path);
    return try_url(url, allow_private, 20000);
}

static void what_answers_is_alive_and_what_does_not_is_dead(void **state)
{
    static const struct {
        const char *path;
        long status;
        const char *why; /* NULL: alive */
    } rows[] = {
        {"/fine", 200, NULL},         {"/get-only", 200, NULL},   {"/login", 403, NULL},
        {"/moved", 200, NULL},        {"/gone", 410, "HTTP 410"}, {"/nowhere", 404, "HTTP 404"},
        {"/broken", 503, "HTTP 503"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Got got = try_path(*state, "127.0.0.1", rows[i].path, true);
        if (got.status != rows[i].status || g_strcmp0(got.why, rows[i].why) != 0)
            fail_msg("%s: %ld %s", rows[i].path, got.status, got.why ? got.why : "alive");
        g_free(got.why);
    }
}

static void what_may_pass_is_tried_again_and_the_rest_once(void **state)
{
    Server *server = *state;
    g_free(try_path(server, "127.0.0.1", "/broken", true).why);
    g_free(try_path(server, "127.0.0.1", "/gone", true).why);
    assert_string_equal(server->seen->str,
                        "HEAD /broken HTTP/1.1\nHEAD /broken HTTP/1.1\nHEAD /broken HTTP/1.1\n"
                        "HEAD /gone HTTP/1.1\n");
}

static void redirects_are_followed_on_the_web_and_not_for_ever(void **state)
{
    Got loop = try_path(*state, "127.0.0.1", "/loop", true);
    assert_non_null(loop.why);
    g_free(loop.why);
    Got file = try_path(*state, "127.0.0.1", "/to-file", true);
    assert_non_null(file.why);
    g_free(file.why);
}

static void a_private_address_is_not_connected_to(void **state)
{
    static const char *const hosts[] = {"127.0.0.1", "localhost", "0177.1", "[::ffff:127.0.0.1]"};
    Server *server = *state;
    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
        Got got = try_path(server, hosts[i], "/fine", false);
        if (!got.why || !strstr(got.why, "private address"))
            fail_msg("%s: %s", hosts[i], got.why ? got.why : "alive");
        g_free(got.why);
    }
    assert_string_equal(server->seen->str, "");
}

static void what_is_no_address_on_the_web_is_said_so(void **state)
{
    (void)state;
    static const char *const urls[] = {"ftp://example.org/x", "file:///etc/passwd", "nonsense", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
        Got got = try_url(urls[i], true, 20000);
        assert_string_equal(got.why, "not an address on the web");
        g_free(got.why);
    }
}

static void when_the_time_is_over_the_rest_is_not_tried(void **state)
{
    const Server *server = *state;
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d/fine", server->port);
    Got got = try_url(url, true, 0);
    assert_false(got.tried);
    assert_non_null(got.why);
    g_free(got.why);
}

static void every_link_is_reported_once(void **state)
{
    const Server *server = *state;
    const char *urls[40];
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++)
        urls[i] = g_strdup_printf("http://127.0.0.%zu:%d/fine", 1 + i % 8, server->port);
    const LinksOptions options = {.allow_private = true, .total_ms = 20000, .pause_ms = 1};
    Got got = {0};
    links_check(urls, G_N_ELEMENTS(urls), &options, on_result, &got);
    assert_int_equal(got.count, G_N_ELEMENTS(urls));
    g_free(got.why);
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++)
        g_free((char *)urls[i]);
}

/* --- addresses ------------------------------------------------------------------------------- */

static bool is_private(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return links_is_private((const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return links_is_private((const struct sockaddr *)&v6);
}

static void private_addresses_are_known_in_all_their_guises(void **state)
{
    (void)state;
    static const char *const private[] = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.9.9",
        "192.168.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001::1",
        "::127.0.0.1",
    };
    static const char *const public[] = {
        "1.1.1.1",      "8.8.8.8",      "100.63.255.255",    "100.128.0.1",
        "172.15.0.1",   "172.32.0.1",   "192.167.1.1",       "223.255.255.1",
        "2606:4700::1", "2a00:1450::1", "::ffff:140.82.1.1", "2002:8c52:101::1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(private); i++)
        if (!is_private(private[i]))
            fail_msg("%s is private", private[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(public); i++)
        if (is_private(public[i]))
            fail_msg("%s is public", public[i]);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, server_start, server_stop)
    const struct CMUnitTest tests[] = {
        T(what_answers_is_alive_and_what_does_not_is_dead),
        T(what_may_pass_is_tried_again_and_the_rest_once),
        T(redirects_are_followed_on_the_web_and_not_for_ever),
        T(a_private_address_is_not_connected_to),
        T(what_is_no_address_on_the_web_is_said_so),
        T(when_the_time_is_over_the_rest_is_not_tried),
        T(every_link_is_reported_once),
        cmocka_unit_test(private_addresses_are_known_in_all_their_guises),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
