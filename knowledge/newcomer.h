/*
 * Newcomers: who is welcomed and when, what they want to do, how far they are, who wants to hear
 * nothing more. User ids only; member_forget() takes them all away.
 */
#ifndef KNOWLEDGE_NEWCOMER_H
#define KNOWLEDGE_NEWCOMER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

enum { NEWCOMER_STEPS_MAX = 16 }; /* of a goal's checklist */

typedef struct Newcomer {
    bool known;       /* they joined while askd was there, or asked to be shown round */
    bool stopped;     /* they want to hear nothing more unasked, for good */
    int64_t greet_ms; /* when they are welcomed, or were */
    char *goal;       /* the one they chose last, or NULL */
    uint32_t done;    /* of that goal's steps: a bit each, the first is 1 */
} Newcomer;
void newcomer_clear(Newcomer *newcomer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Newcomer, newcomer_clear)

/* Whoever is not known is all zeros. */
bool newcomer_find(Kb *kb, const char *user, Newcomer *newcomer,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Somebody joined: *greet_ms is when to welcome them, at least every_ms after whoever joined
 * before, so that a crowd is welcomed in a row; the caller sets a timer about them, due then. Whose
 * time is to come and who has none was welcomed before the clock was set back: nobody is behind
 * them. 0: they are known already. In a transaction, as all that change.
 */
bool newcomer_join(Kb *kb, const char *user, int64_t every_ms, int64_t *greet_ms,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * From the start again, with nothing chosen and nothing done; who wants to hear nothing still does.
 */
bool newcomer_begin(Kb *kb, const char *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes them known if they are not. What they did of another goal is kept. */
bool newcomer_choose(Kb *kb, const char *user, const char *goal,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool newcomer_did(Kb *kb, const char *user, const char *goal, unsigned step,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool newcomer_stop(Kb *kb, const char *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of whoever wants to hear nothing more a hash is kept, so that this holds for good. */
bool newcomer_forget(Kb *kb, const char *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Somebody entered a channel that has a welcome of its own: *first is true the first time, and
 * *lately is how many others did for the first time within the last hour.
 */
bool newcomer_entered(Kb *kb, const char *user, const char *channel, bool *first, int64_t *lately,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
