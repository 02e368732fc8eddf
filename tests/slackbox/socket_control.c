/*
 * control `socket`: the faults of a line, and what is planned for lines to come.
 */
#include <string.h>

#include "tests/slackbox/envelope.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"
#include "tests/slackbox/socket_state.h"

typedef void (*EachFn)(Socket *socket, const json_t *args);

static int64_t int_of(const json_t *args, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(args, name);
    return json_is_number(value) ? (int64_t)json_number_value(value) : absent;
}

static bool is_on(const json_t *args)
{
    return !json_is_false(json_object_get(args, "on"));
}

static const char *str_of(const json_t *args, const char *name, const char *absent)
{
    const char *value = json_string_value(json_object_get(args, name));
    return value ? value : absent;
}

Socket *socket_numbered(unsigned number)
{
    for (unsigned i = 0; i < sockets.list->len; i++) {
        Socket *socket = sockets.list->pdata[i];
        if (socket->number == number)
            return socket;
    }
    return NULL;
}

void socket_drop_now(void *data)
{
    Socket *socket = data;
    socket->leaving = true;
    if (socket->drop_code > 0)
        ws_close(socket->ws, socket->drop_code, "");
    else
        ws_drop(socket->ws, socket->drop_how);
}

static void each_disconnect(Socket *socket, const json_t *args)
{
    const json_t *close_ms = json_object_get(args, "close_ms");
    socket_disconnect(socket, str_of(args, "reason", "refresh_requested"),
                      json_is_null(close_ms) ? -1 : int_of(args, "close_ms", 0));
}

static void each_drop(Socket *socket, const json_t *args)
{
    const char *how = str_of(args, "how", "rst");
    socket->drop_how = strcmp(how, "fin") ? DROP_RST : DROP_FIN;
    socket->drop_code = strcmp(how, "close") ? 0 : (int)int_of(args, "code", 1000);
    socket->drop_after_sent = (unsigned)int_of(args, "after_sent", 0);
    socket->drop_after_received = (unsigned)int_of(args, "after_received", 0);
    if (!socket->drop_after_sent && !socket->drop_after_received)
        socket_drop_now(socket);
}

static void each_zombie(Socket *socket, const json_t *args)
{
    (void)args;
    socket->frozen = true;
    ws_freeze(socket->ws);
}

static void each_pings(Socket *socket, const json_t *args)
{
    socket->mute_pings = !is_on(args);
}

static void each_pongs(Socket *socket, const json_t *args)
{
    ws_mute_pongs(socket->ws, !is_on(args));
}

static void each_no_close(Socket *socket, const json_t *args)
{
    ws_mute_close(socket->ws, is_on(args));
}

static GByteArray *raw_bytes(const json_t *args)
{
    GByteArray *bytes = g_byte_array_new();
    const char *text = str_of(args, "text", "");
    const char *hex = str_of(args, "hex", NULL);
    if (!hex)
        return g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
    for (; g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]); hex += 2) {
        guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
        g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

static void send_pieces(Socket *socket, int opcode, const GByteArray *bytes, unsigned pieces)
{
    size_t at = 0;
    for (unsigned i = 0; i < pieces; i++) {
        size_t len = i + 1 < pieces ? bytes->len / pieces : bytes->len - at;
        ws_frame(socket->ws, i + 1 == pieces, i == 0 ? opcode : WS_CONTINUATION, bytes->data + at,
                 len);
        at += len;
        if (i + 1 < pieces)
            ws_frame(socket->ws, true, WS_PING, "between", 7);
    }
}

static void each_raw(Socket *socket, const json_t *args)
{
    GByteArray *bytes = raw_bytes(args);
    int opcode = json_is_true(json_object_get(args, "binary")) ? WS_BINARY : WS_TEXT;
    opcode = (int)int_of(args, "opcode", opcode);
    record_frame("out", socket->number, (const char *)bytes->data, bytes->len);
    if (json_is_true(json_object_get(args, "as_is")))
        ws_raw(socket->ws, bytes->data, bytes->len);
    else
        send_pieces(socket, opcode, bytes, (unsigned)MAX(int_of(args, "fragments", 1), 1));
    g_byte_array_unref(bytes);
}

static const struct {
    const char *name;
    EachFn act;
} each[] = {
    {"disconnect", each_disconnect},
    {"drop", each_drop},
    {"zombie", each_zombie},
    {"pings", each_pings},
    {"pongs", each_pongs},
    {"no_close", each_no_close},
    {"raw", each_raw},
};

static const char *for_each(EachFn act, const json_t *args)
{
    const char *all = json_string_value(json_object_get(args, "conn"));
    if (all && !strcmp(all, "all")) {
        for (unsigned i = sockets.list->len; i-- > 0;)
            act(sockets.list->pdata[i], args);
        return NULL;
    }
    unsigned newest =
        sockets.list->len ? ((Socket *)sockets.list->pdata[sockets.list->len - 1])->number : 0;
    Socket *socket = socket_numbered((unsigned)int_of(args, "conn", newest));
    if (!socket)
        return "no_such_connection";
    act(socket, args);
    return NULL;
}

static const char *plan_hello(const json_t *args)
{
    static const char *const modes[] = {"normal", "none", "late", "bare", "disconnect_first"};
    const char *mode = str_of(args, "mode", "normal");
    for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++) {
        if (strcmp(mode, modes[i]))
            continue;
        sockets.hello.mode = (HelloMode)i;
        sockets.hello.delay_ms = int_of(args, "delay_ms", 9000);
        sockets.hello.times = (int)int_of(args, "times", 1);
        return NULL;
    }
    return "unknown_mode";
}

