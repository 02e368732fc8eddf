/*
 * What systemd hears: datagrams on a socket of the test's own.
 */
#include "tests/test.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bot/notify.h"

static int listen_at(const char *path, size_t len)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, len);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    return fd;
}

static void assert_heard(int fd, const char *expected)
{
    char text[64];
    ssize_t len = recv(fd, text, sizeof text - 1, 0);
    assert_true(len >= 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void systemd_hears_each_state(void **state)
{
    (void)state;
    g_autofree char *path = g_strdup_printf("/tmp/askd-notify-%d", getpid());
    int fd = listen_at(path, strlen(path));
    g_setenv("NOTIFY_SOCKET", path, TRUE);
    notify_ready();
    assert_heard(fd, "READY=1");
    notify_watchdog();
    assert_heard(fd, "WATCHDOG=1");
    notify_stopping();
    assert_heard(fd, "STOPPING=1");
    close(fd);
    unlink(path);
}

static void an_abstract_socket_is_reached(void **state)
{
    (void)state;
    g_autofree char *path = g_strdup_printf("@askd-notify-%d", getpid());
    g_setenv("NOTIFY_SOCKET", path, TRUE);
    path[0] = '\0';
    int fd = listen_at(path, 1 + strlen(path + 1));
    notify_ready();
    assert_heard(fd, "READY=1");
    close(fd);
}

static void without_systemd_nothing_happens(void **state)
{
    (void)state;
    g_unsetenv("NOTIFY_SOCKET");
    notify_ready();
    g_setenv("NOTIFY_SOCKET", "relative", TRUE);
    notify_ready();
    g_autofree char *words = g_strnfill(500, 'x');
    words[0] = '/';
    g_setenv("NOTIFY_SOCKET", words, TRUE);
    notify_ready();
}

static void the_watchdog_is_fed_twice_as_often_as_it_bites(void **state)
{
    (void)state;
    g_setenv("NOTIFY_SOCKET", "/run/x", TRUE);
    g_unsetenv("WATCHDOG_PID");
    g_unsetenv("WATCHDOG_USEC");
    assert_int_equal(notify_watchdog_ms(), 0);
    g_setenv("WATCHDOG_USEC", "30000000", TRUE);
    assert_int_equal(notify_watchdog_ms(), 15000);
    g_setenv("WATCHDOG_PID", "1", TRUE);
    assert_int_equal(notify_watchdog_ms(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systemd_hears_each_state),
        cmocka_unit_test(an_abstract_socket_is_reached),
        cmocka_unit_test(without_systemd_nothing_happens),
        cmocka_unit_test(the_watchdog_is_fed_twice_as_often_as_it_bites),
    };
    return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
