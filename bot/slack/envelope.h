/*
 * Slack's JSON → what a person did. Parsed once, at the door; past it nobody sees a json_t. Pure.
 */
#ifndef BOT_SLACK_ENVELOPE_H
#define BOT_SLACK_ENVELOPE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "commands/feature.h"

/* What to do with it. */
typedef enum EnvelopeKind {
    ENVELOPE_REQUEST, /* somebody did something: request is filled */
    ENVELOPE_IGNORED, /* nothing for us (our own message, an edit, an unknown type): ack */
    ENVELOPE_BROKEN,  /* cannot be read: ack if it has an id */
} EnvelopeKind;

/*
 * Owns Slack's JSON; `request` points into it. Not filled in there, because the knowledge base says
 * so: lang, who, now_ms, library, scratch. Request.name of a command has the configured prefix
 * taken off.
 */
typedef struct Envelope {
    EnvelopeKind kind;
    char *id; /* envelope_id, or NULL */
    char *key; /* of what happened, the same however often it comes: "event:…", "envelope:…", … */
    char *content_key;  /* "message:CHANNEL:TS", the same for app_mention and message.im; or NULL */
    char *press; /* of a button: who, where and which, the same however often; or NULL */
    bool takes_payload; /* an answer may ride in the ack */
    bool is_event;      /* Slack delivers it again when it is not acked */
    int retry;          /* retry_attempt */
    const char *why;    /* IGNORED, BROKEN: a word for the log and the metrics */
    const char *response_url, *trigger, *view_id; /* or NULL */
    bool is_ephemeral; /* an action: the message that holds the button is only seen by its reader */
    bool is_in_form;   /* an action: its button stands in a form */
    const char *app;   /* api_app_id, or NULL */
    const char *locale; /* where Slack says it; or NULL */
    Request request;
    Person person; /* who request.person points at */
    void *json;         /* ours */
    GPtrArray *strings; /* ours */
    int64_t arrived_us; /* monotonic; set by whoever received it */
    uint64_t link;      /* likewise */
} Envelope;

/* Who we are, out of auth.test; and how commands are called here. */
typedef struct Self {
    char *team, *user, *bot, *app; /* ids; NULL: not known yet */
    const char *command_prefix;
} Self;

/* Never fails: what cannot be read is BROKEN, with its id where the raw text shows one. */
Envelope *envelope_parse(const char *bytes, size_t len, const Self *self);
void envelope_free(Envelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Envelope, envelope_free)

/* One ack, the caller's; `payload`: JSON, or NULL for none. NULL: it would be over SOCKET_SEND_MAX. */
char *envelope_ack(const char *id, const char *payload, size_t payload_len, size_t *len);

#endif
