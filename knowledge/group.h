/*
 * Open questions that mean the same, and what people do with them: each group is dealt with once,
 * and everybody who waits in it is told once.
 *
 * Whoever acts names the version of the group they saw (0: whichever, as long as it is open). When
 * somebody else acted first, *done is false and nothing has changed; group_find() tells who. All
 * that change are called in a transaction.
 */
#ifndef KNOWLEDGE_GROUP_H
#define KNOWLEDGE_GROUP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"
#include "knowledge/question.h"

typedef enum GroupState {
    GROUP_NEW,
    GROUP_CLAIMED,
    GROUP_ANSWERED,
    GROUP_DISMISSED, /* with a reason; asked again it stays so */
    GROUP_DUPLICATE, /* its questions are in another group now */
    GROUP_STATE_COUNT
} GroupState;
const char *group_state_code(GroupState state); /* "new", "claimed", "answered", … */
bool group_state_parse(const char *code, GroupState *state);

typedef struct Group {
    int64_t id;
    GroupState state;
    int64_t version;
    int64_t opened_ms, changed_ms;
    int64_t asked; /* how often */
    bool langs[LANG_COUNT];
    char *title;      /* the first wording that is left; "" when none is */
    char *claimed_by; /* or NULL, as those that follow */
    char *closed_by;
    char *venue;         /* slug: where it was sent */
    char *topic;         /* slug of the venue where it seems to be at home */
    char *entry;         /* slug of what answered it */
    char *note;          /* the answer or the reason in a person's words */
    int64_t merged_into; /* 0: in none */
} Group;
void group_free(Group *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Group, group_free)

/* It waits for people: new or claimed. */
bool group_is_open(const Group *group);

/* *found is NULL when there is none. */
bool group_find(Kb *kb, int64_t id, Group **found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct GroupFilter {
    unsigned states;          /* bits 1 << GroupState; 0: new and claimed */
    const char *claimed_by;   /* or NULL */
    int lang;                 /* a Lang, or -1: any */
    int64_t opened_before_ms; /* 0: any */
    const char *search;       /* words that one of its questions has, all of them; or NULL */
    const char *topic;        /* part of a venue's slug, or NULL */
    size_t skip, limit;
} GroupFilter;

/* Group *, most often asked first; *total is how many there are without skip and limit. */
GPtrArray *group_list(Kb *kb, const GroupFilter *filter, int64_t *total,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Open groups that share most words with these, also across languages: Group *, a few, best first.
 */
GPtrArray *group_near(Kb *kb, const char *words, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct GroupCounts {
    int64_t states[GROUP_STATE_COUNT];
    int64_t oldest_open_ms; /* 0: none is open */
} GroupCounts;
bool group_counts(Kb *kb, GroupCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Its questions that still have words, oldest first: Question *. */
GPtrArray *group_questions(Kb *kb, int64_t id, size_t limit,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct GroupEvent {
    int64_t at_ms;
    char *actor;  /* a user id, "asker" or "shell" */
    char *what;   /* "opened", "claimed", "released", "answered", "attached", "dismissed", … */
    char *detail; /* or NULL */
} GroupEvent;
GPtrArray *group_history(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- what questions do (called by question.c) ------------------------------------------------- */

/*
 * A question that waits for people joins the group that means the same, else opens one. In a group
 * that was dismissed it is dismissed too; one that has a group already opens that again.
 */
bool group_join(Kb *kb, const Question *question, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After its questions were closed one by one: a group in which none is open is closed as well. */
bool group_settle(Kb *kb, int64_t id, const char *note, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- what moderators do ----------------------------------------------------------------------- */

bool group_claim(Kb *kb, int64_t id, int64_t version, const char *actor, bool *done,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool group_release(Kb *kb, int64_t id, int64_t version, const char *actor, bool *done,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Closes it and its questions. `entry` is the slug of what answers it, or NULL when it was said
 * once, in `note`, and is kept nowhere else. `what` is the word for the history: "answered", …
 */
bool group_answer(Kb *kb, int64_t id, int64_t version, const char *actor, const char *what,
                  const char *entry, const char *note, bool *done,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Closes it and its questions with a reason; its words stay known, and are asked in vain. */
bool group_dismiss(Kb *kb, int64_t id, int64_t version, const char *actor, const char *reason,
                   bool *done, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes where people were sent; it stays open. */
bool group_send(Kb *kb, int64_t id, int64_t version, const char *actor, const char *venue,
                bool *done, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Its questions go to another open group; it is a duplicate from now on. */
bool group_merge(Kb *kb, int64_t id, int64_t version, int64_t into, const char *actor, bool *done,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One of its questions gets a group of its own, *fresh. Not done when it is the only one. */
bool group_split(Kb *kb, int64_t id, int64_t version, int64_t question, const char *actor,
                 int64_t *fresh, bool *done, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- who waits -------------------------------------------------------------------------------- */

typedef struct Waiter {
    int64_t question;
    char *user, *channel, *thread, *surface, *text;
    Lang lang;
    bool anonymous;
} Waiter;

/*
 * Those who wait and were not told yet: Waiter *. Each person once, and once more in each thread
 * where they asked before everybody.
 */
GPtrArray *group_waiters(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They are told; who asked without a name is forgotten. */
bool group_told(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
