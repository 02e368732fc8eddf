/*
 * Two answers are waited for, from the sender's thread and from the resolver's. Each is laid down
 * under the lock, and the loop, woken, takes it up.
 */
#include "bot/socket/socket_road.h"

#include <pthread.h>

#include "bot/proxy.h"
#include "bot/socket/resolve.h"

/* What apps.connections.open brought. */
typedef struct Address {
    bool is_there;
    char *url; /* a secret; NULL: none, and why */
    bool fatal;
    int retry_ms;
    char *why;
} Address;

typedef struct Resolved {
    bool is_there;
    char *ip, *why;
} Resolved;

/* Where the address leads; its parts live until road_end(). */
typedef struct Place {
    char *host, *path, *ip;
    int port;
    bool is_tls;
    Proxy *proxy;
} Place;

struct Road {
    void (*wake)(void *user);
    void *user;
    bool is_awaited; /* an address */
    Place place;
    WireTarget target;
    Resolve *resolve;
    unsigned turns;
    char *why;
    int retry_ms;

    /* From other threads. */
    pthread_mutex_t lock;
    Address address;
    Resolved resolved;
};

static void clear_place(Place *place)
{
    g_free(place->host);
    g_free(place->path);
    g_free(place->ip);
    proxy_free(place->proxy);
    *place = (Place){0};
}

static void clear_address(Address *a)
{
    g_free(a->url);
    g_free(a->why);
    *a = (Address){0};
}

static void clear_resolved(Resolved *r)
{
    g_free(r->ip);
    g_free(r->why);
    *r = (Resolved){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Address, clear_address)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Resolved, clear_resolved)

static void end_resolve(Road *road)
{
    if (road->resolve)
        resolve_end(road->resolve);
    road->resolve = NULL;
    pthread_mutex_lock(&road->lock);
    clear_resolved(&road->resolved);
    pthread_mutex_unlock(&road->lock);
}

static RoadNews none(Road *road, const char *why)
{
    char *kept = g_strdup(why); /* may be a part of what is freed now */
    road_end(road);
    g_free(road->why);
    road->why = kept;
    return ROAD_NONE;
}

/* Says nothing of the address but what is wrong with it: the rest is a secret. */
static const char *read_url(const char *url, Place *place)
{
    g_autofree char *scheme = NULL, *path = NULL, *query = NULL;
    if (!g_uri_split(url, G_URI_FLAGS_ENCODED, &scheme, NULL, &place->host, &place->port, &path,
                     &query, NULL, NULL) ||
        !place->host || !*place->host)
        return "Slack's answer holds no address that can be read";
    place->is_tls = g_ascii_strcasecmp(scheme, "wss") == 0;
    if (!place->is_tls && g_ascii_strcasecmp(scheme, "ws") != 0)
        return "Slack's address is neither wss:// nor ws://";
    if (!place->is_tls && !proxy_is_loopback(place->host))
        return "ws:// is for loopback addresses only";
    if (place->port <= 0)
        place->port = place->is_tls ? 443 : 80;
    place->path = g_strconcat(path && *path ? path : "/", query ? "?" : "", query, NULL);
    return NULL;
}

static RoadNews take_ip(Road *road, const char *ip)
{
    Place *place = &road->place;
    place->ip = g_strdup(ip);
    road->target = (WireTarget){
        .host = place->host,
        .ip = place->ip,
        .port = place->port,
        .path = place->path,
        .is_tls = place->is_tls,
        .proxy = place->proxy,
    };
    return ROAD_READY;
}

static void on_resolved(const char *ip, const char *why, void *user)
{
    Road *road = user;
    pthread_mutex_lock(&road->lock);
    road->resolved = (Resolved){.is_there = true, .ip = g_strdup(ip), .why = g_strdup(why)};
    pthread_mutex_unlock(&road->lock);
    road->wake(road->user);
}

static RoadNews take_url(Road *road, const char *url)
{
    g_autoptr(GError) error = NULL;
    Place *place = &road->place;
    clear_place(place);
    const char *wrong = read_url(url, place);
    if (wrong || !proxy_for(place->host, &place->proxy, &error))
        return none(road, wrong ? wrong : error->message);
    const char *name = place->proxy ? place->proxy->host : place->host;
    if (resolve_is_numeric(name))
        return take_ip(road, name);
    road->resolve = resolve_start(name, road->turns++, on_resolved, road);
    return ROAD_RESOLVING;
}

static RoadNews take_address(Road *road, const Address *a)
{
    road->is_awaited = false;
    road->retry_ms = 0;
    if (a->url)
        return take_url(road, a->url);
    none(road, a->why);
    road->retry_ms = a->retry_ms;
    return a->fatal ? ROAD_REFUSED : ROAD_NONE;
}

RoadNews road_look(Road *road)
{
    pthread_mutex_lock(&road->lock);
    g_auto(Address) a = road->address;
    g_auto(Resolved) r = road->resolved;
    road->address = (Address){0};
    road->resolved = (Resolved){0};
    pthread_mutex_unlock(&road->lock);
    if (r.is_there && road->resolve) {
        end_resolve(road);
        return r.ip ? take_ip(road, r.ip) : none(road, r.why);
    }
    return a.is_there && road->is_awaited ? take_address(road, &a) : ROAD_NOTHING;
}

void road_begin(Road *road)
{
    road_end(road);
    road->is_awaited = true;
}

void road_answer(Road *road, const char *url, bool fatal, int retry_ms, const char *why)
{
    pthread_mutex_lock(&road->lock);
    clear_address(&road->address);
    road->address = (Address){
        .is_there = true,
        .url = g_strdup(url),
        .fatal = fatal,
        .retry_ms = MAX(retry_ms, 0),
        .why = g_strdup(why ? why : "no address"),
    };
    pthread_mutex_unlock(&road->lock);
    road->wake(road->user);
}

const WireTarget *road_target(const Road *road)
{
    return &road->target;
}

const char *road_why(const Road *road)
{
    return road->why;
}

int road_retry_ms(const Road *road)
{
    return road->retry_ms;
}

void road_end(Road *road)
{
    end_resolve(road);
    clear_place(&road->place);
    road->target = (WireTarget){0};
    pthread_mutex_lock(&road->lock);
    clear_address(&road->address);
    pthread_mutex_unlock(&road->lock);
    road->is_awaited = false;
}

Road *road_new(void (*wake)(void *user), void *user)
{
    Road *road = g_new0(Road, 1);
    road->wake = wake;
    road->user = user;
    pthread_mutex_init(&road->lock, NULL);
    return road;
}

void road_free(Road *road)
{
    if (!road)
        return;
    road_end(road);
    pthread_mutex_destroy(&road->lock);
    g_free(road->why);
    g_free(road);
}
