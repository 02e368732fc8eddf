/*
 * How long askd keeps quiet in a channel unless it is asked.
 */
#ifndef KNOWLEDGE_HUSH_H
#define KNOWLEDGE_HUSH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

/* *passed: it may speak, and then keeps quiet for for_ms. In a transaction, as what follows. */
bool hush_passed(Kb *kb, const char *channel, int64_t for_ms, bool *passed,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* From now on for that long, whatever was said before. */
bool hush_for(Kb *kb, const char *channel, int64_t for_ms,
              GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
