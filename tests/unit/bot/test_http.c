#include "tests/test.h"

#include <pthread.h>

#include "bot/http.h"
#include "bot/socket/socket_mode.h"
#include "tests/unit/bot/peer.h"

static bool is_ready;
static size_t metrics_len;

static bool ready(const char **why, void *user)
{
    (void)user;
    if (!is_ready)
        *why = "no connection to Slack";
    return is_ready;
}

static void metrics(GString *text, void *user)
{
    (void)user;
    g_string_append(text, "# TYPE askd_up gauge\naskd_up 1\n");
    while (text->len < metrics_len)
        g_string_append(text, "askd_filler 1\n");
}

static void ignore_message(uint64_t link, const char *bytes, size_t len, void *user)
{
    (void)link, (void)bytes, (void)len, (void)user;
}

static void ignore_sent(int64_t tag, SocketFate fate, void *user)
{
    (void)tag, (void)fate, (void)user;
}

static void ignore_address(void *user)
{
    (void)user;
}

static void ignore_live(int count, void *user)
{
    (void)count, (void)user;
}

typedef struct Fixture {
    SocketMode *sm;
    Config config;
    pthread_t thread;
    int port;
} Fixture;

static const HttpHooks HOOKS = {.ready = ready, .metrics = metrics};

static void *run(void *user)
{
    socket_mode_run(user);
    return NULL;
}

static SocketMode *new_socket(Fixture *f)
{
    const SocketModeHooks hooks = {.message = ignore_message,
                                   .sent = ignore_sent,
                                   .want_address = ignore_address,
                                   .live = ignore_live};
    f->config.connections = 1;
    g_autoptr(GError) error = NULL;
    SocketMode *sm = socket_mode_new(&f->config, &hooks, &error);
    assert_ok(sm, error);
    return sm;
}

static int setup(void **state)
{
    Fixture *f = g_new0(Fixture, 1);
    f->sm = new_socket(f);
    g_autoptr(GError) error = NULL;
    assert_ok(http_listen(socket_mode_context(f->sm), "127.0.0.1:0", &HOOKS, &error), error);
    f->port = http_port(socket_mode_context(f->sm));
    assert_true(f->port > 0);
    is_ready = true;
    metrics_len = 0;
    assert_int_equal(pthread_create(&f->thread, NULL, run, f->sm), 0);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    socket_mode_stop(f->sm);
    pthread_join(f->thread, NULL);
    socket_mode_free(f->sm);
    g_free(f);
    return 0;
}

static int connect_to(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = PEER_PATIENCE_S};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

/* All that comes back until the other side closes. */
static char *ask(Fixture *f, const char *request)
{
    int fd = connect_to(f->port);
    peer_say(fd, request);
    GString *got = g_string_new(NULL);
    char buffer[4096];
    ssize_t len;
    while ((len = recv(fd, buffer, sizeof(buffer), 0)) > 0)
        g_string_append_len(got, buffer, len);
    close(fd);
    return g_string_free(got, FALSE);
}

