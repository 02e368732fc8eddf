/*
 * What has left for Slack, noted in memory that outlives the process: a file mapped beside the
 * database. Noting is a few instructions away from the fact, so that after kill -9 hardly anything
 * is sent a second time; the database hears of it later, with the worker's next batch. After a
 * power cut a note may be missing, and then it is sent twice.
 *
 *   replies   that ride in an ack: what was written to a connection counts as arrived if the
 *             process ends now (the kernel sends it), and else once that is known
 *   posts     that Slack has confirmed: calls which nobody would want to see made twice
 */
#ifndef BOT_JOURNAL_H
#define BOT_JOURNAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Journal Journal;

enum {
    JOURNAL_REPLIES = 1 << 13, /* one more that is under way may go without a note */
    JOURNAL_POSTS = 1 << 8,    /* confirmed, and not yet written down by the worker */
};

/* At DATABASE-acks; made when there is none. A ":memory:" database gets one that nobody reads. */
Journal *journal_open(const char *database, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void journal_close(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_close)

/* --- the loop's thread ------------------------------------------------------------------------ */

/* Written to a connection; that has arrived: the worker hears of it; or not: it is taken back. */
void journal_left(Journal *journal, int64_t reply);
void journal_arrived(Journal *journal, int64_t reply);
void journal_lost(Journal *journal, int64_t reply);

/* --- the worker's thread ---------------------------------------------------------------------- */

/*
 * Hands out the replies that have arrived and are not yet forgotten, first of all those that the
 * last process had noted: in runs of ids that follow each other, as most of a batch's do; false
 * stops it and is passed on. Once that is committed, journal_forget() forgets just those.
 */
typedef bool (*JournalReplyFn)(int64_t first, int64_t last, void *user, GError **error);
bool journal_replies(Journal *journal, JournalReplyFn fn, void *user,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void journal_forget(Journal *journal);

/* --- the sender's thread ---------------------------------------------------------------------- */

/*
 * Slack has confirmed that owed call; where the message stands may be NULL. The note's number, for
 * journal_settled() once the worker has written it down; 0: it could not be noted.
 */
unsigned journal_posted(Journal *journal, int64_t call, const char *channel, const char *ts);
void journal_settled(Journal *journal, unsigned note); /* 0 is nothing */

/*
 * At start, before there is a sender: the posts that the last process had noted. channel and ts are
 * NULL where they were.
 */
typedef bool (*JournalPostFn)(int64_t call, const char *channel, const char *ts, void *user,
                              GError **error);
bool journal_posts(Journal *journal, JournalPostFn fn, void *user,
                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void journal_forget_posts(Journal *journal);

#endif
