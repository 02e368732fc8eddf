/*
 * Privileged acts, done and refused: who, what, when. When its actor asks to be forgotten the act
 * stays, without the name: it is the community's record of what was done in its name.
 */
#ifndef KNOWLEDGE_AUDIT_H
#define KNOWLEDGE_AUDIT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

typedef struct AuditRow {
    int64_t id, at_ms;
    char *actor;   /* a user id, or "shell" */
    char *act;     /* "review.claim" */
    char *subject; /* "group 17", "entry envoy", or NULL */
    char *detail;  /* or NULL */
    bool refused;
} AuditRow;

/* In a transaction. `subject` and `detail` may be NULL. */
bool audit_add(Kb *kb, const char *actor, const char *act, const char *subject, const char *detail,
               bool refused, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* AuditRow *, newest first; before the row of that id, 0: from the newest. */
GPtrArray *audit_before(Kb *kb, int64_t id, size_t limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
