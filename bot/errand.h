/*
 * What takes long and only reads is done on a thread of its own, while the worker goes on: see
 * effects_errand(). The thread starts with the first errand.
 */
#ifndef BOT_ERRAND_H
#define BOT_ERRAND_H

#include <glib.h>
#include <stdbool.h>

#include "bot/config.h"
#include "bot/slack/envelope.h"
#include "commands/effects.h"
#include "knowledge/answer.h"

typedef struct Errands Errands;

/* On the thread: both are the receiver's. */
typedef void (*ErrandDoneFn)(Envelope *envelope, Effects *effects, void *user);

Errands *errands_new(const Config *config, ErrandDoneFn done, void *user);

/*
 * `what` is "NAME VALUE", the envelope whose request it comes from. False, and the envelope still
 * the caller's, when too many wait.
 */
bool errands_offer(Errands *errands, const char *what, Envelope *envelope,
                   Library *library) G_GNUC_WARN_UNUSED_RESULT;

void errands_stop(Errands *errands); /* ends the one under way, drops those that wait, frees */

#endif
