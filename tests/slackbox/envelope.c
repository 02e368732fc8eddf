#include "tests/slackbox/envelope.h"

#include <string.h>

#include "tests/slackbox/load.h"
#include "tests/slackbox/record.h"
#include "tests/slackbox/socket.h"
#include "tests/slackbox/watch.h"
#include "tests/slackbox/world.h"

#define KEPT_MAX 5000

/* When each retry comes after the delivery before it was missed. */
static const int64_t retry_ms[] = {1000, 60 * 1000, 300 * 1000};

struct Envelope {
    int refs;
    char *id;          /* of the first delivery */
    char *delivery_id; /* of the latest */
    Letter letter;
    unsigned conn;
    int64_t sent_us;
    double ack_ms;
    unsigned attempt;
    Settled state;
    json_t *ack;
    Timer timer;
};

typedef struct {
    uint64_t seq;
    char *id;
    const char *type;
    unsigned conn;
    int64_t sent_us;
    double ms; /* below 0: no ack */
    json_t *payload, *flags;
} Ack;

static struct {
    GHashTable *by_id; /* delivery id → Envelope (a reference) */
    GQueue kept;       /* char *: ids of by_id, oldest first */
    GQueue acks;       /* Ack */
    uint64_t seq;
    unsigned pending;
    Envelope *last; /* a reference */
    Ack *settling;  /* the ack being acted upon */
} box = {.kept = G_QUEUE_INIT, .acks = G_QUEUE_INIT};

static void deliver(Envelope *envelope);

Envelope *envelope_ref(Envelope *envelope)
{
    envelope->refs++;
    return envelope;
}

void envelope_unref(void *data)
{
    Envelope *envelope = data;
    if (!envelope || --envelope->refs > 0)
        return;
    timer_stop(&envelope->timer);
    json_decref(envelope->letter.payload);
    json_decref(envelope->ack);
    g_free(envelope->id);
    g_free(envelope->delivery_id);
    g_free(envelope);
}

static void ack_free(void *data)
{
    Ack *ack = data;
    g_free(ack->id);
    json_decref(ack->payload);
    json_decref(ack->flags);
    g_free(ack);
}

static Ack *keep_ack(const char *id, const Envelope *envelope, unsigned conn)
{
    Ack *ack = g_new0(Ack, 1);
    ack->seq = ++box.seq;
    ack->id = g_strdup(id);
    ack->type = envelope ? envelope->letter.type : NULL;
    ack->conn = conn;
    ack->sent_us = envelope ? envelope->sent_us : 0;
    ack->ms = -1;
    ack->flags = json_array();
    g_queue_push_tail(&box.acks, ack);
    if (box.acks.length > KEPT_MAX)
        ack_free(g_queue_pop_head(&box.acks));
    return ack;
}

static void settle(Envelope *envelope, Settled how)
{
    timer_stop(&envelope->timer);
    envelope->state = how;
    box.pending--;
    Letter *letter = &envelope->letter;
    if (letter->settled)
        letter->settled(letter->data, how, envelope->ack);
    if (letter->free_data)
        letter->free_data(letter->data);
    letter->data = NULL;
    watch_tell(CHANGED_OTHER, NULL, NULL);
}

static void again(void *data)
{
    Envelope *envelope = data;
    envelope->attempt++;
    counters.retries++;
    deliver(envelope);
}

/* Nobody acked, or nobody was there. */
static void missed(Envelope *envelope, Settled how)
{
    if (envelope->letter.retry && envelope->attempt < G_N_ELEMENTS(retry_ms)) {
        timer_start(&envelope->timer, net_scaled(retry_ms[envelope->attempt]), again, envelope);
        return;
    }
    counters.given_up += envelope->letter.retry;
    settle(envelope, how);
}

static void too_late(void *data)
{
    Envelope *envelope = data;
    keep_ack(envelope->delivery_id, envelope, envelope->conn);
    missed(envelope, TIMED_OUT);
}

