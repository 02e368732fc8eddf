/*
 * libcurl reads the variables by itself; libwebsockets takes one proxy and knows no exceptions. So
 * the rules are here, as curl has them.
 */
#include "bot/proxy.h"

#include <arpa/inet.h>
#include <string.h>

#include "bot/error.h"

enum { PORT = 1080 }; /* where curl looks for a proxy that names none */

void proxy_free(Proxy *proxy)
{
    if (!proxy)
        return;
    g_free(proxy->host);
    g_free(proxy->auth);
    g_free(proxy);
}

bool proxy_is_loopback(const char *host)
{
    if (g_ascii_strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
        strcmp(host, "[::1]") == 0)
        return true;
    struct in_addr address;
    return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

/* "example.org" and ".example.org" are that name and all below it. */
static bool matches(const char *entry, const char *host)
{
    if (strcmp(entry, "*") == 0)
        return true;
    if (*entry == '.')
        entry++;
    size_t len = strlen(entry), host_len = strlen(host);
    if (len == 0 || len > host_len || g_ascii_strcasecmp(host + host_len - len, entry) != 0)
        return false;
    return len == host_len || host[host_len - len - 1] == '.';
}

bool proxy_is_excepted(const char *list, const char *host)
{
    g_auto(GStrv) entries = g_strsplit_set(list, ", \t", -1);
    for (char **entry = entries; *entry; entry++)
        if (matches(*entry, host))
            return true;
    return false;
}

Proxy *proxy_parse(const char *text, GError **error)
{
    g_autofree char *url =
        strstr(text, "://") ? g_strdup(text) : g_strconcat("http://", text, NULL);
    g_autofree char *scheme = NULL, *user = NULL, *password = NULL;
    g_autoptr(Proxy) proxy = g_new0(Proxy, 1);
    if (!g_uri_split_with_user(url, G_URI_FLAGS_HAS_PASSWORD, &scheme, &user, &password, NULL,
                               &proxy->host, &proxy->port, NULL, NULL, NULL, NULL) ||
        !proxy->host || !*proxy->host) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                    "HTTPS_PROXY: not an address like http://proxy.example:3128");
        return NULL;
    }
    if (g_ascii_strcasecmp(scheme, "http") != 0) {
        g_set_error(error, BOT_ERROR, BOT_ERROR_CONFIG,
                    "HTTPS_PROXY: a proxy is reached by http://, not by %s://", scheme);
        return NULL;
    }
    if (proxy->port <= 0)
        proxy->port = PORT;
    if (user && *user)
        proxy->auth = g_strconcat(user, ":", password ? password : "", NULL);
    return g_steal_pointer(&proxy);
}

static const char *variable(const char *const *names)
{
    for (; *names; names++) {
        const char *value = g_getenv(*names);
        if (value && *value)
            return value;
    }
    return NULL;
}

bool proxy_for(const char *host, Proxy **proxy, GError **error)
{
    static const char *const WHICH[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                        NULL};
    static const char *const EXCEPT[] = {"no_proxy", "NO_PROXY", NULL};
    *proxy = NULL;
    const char *text = variable(WHICH), *list = variable(EXCEPT);
    if (!text || proxy_is_loopback(host) || (list && proxy_is_excepted(list, host)))
        return true;
    *proxy = proxy_parse(text, error);
    return *proxy != NULL;
}
