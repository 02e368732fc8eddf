/*
 * getaddrinfo() cannot be stopped: who does not want its answer any more leaves, and the thread
 * clears up.
 */
#include "bot/socket/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

/* Shared by whoever asked and the thread; the last of them frees it. */
struct Resolve {
    pthread_mutex_t lock;
    int holders;
    ResolveFn done; /* NULL: nobody wants it any more */
    void *user;
    char *host;
    unsigned turn;
};

bool resolve_is_numeric(const char *host)
{
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static void let_go(Resolve *r)
{
    pthread_mutex_lock(&r->lock);
    bool is_last = --r->holders == 0;
    pthread_mutex_unlock(&r->lock);
    if (!is_last)
        return;
    pthread_mutex_destroy(&r->lock);
    g_free(r->host);
    g_free(r);
}

static void tell(Resolve *r, const char *address, const char *why)
{
    pthread_mutex_lock(&r->lock);
    if (r->done)
        r->done(address, why, r->user);
    pthread_mutex_unlock(&r->lock);
}

static const struct addrinfo *pick(const struct addrinfo *list, unsigned turn)
{
    unsigned count = 0;
    for (const struct addrinfo *a = list; a; a = a->ai_next)
        count++;
    for (unsigned i = turn % count; i > 0; i--)
        list = list->ai_next;
    return list;
}

static void *run(void *user)
{
    Resolve *r = user;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *list = NULL;
    char address[NI_MAXHOST];
    int rc = getaddrinfo(r->host, NULL, &hints, &list);
    if (rc == 0) {
        const struct addrinfo *one = pick(list, r->turn);
        rc = getnameinfo(one->ai_addr, one->ai_addrlen, address, sizeof(address), NULL, 0,
                         NI_NUMERICHOST);
        freeaddrinfo(list);
    }
    tell(r, rc == 0 ? address : NULL, rc == 0 ? NULL : gai_strerror(rc));
    let_go(r);
    return NULL;
}

Resolve *resolve_start(const char *host, unsigned turn, ResolveFn done, void *user)
{
    Resolve *r = g_new0(Resolve, 1);
    *r = (Resolve){.holders = 2, .done = done, .user = user, .host = g_strdup(host), .turn = turn};
    pthread_mutex_init(&r->lock, NULL);

    pthread_t thread;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attr, run, r) != 0) {
        tell(r, NULL, "no thread could be started");
        let_go(r);
    }
    pthread_attr_destroy(&attr);
    return r;
}

void resolve_end(Resolve *r)
{
    pthread_mutex_lock(&r->lock);
    r->done = NULL;
    pthread_mutex_unlock(&r->lock);
    let_go(r);
}
