/*
 * Tries addresses on the web, to find those that are dead. libcurl's second door, beside web_api.c:
 * here it meets strangers' servers, so nothing of ours is sent, and no connection is made to a
 * private, loopback or link-local address, whatever a name resolves to or a redirect says.
 */
#ifndef BOT_CLI_LINKS_H
#define BOT_CLI_LINKS_H

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

enum { LINKS_AT_ONCE = 4, LINKS_TRIES = 3 };

typedef struct LinksOptions {
    bool allow_private; /* also addresses that are nobody else's */
    int total_ms;       /* for all of them together; what is left then is not tried */
    int pause_ms;       /* before the second try; twice that before the third */
} LinksOptions;

/* Borrowed for the call. */
typedef struct LinkResult {
    const char *url;
    long status;     /* HTTP, of the last answer; 0: none */
    const char *why; /* what is wrong; NULL: it is alive */
    bool tried;      /* false: the time was over */
} LinkResult;
typedef void (*LinkResultFn)(const LinkResult *result, void *user);

/*
 * Asks by HEAD, and by GET where that is refused; follows up to five redirects. At most
 * LINKS_AT_ONCE at a time and one a host. Tries again, after a pause, what may pass: no answer,
 * 429, 5xx. An address that wants a login is alive. In the order in which they end.
 * curl_global_init() has been run. Uses no proxy: it would connect where we may not look.
 */
void links_check(const char *const *urls, size_t count, const LinksOptions *options,
                 LinkResultFn fn, void *user);

/* Not of the public internet: private, loopback, link-local, multicast, or none at all. Pure. */
bool links_is_private(const struct sockaddr *address);

#endif
