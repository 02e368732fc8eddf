#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "bot/socket/socket_mode.h"
#include "tests/unit/bot/peer.h"

static const char HELLO[] =
    "{\"type\":\"hello\",\"num_connections\":1,\"debug_info\":{\"host\":\"applink-7\"}}";

/* GLib's own writer asks for the local time, which no two threads may do at once. */
static atomic_int ghost_warnings;

static GLogWriterOutput write_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                  gpointer user)
{
    (void)level, (void)user;
    for (gsize i = 0; i < count; i++)
        if (strcmp(fields[i].key, "MESSAGE") == 0 &&
            g_str_has_prefix(fields[i].value, "socket_ghosts "))
            atomic_fetch_add(&ghost_warnings, 1);
    return G_LOG_WRITER_HANDLED;
}

/*
 * The socket in a thread of its own; the test plays Slack. What the hooks say is kept under the
 * lock.
 */
typedef struct Bot {
    SocketMode *sm;
    Config config;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    GPtrArray *messages;                       /* char */
    GArray *links;                             /* uint64_t, of each message */
    GArray *written, *unsent, *arrived, *lost; /* int64_t: tags */
    int live, most_live, asked;
    atomic_int turns;
    bool has_live_changed;
    bool answers; /* want_address is answered with the test's own address */
    char *url;    /* instead of that */
    int listener, port;
} Bot;

static void on_message(uint64_t link, const char *bytes, size_t len, void *user)
{
    Bot *b = user;
    pthread_mutex_lock(&b->lock);
    g_assert(bytes[len] == '\0');
    g_ptr_array_add(b->messages, g_strndup(bytes, len));
    g_array_append_val(b->links, link);
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

static void on_sent(int64_t tag, SocketFate fate, void *user)
{
    Bot *b = user;
    pthread_mutex_lock(&b->lock);
    GArray *const lists[] = {[SOCKET_UNSENT] = b->unsent,
                             [SOCKET_WRITTEN] = b->written,
                             [SOCKET_ARRIVED] = b->arrived,
                             [SOCKET_LOST] = b->lost};
    g_array_append_val(lists[fate], tag);
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

static void on_want_address(void *user)
{
    Bot *b = user;
    pthread_mutex_lock(&b->lock);
    g_autofree char *url =
        b->url ? g_strdup(b->url)
               : g_strdup_printf("ws://127.0.0.1:%d/link/?ticket=%d&app_id=7", b->port, b->asked);
    b->asked++;
    bool answers = b->answers;
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
    if (answers)
        socket_mode_address(b->sm, url, false, 0, NULL);
}

static void on_turned(void *user)
{
    Bot *b = user;
    atomic_fetch_add(&b->turns, 1);
}

static void on_live(int count, void *user)
{
    Bot *b = user;
    pthread_mutex_lock(&b->lock);
    b->live = count;
    b->most_live = MAX(b->most_live, count);
    pthread_cond_broadcast(&b->changed);
    pthread_mutex_unlock(&b->lock);
}

/* Until `condition` holds; then the lock is held. */
#define AWAIT(b, condition)                                                                        \
    do {                                                                                           \
        struct timespec until_;                                                                    \
        clock_gettime(CLOCK_REALTIME, &until_);                                                    \
        until_.tv_sec += PEER_PATIENCE_S;                                                          \
        pthread_mutex_lock(&(b)->lock);                                                            \
        int rc_ = 0;                                                                               \
        while (!(condition) && rc_ == 0)                                                           \
            rc_ = pthread_cond_timedwait(&(b)->changed, &(b)->lock, &until_);                      \
        bool holds_ = (condition);                                                                 \
        pthread_mutex_unlock(&(b)->lock);                                                          \
        if (!holds_)                                                                               \
            fail_msg("never: %s", #condition);                                                     \
    } while (0)

static void *run(void *user)
{
    Bot *b = user;
    socket_mode_run(b->sm);
    return NULL;
}

static Bot *bot_new(int connections, int factor)
{
    Bot *b = g_new0(Bot, 1);
    b->config.connections = connections;
    b->answers = true;
    b->messages = g_ptr_array_new_with_free_func(g_free);
    b->links = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    b->written = g_array_new(FALSE, FALSE, sizeof(int64_t));
    b->unsent = g_array_new(FALSE, FALSE, sizeof(int64_t));
    b->arrived = g_array_new(FALSE, FALSE, sizeof(int64_t));
    b->lost = g_array_new(FALSE, FALSE, sizeof(int64_t));
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->changed, NULL);
    b->listener = peer_listen(&b->port);
    const SocketModeHooks hooks = {.message = on_message,
                                   .sent = on_sent,
                                   .want_address = on_want_address,
                                   .live = on_live,
                                   .turned = on_turned,
                                   .user = b};
    g_autoptr(GError) error = NULL;
    b->sm = socket_mode_new(&b->config, &hooks, &error);
    assert_ok(b->sm, error);
    socket_mode_hasten(b->sm, factor);
    return b;
}

static void bot_start(Bot *b)
{
    assert_int_equal(pthread_create(&b->thread, NULL, run, b), 0);
}

static Bot *bot_run(int connections, int factor)
{
    Bot *b = bot_new(connections, factor);
    bot_start(b);
    return b;
}

static void bot_end(Bot *b)
{
    socket_mode_stop(b->sm);
    pthread_join(b->thread, NULL);
    socket_mode_free(b->sm);
    close(b->listener);
    g_ptr_array_unref(b->messages);
    g_array_unref(b->links);
    g_array_unref(b->written);
    g_array_unref(b->unsent);
    g_array_unref(b->arrived);
    g_array_unref(b->lost);
    g_free(b->url);
    pthread_mutex_destroy(&b->lock);
    pthread_cond_destroy(&b->changed);
    g_free(b);
}

static SocketModeCounts counts(Bot *b)
{
    SocketModeCounts c;
    socket_mode_counts(b->sm, &c);
    return c;
}

/* A connection of the bot's with its hello. */
static int welcome(Bot *b)
{
    int fd = peer_accept(b->listener);
    g_free(peer_upgrade(fd));
    peer_text(fd, HELLO);
    return fd;
}

/* Answers pings on a connection until it is gone, for tests whose clock is fast. */
static void *answer_pings(void *user)
{
    int fd = GPOINTER_TO_INT(user), first;
    size_t len;
    char *bytes;
    while ((bytes = peer_read_frame(fd, &first, &len))) {
        g_autoptr(GByteArray) pong = g_byte_array_new();
        peer_frame_into(pong, 0x80 | PEER_PONG, bytes, len);
        if (first == (0x80 | PEER_PING)) /* the bot may have gone meanwhile */
            (void)!send(fd, pong->data, pong->len, MSG_NOSIGNAL);
        g_free(bytes);
    }
    return NULL;
}

static pthread_t keep_alive(int fd)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer_pings, GINT_TO_POINTER(fd)), 0);
    return thread;
}

