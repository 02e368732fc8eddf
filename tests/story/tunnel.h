/*
 * An HTTP proxy for stories: takes CONNECT and nothing else, and leads every tunnel to a port of
 * this machine, whatever host was named. So a name that nobody can resolve is reached through it
 * alone.
 */
#ifndef TESTS_STORY_TUNNEL_H
#define TESTS_STORY_TUNNEL_H

#include <stdbool.h>

typedef struct Tunnel Tunnel;

/*
 * With `credentials` ("name:password"), who does not bring them gets 407; a `forbidding` one answers
 * everybody 403.
 */
Tunnel *tunnel_new(const char *credentials, bool forbidding);

/* When whoever went through it has left. */
void tunnel_free(Tunnel *tunnel);

/* What to put into HTTPS_PROXY; g_free. `credentials` may be NULL. */
char *tunnel_address(const Tunnel *tunnel, const char *credentials);

/* How many asked, and how many were led through. */
int tunnel_visits(Tunnel *tunnel);
int tunnel_passes(Tunnel *tunnel);

#endif
