/*
 * Which replies have left in an ack, noted in memory that outlives the process: a file mapped
 * beside the database. Writing a reply and noting it are a few instructions apart, so that after
 * kill -9 hardly any reply is sent a second time by its response_url; the database hears of them
 * later, with its next batch. After a power cut the note may be missing.
 */
#ifndef BOT_JOURNAL_H
#define BOT_JOURNAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Journal Journal;

enum { JOURNAL_SLOTS = 1 << 13 }; /* more replies than can leave between two batches */

/* At DATABASE-acks; made when there is none. A ":memory:" database gets one that nobody reads. */
Journal *journal_open(const char *database, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void journal_close(Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_close)

/* The loop's thread: this reply has left. */
void journal_note(Journal *journal, int64_t reply);

/*
 * The worker's thread: hands out what was noted and not yet forgotten, also by a process before this
 * one; false stops it and is passed on. Once that is committed, journal_forget() forgets just those.
 */
typedef bool (*JournalFn)(int64_t reply, void *user, GError **error);
bool journal_each(Journal *journal, JournalFn fn, void *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void journal_forget(Journal *journal);

#endif