static char *message_at(Bot *b, unsigned at)
{
    AWAIT(b, b->messages->len > at);
    return b->messages->pdata[at];
}

static uint64_t link_at(Bot *b, unsigned at)
{
    AWAIT(b, b->links->len > at);
    return g_array_index(b->links, uint64_t, at);
}

/* The client's close frame, and its code. */
static int read_close(int fd)
{
    int first;
    size_t len;
    char *bytes;
    while ((bytes = peer_read_frame(fd, &first, &len)) && first != (0x80 | PEER_CLOSE))
        g_free(bytes);
    int code = bytes && len >= 2 ? (guint8)bytes[0] << 8 | (guint8)bytes[1] : -1;
    g_free(bytes);
    return code;
}

/* ---------------------------------------------------------------------------------------------- */

static void a_connection_is_live_after_hello_and_not_before(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = peer_accept(b->listener);
    g_autofree char *head = peer_upgrade(fd);
    assert_true(g_str_has_prefix(head, "GET /link/?ticket=0&app_id=7 HTTP/1.1\r\n"));
    assert_null(strstr(head, "Sec-WebSocket-Protocol"));
    assert_null(strstr(head, "Sec-WebSocket-Extensions"));
    assert_int_equal(b->most_live, 0);
    peer_text(fd, HELLO);
    AWAIT(b, b->live == 1);
    assert_int_equal(counts(b).hellos, 1);
    bot_end(b);
    close(fd);
}

static void two_connections_are_kept(void **state)
{
    (void)state;
    Bot *b = bot_run(2, 1);
    int one = welcome(b), two = welcome(b);
    AWAIT(b, b->live == 2);
    assert_int_equal(peer_accept_within(b->listener, 100), -1);
    bot_end(b);
    close(one);
    close(two);
}

