/*
 * A request → its feature → effects. Says who may, and in which language; turns a failure into a
 * sentence for the person.
 */
#ifndef BOT_DISPATCH_H
#define BOT_DISPATCH_H

#include <glib.h>

#include "bot/allowance.h"
#include "bot/config.h"
#include "bot/slack/envelope.h"
#include "commands/feature.h"
#include "knowledge/kb.h"
#include "knowledge/timer.h"

/*
 * Fills what the envelope left open in its request (lang, who, now_ms) and runs the feature within
 * a mark of the open transaction. Whatever a feature could not do is undone and said to the person.
 * NULL: the transaction itself is lost. Who has used up their allowance is kindly asked to wait;
 * with NULL for it nobody is.
 */
Effects *dispatch(const Config *config, Envelope *envelope, Allowance *allowance, Kb *kb,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Does, on any thread and with a Kb that reads, the errand of a request that dispatch() has filled;
 * its library is the caller's. What could not be done is said to the person.
 */
Effects *dispatch_errand(const Config *config, const char *name, const char *value,
                         const Request *req, Kb *kb);

/* Logs it, and says it to the person. */
Effects *dispatch_failed(const Request *req, const GError *why);

/*
 * Runs what was put off, as above, within an envelope that nobody sent: its request is filled here,
 * but for library and scratch. If it could not be done it stays put off for ten minutes.
 */
Effects *dispatch_timer(const Config *config, const Timer *timer, Envelope *envelope, Kb *kb,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What is done at a shell as a moderator does it in Slack: the envelope's request says what, and
 * its user is who did it. NULL: it could not be done, and the transaction is to be rolled back.
 */
Effects *dispatch_shell(const Config *config, Envelope *envelope, Kb *kb,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts off, in the open transaction, what runs soon after a start and after a clock set back. */
bool dispatch_started(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The words for "busy, try again", in the language of what was asked. */
const char *dispatch_busy(const Request *req);

#endif
