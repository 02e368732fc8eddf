/*
 * A request → its feature → effects. Says who may, and in which language; turns a failure into a
 * sentence for the person.
 */
#ifndef BOT_DISPATCH_H
#define BOT_DISPATCH_H

#include <glib.h>

#include "bot/config.h"
#include "bot/envelope.h"
#include "commands/feature.h"
#include "knowledge/kb.h"

/*
 * Fills what the envelope left open in its request (lang, who, now_ms) and runs the feature within a
 * mark of the open transaction. Whatever a feature could not do is undone and said to the person.
 * NULL: the transaction itself is lost.
 */
Effects *dispatch(const Config *config, Envelope *envelope, Kb *kb,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The words for "busy, try again", in the language of what was asked. */
const char *dispatch_busy(const Request *req);

#endif