static const char *plan_upgrade(const json_t *args)
{
    sockets.upgrade.status = (int)int_of(args, "status", 503);
    sockets.upgrade.hang = json_is_true(json_object_get(args, "hang"));
    sockets.upgrade.bad_accept = json_is_true(json_object_get(args, "bad_accept"));
    sockets.upgrade.times = (int)int_of(args, "times", 1);
    g_free(sockets.upgrade.body);
    g_free(sockets.upgrade.location);
    sockets.upgrade.body = g_strdup(str_of(args, "body", NULL));
    sockets.upgrade.location = g_strdup(str_of(args, "location", NULL));
    return NULL;
}

static const char *redeliver(const json_t *args)
{
    bool same = json_is_true(json_object_get(args, "same"));
    return envelope_redeliver(str_of(args, "envelope_id", NULL), same) ? NULL : "no_such_envelope";
}

static const char *ghosts(const json_t *args)
{
    sockets.ghosts = (unsigned)int_of(args, "count", 1);
    return NULL;
}

static const char *link_disabled(const json_t *args)
{
    sockets.link_disabled = is_on(args);
    for (unsigned i = sockets.list->len; sockets.link_disabled && i-- > 0;)
        socket_disconnect(sockets.list->pdata[i], "link_disabled", 0);
    return NULL;
}

static const char *distribution(const json_t *args)
{
    static const char *const modes[] = {"round_robin", "random", "fixed", "newest"};
    const char *mode = str_of(args, "mode", "round_robin");
    for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++) {
        if (strcmp(mode, modes[i]))
            continue;
        sockets.distribution = (Distribution)i;
        sockets.fixed = (unsigned)int_of(args, "conn", 0);
        return NULL;
    }
    return "unknown_mode";
}

static const char *life(const json_t *args)
{
    sockets.life_s = json_number_value(json_object_get(args, "seconds"));
    return NULL;
}

static const char *too_many(const json_t *args)
{
    sockets.max = (unsigned)int_of(args, "max", 10);
    return NULL;
}

static const char *list_connections(const json_t *args)
{
    (void)args;
    return NULL; /* every answer lists them */
}

static const struct {
    const char *name;
    const char *(*act)(const json_t *args);
} once[] = {
    {"connections", list_connections}, {"hello", plan_hello}, {"upgrade", plan_upgrade},
    {"redeliver", redeliver},          {"ghosts", ghosts},    {"link_disabled", link_disabled},
    {"distribution", distribution},    {"life", life},        {"too_many", too_many},
};

static json_t *connections(void)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < sockets.list->len; i++) {
        const Socket *socket = sockets.list->pdata[i];
        json_array_append_new(list,
                              json_pack("{s:i, s:b, s:i, s:i, s:I}", "conn", (int)socket->number,
                                        "live", socket->live && !socket->leaving, "envelopes",
                                        (int)socket->envelopes, "acks", (int)socket->received,
                                        "since_ms", (json_int_t)socket->since_ms));
    }
    return json_pack("{s:b, s:o}", "ok", 1, "connections", list);
}

json_t *socket_control(const char *what, const json_t *args, const char **error)
{
    *error = "unknown_do";
    for (unsigned i = 0; i < G_N_ELEMENTS(each); i++)
        if (!strcmp(what, each[i].name))
            *error = for_each(each[i].act, args);
    for (unsigned i = 0; i < G_N_ELEMENTS(once); i++)
        if (!strcmp(what, once[i].name))
            *error = once[i].act(args);
    if (!*error && strcmp(what, "connections"))
        record_note("fault", 0, "socket %s", what);
    return *error ? NULL : connections();
}

static void drop_hanging(void)
{
    for (unsigned i = 0; i < sockets.hanging->len; i++)
        http_drop(sockets.hanging->pdata[i], DROP_FIN);
    g_ptr_array_set_size(sockets.hanging, 0);
}

void socket_reset(bool keep)
{
    if (!sockets.list) {
        sockets.list = g_ptr_array_new();
        sockets.hanging = g_ptr_array_new();
    }
    drop_hanging();
    g_clear_pointer(&sockets.tickets, g_hash_table_unref);
    g_clear_pointer(&sockets.upgrade.body, g_free);
    g_clear_pointer(&sockets.upgrade.location, g_free);
    sockets.max = 10;
    sockets.ghosts = sockets.turn = sockets.fixed = 0;
    sockets.distribution = ROUND_ROBIN;
    sockets.link_disabled = false;
    sockets.hello.times = sockets.upgrade.times = 0;
    for (unsigned i = sockets.list->len; i-- > 0;) {
        Socket *socket = sockets.list->pdata[i];
        socket->mute_pings = false;
        socket->drop_after_sent = socket->drop_after_received = 0;
        if (!keep || socket->frozen)
            ws_drop(socket->ws, DROP_FIN);
    }
}
