/*
 * What stories of the moderators' loop share: a base that knows next to nothing, who may do what,
 * cards and forms, and a look at the file.
 */
#ifndef TESTS_STORY_MODERATING_H
#define TESTS_STORY_MODERATING_H

#include "tests/story/story.h"

#include "knowledge/group.h"

/* A workspace whose moderators are U0MOD and U0SAM, with C0TRIAGE; the daemon is not started. */
Story *moderating_begin(void);

/* A base with a single entry, so that the daemon starts at once. */
void begin_anew(Story *s);

/* The group that holds these words, in whatever state; NULL for none. */
Group *group_with(Story *s, const char *wording);
GroupState state_of(Story *s, const char *wording);

/* How often that was done, or refused, says the audit. */
unsigned audited(Story *s, const char *act, bool refused);

/* Asked with /ask, and not known. */
void ask_in_vain(Story *s, const char *user, const char *channel, const char *question);

/* The ts of the newest card in the triage channel with these words. */
const char *card_of(Story *s, const char *wording);

/* From the menu behind a card's "⋯". */
void choose_more(Story *s, const char *user, const char *channel, const char *ts,
                 const char *label);

/* The form that they have open, which is waited for. */
json_t *modal_of(Story *s, const char *user);
json_t *submit_answer(Story *s, const char *user, const char *answer);

/* Submits one field, which is taken. */
json_t *submit_one(Story *s, const char *user, const char *id, const char *value);

#endif
