/*
 * The other end of a connection, played by the test itself: a listening socket on loopback, a
 * websocket upgrade, frames in and out. Blocking, and it gives up after some seconds, so that a
 * test that waits for what never comes fails instead of hanging.
 */
#ifndef TESTS_UNIT_BOT_PEER_H
#define TESTS_UNIT_BOT_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/test.h"

enum { PEER_PATIENCE_S = 20 };

enum { PEER_TEXT = 0x1, PEER_BINARY = 0x2, PEER_CLOSE = 0x8, PEER_PING = 0x9, PEER_PONG = 0xa };

G_GNUC_UNUSED static int peer_listen(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(at);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

/* -1: nobody came within wait_ms. */
G_GNUC_UNUSED static int peer_accept_within(int listener, int wait_ms)
{
    struct pollfd poll_fd = {.fd = listener, .events = POLLIN};
    if (poll(&poll_fd, 1, wait_ms) != 1)
        return -1;
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    struct timeval patience = {.tv_sec = PEER_PATIENCE_S};
    int on = 1;
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

G_GNUC_UNUSED static int peer_accept(int listener)
{
    int fd = peer_accept_within(listener, PEER_PATIENCE_S * 1000);
    if (fd < 0)
        fail_msg("nobody connected");
    return fd;
}

/* A request up to its empty line, and no byte more. */
G_GNUC_UNUSED static char *peer_read_head(int fd)
{
    GString *head = g_string_new(NULL);
    char c;
    while (!g_str_has_suffix(head->str, "\r\n\r\n") && recv(fd, &c, 1, 0) == 1)
        g_string_append_c(head, c);
    return g_string_free(head, FALSE);
}

G_GNUC_UNUSED static void peer_write(int fd, const void *bytes, size_t len)
{
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

G_GNUC_UNUSED static void peer_say(int fd, const char *text)
{
    peer_write(fd, text, strlen(text));
}

G_GNUC_UNUSED static char *peer_header(const char *head, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);
    for (char **line = lines; *line; line++)
        if (g_ascii_strncasecmp(*line, name, strlen(name)) == 0 && (*line)[strlen(name)] == ':')
            return g_strstrip(g_strdup(*line + strlen(name) + 1));
    return NULL;
}

/* Answers the upgrade; the request's head, to be freed. */
G_GNUC_UNUSED static char *peer_upgrade(int fd)
{
    char *head = peer_read_head(fd);
    g_autofree char *key = peer_header(head, "Sec-WebSocket-Key");
    assert_non_null(key);
    g_autofree char *salted = g_strconcat(key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", NULL);
    guint8 digest[20];
    gsize len = sizeof(digest);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(sum, (const guchar *)salted, -1);
    g_checksum_get_digest(sum, digest, &len);
    g_checksum_free(sum);
    g_autofree char *accept = g_base64_encode(digest, len);
    g_autofree char *answer =
        g_strdup_printf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    peer_say(fd, answer);
    return head;
}

/* Appends one frame; first_byte holds FIN (0x80) and the opcode. */
G_GNUC_UNUSED static void peer_frame_into(GByteArray *out, int first_byte, const void *bytes,
                                          size_t len)
{
    guint8 head[10] = {(guint8)first_byte};
    guint head_len = 2;
    if (len < 126) {
        head[1] = (guint8)len;
    } else if (len < 65536) {
        head[1] = 126;
        head[2] = (guint8)(len >> 8);
        head[3] = (guint8)len;
        head_len = 4;
    } else {
        head[1] = 127;
        for (int i = 0; i < 8; i++)
            head[2 + i] = (guint8)((uint64_t)len >> (56 - 8 * i));
        head_len = 10;
    }
    g_byte_array_append(out, head, head_len);
    g_byte_array_append(out, bytes, (guint)len);
}

G_GNUC_UNUSED static void peer_frame(int fd, int first_byte, const void *bytes, size_t len)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    peer_frame_into(out, first_byte, bytes, len);
    peer_write(fd, out->data, out->len);
}

G_GNUC_UNUSED static void peer_text(int fd, const char *text)
{
    peer_frame(fd, 0x80 | PEER_TEXT, text, strlen(text));
}

G_GNUC_UNUSED static bool peer_read_exactly(int fd, guint8 *bytes, size_t len)
{
    return len == 0 || recv(fd, bytes, len, MSG_WAITALL) == (ssize_t)len;
}

/* One frame of the client, unmasked and zero-terminated, to be freed; NULL: the line is gone. */
G_GNUC_UNUSED static char *peer_read_frame(int fd, int *first_byte, size_t *len)
{
    guint8 head[2], more[8], mask[4];
    if (!peer_read_exactly(fd, head, 2))
        return NULL;
    assert_true(head[1] & 0x80); /* a client masks */
    size_t extra = (head[1] & 0x7f) == 126 ? 2 : (head[1] & 0x7f) == 127 ? 8 : 0;
    if (!peer_read_exactly(fd, more, extra) || !peer_read_exactly(fd, mask, 4))
        return NULL;
    *len = extra ? 0 : head[1] & 0x7f;
    for (size_t i = 0; i < extra; i++)
        *len = *len << 8 | more[i];
    char *bytes = g_malloc0(*len + 1);
    if (!peer_read_exactly(fd, (guint8 *)bytes, *len)) {
        g_free(bytes);
        return NULL;
    }
    for (size_t i = 0; i < *len; i++)
        bytes[i] ^= mask[i % 4];
    *first_byte = head[0];
    return bytes;
}

/* The next text of the client; pings on the way are answered. */
G_GNUC_UNUSED static char *peer_read_text(int fd)
{
    int first;
    size_t len;
    char *bytes;
    while ((bytes = peer_read_frame(fd, &first, &len)) && first != (0x80 | PEER_TEXT)) {
        if (first == (0x80 | PEER_PING))
            peer_frame(fd, 0x80 | PEER_PONG, bytes, len);
        g_free(bytes);
    }
    return bytes;
}

/* RST: what a lost host sends when it is back. */
G_GNUC_UNUSED static void peer_reset(int fd)
{
    struct linger now = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    close(fd);
}

#endif