static void messages_arrive_whole_however_they_are_cut(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    static const char TEXT[] = "{\"envelope_id\":\"e1\",\"type\":\"events_api\"}";
    for (size_t i = 0; i < sizeof(TEXT) - 1; i++) {
        bool is_last = i == sizeof(TEXT) - 2;
        peer_frame(fd, (is_last ? 0x80 : 0) | (i == 0 ? PEER_TEXT : 0), TEXT + i, 1);
        if (i % 10 == 3)
            peer_frame(fd, 0x80 | PEER_PING, "Ping from applink-7", 19);
    }
    assert_string_equal(message_at(b, 0), TEXT);

    g_autoptr(GByteArray) many = g_byte_array_new();
    for (int i = 0; i < 100; i++) {
        g_autofree char *text = g_strdup_printf("{\"n\":%d}", i);
        peer_frame_into(many, 0x80 | PEER_TEXT, text, strlen(text));
    }
    peer_write(fd, many->data, many->len);
    assert_string_equal(message_at(b, 100), "{\"n\":99}");
    assert_string_equal(message_at(b, 1), "{\"n\":0}");

    g_autoptr(GByteArray) slow = g_byte_array_new();
    peer_frame_into(slow, 0x80 | PEER_TEXT, TEXT, sizeof(TEXT) - 1);
    for (guint i = 0; i < slow->len; i++)
        peer_write(fd, slow->data + i, 1);
    assert_string_equal(message_at(b, 101), TEXT);

    g_autofree char *big = g_strnfill(SOCKET_FRAME_MAX, 'x');
    peer_text(fd, big);
    assert_string_equal(message_at(b, 102), big);
    bot_end(b);
    close(fd);
}

static void what_only_looks_like_hello_is_a_message(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "{\"envelope_id\":\"1\",\"payload\":{\"type\":\"hello\"}}",
        "{\"type\":\"slash_commands\",\"payload\":{\"text\":\"disconnect\"}}",
        "{\"type\":\"disconnect\"", /* not JSON */
        "null",
        "[\"hello\"]",
    };
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    for (unsigned i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        peer_text(fd, TEXTS[i]);
        assert_string_equal(message_at(b, i), TEXTS[i]);
    }
    assert_int_equal(counts(b).disconnects, 0);
    bot_end(b);
    close(fd);
}

static void binary_and_empty_messages_are_counted_and_go_no_further(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    peer_frame(fd, 0x80 | PEER_BINARY, "\0\1", 2);
    peer_frame(fd, PEER_BINARY, "{", 1);
    peer_frame(fd, 0x80, "}", 1);
    peer_text(fd, "");
    peer_text(fd, "{}");
    assert_string_equal(message_at(b, 0), "{}");
    assert_int_equal(counts(b).binary, 2);
    assert_int_equal(counts(b).empty, 1);
    bot_end(b);
    close(fd);
}

static void an_oversized_envelope_is_dropped_and_acked(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    g_autofree char *filler = g_strnfill(2 * SOCKET_FRAME_MAX, 'y');
    g_autofree char *first =
        g_strdup_printf("{\"envelope_id\":\"first-1\",\"payload\":\"%s\"}", filler);
    g_autofree char *last =
        g_strdup_printf("{\"payload\":\"%s\",\"envelope_id\" : \"last-2\"}", filler);
    peer_text(fd, first);
    g_autofree char *ack = peer_read_text(fd);
    assert_string_equal(ack, "{\"envelope_id\":\"first-1\"}");
    peer_text(fd, last);
    g_autofree char *second = peer_read_text(fd);
    assert_string_equal(second, "{\"envelope_id\":\"last-2\"}");
    peer_text(fd, filler);
    peer_text(fd, "{\"n\":1}");
    assert_string_equal(message_at(b, 0), "{\"n\":1}");
    assert_int_equal(counts(b).oversized, 3);
    bot_end(b);
    close(fd);
}

static void a_frame_goes_out_unbroken_on_its_connection_and_its_fate_is_told(void **state)
{
    (void)state;
    Bot *b = bot_run(2, 1);
    int one = welcome(b), two = welcome(b);
    peer_text(one, "{\"from\":1}");
    uint64_t link_one = link_at(b, 0);
    peer_text(two, "{\"from\":2}");
    uint64_t link_two = link_at(b, 1);
    assert_true(link_one != link_two);

    char *longest = g_strnfill(SOCKET_SEND_MAX, 'z');
    g_autofree char *expected = g_strdup(longest);
    socket_mode_send(b->sm, link_two, longest, SOCKET_SEND_MAX, 42);
    g_autofree char *got = peer_read_text(two);
    assert_string_equal(got, expected);
    AWAIT(b, b->written->len == 1 && g_array_index(b->written, int64_t, 0) == 42);

    socket_mode_send(b->sm, link_one, g_strnfill(SOCKET_SEND_MAX + 1, 'z'), SOCKET_SEND_MAX + 1,
                     43);
    socket_mode_send(b->sm, 999, g_strdup("{}"), 2, 44);
    AWAIT(b, b->unsent->len == 2);
    assert_int_equal(counts(b).acks, 1);
    assert_int_equal(counts(b).unsent, 2);
    bot_end(b);
    close(one);
    close(two);
}

