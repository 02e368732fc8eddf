/*
 * A small crawl: a list of addresses, a few of them under way. The address of each connection is
 * looked at when its socket is about to be opened, so after every resolution and every redirect.
 */
#include "bot/cli/links.h"

#include <curl/curl.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_MS = 8000,
    ANSWER_MS = 20000,
    REDIRECTS_MAX = 5,
    BODY_MAX = 16 * 1024, /* of a GET: that it comes is enough */
    WAIT_MS = 200,
};

typedef struct Crawl Crawl;

typedef struct Try {
    Crawl *crawl;
    const char *url;
    char *host; /* NULL: the address cannot be read */
    CURL *easy; /* under way */
    int64_t due_ms;
    int tries;
    bool by_get, refused, done;
    size_t body_len;
    char why[CURL_ERROR_SIZE];
} Try;

struct Crawl {
    const LinksOptions *options;
    LinkResultFn fn;
    void *user;
    CURLM *multi;
    Try *tries;
    size_t count, active;
    int64_t end_ms;
};

static int64_t monotonic_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

/* --- addresses ------------------------------------------------------------------------------- */

typedef struct Range {
    uint32_t base;
    int bits;
} Range;

static bool is_private_v4(uint32_t address)
{
    static const Range ranges[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
        {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0a80000, 16}, {0xc6120000, 15},
        {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3}, /* multicast, reserved, broadcast */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
        if ((address ^ ranges[i].base) >> (32 - ranges[i].bits) == 0)
            return true;
    return false;
}

static uint32_t v4_within(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Of IPv6 only what is handed out for the public, 2000::/3, and what carries a public IPv4. */
static bool is_private_v6(const uint8_t *bytes)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, nat64, 12) == 0)
        return is_private_v4(v4_within(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return is_private_v4(v4_within(bytes + 2));
    bool teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
    bool example = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
    return (bytes[0] & 0xe0) != 0x20 || teredo || example;
}

bool links_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return is_private_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return is_private_v6(v6.sin6_addr.s6_addr);
    }
    return true;
}

static curl_socket_t on_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    Try *try = user;
    if (purpose == CURLSOCKTYPE_IPCXN && !try->crawl->options->allow_private &&
        links_is_private(&address->addr)) {
        try->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- one try --------------------------------------------------------------------------------- */

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    (void)bytes;
    Try *try = user;
    try->body_len += size * count;
    return try->body_len > BODY_MAX ? 0 : size * count;
}

static void set_request(Try *try)
{
    CURL *easy = try->easy;
    curl_easy_setopt(easy, CURLOPT_URL, try->url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, try);
    curl_easy_setopt(easy, CURLOPT_NOBODY, try->by_get ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "askd link check");
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, try);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, try->why);
}

static void set_limits(Try *try)
{
    CURL *easy = try->easy;
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, try);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)ANSWER_MS);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Each connection is looked at, so none is used again for another name. */
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
}

static void start(Try *try)
{
    try->easy = curl_easy_init();
    g_assert(try->easy);
    try->refused = false;
    try->body_len = 0;
    try->why[0] = '\0';
    set_request(try);
    set_limits(try);
    curl_multi_add_handle(try->crawl->multi, try->easy);
    try->crawl->active++;
}

static void stop(Try *try)
{
    curl_multi_remove_handle(try->crawl->multi, try->easy);
    curl_easy_cleanup(try->easy);
    try->easy = NULL;
    try->crawl->active--;
}

static void report(Try *try, long status, const char *why, bool tried)
{
    const LinkResult result = {.url = try->url, .status = status, .why = why, .tried = tried};
    try->done = true;
    try->crawl->fn(&result, try->crawl->user);
}

/* --- judging --------------------------------------------------------------------------------- */

static bool is_alive(long status)
{
    /* Whoever asks for a login, or for patience, is there. */
    return (status >= 200 && status < 400) || status == 401 || status == 403 || status == 429;
}

static bool may_pass(CURLcode code, long status)
{
    if (code == CURLE_OK)
        return status == 429 || status >= 500;
    return code != CURLE_URL_MALFORMAT && code != CURLE_UNSUPPORTED_PROTOCOL &&
           code != CURLE_TOO_MANY_REDIRECTS;
}