static char *frame(const Envelope *envelope)
{
    const Letter *letter = &envelope->letter;
    json_auto_t *json = json_pack("{s:s, s:s, s:O, s:b}", "envelope_id", envelope->delivery_id,
                                  "type", letter->type, "payload", letter->payload,
                                  "accepts_response_payload", letter->accepts);
    if (!strcmp(letter->type, "events_api")) {
        json_object_set_new(json, "retry_attempt", json_integer(envelope->attempt));
        json_object_set_new(json, "retry_reason", json_string(envelope->attempt ? "timeout" : ""));
    }
    return json_dumps(json, JSON_COMPACT);
}

static void forget_oldest(void)
{
    while (box.kept.length > KEPT_MAX) {
        g_autofree char *id = g_queue_peek_head(&box.kept);
        Envelope *envelope = g_hash_table_lookup(box.by_id, id);
        if (envelope && envelope->state == WAITING) {
            g_steal_pointer(&id);
            return;
        }
        g_queue_pop_head(&box.kept);
        g_hash_table_remove(box.by_id, id);
    }
}

static void know(Envelope *envelope)
{
    if (!box.by_id)
        box.by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, envelope_unref);
    g_hash_table_replace(box.by_id, g_strdup(envelope->delivery_id), envelope_ref(envelope));
    g_queue_push_tail(&box.kept, g_strdup(envelope->delivery_id));
    forget_oldest();
}

static void deliver(Envelope *envelope)
{
    if (envelope->attempt > 0) {
        g_free(envelope->delivery_id);
        envelope->delivery_id = world_uuid();
    }
    know(envelope);
    g_autofree char *text = frame(envelope);
    envelope->sent_us = net_us();
    envelope->conn = socket_deliver(text, strlen(text));
    if (envelope->conn == 0) {
        missed(envelope, UNDELIVERED);
        return;
    }
    counters.sent++;
    timer_start(&envelope->timer, ACK_MS, too_late, envelope);
}

static void first(void *data)
{
    deliver(data);
}

Envelope *envelope_send(const Letter *letter)
{
    Envelope *envelope = g_new0(Envelope, 1);
    envelope->letter = *letter;
    envelope->id = world_uuid();
    envelope->delivery_id = g_strdup(envelope->id);
    know(envelope);
    envelope_unref(box.last);
    box.last = envelope_ref(envelope);
    box.pending++;
    /*
     * Not from here: whoever acts shall have its answer's shape ready before anything is settled.
     */
    timer_start(&envelope->timer, 0, first, envelope);
    return envelope;
}

const char *envelope_id(const Envelope *envelope)
{
    return envelope->id;
}

Settled envelope_state(const Envelope *envelope)
{
    return envelope->state;
}

const json_t *envelope_ack(const Envelope *envelope)
{
    return envelope->ack;
}

double envelope_ack_ms(const Envelope *envelope)
{
    return envelope->ack_ms;
}

static void flag(Ack *ack, const char *name)
{
    json_array_append_new(ack->flags, json_string(name));
}

/* Node's clients always send a payload; an empty one is none. */
static json_t *payload_of(const json_t *frame_json)
{
    json_t *payload = json_object_get(frame_json, "payload");
    bool none = !payload || json_is_null(payload) ||
                (json_is_object(payload) && json_object_size(payload) == 0);
    return none ? NULL : json_incref(payload);
}

static void count_ack(Envelope *envelope, Ack *ack, bool fragmented)
{
    double ms = (double)(net_us() - envelope->sent_us) / 1000.0;
    bool of_earlier = envelope->attempt > 0 && strcmp(ack->id, envelope->delivery_id) != 0;
    ack->ms = ms;
    if (fragmented) /* Slack does not put pieces together: as if it had not come */
        flag(ack, "fragmented");
    if (ack->payload && !envelope->letter.accepts)
        flag(ack, "payload_not_accepted");
    if (ack->conn != envelope->conn)
        flag(ack, "wrong_connection");
    if (envelope->state == ACKED) {
        flag(ack, "duplicate");
        counters.duplicate++;
        return;
    }
    if (ms > ACK_MS || of_earlier || envelope->state != WAITING) {
        flag(ack, "late");
        counters.late++;
    }
    if (json_array_size(ack->flags) > (ack->payload && !envelope->letter.accepts))
        return;
    counters.acked++;
    envelope->ack_ms = ms;
    envelope->ack = envelope->letter.accepts ? json_incref(ack->payload) : NULL;
    box.settling = ack;
    settle(envelope, ACKED);
    box.settling = NULL;
}