/* --- what has arrived ------------------------------------------------------------------------- */

static Bot *bot_with_a_frame_on_its_way(int factor, int *fd)
{
    Bot *b = bot_run(1, factor);
    *fd = welcome(b);
    peer_text(*fd, "{}");
    uint64_t link = link_at(b, 0);
    socket_mode_send(b->sm, link, g_strdup("{}"), 2, 42);
    g_free(peer_read_text(*fd));
    AWAIT(b, b->written->len == 1);
    return b;
}

static unsigned how_many(Bot *b, const GArray *tags)
{
    pthread_mutex_lock(&b->lock);
    unsigned n = tags->len;
    pthread_mutex_unlock(&b->lock);
    return n;
}

static void a_frame_has_arrived_when_a_ping_behind_it_is_answered(void **state)
{
    int fd, first;
    size_t len;
    (void)state;
    Bot *b = bot_with_a_frame_on_its_way(20, &fd);
    while (how_many(b, b->arrived) == 0) {
        g_autofree char *text = peer_read_frame(fd, &first, &len);
        assert_int_equal(first, 0x80 | PEER_PING);
        peer_frame(fd, 0x80 | PEER_PONG, text, len);
    }
    assert_int_equal(g_array_index(b->arrived, int64_t, 0), 42);
    peer_reset(fd);
    AWAIT(b, b->live == 0);
    assert_int_equal(how_many(b, b->lost), 0);
    bot_end(b);
}

static void a_frame_has_arrived_when_we_say_goodbye_behind_it(void **state)
{
    int fd;
    (void)state;
    Bot *b = bot_with_a_frame_on_its_way(1, &fd);
    socket_mode_stop(b->sm);
    AWAIT(b, b->arrived->len == 1 && b->lost->len == 0);
    bot_end(b);
    close(fd);
}

/* Its machine has taken the bytes, but who knows whether anybody read them. */
static void a_frame_is_lost_when_the_peer_goes_before_it_answers_the_ping(void **state)
{
    int fd;
    (void)state;
    Bot *b = bot_with_a_frame_on_its_way(1, &fd);
    shutdown(fd, SHUT_WR);
    AWAIT(b, b->lost->len == 1 && b->arrived->len == 0);
    bot_end(b);
    close(fd);
}

static void a_frame_is_lost_with_a_connection_that_falls_silent(void **state)
{
    int fd;
    (void)state;
    Bot *b = bot_with_a_frame_on_its_way(20, &fd);
    AWAIT(b, b->lost->len == 1 && g_array_index(b->lost, int64_t, 0) == 42);
    assert_int_equal(how_many(b, b->arrived), 0);
    assert_int_equal(counts(b).lost, 1);
    bot_end(b);
    close(fd);
}

static void many_frames_leave_in_order(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    peer_text(fd, "{}");
    uint64_t link = link_at(b, 0);
    g_autoptr(GPtrArray) frames = g_ptr_array_new();
    for (int i = 0; i < MANY; i++) {
        SocketFrame *frame = g_new0(SocketFrame, 1);
        frame->link = link;
        frame->bytes = g_strdup_printf("{\"n\":%d,\"filler\":\"%0*d\"}", i, i % 3000, 0);
        frame->len = strlen(frame->bytes);
        frame->tag = i + 1;
        g_ptr_array_add(frames, frame);
    }
    socket_mode_send_all(b->sm, frames);
    assert_int_equal(frames->len, 0);
    for (int i = 0; i < MANY; i++) {
        g_autofree char *got = peer_read_text(fd);
        g_autofree char *begin = g_strdup_printf("{\"n\":%d,", i);
        assert_true(g_str_has_prefix(got, begin));
    }
    AWAIT(b, b->written->len == MANY);
    bot_end(b);
    close(fd);
}

static void an_announced_end_is_bridged(void **state)
{
    (void)state;
    static const char *const REASONS[] = {"warning", "refresh_requested", "something_new"};
    for (unsigned i = 0; i < G_N_ELEMENTS(REASONS); i++) {
        Bot *b = bot_run(1, 1);
        int old = welcome(b);
        AWAIT(b, b->live == 1);
        g_autofree char *bye =
            g_strdup_printf("{\"type\":\"disconnect\",\"reason\":\"%s\"}", REASONS[i]);
        peer_text(old, bye);
        int new = welcome(b);
        AWAIT(b, b->live == 2);
        peer_text(old, "{\"on\":\"old\"}");
        uint64_t old_link = link_at(b, 0);
        peer_text(new, "{\"on\":\"new\"}");
        assert_true(link_at(b, 1) != old_link);
        socket_mode_send(b->sm, old_link, g_strdup("{\"ack\":1}"), 9, 1);
        g_autofree char *ack = peer_read_text(old);
        assert_string_equal(ack, "{\"ack\":1}");
        close(old);
        AWAIT(b, b->live == 1);
        assert_int_equal(peer_accept_within(b->listener, 100), -1);
        assert_int_equal(counts(b).drops, 0);
        bot_end(b);
        close(new);
    }
}

