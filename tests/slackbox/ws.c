#include "tests/slackbox/ws.h"

#include <string.h>

#define CLOSE_WAIT_MS 1000
#define MESSAGE_MAX (16 * 1024 * 1024)

struct Ws {
    Conn *conn;
    const WsHandler *handler;
    void *data;
    GByteArray *message; /* pieces so far */
    int opcode;          /* of the message in pieces; 0: none */
    int close_code;      /* what the client said, 1006 until then */
    bool closing, mute_pongs, mute_close;
    bool broken; /* what comes cannot be read as frames any more */
    Timer close_timer;
};

static size_t put_head(uint8_t *head, bool fin, int opcode, size_t len)
{
    head[0] = (uint8_t)((fin ? 0x80 : 0) | opcode);
    if (len < 126) {
        head[1] = (uint8_t)len;
        return 2;
    }
    unsigned bytes = len < 65536 ? 2 : 8;
    head[1] = bytes == 2 ? 126 : 127;
    for (unsigned i = 0; i < bytes; i++)
        head[2 + i] = (uint8_t)((uint64_t)len >> (8 * (bytes - 1 - i)));
    return 2 + bytes;
}

void ws_frame(Ws *ws, bool fin, int opcode, const void *bytes, size_t len)
{
    uint8_t head[10];
    conn_send(ws->conn, head, put_head(head, fin, opcode, len));
    conn_send(ws->conn, bytes, len);
}

void ws_text(Ws *ws, const char *text, size_t len)
{
    if (!ws->closing)
        ws_frame(ws, true, WS_TEXT, text, len);
}

void ws_raw(Ws *ws, const void *bytes, size_t len)
{
    conn_send(ws->conn, bytes, len);
}

static void give_up(void *data)
{
    Ws *ws = data;
    conn_drop(ws->conn, DROP_FIN);
}

void ws_close(Ws *ws, int code, const char *reason)
{
    if (ws->closing)
        return;
    ws->closing = true;
    uint8_t text[125] = {(uint8_t)(code >> 8), (uint8_t)code};
    size_t len = MIN(strlen(reason), sizeof text - 2);
    memcpy(text + 2, reason, len);
    ws_frame(ws, true, WS_CLOSE, text, len + 2);
    timer_start(&ws->close_timer, CLOSE_WAIT_MS, give_up, ws);
}

static void client_closes(Ws *ws, const uint8_t *text, size_t len)
{
    ws->close_code = len >= 2 ? text[0] << 8 | text[1] : 1005;
    if (ws->mute_close)
        return;
    if (!ws->closing)
        ws_frame(ws, true, WS_CLOSE, text, MIN(len, (size_t)2));
    ws->closing = true;
    conn_finish(ws->conn);
}

static void control_frame(Ws *ws, int opcode, const uint8_t *text, size_t len)
{
    if (opcode == WS_PING && !ws->mute_pongs && !ws->closing)
        ws_frame(ws, true, WS_PONG, text, len);
    if (opcode == WS_PONG && ws->handler->pong)
        ws->handler->pong(ws->data);
    if (opcode == WS_CLOSE)
        client_closes(ws, text, len);
}

static void data_frame(Ws *ws, bool fin, int opcode, const uint8_t *text, size_t len)
{
    if (fin && opcode != WS_CONTINUATION) { /* the usual message: one frame, not copied */
        ws->handler->message(ws->data, opcode, (const char *)text, len, false);
        return;
    }
    if (opcode != WS_CONTINUATION) {
        g_byte_array_set_size(ws->message, 0);
        ws->opcode = opcode;
    }
    g_byte_array_append(ws->message, text, (guint)len);
    if (ws->message->len > MESSAGE_MAX) {
        ws_close(ws, 1009, "message too long");
    } else if (fin && ws->opcode) {
        ws->handler->message(ws->data, ws->opcode, (const char *)ws->message->data,
                             ws->message->len, true);
        ws->opcode = 0;
    }
}

