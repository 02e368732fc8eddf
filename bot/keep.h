/*
 * Effects → what Slack is owed: rows of the open transaction, and the ack with the answer in it.
 */
#ifndef BOT_KEEP_H
#define BOT_KEEP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/slack/envelope.h"
#include "commands/effects.h"
#include "knowledge/kb.h"

/* Begins the lane of calls whose answer is wanted; such a call's name is "RESULT VALUE". */
#define KEEP_FETCH "fetch:"

/* To be sent once the transaction is committed. */
typedef struct Ack {
    char *bytes; /* the caller's */
    size_t len;
    int64_t reply; /* for delivery_replies_written(), or 0 */
    bool owes;     /* rows were added that the outbox shall look at */
    char *errand;  /* the caller's: "NAME VALUE", which has to come first; or NULL */
} Ack;
void ack_clear(Ack *ack);

/* An envelope without an id, or whose answer takes an errand, gets no ack: bytes is NULL. */
bool keep_effects(const Envelope *envelope, const Effects *effects, Kb *kb, Ack *ack,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The ack of an envelope that has come before: with that reply in it, or 0 for none. */
bool keep_again(const Envelope *envelope, int64_t reply, Kb *kb, Ack *ack,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a recall has made of that reply's recipe. */
bool keep_remade(int64_t reply, const Effects *effects, Kb *kb,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An ack with a sentence for the person, or with nothing; keeps no row. */
void keep_nothing(const Envelope *envelope, const char *sentence, Ack *ack);

#endif
