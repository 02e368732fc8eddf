/*
 * The form in which an entry is written, and what it makes of what was typed: for answers to
 * questions that wait, for teaching, for changing what is there.
 */
#ifndef COMMANDS_DRAFT_H
#define COMMANDS_DRAFT_H

#include "commands/feature.h"
#include "knowledge/entry.h"
#include "knowledge/group.h"
#include "knowledge/proposal.h"

typedef struct DraftForm {
    const char *action, *keep; /* who gets it, and with what */
    Words title, submit;
    const char *author, *about_author; /* whose words they are, and what is said of them; or NULL */
    const char *above;                 /* said before the first input, in Markdown, or NULL */
    const Entry *from;                 /* what stands in it at first */
    Lang lang;                         /* the text of `from` that is shown */
    bool is_edit;                      /* of that text alone, with all an entry has */
    bool people_wait;                  /* it is told to them, and kept only if wanted */
} DraftForm;

#define DRAFT_NO_VENUE "-" /* chosen as the venue: none */

void draft_form(const Request *req, Effects *out, const DraftForm *what);

/* What people asked (Question *), as an entry's title and other words. The caller's. */
Entry *draft_of_questions(const GPtrArray *questions, Lang lang);

/* Where it may belong, by a question's words: venue, unless it has one, and tags. */
void draft_guess(const Request *req, Entry *entry, const char *question);

/*
 * The entry that was written, with an id that no other has: of its title, else of `number`. *entry
 * is NULL, and the form says at which input, when something is wrong with it. *save: it shall be
 * kept.
 */
bool draft_read(const Request *req, Kb *kb, Effects *out, int64_t number, Entry **entry, bool *save,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was changed in one text of `entry`. False, and the form says why, when that cannot be. */
bool draft_read_edit(const Request *req, Effects *out, Entry *entry, Lang lang);

/* What has been written so far as its readers will see it, over the form. */
bool draft_show(const Request *req, Kb *kb, Effects *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* That it become so, by whoever asks. The caller's. */
Proposal *draft_proposal(const Request *req, const Entry *entry, int64_t base);

/* What people asked (Question *) becomes what the entry is asked by, if it is new to it. */
void draft_add_wordings(Entry *entry, const GPtrArray *questions);

#endif