void envelope_payload_invalid(void)
{
    if (box.settling)
        flag(box.settling, "payload_invalid");
}

void envelope_acked(unsigned conn, const char *text, size_t len, bool fragmented)
{
    if (load_acked(text, len))
        return;
    record_frame("in", conn, text, len);
    json_auto_t *json = json_loadb(text, len, 0, NULL);
    const char *id = json_string_value(json_object_get(json, "envelope_id"));
    if (!id)
        return;
    Envelope *envelope = box.by_id ? g_hash_table_lookup(box.by_id, id) : NULL;
    Ack *ack = keep_ack(id, envelope, conn);
    ack->payload = payload_of(json);
    if (!envelope) {
        flag(ack, "unknown");
        counters.unknown++;
        return;
    }
    envelope_ref(envelope);
    count_ack(envelope, ack, fragmented);
    envelope_unref(envelope);
}

void envelope_too_long(unsigned conn, size_t len)
{
    Ack *ack = keep_ack("", NULL, conn);
    flag(ack, "too_long");
    record_note("note", conn, "a frame of %zu bytes: closed with 1009", len);
}

bool envelope_redeliver(const char *id, bool same)
{
    Envelope *envelope = !id ? box.last : box.by_id ? g_hash_table_lookup(box.by_id, id) : NULL;
    if (!envelope)
        return false;
    if (!same) {
        g_free(envelope->delivery_id);
        envelope->delivery_id = world_uuid();
        know(envelope);
    }
    g_autofree char *text = frame(envelope);
    if (envelope->state == WAITING || envelope->state == ACKED)
        envelope->conn = socket_deliver(text, strlen(text));
    return true;
}

unsigned envelope_pending(void)
{
    return box.pending;
}

static json_t *ack_json(const Ack *ack)
{
    return json_pack("{s:I, s:s, s:s?, s:i, s:f, s:o, s:O?, s:O}", "seq", (json_int_t)ack->seq,
                     "envelope_id", ack->id, "type", ack->type, "conn", (int)ack->conn, "sent_ms",
                     (double)ack->sent_us / 1000.0, "ms",
                     ack->ms < 0 ? json_null() : json_real(ack->ms), "payload", ack->payload,
                     "flags", ack->flags);
}

json_t *envelope_acks(uint64_t since)
{
    json_t *acks = json_array();
    uint64_t next = since;
    for (GList *at = box.acks.head; at; at = at->next) {
        const Ack *ack = at->data;
        if (ack->seq <= since)
            continue;
        json_array_append_new(acks, ack_json(ack));
        next = ack->seq;
    }
    return json_pack("{s:o, s:I}", "acks", acks, "next", (json_int_t)next);
}

static void drop_pending(void)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(envelope_unref);
    GHashTableIter iter;
    gpointer envelope;
    g_hash_table_iter_init(&iter, box.by_id);
    while (g_hash_table_iter_next(&iter, NULL, &envelope))
        if (((Envelope *)envelope)->state == WAITING)
            g_ptr_array_add(all, envelope_ref(envelope));
    for (unsigned i = 0; i < all->len; i++)
        if (envelope_state(all->pdata[i]) == WAITING)
            settle(all->pdata[i], DROPPED);
}

void envelope_reset(void)
{
    if (box.by_id)
        drop_pending();
    g_clear_pointer(&box.by_id, g_hash_table_unref);
    g_queue_clear_full(&box.kept, g_free);
    g_queue_clear_full(&box.acks, ack_free);
    g_clear_pointer(&box.last, envelope_unref);
    box.pending = 0;
}
