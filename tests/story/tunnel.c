#include "tests/story/tunnel.h"

#include <errno.h>
#include <glib.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { VISITORS_MAX = 256, HEAD_MAX = 4096 };

struct Tunnel {
    int listener, port;
    char *authorization; /* or NULL */
    bool forbidding;
    atomic_int visits, passes;
    pthread_t doorman;
    pthread_t guides[VISITORS_MAX]; /* one a visitor; the doorman's until he has been joined */
    int guide_count;
};

typedef struct Visitor {
    Tunnel *tunnel;
    int fd;
} Visitor;

static struct sockaddr_in here(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

static void say(int fd, const char *text)
{
    (void)!write(fd, text, strlen(text));
}

static bool read_head(int fd, char *head)
{
    size_t len = 0;
    while (len < HEAD_MAX - 1 && read(fd, head + len, 1) == 1) {
        head[++len] = '\0';
        if (g_str_has_suffix(head, "\r\n\r\n"))
            return true;
    }
    return false;
}

/* One way's bytes; false when that side has closed. */
static bool pass_on(int from, int to)
{
    char bytes[16 * 1024];
    ssize_t len = read(from, bytes, sizeof bytes);
    for (ssize_t done = 0, more; done < len; done += more)
        if ((more = write(to, bytes + done, (size_t)(len - done))) <= 0)
            return false;
    return len > 0;
}

static void relay(int a, int b)
{
    struct pollfd ends[] = {{.fd = a, .events = POLLIN}, {.fd = b, .events = POLLIN}};
    while (poll(ends, 2, -1) > 0) {
        if (ends[0].revents && !pass_on(a, b))
            return;
        if (ends[1].revents && !pass_on(b, a))
            return;
    }
}

/* CONNECT any.host:PORT → that port here. */
static void lead(Tunnel *t, int fd, const char *head)
{
    const char *colon = strchr(head, ':');
    struct sockaddr_in address = here(colon ? atoi(colon + 1) : 0);
    int on = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(on, (struct sockaddr *)&address, sizeof address) == 0) {
        atomic_fetch_add(&t->passes, 1);
        say(fd, "HTTP/1.1 200 Connection established\r\n\r\n");
        relay(fd, on);
    } else {
        say(fd, "HTTP/1.1 502 Bad gateway\r\nContent-Length: 0\r\n\r\n");
    }
    close(on);
}

static bool is_admitted(const Tunnel *t, const char *head)
{
    g_autofree char *lower = g_ascii_strdown(head, -1);
    const char *at = strstr(lower, "proxy-authorization: basic ");
    if (!t->authorization || !at)
        return !t->authorization;
    const char *value = head + (at - lower) + strlen("proxy-authorization: basic ");
    size_t len = strcspn(value, "\r\n");
    return len == strlen(t->authorization) && strncmp(value, t->authorization, len) == 0;
}

static void *guide(void *data)
{
    Visitor *v = data;
    Tunnel *t = v->tunnel;
    char head[HEAD_MAX] = "";
    if (read_head(v->fd, head)) {
        atomic_fetch_add(&t->visits, 1);
        if (t->forbidding)
            say(v->fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        else if (!is_admitted(t, head))
            say(v->fd, "HTTP/1.1 407 Proxy Authentication Required\r\n"
                       "Proxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n\r\n");
        else if (g_str_has_prefix(head, "CONNECT "))
            lead(t, v->fd, head);
    }
    close(v->fd);
    g_free(v);
    return NULL;
}

static void *keep_door(void *data)
{
    Tunnel *t = data;
    int fd;
    while ((fd = accept4(t->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        if (t->guide_count == VISITORS_MAX) {
            close(fd);
            continue;
        }
        Visitor *v = g_new(Visitor, 1);
        *v = (Visitor){.tunnel = t, .fd = fd};
        g_assert(pthread_create(&t->guides[t->guide_count++], NULL, guide, v) == 0);
    }
    return NULL;
}

Tunnel *tunnel_new(const char *credentials, bool forbidding)
{
    Tunnel *t = g_new0(Tunnel, 1);
    struct sockaddr_in address = here(0);
    socklen_t len = sizeof address;
    if (credentials)
        t->authorization = g_base64_encode((const guchar *)credentials, strlen(credentials));
    t->forbidding = forbidding;
    t->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert(bind(t->listener, (struct sockaddr *)&address, len) == 0);
    g_assert(listen(t->listener, SOMAXCONN) == 0);
    g_assert(getsockname(t->listener, (struct sockaddr *)&address, &len) == 0);
    t->port = ntohs(address.sin_port);
    g_assert(pthread_create(&t->doorman, NULL, keep_door, t) == 0);
    return t;
}

void tunnel_free(Tunnel *t)
{
    shutdown(t->listener, SHUT_RDWR);
    pthread_join(t->doorman, NULL);
    for (int i = 0; i < t->guide_count; i++)
        pthread_join(t->guides[i], NULL);
    close(t->listener);
    g_free(t->authorization);
    g_free(t);
}

char *tunnel_address(const Tunnel *t, const char *credentials)
{
    return g_strdup_printf("http://%s%s127.0.0.1:%d", credentials ? credentials : "",
                           credentials ? "@" : "", t->port);
}

int tunnel_visits(Tunnel *t)
{
    return atomic_load(&t->visits);
}

int tunnel_passes(Tunnel *t)
{
    return atomic_load(&t->passes);
}
