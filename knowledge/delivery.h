/*
 * What Slack has delivered and what Slack is owed, as keys and bytes; what they mean bot/ knows.
 *
 *   seen    a delivery's key, kept longer than Slack sends again: the second time is known
 *   reply   an answer that rides in an ack; owed until the ack has been written
 *   owed    a call to be made; in order within its lane (a channel, a person's home, …)
 *   post    where a named message stands, so that a later update finds it
 */
#ifndef KNOWLEDGE_DELIVERY_H
#define KNOWLEDGE_DELIVERY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "knowledge/kb.h"

/* Slack's last retry comes after five minutes, or after a day with Delayed Events. */
enum { DELIVERY_SEEN_MS = 24 * 60 * 60 * 1000 };

/*
 * Notes that `key` has come; *before is true when it had come already. In a transaction, outside of
 * a mark: kb_undo() does not take it back.
 */
bool delivery_seen(Kb *kb, const char *key, bool *before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Notes that somebody has pressed a button; `press` says who and which, the same for every press of
 * it. *again is true when the one before it is still being answered (calls with that cause are
 * owed) or was only a moment ago: fingers that press twice mean once. In a transaction.
 */
bool delivery_pressed(Kb *kb, const char *press, bool *again,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The answer to a delivery, on its way in an ack; if the ack is lost it goes to `url` while that
 * lives, then to `fallback`, a user. Without a url a lost one is lost. Kept as `recipe`, words for
 * whoever can make it again, or else whole.
 */
typedef struct Reply {
    const char *key;
    const char *body; /* bytes; not kept when there is a recipe */
    size_t len;
    const char *recipe; /* or NULL */
    const char *url, *fallback;
    int64_t until_ms;
} Reply;
bool delivery_reply(Kb *kb, const Reply *reply, int64_t *id,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For a key seen before, the same answer again; 0: there was none, or not lately. */
bool delivery_reply_find(Kb *kb, const char *key, int64_t *id,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The body, or NULL and the recipe, or neither when there is no such reply; the caller's. */
bool delivery_reply_get(Kb *kb, int64_t id, char **body, size_t *len, char **recipe,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Made after its recipe; the body is kept from now on. */
bool delivery_reply_made(Kb *kb, int64_t id, const char *body, size_t len,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Those with such ids have left in an ack, all of them: no longer owed. */
bool delivery_replies_written(Kb *kb, int64_t first, int64_t last,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * It has not: it becomes an owed call in lane "reply:ID", with method "response_url", if it has a
 * url. What has a recipe only is made before. delivery_replies_lost() does that at start, for every
 * reply that is owed and has a body; delivery_replies_unmade() tells of the others, int64_t.
 */
bool delivery_reply_lost(Kb *kb, int64_t id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool delivery_replies_lost(Kb *kb, int64_t *count, GError **error) G_GNUC_WARN_UNUSED_RESULT;
GArray *delivery_replies_unmade(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct Owed {
    int64_t id;
    char *lane;        /* calls of one lane go one at a time, by id */
    char *method;      /* a Web API method, or "response_url" */
    char *target;      /* the channel, user or URL it is for */
    char *fallback;    /* a user to write to when the target can no longer be reached, or NULL */
    char *name;        /* of the message, ours; NULL: none */
    const char *cause; /* the press that it answers, or NULL; borrowed, and not read back */
    char *body;        /* bytes: JSON */
    size_t len;
    int64_t due_ms;   /* wall time, not before */
    int64_t until_ms; /* wall time, worthless after; 0: never */
    int tries;
} Owed;
void owed_free(Owed *owed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Owed, owed_free)

/* Owes a call; id and tries of `owed` are not looked at. In a transaction. */
bool delivery_owe(Kb *kb, const Owed *owed, int64_t *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Of a call by that name and method that waits in its lane behind another, the body becomes this
 * one's; *done is false when there is none, or it may be under way. The newest wins, and a message
 * that changes often is not sent often.
 */
bool delivery_rewrite(Kb *kb, const Owed *owed, bool *done,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The first owed call of each lane, by id, at most limit, also those not due yet: Owed *. Reads;
 * for the sender's own Kb.
 */
GPtrArray *delivery_heads(Kb *kb, size_t limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sent; `name`d ones stand at channel and ts from now on (both may be NULL). In a transaction. */
bool delivery_done(Kb *kb, int64_t id, const char *channel, const char *ts,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Not yet: one more try, at due_ms. */
bool delivery_again(Kb *kb, int64_t id, int64_t due_ms, const char *why,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Another way to the same person: at once, with all its tries before it. */
bool delivery_redirect(Kb *kb, int64_t id, const char *method, const char *target, const char *body,
                       size_t len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The lane in which a message of that name is still owed; NULL: in none. The caller's. */
bool delivery_lane(Kb *kb, const char *name, char **lane, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Never: kept as dead, without what it said, for `askd check` and the metrics. */
bool delivery_dead(Kb *kb, int64_t id, const char *why, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where a named message stands; *ts is NULL when it is not known. Both the caller's. */
bool delivery_post(Kb *kb, const char *name, char **channel, char **ts,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct DeadCall {
    int64_t id, at_ms; /* when it was given up, wall time */
    char *method, *why;
} DeadCall;

/* The calls given up, newest first: DeadCall *. Without targets, which may be secret addresses. */
GPtrArray *delivery_dead_calls(Kb *kb, size_t limit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct DeliveryCounts {
    int64_t owed, dead, replies;
    int64_t redirected;     /* that ever went another way than they should have */
    int64_t oldest_owed_ms; /* when it was owed, wall time; 0: nothing */
} DeliveryCounts;
bool delivery_counts(Kb *kb, DeliveryCounts *counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Forgets seen keys, written replies and dead calls that are older than is useful. In a
 * transaction.
 */
bool delivery_sweep(Kb *kb, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
