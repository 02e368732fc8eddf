#include "tests/slackbox/http.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_MAX (64 * 1024)
#define BODY_MAX (64 * 1024 * 1024)

typedef struct {
    RouteFn route;
    Exchange *waiting; /* handed out, not replied to yet */
    bool continued;    /* 100 Continue was sent for the request that is arriving */
} Http;

static void exchange_free(Exchange *ex)
{
    g_free(ex->verb);
    g_free(ex->path);
    g_free(ex->query);
    g_hash_table_unref(ex->headers);
    g_byte_array_unref(ex->body);
    g_free(ex);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Exchange, exchange_free)

static void refuse(Conn *conn, const char *status)
{
    g_autofree char *text =
        g_strdup_printf("HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
    conn_send(conn, text, strlen(text));
    conn_finish(conn);
}

static Exchange *read_head(const char *head, size_t len)
{
    g_autofree char *text = g_strndup(head, len);
    g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
    g_auto(GStrv) words = g_strsplit(lines[0], " ", 3);
    if (g_strv_length(words) != 3 || !g_str_has_prefix(words[2], "HTTP/1."))
        return NULL;
    Exchange *ex = g_new0(Exchange, 1);
    ex->verb = g_strdup(words[0]);
    char *mark = strchr(words[1], '?');
    ex->query = g_strdup(mark ? mark + 1 : "");
    ex->path = mark ? g_strndup(words[1], (gsize)(mark - words[1])) : g_strdup(words[1]);
    ex->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    ex->body = g_byte_array_new();
    for (char **line = lines + 1; *line; line++) {
        char *colon = strchr(*line, ':');
        if (!colon)
            continue;
        *colon = '\0';
        g_hash_table_replace(ex->headers, g_ascii_strdown(*line, -1),
                             g_strdup(g_strstrip(colon + 1)));
    }
    const char *keep = http_header(ex, "connection");
    ex->keep_alive =
        strcmp(words[2], "HTTP/1.0") != 0 && !(keep && !g_ascii_strcasecmp(keep, "close"));
    return ex;
}

/* Reads a chunked body: its length on the wire, 0 when more must come, -1 when it is wrong. */
static long read_chunks(const char *bytes, size_t len, GByteArray *body)
{
    size_t at = 0;
    for (;;) {
        const char *end = memmem(bytes + at, len - at, "\r\n", 2);
        if (!end)
            return 0;
        char *rest = NULL;
        unsigned long size = strtoul(bytes + at, &rest, 16);
        if (rest == bytes + at || size > BODY_MAX)
            return -1;
        at = (size_t)(end - bytes) + 2;
        if (size == 0) { /* the trailer: lines up to an empty one */
            const char *last = memmem(bytes + at - 2, len - at + 2, "\r\n\r\n", 4);
            return last ? (long)(last - bytes) + 4 : 0;
        }
        if (len - at < size + 2)
            return 0;
        g_byte_array_append(body, (const guint8 *)bytes + at, (guint)size);
        at += size + 2;
    }
}

/* Takes the body that follows the head; as read_chunks(). */
static long read_body(Exchange *ex, const char *bytes, size_t len)
{
    const char *coding = http_header(ex, "transfer-encoding");
    if (coding && g_ascii_strcasecmp(coding, "identity"))
        return read_chunks(bytes, len, ex->body);
    const char *length = http_header(ex, "content-length");
    guint64 want = length ? g_ascii_strtoull(length, NULL, 10) : 0;
    if (want > BODY_MAX)
        return -1;
    if (len < want)
        return 0;
    g_byte_array_append(ex->body, (const guint8 *)bytes, (guint)want);
    return (long)want;
}

static bool has_body(const Exchange *ex)
{
    const char *length = http_header(ex, "content-length");
    return http_header(ex, "transfer-encoding") || (length && strcmp(length, "0") != 0);
}

static void say_continue(Conn *conn, Http *http, const Exchange *ex)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (http->continued || !http_header(ex, "expect"))
        return;
    http->continued = true;
    conn_send(conn, go_on, sizeof go_on - 1);
}

static size_t received(Conn *conn, const uint8_t *bytes, size_t len)
{
    Http *http = conn_data(conn);
    if (http->waiting)
        return 0;
    const char *text = (const char *)bytes;
    const char *end = memmem(text, MIN(len, (size_t)HEAD_MAX), "\r\n\r\n", 4);
    if (!end) {
        if (len >= HEAD_MAX)
            refuse(conn, "431 Request Header Fields Too Large");
        return len >= HEAD_MAX ? len : 0;
    }
    size_t head = (size_t)(end - text) + 4;
    g_autoptr(Exchange) ex = read_head(text, head - 4);
    if (!ex) {
        refuse(conn, "400 Bad Request");
        return len;
    }
    long body = has_body(ex) ? read_body(ex, text + head, len - head) : 0;
    if (body < 0) {
        refuse(conn, "413 Content Too Large");
        return len;
    }
    if (body == 0 && has_body(ex)) {
        say_continue(conn, http, ex);
        return 0;
    }
    http->continued = false;
    ex->conn = conn;
    http->waiting = ex;
    http->route(g_steal_pointer(&ex));
    return head + (size_t)body;
}

static void closed(Conn *conn)
{
    Http *http = conn_data(conn);
    if (http->waiting)
        http->waiting->conn = NULL;
    g_free(http);
}

static const ConnRole role = {.received = received, .closed = closed};

void http_accept(Conn *conn, RouteFn route)
{
    Http *http = g_new0(Http, 1);
    http->route = route;
    conn_role(conn, &role, http);
}

const char *http_header(const Exchange *ex, const char *name)
{
    return g_hash_table_lookup(ex->headers, name);
}

static const char *status_words(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

void http_reply(Exchange *ex, int status, const char *type, const char *headers, const void *body,
                size_t len)
{
    Conn *conn = ex->conn;
    bool keep_alive = ex->keep_alive;
    exchange_free(ex);
    if (!conn)
        return;
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s%s\r\n",
                        status, status_words(status), type, len, headers ? headers : "",
                        keep_alive ? "" : "Connection: close\r\n");
    conn_send(conn, head, strlen(head));
    conn_send(conn, body, len);
    Http *http = conn_data(conn);
    http->waiting = NULL;
    if (keep_alive)
        conn_resume(conn);
    else
        conn_finish(conn);
}

void http_reply_json(Exchange *ex, int status, const char *headers, json_t *body)
{
    g_autofree char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    http_reply(ex, status, "application/json; charset=utf-8", headers, text, strlen(text));
}

void http_drop(Exchange *ex, Drop how)
{
    if (ex->conn) {
        ((Http *)conn_data(ex->conn))->waiting = NULL;
        conn_drop(ex->conn, how);
    }
    exchange_free(ex);
}

Conn *http_upgrade(Exchange *ex, const char *head)
{
    Conn *conn = ex->conn;
    exchange_free(ex);
    if (!conn)
        return NULL;
    g_free(conn_data(conn));
    conn_send(conn, head, strlen(head));
    return conn;
}
