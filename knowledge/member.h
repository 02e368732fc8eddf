/*
 * Members: what askd keeps of a person. User ids only, no profiles.
 */
#ifndef KNOWLEDGE_MEMBER_H
#define KNOWLEDGE_MEMBER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"
#include "knowledge/text.h"

/*
 * What they chose by /askd language, else what they last wrote in; *known is false for a stranger.
 */
bool member_language(Kb *kb, const char *user, Lang *lang, bool *chosen, bool *known,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Chosen by them; auto: no choice any more. In a transaction, as all that change. */
bool member_choose_language(Kb *kb, const char *user, bool automatic, Lang lang,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They wrote in this language; remembered for messages that have no words to go by. */
bool member_wrote(Kb *kb, const char *user, Lang lang, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What they wrote in is forgotten, if they have neither chosen it nor asked anything: that they are
 * known then tells no more that they were here.
 */
bool member_unlearn(Kb *kb, const char *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct MemberFacts {
    bool language_chosen;
    Lang lang;
    int64_t questions, open_questions, ratings;
    int64_t first_ms, last_ms; /* of their questions; 0: none */
} MemberFacts;
bool member_facts(Kb *kb, const char *user, MemberFacts *facts,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Their questions lose the link to them, words that still wait for a person included (the words go
 * too), what is owed to them is dropped, their settings go. What they did as a moderator stays,
 * done by "forgotten", and what they had claimed waits for another. Soon nothing of it is on the
 * disk: see kb_scrub().
 */
bool member_forget(Kb *kb, const char *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
