/*
 * What becomes of one thing that came: rows of the worker's open transaction, and an ack. False:
 * the whole transaction is lost.
 */
#ifndef BOT_HANDLE_H
#define BOT_HANDLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/allowance.h"
#include "bot/config.h"
#include "bot/fate.h"
#include "bot/keep.h"
#include "bot/slack/envelope.h"
#include "knowledge/answer.h"
#include "knowledge/kb.h"

/* What things are handled with: the worker's. */
typedef struct Means {
    const Config *config;
    Kb *kb;
    Library *library; /* NULL: not built yet */
    Scratch *scratch;
    Allowance *allowance;
} Means;

/* What somebody did. Too late for Slack, or before there is a library, it is told "busy". */
bool handle_envelope(const Means *means, Envelope *envelope, Ack *ack,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An errand of its request has come back with these effects. */
bool handle_errand(const Means *means, Envelope *envelope, const Effects *effects, Ack *ack,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An ack with a reply in it has not arrived: the reply goes another way. */
bool handle_lost(const Means *means, int64_t reply, Ack *ack,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What became of a call. */
bool handle_result(const Means *means, const CallResult *result, Ack *ack,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What is due, first things first, a few at a time; what is left over is the next batch's. *owes
 * becomes true where that has added rows that the outbox shall look at.
 */
bool handle_timers(const Means *means, int64_t now_ms, bool *owes,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