/* The bot's turns until it has sent that many more pings. */
static int turns_for_pings(Bot *b, int fd, int count)
{
    int before = atomic_load(&b->turns);
    for (int i = 0; i < count; i++) {
        int first;
        size_t len;
        g_autofree char *bytes = peer_read_frame(fd, &first, &len);
        assert_int_equal(first, 0x80 | PEER_PING);
        peer_frame(fd, 0x80 | PEER_PONG, bytes, len);
    }
    return atomic_load(&b->turns) - before;
}

static void an_idle_bot_does_nothing_but_ping(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 10);
    int fd = welcome(b);
    turns_for_pings(b, fd, 1);
    int turns = turns_for_pings(b, fd, 3);
    pthread_mutex_lock(&b->lock);
    bool was_alive = b->asked == 1; /* else this machine was too slow to be taken so */
    pthread_mutex_unlock(&b->lock);
    if (was_alive)
        assert_int_equal(turns, 3);
    bot_end(b);
    close(fd);
}

static void an_announced_end_that_never_comes_is_made(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 50);
    int old = welcome(b);
    peer_text(old, "{\"type\":\"disconnect\",\"reason\":\"warning\"}");
    int new = welcome(b);
    pthread_t keeper = keep_alive(new);
    /* Whoever answers pings is alive; the old one is told 1000 all the same when its time is up. */
    int first, code = 0;
    size_t len;
    char *bytes;
    while (code == 0 && (bytes = peer_read_frame(old, &first, &len))) {
        if (first == (0x80 | PEER_PING))
            peer_frame(old, 0x80 | PEER_PONG, "other; timestamp:1", 18);
        if (first == (0x80 | PEER_CLOSE))
            code = (guint8)bytes[0] << 8 | (guint8)bytes[1];
        g_free(bytes);
    }
    assert_int_equal(code, 1000);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(old);
    close(new);
}

static void a_lost_connection_is_replaced(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = welcome(b);
    AWAIT(b, b->live == 1);
    peer_text(fd, "{}");
    uint64_t link = link_at(b, 0);
    peer_reset(fd);
    AWAIT(b, b->live == 0);
    socket_mode_send(b->sm, link, g_strdup("{}"), 2, 7);
    AWAIT(b, b->unsent->len == 1 && g_array_index(b->unsent, int64_t, 0) == 7);
    int next = welcome(b);
    AWAIT(b, b->live == 1);
    assert_int_equal(counts(b).drops, 1);
    bot_end(b);
    close(next);
}

static void a_silent_connection_is_replaced_and_then_dropped(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 20);
    int silent = welcome(b);
    AWAIT(b, b->live == 1);
    int next = welcome(b);
    AWAIT(b, b->live == 2); /* two rather than a false alarm */
    pthread_t keeper = keep_alive(next);
    AWAIT(b, b->live == 1); /* the silent one is given up */
    assert_int_equal(counts(b).drops, 1);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(silent);
    close(next);
}

/* Envelopes come, and who knows whether the acks arrive: no pong proves it. */
static void a_connection_that_talks_and_does_not_listen_is_replaced(void **state)
{
    (void)state;
    enum { FRAMES = 100 };
    Bot *b = bot_run(1, 10);
    int deaf = welcome(b);
    pthread_t keeper = 0;
    int first, next = -1, code = 0;
    size_t len;
    char *bytes;
    for (int i = 0; i < FRAMES && code == 0 && (bytes = peer_read_frame(deaf, &first, &len)); i++) {
        peer_text(deaf, "{\"envelope_id\":\"e\",\"type\":\"unheard_of\"}");
        if (first == (0x80 | PEER_CLOSE))
            code = (guint8)bytes[0] << 8 | (guint8)bytes[1];
        if (next < 0 && (next = peer_accept_within(b->listener, 1)) >= 0) {
            g_free(peer_upgrade(next));
            peer_text(next, HELLO);
            keeper = keep_alive(next);
        }
        g_free(bytes);
    }
    assert_int_equal(code, 1000); /* in peace, when the other one was there */
    assert_true(next >= 0);
    assert_int_equal(counts(b).drops, 0);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(deaf);
    close(next);
}