static char *get(Fixture *f, const char *path)
{
    g_autofree char *request =
        g_strdup_printf("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
    return ask(f, request);
}

static void check(const char *answer, const char *status, const char *body)
{
    g_autofree char *line = g_strdup_printf("HTTP/1.1 %s", status);
    if (!g_str_has_prefix(answer, line) || !strstr(answer, body))
        fail_msg("not %s with %s: %s", status, body, answer);
}

static void health_is_always_ok(void **state)
{
    g_autofree char *answer = get(*state, "/healthz");
    check(answer, "200", "\r\n\r\nok\n");
    assert_non_null(strstr(answer, "text/plain"));
}

static void readiness_says_what_is_missing(void **state)
{
    g_autofree char *yes = get(*state, "/readyz");
    check(yes, "200", "ready\n");
    is_ready = false;
    g_autofree char *no = get(*state, "/readyz");
    check(no, "503", "not ready: no connection to Slack\n");
}

static void metrics_come_whole_however_long(void **state)
{
    g_autofree char *small = get(*state, "/metrics");
    check(small, "200", "askd_up 1\n");
    metrics_len = 3 * 1024 * 1024;
    g_autofree char *large = get(*state, "/metrics");
    const char *body = strstr(large, "\r\n\r\n") + 4;
    assert_true(strlen(body) >= metrics_len);
    g_autofree char *length = peer_header(large, "Content-Length");
    assert_int_equal(strtoul(length, NULL, 10), strlen(body));
    assert_true(g_str_has_suffix(body, "askd_filler 1\n"));
}

static void a_connection_serves_one_request_after_another(void **state)
{
    Fixture *f = *state;
    int fd = connect_to(f->port);
    for (int i = 0; i < 3; i++) {
        peer_say(fd, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        g_autofree char *head = peer_read_head(fd);
        check(head, "200", "");
        char body[3];
        assert_int_equal(recv(fd, body, 3, MSG_WAITALL), 3);
        assert_memory_equal(body, "ok\n", 3);
    }
    close(fd);
}

static void other_paths_are_not_found(void **state)
{
    static const char *const PATHS[] = {"/", "/metricsx", "/../etc/passwd", "/healthz/",
                                        "/%2e%2e/x"};
    for (unsigned i = 0; i < G_N_ELEMENTS(PATHS); i++) {
        g_autofree char *answer = get(*state, PATHS[i]);
        check(answer, "404", "");
    }
}

static void only_get_is_understood(void **state)
{
    static const char *const REQUESTS[] = {
        "POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
        "PUT /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
        "DELETE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(REQUESTS); i++) {
        g_autofree char *answer = ask(*state, REQUESTS[i]);
        assert_null(strstr(answer, " 200 "));
    }
}

static void nonsense_and_too_much_are_turned_away(void **state)
{
    g_autofree char *filler = g_strnfill(200000, 'x');
    g_autofree char *long_path =
        g_strdup_printf("GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", filler);
    g_autofree char *long_header =
        g_strdup_printf("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n", filler);
    const char *const REQUESTS[] = {"\r\n\r\n\r\n\r\n", "\x16\x03\x01\x02\x00\x01", "GET\r\n\r\n"};
    for (unsigned i = 0; i < G_N_ELEMENTS(REQUESTS); i++) {
        g_autofree char *answer = ask(*state, REQUESTS[i]);
        assert_null(strstr(answer, " 200 "));
    }
    Fixture *f = *state;
    const char *const LONG[] = {long_path, long_header};
    for (unsigned i = 0; i < G_N_ELEMENTS(LONG); i++) {
        int fd = connect_to(f->port); /* may be shut while we still write */
        (void)!send(fd, LONG[i], strlen(LONG[i]), MSG_NOSIGNAL);
        close(fd);
    }
    g_autofree char *answer = get(*state, "/healthz");
    check(answer, "200", "ok\n");
}

static void another_name_for_this_machine_is_turned_away(void **state)
{
    static const char *const good[] = {"localhost", "LOCALHOST:9464", "127.0.0.1:80", "[::1]:9464",
                                       "[::1]"};
    static const char *const bad[] = {"evil.example", "evil.example:9464", "127.evil.example",
                                      "x@127.0.0.1", "localhost.evil.example:1"};
    for (size_t i = 0; i < G_N_ELEMENTS(good) + G_N_ELEMENTS(bad); i++) {
        bool is_good = i < G_N_ELEMENTS(good);
        g_autofree char *request =
            g_strdup_printf("GET /metrics HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                            is_good ? good[i] : bad[i - G_N_ELEMENTS(good)]);
        g_autofree char *answer = ask(*state, request);
        assert_true(g_str_has_prefix(answer, is_good ? "HTTP/1.1 200" : "HTTP/1.1 403"));
        assert_int_equal(strstr(answer, "askd_up") != NULL, is_good);
    }
}

static void a_websocket_is_refused(void **state)
{
    g_autofree char *answer = ask(
        *state,
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    assert_null(strstr(answer, " 101 "));
}

static void an_address_that_cannot_be_had_is_refused_in_words(void **state)
{
    Fixture *f = *state;
    g_autofree char *taken = g_strdup_printf("127.0.0.1:%d", f->port);
    const char *const ADDRESSES[] = {
        taken,         "127.0.0.1",      "127.0.0.1:", ":9464", "127.0.0.1:99999",
        "127.0.0.1:x", "192.0.2.77:9464"};
    for (unsigned i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        Fixture other = {0};
        SocketMode *sm = new_socket(&other);
        g_autoptr(GError) error = NULL;
        assert_false(http_listen(socket_mode_context(sm), ADDRESSES[i], &HOOKS, &error));
        assert_non_null(error);
        assert_non_null(strstr(error->message, ADDRESSES[i]));
        socket_mode_free(sm);
    }
}

static GLogWriterOutput write_nothing(GLogLevelFlags level, const GLogField *fields, gsize count,
                                      gpointer user)
{
    (void)level, (void)fields, (void)count, (void)user;
    return G_LOG_WRITER_HANDLED;
}

int main(void)
{
    g_log_set_writer_func(write_nothing, NULL, NULL);
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(health_is_always_ok),
        TEST(readiness_says_what_is_missing),
        TEST(metrics_come_whole_however_long),
        TEST(a_connection_serves_one_request_after_another),
        TEST(other_paths_are_not_found),
        TEST(only_get_is_understood),
        TEST(nonsense_and_too_much_are_turned_away),
        TEST(another_name_for_this_machine_is_turned_away),
        TEST(a_websocket_is_refused),
        TEST(an_address_that_cannot_be_had_is_refused_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
