/*
 * Envelopes: what the workspace tells the app, from the first delivery until it is settled. Events
 * are delivered again when nobody acks them; commands and interactions are not.
 */
#ifndef SLACKBOX_ENVELOPE_H
#define SLACKBOX_ENVELOPE_H

#include "tests/slackbox/net.h"

#include <jansson.h>

#define ACK_MS 3000

typedef enum { WAITING, ACKED, TIMED_OUT, UNDELIVERED, DROPPED } Settled;

typedef struct Envelope Envelope;

/* Told once, when it is settled; payload (borrowed) is that of the ack, NULL without one. */
typedef void (*SettledFn)(void *data, Settled how, const json_t *payload);

typedef struct {
    const char *type; /* static: events_api, slash_commands, interactive */
    json_t *payload;  /* taken */
    bool accepts;     /* accepts_response_payload */
    bool retry;       /* as events are */
    SettledFn settled;
    void *data; /* freed with free_data after settled() */
    GDestroyNotify free_data;
} Letter;

/* Sends it. The envelope belongs to this module; keep one with envelope_ref(). */
Envelope *envelope_send(const Letter *letter);
Envelope *envelope_ref(Envelope *envelope);
void envelope_unref(void *envelope);

const char *envelope_id(const Envelope *envelope); /* of the first delivery */
Settled envelope_state(const Envelope *envelope);
const json_t *envelope_ack(const Envelope *envelope); /* borrowed; NULL: no payload */
double envelope_ack_ms(const Envelope *envelope);     /* from delivery */

/* An ack arrived on a connection; text is the whole frame. */
void envelope_acked(unsigned conn, const char *text, size_t len, bool fragmented);
void envelope_too_long(unsigned conn, size_t len);
/*
 * From within a SettledFn: marks the ack that settled it as one with a payload that Slack refuses.
 */
void envelope_payload_invalid(void);

/* Delivers one again, by envelope_id or the last sent; false: there is no such. */
bool envelope_redeliver(const char *id, bool same);

unsigned envelope_pending(void);
json_t *envelope_acks(uint64_t since); /* {acks, next} */
void envelope_reset(void);

#endif