static void what_hangs_is_given_up(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 100);
    int mute = peer_accept(b->listener); /* no answer to the upgrade */
    int idle = peer_accept(b->listener); /* no hello after it */
    g_free(peer_upgrade(idle));
    int fd = welcome(b);
    AWAIT(b, b->live == 1);
    assert_int_equal(counts(b).failures, 2);
    bot_end(b);
    close(mute);
    close(idle);
    close(fd);
}

static void an_address_that_never_comes_is_asked_for_again(void **state)
{
    (void)state;
    Bot *b = bot_new(1, 500);
    b->answers = false;
    bot_start(b);
    AWAIT(b, b->asked == 2);
    pthread_mutex_lock(&b->lock);
    b->answers = true;
    pthread_mutex_unlock(&b->lock);
    int fd = welcome(b);
    AWAIT(b, b->live == 1);
    bot_end(b);
    close(fd);
}

static void a_refused_upgrade_is_one_failed_attempt(void **state)
{
    (void)state;
    static const char *const ANSWERS[] = {
        "HTTP/1.1 409 Conflict\r\nserver: envoy\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n"),
        "nonsense\r\n\r\n",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        Bot *b = bot_run(1, 100);
        int fd = peer_accept(b->listener);
        g_free(peer_read_head(fd));
        peer_say(fd, ANSWERS[i]);
        int next = welcome(b);
        AWAIT(b, b->live == 1);
        assert_int_equal(counts(b).failures, 1);
        bot_end(b);
        close(fd);
        close(next);
    }
}

static void a_connection_sent_away_before_hello_is_a_failed_attempt(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 100);
    int fd = peer_accept(b->listener);
    g_free(peer_upgrade(fd));
    peer_text(fd, "{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
    int next = welcome(b);
    AWAIT(b, b->live == 1);
    assert_int_equal(counts(b).failures, 1);
    bot_end(b);
    close(fd);
    close(next);
}

static void refusals_that_a_person_must_end_are_tried_again_later(void **state)
{
    (void)state;
    static const char *const REASONS[] = {"link_disabled", "too_many_websockets"};
    for (unsigned i = 0; i < G_N_ELEMENTS(REASONS); i++) {
        Bot *b = bot_run(1, 50);
        int fd = welcome(b);
        AWAIT(b, b->live == 1);
        g_autofree char *bye =
            g_strdup_printf("{\"type\":\"disconnect\",\"reason\":\"%s\"}", REASONS[i]);
        peer_text(fd, bye);
        assert_int_equal(read_close(fd), 1000);
        AWAIT(b, b->live == 0);
        assert_int_equal(peer_accept_within(b->listener, 100), -1); /* 5 s of its time */
        int next = welcome(b);
        AWAIT(b, b->live == 1);
        bot_end(b);
        close(fd);
        close(next);
    }
}

static void an_unusable_address_is_not_connected_to(void **state)
{
    (void)state;
    static const char *const URLS[] = {
        "ws://192.0.2.1/link/?ticket=1",
        "http://127.0.0.1/",
        "wss://",
        "",
        "ws://127.0.0.1:bad/",
        "wss://127.0.0.1:1/",
        "ws://127.0.0.1:1/",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(URLS); i++) {
        Bot *b = bot_new(1, 100);
        b->url = g_strdup(URLS[i]);
        bot_start(b);
        AWAIT(b, b->asked >= 2);
        assert_true(counts(b).failures >= 1);
        assert_int_equal(counts(b).hellos, 0);
        bot_end(b);
    }
}

static void a_refused_address_is_waited_out_and_readyz_can_say_why(void **state)
{
    (void)state;
    Bot *b = bot_new(1, 100);
    b->answers = false;
    bot_start(b);
    AWAIT(b, b->asked == 1);
    socket_mode_address(b->sm, NULL, false, 10000, "ratelimited");
    AWAIT(b, b->asked == 2);
    socket_mode_address(b->sm, NULL, true, 0, "invalid_auth");
    AWAIT(b, b->asked == 3);
    assert_int_equal(counts(b).failures, 2);
    bot_end(b);
}

static void a_name_is_looked_up(void **state)
{
    (void)state;
    Bot *b = bot_new(1, 1);
    b->url = g_strdup_printf("ws://localhost:%d/link/?ticket=1", b->port);
    bot_start(b);
    int fd = -1;
    for (int tries = 0; fd < 0 && tries < 100;
         tries++) /* ::1, where nobody listens, may come first */
        fd = peer_accept_within(b->listener, 200);
    assert_true(fd >= 0);
    g_autofree char *head = peer_upgrade(fd);
    g_autofree char *host = peer_header(head, "Host");
    g_autofree char *expected = g_strdup_printf("localhost:%d", b->port);
    assert_string_equal(host, expected);
    peer_text(fd, HELLO);
    AWAIT(b, b->live == 1);
    bot_end(b);
    close(fd);
}

