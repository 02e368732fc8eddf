/*
 * GET /readyz over a plain socket.
 */
#include "bot/cli/probe.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/error.h"

static bool fail(GError **error, const char *listener, const char *what)
{
    g_set_error(error, BOT_ERROR, BOT_ERROR_FAILED, "%s: %s", listener, what);
    return false;
}

/* A listener on all addresses is asked at this machine's own. */
static char *host_of(const char *listener, const char *colon)
{
    g_autofree char *host = g_strndup(listener, (size_t)(colon - listener));
    size_t len = strlen(host);
    if (len > 1 && host[0] == '[' && host[len - 1] == ']') {
        host[len - 1] = '\0';
        memmove(host, host + 1, len - 1);
    }
    if (strcmp(host, "0.0.0.0") == 0)
        return g_strdup("127.0.0.1");
    if (strcmp(host, "::") == 0)
        return g_strdup("::1");
    return g_steal_pointer(&host);
}

static int connect_to(const char *listener, GError **error)
{
    const char *colon = strrchr(listener, ':'); /* config_load() has seen to it */
    g_autofree char *host = host_of(listener, colon);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int rc = getaddrinfo(host, colon + 1, &hints, &found);
    if (rc != 0) {
        fail(error, listener, gai_strerror(rc));
        return -1;
    }
    const struct timeval patience = {.tv_sec = PROBE_TIMEOUT_S};
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool connected = fd >= 0 &&
                     setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
                     setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
                     connect(fd, found->ai_addr, found->ai_addrlen) == 0;
    int why = errno;
    freeaddrinfo(found);
    if (connected)
        return fd;
    if (fd >= 0)
        close(fd);
    fail(error, listener, why == ECONNREFUSED ? "no askd is listening there" : g_strerror(why));
    return -1;
}

/* The whole answer, or as much as fits, as text. */
static bool exchange(int fd, char *answer, size_t size)
{
    static const char REQUEST[] =
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (send(fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) != (ssize_t)sizeof REQUEST - 1)
        return false;
    size_t len = 0;
    ssize_t n;
    while (len < size - 1 && (n = recv(fd, answer + len, size - 1 - len, 0)) > 0)
        len += (size_t)n;
    answer[len] = '\0';
    return len > 0;
}

bool probe_ready(const char *listener, GError **error)
{
    int fd = connect_to(listener, error);
    if (fd < 0)
        return false;
    char answer[4096];
    bool answered = exchange(fd, answer, sizeof answer);
    close(fd);
    if (!answered)
        return fail(error, listener, "it does not answer");
    if (g_str_has_prefix(answer, "HTTP/1.1 200") || g_str_has_prefix(answer, "HTTP/1.0 200"))
        return true;
    const char *body = strstr(answer, "\r\n\r\n");
    g_autofree char *why = g_strstrip(g_strdup(body ? body : answer));
    g_autofree char *valid = g_utf8_make_valid(why, -1);
    g_autofree char *what = g_strdup_printf("not ready: %s", valid);
    return fail(error, listener, what);
}
