/*
 * The health probe, against a listener that says what the test wants.
 */
#include "tests/test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/cli/probe.h"
#include "bot/error.h"

typedef struct Listener {
    int fd;
    const char *answer;
    char *name; /* "127.0.0.1:PORT" */
    pthread_t thread;
    char asked[256];
} Listener;

static void *answer_once(void *arg)
{
    Listener *listener = arg;
    int fd = accept(listener->fd, NULL, NULL);
    ssize_t len = recv(fd, listener->asked, sizeof listener->asked - 1, 0);
    listener->asked[len > 0 ? len : 0] = '\0';
    send(fd, listener->answer, strlen(listener->answer), MSG_NOSIGNAL);
    close(fd);
    return NULL;
}

static void start(Listener *listener, const char *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    *listener = (Listener){.fd = socket(AF_INET, SOCK_STREAM, 0), .answer = answer};
    assert_int_equal(bind(listener->fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(listener->fd, 1), 0);
    assert_int_equal(getsockname(listener->fd, (struct sockaddr *)&address, &len), 0);
    listener->name = g_strdup_printf("127.0.0.1:%u", ntohs(address.sin_port));
    pthread_create(&listener->thread, NULL, answer_once, listener);
}

static void stop(Listener *listener)
{
    pthread_join(listener->thread, NULL);
    close(listener->fd);
    g_free(listener->name);
}

static void a_ready_askd_is_ready(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    Listener listener;
    start(&listener, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nready\n");
    bool ready = probe_ready(listener.name, &error);
    stop(&listener);
    assert_ok(ready, error);
    assert_true(g_str_has_prefix(listener.asked, "GET /readyz HTTP/1.1\r\n"));
}

static void one_that_is_not_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *why;
    } CASES[] = {
        {"HTTP/1.1 503 Service Unavailable\r\n\r\nno connection to Slack\n",
         "not ready: no connection to Slack"},
        {"SSH-2.0-OpenSSH_9.2\r\n", "not ready: SSH-2.0-OpenSSH_9.2"},
        {"", "does not answer"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        Listener listener;
        start(&listener, CASES[i].answer);
        bool ready = probe_ready(listener.name, &error);
        stop(&listener);
        assert_false(ready);
        assert_true(g_error_matches(error, BOT_ERROR, BOT_ERROR_FAILED));
        if (!g_str_has_suffix(error->message, CASES[i].why))
            fail_msg("%s", error->message);
    }
}

static void where_nobody_listens_is_said(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    /* Bound, so that nobody else gets the port, but not listening. */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    g_autofree char *name = g_strdup_printf("127.0.0.1:%u", ntohs(address.sin_port));
    bool ready = probe_ready(name, &error);
    close(fd);
    assert_false(ready);
    assert_true(g_str_has_suffix(error->message, "no askd is listening there"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ready_askd_is_ready),
        cmocka_unit_test(one_that_is_not_says_why),
        cmocka_unit_test(where_nobody_listens_is_said),
    };
    return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