static char *wrong(const Try *try, CURLcode code, long status)
{
    if (try->refused)
        return g_strdup("leads to a private address (--allow-private tries it all the same)");
    if (code != CURLE_OK)
        return g_strdup(try->why[0] ? try->why : curl_easy_strerror(code));
    return is_alive(status) ? NULL : g_strdup_printf("HTTP %ld", status);
}

/* Many a server knows GET only. */
static bool wants_get(const Try *try, CURLcode code, long status)
{
    bool refused = status == 403 || status == 404 || status == 405 || status == 501;
    return !try->by_get && code == CURLE_OK && refused;
}

static void judge(Try *try, CURLcode code)
{
    Crawl *crawl = try->crawl;
    long status = 0;
    curl_easy_getinfo(try->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_WRITE_ERROR && try->body_len > BODY_MAX)
        code = CURLE_OK; /* we hung up ourselves */
    stop(try);
    if (wants_get(try, code, status)) {
        try->by_get = true;
        return;
    }
    if (!try->refused && may_pass(code, status) && ++try->tries < LINKS_TRIES) {
        try->due_ms = monotonic_ms() + ((int64_t)crawl->options->pause_ms << (try->tries - 1));
        return;
    }
    g_autofree char *why = wrong(try, code, status);
    report(try, status, why, true);
}

/* --- all of them ----------------------------------------------------------------------------- */

static bool host_is_busy(const Crawl *crawl, const char *host)
{
    for (size_t i = 0; i < crawl->count; i++)
        if (crawl->tries[i].easy && strcmp(crawl->tries[i].host, host) == 0)
            return true;
    return false;
}

static void start_some(Crawl *crawl)
{
    int64_t now_ms = monotonic_ms();
    for (size_t i = 0; i < crawl->count && crawl->active < LINKS_AT_ONCE; i++) {
        Try *try = &crawl->tries[i];
        if (!try->done && !try->easy && try->due_ms <= now_ms && !host_is_busy(crawl, try->host))
            start(try);
    }
}

static void take_results(Crawl *crawl)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(crawl->multi, &left));) {
        Try *try = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&try);
        judge(try, code);
    }
}

static bool some_left(const Crawl *crawl)
{
    for (size_t i = 0; i < crawl->count; i++)
        if (!crawl->tries[i].done)
            return true;
    return false;
}

static void read_address(Try *try)
{
    g_autofree char *scheme = NULL, *host = NULL;
    if (!g_uri_split_network(try->url, G_URI_FLAGS_NONE, &scheme, &host, NULL, NULL) || !host ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        report(try, 0, "not an address on the web", true);
        return;
    }
    try->host = g_steal_pointer(&host);
}

static void give_up(Crawl *crawl)
{
    for (size_t i = 0; i < crawl->count; i++) {
        Try *try = &crawl->tries[i];
        if (try->easy)
            stop(try);
        if (!try->done)
            report(try, 0, "there was no time left for it", false);
        g_free(try->host);
    }
}

void links_check(const char *const *urls, size_t count, const LinksOptions *options,
                 LinkResultFn fn, void *user)
{
    Crawl crawl = {.options = options,
                   .fn = fn,
                   .user = user,
                   .multi = curl_multi_init(),
                   .tries = g_new0(Try, count + 1),
                   .count = count,
                   .end_ms = monotonic_ms() + options->total_ms};
    for (size_t i = 0; i < count; i++) {
        crawl.tries[i].crawl = &crawl;
        crawl.tries[i].url = urls[i];
        read_address(&crawl.tries[i]);
    }
    while (some_left(&crawl) && monotonic_ms() < crawl.end_ms) {
        int running;
        start_some(&crawl);
        curl_multi_perform(crawl.multi, &running);
        take_results(&crawl);
        if (some_left(&crawl))
            curl_multi_poll(crawl.multi, NULL, 0, WAIT_MS, NULL);
    }
    give_up(&crawl);
    curl_multi_cleanup(crawl.multi);
    g_free(crawl.tries);
}
