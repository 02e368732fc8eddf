/*
 * From Slack's word to a place to connect to: the address that apps.connections.open brought is
 * read, the proxy in its way found and the name resolved, with what other threads bring handed
 * over under a lock. One road at a time; all of it is the loop thread's, but for road_answer().
 */
#ifndef BOT_SOCKET_ROAD_H
#define BOT_SOCKET_ROAD_H

#include <glib.h>
#include <stdbool.h>

#include "bot/socket/socket_wire.h"

typedef struct Road Road;

typedef enum RoadNews {
    ROAD_NOTHING,
    ROAD_RESOLVING, /* there is an address, and its name is being looked up */
    ROAD_READY,     /* road_target() */
    ROAD_NONE,      /* road_why(); not before road_retry_ms() from now */
    ROAD_REFUSED,   /* road_why(); a person must mend it */
} RoadNews;

/* `wake`, on any thread: there may be news. */
Road *road_new(void (*wake)(void *user), void *user);
void road_free(Road *road);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Road, road_free)

/* An address is being asked for: what came for an earlier question is no answer to this one. */
void road_begin(Road *road);

/* Any thread; as socket_mode_address() says. */
void road_answer(Road *road, const char *url, bool fatal, int retry_ms, const char *why);

/* What has happened since; both borrowed until the next road_ call. */
RoadNews road_look(Road *road);
const WireTarget *road_target(const Road *road);
const char *road_why(const Road *road);
int road_retry_ms(const Road *road);

/* Travelled or given up: the address, a secret, is forgotten. */
void road_end(Road *road);

#endif
