/*
 * What people tell the moderators about a message or a person. Nobody else is ever shown it; who
 * told it is not kept when they wish so.
 */
#ifndef KNOWLEDGE_REPORT_H
#define KNOWLEDGE_REPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

/* Absent strings are NULL. */
typedef struct Report {
    int64_t id, at_ms;
    char *reporter; /* a user id; NULL: does not want to be known */
    char *about;    /* the user id of whom it is about */
    char *link;     /* of the message it is about */
    char *quote;    /* that message's words */
    char *text;     /* the reporter's */
    char *handled_by;
} Report;
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* Of `report`, id and handled_by are not looked at; it is of now. In a transaction. */
bool report_add(Kb *kb, const Report *report, int64_t *id,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *found is NULL when there is none. */
bool report_find(Kb *kb, int64_t id, Report **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* *first is false when somebody was faster. In a transaction. */
bool report_handle(Kb *kb, int64_t id, const char *moderator, bool *first,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those that nobody has handled, oldest first: Report *. */
GPtrArray *report_open(Kb *kb, size_t limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