static void an_old_connection_is_rotated(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 20);
    int old = peer_accept(b->listener);
    g_free(peer_upgrade(old));
    peer_text(old, "{\"type\":\"hello\",\"debug_info\":{\"approximate_connection_time\":5}}");
    int new = welcome(b);
    AWAIT(b, b->live == 2);
    assert_int_equal(counts(b).drops, 0);
    bot_end(b);
    close(old);
    close(new);
}

static void stopping_writes_what_waits_and_says_goodbye(void **state)
{
    (void)state;
    Bot *b = bot_run(2, 1);
    int one = welcome(b), two = welcome(b);
    AWAIT(b, b->live == 2);
    peer_text(one, "{}");
    socket_mode_send(b->sm, link_at(b, 0), g_strdup("{\"last\":1}"), 10, 5);
    socket_mode_stop(b->sm);
    g_autofree char *last = peer_read_text(one);
    assert_string_equal(last, "{\"last\":1}");
    assert_int_equal(read_close(one), 1000);
    assert_int_equal(read_close(two), 1000);
    pthread_join(b->thread, NULL); /* nobody answered the close frames */
    assert_int_equal(b->written->len, 1);
    assert_int_equal(b->live, 0);
    assert_int_equal(pthread_create(&b->thread, NULL, run, b),
                     0); /* so that bot_end() has one to join */
    bot_end(b);
    close(one);
    close(two);
}

static void stopping_does_not_wait_for_an_attempt(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 1);
    int fd = peer_accept(b->listener);
    bot_end(b);
    close(fd);
}

static void a_broken_frame_costs_one_connection(void **state)
{
    (void)state;
    static const int FIRST_BYTES[] = {0x83, 0x80,
                                      0x8b}; /* reserved, a continuation of nothing, reserved */
    Bot *b = bot_run(1, 100);
    int fds[G_N_ELEMENTS(FIRST_BYTES) + 1];
    for (unsigned i = 0; i < G_N_ELEMENTS(FIRST_BYTES); i++) {
        fds[i] = welcome(b);
        peer_frame(fds[i], FIRST_BYTES[i], "{}", 2);
    }
    fds[G_N_ELEMENTS(FIRST_BYTES)] = welcome(b);
    AWAIT(b, b->live == 1);
    assert_int_equal(b->messages->len, 0);
    bot_end(b);
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++)
        close(fds[i]);
}

static void pause_once(uint64_t link, const char *bytes, size_t len, void *user)
{
    static atomic_bool has_paused;
    if (!atomic_exchange(&has_paused, true))
        g_usleep(500 * 1000);
    on_message(link, bytes, len, user);
}

/*
 * The loop stands still for 50 of its seconds, as when a laptop sleeps: no connection is trusted
 * then.
 */
static void a_jump_of_the_clock_replaces_connections_without_dropping_them(void **state)
{
    (void)state;
    Bot *b = bot_new(1, 100);
    const SocketModeHooks hooks = {.message = pause_once,
                                   .sent = on_sent,
                                   .want_address = on_want_address,
                                   .live = on_live,
                                   .turned = on_turned,
                                   .user = b};
    g_autoptr(GError) error = NULL;
    socket_mode_free(b->sm);
    b->sm = socket_mode_new(&b->config, &hooks, &error);
    assert_ok(b->sm, error);
    socket_mode_hasten(b->sm, 100);
    bot_start(b);
    int old = welcome(b);
    pthread_t keeper = keep_alive(old);
    peer_text(old, "{}");
    int new = welcome(b);
    AWAIT(b, b->live == 2);
    assert_int_equal(counts(b).drops, 0);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(old);
    close(new);
}