/* The length of a frame's head, 0 when more must come; fills the payload's length. */
static size_t get_head(const uint8_t *bytes, size_t len, uint64_t *payload)
{
    if (len < 2)
        return 0;
    unsigned extra = (bytes[1] & 0x7f) == 126 ? 2 : (bytes[1] & 0x7f) == 127 ? 8 : 0;
    size_t head = 2 + extra + 4;
    if (len < head)
        return 0;
    *payload = extra ? 0 : bytes[1] & 0x7f;
    for (unsigned i = 0; i < extra; i++)
        *payload = *payload << 8 | bytes[2 + i];
    return head;
}

static void unmask(uint8_t *out, const uint8_t *in, const uint8_t *mask, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = in[i] ^ mask[i & 3];
}

static size_t received(Conn *conn, const uint8_t *bytes, size_t len)
{
    Ws *ws = conn_data(conn);
    if (ws->broken)
        return len;
    uint64_t payload = 0;
    size_t head = get_head(bytes, len, &payload);
    if (head == 0)
        return 0;
    int opcode = bytes[0] & 0x0f;
    bool masked = bytes[1] & 0x80;
    if (!masked || (bytes[0] & 0x70) || (opcode > 2 && opcode < 8) || opcode > 10) {
        ws->broken = true;
        ws_close(ws, 1002, "protocol error");
        return len;
    }
    size_t limit = ws->handler->frame_max ? ws->handler->frame_max : MESSAGE_MAX;
    if (payload > limit) {
        if (ws->handler->too_long && !ws->closing)
            ws->handler->too_long(ws->data, (size_t)payload);
        g_autofree char *reason =
            g_strdup_printf("Max frame length of %zu has been exceeded.", limit + 1);
        ws->broken = true;
        ws_close(ws, 1009, reason);
        return len;
    }
    if (len - head < payload)
        return 0;
    g_autofree uint8_t *text = g_malloc(payload + 1);
    unmask(text, bytes + head, bytes + head - 4, payload);
    text[payload] = '\0';
    if (opcode >= WS_CLOSE)
        control_frame(ws, opcode, text, payload);
    else if (!ws->closing)
        data_frame(ws, bytes[0] & 0x80, opcode, text, payload);
    return head + payload;
}

static void closed(Conn *conn)
{
    Ws *ws = conn_data(conn);
    timer_stop(&ws->close_timer);
    ws->handler->closed(ws->data, ws->close_code);
    g_byte_array_unref(ws->message);
    g_free(ws);
}

static const ConnRole role = {.received = received, .closed = closed};

static char *accept_key(const char *key)
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(sum, (const guchar *)key, (gssize)strlen(key));
    g_checksum_update(sum, (const guchar *)magic, sizeof magic - 1);
    guint8 digest[20];
    gsize len = sizeof digest;
    g_checksum_get_digest(sum, digest, &len);
    return g_base64_encode(digest, len);
}

Ws *ws_accept(Exchange *ex, const WsHandler *handler, void *data, bool bad_accept)
{
    const char *key = http_header(ex, "sec-websocket-key");
    const char *upgrade = http_header(ex, "upgrade");
    if (!key || !upgrade || g_ascii_strcasecmp(upgrade, "websocket")) {
        http_reply(ex, 400, "text/plain", NULL, "not a websocket upgrade", 23);
        return NULL;
    }
    g_autofree char *accept = accept_key(bad_accept ? "wrong" : key);
    g_autofree char *head =
        g_strdup_printf("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    Conn *conn = http_upgrade(ex, head);
    if (!conn)
        return NULL;
    Ws *ws = g_new0(Ws, 1);
    ws->conn = conn;
    ws->handler = handler;
    ws->data = data;
    ws->message = g_byte_array_new();
    ws->close_code = 1006;
    conn_role(conn, &role, ws);
    return ws;
}

void ws_drop(Ws *ws, Drop how)
{
    conn_drop(ws->conn, how);
}

void ws_freeze(Ws *ws)
{
    conn_freeze(ws->conn);
}

void ws_mute_pongs(Ws *ws, bool mute)
{
    ws->mute_pongs = mute;
}

void ws_mute_close(Ws *ws, bool mute)
{
    ws->mute_close = mute;
}
