/*
 * Telling those who wait: where they asked and no more widely, in their language, once.
 */
#ifndef COMMANDS_TELL_H
#define COMMANDS_TELL_H

#include "commands/feature.h"
#include "knowledge/group.h"

/* What they are told: an entry, words of a moderator in Markdown, where to ask, or why not. */
typedef struct News {
    const Entry *entry; /* or NULL, as all that follow */
    const char *markdown;
    const Entry *venue;    /* people were sent there; they go on waiting */
    const char *dismissal; /* a group's note: see tell_reason() */
} News;

/* Everybody who waits in the group. All but `venue` ends their waiting. */
bool tell_all(const Request *req, Kb *kb, Effects *out, int64_t group, const News *news,
              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reasons a form offers to dismiss a question with, NULL-terminated; a note is "CODE" or "CODE
 * words".
 */
typedef struct Reason {
    const char *code;
    Words label;    /* for the moderator */
    Words sentence; /* for the asker */
} Reason;
extern const Reason tell_reasons[];

/* Says kindly why a question was dismissed, with the moderator's own words if there are any. */
void tell_reason(Message *m, const char *note, Lang lang);

#endif