static unsigned count_descriptors(void)
{
    unsigned count = 0;
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void many_refreshes_leave_nothing_behind(void **state)
{
    (void)state;
    Bot *b = bot_run(1, 50);
    int fd = welcome(b);
    pthread_t keeper = keep_alive(fd);
    AWAIT(b, b->live == 1);
    unsigned before = count_descriptors();
    for (int i = 0; i < 30; i++) {
        peer_text(fd, "{\"type\":\"disconnect\",\"reason\":\"refresh_requested\"}");
        int next = welcome(b);
        shutdown(fd, SHUT_RDWR);
        pthread_join(keeper, NULL);
        close(fd);
        keeper = keep_alive(next);
        fd = next;
    }
    for (int i = 0; count_descriptors() > before && i < 5000; i++)
        g_usleep(1000); /* the last but one may still be closing */
    assert_int_equal(count_descriptors(), before);
    assert_int_equal(counts(b).drops, 0);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(fd);
}

static void connections_that_are_not_ours_are_warned_of_once(void **state)
{
    (void)state;
    atomic_store(&ghost_warnings, 0);
    Bot *b = bot_run(2, 1);
    int fds[2];
    for (int i = 0; i < 2; i++) {
        fds[i] = peer_accept(b->listener);
        g_free(peer_upgrade(fds[i]));
        g_autofree char *hello =
            g_strdup_printf("{\"type\":\"hello\",\"num_connections\":%d}", i + 4);
        peer_text(fds[i], hello);
        AWAIT(b, b->live == i + 1);
    }
    assert_int_equal(atomic_load(&ghost_warnings), 1); /* three of them, both times */
    assert_int_equal(counts(b).num_connections, 5);
    bot_end(b);
    close(fds[0]);
    close(fds[1]);
}

/* Slack cuts every nth frame short, for each n: each time there is a connection again. */
static void a_drop_after_any_frame_is_survived(void **state)
{
    (void)state;
    Bot *b = bot_run(2, 10);
    int other = welcome(b);
    pthread_t keeper = keep_alive(other);
    for (int n = 0; n < 6; n++) {
        int fd = peer_accept(b->listener);
        if (n > 0)
            g_free(peer_upgrade(fd));
        if (n > 1)
            peer_text(fd, HELLO);
        for (int i = 2; i < n; i++)
            peer_text(fd, "{\"n\":1}");
        if (n % 2)
            peer_reset(fd);
        else
            close(fd);
    }
    int fd = welcome(b);
    AWAIT(b, b->live == 2);
    bot_end(b);
    pthread_join(keeper, NULL);
    close(other);
    close(fd);
}

int main(void)
{
    g_log_set_writer_func(write_log, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_is_live_after_hello_and_not_before),
        cmocka_unit_test(two_connections_are_kept),
        cmocka_unit_test(messages_arrive_whole_however_they_are_cut),
        cmocka_unit_test(what_only_looks_like_hello_is_a_message),
        cmocka_unit_test(binary_and_empty_messages_are_counted_and_go_no_further),
        cmocka_unit_test(an_oversized_envelope_is_dropped_and_acked),
        cmocka_unit_test(a_frame_goes_out_unbroken_on_its_connection_and_its_fate_is_told),
        cmocka_unit_test(many_frames_leave_in_order),
        cmocka_unit_test(a_frame_has_arrived_when_a_ping_behind_it_is_answered),
        cmocka_unit_test(a_frame_has_arrived_when_we_say_goodbye_behind_it),
        cmocka_unit_test(a_frame_is_lost_when_the_peer_goes_before_it_answers_the_ping),
        cmocka_unit_test(a_frame_is_lost_with_a_connection_that_falls_silent),
        cmocka_unit_test(an_announced_end_is_bridged),
        cmocka_unit_test(an_idle_bot_does_nothing_but_ping),
        cmocka_unit_test(an_announced_end_that_never_comes_is_made),
        cmocka_unit_test(a_lost_connection_is_replaced),
        cmocka_unit_test(a_silent_connection_is_replaced_and_then_dropped),
        cmocka_unit_test(a_connection_that_talks_and_does_not_listen_is_replaced),
        cmocka_unit_test(what_hangs_is_given_up),
        cmocka_unit_test(an_address_that_never_comes_is_asked_for_again),
        cmocka_unit_test(a_refused_upgrade_is_one_failed_attempt),
        cmocka_unit_test(a_connection_sent_away_before_hello_is_a_failed_attempt),
        cmocka_unit_test(refusals_that_a_person_must_end_are_tried_again_later),
        cmocka_unit_test(an_unusable_address_is_not_connected_to),
        cmocka_unit_test(a_refused_address_is_waited_out_and_readyz_can_say_why),
        cmocka_unit_test(a_name_is_looked_up),
        cmocka_unit_test(an_old_connection_is_rotated),
        cmocka_unit_test(stopping_writes_what_waits_and_says_goodbye),
        cmocka_unit_test(stopping_does_not_wait_for_an_attempt),
        cmocka_unit_test(a_broken_frame_costs_one_connection),
        cmocka_unit_test(a_jump_of_the_clock_replaces_connections_without_dropping_them),
        cmocka_unit_test(many_refreshes_leave_nothing_behind),
        cmocka_unit_test(connections_that_are_not_ours_are_warned_of_once),
        cmocka_unit_test(a_drop_after_any_frame_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
