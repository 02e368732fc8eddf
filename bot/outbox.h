/*
 * The sender thread: makes the calls that are owed, in order within each lane, as fast as Slack
 * allows, and hands every result to the worker to write down. Also asks Slack who we are and where
 * to connect. Owns the curl multi and a reading Kb.
 */
#ifndef BOT_OUTBOX_H
#define BOT_OUTBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/config.h"
#include "bot/fate.h"
#include "bot/journal.h"
#include "bot/slack/enquiry.h"

typedef struct Outbox Outbox;

/* All on the sender's thread. */
typedef struct OutboxHooks {
    EnquiryHooks enquiry;
    void (*result)(CallResult *result, void *user); /* the callee's */
    void *user;
} OutboxHooks;

/*
 * Starts with auth.test and the first address. Nothing owed is sent before outbox_open() and the
 * first outbox_wake().
 */
Outbox *outbox_start(const Config *config, const OutboxHooks *hooks,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The database is ready to be read; posts that Slack confirms are noted in the journal, borrowed.
 */
void outbox_open(Outbox *outbox, Journal *journal);

/* From any thread. */
void outbox_want_address(Outbox *outbox);
void outbox_wake(Outbox *outbox); /* rows are owed that were not */

/* From any thread: the worker has written that lane's result down. */
void outbox_settled(Outbox *outbox, const char *lane);

/*
 * Sends on for at most wait_ms while something can be sent, then joins. The worker may still speak
 * to it.
 */
void outbox_stop(Outbox *outbox, int wait_ms);
void outbox_free(Outbox *outbox); /* once nobody does */

#endif
