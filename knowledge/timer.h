/*
 * What shall be done later: rows with a due time. A name says what, a key about whom or what; there
 * is one of each pair. A timer about a member has their id as its key, so that forgetting them
 * takes it away.
 */
#ifndef KNOWLEDGE_TIMER_H
#define KNOWLEDGE_TIMER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

typedef struct Timer {
    char *name;     /* "welcome.check-in" */
    char *key;      /* a user id, an entry's slug …; "" for none */
    char *value;    /* what whoever set it wants to hear again, or NULL */
    int64_t due_ms; /* wall time */
} Timer;
void timer_free(Timer *timer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timer, timer_free)

/* In a transaction. One that is set already is moved and gets the new value. */
bool timer_set(Kb *kb, const char *name, const char *key, int64_t due_ms, const char *value,
               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a transaction. What is not set passes in silence. */
bool timer_cancel(Kb *kb, const char *name, const char *key,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* In a transaction. Due at due_ms at the latest, with the value it has; set if it was not. */
bool timer_hasten(Kb *kb, const char *name, int64_t due_ms,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one due first, and not before it is due; *due is NULL when there is none. */
bool timer_due(Kb *kb, int64_t now_ms, Timer **due, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* When the next one is due; INT64_MAX: nothing is set. */
bool timer_next(Kb *kb, int64_t *due_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
